//! How a run ended, seen by whoever only wants to know whether a person is needed.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::plans::WaitingPlan;
use crate::delivery::Stop;
use crate::doctor::chain;
use crate::kind::Kind;
use crate::ledger::{Finished, Mishap, Outcome};
use crate::plan::hex;
use crate::run::{KindPlan, PlanSummary, RunError, SendSummary};

/// Reasons that pass by themselves: the run is tried again before its next time.
const PASSING: [&str; 4] = ["busy", "unreachable", "server", Stop::UNANSWERED];

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performed {
    /// For the ledger.
    pub finished: Finished,
    /// Rows held for each kind and rule.
    pub rules: BTreeMap<String, usize>,
    /// Stands for the rows that are held and why: the same rows have the same.
    pub held_digest: String,
    /// The numbers of the rows that wait for a person.
    pub waiting_rows: Vec<i64>,
    /// A plan that was written and waits for approval.
    pub plan: Option<WaitingPlan>,
    /// Links that came.
    pub confirm_urls: Vec<String>,
    /// All of it, as `--json` shows it.
    pub summary: Value,
    /// The reasons, one to a line.
    pub lines: Vec<String>,
}

impl Performed {
    /// From what was sent.
    pub fn sent(summary: &SendSummary) -> Performed {
        let mut performed = Performed::with(Outcome::Done, serde_json::to_value(summary).unwrap_or_default());
        performed.read_plans(summary.kinds().map(|(kind, sent)| (kind, &sent.plan)));
        let finished = &mut performed.finished;
        for (kind, sent) in summary.kinds() {
            let delivered = &sent.delivered;
            finished.sent += delivered.sent;
            finished.held += delivered.refused.len() + delivered.held.len();
            // A row that waits is found by the plan as well.
            let waiting = delivered.uncertain.iter().filter(|row| !row.repeats);
            finished.waiting += waiting.clone().count().saturating_sub(sent.plan.waiting);
            performed.waiting_rows.extend(waiting.map(|row| row.row));
            for refused in &delivered.refused {
                *performed.rules.entry(format!("{kind}: {}", refused.code)).or_default() += 1;
                performed
                    .lines
                    .push(format!("{}: {} ({})", refused.key, refused.message, refused.code));
            }
            performed.lines.extend(delivered.held.iter().map(ToString::to_string));
            for row in &delivered.uncertain {
                performed
                    .lines
                    .push(format!("row {} ({}): {}", row.row, row.key, row.message));
            }
            performed.confirm_urls.extend(delivered.confirm_urls.iter().cloned());
        }
        match summary.stop() {
            Some(stop) if stop.why == Stop::ASKED => finished.outcome = Outcome::Stopped,
            Some(stop) => {
                finished.outcome = Outcome::Failed;
                finished.mishap = Some(mishap(stop.why, stop.message.clone(), Some(stop.next)));
            }
            None => {}
        }
        performed.settle()
    }

    /// From what would be sent.
    pub fn planned(summary: &PlanSummary) -> Performed {
        let mut performed = Performed::with(Outcome::Done, serde_json::to_value(summary).unwrap_or_default());
        performed.read_plans(summary.kinds());
        performed.settle()
    }

    /// It could not do its work.
    pub fn failed(error: &RunError) -> Performed {
        let why = match error {
            RunError::Api(stop) => stop.why,
            error => error.name(),
        };
        Performed::with_mishap(mishap(why, chain(error), error.next()))
    }

    /// A plan that was written and waits for approval.
    pub(super) fn waits_for_approval(summary: &PlanSummary, plan: Option<WaitingPlan>) -> Performed {
        let mut performed = Performed::planned(summary);
        if let Some(plan) = &plan {
            performed.lines.push(format!(
                "a plan with {} rows waits for approval: {}",
                plan.rows,
                plan.file.display()
            ));
            performed.finished.outcome = Outcome::Held;
        }
        performed.plan = plan;
        performed
    }

    /// A file that nothing can be made of.
    pub(super) fn unusable(why: String) -> Performed {
        let next = "rename the file, or mend [watch] in fieldlink.toml, and drop it in again";
        Performed::with_mishap(mishap("file", why, Some(next)))
    }

    /// It was asked to stop before it sent anything.
    pub(super) fn stopped() -> Performed {
        Performed::with(Outcome::Stopped, Value::Null)
    }

    /// Whether it failed for a reason that passes by itself.
    pub fn passes_by_itself(&self) -> bool {
        self.finished
            .mishap
            .as_ref()
            .is_some_and(|mishap| PASSING.contains(&mishap.why.as_str()))
    }

    fn with(outcome: Outcome, summary: Value) -> Performed {
        Performed {
            finished: Finished {
                outcome,
                sent: 0,
                held: 0,
                waiting: 0,
                mishap: None,
            },
            rules: BTreeMap::new(),
            held_digest: String::new(),
            waiting_rows: Vec::new(),
            plan: None,
            confirm_urls: Vec::new(),
            summary,
            lines: Vec::new(),
        }
    }

    fn with_mishap(mishap: Mishap) -> Performed {
        let summary = json!({ "error": { "message": mishap.message, "next": mishap.next } });
        let mut performed = Performed::with(Outcome::Failed, summary);
        performed.lines = vec![mishap.message.clone(), format!("What to do: {}", mishap.next)];
        performed.finished.mishap = Some(mishap);
        performed
    }

    fn read_plans<'a>(&mut self, plans: impl Iterator<Item = (Kind, &'a KindPlan)>) {
        for (kind, plan) in plans {
            self.finished.held += plan.held.len();
            self.finished.waiting += plan.waiting;
            for row in &plan.held {
                for reason in &row.reasons {
                    *self.rules.entry(format!("{kind}: {}", reason.rule)).or_default() += 1;
                    self.lines.push(reason.to_string());
                }
            }
        }
    }

    fn settle(mut self) -> Performed {
        let finished = &mut self.finished;
        if finished.outcome == Outcome::Done && (finished.held > 0 || finished.waiting > 0) {
            finished.outcome = Outcome::Held;
        }
        // Where a row stands may change from one month to the next; the lines name it with its reason.
        let mut lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        lines.sort_unstable();
        let mut hash = Sha256::new();
        for line in lines {
            hash.update(line);
            hash.update([0]);
        }
        self.held_digest = hex(&hash.finalize());
        self
    }
}

fn mishap(why: &str, message: String, next: Option<&str>) -> Mishap {
    Mishap {
        why: why.to_owned(),
        message,
        next: next
            .unwrap_or("run `fieldlink doctor`: it looks at everything that a run needs")
            .to_owned(),
    }
}
