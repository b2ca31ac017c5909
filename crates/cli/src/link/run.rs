//! `fieldlink run`: the link by itself, at set times and when a file is dropped in.

use std::net::SocketAddr;
use std::sync::Arc;

use fieldlink_link::daemon::{Daemon, Stopper};
use fieldlink_link::ledger::Pushed;
use fieldlink_link::progress::Unwatched;
use fieldlink_say::message;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Outcome;
use super::failure::Failure;
use super::shared::{Place, clock};
use super::status_page::{self, Source};
use crate::manner::words;
use crate::pa2::serve::stop_signal;
use crate::words::Words;

const EXAMPLES: &str = "Examples:
  fieldlink run                                    schedules, watched folders and notices of fieldlink.toml, until Ctrl-C
  fieldlink run --profile production --log json    the same for one profile, with a log for machines
  fieldlink run --status-page 127.0.0.1:8620       with a page that shows what it does

As a service: the Debian package brings fieldlink.service. SIGTERM ends it after the request under way.";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    /// How the log is written
    #[arg(long, value_enum, default_value_t = LogFormat::Text, env = "FIELDLINK_LOG_FORMAT")]
    pub log: LogFormat,
    /// Serve the status page at this address, whatever fieldlink.toml says
    #[arg(long, value_name = "ADDRESS")]
    status_page: Option<SocketAddr>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let config = Arc::new(args.place.load()?);
    let stopper = Stopper::default();
    let profile = args.place.profile.as_deref();
    // What is written is read by those who get the e-mails.
    let notify = &config.settings().notify;
    let voice = notify.email.as_ref().map_or_else(words, |_| Words(notify.language));
    let daemon = Daemon::start(&config, profile, clock(), &Unwatched, stopper.clone())
        .await?
        .speaking(voice.text());
    let page = args.status_page.or(config.settings().run.status_page);
    let server = match page {
        None => None,
        Some(address) => {
            let listener = TcpListener::bind(address).await.map_err(|error| {
                Failure::new(
                    message!(
                        "page-cannot-listen",
                        address = address.to_string(),
                        why = error.to_string()
                    ),
                    message!("next-other-status-address"),
                )
            })?;
            let address = listener.local_addr().unwrap_or(address);
            if !address.ip().is_loopback() {
                tracing::warn!(%address, "other machines can see the status page, without signing in");
            }
            tracing::info!("status page on http://{address}/");
            let (name, _) = config.profile(profile)?;
            let source = Source {
                config: config.clone(),
                profile: name.to_owned(),
                ledger: daemon.ledger().clone(),
                clock: clock(),
            };
            Some(tokio::spawn(status_page::serve(listener, source, stopper.clone())))
        }
    };
    let receiver = match (config.settings().run.receive, daemon.pushed()) {
        (Some(address), Some(pushed)) => Some(receive(address, pushed.clone(), stopper.clone()).await?),
        _ => None,
    };
    let asking = stopper.clone();
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("told to stop; what is under way is finished first");
        // Where systemd does not run, nobody listens.
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        asking.ask();
    });
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    tracing::info!(
        schedules = config.settings().schedule.len(),
        folders = config.settings().watch.len(),
        "runs"
    );
    daemon.run().await;
    for task in server.into_iter().chain(receiver) {
        let _ = task.await;
    }
    Ok(0)
}

/// Serves the receiver until somebody asks to stop.
async fn receive(address: SocketAddr, pushed: Pushed, stopper: Stopper) -> Result<JoinHandle<()>, Failure> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::new(
            message!(
                "receiver-cannot-listen",
                address = address.to_string(),
                why = error.to_string()
            ),
            message!("next-other-receive"),
        )
    })?;
    let address = listener.local_addr().unwrap_or(address);
    tracing::info!("receiver on http://{address}/");
    Ok(tokio::spawn(async move {
        let stop = async move { stopper.wait().await };
        fieldlink_link::receive::serve(listener, pushed, clock(), stop).await;
    }))
}
