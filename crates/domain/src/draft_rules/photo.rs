//! Step 3: the photo, who is not on it, and whether it may be used again.

use std::collections::HashSet;

use chrono::{Months, NaiveDate};
use fieldlink_contract::loan_draft::LoanDraft;

use super::{Context, filled};
use crate::draft::{LoanType, loan_type};
use crate::finding::Finding;

/// A loan of the partner that a photo already stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoUse {
    /// Key of the photo: the same picture has the same key.
    pub photo: String,
    /// The Pacific day on which that loan was posted.
    pub posted: NaiveDate,
    /// Client IDs of its borrowers.
    pub members: Vec<String>,
}

pub(super) fn check(draft: &LoanDraft, photo_present: bool, context: &Context, found: &mut Vec<Finding>) {
    if !photo_present {
        let (address, text) = if filled(&draft.image_url).is_some() {
            (
                "yes",
                "A photo is required. Addresses of photos are not opened: please upload the photo itself.",
            )
        } else {
            ("no", "A photo that shows the borrower clearly is required.")
        };
        found.push(Finding::error("photo_missing", "image_encoded", text).with("address", address));
    }
    if loan_type(draft) == LoanType::Group {
        not_pictured(draft, found);
    }
    if photo_present {
        reuse(draft, context, found);
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
        found.push(
            Finding::error("not_pictured_count", "not_pictured", text)
                .with("values", ticks.len())
                .with("borrowers", draft.entreps.len()),
        );
    } else if ticks.iter().all(|absent| *absent) {
        found.push(Finding::error(
            "nobody_pictured",
            "not_pictured",
            "At least one member must be on the photo.",
        ));
    }
}

/// A photo may be used again for some time after its first use: an individual's once, a group's as long as most of its
/// members are those of the first loan, whom it shows (domain.md 2.2). No source says what PA2 does otherwise, so this
/// warns: the reviewer at Kiva decides.
fn reuse(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    let Some(first) = context.photo_uses.first() else {
        return;
    };
    let (months, overlap) = (
        context.settings.photo_reuse_months,
        context.settings.photo_reuse_overlap,
    );
    let last_day = first.posted.checked_add_months(Months::new(months));
    if last_day.is_some_and(|last_day| context.today > last_day) {
        let text = format!("This photo was first used more than {months} months ago. Please take a new one.");
        found.push(Finding::warning("photo_too_old", "image_encoded", text).with("months", months));
    }
    match loan_type(draft) {
        LoanType::Individual if context.photo_uses.len() > 1 => found.push(Finding::warning(
            "photo_used_up",
            "image_encoded",
            "This photo stands on two loans already. A borrower's photo may be used once more, not twice.",
        )),
        LoanType::Group if !mostly_the_same(draft, first, overlap) => {
            let text = format!(
                "Fewer than {overlap} % of the members are those of the loan that this photo was first used for. \
                 Please take a new one."
            );
            found.push(Finding::warning("photo_other_members", "image_encoded", text).with("overlap", overlap));
        }
        _ => {}
    }
}

/// Whether `overlap` per cent of the members are in both groups, counted on the larger of the two: a photo with too many
/// strangers on it is as wrong as one with too few of the members.
fn mostly_the_same(draft: &LoanDraft, first: &PhotoUse, overlap: u32) -> bool {
    let before: HashSet<&str> = first.members.iter().map(String::as_str).collect();
    let now: HashSet<&str> = draft.entreps.iter().filter_map(|e| filled(&e.client_id)).collect();
    let common = before.intersection(&now).count();
    // Members without an id count too: nobody knows whether they are on the photo.
    let larger = draft.entreps.len().max(before.len());
    common.saturating_mul(100) >= larger.saturating_mul(overlap as usize)
}

#[cfg(test)]
mod tests {
    use fieldlink_contract::loan_draft::Entrep;

    use super::*;
    use crate::partner::{PartnerConfig, Profile};
    use crate::settings::Settings;

    fn draft(members: &[&str], group: bool) -> LoanDraft {
        let entrep = |id: &&str| Entrep {
            client_id: Some((*id).to_owned()),
            ..Entrep::default()
        };
        LoanDraft {
            group_name: group.then(|| "Umoja".to_owned()),
            entreps: members.iter().map(entrep).collect(),
            ..LoanDraft::default()
        }
    }

    fn used(day: &str, members: &[&str]) -> PhotoUse {
        PhotoUse {
            photo: "1/a.jpg".into(),
            posted: day.parse().unwrap(),
            members: members.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    fn codes(draft: &LoanDraft, today: &str, uses: &[PhotoUse]) -> Vec<String> {
        let (profile, config, settings) = (Profile::default(), PartnerConfig::default(), Settings::default());
        let context = Context {
            profile: &profile,
            config: &config,
            settings: &settings,
            today: today.parse().unwrap(),
            live: &[],
            usage: None,
            photo_uses: uses,
        };
        let mut found = Vec::new();
        check(draft, true, &context, &mut found);
        assert!(found.iter().all(|f| !f.blocks()), "{found:?}");
        found.into_iter().map(|f| f.code).collect()
    }

    #[test]
    fn a_new_photo_is_fine() {
        assert!(codes(&draft(&["a"], false), "2026-03-10", &[]).is_empty());
        assert!(codes(&draft(&["a", "b"], true), "2026-03-10", &[]).is_empty());
    }

    #[test]
    fn an_individual_photo_serves_once_more() {
        let (once, twice) = (used("2025-01-05", &["a"]), used("2026-01-05", &["a"]));
        let draft = draft(&["a"], false);
        assert!(codes(&draft, "2026-03-10", std::slice::from_ref(&once)).is_empty());
        assert_eq!(codes(&draft, "2026-03-10", &[once, twice]), ["photo_used_up"]);
    }

    #[test]
    fn two_years_after_its_first_use_a_photo_is_too_old() {
        let uses = [used("2024-02-29", &["a", "b"])];
        for group in [false, true] {
            let draft = draft(&["a", "b"][..if group { 2 } else { 1 }], group);
            assert!(codes(&draft, "2026-02-28", &uses).is_empty(), "the last day");
            assert_eq!(codes(&draft, "2026-03-01", &uses), ["photo_too_old"]);
        }
    }

    #[test]
    fn a_groups_photo_serves_while_four_in_five_are_the_same() {
        let five = [used("2025-01-05", &["a", "b", "c", "d", "e"])];
        let of = |members: &[&str]| codes(&draft(members, true), "2026-03-10", &five);
        assert!(of(&["e", "d", "c", "b", "x"]).is_empty(), "4 of 5");
        assert_eq!(of(&["a", "b", "c", "x", "y"]), ["photo_other_members"], "3 of 5");
        assert!(of(&["a", "b", "c", "d", "e", "x"]).is_empty(), "5 of 6");
        assert_eq!(
            of(&["a", "b", "c", "d", "e", "x", "y"]),
            ["photo_other_members"],
            "5 of 7"
        );
        assert!(of(&["a", "b", "c", "d"]).is_empty(), "4 of those 5");
        assert_eq!(of(&["a", "b", "c"]), ["photo_other_members"], "3 of those 5");
        // As often as they like.
        let often = [five[0].clone(), five[0].clone()];
        assert!(codes(&draft(&["a", "b", "c", "d", "e"], true), "2026-03-10", &often).is_empty());
    }

    #[test]
    fn a_photo_shared_by_strangers_is_both_too_old_and_of_others() {
        let uses = [used("2023-01-05", &["a", "b"])];
        assert_eq!(
            codes(&draft(&["x", "y"], true), "2026-03-10", &uses),
            ["photo_too_old", "photo_other_members"]
        );
    }
}
