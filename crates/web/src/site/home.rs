//! HOME: what waits for this person today (domain.md 2.1).

use axum::extract::State;
use fieldlink_app::Permission;
use fieldlink_app::home::Home;
use fieldlink_domain::loan::LoanStatus;
use maud::{Markup, html};

use crate::AppState;
use crate::site::Pages;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::loans::status_name;
use crate::site::repayments;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new().get("/", home)
}

async fn home(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    let home = state.pa2.home(&visitor.actor(), visitor.partner).await?;
    let text = &visitor.text;
    let month = [("month", text.month(home.month.period).into())];
    let body = html! {
        (issues(text, home.issues()))
        (waiting(&visitor, &home))
        div.boxes {
            (loans(text, &home))
            (journals(text, home.archives))
        }
        (layout::section_bar(&text.with("home-month", &month)))
        (repayments::boxes(text, &home.month))
        p.ways { a href="/repayments" { (text.get("home-month-link")) } }
    };
    Ok(layout::page(&visitor, Tab::Home, &text.get("home-title"), body))
}

/// The banner for loans that a reviewer sent back.
fn issues(text: &Text, count: i64) -> Markup {
    let count = u64::try_from(count).unwrap_or(0);
    html! {
        @if count > 0 {
            p.banner role="status" {
                (text.counted("home-issues", count)) " "
                a href={ "/loans?status=" (LoanStatus::Issue) } { (text.get("home-issues-link")) }
            }
        }
    }
}

/// Something that waits: what it is, where it is done, and until when.
struct Waits {
    what: String,
    href: String,
    until: Option<String>,
}

/// What waits for this person, as far as they may do it.
fn waiting(visitor: &Visitor, home: &Home) -> Markup {
    let text = &visitor.text;
    let waits = todo(visitor, home);
    html! {
        (layout::section_bar(&text.get("home-todo")))
        @if waits.is_empty() {
            p { (text.get("home-todo-none")) }
        } @else {
            ul.todo {
                @for one in waits {
                    li { a href=(one.href) { (one.what) } @if let Some(until) = one.until { " – " (until) } }
                }
            }
        }
    }
}

fn todo(visitor: &Visitor, home: &Home) -> Vec<Waits> {
    let text = &visitor.text;
    let may = |permission| visitor.actor().may(permission, visitor.partner).is_ok();
    let mut waits = Vec::new();
    let mut add = |what: String, href: String, until: Option<String>| waits.push(Waits { what, href, until });
    if home.drafts > 0 && may(Permission::PublishDrafts) {
        add(text.counted("home-todo-drafts", home.drafts), "/drafts".into(), None);
    }
    if home.archives > 0 && may(Permission::PublishJournals) {
        let what = text.counted("home-todo-archives", home.archives);
        add(what, "/journals".into(), None);
    }
    let month = &home.month;
    let here = format!("/repayments/{}", month.period);
    let not_reported = month.sums.counts.not_reported;
    if month.in_hand && not_reported > 0 && may(Permission::ReportRepayments) {
        let values = [
            ("count", not_reported.into()),
            ("shown", text.whole(not_reported).into()),
            ("month", text.month(month.period).into()),
        ];
        let until = [
            ("day", text.day(month.period.last_day()).into()),
            ("final", text.day(month.final_on).into()),
        ];
        let what = text.with("home-todo-report", &values);
        let href = format!("{here}/loans?list=not_reported");
        add(what, href, Some(text.with("home-todo-by", &until)));
    }
    if month.in_hand && month.errors > 0 && may(Permission::ReportRepayments) {
        let what = text.counted("home-todo-errors", month.errors);
        add(what, format!("{here}/problems?severity=error"), None);
    }
    if month.in_hand && month.today > month.period.last_day() && may(Permission::FinalizeReport) {
        let name = [("month", text.month(month.period).into())];
        let until = [
            ("day", text.day(month.final_on).into()),
            ("final", text.day(month.final_on).into()),
        ];
        let what = text.with("home-todo-finalize", &name);
        add(
            what,
            format!("{here}/finalize"),
            Some(text.with("home-todo-by", &until)),
        );
    }
    if home.at_risk > 0 {
        let what = text.counted("home-todo-at-risk", home.at_risk);
        add(what, "/defaults".into(), None);
    }
    waits
}

fn loans(text: &Text, home: &Home) -> Markup {
    layout::boxed(
        &text.get("home-loans"),
        html! {
            p {
                a href="/drafts" { "[ " (text.counted("home-drafts", home.drafts)) " ]" }
                @if home.drafts > 0 { " " (text.get("home-drafts-help")) }
            }
            @if home.loans.is_empty() {
                p { (text.get("home-no-loans")) }
            } @else {
                table { caption.hidden { (text.get("home-loans")) } tbody {
                    @for (status, count) in &home.loans {
                        tr {
                            th scope="row" { (status_name(text, *status)) }
                            td.number { a href={ "/loans?status=" (status) } { (text.number(*count)) } }
                        }
                    }
                } }
            }
        },
    )
}

fn journals(text: &Text, archives: u64) -> Markup {
    layout::boxed(
        &text.get("home-journals"),
        html! {
            p { (text.counted("home-archives", archives)) }
            p.ways { a href="/journals" { (text.get("home-journals-link")) } }
        },
    )
}
