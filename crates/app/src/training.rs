//! The training of a sandbox: five short exercises for a new Kiva Coordinator. Each makes what it needs, is done on the
//! very pages that real work is done on, and looks for itself whether it is done.

use chrono::{DateTime, Utc};
use fieldlink_contract::journals::Journal;
use fieldlink_domain::calendar::Period;
use fieldlink_domain::draft::DraftState;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::statement::month_in_hand;
use fieldlink_store::exercises::{self, Begun};
use fieldlink_store::{drafts, journals, loans, reports};

use crate::{Actor, Error, Pa2, PersonActor, Result};

/// Loans made for a report.
const REPORT_LOANS: u64 = 5;
/// Loans made for journals.
const JOURNAL_LOANS: u64 = 3;

/// An exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exercise {
    /// Review a complete draft and publish it.
    ReviewDraft,
    /// Correct a draft with errors and publish it.
    CorrectError,
    /// Read the journals of an archive and publish them.
    ConfirmJournals,
    /// Report repayments and make the month final.
    ReportMonth,
    /// Default a loan.
    DefaultLoan,
}

impl Exercise {
    /// All of them, in their order.
    pub const ALL: [Exercise; 5] = [
        Exercise::ReviewDraft,
        Exercise::CorrectError,
        Exercise::ConfirmJournals,
        Exercise::ReportMonth,
        Exercise::DefaultLoan,
    ];

    /// The spelling of addresses and texts.
    pub fn name(self) -> &'static str {
        match self {
            Exercise::ReviewDraft => "review-draft",
            Exercise::CorrectError => "correct-error",
            Exercise::ConfirmJournals => "confirm-journals",
            Exercise::ReportMonth => "report-month",
            Exercise::DefaultLoan => "default-loan",
        }
    }

    /// The exercise with this name.
    pub fn named(name: &str) -> Option<Exercise> {
        Exercise::ALL.into_iter().find(|exercise| exercise.name() == name)
    }

    /// The page where its work begins.
    pub fn place(self, subject: &str) -> String {
        match self {
            Exercise::ReviewDraft | Exercise::CorrectError => format!("/drafts/{subject}"),
            Exercise::ConfirmJournals => format!("/journals/archives/{subject}"),
            Exercise::ReportMonth => format!("/repayments/{subject}"),
            Exercise::DefaultLoan => format!("/loans/{subject}"),
        }
    }
}

/// How far a person has come with an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Which.
    pub exercise: Exercise,
    /// What it is about, once it was begun; see [`Exercise::place`].
    pub subject: Option<String>,
    /// Whether it is done.
    pub done: bool,
}

impl Pa2 {
    /// How far a person has come, exercise by exercise.
    pub async fn training(&self, person: &PersonActor, partner: PartnerId) -> Result<Vec<Progress>> {
        let actor = Actor::Person(person.clone());
        self.may_play_with(&actor, partner)?;
        let begun = exercises::of_person(&self.store, person.id).await?;
        let mut all = Vec::with_capacity(Exercise::ALL.len());
        for exercise in Exercise::ALL {
            let mine = begun.iter().find(|begun| begun.exercise == exercise.name());
            all.push(Progress {
                exercise,
                subject: mine.map(|begun| begun.subject.clone()),
                done: match mine {
                    Some(begun) => self.is_done(&actor, partner, exercise, begun).await?,
                    None => false,
                },
            });
        }
        self.note_done(person, &begun, &all).await?;
        Ok(all)
    }

    /// Begins an exercise, or begins it again; answers the page where its work begins.
    pub async fn begin_exercise(&self, person: &PersonActor, partner: PartnerId, exercise: Exercise) -> Result<String> {
        self.may_play_with(&Actor::Person(person.clone()), partner)?;
        let subject = self.prepare(partner, exercise).await?;
        let tx = self.store.begin().await?;
        exercises::begin(&tx, person.id, exercise.name(), &subject, self.system.read()).await?;
        tx.commit().await?;
        Ok(exercise.place(&subject))
    }

    /// Makes what an exercise needs; answers its subject.
    async fn prepare(&self, partner: PartnerId, exercise: Exercise) -> Result<String> {
        let partner = self.partner(partner).await?;
        let now = self.now().await?;
        match exercise {
            Exercise::ReviewDraft | Exercise::CorrectError => {
                let flawed = exercise == Exercise::CorrectError;
                let shade = u64::from(self.entropy.bytes::<1>()[0]);
                Ok(self.add_sample_draft(&partner, shade, flawed, now).await?.to_string())
            }
            Exercise::ConfirmJournals => {
                let loans = self.add_sample_loans(&partner, JOURNAL_LOANS, now).await?;
                let sent = loans.iter().map(journal).collect();
                let reply = self.take_journals(&Actor::Operator, partner.id, sent, None).await?;
                let key = reply.confirm_url.rsplit('/').next().unwrap_or_default();
                Ok(key.to_owned())
            }
            Exercise::ReportMonth => {
                let last_final = reports::last_final(&self.store, partner.id).await?;
                let period = month_in_hand(partner.first_period, last_final, now).ok_or_else(|| {
                    Error::conflict("The report of this month is final. Move the clock to the next month first.")
                        .said("error-training-month", [])
                })?;
                self.add_sample_loans(&partner, REPORT_LOANS, now).await?;
                Ok(period.to_string())
            }
            Exercise::DefaultLoan => {
                let loans = self.add_sample_loans(&partner, 1, now).await?;
                Ok(loans.iter().map(|loan| loan.id.to_string()).collect())
            }
        }
    }

    async fn is_done(&self, actor: &Actor, partner: PartnerId, exercise: Exercise, begun: &Begun) -> Result<bool> {
        if begun.done_at.is_some() {
            return Ok(true);
        }
        let number = || begun.subject.parse().unwrap_or(-1);
        Ok(match exercise {
            Exercise::ReviewDraft | Exercise::CorrectError => drafts::get(&self.store, partner, number())
                .await?
                .is_some_and(|draft| matches!(draft.state, DraftState::Published(_))),
            Exercise::ConfirmJournals => journals::find(&self.store, &begun.subject)
                .await?
                .filter(|archive| archive.partner_id == partner)
                .is_some_and(|archive| archive.tally().published > 0),
            Exercise::ReportMonth => match begun.subject.parse::<Period>() {
                Ok(period) => {
                    let made_final = reports::get(&self.store, partner, period).await?.made_final;
                    made_final.is_some_and(|made| made.by == actor.label())
                }
                Err(_) => false,
            },
            Exercise::DefaultLoan => loans::find(&self.store, KivaId(number()))
                .await?
                .is_some_and(|loan| loan.partner_id == partner && loan.status == LoanStatus::Defaulted),
        })
    }

    async fn note_done(&self, person: &PersonActor, begun: &[Begun], all: &[Progress]) -> Result<()> {
        let newly = |exercise: Exercise| {
            let mine = begun.iter().find(|begun| begun.exercise == exercise.name());
            mine.is_some_and(|begun| begun.done_at.is_none())
        };
        let newly: Vec<&Progress> = all.iter().filter(|p| p.done && newly(p.exercise)).collect();
        if newly.is_empty() {
            return Ok(());
        }
        let now: DateTime<Utc> = self.system.read();
        let tx = self.store.begin().await?;
        for progress in newly {
            exercises::done(&tx, person.id, progress.exercise.name(), now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// A journal as a partner's staff write one.
fn journal(loan: &Loan) -> Journal {
    let first = loan
        .borrowers
        .first()
        .map_or("", |borrower| borrower.first_name.as_str());
    Journal {
        subject: format!("News from {first}"),
        body: format!(
            "{first} used the loan {}. The work goes well, and the repayments are on their way. Thank you for your \
             trust.",
            loan.loanuse
        ),
        internal_loan_id: loan.internal_loan_id.clone(),
        internal_client_id: Some(loan.internal_client_id.clone()),
        image_url: None,
    }
}
