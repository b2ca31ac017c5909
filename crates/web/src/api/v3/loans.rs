//! `GET /v3/partner/{id}/loans`: the partner's loans (domain.md 1.5).

use axum::Json;
use axum::extract::State;
use axum::routing::get;
use fieldlink_contract::ApiMessage;
use fieldlink_contract::loans::{LoansQuery, LoansReply};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::AppState;
use crate::api::caller::{Caller, ReadLoans};
use crate::error::ApiError;
use crate::request::Query;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .route("/v3/partners/{id}/loans", get(list))
}

/// Lists loans
///
/// In the order in which they were posted. `query` finds a loan ID, client ID or Kiva ID as a whole, or else names by
/// the beginnings of their words, without regard to case and accents.
#[utoipa::path(
    get,
    path = "/v3/partner/{id}/loans",
    tag = "partners",
    params(("id" = i64, Path, description = "The Field Partner's id"), LoansQuery),
    responses(
        (status = 200, description = "A page of loans", body = LoansReply),
        (status = 400, description = "An unknown status, or a number that is none", body = ApiMessage),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token lacks read:loans, or is another partner's", body = ApiMessage),
    ),
    security(("token" = ["read:loans"]))
)]
async fn list(
    State(state): State<AppState>,
    caller: Caller<ReadLoans>,
    // After the caller: a stranger learns nothing from it.
    Query(query): Query<LoansQuery>,
) -> Result<Json<LoansReply>, ApiError> {
    Ok(Json(state.pa2.list_loans(&caller.actor, caller.partner, query).await?))
}
