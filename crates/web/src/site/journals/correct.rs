//! Correcting one journal before it is published.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Kind;
use fieldlink_app::journals::Correction;
use fieldlink_domain::finding::Finding;
use maud::{Markup, html};
use serde::Deserialize;

use super::archive::Place;
use super::posts::{back, number, seen};
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::csrf::{self, Form};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

/// A journal's fields as they stand in the form. Without Debug: they tell of a borrower.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    version: i64,
    subject: String,
    body: String,
    internal_loan_id: String,
    internal_client_id: String,
    page: i64,
    show: String,
}

impl Fields {
    /// Where the person came from.
    fn place(&self) -> Place {
        Place::at(self.page, &self.show)
    }
}

/// Where the person comes from.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    page: i64,
    show: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((key, id)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Result<Markup, SiteError> {
    let (archive, journal) = state
        .pa2
        .journal_to_correct(&visitor.actor(), visitor.partner, &key, number(&id))
        .await?;
    let sent = journal.sent;
    let fields = Fields {
        version: archive.version,
        subject: sent.subject,
        body: sent.body,
        internal_loan_id: sent.internal_loan_id,
        internal_client_id: sent.internal_client_id.unwrap_or_default(),
        page: from.page,
        show: from.show,
    };
    let findings = super::said(&visitor.text, &journal.findings);
    Ok(page(&visitor, &key, &id, &fields, &findings, html! {}))
}

pub(super) async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((key, id)): Path<(String, String)>,
    Form(mut fields): Form<Fields>,
) -> Result<Response, SiteError> {
    let correction = Correction {
        subject: fields.subject.clone(),
        // Forms end lines with CR LF whatever was typed.
        body: fields.body.replace("\r\n", "\n"),
        internal_loan_id: fields.internal_loan_id.clone(),
        internal_client_id: Some(fields.internal_client_id.clone()).filter(|id| !id.is_empty()),
    };
    let actor = visitor.actor();
    let saved = state
        .pa2
        .correct_journal(seen(&visitor, &actor, &key, fields.version), number(&id), correction)
        .await;
    match saved {
        Ok(()) => Ok(back(&key, "corrected", &fields.place())),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::Conflict) => {
            // What was typed stays; the next try is against the archive as it is now.
            fields.version = state.pa2.archive_version(&actor, visitor.partner, &key).await?;
            let said = html! { p.error role="alert" { (visitor.text.error(&error)) } };
            let status = layout::refusal_status(&error);
            Ok((status, page(&visitor, &key, &id, &fields, &[], said)).into_response())
        }
        Err(error) => Err(SiteError::from(error)),
    }
}

fn page(visitor: &Visitor, key: &str, id: &str, fields: &Fields, findings: &[Finding], said: Markup) -> Markup {
    let text = &visitor.text;
    let invalid = |field: &str| {
        findings
            .iter()
            .any(|f| f.field == field && f.blocks())
            .then_some("true")
    };
    let body = html! {
        (said)
        form action={ "/journals/archives/" (key) "/journals/" (id) } method="post" {
            (csrf::field(visitor))
            input type="hidden" name="version" value=(fields.version);
            (fields.place().fields())
            div.fields {
                @for (name, label, value) in [
                    ("internal_loan_id", "archive-loan-id", &fields.internal_loan_id),
                    ("internal_client_id", "archive-client-id", &fields.internal_client_id),
                ] {
                    div.field {
                        label for=(name) { (text.get(label)) }
                        br;
                        input id=(name) name=(name) value=(value) aria-invalid=[invalid(name)] autocomplete="off";
                        (layout::findings_of(text, findings, name))
                    }
                }
            }
            div.field {
                label for="subject" { (text.get("archive-subject")) }
                br;
                input #subject name="subject" size="80" value=(fields.subject) aria-invalid=[invalid("subject")] autocomplete="off";
                (layout::findings_of(text, findings, "subject"))
            }
            div.field {
                label for="body" { (text.get("archive-body")) }
                textarea #body name="body" rows="14" aria-invalid=[invalid("body")] { "\n" (fields.body) }
                (layout::findings_of(text, findings, "body"))
            }
            p {
                (layout::button(&text.get("correct-save")))
                " "
                a href={ "/journals/archives/" (key) (fields.place().query("")) } { (text.get("correct-cancel")) }
            }
        }
    };
    layout::page(visitor, Tab::Journals, &text.get("correct-title"), body)
}
