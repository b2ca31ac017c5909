//! `POST /oauth/introspect` (RFC 7662): what a token is worth, for the clients of its partner.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use fieldlink_contract::token::{Claims, TokenError, TokenErrorCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::form::{ClientForm, ShownToken};
use super::refusal::{Refusal, uncached};
use crate::AppState;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(introspect))
}

/// What a token is worth.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Introspection {
    Active(Active),
    Inactive(Inactive),
}

/// A token in force.
#[derive(Serialize, ToSchema)]
struct Active {
    /// `true`.
    active: bool,
    /// The granted scopes with blanks between.
    scope: String,
    /// The client that asked for it.
    client_id: String,
    /// `bearer`.
    token_type: &'static str,
    /// Unix seconds at which it ends.
    exp: i64,
    /// Who issued it.
    iss: String,
    /// Whom it is for.
    aud: Vec<String>,
    /// Its own id.
    jti: String,
    /// The Field Partner, as text.
    #[serde(rename = "partnerId")]
    partner_id: String,
}

/// Any other text: nothing more is said of it.
#[derive(Serialize, ToSchema)]
struct Inactive {
    /// `false`.
    active: bool,
}

impl From<Claims> for Active {
    fn from(claims: Claims) -> Active {
        Active {
            active: true,
            scope: claims.scope.to_string(),
            client_id: claims.client_id,
            token_type: "bearer",
            exp: claims.exp,
            iss: claims.iss,
            aud: claims.aud,
            jti: claims.jti,
            partner_id: claims.partner_id,
        }
    }
}

/// Says what a token of the client's partner is worth
#[utoipa::path(
    post,
    path = "/oauth/introspect",
    tag = "token-service",
    request_body(content = ShownToken, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token's claims, or that it is not in force", body = Introspection),
        (status = 400, description = "Refused: the parameters", body = TokenError),
        (status = 401, description = "Refused: client_id or client_secret", body = TokenError),
        (status = 429, description = "Too many wrong credentials; Retry-After says how long to wait", body = TokenError),
    ),
    security((), ("client" = []))
)]
async fn introspect(State(state): State<AppState>, form: ClientForm) -> Result<Response, Refusal> {
    let Some(token) = &form.token else {
        return Err(Refusal::new(TokenErrorCode::InvalidRequest, "token is missing."));
    };
    let found = state.pa2.introspect_token(&form.asking, token).await;
    let said = match found.map_err(|failure| Refusal::of(failure, form.used_header))? {
        Some(claims) => Introspection::Active(claims.into()),
        None => Introspection::Inactive(Inactive { active: false }),
    };
    Ok(uncached(Json(said)))
}
