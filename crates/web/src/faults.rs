//! Faults on purpose, in a sandbox: what a program that calls the API must live through.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fieldlink_app::sandbox::{FaultKind, FaultRoute};
use fieldlink_contract::codes;
use fieldlink_serve::body_of;
use futures::{Stream, stream};

use crate::AppState;
use crate::error::ApiError;

/// In how many pieces a slow answer comes, and how far apart.
const PIECES: usize = 20;
const APART: Duration = Duration::from_secs(1);

/// Lets a call go wrong if a fault waits for it.
pub async fn strike(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(route) = FaultRoute::of_path(request.uri().path()) else {
        return next.run(request).await;
    };
    match state.pa2.next_fault(route).await {
        Ok(None) => next.run(request).await,
        Ok(Some(kind)) => {
            tracing::info!(fault = kind.name(), "a fault strikes");
            go_wrong(kind, request, next).await
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}

async fn go_wrong(kind: FaultKind, request: Request, next: Next) -> Response {
    match kind {
        FaultKind::TooManyRequests { retry_after_s } => refusal(
            StatusCode::TOO_MANY_REQUESTS,
            codes::RATE_LIMITED,
            "Too many requests.",
            retry_after_s,
        ),
        FaultKind::Unavailable { retry_after_s } => refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            codes::NOT_BEGUN,
            "PA2 cannot answer now.",
            retry_after_s,
        ),
        FaultKind::ExpiredToken => {
            let error = ApiError::new(
                StatusCode::UNAUTHORIZED,
                codes::AUTHENTICATION_REQUIRED,
                "Unauthorized: the access token has expired.",
            );
            error.with_challenge(r#"Bearer error="invalid_token""#).into_response()
        }
        FaultKind::CutBefore => cut(),
        FaultKind::CutAfter => {
            drop(next.run(request).await);
            cut()
        }
        FaultKind::SlowBody => {
            let (mut parts, body) = next.run(request).await.into_parts();
            match to_bytes(body, usize::MAX).await {
                Ok(bytes) => {
                    parts.headers.remove(header::CONTENT_LENGTH);
                    Response::from_parts(parts, body_of(slowly(bytes)))
                }
                Err(_) => cut(),
            }
        }
    }
}

fn refusal(status: StatusCode, code: &'static str, message: &str, retry_after_s: u32) -> Response {
    ApiError::new(status, code, message)
        .with_retry_after(retry_after_s)
        .into_response()
}

/// An answer that breaks off before its first byte: the server closes the connection.
fn cut() -> Response {
    let broken = stream::once(async { Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionReset)) });
    let mut response = Response::new(body_of(broken));
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The same bytes, drop by drop.
fn slowly(bytes: Bytes) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let size = bytes.len().div_ceil(PIECES).max(1);
    stream::unfold(bytes, move |mut left| async move {
        if left.is_empty() {
            return None;
        }
        tokio::time::sleep(APART).await;
        let piece = left.split_to(size.min(left.len()));
        Some((Ok(piece), left))
    })
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_is_whole_and_takes_its_time() {
        let begun = tokio::time::Instant::now();
        let pieces: Vec<_> = slowly(Bytes::from_static(&[7; 101])).collect().await;
        assert_eq!(
            pieces.iter().map(|p| p.as_ref().map_or(0, Bytes::len)).sum::<usize>(),
            101
        );
        assert!(begun.elapsed() >= APART * 15, "{:?}", begun.elapsed());
    }
}
