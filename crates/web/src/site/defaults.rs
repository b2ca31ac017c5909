//! DEFAULTS: loans that default before long, giving loans up, asking Kiva not to, and recoveries (domain.md 2.7).

mod ask_mass;
mod give_up;
mod list;
mod mass;
mod mass_requests;
mod of_loan;
mod recovered;
mod requests;

use fieldlink_app::Permission;
use maud::{Markup, html};

pub use of_loan::{requests_of_loan, told, ways};

use crate::site::Pages;
use crate::site::layout::{self, Tab};
use crate::site::session::Visitor;

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new()
        .get("/defaults", list::show)
        .post("/defaults/give-up", give_up::give_up)
        .get("/defaults/mass", mass::show)
        .post("/defaults/mass", mass::give_up)
        .get("/defaults/mass/ask", ask_mass::show)
        .post("/defaults/mass/ask", ask_mass::ask)
        .get("/defaults/mass/requests", mass_requests::list)
        .get("/defaults/mass/requests/{mass}", mass_requests::one)
        .post("/defaults/mass/requests/{mass}/answer", mass_requests::answer)
        .post("/defaults/mass/requests/{mass}/withdraw", mass_requests::withdraw)
        .get("/defaults/requests", requests::show)
        .post("/defaults/requests", requests::ask)
        .post("/defaults/requests/{request}/answer", requests::answer)
        .post("/defaults/requests/{request}/withdraw", requests::withdraw)
        .get("/defaults/recoveries", recovered::show)
}

/// The pages of the tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    AtRisk,
    Requests,
    Mass,
    Recoveries,
}

/// A page of the tab, with the way to the others.
fn page(visitor: &Visitor, part: Part, body: Markup) -> Markup {
    let text = &visitor.text;
    let parts = [
        (Part::AtRisk, "defaults-at-risk", "/defaults"),
        (Part::Requests, "defaults-requests", "/defaults/requests"),
        (Part::Mass, "defaults-mass-requests", "/defaults/mass/requests"),
        (Part::Recoveries, "defaults-recoveries", "/defaults/recoveries"),
    ];
    let named = parts
        .iter()
        .find(|(this, ..)| *this == part)
        .map_or("", |(_, name, _)| *name);
    let title = format!("{}: {}", text.get("defaults-title"), text.get(named));
    let body = html! {
        nav aria-label=(text.get("defaults-parts")) {
            ol.steps {
                @for (this, label, href) in parts {
                    li { a href=(href) aria-current=[(this == part).then_some("page")] { (text.get(label)) } }
                }
            }
        }
        (body)
    };
    layout::page(visitor, Tab::Defaults, &title, body)
}

/// Whether the visitor may give loans up and ask Kiva not to default one.
fn may_default(visitor: &Visitor) -> bool {
    visitor.actor().may(Permission::DefaultLoans, visitor.partner).is_ok()
}

/// Whether the visitor answers for Kiva.
fn is_kiva(visitor: &Visitor) -> bool {
    visitor.actor().may(Permission::Operate, visitor.partner).is_ok()
}
