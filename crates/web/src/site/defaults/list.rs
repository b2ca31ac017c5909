//! Which loans default by themselves, and when; choosing those to give up.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use fieldlink_app::Pa2;
use fieldlink_app::defaults::{AtRisk, Endangered, EndangeredPage, MOST_COUNTED, RequestState, Within};
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::ids::KivaId;
use maud::{Markup, html};
use serde::Deserialize;

use super::ask_mass::may_ask;
use super::{Part, give_up, page};
use crate::AppState;
use crate::request::Query;
use crate::site::csrf;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::layout::SiteError;
use crate::site::loans::columns;
use crate::site::repayments::export_links;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Loans on a page.
const PAGE: usize = 25;
/// Loans read at once for a file.
const EXPORTED: usize = 500;

/// What can be listed: its name in an address, the time, its text.
pub(super) const CHOICES: [(&str, Within, &str); 3] = [
    ("", Within::PastTerm, "defaults-within-term"),
    ("90", Within::Days90, "defaults-within-90"),
    ("30", Within::Days30, "defaults-within-30"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    within: String,
    /// Where the page before ended: unix seconds and Kiva ID.
    after: String,
    /// `csv` or `xlsx` for the whole list as a file.
    format: String,
}

impl Shown {
    fn within(&self) -> Within {
        let chosen = CHOICES.iter().find(|(name, ..)| *name == self.within);
        chosen.map_or_else(Within::default, |(_, within, _)| *within)
    }

    fn after(&self) -> Option<AtRisk> {
        let (at, loan) = self.after.split_once('-')?;
        Some(AtRisk {
            at: DateTime::from_timestamp(at.parse().ok()?, 0)?,
            loan: KivaId(loan.parse().ok()?),
        })
    }

    fn href(&self, after: Option<AtRisk>) -> String {
        let within = CHOICES.iter().find(|(_, within, _)| *within == self.within());
        let within = within.map_or("", |(name, ..)| name);
        match after {
            Some(after) => format!(
                "/defaults?within={within}&after={}-{}",
                after.at.timestamp(),
                after.loan
            ),
            None => format!("/defaults?within={within}"),
        }
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(shown): Query<Shown>,
) -> Result<Response, SiteError> {
    if let Some(format) = Format::asked(&shown.format) {
        return export(&state, &visitor, shown.within(), format).await;
    }
    let found = state
        .pa2
        .loans_at_risk(&visitor.actor(), visitor.partner, shown.within(), (shown.after(), PAGE))
        .await?;
    let text = &visitor.text;
    let body = html! {
        p { (text.with("defaults-explained", &[("months", state.pa2.settings().default_after_months.into())])) }
        @if found.open_requests > 0 {
            p.notice {
                (text.counted("defaults-open-requests", found.open_requests)) " "
                a href="/defaults/requests" { (text.get("defaults-requests")) }
            }
        }
        (choice(text, shown.within()))
        @if state.pa2.may_default(&visitor.actor(), visitor.partner).is_ok() {
            p {
                a href="/defaults/mass" { (text.get("defaults-mass")) }
                @if may_ask(&visitor) { " · " a href="/defaults/mass/ask" { (text.get("defaults-mass-ask")) } }
            }
        }
        p role="status" { (counted(text, &found)) }
        @if !found.loans.is_empty() { (chooser(&state.pa2, &visitor, &found)) }
        @if !found.loans.is_empty() {
            (export_links(text, |format| format!("{}&format={format}", shown.href(None))))
        }
        (pages(text, &shown, found.next))
    };
    Ok(page(&visitor, Part::AtRisk, body).into_response())
}

fn counted(text: &Text, found: &EndangeredPage) -> String {
    match found.total >= MOST_COUNTED {
        true => text.counted("defaults-count-more", found.total),
        false => text.counted("defaults-count", found.total),
    }
}

fn choice(text: &Text, chosen: Within) -> Markup {
    html! {
        form.fields action="/defaults" method="get" {
            div.field {
                label for="within" { (text.get("defaults-within")) }
                br;
                select #within name="within" {
                    @for (value, within, label) in CHOICES {
                        option value=(value) selected[within == chosen] { (text.get(label)) }
                    }
                }
            }
            div.field { br; button { (text.get("defaults-show")) } }
        }
    }
}

fn chooser(pa2: &Pa2, visitor: &Visitor, found: &EndangeredPage) -> Markup {
    let text = &visitor.text;
    html! {
        @if pa2.may_default(&visitor.actor(), visitor.partner).is_ok() {
            form method="post" action="/defaults/give-up" {
                (csrf::field(visitor))
                (table(text, &found.loans, true))
                (give_up::reason_fields(text, None, ""))
                p { button.danger { (text.get("defaults-give-up-chosen")) } }
            }
        } @else {
            (table(text, &found.loans, false))
        }
    }
}

fn table(text: &Text, loans: &[Endangered], choice: bool) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    @if choice { th scope="col" { (text.get("defaults-choice")) } }
                    th scope="col" { (text.get("defaults-day")) }
                    th scope="col" { (text.get("loans-name")) }
                    th scope="col" { (text.get("loans-loan-id")) }
                    th scope="col" { (text.get("defaults-last-due")) }
                    th.number scope="col" { (text.get("loan-outstanding")) }
                    th scope="col" { (text.get("defaults-request")) }
                } }
                tbody { @for one in loans { (row(text, one, choice)) } }
            }
        }
    }
}

fn row(text: &Text, one: &Endangered, choice: bool) -> Markup {
    let loan = &one.loan;
    html! {
        tr {
            @if choice {
                td {
                    input type="checkbox" name="loan" value=(loan.id)
                        aria-label=(text.with("defaults-choose-one", &[("name", loan.name.as_str().into())]));
                }
            }
            td { (text.day_of(one.at)) }
            td { a href={ "/loans/" (loan.id) } { (loan.name) } }
            td { (loan.internal_loan_id) }
            td { (loan.schedule.last_due().map(|day| text.day(day)).unwrap_or_default()) }
            td.number { (text.money(loan.outstanding(), loan.currency)) }
            td { @if let Some(request) = &one.request { (state_name(text, request.state)) } }
        }
    }
}

/// Where a request is, in words.
pub(super) fn state_name(text: &Text, state: RequestState) -> String {
    match state {
        RequestState::Open => text.get("defaults-state-open"),
        RequestState::Granted(until) => text.with("defaults-state-granted", &[("day", text.day(until).into())]),
        RequestState::Refused => text.get("defaults-state-refused"),
        RequestState::Withdrawn => text.get("defaults-state-withdrawn"),
    }
}

fn pages(text: &Text, shown: &Shown, next: Option<AtRisk>) -> Markup {
    let first = shown.after().is_none();
    html! {
        @if !first || next.is_some() {
            nav.pages aria-label=(text.get("loans-pages")) {
                @if !first { a href=(shown.href(None)) { (text.get("defaults-first")) } }
                @if next.is_some() { a href=(shown.href(next)) rel="next" { (text.get("loans-next")) } }
            }
        }
    }
}

async fn export(state: &AppState, visitor: &Visitor, within: Within, format: Format) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("loans-at-risk"),
        head: export::head(&visitor.text, &columns()),
    };
    let rows = Reader::new(state, visitor).parts(move |from, after| async move {
        let found = from
            .pa2
            .loans_at_risk(&from.actor, from.partner, within, (after, EXPORTED))
            .await?;
        Ok((export::rows(&from.text, &columns(), &found.loans), found.next))
    });
    export::send(format, sheet, rows).await
}

fn columns() -> Vec<Column<Endangered>> {
    let mut all: Vec<Column<Endangered>> = vec![("defaults-day", |_, one| Cell::Day(pacific_day(one.at)))];
    all.extend(columns::ids());
    all.extend::<[Column<Endangered>; 4]>([
        columns::last_due(),
        columns::currency(),
        columns::outstanding(),
        ("defaults-request", |text, one| {
            let request = one.request.as_ref();
            request.map_or(Cell::Empty, |request| Cell::Text(state_name(text, request.state)))
        }),
    ]);
    all
}
