//! `GET /v3/partner/{id}/config/{activities|locales|themes|locations}`: what a partner may use on its loans
//! (domain.md 1.4). Any valid token of the partner may read them.

use axum::Json;
use axum::extract::State;
use axum::routing::get;
use fieldlink_contract::ApiMessage;
use fieldlink_contract::config::{ActivitiesReply, LocalesReply, LocationsReply, ThemesReply};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::AppState;
use crate::api::caller::{AnyScope, Caller};
use crate::error::ApiError;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(activities))
        .routes(routes!(locales))
        .routes(routes!(themes))
        .routes(routes!(locations))
        .route("/v3/partners/{id}/config/activities", get(activities))
        .route("/v3/partners/{id}/config/locales", get(locales))
        .route("/v3/partners/{id}/config/themes", get(themes))
        .route("/v3/partners/{id}/config/locations", get(locations))
}

/// Lists the partner's activities
///
/// The sector of a loan follows from its activity.
#[utoipa::path(
    get,
    path = "/v3/partner/{id}/config/activities",
    tag = "partner-configurations",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    responses(
        (status = 200, description = "The activities", body = ActivitiesReply),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token is another partner's", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn activities(
    State(state): State<AppState>,
    caller: Caller<AnyScope>,
) -> Result<Json<ActivitiesReply>, ApiError> {
    Ok(Json(state.pa2.activities(&caller.actor, caller.partner).await?))
}

/// Lists the partner's currencies, each with each of its languages
#[utoipa::path(
    get,
    path = "/v3/partner/{id}/config/locales",
    tag = "partner-configurations",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    responses(
        (status = 200, description = "The locales", body = LocalesReply),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token is another partner's", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn locales(State(state): State<AppState>, caller: Caller<AnyScope>) -> Result<Json<LocalesReply>, ApiError> {
    Ok(Json(state.pa2.locales(&caller.actor, caller.partner).await?))
}

/// Lists the partner's loan themes
#[utoipa::path(
    get,
    path = "/v3/partner/{id}/config/themes",
    tag = "partner-configurations",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    responses(
        (status = 200, description = "The themes", body = ThemesReply),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token is another partner's", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn themes(State(state): State<AppState>, caller: Caller<AnyScope>) -> Result<Json<ThemesReply>, ApiError> {
    Ok(Json(state.pa2.themes(&caller.actor, caller.partner).await?))
}

/// Lists the partner's locations
#[utoipa::path(
    get,
    path = "/v3/partner/{id}/config/locations",
    tag = "partner-configurations",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    responses(
        (status = 200, description = "The locations", body = LocationsReply),
        (status = 401, description = "No token, or one that is no good", body = ApiMessage),
        (status = 403, description = "The token is another partner's", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn locations(State(state): State<AppState>, caller: Caller<AnyScope>) -> Result<Json<LocationsReply>, ApiError> {
    Ok(Json(state.pa2.locations(&caller.actor, caller.partner).await?))
}
