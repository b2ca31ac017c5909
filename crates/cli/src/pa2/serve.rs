//! `fieldlink pa2 serve`: the Partner API, the token service and the site.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args as ClapArgs;
use fieldlink_app::Pa2;
use fieldlink_web::AppState;
use metrics_exporter_prometheus::PrometheusBuilder;
use miette::{IntoDiagnostic, WrapErr};
use tokio::net::TcpListener;
use tokio::signal;

use super::open::Database;

/// How often a real server looks for loans whose time has come.
const TICK: Duration = Duration::from_secs(30);

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
}

/// Serves until Ctrl-C or SIGTERM.
pub async fn run(args: Args) -> miette::Result<()> {
    let listener = TcpListener::bind(args.listen)
        .await
        .into_diagnostic()
        .wrap_err_with(|| format!("cannot listen on {}", args.listen))?;
    let address = listener.local_addr().into_diagnostic()?;
    let public_url = args.public_url.unwrap_or_else(|| format!("http://{address}"));
    let pa2 = args.database.open_at(&public_url).await?;
    eprintln!("PA2 listens on http://{address} as {public_url}");
    serve(listener, pa2, stop_signal()).await
}

/// Serves `pa2` on a listener until `stop` resolves; requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    pa2: Pa2,
    stop: impl Future<Output = ()> + Send + 'static,
) -> miette::Result<()> {
    let metrics = PrometheusBuilder::new().install_recorder().ok();
    let ticking = tokio::spawn(tick(pa2.clone()));
    let state = AppState {
        metrics,
        ..AppState::new(pa2)
    };
    let router = fieldlink_web::router(state);
    let result = axum_serve(listener, router, stop).await;
    ticking.abort();
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
        .wrap_err("the server stopped")
}

/// Moves loans and reports when their time comes.
async fn tick(pa2: Pa2) {
    let mut interval = tokio::time::interval(TICK);
    loop {
        interval.tick().await;
        let moved = match pa2.now().await {
            Ok(now) => pa2.run_due(now).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = moved {
            tracing::error!(error = %error, "the clock's work failed; it is tried again");
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
