//! One journal typed in. It goes to a confirm page like all others.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fieldlink_app::{Kind, Permission};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::journal::Sent;
use maud::{Markup, html};
use serde::Deserialize;

use super::archive::Place;
use super::posts::back;
use crate::AppState;
use crate::request::Query;
use crate::site::csrf::{self, Form};
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

/// The loan that the page begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Begin {
    /// Kiva ID.
    loan: Option<i64>,
}

/// A journal as it is typed. Without Debug: it tells of a borrower.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    internal_loan_id: String,
    internal_client_id: String,
    subject: String,
    body: String,
    image_url: String,
}

impl Typed {
    fn sent(&self) -> Sent {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        Sent {
            subject: self.subject.clone(),
            // Forms end lines with CR LF whatever was typed.
            body: self.body.replace("\r\n", "\n"),
            internal_loan_id: self.internal_loan_id.clone(),
            internal_client_id: given(&self.internal_client_id),
            image_url: given(&self.image_url),
        }
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(begin): Query<Begin>,
) -> Result<Markup, SiteError> {
    let actor = visitor.actor();
    actor.may(Permission::SendJournals, visitor.partner)?;
    let mut typed = Typed::default();
    if let Some(loan) = begin.loan {
        let ids = state.pa2.ids_of_loan(&actor, visitor.partner, KivaId(loan)).await?;
        (typed.internal_loan_id, typed.internal_client_id) = ids;
    }
    Ok(page(&visitor, &typed, &[], None))
}

pub(super) async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    Form(typed): Form<Typed>,
) -> Result<Response, SiteError> {
    let (pa2, actor) = (&state.pa2, visitor.actor());
    let sent = typed.sent();
    let findings = match pa2.judge_journal(&actor, visitor.partner, &sent).await {
        Ok(findings) => findings,
        Err(error) if error.kind == Kind::Invalid => {
            let said = visitor.text.error(&error);
            let page = page(&visitor, &typed, &[], Some(&said));
            return Ok((layout::refusal_status(&error), page).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    if findings.iter().any(Finding::blocks) {
        let findings = super::said(&visitor.text, &findings);
        let page = page(&visitor, &typed, &findings, None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let taken = pa2.write_journal(&actor, visitor.partner, sent).await?;
    Ok(back(&taken.confirm_key, "taken", &Place::default()))
}

fn page(visitor: &Visitor, typed: &Typed, findings: &[Finding], error: Option<&str>) -> Markup {
    let text = &visitor.text;
    let body = html! {
        p.ways { a href="/journals" { (text.get("archive-back")) } }
        @if let Some(error) = error { p.error role="alert" { (error) } }
        form action="/journals/new" method="post" {
            (csrf::field(visitor))
            div.fields {
                @for (name, label, value) in [
                    ("internal_loan_id", "archive-loan-id", &typed.internal_loan_id),
                    ("internal_client_id", "archive-client-id", &typed.internal_client_id),
                ] { (line(visitor, findings, (name, label, value))) }
            }
            div.long { (line(visitor, findings, ("subject", "archive-subject", &typed.subject))) }
            (body_field(visitor, findings, &typed.body))
            div.long { (line(visitor, findings, ("image_url", "journals-image", &typed.image_url))) }
            (layout::button(&text.get("journals-write-save")))
        }
        p { (text.get("journals-then")) }
    };
    layout::page(visitor, Tab::Journals, &text.get("journals-write"), body)
}

fn invalid(findings: &[Finding], field: &str) -> Option<&'static str> {
    let wrong = findings.iter().any(|f| f.field == field && f.blocks());
    wrong.then_some("true")
}

fn line(visitor: &Visitor, findings: &[Finding], (name, label, value): (&str, &str, &String)) -> Markup {
    let text = &visitor.text;
    html! {
        div.field {
            label for=(name) { (text.get(label)) }
            br;
            input id=(name) name=(name) value=(value) autocomplete="off" aria-invalid=[invalid(findings, name)]
                aria-describedby={ (name) "-findings" };
            div id={ (name) "-findings" } { (layout::findings_of(text, findings, name)) }
        }
    }
}

pub(super) fn body_field(visitor: &Visitor, findings: &[Finding], body: &str) -> Markup {
    let text = &visitor.text;
    html! {
        div.field {
            label for="body" { (text.get("archive-body")) }
            br;
            textarea #body name="body" rows="14" aria-invalid=[invalid(findings, "body")] aria-describedby="body-findings" {
                "\n" (body)
            }
            div #body-findings { (layout::findings_of(text, findings, "body")) }
        }
    }
}

pub(super) fn subject_field(visitor: &Visitor, findings: &[Finding], subject: &String) -> Markup {
    html! { div.long { (line(visitor, findings, ("subject", "archive-subject", subject))) } }
}
