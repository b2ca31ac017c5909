//! `fieldlink pa2 serve`: the Partner API, the token service and the site.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Args as ClapArgs;
use fieldlink_app::mail::Post;
use fieldlink_app::{Error, Pa2};
use fieldlink_serve::{Limits, Server};
use fieldlink_web::AppState;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use miette::{IntoDiagnostic, WrapErr};
use tokio::net::TcpListener;
use tokio::signal;
use tokio::sync::watch;

use super::common::InWords as _;
use super::mail::MailArgs;
use super::open::Database;
use crate::manner::words;

/// How often a real server looks for loans whose time has come.
const TICK: Duration = Duration::from_secs(30);
/// How often e-mails are sent and the calls of programs are written.
const SHORT_TICK: Duration = Duration::from_secs(5);
/// Short ticks after which e-mails and kept answers of long ago are forgotten: an hour.
const FORGET_EVERY: u64 = 720;

/// How long the work after the last request may take: a service manager waits for it beside `--stop-within`.
const LAST_WORK: Duration = Duration::from_secs(3);

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Address to listen on; port 0 picks a free one
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// How browsers and clients reach it; confirm URLs begin with it. By default http:// and the address
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Told to stop, take requests for so long yet while /readyz says 503. By default half a second
    #[arg(long, value_name = "SECONDS")]
    stop_notice: Option<u64>,
    /// Then cut what is not finished after so long
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    stop_within: u64,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    mail: MailArgs,
}

/// Serves until Ctrl-C or SIGTERM.
pub async fn run(args: Args) -> miette::Result<()> {
    let listener = TcpListener::bind(args.listen)
        .await
        .into_diagnostic()
        .wrap_err_with(|| words().with("pa2-cannot-listen", &[("address", args.listen.to_string().into())]))?;
    let address = listener.local_addr().into_diagnostic()?;
    let post = args.mail.post(args.database.data.as_deref())?;
    let public_url = args.public_url.unwrap_or_else(|| format!("http://{address}"));
    let pa2 = args.database.open_at(&public_url).await?;
    pa2.serves_at(&public_url).await.in_words()?;
    let values = [
        ("address", format!("http://{address}").into()),
        ("url", public_url.as_str().into()),
    ];
    eprintln!("{}", words().with("pa2-listens", &values));
    let mut limits = Limits::default();
    limits.notice = args.stop_notice.map_or(limits.notice, Duration::from_secs);
    limits.finish = Duration::from_secs(args.stop_within);
    serve(listener, pa2, Some(post), limits, stop_signal()).await;
    Ok(())
}

/// Serves `pa2` on a listener until `stop` resolves; requests under way are finished within the limits. Without a post,
/// e-mails stay queued.
pub async fn serve(
    listener: TcpListener,
    pa2: Pa2,
    post: Option<Post>,
    limits: Limits,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let metrics = PrometheusBuilder::new().install_recorder().ok();
    let ticking = tokio::spawn(tick(pa2.clone()));
    let (ending, ended) = watch::channel(false);
    let short_ticking = tokio::spawn(short_tick(pa2.clone(), post, metrics.clone(), ended));
    let server = Server::new(limits);
    let state = AppState {
        metrics,
        stopping: server.stopping.clone(),
        ..AppState::new(pa2)
    };
    server.run(listener, fieldlink_web::router(state), Box::pin(stop)).await;
    ticking.abort();
    // What the last requests left to be written is written.
    let _ = ending.send(true);
    let written = tokio::time::timeout(LAST_WORK, short_ticking).await;
    if written.is_err() {
        tracing::error!("the last calls of programs could not be written before the end");
    }
}

/// Moves loans and reports when their time comes, and sends the ends of the audit trail once a day.
async fn tick(pa2: Pa2) {
    let mut interval = tokio::time::interval(TICK);
    loop {
        interval.tick().await;
        let moved = match pa2.now().await {
            Ok(now) => due(&pa2, now).await,
            Err(error) => Err(error),
        };
        for error in [moved, pa2.send_audit_heads().await]
            .into_iter()
            .filter_map(Result::err)
        {
            tracing::error!(error = %error, "the clock's work failed; it is tried again");
        }
    }
}

async fn due(pa2: &Pa2, now: DateTime<Utc>) -> Result<(), Error> {
    pa2.run_due(now).await?;
    pa2.remind_of_reports(now).await?;
    pa2.remind_of_issues(now).await
}

/// Sends what waits to be sent, and writes what waits to be written.
/// Once the server has stopped, for the last time.
async fn short_tick(pa2: Pa2, post: Option<Post>, metrics: Option<PrometheusHandle>, mut ended: watch::Receiver<bool>) {
    let mut interval = tokio::time::interval(SHORT_TICK);
    for n in 1_u64.. {
        let last = tokio::select! {
            _ = interval.tick() => false,
            _ = ended.wait_for(|ended| *ended) => true,
        };
        let written = pa2.write_calls().await;
        if last {
            if let Err(error) = written {
                tracing::error!(error = %error, "the last calls of programs could not be written");
            }
            return;
        }
        if let Some(metrics) = &metrics {
            // Where nobody asks for them, what was measured would be kept one by one.
            metrics.run_upkeep();
        }
        let sent = match &post {
            Some(post) => pa2.send_mail(post, fieldlink_web::mail::render).await.map(|_| ()),
            None => Ok(()),
        };
        let forgotten = match n % FORGET_EVERY {
            0 => forget(&pa2).await,
            _ => Ok(()),
        };
        for error in [written, sent, forgotten].into_iter().filter_map(Result::err) {
            tracing::error!(error = %error, "work beside the requests failed; it is tried again");
        }
    }
}

async fn forget(pa2: &Pa2) -> Result<(), Error> {
    pa2.forget_old_mail().await?;
    pa2.forget_old_answers().await
}

/// Resolves on Ctrl-C or SIGTERM.
pub async fn stop_signal() {
    let interrupt = async {
        let _ = signal::ctrl_c().await;
    };
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
