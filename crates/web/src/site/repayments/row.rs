//! One loan reported by hand: a new row, or a correct one in the place of a row with a problem.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Permission;
use fieldlink_app::repayments::{Source, amount_of};
use fieldlink_contract::codes::problem as code;
use fieldlink_domain::repayment::{Row, RowAmount, RowProblem};
use fieldlink_store::repayments::{Problem, Target};
use maud::{Markup, html};
use serde::Deserialize;

use super::forms::{self, Refused, Typed};
use super::{add, aside, problems, with_status};
use crate::AppState;
use crate::request::Query;
use crate::site::csrf;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;
use crate::site::text::Text;

/// What the page begins with.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Begin {
    /// The problem that is to be mended.
    problem: Option<i64>,
    loan_id: String,
    client_id: String,
}

/// A form of one loan.
#[derive(Deserialize)]
pub(super) struct Form {
    loan_id: String,
    client_id: Option<String>,
    amount: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(begin): Query<Begin>,
) -> Result<Markup, SiteError> {
    visitor.actor().may(Permission::ReportRepayments, visitor.partner)?;
    let mut typed = Typed {
        loan_id: begin.loan_id,
        client_id: begin.client_id,
        amount: String::new(),
    };
    let mut mends = None;
    if let Some(id) = begin.problem {
        let (_, problem) = state.pa2.problem(&visitor.actor(), visitor.partner, id).await?;
        typed.loan_id.clone_from(&problem.loan_id);
        mends = Some(problem);
    }
    render(&state, &visitor, &typed, mends.as_ref(), None).await
}

pub(super) async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(form): csrf::Form<Form>,
) -> Result<Response, SiteError> {
    let (pa2, actor) = (&state.pa2, visitor.actor());
    let row = Row {
        loan_id: &form.loan_id,
        client_id: form.client_id.as_deref(),
        amount: amount_of(&form.amount).map_or(RowAmount::Unreadable(form.amount.trim()), RowAmount::Exact),
    };
    if let Some(problem) = pa2.judge_repayment(&actor, visitor.partner, row).await? {
        let refused = Refused {
            field: field_of(problem.code),
            said: said(&visitor.text, &problem),
        };
        let typed = Typed {
            loan_id: form.loan_id.clone(),
            client_id: form.client_id.clone().unwrap_or_default(),
            amount: form.amount.clone(),
        };
        let page = render(&state, &visitor, &typed, None, Some(&refused)).await?;
        return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    let reply = pa2
        .take_repayments(&actor, visitor.partner, Source::Single, &[row], None)
        .await?;
    Ok(add::back(&state, &visitor, &reply).await?.into_response())
}

fn field_of(problem: &str) -> &'static str {
    match problem {
        code::AMOUNT_INVALID | code::AMOUNT_EXCEEDS_PRINCIPAL | code::AMOUNT_DECREASED => "amount",
        code::CLIENT_MISMATCH => "client_id",
        _ => "loan_id",
    }
}

fn said(text: &Text, problem: &RowProblem) -> String {
    problems::said(text, problem.code, &problem.values, &problem.details)
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    typed: &Typed,
    mends: Option<&Problem>,
    refused: Option<&Refused>,
) -> Result<Markup, SiteError> {
    let text = &visitor.text;
    let partner = state.pa2.partner(visitor.partner).await?;
    let loans = state
        .pa2
        .loans_of_row(&visitor.actor(), visitor.partner, &typed.loan_id)
        .await?;
    // Two-column partners have no field for it.
    let unplaced = refused.filter(|refused| refused.field == "client_id" && !forms::three_columns(&partner));
    let body = html! {
        p.ways { a href="/repayments" { (text.get("repayments-back")) } }
        @if let Some(problem) = mends {
            p.warning { (text.get("repayments-row-mends")) " " (problems::of(text, problem)) }
        }
        @if let Some(refused) = unplaced { p.error role="alert" { (refused.said) } }
        @for loan in &loans { (facts(text, loan)) }
        p { (forms::amount_help(visitor, &partner)) " " (text.get("repayments-amount-comma")) }
        (forms::single(visitor, &partner, typed, refused))
        @if let Some(problem) = mends.filter(|problem| problem.aside.is_none()) { (aside::form(visitor, problem, None)) }
    };
    let title = text.get(if mends.is_some() {
        "repayments-row-correct"
    } else {
        "repayments-single"
    });
    Ok(layout::page(visitor, Tab::Repayments, &title, body))
}

/// What the person needs to know of the loan to see whether a number can be right.
fn facts(text: &Text, loan: &Target) -> Markup {
    let money = |amount| text.money(amount, loan.currency);
    html! {
        table {
            caption { (text.get("repayments-loan-id")) " " (loan.loan_id) ", "
                a href={ "/loans/" (loan.id) } { (text.get("repayments-kiva-id")) " " (loan.id) } }
            tbody {
                tr { th scope="row" { (text.get("repayments-client-id")) } td.number { (loan.client_id) } }
                tr { th scope="row" { (text.get("repayments-principal")) } td.number { (money(loan.principal)) } }
                tr { th scope="row" { (text.get("repayments-before")) } td.number { (money(loan.invoiced)) } }
                @if let Some(reported) = loan.reported {
                    tr { th scope="row" { (text.get("repayments-reported")) } td.number { (money(reported)) } }
                }
            }
        }
    }
}
