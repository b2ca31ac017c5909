//! From Stage to production, step by step, as Kiva's guide has it: connect, test with drafts and repayments that Kiva
//! looks at, train the Kiva Coordinator, switch the credentials.
//!
//! What the ledger knows is found out; what only a person knows is confirmed with a name. The steps are kept in the
//! ledger of the production profile, so that they can be taken up on another day.

mod report;
mod steps;

use fieldlink_client::Error;
use serde::Serialize;

pub use self::report::{html, markdown};
pub use self::steps::{STEPS, Step};

use crate::config::{Profile, Stands};
use crate::kind::Kind;
use crate::ledger::{Ledger, Note, State};
use crate::run::{Job, RunError, client, production};
use crate::said::Said;

/// What the notes of confirmed steps begin with.
const CONFIRMED: &str = "go-live/confirmed/";

/// Where a step stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The step.
    pub step: &'static str,
    /// What is to be done, in words.
    pub words: &'static str,
    /// Whether it is done.
    pub done: bool,
    /// What was found, or who confirmed it.
    pub detail: Said,
    /// What to do when it is not done.
    pub next: Said,
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
#[derive(Debug, thiserror::Error)]
pub enum GoLiveError {
    /// A profile is missing.
    #[error("fieldlink.toml has no {0} profile")]
    NoProfile(&'static str),
    /// There are several.
    #[error("fieldlink.toml has several {0} profiles: {1}")]
    Several(&'static str, String),
    /// There is no such step to confirm.
    #[error("{0} is no step that a person confirms; those are {1}")]
    NoStep(String, String),
    /// A name is needed.
    #[error("say who says so")]
    NoName,
    /// The ledger or the configuration cannot be used.
    #[error(transparent)]
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
                    None => (false, "nobody has confirmed it".into()),
                }
            }
        };
        let next = if done {
            Said::default()
        } else {
            step.next(pair.test.0, pair.live.0, pair.live.1)
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

async fn token(job: &Job<'_>, profile: &Profile) -> (bool, Said) {
    let client = match client(job.config, profile, job.clock.clone()) {
        Ok(client) => client,
        Err(error) => return (false, (&error).into()),
    };
    match client.token().await {
        Ok(token) => (
            true,
            Said::new(
                "said-go-live-token",
                &[("scopes", token.scopes.to_string())],
                format!("a token with the scopes {}", token.scopes),
            ),
        ),
        Err(error @ Error::TokenRefused { .. }) => (false, error.to_string().into()),
        Err(error) => (false, crate::doctor::chain(&error).into()),
    }
}

async fn sent(job: &Job<'_>, ledger: &Ledger, kind: Kind) -> Result<(bool, Said), GoLiveError> {
    let settings = job.config.settings();
    let configured = match kind {
        Kind::LoanDraft => settings.loan_drafts.is_some(),
        Kind::Repayment => settings.repayments.is_some(),
        Kind::Journal => settings.journals.is_some(),
    };
    if !configured {
        let section = kind.plural().replace(' ', "_");
        let english = format!("fieldlink.toml has no [{section}]");
        return Ok((
            true,
            Said::new("said-go-live-no-section", &[("section", section)], english),
        ));
    }
    let counts = ledger.counts().await?;
    let of = |state: State| counts.get(&(kind, state)).copied().unwrap_or(0);
    let accepted = of(State::Accepted) + of(State::AcceptedWithProblems);
    let open = of(State::Uncertain) + of(State::Sending);
    let refused = of(State::Refused);
    let detail = Said::new(
        "said-go-live-sent",
        &[
            ("accepted", accepted.to_string()),
            ("refused", refused.to_string()),
            ("open", open.to_string()),
        ],
        format!("{accepted} accepted, {refused} refused, {open} uncertain"),
    );
    Ok((accepted > 0 && open == 0, detail))
}

async fn opened(ledger: &Ledger) -> Result<(bool, Said), GoLiveError> {
    let (all, open) = (ledger.inbox(true).await?.len(), ledger.inbox(false).await?.len());
    let done = all - open;
    let values = [("done", done.to_string()), ("all", all.to_string())];
    let english = format!("{done} of {all} links are done");
    Ok((open == 0, Said::new("said-go-live-links", &values, english)))
}

fn switched(job: &Job<'_>, (name, profile): (&str, &Profile)) -> (bool, Said) {
    let found = production::mixed_up(job, name, profile);
    if found.is_empty() {
        (
            true,
            Said::new(
                "said-go-live-switched",
                &[("profile", name.to_owned())],
                format!("nothing of [profile.{name}] belongs to another environment"),
            ),
        )
    } else {
        let all = Said::new("said-go-live-mixed", &[], Said::joined(&found));
        (false, all.quoting("found", found))
    }
}

async fn first_run(ledger: &Ledger) -> Result<(bool, Said), GoLiveError> {
    let runs = ledger.runs(u64::from(u16::MAX)).await?;
    let first = runs.iter().rev().find(|run| run.sent > 0);
    Ok(match first {
        Some(run) => {
            let by = run
                .approved_by
                .as_deref()
                .map_or_else(|| Said::from("nobody"), Said::from);
            let (rows, day) = (run.sent.to_string(), run.at.format("%Y-%m-%d").to_string());
            let english = format!("{rows} rows on {day}, approved by {by}");
            let values = [("rows", rows), ("day", day)];
            (
                true,
                Said::new("said-go-live-first-run", &values, english).quoting("by", [by]),
            )
        }
        None => (false, "nothing has been sent to production yet".into()),
    })
}

/// Who confirmed a step, when, and in whose words.
fn said(note: &Note) -> Said {
    let by = note.by.as_deref().map_or_else(|| Said::from("somebody"), Said::from);
    let day = note.at.format("%Y-%m-%d").to_string();
    let (values, english) = if note.value.is_empty() {
        (vec![("note", day.clone())], format!("{by}, {day}"))
    } else {
        let note = format!("{day}: {}", note.value);
        (vec![("note", note.clone())], format!("{by}, {note}"))
    };
    Said::new("said-go-live-note", &values, english).quoting("by", [by])
}
