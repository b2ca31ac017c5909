//! REPORTS: the Loan Activity Statement, the Credit Limit Calculation, Loans with Scheduled Repayments, and the rates over
//! time (domain.md 2.4, 2.6, 2.7, 2.9).

mod activity;
mod credit;
mod rates;
mod scheduled;

use maud::{Markup, html};

use crate::site::Pages;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

/// The routes of this file and its folder.
pub fn routes() -> Pages {
    Pages::new()
        .get("/reports", index)
        .get("/reports/activity", activity::months)
        .get("/reports/activity/{period}", activity::show)
        .get("/reports/activity/{period}/{happened}", activity::loans)
        .get("/reports/credit-limit", credit::show)
        .get("/reports/scheduled", scheduled::show)
        .get("/reports/rates", rates::show)
}

const REPORTS: [(&str, &str); 4] = [
    ("activity", "reports-activity"),
    ("credit-limit", "reports-credit"),
    ("scheduled", "reports-scheduled"),
    ("rates", "reports-rates"),
];

async fn index(visitor: Visitor) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let body = html! {
        dl {
            @for (path, title) in REPORTS {
                dt { a href={ "/reports/" (path) } { (text.get(title)) } }
                dd { (text.get(&format!("{title}-about"))) }
            }
        }
    };
    Ok(layout::page(&visitor, Tab::Reports, &text.get("reports-title"), body))
}

/// The way back to all reports.
fn back(visitor: &Visitor) -> Markup {
    html! { p { a href="/reports" { (visitor.text.get("reports-back")) } } }
}
