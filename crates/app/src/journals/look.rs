//! What a person sees of journals: the list of eligible clients, and an archive to look through.

use std::collections::HashMap;
use std::ops::Range;

use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, Journal, KnownTexts};
use fieldlink_domain::loan::Loan;
use fieldlink_store::journals::{self, ArchivePage, ArchiveStates, EligibleLoan, EligiblePage, Lines, Rate, Summary};
use fieldlink_store::loans::{self, Filter};
use fieldlink_store::{clients, people};

use super::{AT_ONCE, recheck};
use crate::names::Names;
use crate::{Actor, Error, Pa2, Permission, Result};

/// Most loans that a search of the eligible list shows.
const FOUND_MOST: u64 = 200;
/// Most archives that wait that the JOURNALS tab shows; the list of all archives has the others.
const ARCHIVES_MOST: u64 = 50;
/// Closed archives that the JOURNALS tab shows.
const CLOSED_MOST: u64 = 10;

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

/// Which journals of an archive a person looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Those on these lines, from 1 on.
    Lines(Range<i64>),
    /// Those that wait and cannot be published as they are.
    Blocked {
        /// Only those behind this line.
        after: i64,
        /// How many at most.
        limit: usize,
    },
}

impl Shown {
    /// Whether a journal that was checked belongs to them; `so_far` were found before it.
    fn holds(&self, journal: &Journal, so_far: usize) -> bool {
        match self {
            Shown::Lines(lines) => lines.contains(&journal.line),
            Shown::Blocked { after, limit } => {
                journal.is_draft() && journal.is_blocked() && journal.line > *after && so_far < *limit
            }
        }
    }

    fn lines(&self) -> Range<i64> {
        match self {
            Shown::Lines(lines) => lines.clone(),
            Shown::Blocked { .. } => 0..0,
        }
    }
}

/// An archive with what a person needs to judge it.
#[derive(Debug, Clone)]
pub struct ArchiveView {
    /// The archive with the journals that were asked for; its drafts checked against today's loans.
    pub archive: Archive,
    /// How many of all its journals that wait cannot be published as they are.
    pub blocked: i64,
    /// The loans that the journals are about.
    pub loans: HashMap<KivaId, Loan>,
    /// Who sent it, in words.
    pub sent_by: String,
    /// Who closed it, in words; none while it is open.
    pub closed_by: Option<String>,
}

/// Some of a partner's archives.
#[derive(Debug, Clone)]
pub struct Archives {
    /// Newest first.
    pub archives: Vec<Summary>,
    /// Who sent and closed them.
    pub names: Names,
    /// The number of the last one, when there are more.
    pub next: Option<i64>,
}

impl Pa2 {
    /// A page of the eligible loans.
    pub async fn eligible_for_journals(
        &self,
        actor: &Actor,
        partner: PartnerId,
        page: EligiblePage,
    ) -> Result<Vec<EligibleLoan>> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(journals::eligible(&self.store, partner, page).await?)
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
            open: journals::summaries(&self.store, partner, newest(ArchiveStates::Open, ARCHIVES_MOST)).await?,
            closed: journals::summaries(&self.store, partner, newest(ArchiveStates::Closed, CLOSED_MOST)).await?,
        })
    }

    /// A partner's archives in these states, newest first; only those with a number below `before`.
    pub async fn archives(
        &self,
        actor: &Actor,
        partner: PartnerId,
        states: ArchiveStates,
        (before, limit): (Option<i64>, usize),
    ) -> Result<Archives> {
        actor.may(Permission::ReadLoans, partner)?;
        let page = ArchivePage {
            before,
            ..newest(states, limit as u64 + 1)
        };
        let mut archives = journals::summaries(&self.store, partner, page).await?;
        let more = archives.len() > limit;
        archives.truncate(limit);
        let closed = archives
            .iter()
            .filter_map(|one| one.state.closed())
            .map(|closed| closed.by.as_str());
        let labels: Vec<&str> = archives.iter().map(|one| one.sent_by.as_str()).chain(closed).collect();
        Ok(Archives {
            names: Names::of(&self.store, partner, &labels).await?,
            next: archives.last().map(|one| one.id).filter(|_| more),
            archives,
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

    /// The archive of a confirm URL, with some of its journals.
    pub async fn archive(
        &self,
        actor: &Actor,
        partner: PartnerId,
        confirm_key: &str,
        wanted: &Shown,
    ) -> Result<ArchiveView> {
        actor.may(Permission::ReadLoans, partner)?;
        let mut archive = self.own_archive(&self.store, partner, confirm_key).await?;
        let blocked = if archive.state.closed().is_none() {
            self.look_through(&mut archive, wanted).await?
        } else {
            let lines = wanted.lines();
            let shown = Lines {
                after: lines.start - 1,
                drafts: false,
                limit: u64::try_from(lines.end - lines.start).unwrap_or(0),
            };
            let shown = journals::part(&self.store, archive.id, shown).await?;
            archive.look_at(shown);
            0
        };
        let ids: Vec<KivaId> = archive.journals.iter().filter_map(|j| j.loan).collect();
        let loans = loans::by_ids(&self.store, partner, &ids).await?;
        let closed_by = match archive.state.closed() {
            Some(closed) => Some(self.in_words(&closed.by).await?),
            None => None,
        };
        Ok(ArchiveView {
            sent_by: self.in_words(&archive.sent_by).await?,
            closed_by,
            blocked,
            loans: loans.into_iter().map(|loan| (loan.id, loan)).collect(),
            archive,
        })
    }

    /// Goes through all journals of an open archive, some at a time, and keeps the wanted ones; answers how many that
    /// wait cannot be published. All are read because what is wrong depends on the loans of today.
    async fn look_through(&self, archive: &mut Archive, wanted: &Shown) -> Result<i64> {
        let rules = self.journal_rules(&self.store, archive.partner_id).await?;
        let (mut known, mut shown) = (KnownTexts::default(), Vec::new());
        let (mut after, mut blocked) = (0, 0);
        loop {
            let part = Lines {
                after,
                drafts: false,
                limit: AT_ONCE as u64,
            };
            let part = journals::part(&self.store, archive.id, part).await?;
            let Some(last) = part.last() else { break };
            after = last.line;
            let whole = part.len() < AT_ONCE;
            archive.look_at(part);
            let lines = wanted.lines();
            recheck(&self.store, archive, rules, &mut known, |j| lines.contains(&j.line)).await?;
            for journal in &archive.journals {
                blocked += i64::from(journal.is_draft() && journal.is_blocked());
                if wanted.holds(journal, shown.len()) {
                    shown.push(journal.clone());
                }
            }
            if whole {
                break;
            }
        }
        archive.look_at(shown);
        Ok(blocked)
    }

    /// One journal of an archive, and the archive's version; to be corrected.
    pub async fn journal_to_correct(
        &self,
        actor: &Actor,
        partner: PartnerId,
        confirm_key: &str,
        journal: i64,
    ) -> Result<(Archive, Journal)> {
        actor.may(Permission::ReadLoans, partner)?;
        let mut archive = self.own_archive(&self.store, partner, confirm_key).await?;
        let read = journals::chosen(&self.store, archive.id, &[journal]).await?;
        archive.look_at(read);
        if archive.state.closed().is_none() {
            let rules = self.journal_rules(&self.store, partner).await?;
            recheck(&self.store, &mut archive, rules, &mut KnownTexts::default(), |_| true).await?;
        }
        let journal = archive.journals.first().cloned();
        let journal = journal.ok_or_else(|| Error::not_found("This journal").said("error-journal-gone", []))?;
        Ok((archive, journal))
    }

    /// The version of an archive, as a form must carry it.
    pub async fn archive_version(&self, actor: &Actor, partner: PartnerId, confirm_key: &str) -> Result<i64> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(self.own_archive(&self.store, partner, confirm_key).await?.version)
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

fn newest(states: ArchiveStates, limit: u64) -> ArchivePage {
    ArchivePage {
        states,
        before: None,
        limit,
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
