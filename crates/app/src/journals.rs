//! Journals: taken from a call, looked through by a person, published or left out (domain.md 1.8, 2.8).

mod decide;
mod file;
mod look;
mod take;

use std::collections::{BTreeSet, HashSet};

use fieldlink_contract::text;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, Journal, KnownTexts, LoanFacts, Rules, Sent};
use fieldlink_store::{Db, journals, partners};

use crate::{Error, Pa2, Result};

pub use decide::{Correction, Published, Seen};
pub use look::{ArchiveView, Archives, JournalsView, Listed, Shown};
pub use take::{MassJournal, Taken};

/// Journals, and loans of journals, that are worked on at once: a large file needs no more memory for them than a small
/// one.
const AT_ONCE: usize = 1_000;

impl Pa2 {
    /// The archive of a confirm URL, none of its journals read. Another partner's is not there.
    async fn own_archive(&self, db: &dyn Db, partner: PartnerId, confirm_key: &str) -> Result<Archive> {
        own(journals::find(db, confirm_key).await?, partner)
    }

    /// The rules in force for a partner's journals.
    async fn journal_rules(&self, db: &dyn Db, partner: PartnerId) -> Result<Rules> {
        let partner = partners::get(db, partner).await?;
        let profile = partner.ok_or_else(|| Error::not_found("The partner"))?.profile;
        Ok(Rules::new(&profile, &self.settings))
    }
}

/// Applies today's rules to the drafts of an archive that were read, which follow those that `known` holds. Of the loans
/// that they name no more is read than the rules want to know. Journals for which `shown` says so are compared with what
/// was published on their loans before.
async fn recheck(
    db: &dyn Db,
    archive: &mut Archive,
    rules: Rules,
    known: &mut KnownTexts,
    shown: impl Fn(&Journal) -> bool,
) -> Result<()> {
    let ids: BTreeSet<&str> = archive
        .journals
        .iter()
        .map(|j| j.sent.internal_loan_id.as_str())
        .filter(|id| text::fault(id, text::ID).is_none())
        .collect();
    let ids: Vec<String> = ids.into_iter().map(String::from).collect();
    let named = journals::named_loans(db, archive.partner_id, &ids).await?;
    let facts: Vec<LoanFacts<'_>> = named.iter().map(journals::NamedLoan::facts).collect();
    let looked_at: Vec<&Journal> = archive.journals.iter().filter(|j| shown(j)).collect();
    let published = said_before(db, &looked_at, &facts).await?;
    archive.recheck_part(&facts, &published, rules, known);
    Ok(())
}

/// The texts of these journals that were published on one of their loans before.
async fn said_before(
    db: &dyn Db,
    looked_at: &[&Journal],
    loans: &[LoanFacts<'_>],
) -> Result<Vec<(KivaId, String, String)>> {
    let texts: HashSet<(&str, &str)> = looked_at
        .iter()
        .map(|j| (j.sent.subject.trim(), j.sent.body.trim()))
        .collect();
    let named: HashSet<&str> = looked_at.iter().map(|j| j.sent.internal_loan_id.as_str()).collect();
    let ids: Vec<KivaId> = loans
        .iter()
        .filter(|loan| named.contains(loan.loan_id))
        .map(|loan| loan.kiva_id)
        .collect();
    let mut published = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let mut said = journals::published_texts(db, some).await?;
        said.retain(|(_, subject, body)| texts.contains(&(subject.trim(), body.trim())));
        published.append(&mut said);
    }
    Ok(published)
}

/// The archive if it is there and this partner's.
fn own(found: Option<Archive>, partner: PartnerId) -> Result<Archive> {
    let found = found.filter(|archive| archive.partner_id == partner);
    found.ok_or_else(|| Error::not_found("This confirm URL").said("error-confirm-url-gone", []))
}

/// The ids that no loan can have as they can be kept: cut and mended. The rules have said what is wrong with them.
fn make_keepable(sent: &mut Sent) {
    fn keepable(id: &str) -> String {
        text::shown(id, text::ID).into_owned()
    }
    sent.internal_loan_id = keepable(&sent.internal_loan_id);
    sent.internal_client_id = sent.internal_client_id.as_deref().map(keepable);
}
