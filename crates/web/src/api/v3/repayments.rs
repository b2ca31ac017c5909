//! `POST /v3/partner/{id}/repayments`: what the partner's loans have repaid (domain.md 1.7).

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::routing::post;
use fieldlink_app::repayments::Source;
use fieldlink_contract::ApiMessage;
use fieldlink_contract::repayments::{Repayment, RepaymentsReply, RepaymentsRequest};
use fieldlink_domain::repayment::{Row, RowAmount};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::AppState;
use crate::api::caller::{Caller, CreateRepayment};
use crate::api::idempotency;
use crate::error::ApiError;
use crate::request::AnyJson;

/// Largest body, in bytes: more than the most rows a call may hold come to, so that the rows are what is refused.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(report))
        .route("/v3/partners/{id}/repayments", post(report))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// Reports repayments
///
/// Each call is one upload to the month that is being reported. A row with an error does not count and is told in
/// `problems`; a row with a warning counts, except that of several rows for one loan the last counts. The same loan in
/// a later call replaces what was reported of it before. An amount of zero is legal.
#[utoipa::path(
    post,
    path = "/v3/partner/{id}/repayments",
    tag = "partners",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    request_body = RepaymentsRequest,
    responses(
        (status = 200, description = "The rows were taken; `problems` says which of them do not count", body = RepaymentsReply),
        (status = 400, description = "The body is no JSON, a field cannot be read, or there are no rows", body = ApiMessage),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token lacks create:repayment, or is another partner's", body = ApiMessage),
        (status = 413, description = "More rows than one call may hold, or a body of more than 2 MB", body = ApiMessage),
    ),
    security(("token" = ["create:repayment"]))
)]
async fn report(
    State(state): State<AppState>,
    caller: Caller<CreateRepayment>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    AnyJson { value, bytes }: AnyJson<RepaymentsRequest>,
) -> Result<Json<RepaymentsReply>, ApiError> {
    let key = idempotency::key(&headers, &format!("{method} {}", uri.path()), &bytes, &caller.client)?;
    let rows: Vec<Row<'_>> = value.repayments.iter().map(row).collect();
    let reply = state
        .pa2
        .take_repayments(&caller.actor, caller.partner, Source::Api, &rows, key.as_ref())
        .await?;
    Ok(Json(reply))
}

fn row(repayment: &Repayment) -> Row<'_> {
    Row {
        loan_id: &repayment.loan_id,
        client_id: repayment.client_id.as_deref(),
        amount: RowAmount::Exact(repayment.amount.decimal()),
    }
}
