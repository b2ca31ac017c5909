//! The push receiver: a small HTTP server on the partner's own machine for plug-ins, macros and web hooks.
//!
//! What is sent here is only kept; `plan` and `send` read it as the source `push`. So a macro needs to know nothing of
//! Kiva, and a mistake of it is held by the plan like that of any other source.
//!
//! Invariants: nothing is taken without a key; a request is answered after the commit, wholly taken or not at all; the
//! same request again is the same answer; bodies, rows and time are bounded; values never reach a log.

mod answer;
mod body;
mod hook;
mod key;
mod read;
mod routes;
mod waiting;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};
use fieldlink_client::Clock;
use fieldlink_serve::{Limits, Server};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

pub use self::key::fresh_key;
use crate::ledger::Pushed;

/// How the receiver is reached, for programs: OpenAPI 3.1.
pub const OPENAPI: &str = include_str!("openapi.json");

/// The largest body, in bytes.
pub const MAX_BODY: usize = 8 * 1024 * 1024;
/// The most records of one request.
pub const MAX_ROWS: usize = 10_000;
/// The largest body of a web hook, in bytes.
pub const MAX_HINT: usize = 64 * 1024;
/// The most hints of one key that wait to be looked after.
pub const MAX_HINTS: usize = 1_000;
/// Requests whose bodies are here, at a time; more than that wait.
const AT_ONCE: usize = 16;

/// What the routes work with.
#[derive(Clone)]
pub(crate) struct State {
    pushed: Pushed,
    clock: Arc<dyn Clock>,
    turns: Arc<Semaphore>,
    room: read::Room,
    waiting: waiting::Waiting,
}

/// The receiver's routes.
pub fn router(pushed: Pushed, clock: Arc<dyn Clock>) -> Router {
    let state = State {
        pushed,
        clock,
        turns: Arc::new(Semaphore::new(AT_ONCE)),
        room: read::Room::default(),
        waiting: waiting::Waiting::default(),
    };
    Router::new()
        .route("/", get(routes::welcome))
        .route("/openapi.json", get(routes::openapi))
        .route("/livez", get(routes::alive))
        .route("/v1/{sheet}", post(routes::push))
        .route("/v1/{sheet}/{id}", delete(routes::withdraw))
        .route("/hook/{token}", post(hook::hint))
        .route("/hook/{token}/", post(hook::hint))
        .fallback(routes::nowhere)
        .method_not_allowed_fallback(routes::wrong_method)
        .with_state(state)
}

/// Serves until `stop` resolves; requests under way have some seconds to finish.
pub async fn serve(
    listener: TcpListener,
    pushed: Pushed,
    clock: Arc<dyn Clock>,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let server = Server::new(Limits::small());
    server.run(listener, router(pushed, clock), Box::pin(stop)).await;
}
