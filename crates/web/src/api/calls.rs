//! Notes each call of a program for the request log of its partner, away from the call itself.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use fieldlink_app::ClientActor;
use fieldlink_app::api_calls::NotedCall;
use fieldlink_domain::ids::PartnerId;

use crate::AppState;

/// Longest client id that is noted; none of ours is longer.
const ID_LENGTH: usize = 64;

/// What a handler says of its caller; stands among the request's extensions.
#[derive(Debug, Clone, Default)]
pub struct Noted(Arc<Mutex<Said>>);

#[derive(Debug, Clone, Default)]
struct Said {
    partner: Option<PartnerId>,
    client_id: Option<String>,
    known: bool,
    reason: &'static str,
}

impl Noted {
    /// The caller has shown who it is.
    pub fn caller(&self, client: &ClientActor) {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.partner = Some(client.partner_id);
        said.client_id = Some(client.client_id.clone());
        said.known = true;
    }

    /// The caller says that it is this client.
    pub fn claims_to_be(&self, client_id: &str) {
        if client_id.len() <= ID_LENGTH {
            let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            said.client_id = Some(client_id.to_owned());
        }
    }

    /// The call is refused, for this reason.
    pub fn refused(&self, reason: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).reason = reason;
    }
}

/// Notes the calls of the Partner API and of the token service.
pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if !path.starts_with("/v3/") && !path.starts_with("/oauth/") {
        return next.run(request).await;
    }
    let started = Instant::now();
    let noted = Noted::default();
    request.extensions_mut().insert(noted.clone());
    let method = request.method().to_string();
    let named = partner_in(&path);
    let token_service = path.starts_with("/oauth/");
    let path = request
        .uri()
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let request_id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default()
        .chars()
        .take(ID_LENGTH)
        .collect();
    let response = next.run(request).await;
    let said = noted.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let status = response.status().as_u16();
    state.pa2.note_call(NotedCall {
        // A refused call is shown to the partner whose token it had, else to the one it named.
        partner: said.partner.or(named),
        client_id: said.client_id,
        known: said.known || (token_service && status == 200),
        method,
        path,
        status,
        ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        request_id,
        reason: said.reason,
    });
    response
}

fn partner_in(path: &str) -> Option<PartnerId> {
    let mut parts = path.strip_prefix("/v3/")?.split('/');
    parts.next()?;
    parts.next()?.parse().ok().map(PartnerId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_partner_stands_in_the_path() {
        assert_eq!(partner_in("/v3/partners/7/journals"), Some(PartnerId(7)));
        assert_eq!(partner_in("/v3/partner/x/loans"), None);
        assert_eq!(partner_in("/oauth/token"), None);
    }
}
