//! Step 1: the waiver, the kind of loan, and the borrowers.

use std::collections::HashSet;

use fieldlink_contract::loan_draft::{Gender, LoanDraft};

use super::{Context, filled};
use crate::draft::{LoanType, loan_type};
use crate::finding::Finding;

pub(super) fn check(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    if draft.client_waiver_signed != Some(true) {
        found.push(Finding::error(
            "waiver_missing",
            "client_waiver_signed",
            "A signed client waiver must be on file for this loan.",
        ));
    }
    if draft.entreps.is_empty() {
        found.push(Finding::error(
            "borrower_missing",
            "entreps",
            "A loan needs at least one borrower.",
        ));
    }
    if loan_type(draft) == LoanType::Group {
        group(draft, context, found);
    }
    borrowers(draft, found);
}

fn group(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    let most = context.settings.group_max_members;
    if draft.group_name().is_none() {
        found.push(Finding::error(
            "group_name_missing",
            "group_name",
            "Please enter the name of the group.",
        ));
    }
    if draft.entreps.len() == 1 {
        found.push(Finding::warning(
            "group_of_one",
            "group_name",
            "This is a group loan with one borrower. If it is an individual loan, clear the name of the group.",
        ));
    }
    if draft.entreps.len() > most {
        let text = format!("A group has at most {most} members.");
        found.push(Finding::error("group_too_large", "entreps", text).with("most", most));
    }
}

/// A family name is not asked for: PA2's form does not mark it as required, and clients send a blank where there is
/// none (domain.md 1.6).
fn borrowers(draft: &LoanDraft, found: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for (at, entrep) in draft.entreps.iter().enumerate() {
        let mut missing = |name: &str, code: &str, text: &str| {
            found.push(Finding::error(code, format!("entreps[{at}].{name}"), text));
        };
        if filled(&entrep.client_id).is_none() {
            missing("client_id", "client_id_missing", "Please enter the Client ID.");
        }
        if filled(&entrep.loan_id).is_none() {
            missing("loan_id", "loan_id_missing", "Please enter the Loan ID.");
        }
        if filled(&entrep.first_name).is_none() {
            missing(
                "first_name",
                "first_name_missing",
                "Please enter the borrower's given name.",
            );
        }
        if matches!(entrep.gender, None | Some(Gender::Unknown)) {
            missing("gender", "gender_missing", "Please choose the borrower's gender.");
        }
        if let (Some(loan), Some(client)) = (filled(&entrep.loan_id), filled(&entrep.client_id))
            && !seen.insert((loan, client))
        {
            missing(
                "loan_id",
                "borrower_repeated",
                "This Loan ID and Client ID stand on this draft more than once.",
            );
        }
    }
}
