//! An archive: the journals of one call, from the call to the person's decision (domain.md 1.8, 2.8).

use std::fmt;

use chrono::{DateTime, Utc};

use super::Sent;
use super::rules::{KnownTexts, LoanFacts, Rules, check_part, warn_of_published};
use crate::finding::Finding;
use crate::ids::{KivaId, PartnerId};

/// Where an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveState {
    /// Waits for a person.
    Open,
    /// Nothing waits any more and at least one journal was published.
    Confirmed(Closed),
    /// Nothing waits any more and nothing was published.
    Discarded(Closed),
}

/// When an archive was closed, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: DateTime<Utc>,
    /// The label of the actor.
    pub by: String,
}

impl ArchiveState {
    /// Short stable name.
    pub fn name(&self) -> &'static str {
        match self {
            ArchiveState::Open => "open",
            ArchiveState::Confirmed(_) => "confirmed",
            ArchiveState::Discarded(_) => "discarded",
        }
    }

    /// When and by whom it was closed; none while open.
    pub fn closed(&self) -> Option<&Closed> {
        match self {
            ArchiveState::Open => None,
            ArchiveState::Confirmed(closed) | ArchiveState::Discarded(closed) => Some(closed),
        }
    }
}

/// How an archive came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A call of the Partner API.
    Api,
    /// A CSV uploaded on the site.
    Csv,
    /// One journal typed in on the site.
    Hand,
    /// One text for several loans. Such journals do not count to the journaling rate (domain.md 2.8).
    Mass,
    /// The borrowers of a repaid loan were listed again (domain.md 2.8).
    Relisting,
}

impl Origin {
    /// All of them.
    pub const ALL: [Origin; 5] = [Origin::Api, Origin::Csv, Origin::Hand, Origin::Mass, Origin::Relisting];

    /// Short stable name.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Api => "api",
            Origin::Csv => "csv",
            Origin::Hand => "hand",
            Origin::Mass => "mass",
            Origin::Relisting => "relisting",
        }
    }

    /// Whether its journals count to the journaling rate.
    pub fn counts(self) -> bool {
        self != Origin::Mass
    }
}

/// Where one journal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalState {
    /// Waits for a person.
    Draft,
    /// Sent to the loan's lenders.
    Published(DateTime<Utc>),
    /// Will never be sent.
    TakenOut,
}

impl JournalState {
    /// Short stable name.
    pub fn name(self) -> &'static str {
        match self {
            JournalState::Draft => "draft",
            JournalState::Published(_) => "published",
            JournalState::TakenOut => "taken_out",
        }
    }
}

/// A journal of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Number; 0 until it is kept.
    pub id: i64,
    /// Its place in the call, from 1.
    pub line: i64,
    /// The text and the partner's ids, as sent or as corrected since.
    pub sent: Sent,
    /// The loan it is about, when there is one.
    pub loan: Option<KivaId>,
    /// What the rules said last.
    pub findings: Vec<Finding>,
    /// Where it is.
    pub state: JournalState,
}

impl Journal {
    /// Whether it waits for a person.
    pub fn is_draft(&self) -> bool {
        self.state == JournalState::Draft
    }

    /// Whether a rule keeps it from being published.
    pub fn is_blocked(&self) -> bool {
        self.loan.is_none() || self.findings.iter().any(Finding::blocks)
    }

    /// Whether it leaves when all are published.
    pub fn is_fit(&self) -> bool {
        self.is_draft() && !self.is_blocked()
    }
}

/// How many journals of an archive are where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Wait for a person.
    pub drafts: i64,
    /// Sent to lenders.
    pub published: i64,
    /// Never to be sent.
    pub taken_out: i64,
}

impl Tally {
    /// All of them.
    pub fn total(&self) -> i64 {
        self.drafts + self.published + self.taken_out
    }

    fn add(&mut self, journals: &[Journal], n: i64) {
        for journal in journals {
            *match journal.state {
                JournalState::Draft => &mut self.drafts,
                JournalState::Published(_) => &mut self.published,
                JournalState::TakenOut => &mut self.taken_out,
            } += n;
        }
    }
}

/// The journals of one call. A long one is worked on part by part: `journals` are those that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// Number; 0 until it is kept.
    pub id: i64,
    /// Whose journals.
    pub partner_id: PartnerId,
    /// The random end of its confirm URL.
    pub confirm_key: String,
    /// How it came.
    pub origin: Origin,
    /// The label of the actor who sent it.
    pub sent_by: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Where it is.
    pub state: ArchiveState,
    /// Goes up with each change, so that nobody overwrites what they have not seen.
    pub version: i64,
    /// Its journals, by line: all of them, or those that were read.
    pub journals: Vec<Journal>,
    /// How many journals it has beside these.
    pub rest: Tally,
}

/// Which journals a person publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Every draft that no rule blocks.
    All,
    /// These, by number; each must be publishable.
    Chosen(Vec<i64>),
}

/// Why an archive refuses a step. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The archive was closed before.
    #[error("these journals are {state} already")]
    Closed {
        /// As [`ArchiveState::name`].
        state: &'static str,
        /// When and by whom.
        closed: Closed,
    },
    /// The archive has no such journal.
    #[error("this archive has no such journal")]
    NoSuchJournal,
    /// The journal waits for nobody any more.
    #[error("journal {line} is {state} already")]
    NotDraft {
        /// Its place in the call.
        line: i64,
        /// As [`JournalState::name`].
        state: &'static str,
    },
    /// Chosen journals break rules; the findings' fields name the line.
    #[error("some of the chosen journals cannot be published as they are")]
    Blocked {
        /// What blocks, with fields such as `journals[3].body` (lines from 1).
        findings: Vec<Finding>,
    },
    /// No journal was chosen, or none can be published.
    #[error("no journal that can be published was chosen")]
    NothingChosen,
}

impl Archive {
    /// A new archive, checked.
    pub fn open(
        partner_id: PartnerId,
        confirm_key: String,
        origin: Origin,
        sent_by: String,
        created_at: DateTime<Utc>,
        journals: Vec<Sent>,
    ) -> Archive {
        let journals = (1..)
            .zip(journals)
            .map(|(line, sent)| Journal {
                id: 0,
                line,
                sent,
                loan: None,
                findings: Vec::new(),
                state: JournalState::Draft,
            })
            .collect();
        Archive {
            id: 0,
            partner_id,
            confirm_key,
            origin,
            sent_by,
            created_at,
            state: ArchiveState::Open,
            version: 1,
            journals,
            rest: Tally::default(),
        }
    }

    /// Looks at these of its journals, instead of those that were read before.
    pub fn look_at(&mut self, journals: Vec<Journal>) {
        self.rest.add(&self.journals, 1);
        self.rest.add(&journals, -1);
        self.journals = journals;
    }

    /// How many of all its journals are where.
    pub fn tally(&self) -> Tally {
        let mut all = self.rest;
        all.add(&self.journals, 1);
        all
    }

    /// What a re-listing tells the lenders of the earlier loan: one journal, published by whoever published the draft.
    pub fn relisting(
        (partner_id, confirm_key): (PartnerId, String),
        (loan, sent): (KivaId, Sent),
        (at, by): (DateTime<Utc>, &str),
    ) -> Archive {
        let mut archive = Archive::open(
            partner_id,
            confirm_key,
            Origin::Relisting,
            by.to_owned(),
            at,
            vec![sent],
        );
        for journal in &mut archive.journals {
            journal.loan = Some(loan);
            journal.state = JournalState::Published(at);
        }
        archive.close_when_done(at, by);
        archive
    }

    /// Has its journals stand from this line on: a part of a call that is kept part by part.
    pub fn number_from(&mut self, first: usize) {
        let first = i64::try_from(first).unwrap_or(i64::MAX);
        for (line, journal) in (first..).zip(&mut self.journals) {
            journal.line = line;
        }
    }

    /// Applies the rules again to the drafts: loans move on, and a text may have been corrected. What is published or
    /// taken out keeps what was said of it. `published` holds loan, subject and body of what was published before.
    pub fn recheck(&mut self, loans: &[LoanFacts<'_>], published: &[(KivaId, String, String)], rules: Rules) {
        self.recheck_part(loans, published, rules, &mut KnownTexts::default());
    }

    /// The same for journals that follow those that `known` holds.
    pub fn recheck_part(
        &mut self,
        loans: &[LoanFacts<'_>],
        published: &[(KivaId, String, String)],
        rules: Rules,
        known: &mut KnownTexts,
    ) {
        let standing: Vec<usize> = (0..self.journals.len())
            .filter(|index| self.journals[*index].state != JournalState::TakenOut)
            .collect();
        let sent: Vec<Sent> = standing
            .iter()
            .map(|index| self.journals[*index].sent.clone())
            .collect();
        let lines = standing.iter().map(|index| self.journals[*index].line);
        let mut checked = check_part(lines.zip(&sent), loans, rules, known);
        warn_of_published(&sent, &mut checked, published);
        for (index, checked) in standing.into_iter().zip(checked) {
            let journal = &mut self.journals[index];
            if journal.is_draft() {
                journal.loan = checked.loan;
                journal.findings = checked.findings;
            }
        }
    }

    /// Publishes journals and closes the archive when nothing waits any more. Answers the loans, one entry a journal.
    pub fn publish(&mut self, which: &Selection, at: DateTime<Utc>, by: &str) -> Result<Vec<KivaId>, JournalError> {
        self.must_be_open()?;
        let chosen = self.chosen(which)?;
        let mut loans = Vec::with_capacity(chosen.len());
        for index in chosen {
            let journal = &mut self.journals[index];
            journal.state = JournalState::Published(at);
            loans.extend(journal.loan);
        }
        self.close_when_done(at, by);
        Ok(loans)
    }

    /// Publishes what can be published of the journals that were read, as a part of publishing all; answers their loans.
    /// When all parts are done, [`Archive::all_published`] must follow.
    pub fn publish_part(&mut self, at: DateTime<Utc>) -> Result<Vec<KivaId>, JournalError> {
        self.must_be_open()?;
        let mut loans = Vec::new();
        for journal in self.journals.iter_mut().filter(|j| j.is_fit()) {
            journal.state = JournalState::Published(at);
            loans.extend(journal.loan);
        }
        Ok(loans)
    }

    /// Ends publishing part by part, of which `published` journals came: closes the archive when nothing waits any more.
    pub fn all_published(&mut self, published: usize, at: DateTime<Utc>, by: &str) -> Result<(), JournalError> {
        if published == 0 {
            return Err(JournalError::NothingChosen);
        }
        self.close_when_done(at, by);
        Ok(())
    }

    /// Takes every journal out that still waits, read or not, and closes the archive.
    pub fn discard(&mut self, at: DateTime<Utc>, by: &str) -> Result<(), JournalError> {
        self.must_be_open()?;
        for journal in self.journals.iter_mut().filter(|j| j.is_draft()) {
            journal.state = JournalState::TakenOut;
        }
        self.rest.taken_out += std::mem::take(&mut self.rest.drafts);
        self.close_when_done(at, by);
        Ok(())
    }

    /// Takes one journal out, and closes the archive when it was the last that waited.
    pub fn take_out(&mut self, id: i64, at: DateTime<Utc>, by: &str) -> Result<(), JournalError> {
        self.draft(id)?.state = JournalState::TakenOut;
        self.close_when_done(at, by);
        Ok(())
    }

    /// Puts a corrected text, or corrected ids, in a journal's place. [`Archive::recheck`] must follow.
    pub fn correct(&mut self, id: i64, sent: Sent) -> Result<(), JournalError> {
        self.draft(id)?.sent = sent;
        Ok(())
    }

    /// A journal that still waits, in an archive that is open.
    fn draft(&mut self, id: i64) -> Result<&mut Journal, JournalError> {
        self.must_be_open()?;
        let journal = self
            .journals
            .iter_mut()
            .find(|j| j.id == id)
            .ok_or(JournalError::NoSuchJournal)?;
        if journal.is_draft() {
            Ok(journal)
        } else {
            Err(JournalError::NotDraft {
                line: journal.line,
                state: journal.state.name(),
            })
        }
    }

    fn must_be_open(&self) -> Result<(), JournalError> {
        match self.state.closed() {
            None => Ok(()),
            Some(closed) => Err(JournalError::Closed {
                state: self.state.name(),
                closed: closed.clone(),
            }),
        }
    }

    /// The places of the chosen journals, all of them fit to be published.
    fn chosen(&self, which: &Selection) -> Result<Vec<usize>, JournalError> {
        let mut places = Vec::new();
        match which {
            Selection::All => {
                places.extend((0..self.journals.len()).filter(|index| self.journals[*index].is_fit()));
            }
            Selection::Chosen(ids) => {
                for id in ids {
                    let place = self
                        .journals
                        .iter()
                        .position(|j| j.id == *id)
                        .ok_or(JournalError::NoSuchJournal)?;
                    if !places.contains(&place) {
                        places.push(place);
                    }
                }
            }
        }
        let mut blocking = Vec::new();
        for journal in places.iter().map(|index| &self.journals[*index]) {
            if !journal.is_draft() {
                return Err(JournalError::NotDraft {
                    line: journal.line,
                    state: journal.state.name(),
                });
            }
            blocking.extend(journal.findings.iter().filter(|f| f.blocks()).map(|f| Finding {
                field: format!("journals[{}].{}", journal.line, f.field),
                message: format!("Journal {}: {}", journal.line, f.message),
                ..f.clone()
            }));
        }
        if !blocking.is_empty() {
            Err(JournalError::Blocked { findings: blocking })
        } else if places.is_empty() || places.iter().any(|index| self.journals[*index].is_blocked()) {
            Err(JournalError::NothingChosen)
        } else {
            Ok(places)
        }
    }

    fn close_when_done(&mut self, at: DateTime<Utc>, by: &str) {
        let tally = self.tally();
        if tally.drafts > 0 {
            return;
        }
        let closed = Closed { at, by: by.to_owned() };
        self.state = if tally.published > 0 {
            ArchiveState::Confirmed(closed)
        } else {
            ArchiveState::Discarded(closed)
        };
    }
}

impl fmt::Display for ArchiveState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
