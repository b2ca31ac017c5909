//! `POST /v3/partner/{id}/loan_draft`: what a partner knows about a loan to be (domain.md 1.6).

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::routing::post;
use fieldlink_contract::ApiMessage;
use fieldlink_contract::loan_draft::{LoanDraft, LoanDraftReply};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::AppState;
use crate::api::caller::{Caller, CreateLoanDraft};
use crate::api::idempotency;
use crate::error::ApiError;
use crate::request::AnyJson;

/// Largest body, in bytes: a photo of 8 MB is 11 MB of base64.
const BODY_LIMIT: usize = 12 * 1024 * 1024;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .route("/v3/partners/{id}/loan_draft", post(create))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// Posts a loan draft
///
/// Every part may be missing: a person adds it in PA2, where the draft is reviewed and published. References that are
/// not the partner's are kept and shown to that person. The same draft posted again is a second draft, unless it comes
/// with the same `Idempotency-Key`.
#[utoipa::path(
    post,
    path = "/v3/partner/{id}/loan_draft",
    tag = "partners",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    request_body = LoanDraft,
    responses(
        (status = 200, description = "The draft was saved", body = LoanDraftReply),
        (status = 400, description = "The body is no JSON, or a field cannot be read", body = ApiMessage),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token lacks create:loan_draft, or is another partner's", body = ApiMessage),
        (status = 413, description = "The body is larger than 12 MB, or holds more than 1,000 borrowers or repayments", body = ApiMessage),
    ),
    security(("token" = ["create:loan_draft"]))
)]
async fn create(
    State(state): State<AppState>,
    caller: Caller<CreateLoanDraft>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: AnyJson<LoanDraft>,
) -> Result<Json<LoanDraftReply>, ApiError> {
    let AnyJson { value, bytes } = body.object()?;
    let key = idempotency::key(&headers, &format!("{method} {}", uri.path()), &bytes, &caller.client)?;
    Ok(Json(
        state
            .pa2
            .take_draft(&caller.actor, caller.partner, value, key.as_ref())
            .await?,
    ))
}
