//! A reviewer sends a loan back with a problem.

use axum::extract::State;
use axum::response::Redirect;
use fieldlink_app::Permission;
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::reference::ISSUES;
use maud::{Markup, html};
use serde::Deserialize;

use crate::AppState;
use crate::request::Path;
use crate::site::layout::{SiteError, section_bar};
use crate::site::session::Visitor;
use crate::site::{Pages, csrf};

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new().post("/loans/{kiva_id}/issue", raise)
}

#[derive(Debug, Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    text: String,
}

async fn raise(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    csrf::Form(typed): csrf::Form<Typed>,
) -> Result<Redirect, SiteError> {
    let loan = KivaId(id.parse().unwrap_or(-1));
    state
        .pa2
        .raise_issue(&visitor.actor(), loan, &typed.code, &typed.text)
        .await?;
    Ok(Redirect::to(&format!("/loans/{loan}")))
}

/// The form on the loan's page, for those who may and while the loan can be sent back.
pub fn section(visitor: &Visitor, loan: &Loan) -> Markup {
    let text = &visitor.text;
    let may = visitor.actor().may(Permission::Review, loan.partner_id).is_ok();
    let can = matches!(
        loan.status,
        LoanStatus::Inactive | LoanStatus::Reviewed | LoanStatus::IssueApproving
    );
    html! {
        @if may && can {
            (section_bar(&text.get("issue-title")))
            form method="post" action={ "/loans/" (loan.id) "/issue" } {
                (csrf::field(visitor))
                div.field {
                    label for="code" { (text.get("issue-code")) } br;
                    input #code name="code" list="codes" required maxlength="20";
                    datalist #codes { @for (code, meaning) in ISSUES { option value=(code) { (meaning) } } }
                }
                div.field {
                    label for="text" { (text.get("issue-text")) } br;
                    textarea #text name="text" required maxlength="2000" {}
                }
                button { (text.get("issue-raise")) }
            }
        }
    }
}
