//! `POST /v3/partner/{id}/journals` and `/v3/partners/{id}/journals`: news of borrowers for a person to confirm
//! (domain.md 1.8). Real clients insist on different statuses: 201 on the plural path, 200 on the singular one.

use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use fieldlink_app::idempotency::IdempotencyKey;
use fieldlink_contract::ApiMessage;
use fieldlink_contract::journals::{Journal, JournalsReply, JournalsRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::AppState;
use crate::api::caller::{Caller, CreateJournalUpdate};
use crate::api::idempotency;
use crate::error::ApiError;
use crate::request::AnyJson;

/// Largest body, in bytes: a thousand journals of a page each.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(singular))
        .routes(routes!(plural))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// The journals of a call and the key they came with. The fields of `Parts` are read before the body.
struct Call {
    journals: Vec<Journal>,
    key: Option<IdempotencyKey>,
    caller: Caller<CreateJournalUpdate>,
}

impl FromRequest<AppState> for Call {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Call, ApiError> {
        use axum::extract::FromRequestParts;
        let (mut parts, body) = request.into_parts();
        let caller = Caller::<CreateJournalUpdate>::from_request_parts(&mut parts, state).await?;
        let (method, uri, headers): (Method, Uri, HeaderMap) =
            (parts.method.clone(), parts.uri.clone(), parts.headers.clone());
        let AnyJson { value, bytes } =
            AnyJson::<JournalsRequest>::from_request(Request::from_parts(parts, body), state).await?;
        let key = idempotency::key(&headers, &format!("{method} {}", uri.path()), &bytes, &caller.client)?;
        Ok(Call {
            journals: value.journals,
            key,
            caller,
        })
    }
}

/// Posts journals
///
/// All journals of a call make one archive. The reply names its `confirm_url`, where a person reads, corrects and
/// publishes them; until then no lender sees one. Journals that break a rule are kept for that person too.
#[utoipa::path(
    post,
    path = "/v3/partner/{id}/journals",
    tag = "partners",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    request_body = JournalsRequest,
    responses(
        (status = 200, description = "The journals wait for a person at `confirm_url`", body = JournalsReply),
        (status = 400, description = "The body is no JSON, a field cannot be read, or the list is empty", body = ApiMessage),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token lacks create:journal_update, or is another partner's", body = ApiMessage),
        (status = 413, description = "The body is larger than 4 MB", body = ApiMessage),
    ),
    security(("token" = ["create:journal_update"]))
)]
async fn singular(State(state): State<AppState>, call: Call) -> Result<(StatusCode, Json<JournalsReply>), ApiError> {
    let status = state.pa2.settings().journals_status_singular;
    take(&state, call, status).await
}

/// Posts journals
///
/// The same as on the singular path, but answered 201.
#[utoipa::path(
    post,
    path = "/v3/partners/{id}/journals",
    tag = "partners",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    request_body = JournalsRequest,
    responses(
        (status = 201, description = "The journals wait for a person at `confirm_url`", body = JournalsReply),
        (status = 400, description = "The body is no JSON, a field cannot be read, or the list is empty", body = ApiMessage),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token lacks create:journal_update, or is another partner's", body = ApiMessage),
        (status = 413, description = "The body is larger than 4 MB", body = ApiMessage),
    ),
    security(("token" = ["create:journal_update"]))
)]
async fn plural(State(state): State<AppState>, call: Call) -> Result<(StatusCode, Json<JournalsReply>), ApiError> {
    let status = state.pa2.settings().journals_status_plural;
    take(&state, call, status).await
}

async fn take(state: &AppState, call: Call, status: u16) -> Result<(StatusCode, Json<JournalsReply>), ApiError> {
    let Call { journals, key, caller } = call;
    let reply = state
        .pa2
        .take_journals(&caller.actor, caller.partner, journals, key.as_ref())
        .await?;
    Ok((StatusCode::from_u16(status).unwrap_or(StatusCode::OK), Json(reply)))
}
