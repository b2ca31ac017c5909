//! The rules over a draft as PA2 keeps it: its body, its photo, and what was typed that cannot be read.

use super::{Context, check};
use crate::draft::Draft;
use crate::finding::Finding;

/// The part of a draft that a finding belongs to: one of PA2's first three steps (domain.md 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Step 1: who, where, and what for.
    Description,
    /// Step 2: theme, disbursal, amounts and schedule.
    Terms,
    /// Step 3: the photo, and who is not on it.
    Photo,
}

impl Part {
    /// The parts in the order of the steps.
    pub const ALL: [Part; 3] = [Part::Description, Part::Terms, Part::Photo];

    /// The part that a field stands in.
    pub fn of(field: &str) -> Part {
        match field {
            "image_encoded" | "not_pictured" => Part::Photo,
            "theme_type_id" | "disburse_time" | "currency" => Part::Terms,
            field if field.starts_with("schedule") || field.ends_with("amount") => Part::Terms,
            _ => Part::Description,
        }
    }
}

/// Everything the rules find in a kept draft. Of a field that holds something unreadable that is said, and not that it
/// is missing.
pub fn check_kept(draft: &Draft, context: &Context) -> Vec<Finding> {
    let mut found = check(&draft.body, draft.photo.is_some(), context);
    let unread = &draft.unread;
    if unread.is_empty() {
        return found;
    }
    let schedule = unread.findings.iter().any(|f| f.field.starts_with("schedule"));
    // A group that has no name yet is an individual loan to the rules.
    let group = unread.fields.contains_key("loan_type");
    found.retain(|f| {
        let said = unread.findings.iter().any(|u| u.field == f.field);
        let of_schedule = schedule && f.field.starts_with("schedule");
        let of_individual = group && f.code.ends_with("_on_individual");
        !(said || of_schedule || of_individual)
    });
    found.extend(unread.findings.iter().cloned());
    found
}

#[cfg(test)]
mod tests {
    use fieldlink_contract::loan_draft::LoanDraft;

    use super::*;
    use crate::draft::{DraftState, Origin, Unread};
    use crate::draft_rules::to_loan;
    use crate::ids::PartnerId;
    use crate::partner::Profile;
    use crate::reference::sample_config;
    use crate::settings::Settings;

    fn draft(unread: Unread) -> Draft {
        Draft {
            id: 1,
            uuid: "u".into(),
            partner_id: PartnerId(1),
            origin: Origin::Person("7".into()),
            state: DraftState::Open,
            body: LoanDraft::default(),
            unread,
            photo: None,
            photo_error: None,
            relists: None,
            created: "2026-03-09T00:00:00Z".parse().unwrap(),
            updated: "2026-03-09T00:00:00Z".parse().unwrap(),
            version: 1,
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_in_place_of_what_is_missing_and_blocks() {
        let (profile, config, settings) = (Profile::default(), sample_config(), Settings::default());
        let context = Context {
            profile: &profile,
            config: &config,
            settings: &settings,
            today: "2026-03-10".parse().unwrap(),
            live: &[],
            usage: None,
            photo_uses: &[],
        };
        let unread = Unread {
            fields: [("entreps[0].amount".to_owned(), "5O".to_owned())].into(),
            findings: vec![
                Finding::error("amount_typed", "entreps[0].amount", "x"),
                Finding::error("schedule_date", "schedule[0].date", "x"),
            ],
        };
        let before = check_kept(&draft(Unread::default()), &context);
        let found = check_kept(&draft(unread.clone()), &context);
        let of = |found: &[Finding], field: &str| -> Vec<String> {
            let own = found.iter().filter(|f| f.field == field);
            own.map(|f| f.code.clone()).collect()
        };
        assert_eq!(of(&before, "entreps[0].amount"), ["amount_zero"]);
        assert_eq!(of(&found, "entreps[0].amount"), ["amount_typed"]);
        assert_eq!(of(&before, "schedule"), ["schedule_missing"]);
        assert!(of(&found, "schedule").is_empty());
        assert!(to_loan(&draft(unread), &context).unwrap_err().len() > 5);
    }

    #[test]
    fn each_field_has_its_part() {
        for (field, part) in [
            ("image_encoded", Part::Photo),
            ("not_pictured", Part::Photo),
            ("entreps[3].amount", Part::Terms),
            ("entreps.amount", Part::Terms),
            ("schedule_parameters.nRepeat", Part::Terms),
            ("entreps[3].loan_id", Part::Description),
            ("loanuse", Part::Description),
        ] {
            assert_eq!(Part::of(field), part, "{field}");
        }
    }
}
