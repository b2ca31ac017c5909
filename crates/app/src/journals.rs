//! Journals: taken from a call, looked through by a person, published or left out (domain.md 1.8, 2.8).

mod decide;
mod file;
mod look;
mod take;

use std::collections::{BTreeSet, HashSet};

use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, LoanFacts, Rules, Sent};
use fieldlink_store::{Db, journals, partners};

use crate::{Error, Pa2, Result};

pub use decide::{Correction, Published, Seen};
pub use look::{ArchiveView, EligibleExport, JournalsView, Listed};
pub use take::{MassJournal, Taken};

/// Journals, and loans of journals, that are worked on at once: a large file needs no more memory for them than a small
/// one.
const AT_ONCE: usize = 1_000;

impl Pa2 {
    /// The archive of a confirm URL. Another partner's is not there.
    async fn own_archive(&self, db: &dyn Db, partner: PartnerId, confirm_key: &str) -> Result<Archive> {
        own(journals::find(db, confirm_key).await?, partner)
    }

    /// Applies today's rules to the drafts of an archive. Of the loans that its journals name no more is read than the
    /// rules want to know, and of what was published on them before only what is said again is kept.
    async fn recheck(&self, db: &dyn Db, archive: &mut Archive) -> Result<()> {
        let partner = partners::get(db, archive.partner_id).await?;
        let profile = partner.ok_or_else(|| Error::not_found("The partner"))?.profile;
        let ids: BTreeSet<&str> = archive
            .journals
            .iter()
            .map(|j| j.sent.internal_loan_id.as_str())
            .collect();
        let ids: Vec<String> = ids.into_iter().map(String::from).collect();
        let named = journals::named_loans(db, archive.partner_id, &ids).await?;
        let facts: Vec<LoanFacts<'_>> = named.iter().map(journals::NamedLoan::facts).collect();
        let published = said_before(db, archive, &facts).await?;
        archive.recheck(&facts, &published, Rules::new(&profile, &self.settings));
        Ok(())
    }
}

/// The texts of an archive that were published on one of these loans before.
async fn said_before(db: &dyn Db, archive: &Archive, loans: &[LoanFacts<'_>]) -> Result<Vec<(KivaId, String, String)>> {
    let texts: HashSet<(&str, &str)> = archive
        .journals
        .iter()
        .map(|j| (j.sent.subject.trim(), j.sent.body.trim()))
        .collect();
    let mut published = Vec::new();
    for some in loans.chunks(AT_ONCE) {
        let ids: Vec<KivaId> = some.iter().map(|loan| loan.kiva_id).collect();
        let mut said = journals::published_texts(db, &ids).await?;
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

/// Text that every database can keep: PostgreSQL has no place for U+0000.
fn must_be_storable(sent: &Sent, place: &str) -> Result<()> {
    let fields = [
        ("subject", Some(&sent.subject)),
        ("body", Some(&sent.body)),
        ("internal_loan_id", Some(&sent.internal_loan_id)),
        ("internal_client_id", sent.internal_client_id.as_ref()),
        ("image_url", sent.image_url.as_ref()),
    ];
    for (name, text) in fields {
        if text.is_some_and(|text| text.contains('\0')) {
            return Err(Error::invalid(format!(
                "{place}{name}: holds the character U+0000, which no text may hold"
            )));
        }
    }
    Ok(())
}
