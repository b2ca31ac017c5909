//! Step 1: place, activity, language, loan use and description.

use std::collections::{HashMap, HashSet};

use fieldlink_contract::loan_draft::LoanDraft;

use super::{Context, filled};
use crate::finding::Finding;

/// Kiva's number for English (domain.md 3).
const ENGLISH: i64 = 1;
/// More borrowers than any group has; bounds the work that a hostile draft can ask for.
const MOST_NAMES: usize = 200;

pub(super) fn check(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    references(draft, context, found);
    loan_use(draft, found);
    match filled(&draft.description) {
        None => found.push(Finding::error(
            "description_missing",
            "description",
            "Please enter the description.",
        )),
        Some(text) if names_a_family(text, draft) => found.push(Finding::warning(
            "description_has_family_name",
            "description",
            "The description holds a family name. Family names are not shown to lenders.",
        )),
        Some(_) => {}
    }
}

fn references(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    match filled(&draft.location) {
        None => found.push(Finding::error(
            "location_missing",
            "location",
            "Please choose the location.",
        )),
        Some(name) if !context.config.has_location(name) => found.push(Finding::error(
            "location_unknown",
            "location",
            "This location is not one of your organization's locations.",
        )),
        Some(_) => {}
    }
    match draft.activity_id {
        None => found.push(Finding::error(
            "activity_missing",
            "activity_id",
            "Please choose the activity.",
        )),
        Some(id) if !context.config.activities.contains(&id) => found.push(Finding::error(
            "activity_unknown",
            "activity_id",
            "This activity is not one of your organization's activities.",
        )),
        Some(_) => {}
    }
    match draft.description_language_id {
        None => found.push(Finding::error(
            "language_missing",
            "description_language_id",
            "Please choose the language of the description.",
        )),
        Some(id) if !context.config.languages.contains(&id) => found.push(Finding::error(
            "language_unknown",
            "description_language_id",
            "This language is not one of your organization's languages.",
        )),
        Some(_) => {}
    }
}

fn loan_use(draft: &LoanDraft, found: &mut Vec<Finding>) {
    match filled(&draft.loanuse) {
        None => found.push(Finding::error(
            "loan_use_missing",
            "loanuse",
            "Please enter what the loan is used for.",
        )),
        // Nearly all loan uses on Kiva begin so; in other languages nothing is known (domain.md 4).
        Some(text) if draft.description_language_id == Some(ENGLISH) && !begins_with_to(text) => {
            found.push(Finding::warning(
                "loan_use_form",
                "loanuse",
                "The loan use should begin with \"to\", as in \"to buy seed\".",
            ))
        }
        Some(_) => {}
    }
}

fn begins_with_to(text: &str) -> bool {
    text.split_whitespace()
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("to"))
}

/// Whether a borrower's family name stands in the text as words of their own. Names of one or two letters say nothing.
fn names_a_family(text: &str, draft: &LoanDraft) -> bool {
    let words = |s: &str| -> Vec<String> {
        s.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let text = words(text);
    let names = draft
        .entreps
        .iter()
        .take(MOST_NAMES)
        .map(|e| words(e.last_name.as_deref().unwrap_or_default()));
    let names = names.filter(|name| name.iter().any(|word| word.chars().count() > 2));
    let mut by_first_word: HashMap<String, HashSet<Vec<String>>> = HashMap::new();
    for name in names {
        by_first_word.entry(name[0].clone()).or_default().insert(name);
    }
    text.iter().enumerate().any(|(at, word)| {
        by_first_word
            .get(word)
            .is_some_and(|names| names.iter().any(|name| text[at..].starts_with(name)))
    })
}
