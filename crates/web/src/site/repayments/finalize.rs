//! Making a report final: a page that repeats the figures, and asks for a tick that names the month and the sum.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::reports::Month;
use fieldlink_app::{Error, Kind, Permission};
use fieldlink_domain::calendar::Period;
use maud::{Markup, html};
use serde::Deserialize;

use super::{period, with_status};
use crate::AppState;
use crate::request::Path;
use crate::site::csrf;
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// What the form carries.
#[derive(Debug, Deserialize)]
pub(super) struct Finalize {
    /// Version of the month that the page showed.
    version: i64,
    /// There when the box is ticked.
    confirm: Option<String>,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Markup, SiteError> {
    render(&state, &visitor, period(&text)?, None).await
}

pub(super) async fn finalize(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(text): Path<String>,
    Fresh(form): Fresh<Finalize>,
) -> Result<Response, SiteError> {
    let period = period(&text)?;
    visitor.actor().may(Permission::FinalizeReport, visitor.partner)?;
    if form.confirm.is_none() {
        let error = visitor.text.get("repayments-finalize-tick");
        let page = render(&state, &visitor, period, Some(&error)).await?;
        return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    let done = state
        .pa2
        .finalize_report(&visitor.actor(), visitor.partner, period, form.version)
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/repayments/{period}/statement")).into_response()),
        // Rows came in meanwhile: the page again, with the figures of now.
        Err(error) if error.kind == Kind::Conflict && stands_open(&state, &visitor, period).await? => {
            let said = visitor.text.error(&error);
            let page = render(&state, &visitor, period, Some(&said)).await?;
            Ok(with_status(StatusCode::CONFLICT, page))
        }
        Err(error) => Err(error.into()),
    }
}

async fn stands_open(state: &AppState, visitor: &Visitor, period: Period) -> Result<bool, SiteError> {
    let month = state.pa2.month(&visitor.actor(), visitor.partner, Some(period)).await?;
    Ok(month.in_hand)
}

/// How many loans are billed as scheduled, and what is invoiced in all.
pub(super) fn help(text: &Text, month: &Month) -> String {
    let not_reported = month.sums.counts.not_reported;
    text.with(
        "repayments-finalize-help",
        &[
            ("count", not_reported.into()),
            ("shown", text.whole(not_reported).into()),
            ("amount", text.usd(month.sums.owed_usd).into()),
        ],
    )
}

async fn render(state: &AppState, visitor: &Visitor, period: Period, error: Option<&str>) -> Result<Markup, SiteError> {
    let (actor, text) = (visitor.actor(), &visitor.text);
    actor.may(Permission::FinalizeReport, visitor.partner)?;
    let month = state.pa2.month(&actor, visitor.partner, Some(period)).await?;
    if !month.in_hand {
        let final_already = month.state == fieldlink_domain::statement::ReportState::Final;
        let id = if final_already {
            "error-report-final"
        } else {
            "repayments-state-waiting"
        };
        let english = format!("The report of {period} cannot be made final now.");
        return Err(Error::conflict(english)
            .said(id, [("month", text.month(period))])
            .into());
    }
    let counts = month.sums.counts;
    let figures = [
        ("repayments-expected-loans", text.whole(counts.expected)),
        ("repayments-category-on-time", text.whole(counts.on_time)),
        ("repayments-category-delinquent", text.whole(counts.delinquent)),
        ("repayments-category-prepaid", text.whole(counts.prepaid)),
        ("repayments-category-not-reported", text.whole(counts.not_reported)),
        ("repayments-upload-errors", text.whole(month.errors)),
        ("repayments-upload-warnings", text.whole(month.warnings)),
        (
            "repayments-invoice-as-scheduled",
            text.usd(month.sums.owed_as_scheduled_usd),
        ),
        ("repayments-invoice-box", text.usd(month.sums.owed_usd)),
    ];
    let names = [
        ("month", text.month(period).into()),
        ("amount", text.usd(month.sums.owed_usd).into()),
    ];
    let body = html! {
        p.ways { a href={ "/repayments/" (period) } { (text.get("repayments-back")) } }
        p { (help(text, &month)) }
        table.narrow {
            caption.hidden { (text.get("repayments-finalize")) }
            tbody {
                @for (label, figure) in figures {
                    tr { th scope="row" { (text.get(label)) } td.number { (figure) } }
                }
            }
        }
        p.ways { a href={ "/repayments/" (period) "/statement" } { (text.get("repayments-statement-link-preliminary")) } }
        @if month.errors > 0 { p.warning { (text.counted("repayments-finalize-errors", month.errors)) } }
        @if month.aside > 0 {
            p.ways { a href={ "/repayments/" (period) "/aside" } { (text.counted("repayments-aside-count", month.aside)) } }
        }
        @if month.today <= period.last_day() { p.warning { (text.get("repayments-finalize-early")) } }
        form action={ "/repayments/" (period) "/finalize" } method="post" {
            (csrf::field(visitor))
            input type="hidden" name="version" value=(month.version);
            p {
                input #confirm type="checkbox" name="confirm" value="yes" aria-invalid=[error.map(|_| "true")]
                    aria-describedby=[error.map(|_| "confirm-error")];
                " "
                label for="confirm" { (text.with("repayments-finalize-confirm", &names)) }
            }
            @if let Some(error) = error { p.error #confirm-error role="alert" { (error) } }
            (layout::button(&text.get("repayments-finalize-button")))
        }
    };
    let title = text.with("repayments-finalize-title", &[("month", text.month(period).into())]);
    Ok(layout::page(visitor, Tab::Repayments, &title, body))
}
