//! Step 4: everything on one page, each error beside its field, and the button that publishes.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Permission;
use fieldlink_app::drafts::Review;
use fieldlink_contract::loan_draft::Entrep;
use fieldlink_domain::draft::{DraftState, LoanType, internal_ids, loan_type};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::reference;
use maud::{Markup, html};

use super::photo;
use super::steps::{self, Step};
use crate::AppState;
use crate::request::Path;
use crate::site::layout::{self, SiteError};
use crate::site::loans;
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
    let findings = &review.findings;
    let parts = parts(visitor, review);
    let told = match open {
        true => state.pa2.relisting_told(&visitor.actor(), &review.draft).await?,
        false => None,
    };
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
        @if let Some((before, journal)) = told {
            p.notice {
                (text.with("drafts-relisting-tells", &[("loan", before.id.to_string().into())])) " "
                a href={ "/loans/" (before.id) } { (journal.subject) }
            }
        }
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
    look: Look,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// One of several on a line.
    Narrow,
    /// A line of its own.
    Wide,
    /// A table on a line of its own; the findings stand in its cells.
    Table,
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
        look: Look::Narrow,
    }
}

fn wide(label: &'static str, value: Markup, fields: &[&str]) -> Row {
    Row {
        look: Look::Wide,
        ..row(label, value, fields)
    }
}

fn shown(text: &Text, row: &Row, findings: &[Finding]) -> Markup {
    let own: Vec<Finding> = findings
        .iter()
        .filter(|f| row.look != Look::Table && row.shows(f))
        .cloned()
        .collect();
    html! {
        div.field.wide[row.look != Look::Narrow] {
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
        row("drafts-maker", html! { (loans::who(text, &review.made_by)) }, &[]),
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
        // A group without ids of its own gets those of its first borrower: shown is what the loan will carry.
        let (loan_id, client_id) = match group {
            true => internal_ids(body),
            false => (body.internal_loan_id.as_deref(), body.internal_client_id.as_deref()),
        };
        rows.push(row("drafts-group-client-id", plain(client_id), &["internal_client_id"]));
        rows.push(row("drafts-group-loan-id", plain(loan_id), &["internal_loan_id"]));
    }
    rows.push(borrowers(text, review));
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
        wide("drafts-loanuse-short", plain(body.loanuse.as_deref()), &["loanuse"]),
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

/// What one cell of the borrowers' table says.
type Cell<'a> = &'a dyn Fn(&Entrep) -> Option<String>;

/// A table of one line for each borrower, with what was found in its cells.
fn borrowers(text: &Text, review: &Review) -> Row {
    let entreps = &review.draft.body.entreps;
    let gender = |e: &Entrep| e.gender.map(|g| text.get(&format!("drafts-gender-{g}")));
    let columns: [(&str, &str, Cell<'_>); 5] = [
        ("client_id", "drafts-client-id", &|e| e.client_id.clone()),
        ("loan_id", "drafts-loan-id", &|e| e.loan_id.clone()),
        ("first_name", "drafts-first-name", &|e| e.first_name.clone()),
        ("last_name", "drafts-last-name", &|e| e.last_name.clone()),
        ("gender", "drafts-gender", &gender),
    ];
    let mut fields = vec![String::from("entreps")];
    let name = |at: usize, column: &str| format!("entreps[{at}].{column}");
    fields.extend((0..entreps.len()).flat_map(|at| columns.map(|(column, ..)| name(at, column))));
    let value = html! {
        (layout::findings_of(text, &review.findings, "entreps"))
        @if !entreps.is_empty() {
            div.scroll {
                table {
                    thead { tr { @for (_, label, _) in columns { th scope="col" { (text.get(label)) } } } }
                    tbody {
                        @for (at, entrep) in entreps.iter().enumerate() {
                            tr {
                                @for (column, _, value) in columns {
                                    td {
                                        (value(entrep).unwrap_or_default())
                                        (layout::findings_of(text, &review.findings, &name(at, column)))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Row {
        label: "drafts-borrowers",
        value,
        fields,
        look: Look::Table,
    }
}

fn terms(text: &Text, review: &Review) -> Vec<Row> {
    let (body, terms) = (&review.draft.body, &review.terms);
    let total = terms
        .total
        .zip(terms.currency)
        .map(|(total, currency)| text.money(total, currency));
    let mut rows = vec![
        row(
            "drafts-theme",
            named(body.theme_type_id, |id| Some(reference::theme(id)?.name)),
            &["theme_type_id"],
        ),
        row(
            "drafts-disburse-time",
            html! { (body.disburse_time.map(|day| text.day(day)).unwrap_or_default()) },
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
            html! { (terms.price_usd.map(|price| text.usd(price)).unwrap_or_default()) },
            &[],
        ),
    ];
    rows.push(amounts(text, review));
    let fields = ["schedule", "schedule[*", "schedule_parameters*"];
    rows.push(wide("drafts-schedule", schedule(text, review), &fields));
    rows
}

/// Who gets how much.
fn amounts(text: &Text, review: &Review) -> Row {
    let entreps = &review.draft.body.entreps;
    let name = |at: usize| format!("entreps[{at}].amount");
    let says = |at: usize| layout::findings_of(text, &review.findings, &name(at));
    let shown = |e: &Entrep| e.amount.map(|a| a.to_string()).unwrap_or_default();
    let value = html! {
        @match entreps.as_slice() {
            [] => "",
            [only] => (shown(only)),
            members => table {
                tbody {
                    @for (at, entrep) in members.iter().enumerate() {
                        tr {
                            td { (entrep.first_name.as_deref().unwrap_or_default()) }
                            td.number { (shown(entrep)) (says(at)) }
                        }
                    }
                }
            },
        }
    };
    let fields = (0..entreps.len().max(1)).map(name).collect();
    Row {
        label: "drafts-amount",
        value,
        fields,
        look: if entreps.len() > 1 { Look::Table } else { Look::Narrow },
    }
}

fn schedule(text: &Text, review: &Review) -> Markup {
    let currency = review.terms.currency;
    let shown = |amount| currency.map(|c| text.money(amount, c)).unwrap_or_default();
    html! {
        @if let Some(schedule) = &review.terms.schedule {
            (schedule_table(text, schedule.0.iter().map(|i| (text.day(i.date), shown(i.principal), shown(i.interest)))))
        } @else if let Some(rows) = &review.draft.body.schedule {
            (schedule_table(text, rows.iter().map(|i| (text.day(i.date), i.principal.to_string(), i.interest.to_string()))))
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
