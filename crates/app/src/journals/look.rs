//! What a person sees of journals: the list of eligible clients, and an archive to look through.

use std::collections::HashMap;

use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, Journal};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_store::journals::{self, EligibleLoan, EligiblePage, Rate, Summary};
use fieldlink_store::loans::{self, Filter};
use fieldlink_store::{clients, people};

use crate::{Actor, Pa2, Permission, Result};

/// Most loans that a search of the eligible list shows.
const FOUND_MOST: u64 = 200;
/// Most archives of a kind that the JOURNALS tab shows.
const ARCHIVES_MOST: u64 = 50;

/// Eligible loans read by one statement of an export.
const EXPORTED_AT_ONCE: u64 = 1_000;

/// Most loans named in one form.
const NAMED_MOST: usize = 1_000;

/// Most journals that a loan's page shows.
const LOAN_JOURNALS_MOST: usize = 20;

/// Which eligible loans are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// A page of all of them.
    Page(EligiblePage),
    /// Those that a search finds: name, Loan ID, Client ID or Kiva ID.
    Found(String),
}

/// The JOURNALS tab.
#[derive(Debug, Clone)]
pub struct JournalsView {
    /// Loans that take journals.
    pub eligible: Vec<EligibleLoan>,
    /// How many of them have one.
    pub rate: Rate,
    /// Archives that wait for a person, newest first.
    pub open: Vec<Summary>,
    /// The latest closed ones.
    pub closed: Vec<Summary>,
}

/// An archive with what a person needs to judge it.
#[derive(Debug, Clone)]
pub struct ArchiveView {
    /// The archive; its drafts checked against today's loans.
    pub archive: Archive,
    /// The loans its journals are about.
    pub loans: HashMap<KivaId, Loan>,
    /// Who sent it, in words.
    pub sent_by: String,
    /// Who closed it, in words; none while it is open.
    pub closed_by: Option<String>,
}

/// Eligible loans of a list that is written out whole, some at a time.
pub struct EligibleExport {
    pa2: Pa2,
    partner: PartnerId,
    page: Option<EligiblePage>,
}

impl EligibleExport {
    /// The next loans; none when there are no more.
    pub async fn next(&mut self) -> Result<Option<Vec<EligibleLoan>>> {
        let Some(page) = self.page.take() else {
            return Ok(None);
        };
        let loans = journals::eligible(&self.pa2.store, self.partner, page).await?;
        if loans.len() as u64 == page.limit {
            let before = loans.last().map(|loan| loan.seq);
            self.page = Some(EligiblePage { before, ..page });
        }
        Ok(Some(loans))
    }
}

impl Pa2 {
    /// The eligible loans, to be written out whole.
    pub fn export_eligible(
        &self,
        actor: &Actor,
        partner: PartnerId,
        never_journaled: bool,
        status: Option<LoanStatus>,
    ) -> Result<EligibleExport> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(EligibleExport {
            pa2: self.clone(),
            partner,
            page: Some(EligiblePage {
                before: None,
                never_journaled,
                status,
                limit: EXPORTED_AT_ONCE,
            }),
        })
    }

    /// The JOURNALS tab of a partner.
    pub async fn journals(&self, actor: &Actor, partner: PartnerId, listed: &Listed) -> Result<JournalsView> {
        actor.may(Permission::ReadLoans, partner)?;
        let eligible = match listed {
            Listed::Page(page) => journals::eligible(&self.store, partner, *page).await?,
            Listed::Found(query) => {
                let filter = Filter {
                    status: None,
                    query: Some(query.clone()),
                };
                let (_, found) = loans::page(&self.store, partner, &filter, 0, FOUND_MOST).await?;
                found.into_iter().filter(Loan::takes_journals).map(as_listed).collect()
            }
        };
        Ok(JournalsView {
            eligible,
            rate: journals::rate(&self.store, partner).await?,
            open: journals::summaries(&self.store, partner, true, ARCHIVES_MOST).await?,
            closed: journals::summaries(&self.store, partner, false, ARCHIVES_MOST).await?,
        })
    }

    /// Loans of the partner by Kiva ID; those that are not its own are left out.
    pub async fn loans_named(&self, actor: &Actor, partner: PartnerId, ids: &[KivaId]) -> Result<Vec<Loan>> {
        actor.may(Permission::ReadLoans, partner)?;
        let ids = &ids[..ids.len().min(NAMED_MOST)];
        Ok(loans::by_ids(&self.store, partner, ids).await?)
    }

    /// Loan ID and client ID of a loan; empty ones when the partner has no such loan.
    pub async fn ids_of_loan(&self, actor: &Actor, partner: PartnerId, id: KivaId) -> Result<(String, String)> {
        let found = self.loans_named(actor, partner, &[id]).await?.into_iter().next();
        Ok(found.map_or_else(Default::default, |loan| {
            (loan.internal_loan_id, loan.internal_client_id)
        }))
    }

    /// How many archives wait for a person.
    pub async fn count_open_archives(&self, actor: &Actor, partner: PartnerId) -> Result<u64> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(journals::count_open(&self.store, partner).await?)
    }

    /// The journals published on a loan, newest first.
    pub async fn loan_journals(&self, actor: &Actor, partner: PartnerId, loan: KivaId) -> Result<Vec<Journal>> {
        actor.may(Permission::ReadLoans, partner)?;
        let mut published = journals::of_loan(&self.store, partner, loan).await?;
        published.truncate(LOAN_JOURNALS_MOST);
        Ok(published)
    }

    /// The archive of a confirm URL.
    pub async fn archive(&self, actor: &Actor, partner: PartnerId, confirm_key: &str) -> Result<ArchiveView> {
        actor.may(Permission::ReadLoans, partner)?;
        let mut archive = self.own_archive(&self.store, partner, confirm_key).await?;
        if archive.state.closed().is_none() {
            self.recheck(&self.store, &mut archive).await?;
        }
        let ids: Vec<KivaId> = archive.journals.iter().filter_map(|j| j.loan).collect();
        let loans = loans::by_ids(&self.store, partner, &ids).await?;
        let closed_by = match archive.state.closed() {
            Some(closed) => Some(self.in_words(&closed.by).await?),
            None => None,
        };
        Ok(ArchiveView {
            sent_by: self.in_words(&archive.sent_by).await?,
            closed_by,
            loans: loans.into_iter().map(|loan| (loan.id, loan)).collect(),
            archive,
        })
    }

    /// The name behind an actor's label, as far as it is known.
    pub(super) async fn in_words(&self, label: &str) -> Result<String> {
        let name = match label.split_once(':') {
            Some(("person", id)) => match id.parse() {
                Ok(id) => people::get(&self.store, id).await?.map(|person| person.name),
                Err(_) => None,
            },
            Some(("client", id)) => clients::get(&self.store, id).await?.map(|client| client.name),
            _ => None,
        };
        Ok(name.unwrap_or_else(|| label.to_owned()))
    }
}

fn as_listed(loan: Loan) -> EligibleLoan {
    EligibleLoan {
        id: loan.id,
        seq: loan.seq,
        internal_loan_id: loan.internal_loan_id,
        internal_client_id: loan.internal_client_id,
        name: loan.name,
        status: loan.status,
        journals: loan.journals,
        last_journal: loan.last_journal,
    }
}
