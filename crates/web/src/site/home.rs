//! HOME: what waits for this person today (domain.md 2.1).

use axum::extract::State;
use fieldlink_app::home::Home;
use fieldlink_domain::loan::LoanStatus;
use maud::{Markup, html};

use crate::AppState;
use crate::site::Pages;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::loans::status_name;
use crate::site::session::Visitor;
use crate::site::text::Text;
use crate::site::{format, repayments};

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new().get("/", home)
}

async fn home(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    let home = state.pa2.home(&visitor.actor(), visitor.partner).await?;
    let text = &visitor.text;
    let month = [("month", repayments::month_name(home.month.period).into())];
    let body = html! {
        (issues(text, home.issues()))
        div.boxes {
            (loans(text, &home))
            (journals(text, home.archives))
        }
        (layout::section_bar(&text.with("home-month", &month)))
        (repayments::boxes(text, &home.month))
        p { a href="/repayments" { (text.get("home-month-link")) } }
    };
    Ok(layout::page(&visitor, Tab::Home, &text.get("home-title"), body))
}

/// The banner for loans that a reviewer sent back.
fn issues(text: &Text, count: i64) -> Markup {
    html! {
        @if count > 0 {
            p.banner role="status" {
                (counted(text, "home-issues", count)) " "
                a href={ "/loans?status=" (LoanStatus::Issue) } { (text.get("home-issues-link")) }
            }
        }
    }
}

fn loans(text: &Text, home: &Home) -> Markup {
    let drafts = i64::try_from(home.drafts).unwrap_or(i64::MAX);
    layout::boxed(
        &text.get("home-loans"),
        html! {
            p {
                a href="/drafts" { "[ " (counted(text, "home-drafts", drafts)) " ]" }
                @if drafts > 0 { " " (text.get("home-drafts-help")) }
            }
            @if home.loans.is_empty() {
                p { (text.get("home-no-loans")) }
            } @else {
                table { caption.hidden { (text.get("home-loans")) } tbody {
                    @for (status, count) in &home.loans {
                        tr {
                            th scope="row" { (status_name(text, *status)) }
                            td.number { a href={ "/loans?status=" (status) } { (format::number(*count)) } }
                        }
                    }
                } }
            }
        },
    )
}

fn journals(text: &Text, archives: u64) -> Markup {
    let archives = i64::try_from(archives).unwrap_or(i64::MAX);
    layout::boxed(
        &text.get("home-journals"),
        html! {
            p { (counted(text, "home-archives", archives)) }
            p { a href="/journals" { (text.get("home-journals-link")) } }
        },
    )
}

/// A text with a number in it: `count` chooses the form, `shown` is what is read.
fn counted(text: &Text, id: &str, count: i64) -> String {
    text.with(id, &[("count", count.into()), ("shown", format::number(count).into())])
}
