//! The forms with which a person reports: a file, or one loan.

use fieldlink_domain::partner::{CsvUploadFormat, Partner};
use maud::{Markup, html};

use crate::site::csrf;
use crate::site::files;
use crate::site::layout;
use crate::site::session::Visitor;

/// What stands in the form of one loan. Without Debug: it tells of a client.
#[derive(Clone, Default)]
pub(super) struct Typed {
    /// The partner's loan ID.
    pub loan_id: String,
    /// The partner's client ID.
    pub client_id: String,
    /// As it was typed.
    pub amount: String,
}

/// Why a row was not taken: beside which field, and in which words.
pub(super) struct Refused {
    pub field: &'static str,
    pub said: String,
}

/// Whether rows of this partner carry a client ID.
pub(super) fn three_columns(partner: &Partner) -> bool {
    partner.profile.csv_upload_format == CsvUploadFormat::ThreeColumn
}

/// What an amount means to this partner.
pub(super) fn amount_help(visitor: &Visitor, partner: &Partner) -> String {
    let mode = partner.profile.amount_mode.name();
    visitor.text.with("repayments-amount-help", &[("mode", mode.into())])
}

pub(super) fn file(visitor: &Visitor, partner: &Partner, error: Option<&str>) -> Markup {
    let text = &visitor.text;
    let columns = if three_columns(partner) { "three" } else { "two" };
    let help = text.with("repayments-file-help", &[("columns", columns.into())]);
    files::form(visitor, "/repayments/upload", &help, error)
}

pub(super) fn single(visitor: &Visitor, partner: &Partner, typed: &Typed, refused: Option<&Refused>) -> Markup {
    let text = &visitor.text;
    let field = |name: &'static str, label: &str, value: &str, mode: &str| {
        let error = refused.filter(|refused| refused.field == name);
        html! {
            div.field {
                label for=(name) { (text.get(label)) }
                br;
                input id=(name) name=(name) value=(value) inputmode=(mode) autocomplete="off" required
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| format!("{name}-error"))];
                @if let Some(error) = error { p.error id={ (name) "-error" } { (error.said) } }
            }
        }
    };
    html! {
        form action="/repayments/row" method="post" {
            (csrf::field(visitor))
            div.fields {
                (field("loan_id", "repayments-loan-id", &typed.loan_id, "text"))
                @if three_columns(partner) {
                    (field("client_id", "repayments-client-id", &typed.client_id, "text"))
                }
                (field("amount", "repayments-amount", &typed.amount, "decimal"))
                div.field { br; (layout::button(&text.get("repayments-single-send"))) }
            }
        }
    }
}
