//! ACCOUNT: the partner's profile, places, people and programs, and what a person may change of their own access.

use axum::response::Redirect;
use chrono::{DateTime, Utc};
use fieldlink_app::Permission;
use maud::{Markup, html};

use crate::site::Pages;
use crate::site::layout::{self, Tab};
use crate::site::session::Visitor;

mod audit;
mod browser;
mod calls;
mod passwords;
mod places;
mod profile;
mod second_step;
mod security;
mod staff;

/// The routes of this folder.
pub fn routes() -> Pages {
    Pages::new()
        .get("/account", first)
        .merge(profile::routes())
        .merge(places::routes())
        .merge(staff::routes())
        .merge(security::routes())
        .merge(second_step::routes())
        .merge(passwords::routes())
        .merge(calls::routes())
        .merge(audit::routes())
}

/// The pages of ACCOUNT: path, name, what one needs to see it.
const SECTIONS: [(&str, &str, Permission); 6] = [
    ("/account/profile", "account-profile", Permission::ReadConfig),
    ("/account/locations", "account-locations", Permission::ReadConfig),
    ("/account/staff", "account-staff", Permission::ManageStaff),
    ("/account/api-access", "api-access-title", Permission::ManageApiAccess),
    ("/account/security", "account-security", Permission::ReadConfig),
    ("/account/audit", "account-audit", Permission::ReadAudit),
];

async fn first(_: Visitor) -> Redirect {
    Redirect::to(SECTIONS[0].0)
}

/// A page of ACCOUNT, with the way to the others.
pub(super) fn page(visitor: &Visitor, path: &str, title: &str, body: Markup) -> Markup {
    let text = &visitor.text;
    let sections = SECTIONS.iter().filter(|(_, _, permission)| may(visitor, *permission));
    let body = html! {
        ul.sections aria-label=(text.get("account-sections")) {
            @for (to, name, _) in sections {
                li { a href=(to) aria-current=[(*to == path).then_some("page")] { (text.get(name)) } }
            }
        }
        (body)
    };
    layout::page(visitor, Tab::Account, title, body)
}

/// Whether the visitor may do this to what they look at.
fn may(visitor: &Visitor, permission: Permission) -> bool {
    visitor.actor().may(permission, visitor.partner).is_ok()
}

/// An instant, to the minute.
pub(super) fn time(at: DateTime<Utc>) -> Markup {
    html! { time datetime=(at.format("%Y-%m-%dT%H:%M:%SZ")) { (at.format("%Y-%m-%d %H:%M UTC")) } }
}

/// What a form was refused for.
fn refusal(refused: Option<&str>) -> Markup {
    html! { @if let Some(refused) = refused { p.error #refused role="alert" { (refused) } } }
}
