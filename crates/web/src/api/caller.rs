//! Who calls the Partner API: the client of the bearer token, checked against the route.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use fieldlink_app::{Actor, Admitted, ClientActor, Kind, Pa2};
use fieldlink_contract::codes;
use fieldlink_contract::scope::Scope;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::settings::TokenErrorMode;

use crate::AppState;
use crate::api::calls::Noted;
use crate::error::ApiError;
use crate::request;

/// What a route asks of a token. Each implementation names one scope, so that the scope stands in the handler's
/// signature.
pub trait Grant: Send + Sync + 'static {
    /// The scope; none where any token of the partner will do.
    const SCOPE: Option<Scope>;
    /// What RFC 6750 section 3 has us say when the scope is missing.
    const CHALLENGE: &'static str;
}

macro_rules! grants {
    ($($(#[$doc:meta])* $name:ident: $scope:expr, $challenge:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Grant for $name {
            const SCOPE: Option<Scope> = $scope;
            const CHALLENGE: &'static str = $challenge;
        }
    )+};
}

grants! {
    /// `read:loans`.
    ReadLoans: Some(Scope::ReadLoans), r#"Bearer error="insufficient_scope", scope="read:loans""#;
    /// `create:loan_draft`.
    CreateLoanDraft: Some(Scope::CreateLoanDraft), r#"Bearer error="insufficient_scope", scope="create:loan_draft""#;
    /// `create:repayment`.
    CreateRepayment: Some(Scope::CreateRepayment), r#"Bearer error="insufficient_scope", scope="create:repayment""#;
    /// `create:journal_update`.
    CreateJournalUpdate: Some(Scope::CreateJournalUpdate), r#"Bearer error="insufficient_scope", scope="create:journal_update""#;
    /// Any token of the partner: the config routes (domain.md 1.4).
    AnyScope: None, "Bearer";
}

/// The caller of a route under `/v3/partner/{id}/`: the token is in force, has the scope that `G` names, and belongs to
/// the partner of the path. A handler that takes it cannot be reached otherwise.
#[derive(Debug, Clone)]
pub struct Caller<G> {
    /// For the use case.
    pub actor: Actor,
    /// The same, known to be a client.
    pub client: ClientActor,
    /// The partner of the path, which is the token's.
    pub partner: PartnerId,
    /// Its turn, until the call has ended.
    _turn: Admitted,
    grant: PhantomData<G>,
}

impl<G: Grant> FromRequestParts<AppState> for Caller<G> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Caller<G>, ApiError> {
        let noted = parts.extensions.get::<Noted>().cloned().unwrap_or_default();
        let client = token_holder(&state.pa2, &parts.headers, &noted).await?;
        noted.caller(&client);
        let partner = path_partner(parts).await;
        if partner != Some(client.partner_id) {
            noted.refused("other_partner");
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                codes::FORBIDDEN,
                "Unauthorized: the access token belongs to another partner.",
            ));
        }
        if let Some(scope) = G::SCOPE.filter(|scope| !client.scopes.contains(*scope)) {
            noted.refused("scope");
            let message = format!("Unauthorized: the access token lacks the scope {scope}.");
            let refusal = ApiError::new(StatusCode::FORBIDDEN, codes::FORBIDDEN, message);
            return Err(refusal.with_challenge(G::CHALLENGE));
        }
        let partner = client.partner_id;
        let turn = state.pa2.admit(&client).await.inspect_err(|_| noted.refused("quota"))?;
        Ok(Caller {
            actor: Actor::Client(client.clone()),
            client,
            partner,
            _turn: turn,
            grant: PhantomData,
        })
    }
}

async fn token_holder(pa2: &Pa2, headers: &HeaderMap, noted: &Noted) -> Result<ClientActor, ApiError> {
    let Some(token) = bearer(headers) else {
        noted.refused("no_token");
        let message = "Unauthorized: send the access token in the Authorization header, after the word Bearer.";
        return Err(unauthenticated(pa2, message, "Bearer"));
    };
    match pa2.verify_token(token).await {
        Ok(client) => Ok(client),
        Err(error) if error.kind == Kind::Unauthenticated => {
            noted.refused("bad_token");
            if let Some(client) = pa2.holder_of_expired(token).await? {
                noted.caller(&client);
                noted.refused("expired_token");
            }
            Err(unauthenticated(pa2, &error.message, r#"Bearer error="invalid_token""#))
        }
        Err(error) => Err(error.into()),
    }
}

/// The token of the Authorization header. The scheme is read in any case: `bearer` was seen too (domain.md 1.3).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let only = all.next().filter(|_| all.next().is_none())?;
    let (scheme, token) = only.to_str().ok()?.trim().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| !token.is_empty())
}

/// 401, or 403 where the installation follows the newer of Kiva's two pages (domain.md 1.3).
fn unauthenticated(pa2: &Pa2, message: &str, challenge: &'static str) -> ApiError {
    match pa2.settings().token_error_mode {
        TokenErrorMode::Split => {
            ApiError::new(StatusCode::UNAUTHORIZED, codes::AUTHENTICATION_REQUIRED, message).with_challenge(challenge)
        }
        TokenErrorMode::AllForbidden => ApiError::new(StatusCode::FORBIDDEN, codes::AUTHENTICATION_REQUIRED, message),
    }
}

async fn path_partner(parts: &mut Parts) -> Option<PartnerId> {
    request::path_text(parts, "id").await?.parse().ok().map(PartnerId)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|v| (AUTHORIZATION, v.parse().unwrap())).collect()
    }

    #[test]
    fn the_scheme_is_read_in_any_case_and_the_header_comes_once() {
        assert_eq!(bearer(&headers(&["Bearer a.b.c"])), Some("a.b.c"));
        assert_eq!(bearer(&headers(&["bearer  a.b.c "])), Some("a.b.c"));
        assert_eq!(bearer(&headers(&["Basic YTpi"])), None);
        assert_eq!(bearer(&headers(&["Bearer "])), None);
        assert_eq!(bearer(&headers(&["Bearer a", "Bearer b"])), None);
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
