//! The site's routes together with a list of them, so that a test can hold each one against who may use it.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{get, post};

use crate::AppState;

/// Routes that know what they are.
#[derive(Debug, Default)]
pub struct Pages {
    router: Router<AppState>,
    listed: Vec<(Method, &'static str)>,
}

impl Pages {
    /// No route yet.
    pub fn new() -> Pages {
        Pages::default()
    }

    /// A page.
    #[must_use]
    pub fn get<H, T>(mut self, path: &'static str, handler: H) -> Pages
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.listed.push((Method::GET, path));
        Pages {
            router: self.router.route(path, get(handler)),
            ..self
        }
    }

    /// Where a form goes.
    #[must_use]
    pub fn post<H, T>(mut self, path: &'static str, handler: H) -> Pages
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.listed.push((Method::POST, path));
        Pages {
            router: self.router.route(path, post(handler)),
            ..self
        }
    }

    /// Lets what is here so far take bodies of this size, in bytes.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Pages {
        Pages {
            router: self.router.layer(DefaultBodyLimit::max(bytes)),
            ..self
        }
    }

    /// These and those.
    #[must_use]
    pub fn merge(mut self, other: Pages) -> Pages {
        self.listed.extend(other.listed);
        Pages {
            router: self.router.merge(other.router),
            ..self
        }
    }

    /// Method and path of each, as written in the code.
    pub fn listed(&self) -> &[(Method, &'static str)] {
        &self.listed
    }

    /// The routes, to be served.
    pub fn into_router(self) -> Router<AppState> {
        self.router
    }
}
