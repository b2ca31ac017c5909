//! The month as an object: reported of expected, to be invoiced, categories, uploads, problems, and what can be done.

use axum::extract::State;
use fieldlink_app::Permission;
use fieldlink_app::repayments::Source;
use fieldlink_app::reports::{Month, MonthRef, MonthUpload};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::partner::Partner;
use fieldlink_domain::statement::{Category, ReportState};
use fieldlink_store::repayments::{Problem, ProblemList};
use maud::{Markup, html};
use serde::Deserialize;

use super::forms::{self, Typed};
use super::lists::list_href;
use super::{lines, period, problems};
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Problems shown on the month's page; the rest have a page of their own.
const PROBLEMS: u64 = 10;
/// Months offered beside the one that is shown.
const MONTHS: usize = 12;

/// What the page was opened with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Arrived {
    /// The upload that was just made.
    upload: Option<i64>,
}

pub(super) async fn in_hand(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    render(&state, &visitor, None, &Arrived::default(), None).await
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(text): Path<String>,
    Query(arrived): Query<Arrived>,
) -> Result<Markup, SiteError> {
    render(&state, &visitor, Some(period(&text)?), &arrived, None).await
}

/// The month in hand after a file that was not taken.
pub(super) async fn with_file_error(state: &AppState, visitor: &Visitor, error: &str) -> Result<Markup, SiteError> {
    render(state, visitor, None, &Arrived::default(), Some(error)).await
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    period: Option<Period>,
    arrived: &Arrived,
    file_error: Option<&str>,
) -> Result<Markup, SiteError> {
    let (pa2, actor, text) = (&state.pa2, visitor.actor(), &visitor.text);
    let month = pa2.month(&actor, visitor.partner, period).await?;
    let months = pa2.months(&actor, visitor.partner).await?;
    let partner = pa2.partner(visitor.partner).await?;
    let first = ProblemList {
        limit: PROBLEMS,
        ..ProblemList::default()
    };
    let problems = pa2.month_problems(&actor, visitor.partner, month.period, first).await?;
    let may = |permission| actor.may(permission, visitor.partner).is_ok();
    let reports = month.in_hand && may(Permission::ReportRepayments);
    let just_made = month.uploads.iter().find(|u| Some(u.upload.id) == arrived.upload);
    let body = html! {
        @if let Some(made) = just_made { (layout::notice(&taken(text, made))) }
        (other_months(text, &months, month.period))
        p { (state_text(text, &month, &months)) }
        @if let Some(error) = file_error.filter(|_| !reports) { p.error role="alert" { (error) } }
        (boxes(text, &month))
        (categories(text, &month))
        p.ways {
            a href={ "/repayments/" (month.period) "/statement" } { (text.get(statement_link(month.state))) }
            " · "
            a href="/repayments/wires" { (text.get("wires-title")) }
            @if partner.profile.repay_after_months.is_some() {
                " · "
                a href="/repayments/eligible" { (text.get("eligible-title")) }
            }
        }
        @if reports { (add_forms(visitor, &partner, file_error)) }
        (layout::section_bar(&text.get("repayments-uploads")))
        (upload_table(text, month.period, &month.uploads))
        @if month.upload_count > month.uploads.len() as u64 {
            p.ways { a href={ "/repayments/" (month.period) "/uploads" } { (text.counted("repayments-uploads-all", month.upload_count)) } }
        }
        (standing(text, &month, &problems, reports))
        @if month.in_hand && may(Permission::FinalizeReport) { (to_finalize(text, &month)) }
    };
    let title = text.with("repayments-title-month", &[("month", text.month(month.period).into())]);
    Ok(layout::page(visitor, Tab::Repayments, &title, body))
}

fn statement_link(state: ReportState) -> &'static str {
    match state {
        ReportState::Final => "repayments-statement-link-final",
        ReportState::Open | ReportState::Preliminary => "repayments-statement-link-preliminary",
    }
}

fn taken(text: &Text, made: &MonthUpload) -> String {
    let counts = made.upload.counts;
    text.with(
        "repayments-taken",
        &[
            ("id", made.upload.id.to_string().into()),
            ("rows", text.number(counts.rows).into()),
            ("accepted", text.number(counts.accepted).into()),
            ("errors", text.number(counts.errors).into()),
            ("warnings", text.number(counts.warnings).into()),
        ],
    )
}

fn other_months(text: &Text, months: &[MonthRef], shown: Period) -> Markup {
    html! {
        @if months.len() > 1 {
            nav.pages aria-label=(text.get("repayments-months")) {
                @for month in months.iter().take(MONTHS) {
                    a href={ "/repayments/" (month.period) } aria-current=[(month.period == shown).then_some("page")] {
                        (text.month(month.period)) " (" (state_name(text, month.state)) ")"
                    }
                }
            }
        }
    }
}

pub(in crate::site) fn state_name(text: &Text, state: ReportState) -> String {
    text.get(match state {
        ReportState::Open => "repayments-state-name-open",
        ReportState::Preliminary => "repayments-state-name-preliminary",
        ReportState::Final => "repayments-state-name-final",
    })
}

fn state_text(text: &Text, month: &Month, months: &[MonthRef]) -> String {
    let day = text.day(month.final_on);
    match month.state {
        ReportState::Final => {
            let nothing_open = months.iter().all(|m| m.state == ReportState::Final);
            let said = text.get("repayments-state-final");
            if nothing_open {
                format!("{said} {}", text.get("repayments-none-in-hand"))
            } else {
                said
            }
        }
        _ if !month.in_hand => text.get("repayments-state-waiting"),
        ReportState::Open => text.with("repayments-state-open", &[("day", day.into())]),
        ReportState::Preliminary => text.with("repayments-state-preliminary", &[("day", day.into())]),
    }
}

pub(in crate::site) fn boxes(text: &Text, month: &Month) -> Markup {
    let counts = month.sums.counts;
    let is_final = month.state == ReportState::Final;
    let reported = html! {
        p.big {
            a href=(list_href(month.period, "reported")) { (text.whole(counts.reported)) }
            " " small { (text.get("repayments-reported-of")) } " "
            a href=(list_href(month.period, "expected")) { (text.whole(counts.expected)) }
            " " small { (text.get("repayments-expected")) }
        }
        p {
            @let not_reported = text.counted("repayments-view-not-reported", counts.not_reported);
            @if counts.not_reported > 0 {
                a href=(list_href(month.period, "not_reported")) { (not_reported) }
            } @else { (not_reported) }
        }
        @if counts.reported_beside > 0 {
            p { (text.counted("repayments-reported-beside", counts.reported_beside)) }
        }
    };
    let expected = text.usd(month.sums.owed_as_scheduled_usd);
    let invoice = html! {
        p.big.plain-big { (text.usd(month.sums.owed_usd)) }
        p { (text.with("repayments-invoice-expected", &[("amount", expected.into())])) }
    };
    html! {
        div.boxes {
            (layout::boxed(&text.get("repayments-reported-box"), reported))
            (layout::boxed(&text.get(if is_final { "repayments-invoiced-box" } else { "repayments-invoice-box" }), invoice))
        }
    }
}

fn categories(text: &Text, month: &Month) -> Markup {
    let counts = month.sums.counts;
    let rows = [
        (Category::OnTime, counts.on_time),
        (Category::Delinquent, counts.delinquent),
        (Category::Prepaid, counts.prepaid),
        (Category::NotReported, counts.not_reported),
    ];
    html! {
        (layout::section_bar(&text.get("repayments-categories")))
        table {
            caption.hidden { (text.get("repayments-categories")) }
            thead { tr {
                th scope="col" { (text.get("repayments-category")) }
                th.number scope="col" { (text.get("repayments-loans")) }
                th scope="col" { (text.get("repayments-category-meaning")) }
            } }
            tbody {
                @for (category, n) in rows {
                    @let key = lines::category_key(category);
                    tr {
                        td { a href=(list_href(month.period, category.name())) { (text.get(key)) } }
                        td.number { (text.whole(n)) }
                        td { (text.get(&format!("{key}-help"))) }
                    }
                }
                @for (severity, label, n) in [
                    ("error", "repayments-upload-errors", month.errors),
                    ("warning", "repayments-upload-warnings", month.warnings),
                ] {
                    tr {
                        td { a href={ "/repayments/" (month.period) "/problems?severity=" (severity) } { (text.get(label)) } }
                        td.number { (text.whole(n)) }
                        td { (text.get(&format!("{label}-help"))) }
                    }
                }
            }
        }
    }
}

pub(super) fn upload_table(text: &Text, period: Period, uploads: &[MonthUpload]) -> Markup {
    html! {
        @if uploads.is_empty() {
            p { (text.get("repayments-uploads-none")) }
        } @else {
            div.scroll { table {
                caption.hidden { (text.get("repayments-uploads")) }
                thead { tr {
                    th scope="col" { (text.get("repayments-upload")) }
                    th scope="col" { (text.get("repayments-upload-when")) }
                    th scope="col" { (text.get("repayments-upload-source")) }
                    @for key in ["rows", "accepted", "on-time", "errors", "warnings"] {
                        th.number scope="col" { (text.get(&format!("repayments-upload-{key}"))) }
                    }
                    th scope="col" { span.hidden { (text.get("repayments-upload-rows-link")) } }
                } }
                tbody { @for one in uploads { (upload_row(text, period, one)) } }
            } }
        }
    }
}

fn upload_row(text: &Text, period: Period, one: &MonthUpload) -> Markup {
    let upload = &one.upload;
    let counts = upload.counts;
    let problems = |n: i64, severity: &str| {
        html! {
            @if n > 0 {
                a href={ "/repayments/" (period) "/problems?severity=" (severity) "&upload=" (upload.id) } { (text.number(n)) }
            } @else { (text.number(n)) }
        }
    };
    html! {
        tr {
            td { (upload.id) }
            td { (text.day_of(upload.at)) }
            td { (text.get(source_key(upload.source))) }
            td.number { (text.number(counts.rows)) }
            td.number { (text.number(counts.accepted)) }
            td.number { (text.whole(one.on_time)) }
            td.number { (problems(counts.errors, "error")) }
            td.number { (problems(counts.warnings, "warning")) }
            td { a href={ "/repayments/uploads/" (upload.id) } {
                (text.get("repayments-upload-rows-link")) span.hidden { " " (upload.id) }
            } }
        }
    }
}

fn source_key(source: Source) -> &'static str {
    match source {
        Source::Api => "repayments-source-api",
        Source::Csv => "repayments-source-csv",
        Source::Single => "repayments-source-single",
    }
}

fn standing(text: &Text, month: &Month, problems: &[Problem], mends: bool) -> Markup {
    html! {
        (layout::section_bar(&text.get("repayments-problems")))
        @if problems.is_empty() {
            p { (text.get("repayments-problems-none")) }
        } @else {
            p { (text.with("repayments-problems-count", &[
                ("errors", text.whole(month.errors).into()),
                ("warnings", text.whole(month.warnings).into()),
            ])) }
            (problems::table(text, problems, mends))
            @if month.errors + month.warnings > PROBLEMS {
                p.ways { a href={ "/repayments/" (month.period) "/problems" } { (text.get("repayments-problems-all")) } }
            }
        }
    }
}

fn add_forms(visitor: &Visitor, partner: &Partner, file_error: Option<&str>) -> Markup {
    let text = &visitor.text;
    html! {
        div.ways {
            (layout::section_bar(&text.get("repayments-add")))
            p { (forms::amount_help(visitor, partner)) " " (text.get("repayments-amount-comma")) }
            (forms::file(visitor, partner, file_error))
            h3 { (text.get("repayments-single")) }
            (forms::single(visitor, partner, &Typed::default(), None))
        }
    }
}

fn to_finalize(text: &Text, month: &Month) -> Markup {
    html! {
        div.ways {
            (layout::section_bar(&text.get("repayments-finalize")))
            p { (super::finalize::help(text, month)) }
            p { a.action href={ "/repayments/" (month.period) "/finalize" } { (text.get("repayments-finalize-begin")) } }
        }
    }
}
