//! A form of a page about one partner, posted after another partner was opened in a second tab: it does nothing, says so,
//! and shows the way on.

use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use fieldlink_domain::ids::PartnerId;
use maud::html;

use crate::AppState;
use crate::site::kiva::open_at;
use crate::site::language::page_before;
use crate::site::layout::{SiteError, Tab, page};
use crate::site::session::Visitor;

/// The page in place of what the form would have done.
pub(super) async fn refuse(state: &AppState, visitor: &Visitor, headers: &HeaderMap, of_page: PartnerId) -> SiteError {
    let name = async |partner| match state.pa2.partner_name(partner).await {
        Ok(name) => format!("{name} ({partner})"),
        Err(_) => partner.to_string(),
    };
    let (of_page_named, open_named) = (name(of_page).await, name(visitor.partner).await);
    let names = [
        ("page", of_page_named.as_str().into()),
        ("open", open_named.as_str().into()),
    ];
    let text = &visitor.text;
    let before = page_before(headers);
    let body = html! {
        p.error role="alert" { (text.with("other-partner-said", &names)) }
        p { (open_at(visitor, of_page, ("to", &before), &text.with("other-partner-back", &names))) }
        p.ways { a href="/" { (text.with("other-partner-stay", &names)) } }
    };
    let page = page(visitor, Tab::Kiva, &text.get("other-partner-title"), body);
    SiteError::Page(Box::new((StatusCode::CONFLICT, page).into_response()))
}
