//! The partner's own ids: group-only fields on an individual loan, and ids that a live loan already has.

use fieldlink_contract::loan_draft::LoanDraft;

use super::{Context, filled};
use crate::draft::{LoanType, internal_ids, loan_type};
use crate::finding::{Finding, Severity};

pub(super) fn check(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    if loan_type(draft) == LoanType::Individual {
        group_only(draft, context, found);
    }
    taken(draft, context, found);
}

/// Kiva's page calls these an error, while its own sample and a client in production send them on individual loans
/// (domain.md 1.6). So the ids, which change nothing, are a warning unless the installation is strict, and the ticks
/// are an error.
fn group_only(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    let severity = if context.settings.strict_group_fields {
        Severity::Error
    } else {
        Severity::Warning
    };
    for (field, value) in [
        ("internal_loan_id", &draft.internal_loan_id),
        ("internal_client_id", &draft.internal_client_id),
    ] {
        if filled(value).is_some() {
            found.push(Finding {
                code: "group_field_on_individual".into(),
                field: field.into(),
                severity,
                message: "This field is for group loans only. An individual loan has the ids of its borrower.".into(),
                values: Vec::new(),
            });
        }
    }
    if draft.not_pictured.as_ref().is_some_and(|ticks| !ticks.is_empty()) {
        found.push(Finding::error(
            "not_pictured_on_individual",
            "not_pictured",
            "Not pictured is for group loans only. Clear it for an individual loan.",
        ));
    }
}

fn taken(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    let (Some(loan_id), client_id) = internal_ids(draft) else {
        return;
    };
    let mut same = context.live.iter().filter(|l| l.loan_id == loan_id).peekable();
    if same.peek().is_none() {
        return;
    }
    let field = match (loan_type(draft), filled(&draft.internal_loan_id)) {
        (LoanType::Group, Some(_)) => "internal_loan_id",
        _ => "entreps[0].loan_id",
    };
    found.push(if same.any(|l| Some(l.client_id.as_str()) == client_id) {
        Finding::error(
            "loan_id_taken",
            field,
            "A loan with this Loan ID and Client ID is on Kiva already.",
        )
    } else {
        Finding::warning(
            "loan_id_shared",
            field,
            "Another client has a loan with this Loan ID on Kiva.",
        )
    });
}
