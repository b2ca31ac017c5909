//! Step 4: everything on one page, each error beside its field, and the button that publishes.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use fieldlink_app::Permission;
use fieldlink_app::drafts::Review;
use fieldlink_domain::draft::{DraftState, LoanType, loan_type};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::reference;
use maud::{Markup, html};

use super::steps::{self, Step};
use super::{list, photo};
use crate::AppState;
use crate::site::format;
use crate::site::layout::{self, SiteError};
use crate::site::session::Visitor;
use crate::site::text::Text;

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, SiteError> {
    let review = state.pa2.review_draft(&visitor.actor(), visitor.partner, id).await?;
    Ok(page(&state, &visitor, &review, None).await?.into_response())
}

/// The review, with a word on why it was not published where that was just tried.
pub(super) async fn page(
    state: &AppState,
    visitor: &Visitor,
    review: &Review,
    refused: Option<&str>,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let open = review.draft.state == DraftState::Open;
    let findings: &[Finding] = if open { &review.findings } else { &[] };
    let parts = parts(visitor, review);
    let body = html! {
        @if let Some(refused) = refused { p.banner role="alert" { (refused) } }
        (standing(text, review))
        @for part in &parts {
            (layout::section_bar(&text.get(part.title)))
            @if let Some(step) = part.step.filter(|_| open && steps::may_edit(visitor)) {
                p.aside { a href=(steps::href(review.draft.id, step)) { (text.get("drafts-edit")) } }
            }
            dl.fields {
                @for row in &part.rows { (shown(text, row, findings)) }
            }
        }
        @let rest: Vec<Finding> = findings.iter().filter(|f| !parts.iter().any(|p| p.shows(f))).cloned().collect();
        (layout::findings(text, &rest))
        @if open { (actions(visitor, review)) }
    };
    steps::page(state, visitor, review, Step::Review, body).await
}

fn standing(text: &Text, review: &Review) -> Markup {
    let errors = review.findings.iter().filter(|f| f.blocks()).count();
    html! {
        @match review.draft.state {
            DraftState::Published(id) => p.notice {
                (text.get("drafts-is-published")) " "
                a href={ "/loans/" (id) } { (text.with("drafts-became", &[("id", id.0.to_string().into())])) }
            },
            DraftState::Deleted => p.notice { (text.get("drafts-is-deleted")) },
            DraftState::Open if errors == 0 => p.notice role="status" { (text.get("drafts-is-ready")) },
            DraftState::Open => p.error role="status" {
                (text.with("drafts-must-clear", &[("count", errors.into())]))
            },
        }
    }
}

/// A section of the page.
struct Part {
    title: &'static str,
    step: Option<Step>,
    rows: Vec<Row>,
}

/// A label with its value; the findings of these fields stand under it. A name that ends in `*` means all that begin so.
struct Row {
    label: &'static str,
    value: Markup,
    fields: Vec<String>,
    wide: bool,
}

impl Part {
    fn shows(&self, finding: &Finding) -> bool {
        self.rows.iter().any(|row| row.shows(finding))
    }
}

impl Row {
    fn shows(&self, finding: &Finding) -> bool {
        self.fields.iter().any(|field| match field.strip_suffix('*') {
            Some(head) => finding.field.starts_with(head),
            None => finding.field == *field,
        })
    }
}

fn row(label: &'static str, value: Markup, fields: &[&str]) -> Row {
    Row {
        label,
        value,
        fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        wide: false,
    }
}

fn wide(label: &'static str, value: Markup, fields: &[&str]) -> Row {
    Row {
        wide: true,
        ..row(label, value, fields)
    }
}

fn shown(text: &Text, row: &Row, findings: &[Finding]) -> Markup {
    let own: Vec<Finding> = findings.iter().filter(|f| row.shows(f)).cloned().collect();
    html! {
        div.field.wide[row.wide] {
            dt.label { (text.get(row.label)) }
            dd { (row.value) (layout::findings(text, &own)) }
        }
    }
}

fn parts(visitor: &Visitor, review: &Review) -> [Part; 3] {
    let text = &visitor.text;
    [
        Part {
            title: "drafts-step-description",
            step: Some(Step::Description),
            rows: description(text, review),
        },
        Part {
            title: "drafts-step-terms",
            step: Some(Step::Terms),
            rows: terms(text, review),
        },
        Part {
            title: "drafts-step-photo",
            step: Some(Step::Photo),
            rows: pictures(visitor, review),
        },
    ]
}

fn plain(value: Option<&str>) -> Markup {
    html! { (value.unwrap_or_default()) }
}

fn named(id: Option<i64>, name: impl Fn(i64) -> Option<&'static str>) -> Markup {
    let shown = id.map(|id| name(id).map_or_else(|| id.to_string(), str::to_owned));
    html! { (shown.unwrap_or_default()) }
}

fn yes_no(text: &Text, yes: bool) -> Markup {
    html! { (text.get(if yes { "drafts-yes" } else { "drafts-no" })) }
}

fn description(text: &Text, review: &Review) -> Vec<Row> {
    let body = &review.draft.body;
    let group = loan_type(body) == LoanType::Group;
    let sector = body.activity_id.and_then(reference::activity).and_then(|a| a.sector());
    let mut rows = vec![
        row(
            "drafts-loan-type",
            html! { (text.get(if group { "drafts-group" } else { "drafts-individual" })) },
            &[],
        ),
        row("drafts-maker", html! { (list::maker(text, &review.draft.origin)) }, &[]),
        row(
            "drafts-waiver",
            yes_no(text, body.client_waiver_signed == Some(true)),
            &["client_waiver_signed"],
        ),
    ];
    let group_ids = body.internal_loan_id.is_some() || body.internal_client_id.is_some();
    if group {
        rows.push(row("drafts-group-name", plain(body.group_name()), &["group_name"]));
    }
    if group || group_ids {
        let client_id = plain(body.internal_client_id.as_deref());
        rows.push(row("drafts-group-client-id", client_id, &["internal_client_id"]));
        rows.push(row(
            "drafts-group-loan-id",
            plain(body.internal_loan_id.as_deref()),
            &["internal_loan_id"],
        ));
    }
    rows.push(wide("drafts-borrowers", html! {}, &["entreps"]));
    for at in 0..body.entreps.len().max(1) {
        rows.extend(borrower(text, review, at));
    }
    rows.extend([
        row("drafts-location", plain(body.location.as_deref()), &["location"]),
        row("drafts-sector", html! { (sector.map_or("", |s| s.name)) }, &[]),
        row(
            "drafts-activity",
            named(body.activity_id, |id| Some(reference::activity(id)?.name)),
            &["activity_id"],
        ),
        row(
            "drafts-language",
            named(body.description_language_id, |id| Some(reference::language(id)?.name)),
            &["description_language_id"],
        ),
        wide("drafts-loanuse", plain(body.loanuse.as_deref()), &["loanuse"]),
        wide(
            "drafts-description",
            lines(body.description.as_deref()),
            &["description"],
        ),
    ]);
    rows
}

fn lines(value: Option<&str>) -> Markup {
    html! { @for line in value.unwrap_or_default().lines() { p { (line) } } }
}

fn borrower(text: &Text, review: &Review, at: usize) -> Vec<Row> {
    let Some(entrep) = review.draft.body.entreps.get(at) else {
        return Vec::new();
    };
    let field = |name: &str| vec![format!("entreps[{at}].{name}")];
    let one = |label, value: Option<&str>, name| Row {
        label,
        value: plain(value),
        fields: field(name),
        wide: false,
    };
    let gender = entrep.gender.map(|g| text.get(&format!("drafts-gender-{g}")));
    vec![
        one("drafts-client-id", entrep.client_id.as_deref(), "client_id"),
        one("drafts-loan-id", entrep.loan_id.as_deref(), "loan_id"),
        one("drafts-first-name", entrep.first_name.as_deref(), "first_name"),
        one("drafts-last-name", entrep.last_name.as_deref(), "last_name"),
        one("drafts-gender", gender.as_deref(), "gender"),
    ]
}

fn terms(text: &Text, review: &Review) -> Vec<Row> {
    let (body, terms) = (&review.draft.body, &review.terms);
    let total = terms
        .total
        .zip(terms.currency)
        .map(|(total, currency)| format::money(total, currency));
    let mut rows = vec![
        row(
            "drafts-theme",
            named(body.theme_type_id, |id| Some(reference::theme(id)?.name)),
            &["theme_type_id"],
        ),
        row(
            "drafts-disburse-time",
            html! { (body.disburse_time.map(format::day).unwrap_or_default()) },
            &["disburse_time"],
        ),
        row("drafts-currency", plain(body.currency.as_deref()), &["currency"]),
        row(
            "drafts-total",
            html! { (total.unwrap_or_default()) },
            &["entreps.amount"],
        ),
        row(
            "drafts-price",
            html! { (terms.price_usd.map(format::usd).unwrap_or_default()) },
            &[],
        ),
    ];
    let amounts = body.entreps.iter().map(|e| e.amount).enumerate();
    let none = body.entreps.is_empty().then_some((0, None));
    rows.extend(amounts.chain(none).map(|(at, amount)| Row {
        label: "drafts-amount",
        value: html! { (amount.map(|a| a.to_string()).unwrap_or_default()) },
        fields: vec![format!("entreps[{at}].amount")],
        wide: false,
    }));
    let fields = ["schedule", "schedule[*", "schedule_parameters*"];
    rows.push(wide("drafts-schedule", schedule(text, review), &fields));
    rows
}

fn schedule(text: &Text, review: &Review) -> Markup {
    let currency = review.terms.currency;
    let shown = |amount| currency.map(|c| format::money(amount, c)).unwrap_or_default();
    html! {
        @if let Some(schedule) = &review.terms.schedule {
            (schedule_table(text, schedule.0.iter().map(|i| (format::day(i.date), shown(i.principal), shown(i.interest)))))
        } @else if let Some(rows) = &review.draft.body.schedule {
            (schedule_table(text, rows.iter().map(|i| (format::day(i.date), i.principal.to_string(), i.interest.to_string()))))
        }
    }
}

fn schedule_table(text: &Text, rows: impl Iterator<Item = (String, String, String)>) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { (text.get("drafts-due-on")) }
                th.number scope="col" { (text.get("drafts-principal")) }
                th.number scope="col" { (text.get("drafts-interest")) }
            } }
            tbody {
                @for (day, principal, interest) in rows {
                    tr { td { (day) } td.number { (principal) } td.number { (interest) } }
                }
            }
        }
    }
}

fn pictures(visitor: &Visitor, review: &Review) -> Vec<Row> {
    let text = &visitor.text;
    let body = &review.draft.body;
    let absent = body.not_pictured.iter().flatten().filter(|absent| **absent).count();
    vec![
        wide("drafts-photo", photo::shown(visitor, review), &["image_encoded"]),
        row(
            "drafts-not-pictured",
            html! { (text.with("drafts-absent", &[("count", absent.into())])) },
            &["not_pictured"],
        ),
    ]
}

/// Publishing and deleting, each behind a second look that needs no script.
fn actions(visitor: &Visitor, review: &Review) -> Markup {
    let text = &visitor.text;
    let draft = &review.draft;
    let blocked = review.findings.iter().any(Finding::blocks);
    let may_publish = visitor.actor().may(Permission::PublishDrafts, visitor.partner).is_ok();
    html! {
        @if may_publish && !blocked {
            details {
                summary { (text.get("drafts-publish")) }
                form method="post" action={ "/drafts/" (draft.id) "/publish" } {
                    (steps::hidden(visitor, draft.version))
                    p { (text.get("drafts-publish-means")) }
                    p { (layout::button(&text.get("drafts-publish-sure"))) }
                }
            }
        }
        @if steps::may_edit(visitor) {
            details {
                summary { (text.get("drafts-delete")) }
                form method="post" action={ "/drafts/" (draft.id) "/delete" } {
                    (steps::hidden(visitor, draft.version))
                    p { button.danger { (text.get("drafts-delete-sure")) } }
                }
            }
        }
    }
}
