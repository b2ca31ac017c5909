//! From Stage to production, step by step, as Kiva's guide has it: connect, test with drafts and repayments that Kiva
//! looks at, train the Kiva Coordinator, switch the credentials.
//!
//! What the ledger knows is found out; what only a person knows is confirmed with a name. The steps are kept in the
//! ledger of the production profile, so that they can be taken up on another day.

mod report;
mod steps;

use fieldlink_client::Error;
use fieldlink_say::{Message, message};
use serde::Serialize;

pub use self::report::{html, markdown};
pub use self::steps::{STEPS, Step};

use crate::config::{Profile, Stands};
use crate::kind::Kind;
use crate::ledger::{Ledger, Note, State};
use crate::run::{Job, RunError, client, production};

/// What the notes of confirmed steps begin with.
const CONFIRMED: &str = "go-live/confirmed/";

/// Where a step stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The step.
    pub step: &'static str,
    /// What is to be done, in words.
    pub words: Message,
    /// Whether it is done.
    pub done: bool,
    /// What was found, or who confirmed it.
    pub detail: Message,
    /// What to do when it is not done.
    pub next: Option<Message>,
}

/// The way from one profile to the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The stage profile.
    pub stage: String,
    /// The production profile.
    pub production: String,
    /// The partner at production.
    pub partner_id: i64,
    /// The steps in their order.
    pub steps: Vec<Standing>,
    /// Why production was taken back, when it was.
    pub back: Option<Note>,
}

impl Way {
    /// Whether all steps are done.
    pub fn is_done(&self) -> bool {
        self.back.is_none() && self.steps.iter().all(|step| step.done)
    }

    /// The first step that is not done.
    pub fn next(&self) -> Option<&Standing> {
        self.steps.iter().find(|step| !step.done)
    }
}

/// Why there is no way to walk.
#[derive(Debug, fieldlink_say::Error)]
#[say("go-live")]
pub enum GoLiveError {
    /// A profile is missing.
    NoProfile(#[say("what")] &'static str),
    /// There are several.
    Several(#[say("what")] &'static str, #[say("names")] String),
    /// There is no such step to confirm.
    NoStep(#[say("step")] String, #[say("known")] String),
    /// A name is needed.
    NoName,
    /// The ledger or the configuration cannot be used.
    #[say(inner)]
    Run(#[from] RunError),
}

impl From<crate::ledger::LedgerError> for GoLiveError {
    fn from(error: crate::ledger::LedgerError) -> GoLiveError {
        GoLiveError::Run(error.into())
    }
}

/// The two profiles: of the tests and of production.
struct Pair<'a> {
    test: (&'a str, &'a Profile),
    live: (&'a str, &'a Profile),
}

impl<'a> Pair<'a> {
    fn of(job: &Job<'a>) -> Result<Pair<'a>, GoLiveError> {
        let all = &job.config.settings().profile;
        let one = |what: Stands| -> Result<(&'a str, &'a Profile), GoLiveError> {
            let found: Vec<_> = all.iter().filter(|(_, profile)| profile.stands() == what).collect();
            match found.as_slice() {
                [(name, profile)] => Ok((name.as_str(), profile)),
                [] => Err(GoLiveError::NoProfile(what.as_str())),
                several => {
                    let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
                    Err(GoLiveError::Several(what.as_str(), names.join(", ")))
                }
            }
        };
        Ok(Pair {
            test: one(Stands::Stage)?,
            live: one(Stands::Production)?,
        })
    }
}

/// Looks where every step stands. Sends nothing; asks both environments for a token.
///
/// # Errors
/// [`GoLiveError`].
pub async fn look(job: &Job<'_>) -> Result<Way, GoLiveError> {
    let pair = Pair::of(job)?;
    let test = Ledger::of(job.config, pair.test.0, pair.test.1).await?;
    let live = Ledger::of(job.config, pair.live.0, pair.live.1).await?;
    let confirmed = live.notes(CONFIRMED).await?;
    let mut steps = Vec::new();
    for step in STEPS {
        let (done, detail) = match step {
            Step::Connected => token(job, pair.test.1).await,
            Step::Sent(kind) => sent(job, &test, *kind).await?,
            Step::Opened => opened(&test).await?,
            Step::Switched => switched(job, pair.live),
            Step::ProductionConnected => token(job, pair.live.1).await,
            Step::FirstRun => first_run(&live).await?,
            Step::Confirmed(..) => {
                let note = confirmed
                    .iter()
                    .find(|note| note.name.ends_with(&format!("/{}", step.name())));
                match note {
                    Some(note) => (true, said(note)),
                    None => (false, message!("step-unconfirmed")),
                }
            }
        };
        let next = if done {
            None
        } else {
            Some(step.next(pair.test.0, pair.live.0, pair.live.1))
        };
        steps.push(Standing {
            step: step.name(),
            words: step.words(),
            done,
            detail,
            next,
        });
    }
    Ok(Way {
        stage: pair.test.0.to_owned(),
        production: pair.live.0.to_owned(),
        partner_id: job.config.partner_at(pair.live.1).0,
        steps,
        back: live.note(production::BACK).await?,
    })
}

/// Keeps that a person confirms a step.
///
/// # Errors
/// [`GoLiveError::NoStep`] and [`GoLiveError::NoName`].
pub async fn confirm(job: &Job<'_>, step: &str, words: &str) -> Result<(), GoLiveError> {
    let people = || STEPS.iter().filter(|step| matches!(step, Step::Confirmed(..)));
    if !people().any(|known| known.name() == step) {
        let names: Vec<&str> = people().map(Step::name).collect();
        return Err(GoLiveError::NoStep(step.to_owned(), names.join(", ")));
    }
    let ledger = live(job).await?;
    ledger
        .put_note(&format!("{CONFIRMED}{step}"), words, job.clock.now())
        .await?;
    Ok(())
}

/// Takes production back: nothing is sent with it until somebody says otherwise.
///
/// # Errors
/// [`GoLiveError::NoName`].
pub async fn back(job: &Job<'_>, why: &str) -> Result<(), GoLiveError> {
    live(job)
        .await?
        .put_note(production::BACK, why, job.clock.now())
        .await?;
    Ok(())
}

/// Lets production send again.
///
/// # Errors
/// [`GoLiveError::NoName`].
pub async fn forth(job: &Job<'_>) -> Result<(), GoLiveError> {
    live(job).await?.drop_note(production::BACK).await?;
    Ok(())
}

/// The ledger of production, in the hand of whoever does this.
async fn live(job: &Job<'_>) -> Result<Ledger, GoLiveError> {
    let by = job.options.by.as_deref().map(str::trim).filter(|by| !by.is_empty());
    let by = by.ok_or(GoLiveError::NoName)?;
    let (name, profile) = Pair::of(job)?.live;
    let ledger = Ledger::of(job.config, name, profile).await?;
    Ok(ledger.acting("go-live", Some(by)))
}

async fn token(job: &Job<'_>, profile: &Profile) -> (bool, Message) {
    let client = match client(job.config, profile, job.clock.clone()) {
        Ok(client) => client,
        Err(error) => return (false, (&error).into()),
    };
    match client.token().await {
        Ok(token) => (true, message!("go-live-token", scopes = token.scopes.to_string())),
        Err(error @ Error::TokenRefused { .. }) => (false, error.to_string().into()),
        Err(error) => (false, fieldlink_say::chain(&error).into()),
    }
}

async fn sent(job: &Job<'_>, ledger: &Ledger, kind: Kind) -> Result<(bool, Message), GoLiveError> {
    let settings = job.config.settings();
    let configured = match kind {
        Kind::LoanDraft => settings.loan_drafts.is_some(),
        Kind::Repayment => settings.repayments.is_some(),
        Kind::Journal => settings.journals.is_some(),
    };
    if !configured {
        let section = kind.plural().replace(' ', "_");
        return Ok((true, message!("go-live-no-section", section = section)));
    }
    let counts = ledger.counts().await?;
    let of = |state: State| counts.get(&(kind, state)).copied().unwrap_or(0);
    let accepted = of(State::Accepted) + of(State::AcceptedWithProblems);
    let open = of(State::Uncertain) + of(State::Sending);
    let refused = of(State::Refused);
    let detail = message!(
        "go-live-sent",
        accepted = accepted.to_string(),
        refused = refused.to_string(),
        open = open.to_string()
    );
    Ok((accepted > 0 && open == 0, detail))
}

async fn opened(ledger: &Ledger) -> Result<(bool, Message), GoLiveError> {
    let (all, open) = (ledger.inbox(true).await?.len(), ledger.inbox(false).await?.len());
    let done = all - open;
    Ok((open == 0, message!("go-live-links", done = done, all = all)))
}

fn switched(job: &Job<'_>, (name, profile): (&str, &Profile)) -> (bool, Message) {
    let found = production::mixed_up(job, name, profile);
    if found.is_empty() {
        (true, message!("go-live-switched", profile = name))
    } else {
        (false, message!("go-live-mixed", found = found))
    }
}

async fn first_run(ledger: &Ledger) -> Result<(bool, Message), GoLiveError> {
    let runs = ledger.runs(u64::from(u16::MAX)).await?;
    let first = runs.iter().rev().find(|run| run.sent > 0);
    Ok(match first {
        Some(run) => {
            let by = run
                .approved_by
                .as_deref()
                .map_or_else(|| message!("word-nobody"), Message::as_is);
            let day = run.at.format("%Y-%m-%d").to_string();
            (true, message!("go-live-first-run", rows = run.sent, day = day, by = by))
        }
        None => (false, message!("step-nothing-sent")),
    })
}

/// Who confirmed a step, when, and in whose words.
fn said(note: &Note) -> Message {
    let by = note
        .by
        .as_deref()
        .map_or_else(|| message!("word-somebody"), Message::as_is);
    let day = note.at.format("%Y-%m-%d").to_string();
    let note = if note.value.is_empty() {
        day
    } else {
        format!("{day}: {}", note.value)
    };
    message!("go-live-note", by = by, note = note)
}
