//! The month as an object: reported of expected, to be invoiced, categories, uploads, problems, and the form that makes
//! it final.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fieldlink_app::Permission;
use fieldlink_app::repayments::Source;
use fieldlink_app::reports::{Month, MonthRef, MonthUpload};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::partner::{AmountMode, CsvUploadFormat, Partner};
use fieldlink_domain::statement::{Category, ReportState};
use fieldlink_store::repayments::Problem;
use maud::{Markup, html};
use serde::Deserialize;

use super::lists::{list_href, problem_table};
use super::{month_name, period, with_status};
use crate::AppState;
use crate::site::csrf;
use crate::site::format;
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

/// What the form that makes a report final carries.
#[derive(Debug, Deserialize)]
pub(super) struct Finalize {
    /// Version of the month that the page showed.
    version: i64,
    /// There when the box is ticked.
    confirm: Option<String>,
}

pub(super) async fn finalize(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(text): Path<String>,
    csrf::Form(form): csrf::Form<Finalize>,
) -> Result<Response, SiteError> {
    let period = period(&text)?;
    if form.confirm.is_none() {
        let error = visitor.text.get("repayments-finalize-tick");
        let page = render(&state, &visitor, Some(period), &Arrived::default(), Some(&error)).await?;
        return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    state
        .pa2
        .finalize_report(&visitor.actor(), visitor.partner, period, form.version)
        .await?;
    Ok(Redirect::to(&format!("/repayments/{period}/statement")).into_response())
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    period: Option<Period>,
    arrived: &Arrived,
    error: Option<&str>,
) -> Result<Markup, SiteError> {
    let (pa2, actor, text) = (&state.pa2, visitor.actor(), &visitor.text);
    let month = pa2.month(&actor, visitor.partner, period).await?;
    let months = pa2.months(&actor, visitor.partner).await?;
    let partner = pa2.partner(visitor.partner).await?;
    let problems = pa2
        .month_problems(&actor, visitor.partner, month.period, (0, PROBLEMS))
        .await?;
    let may = |permission| actor.may(permission, visitor.partner).is_ok();
    let just_made = month.uploads.iter().find(|u| Some(u.upload.id) == arrived.upload);
    let body = html! {
        @if let Some(made) = just_made { (layout::notice(&taken(text, made))) }
        (other_months(text, &months, month.period))
        p { (state_text(text, &month, &months)) }
        (boxes(text, &month))
        (categories(text, &month))
        p { a href=(statement_href(month.period)) { (text.get(statement_link(month.state))) } }
        (layout::section_bar(&text.get("repayments-uploads")))
        (upload_table(text, &month.uploads))
        @if month.upload_count > month.uploads.len() as u64 {
            p { a href={ "/repayments/" (month.period) "/uploads" } { (counted(text, "repayments-uploads-all", month.upload_count)) } }
        }
        (standing(text, &month, &problems))
        @if month.in_hand && may(Permission::ReportRepayments) { (add_forms(visitor, &partner)) }
        @if month.in_hand && may(Permission::FinalizeReport) { (finalize_form(visitor, &month, error)) }
    };
    let title = text.with("repayments-title-month", &[("month", month_name(month.period).into())]);
    Ok(layout::page(visitor, Tab::Repayments, &title, body))
}

pub(super) fn statement_href(period: Period) -> String {
    format!("/repayments/{period}/statement")
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
            ("rows", format::number(counts.rows).into()),
            ("accepted", format::number(counts.accepted).into()),
            ("errors", format::number(counts.errors).into()),
            ("warnings", format::number(counts.warnings).into()),
        ],
    )
}

fn other_months(text: &Text, months: &[MonthRef], shown: Period) -> Markup {
    html! {
        @if months.len() > 1 {
            nav.pages aria-label=(text.get("repayments-months")) {
                @for month in months.iter().take(MONTHS) {
                    a href={ "/repayments/" (month.period) } aria-current=[(month.period == shown).then_some("page")] {
                        (month_name(month.period)) " (" (state_name(text, month.state)) ")"
                    }
                }
            }
        }
    }
}

fn state_name(text: &Text, state: ReportState) -> String {
    text.get(match state {
        ReportState::Open => "repayments-state-name-open",
        ReportState::Preliminary => "repayments-state-name-preliminary",
        ReportState::Final => "repayments-state-name-final",
    })
}

fn state_text(text: &Text, month: &Month, months: &[MonthRef]) -> String {
    let day = format::day(month.final_on);
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

fn whole(n: u64) -> String {
    format::number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A text that holds a count, in words and as a grouped number.
fn counted(text: &Text, id: &str, count: u64) -> String {
    text.with(id, &[("count", count.into()), ("shown", whole(count).into())])
}

pub(in crate::site) fn boxes(text: &Text, month: &Month) -> Markup {
    let counts = month.sums.counts;
    let is_final = month.state == ReportState::Final;
    let reported = html! {
        p.big {
            a href=(list_href(month.period, "reported", 1)) { (whole(counts.reported)) }
            " " small { (text.get("repayments-reported-of")) } " "
            a href=(list_href(month.period, "expected", 1)) { (whole(counts.expected)) }
            " " small { (text.get("repayments-expected")) }
        }
        p {
            @let not_reported = counted(text, "repayments-view-not-reported", counts.not_reported);
            @if counts.not_reported > 0 {
                a href=(list_href(month.period, "not_reported", 1)) { (not_reported) }
            } @else { (not_reported) }
        }
        @if counts.reported_beside > 0 {
            p { (counted(text, "repayments-reported-beside", counts.reported_beside)) }
        }
    };
    let expected = format::usd(month.sums.owed_as_scheduled_usd);
    let invoice = html! {
        p.big.plain-big { (format::usd(month.sums.owed_usd)) }
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
        (Category::OnTime, "repayments-category-on-time", counts.on_time),
        (
            Category::Delinquent,
            "repayments-category-delinquent",
            counts.delinquent,
        ),
        (Category::Prepaid, "repayments-category-prepaid", counts.prepaid),
        (
            Category::NotReported,
            "repayments-category-not-reported",
            counts.not_reported,
        ),
    ];
    html! {
        (layout::section_bar(&text.get("repayments-categories")))
        table {
            thead { tr {
                th scope="col" { (text.get("repayments-category")) }
                th.number scope="col" { (text.get("repayments-loans")) }
                th scope="col" {}
            } }
            tbody {
                @for (category, key, n) in rows {
                    tr {
                        td { a href=(list_href(month.period, category.name(), 1)) { (text.get(key)) } }
                        td.number { (whole(n)) }
                        td { (text.get(&format!("{key}-help"))) }
                    }
                }
            }
        }
    }
}

pub(super) fn upload_table(text: &Text, uploads: &[MonthUpload]) -> Markup {
    html! {
        @if uploads.is_empty() {
            p { (text.get("repayments-uploads-none")) }
        } @else {
            div.scroll { table {
                thead { tr {
                    th scope="col" { (text.get("repayments-upload")) }
                    th scope="col" { (text.get("repayments-upload-when")) }
                    th scope="col" { (text.get("repayments-upload-source")) }
                    @for key in ["rows", "accepted", "on-time", "errors", "warnings"] {
                        th.number scope="col" { (text.get(&format!("repayments-upload-{key}"))) }
                    }
                    th scope="col" {}
                } }
                tbody { @for one in uploads { (upload_row(text, one)) } }
            } }
        }
    }
}

fn upload_row(text: &Text, one: &MonthUpload) -> Markup {
    let upload = &one.upload;
    let counts = upload.counts;
    html! {
        tr {
            td { (upload.id) }
            td { (format::day_of(upload.at)) }
            td { (text.get(source_key(upload.source))) }
            td.number { (format::number(counts.rows)) }
            td.number { (format::number(counts.accepted)) }
            td.number { (whole(one.on_time)) }
            td.number { (format::number(counts.errors)) }
            td.number { (format::number(counts.warnings)) }
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

fn standing(text: &Text, month: &Month, problems: &[Problem]) -> Markup {
    html! {
        (layout::section_bar(&text.get("repayments-problems")))
        @if problems.is_empty() {
            p { (text.get("repayments-problems-none")) }
        } @else {
            p { (text.with("repayments-problems-count", &[
                ("errors", whole(month.errors).into()),
                ("warnings", whole(month.warnings).into()),
            ])) }
            (problem_table(text, problems))
            @if month.errors + month.warnings > PROBLEMS {
                p { a href={ "/repayments/" (month.period) "/problems" } { (text.get("repayments-problems-all")) } }
            }
        }
    }
}

fn add_forms(visitor: &Visitor, partner: &Partner) -> Markup {
    let text = &visitor.text;
    let three = partner.profile.csv_upload_format == CsvUploadFormat::ThreeColumn;
    let columns = if three { "three" } else { "two" };
    let mode = match partner.profile.amount_mode {
        AmountMode::CumulativePrincipalRepaid => "cumulative_principal_repaid",
        AmountMode::PrincipalOutstanding => "principal_outstanding",
        AmountMode::AmountThisMonth => "amount_this_month",
    };
    html! {
        (layout::section_bar(&text.get("repayments-add")))
        p { (text.with("repayments-amount-help", &[("mode", mode.into())])) }
        form action="/repayments/upload" method="post" enctype="multipart/form-data" {
            (csrf::field(visitor))
            div.field {
                label for="file" { (text.get("repayments-file")) }
                br;
                input #file type="file" name="file" accept=".csv,text/csv" required aria-describedby="file-help";
                br;
                small #file-help { (text.with("repayments-file-help", &[("columns", columns.into())])) }
            }
            (layout::button(&text.get("repayments-file-send")))
        }
        form action="/repayments/row" method="post" {
            h3 { (text.get("repayments-single")) }
            (csrf::field(visitor))
            div.fields {
                div.field {
                    label for="loan_id" { (text.get("repayments-loan-id")) }
                    br;
                    input #loan_id name="loan_id" required;
                }
                @if three {
                    div.field {
                        label for="client_id" { (text.get("repayments-client-id")) }
                        br;
                        input #client_id name="client_id" required;
                    }
                }
                div.field {
                    label for="amount" { (text.get("repayments-amount")) }
                    br;
                    input #amount name="amount" inputmode="decimal" required;
                }
                div.field { br; (layout::button(&text.get("repayments-single-send"))) }
            }
        }
    }
}

fn finalize_form(visitor: &Visitor, month: &Month, error: Option<&str>) -> Markup {
    let text = &visitor.text;
    let not_reported = month.sums.counts.not_reported;
    let help = text.with(
        "repayments-finalize-help",
        &[
            ("count", not_reported.into()),
            ("shown", whole(not_reported).into()),
            ("amount", format::usd(month.sums.owed_usd).into()),
        ],
    );
    html! {
        (layout::section_bar(&text.get("repayments-finalize")))
        p { (help) }
        @if month.today <= month.period.last_day() { p.warning { (text.get("repayments-finalize-early")) } }
        form action={ "/repayments/" (month.period) "/finalize" } method="post" {
            (csrf::field(visitor))
            input type="hidden" name="version" value=(month.version);
            p {
                input #confirm type="checkbox" name="confirm" value="yes" aria-invalid=[error.map(|_| "true")]
                    aria-describedby=[error.map(|_| "confirm-error")];
                " "
                label for="confirm" { (text.get("repayments-finalize-confirm")) }
            }
            @if let Some(error) = error { p.error #confirm-error { (error) } }
            (layout::button(&text.get("repayments-finalize-button")))
        }
    }
}
