//! A plan as a file: made by one person, approved by another, and sent only if nothing has changed since.
//!
//! The file names rows by key, revision and hash and holds nothing of borrowers but their ids. It is sealed with a key
//! that only the ledger has: what was changed by hand is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use chrono::{DateTime, SubsecRound as _, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_say::{Message, message};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::summary::{KindPlan, PlanSummary};
use super::{Job, Options, RunError};
use crate::kind::Kind;
use crate::ledger::{Ledger, LedgerError, seal};

/// The note in the ledger that holds the key of the seals.
const KEY: &str = "plan_key";

/// A plan as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// What was planned.
    pub plan: Contents,
    /// Over the contents, with the ledger's key.
    pub seal: String,
    /// Who approved it.
    #[serde(default)]
    pub approval: Option<Approval>,
}

/// What was planned, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// The version of the program that made it.
    pub made_with: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: Option<String>,
    /// The profile it is for.
    pub profile: String,
    /// The partner.
    pub partner_id: i64,
    /// The month of the repayment report.
    pub period: Period,
    /// The choices of the run.
    pub choices: Choices,
    /// Tells whether configuration or profile are still the same.
    pub fingerprint: String,
    /// The dropped file that it is of, which stands in for its source's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<DroppedFile>,
    /// What would be sent, by kind.
    pub kinds: BTreeMap<Kind, Rows>,
}

/// A file that was dropped into a watched folder and waits there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DroppedFile {
    /// The watched folder's name.
    pub watch: String,
    /// Where it waits.
    pub path: PathBuf,
}

/// The choices that a plan was made with; sending makes the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// The kinds; all when left out.
    pub only: Option<BTreeSet<Kind>>,
    /// Whether refused records are sent again.
    pub retry_refused: bool,
    /// Loan IDs that a person has looked at.
    pub checked: BTreeSet<String>,
    /// Most rows of a kind.
    pub limit: Option<usize>,
    /// Whether everything is read, not only what is new.
    pub whole: bool,
}

/// The rows of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// Never sent before.
    pub new: usize,
    /// Sent before and different now.
    pub changed: usize,
    /// Sent before and the same.
    pub unchanged: usize,
    /// Held back.
    pub held: usize,
    /// Of those, the ones whose amount looks wrong.
    pub suspicious: usize,
    /// What would be sent.
    pub send: Vec<PlannedKey>,
}

/// A row that would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedKey {
    /// How the ledger knows the record.
    pub key: String,
    /// Which revision.
    pub revision: i64,
    /// Hash of what would be sent.
    pub hash: String,
}

/// Somebody looked at a plan and said yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Over the seal of the plan and these words.
    pub seal: String,
}

/// Why a plan file is not sent or approved.
#[derive(Debug, fieldlink_say::Error)]
#[say("plan-file")]
pub enum PlanFileError {
    /// It cannot be read.
    Unreadable {
        /// Which file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It cannot be written.
    Unwritable {
        /// Which file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is no plan.
    NoPlan {
        /// Which file.
        file: String,
        /// Where it ends to be one.
        message: String,
    },
    /// It is for something else.
    Other {
        /// What it is for.
        theirs: String,
        /// What is asked for.
        ours: String,
    },
    /// Its seal is broken.
    Tampered,
    /// Its approval is not genuine.
    FalseApproval,
    /// The configuration is another.
    OtherConfig,
    /// Records have changed.
    #[say(with = differences)]
    Changed(#[say(skip)] Vec<Difference>),
    /// Nobody approves without a name.
    NoName,
}

/// A row that is not as the plan says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Of which kind.
    pub kind: Kind,
    /// Which record.
    pub key: String,
    /// What about it.
    pub what: Message,
}

/// Differences named in a message; the others are counted.
const NAMED: usize = 20;

fn differences(all: &[Difference]) -> Message {
    let named: Vec<Message> = all
        .iter()
        .take(NAMED)
        .map(|one| {
            let what = one.what.clone();
            message!(
                "plan-file-difference",
                kind = one.kind.one(),
                key = &one.key,
                what = what
            )
        })
        .collect();
    message!(
        "plan-file-changed",
        named = named,
        more = all.len().saturating_sub(NAMED)
    )
}

impl PlanFile {
    /// A plan as a file, sealed with the ledger's key.
    pub(super) fn new(job: &Job<'_>, summary: &PlanSummary, key: &hmac::Key) -> Result<PlanFile, RunError> {
        let kinds = summary.kinds().map(|(kind, plan)| (kind, Rows::of(plan))).collect();
        let plan = Contents {
            made_with: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: job.clock.now().trunc_subsecs(0),
            made_by: job.options.by.clone(),
            profile: summary.profile.clone(),
            partner_id: summary.partner_id,
            period: job.period(),
            choices: Choices {
                only: job.options.only.clone(),
                retry_refused: job.options.retry_refused,
                checked: job.options.checked.clone(),
                limit: job.options.limit,
                whole: job.options.whole,
            },
            fingerprint: fingerprint(job)?,
            dropped: job.options.dropped.clone(),
            kinds,
        };
        let seal = hex::encode(hmac::sign(key, &plan.bytes()).as_ref());
        Ok(PlanFile {
            plan,
            seal,
            approval: None,
        })
    }

    /// Reads a file. Nothing of it is believed yet: see `PlanFile::check`.
    ///
    /// # Errors
    /// [`PlanFileError::Unreadable`] and [`PlanFileError::NoPlan`].
    pub fn read(file: &Path) -> Result<PlanFile, PlanFileError> {
        let name = || file.display().to_string();
        let text =
            std::fs::read_to_string(file).map_err(|source| PlanFileError::Unreadable { file: name(), source })?;
        serde_json::from_str(&text).map_err(|error| PlanFileError::NoPlan {
            file: name(),
            message: error.to_string(),
        })
    }

    /// The file's text.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// How many rows it would send.
    pub fn rows(&self) -> usize {
        self.plan.kinds.values().map(|rows| rows.send.len()).sum()
    }

    /// Whether another plan would send the same for the same month, with the same choices and settings.
    pub(crate) fn says_the_same(&self, other: &PlanFile) -> bool {
        let said = |plan: &Contents| {
            let send: Vec<_> = plan.kinds.values().map(|rows| rows.send.clone()).collect();
            (plan.period, plan.choices.clone(), plan.fingerprint.clone(), send)
        };
        said(&self.plan) == said(&other.plan)
    }

    /// The choices of a run that sends it.
    pub fn options(&self) -> Options {
        let choices = self.plan.choices.clone();
        Options {
            profile: Some(self.plan.profile.clone()),
            only: choices.only,
            period: Some(self.plan.period),
            retry_refused: choices.retry_refused,
            checked: choices.checked,
            limit: choices.limit,
            whole: choices.whole,
            dropped: self.plan.dropped.clone(),
            plan: Some(self.clone()),
            ..Options::default()
        }
    }

    /// Whether it is what was made with this ledger, for this profile and partner, and its approval genuine.
    ///
    /// # Errors
    /// [`PlanFileError`] saying what is wrong.
    pub(super) fn check(&self, profile: &str, partner: i64, key: &hmac::Key) -> Result<(), PlanFileError> {
        let seal = hex::decode(&self.seal).map_err(|_| PlanFileError::Tampered)?;
        hmac::verify(key, &self.plan.bytes(), &seal).map_err(|_| PlanFileError::Tampered)?;
        if self.plan.profile != profile || self.plan.partner_id != partner {
            return Err(PlanFileError::Other {
                theirs: format!("partner {} at {}", self.plan.partner_id, self.plan.profile),
                ours: format!("partner {partner} at {profile}"),
            });
        }
        if let Some(approval) = &self.approval {
            let seal = hex::decode(&approval.seal).map_err(|_| PlanFileError::FalseApproval)?;
            let said = self.approved_bytes(&approval.by, approval.at);
            hmac::verify(key, &said, &seal).map_err(|_| PlanFileError::FalseApproval)?;
        }
        Ok(())
    }

    /// Whether configuration and program are those that it was made with.
    pub(super) fn check_config(&self, job: &Job<'_>) -> Result<(), RunError> {
        if self.plan.fingerprint == fingerprint(job)? {
            Ok(())
        } else {
            Err(PlanFileError::OtherConfig.into())
        }
    }

    fn approved_bytes(&self, by: &str, at: DateTime<Utc>) -> Vec<u8> {
        format!("approval\0{}\0{}\0{by}", self.seal, at.timestamp()).into_bytes()
    }

    /// What is not as the plan says. `now` answers the rows that would be sent now, and `applied` whether a row was
    /// sent by this plan already, in a run that was interrupted.
    pub(super) fn differences(
        &self,
        kind: Kind,
        now: &KindPlan,
        applied: impl Fn(&PlannedKey) -> bool,
    ) -> Vec<Difference> {
        let none = Rows::default();
        let planned = self.plan.kinds.get(&kind).unwrap_or(&none);
        let ours: BTreeMap<&str, (&str, i64)> = now
            .rows
            .iter()
            .map(|row| (row.key.as_str(), (row.hash.as_str(), row.revision)))
            .collect();
        let mut theirs = BTreeSet::new();
        let mut found = Vec::new();
        let mut differs = |key: &str, what| {
            found.push(Difference {
                kind,
                key: key.to_owned(),
                what,
            });
        };
        for row in &planned.send {
            theirs.insert(row.key.as_str());
            match ours.get(row.key.as_str()) {
                Some((hash, revision)) if *hash == row.hash && *revision == row.revision => {}
                Some(_) => differs(&row.key, message!("difference-changed")),
                None if applied(row) => {}
                None => differs(&row.key, message!("difference-gone")),
            }
        }
        for row in &now.rows {
            if !theirs.contains(row.key.as_str()) {
                differs(&row.key, message!("difference-new"));
            }
        }
        found
    }
}

impl Contents {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"fieldlink plan\0".to_vec();
        bytes.extend(serde_json::to_vec(self).unwrap_or_default());
        bytes
    }
}

impl Rows {
    fn of(plan: &KindPlan) -> Rows {
        Rows {
            new: plan.new,
            changed: plan.changed,
            unchanged: plan.unchanged,
            held: plan.held.len(),
            suspicious: plan.suspicious,
            send: plan
                .rows
                .iter()
                .map(|row| PlannedKey {
                    key: row.key.clone(),
                    revision: row.revision,
                    hash: row.hash.clone(),
                })
                .collect(),
        }
    }
}

/// Approves a plan: the same file with the name in it.
///
/// # Errors
/// [`RunError`] when the plan is not genuine, or the ledger cannot be asked.
pub async fn approve(job: &Job<'_>, file: &PlanFile, by: &str) -> Result<PlanFile, RunError> {
    let by = by.trim();
    if by.is_empty() {
        return Err(PlanFileError::NoName.into());
    }
    let (name, profile) = job.profile()?;
    let ledger = Ledger::of(job.config, name, profile).await?;
    let key = key(&ledger, job.clock.now()).await?;
    file.check(name, job.config.partner_at(profile).0, &key)?;
    let at = job.clock.now().trunc_subsecs(0);
    let seal = hex::encode(hmac::sign(&key, &file.approved_bytes(by, at)).as_ref());
    let mut approved = file.clone();
    approved.approval = Some(Approval {
        by: by.to_owned(),
        at,
        seal,
    });
    Ok(approved)
}

/// The key of the seals; made when it is first needed.
pub(super) async fn key(ledger: &Ledger, now: DateTime<Utc>) -> Result<hmac::Key, LedgerError> {
    let fresh = seal::new_key().map_err(LedgerError::Keys)?;
    let note = ledger.note_or(KEY, &fresh, now).await?;
    Ok(hmac::Key::new(HMAC_SHA256, note.value.as_bytes()))
}

/// A hash over all settings and the profile. Secrets are not in it: their text is blanked.
fn fingerprint(job: &Job<'_>) -> Result<String, RunError> {
    let (name, _) = job.profile()?;
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(format!("{name}\0{:?}", job.config.settings()));
    Ok(hex::encode(hash.finalize()))
}
