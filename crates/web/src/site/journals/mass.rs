//! A mass journal: one text for several loans. It does not count to the journaling rate (domain.md 2.8).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::journals::MassJournal;
use fieldlink_app::{Kind, Permission};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::ids::KivaId;
use maud::{Markup, html};
use serde::Deserialize;

use super::archive::Place;
use super::posts::back;
use super::write::{body_field, subject_field};
use crate::AppState;
use crate::request::Query;
use crate::site::csrf::{self, Form};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

/// What was ticked in the list, and what is typed. Without Debug: it tells of borrowers.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// Kiva IDs that were ticked.
    loan: Vec<i64>,
    /// Loan IDs, one a line.
    loan_ids: String,
    subject: String,
    body: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Markup, SiteError> {
    let ticked = query.iter().filter(|(name, _)| name == "loan");
    let typed = Typed {
        loan: ticked.filter_map(|(_, id)| id.parse().ok()).collect(),
        ..Typed::default()
    };
    page(&state, &visitor, &typed, &[], None).await
}

pub(super) async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    Form(typed): Form<Typed>,
) -> Result<Response, SiteError> {
    let (pa2, actor) = (&state.pa2, visitor.actor());
    let mass = MassJournal {
        subject: typed.subject.clone(),
        // Forms end lines with CR LF whatever was typed.
        body: typed.body.replace("\r\n", "\n"),
        loans: typed.loan.iter().copied().map(KivaId).collect(),
        loan_ids: typed
            .loan_ids
            .lines()
            .map(|line| line.trim_end_matches('\r').to_owned())
            .filter(|line| !line.trim().is_empty())
            .collect(),
    };
    match pa2.write_mass_journal(&actor, visitor.partner, mass).await {
        Ok(taken) => Ok(back(&taken.confirm_key, "taken", &Place::default())),
        Err(error) if error.kind == Kind::Invalid => {
            let text = &visitor.text;
            let findings = super::said(text, &error.findings);
            let said = text.error(&error);
            let page = page(&state, &visitor, &typed, &findings, Some(&said)).await?;
            Ok((layout::refusal_status(&error), page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    state: &AppState,
    visitor: &Visitor,
    typed: &Typed,
    findings: &[Finding],
    error: Option<&str>,
) -> Result<Markup, SiteError> {
    let (actor, text) = (visitor.actor(), &visitor.text);
    actor.may(Permission::SendJournals, visitor.partner)?;
    let ticked: Vec<KivaId> = typed.loan.iter().copied().map(KivaId).collect();
    let loans = state.pa2.loans_named(&actor, visitor.partner, &ticked).await?;
    let body = html! {
        p.ways { a href="/journals" { (text.get("archive-back")) } }
        p { (text.get("journals-mass-help")) " " (text.get("journals-mass-rate")) }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        form action="/journals/mass" method="post" {
            (csrf::field(visitor))
            @if !loans.is_empty() {
                fieldset {
                    legend.label { (text.counted("journals-mass-chosen", loans.len() as u64)) }
                    ul {
                        @for loan in &loans {
                            li {
                                input id={ "loan-" (loan.id) } type="checkbox" name="loan" value=(loan.id) checked;
                                " "
                                label for={ "loan-" (loan.id) } { (loan.name) ", " (text.get("archive-loan-id")) " " (loan.internal_loan_id) }
                            }
                        }
                    }
                }
            }
            div.field {
                label for="loan_ids" { (text.get("journals-mass-ids")) }
                br;
                textarea #loan_ids name="loan_ids" rows="5" aria-describedby="loan_ids-help" { "\n" (typed.loan_ids) }
                br;
                small #loan_ids-help { (text.get("journals-mass-ids-help")) }
            }
            (subject_field(visitor, findings, &typed.subject))
            (body_field(visitor, findings, &typed.body))
            (layout::button(&text.get("journals-write-save")))
        }
        p { (text.get("journals-then")) }
    };
    Ok(layout::page(visitor, Tab::Journals, &text.get("journals-mass"), body))
}
