//! Forms that only our own pages can post, and that act on no other partner than the one whose page they stood on: each
//! carries a token of the session and that partner in the hidden field `csrf`.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Error;
use fieldlink_domain::ids::PartnerId;
use maud::{Markup, html};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::AppState;
use crate::request;
use crate::site::layout::SiteError;
use crate::site::mend;
use crate::site::other_partner;
use crate::site::session::Visitor;

/// The hidden field's name.
pub const FIELD: &str = "csrf";

/// A form that was posted from one of our own pages in the visitor's session. Repeated fields are read into a `Vec`.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Form<T>, Response> {
        Ok(Form(Posted::read(request, state).await?.parse().await?))
    }
}

/// A form that does the same whichever partner is open: it opens one, or ends the session. Every other is a [`Form`].
#[derive(Debug, Clone)]
pub struct FormOfAnyPage<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for FormOfAnyPage<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<FormOfAnyPage<T>, Response> {
        let posted = Posted::unchecked(request, state).await?;
        posted.partner().map_err(IntoResponse::into_response)?;
        Ok(FormOfAnyPage(posted.fit().await?.parse().await?))
    }
}

/// The fields of a form with nothing but its button.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Nothing {}

/// A form with nothing but its button, pressed.
pub type Pressed = Form<Nothing>;

/// A form whose token was checked and whose fields were not read yet.
pub(super) struct Posted {
    /// Who posted it.
    pub(super) visitor: Visitor,
    /// The request without its body.
    pub(super) parts: Parts,
    /// The fields, encoded.
    pub(super) bytes: Bytes,
}

impl Posted {
    /// Reads a form and checks its token.
    pub(super) async fn read(request: Request, state: &AppState) -> Result<Posted, Response> {
        let posted = Posted::unchecked(request, state).await?;
        let sent = posted.field(FIELD);
        check(state, &posted.visitor, &posted.parts.headers, sent.as_deref())
            .await
            .map_err(IntoResponse::into_response)?;
        posted.fit().await
    }

    async fn unchecked(request: Request, state: &AppState) -> Result<Posted, Response> {
        use axum::RequestExt as _;
        let mut request = request;
        let visitor: Visitor = request
            .extract_parts_with_state(state)
            .await
            .map_err(IntoResponse::into_response)?;
        let (parts, stream) = request.into_parts();
        let whole = Request::from_parts(parts.clone(), stream);
        let bytes = request::body(whole, state).await.map_err(IntoResponse::into_response)?;
        Ok(Posted { visitor, parts, bytes })
    }

    /// The same if each of its texts can be taken; else a page on which it can be mended.
    async fn fit(self) -> Result<Posted, Response> {
        match request::check_encoded(&self.bytes) {
            Ok(()) => Ok(self),
            Err(unfit) => Err(mend::page(&self, &unfit)),
        }
    }

    /// The partner whose page the form stood on.
    fn partner(&self) -> Result<PartnerId, SiteError> {
        partner_of(&self.visitor, &self.parts.headers, self.field(FIELD).as_deref())
    }

    /// The first field of this name.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(&self.bytes)
            .find(|(this, _)| this == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Reads the fields.
    pub(super) async fn parse<T: DeserializeOwned>(self) -> Result<T, Response> {
        let read = request::read_form(self.parts, self.bytes).await;
        read.map_err(IntoResponse::into_response)
    }
}

/// Checks the token of a form that is read by other means, such as one with a file in it.
///
/// # Errors
/// It is no form of this session's pages, or its page was about another partner than the one that is open now.
pub async fn check(
    state: &AppState,
    visitor: &Visitor,
    headers: &HeaderMap,
    sent: Option<&str>,
) -> Result<(), SiteError> {
    let partner = partner_of(visitor, headers, sent)?;
    if partner == visitor.partner {
        return Ok(());
    }
    Err(other_partner::refuse(state, visitor, headers, partner).await)
}

/// The partner whose page a form of this session stood on.
fn partner_of(visitor: &Visitor, headers: &HeaderMap, sent: Option<&str>) -> Result<PartnerId, SiteError> {
    let partner = sent.and_then(|sent| visitor.form_key.partner_of(sent));
    if let Some(partner) = partner.filter(|_| !comes_from_elsewhere(headers)) {
        return Ok(partner);
    }
    let refused =
        "This form belongs to another sign-in, or was sent from another site. Load the page again and repeat.";
    Err(SiteError::from(Error::forbidden(refused).said("error-form-stale", [])))
}

/// Whether the browser says that another site sent this. One that says nothing, as programs do, is not held up by this.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|site| site != "same-origin" && site != "none")
}

/// Refuses a form of another site, where no session's token can: a stranger's form.
pub(super) fn must_come_from_here(headers: &HeaderMap) -> Result<(), SiteError> {
    if comes_from_elsewhere(headers) {
        let refused = Error::forbidden("This form was sent from another site. Load the page here and repeat.");
        return Err(SiteError::from(refused.said("error-form-of-another-site", [])));
    }
    Ok(())
}

/// The hidden field; every POST form holds it.
pub fn field(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name=(FIELD) value=(visitor.csrf); }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_browser_that_names_another_site_is_elsewhere() {
        let says =
            |site: &'static str| HeaderMap::from_iter([("sec-fetch-site".parse().unwrap(), site.parse().unwrap())]);
        assert!(comes_from_elsewhere(&says("cross-site")));
        assert!(comes_from_elsewhere(&says("same-site")));
        assert!(!comes_from_elsewhere(&says("same-origin")));
        assert!(!comes_from_elsewhere(&says("none")));
        assert!(!comes_from_elsewhere(&HeaderMap::new()));
    }
}
