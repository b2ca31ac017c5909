//! `fieldlink pa2 serve`: the Partner API, the token service and the site.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Args as ClapArgs;
use fieldlink_app::mail::Post;
use fieldlink_app::{Error, Pa2};
use fieldlink_web::AppState;
use metrics_exporter_prometheus::PrometheusBuilder;
use miette::{IntoDiagnostic, WrapErr};
use tokio::net::TcpListener;
use tokio::signal;
use tokio::sync::watch;

use super::mail::MailArgs;
use super::open::Database;
use crate::manner::words;

/// How often a real server looks for loans whose time has come.
const TICK: Duration = Duration::from_secs(30);
/// How often e-mails are sent and the calls of programs are written.
const SHORT_TICK: Duration = Duration::from_secs(5);
/// Short ticks after which e-mails of long ago are forgotten: an hour.
const FORGET_EVERY: u64 = 720;

/// How long the work after the last request may take.
const LAST_WORK: Duration = Duration::from_secs(10);

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Address to listen on; port 0 picks a free one
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// How browsers and clients reach it; confirm URLs begin with it. By default http:// and the address
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
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
    let values = [
        ("address", format!("http://{address}").into()),
        ("url", public_url.as_str().into()),
    ];
    eprintln!("{}", words().with("pa2-listens", &values));
    serve(listener, pa2, Some(post), stop_signal()).await
}

/// Serves `pa2` on a listener until `stop` resolves; requests under way are finished. Without a post, e-mails stay queued.
pub async fn serve(
    listener: TcpListener,
    pa2: Pa2,
    post: Option<Post>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> miette::Result<()> {
    let metrics = PrometheusBuilder::new().install_recorder().ok();
    let ticking = tokio::spawn(tick(pa2.clone()));
    let (ending, ended) = watch::channel(false);
    let short_ticking = tokio::spawn(short_tick(pa2.clone(), post, ended));
    let state = AppState {
        metrics,
        ..AppState::new(pa2)
    };
    let router = fieldlink_web::router(state);
    let result = axum_serve(listener, router, stop).await;
    ticking.abort();
    // What the last requests left to be written is written.
    let _ = ending.send(true);
    let written = tokio::time::timeout(LAST_WORK, short_ticking).await;
    if written.is_err() {
        tracing::error!("the last calls of programs could not be written before the end");
    }
    result
}

async fn axum_serve(
    listener: TcpListener,
    router: fieldlink_web::Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> miette::Result<()> {
    fieldlink_web::serve(listener, router, Box::pin(stop))
        .await
        .into_diagnostic()
        .wrap_err_with(|| words().get("pa2-server-stopped"))
}

/// Moves loans and reports when their time comes.
async fn tick(pa2: Pa2) {
    let mut interval = tokio::time::interval(TICK);
    loop {
        interval.tick().await;
        let moved = match pa2.now().await {
            Ok(now) => due(&pa2, now).await,
            Err(error) => Err(error),
        };
        if let Err(error) = moved {
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
async fn short_tick(pa2: Pa2, post: Option<Post>, mut ended: watch::Receiver<bool>) {
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
        let sent = match &post {
            Some(post) => pa2.send_mail(post, fieldlink_web::mail::render).await.map(|_| ()),
            None => Ok(()),
        };
        let forgotten = match n % FORGET_EVERY {
            0 => pa2.forget_old_mail().await,
            _ => Ok(()),
        };
        for error in [written, sent, forgotten].into_iter().filter_map(Result::err) {
            tracing::error!(error = %error, "work beside the requests failed; it is tried again");
        }
    }
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
