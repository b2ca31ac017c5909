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

/// A route that answers what the use case of the same name does. The four differ in nothing else.
macro_rules! route {
    ($(#[doc = $doc:tt])* $name:ident, $path:tt, $reply:ident, $what:tt) => {
        $(#[doc = $doc])*
        #[utoipa::path(
            get,
            path = $path,
            tag = "partner-configurations",
            params(("id" = i64, Path, description = "The Field Partner's id")),
            responses(
                (status = 200, description = $what, body = $reply),
                (status = 401, description = "No token, or one that is no good", body = ApiMessage),
                (status = 403, description = "The token is another partner's", body = ApiMessage),
            ),
            security(("token" = []))
        )]
        async fn $name(State(state): State<AppState>, caller: Caller<AnyScope>) -> Result<Json<$reply>, ApiError> {
            Ok(Json(state.pa2.$name(&caller.actor, caller.partner).await?))
        }
    };
}

route!(
    /// Lists the partner's activities
    ///
    /// The sector of a loan follows from its activity.
    activities,
    "/v3/partner/{id}/config/activities",
    ActivitiesReply,
    "The activities"
);
route!(
    /// Lists the partner's currencies, each with each of its languages
    locales,
    "/v3/partner/{id}/config/locales",
    LocalesReply,
    "The locales"
);
route!(
    /// Lists the partner's loan themes
    themes,
    "/v3/partner/{id}/config/themes",
    ThemesReply,
    "The themes"
);
route!(
    /// Lists the partner's locations
    locations,
    "/v3/partner/{id}/config/locations",
    LocationsReply,
    "The locations"
);
