//! An archive: the journals of one call, from the call to the person's decision (domain.md 1.8, 2.8).

use std::fmt;

use chrono::{DateTime, Utc};

use super::Sent;
use super::rules::{LoanFacts, Rules, check, warn_of_published};
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
}

/// The journals of one call.
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
    /// Its journals, by line.
    pub journals: Vec<Journal>,
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
        }
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
        let standing: Vec<usize> = (0..self.journals.len())
            .filter(|index| self.journals[*index].state != JournalState::TakenOut)
            .collect();
        let sent: Vec<Sent> = standing
            .iter()
            .map(|index| self.journals[*index].sent.clone())
            .collect();
        let mut checked = check(&sent, loans, rules);
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

    /// Takes every journal out that still waits, and closes the archive.
    pub fn discard(&mut self, at: DateTime<Utc>, by: &str) -> Result<(), JournalError> {
        self.must_be_open()?;
        for journal in self.journals.iter_mut().filter(|j| j.is_draft()) {
            journal.state = JournalState::TakenOut;
        }
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
                let fit = |j: &Journal| j.is_draft() && !j.is_blocked();
                places.extend((0..self.journals.len()).filter(|index| fit(&self.journals[*index])));
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
        if self.journals.iter().any(Journal::is_draft) {
            return;
        }
        let closed = Closed { at, by: by.to_owned() };
        let published = self
            .journals
            .iter()
            .any(|j| matches!(j.state, JournalState::Published(_)));
        self.state = if published {
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
mod tests {
    use fieldlink_contract::loans::LoanStatus;

    use super::*;
    use crate::partner::CsvUploadFormat;

    const RULES: Rules = Rules {
        format: CsvUploadFormat::TwoColumn,
        body_min: 1,
    };

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    /// Three journals, numbers 11, 12 and 13, on the loans "1", "2" and one that does not exist.
    fn archive() -> Archive {
        let sent = |loan_id: &str| Sent {
            subject: "News".into(),
            body: "All is well.".into(),
            internal_loan_id: loan_id.into(),
            ..Sent::default()
        };
        let journals = vec![sent("1"), sent("2"), sent("nobody")];
        let mut archive = Archive::open(
            PartnerId(1),
            "key".into(),
            Origin::Api,
            "client:x".into(),
            at(0),
            journals,
        );
        for (id, journal) in (11..).zip(&mut archive.journals) {
            journal.id = id;
        }
        recheck(&mut archive);
        archive
    }

    fn recheck(archive: &mut Archive) {
        let loan = |id: i64, loan_id| LoanFacts {
            kiva_id: KivaId(id),
            loan_id,
            client_id: "c",
            status: LoanStatus::PayingBack,
        };
        archive.recheck(&[loan(101, "1"), loan(102, "2")], &[], RULES);
    }

    fn states(archive: &Archive) -> Vec<&'static str> {
        archive.journals.iter().map(|j| j.state.name()).collect()
    }

    #[test]
    fn publishing_all_leaves_the_blocked_one_waiting_and_the_archive_open() {
        let mut archive = archive();
        let loans = archive.publish(&Selection::All, at(5), "person:1").unwrap();
        assert_eq!(loans, [KivaId(101), KivaId(102)]);
        assert_eq!(states(&archive), ["published", "published", "draft"]);
        assert_eq!(archive.state, ArchiveState::Open);
        assert_eq!(
            archive.publish(&Selection::All, at(6), "person:1"),
            Err(JournalError::NothingChosen)
        );

        archive.take_out(13, at(7), "person:2").unwrap();
        let closed = Closed {
            at: at(7),
            by: "person:2".into(),
        };
        assert_eq!(archive.state, ArchiveState::Confirmed(closed));
    }

    #[test]
    fn one_blocked_choice_refuses_the_whole_choice_and_names_the_line() {
        let mut archive = archive();
        let before = archive.clone();
        let refused = archive
            .publish(&Selection::Chosen(vec![11, 13]), at(5), "person:1")
            .unwrap_err();
        let JournalError::Blocked { findings } = refused else {
            panic!("{refused}")
        };
        assert_eq!(findings[0].field, "journals[3].internal_loan_id");
        assert!(findings[0].message.starts_with("Journal 3: You have no loan"));
        assert_eq!(archive, before);
    }

    #[test]
    fn a_re_listing_is_told_at_once_and_counts() {
        let sent = archive().journals[0].sent.clone();
        let mut told = Archive::relisting((PartnerId(1), "k".into()), (KivaId(101), sent), (at(5), "person:1"));
        assert_eq!(states(&told), ["published"]);
        assert_eq!((told.state.name(), told.origin.counts()), ("confirmed", true));
        assert_eq!(told.journals[0].loan, Some(KivaId(101)));
        assert!(told.discard(at(6), "p").is_err());
    }

    #[test]
    fn a_choice_is_exact_and_counts_once() {
        let mut archive = archive();
        assert_eq!(
            archive.publish(&Selection::Chosen(vec![12, 12]), at(5), "p").unwrap(),
            [KivaId(102)]
        );
        assert_eq!(states(&archive), ["draft", "published", "draft"]);
        assert_eq!(
            archive.publish(&Selection::Chosen(vec![12]), at(5), "p"),
            Err(JournalError::NotDraft {
                line: 2,
                state: "published"
            })
        );
        assert_eq!(
            archive.publish(&Selection::Chosen(vec![99]), at(5), "p"),
            Err(JournalError::NoSuchJournal)
        );
        assert_eq!(
            archive.publish(&Selection::Chosen(vec![]), at(5), "p"),
            Err(JournalError::NothingChosen)
        );
    }

    #[test]
    fn a_discarded_archive_refuses_everything_and_says_who_closed_it() {
        let mut archive = archive();
        archive.discard(at(5), "person:1").unwrap();
        assert_eq!(states(&archive), ["taken_out"; 3]);
        let closed = Closed {
            at: at(5),
            by: "person:1".into(),
        };
        let refused = JournalError::Closed {
            state: "discarded",
            closed,
        };
        let before = archive.clone();
        assert_eq!(archive.publish(&Selection::All, at(6), "p"), Err(refused.clone()));
        assert_eq!(archive.discard(at(6), "p"), Err(refused.clone()));
        assert_eq!(archive.take_out(11, at(6), "p"), Err(refused.clone()));
        assert_eq!(archive.correct(11, Sent::default()), Err(refused));
        assert_eq!(archive, before);
    }

    #[test]
    fn discarding_the_rest_of_a_partly_published_archive_confirms_it() {
        let mut archive = archive();
        archive.publish(&Selection::Chosen(vec![11]), at(5), "p").unwrap();
        archive.discard(at(6), "p").unwrap();
        assert_eq!(states(&archive), ["published", "taken_out", "taken_out"]);
        assert_eq!(archive.state.name(), "confirmed");
    }

    #[test]
    fn a_corrected_journal_can_be_published_and_a_published_one_is_fixed() {
        let mut archive = archive();
        let mut sent = archive.journals[2].sent.clone();
        sent.internal_loan_id = "2".into();
        archive.correct(13, sent).unwrap();
        recheck(&mut archive);
        assert!(!archive.journals[2].is_blocked());
        archive.publish(&Selection::All, at(5), "p").unwrap();
        assert_eq!(archive.state.name(), "confirmed");
    }
}
