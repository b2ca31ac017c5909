//! Puts the whole server together: one router for the binary and for the tests.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::api::description::{ApiDoc, published};
use crate::{AppState, answers, api, faults, oauth, ops, site};

/// Largest body of a page's form; routes that take photos or rows set their own.
const FORM_LIMIT: usize = 256 * 1024;
/// Longest a request may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Longest a request with a file in it may take: 12 MB over a line of 200 kbit a second.
const FILE_TIMEOUT: Duration = Duration::from_secs(600);
/// What the page that shows the API may load: its own script and styles, which it also writes into itself, and the API.
const SWAGGER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

fn api_router() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(ApiDoc::openapi())
        .merge(api::v3::routes())
        .merge(api::sandbox::routes())
        .merge(oauth::routes())
}

/// The OpenAPI 3.1 description of the Partner API and its token service, made from the code.
pub fn openapi() -> utoipa::openapi::OpenApi {
    published(&api_router().split_for_parts().1)
}

/// The whole server.
pub fn router(state: AppState) -> Router {
    let (api, description) = api_router().split_for_parts();
    let api = if state.pa2.settings().sandbox {
        api.layer(middleware::from_fn_with_state(state.clone(), faults::strike))
    } else {
        api
    };
    let api = api
        .layer(middleware::from_fn_with_state(state.clone(), api::calls::note))
        // Answers tell of borrowers: nothing on the way keeps them. What may be kept, such as the keys, says so itself.
        .layer(header_layer(header::CACHE_CONTROL, "no-store"));
    let swagger = Router::from(SwaggerUi::new("/swagger-ui").url("/openapi.json", published(&description)))
        .layer(header_layer(header::CONTENT_SECURITY_POLICY, SWAGGER_POLICY))
        .layer(header_layer(header::REFERRER_POLICY, "same-origin"))
        .layer(header_layer(header::X_FRAME_OPTIONS, "DENY"));
    let pages = site::routes()
        .into_router()
        .merge(ops::files())
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(CompressionLayer::new());
    let pages = answers::PAGE_HEADERS
        .into_iter()
        .fold(pages, |pages, (name, value)| pages.layer(header_layer(name, value)));
    let routes = Router::new()
        .merge(api)
        .merge(pages)
        .merge(ops::routes())
        .merge(swagger);
    served(routes, state)
}

/// Routes with what stands around all of them: a request's number, its measures, its time, and an answer in the form of
/// who asks where no handler gave one.
pub fn served(routes: Router<AppState>, state: AppState) -> Router {
    let id = HeaderName::from_static("x-request-id");
    routes
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(
            ServiceBuilder::new()
                .layer(SetRequestIdLayer::new(id.clone(), MakeRequestUuid))
                .layer(SetSensitiveRequestHeadersLayer::new([
                    header::AUTHORIZATION,
                    header::COOKIE,
                ]))
                .layer(middleware::from_fn(ops::observe))
                .layer(PropagateRequestIdLayer::new(id))
                .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .layer(middleware::from_fn_with_state(state.clone(), answers::in_form))
                .layer(CatchPanicLayer::custom(answers::panicked))
                .layer(middleware::from_fn(in_time))
                .layer(middleware::from_fn(as_one_unit)),
        )
        .with_state(state)
}

/// What a request changes is one thing for whoever sent it, however many transactions that takes.
async fn as_one_unit(request: Request, next: Next) -> Response {
    fieldlink_store::unit(next.run(request)).await
}

/// Ends a request that takes too long. A file on its way over a slow line has more time than a form.
async fn in_time(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let has_file = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let most = if has_file { FILE_TIMEOUT } else { TIMEOUT };
    let answered = tokio::time::timeout(most, next.run(request)).await;
    answered.unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response())
}

fn header_layer(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    /// How long somebody waits who sends a body of this kind and is never answered.
    async fn waits(kind: &str) -> Duration {
        let never = || std::future::pending::<()>();
        let router = Router::new()
            .route("/", post(never))
            .layer(middleware::from_fn(in_time));
        let request = Request::post("/").header(header::CONTENT_TYPE, kind);
        let begun = tokio::time::Instant::now();
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT);
        begun.elapsed()
    }

    /// The clock stands still but for what is waited for.
    #[tokio::test(start_paused = true)]
    async fn a_file_has_more_time_than_a_form() {
        let within_a_second =
            |waited: Duration, most: Duration| waited >= most && waited < most + Duration::from_secs(1);
        assert!(within_a_second(
            waits("application/x-www-form-urlencoded").await,
            TIMEOUT
        ));
        assert!(within_a_second(
            waits("multipart/form-data; boundary=x").await,
            FILE_TIMEOUT
        ));
    }
}
