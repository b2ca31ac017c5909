//! Step 3: the photo, and who is not on it.

use fieldlink_contract::loan_draft::LoanDraft;

use super::filled;
use crate::draft::{LoanType, loan_type};
use crate::finding::Finding;

pub(super) fn check(draft: &LoanDraft, photo_present: bool, found: &mut Vec<Finding>) {
    if !photo_present {
        let text = if filled(&draft.image_url).is_some() {
            "A photo is required. Addresses of photos are not opened: please upload the photo itself."
        } else {
            "A photo that shows the borrower clearly is required."
        };
        found.push(Finding::error("photo_missing", "image_encoded", text));
    }
    if loan_type(draft) == LoanType::Group {
        not_pictured(draft, found);
    }
}

/// One tick for each borrower, in order; no ticks at all means that everybody is on the photo (domain.md 1.6).
fn not_pictured(draft: &LoanDraft, found: &mut Vec<Finding>) {
    let ticks = draft.not_pictured.as_deref().unwrap_or_default();
    if ticks.is_empty() {
        return;
    }
    if ticks.len() != draft.entreps.len() {
        let text = format!(
            "Not pictured needs one value for each borrower: {} values, {} borrowers.",
            ticks.len(),
            draft.entreps.len()
        );
        found.push(Finding::error("not_pictured_count", "not_pictured", text));
    } else if ticks.iter().all(|absent| *absent) {
        found.push(Finding::error(
            "nobody_pictured",
            "not_pictured",
            "At least one member must be on the photo.",
        ));
    }
}
