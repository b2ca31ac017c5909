//! How a run ended, seen by whoever only wants to know whether a person is needed.

use std::collections::BTreeMap;

use fieldlink_say::{Message, Text, message};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::plans::WaitingPlan;
use crate::delivery::Stop;
use crate::kind::Kind;
use crate::ledger::{Finished, Mishap, Outcome};
use crate::mapping::Reason;
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
    pub lines: Vec<Line>,
    /// What went wrong and what to do, to be said in any language; the ledger keeps the English.
    pub trouble: Option<(Message, Message)>,
}

/// A line of what came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A sentence.
    Message(Message),
    /// Why a record is held.
    Reason(Box<Reason>),
}

impl Line {
    /// In the language of a voice.
    pub fn say(&self, voice: Text) -> String {
        match self {
            Line::Message(said) => voice.say(said),
            Line::Reason(reason) => reason.say(voice),
        }
    }
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
                let line = format!("{}: {} ({})", refused.key, refused.message, refused.code);
                performed.lines.push(Line::Message(line.into()));
            }
            let held = delivered.held.iter().cloned();
            performed
                .lines
                .extend(held.map(|reason| Line::Reason(Box::new(reason))));
            for row in &delivered.uncertain {
                performed.lines.push(Line::Message(message!(
                    "result-row",
                    row = row.row.to_string(),
                    key = &row.key,
                    message = &row.message
                )));
            }
            performed.confirm_urls.extend(delivered.confirm_urls.iter().cloned());
        }
        match summary.stop() {
            Some(stop) if stop.why == Stop::ASKED => finished.outcome = Outcome::Stopped,
            Some(stop) => {
                finished.outcome = Outcome::Failed;
                finished.mishap = Some(mishap(stop.why, stop.message.clone(), Some(stop.next.clone())));
                performed.trouble = Some((stop.into(), stop.next.clone()));
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
        let (why, next) = match error {
            RunError::Api(stop) => (stop.why, Some(stop.next.clone())),
            error => (error.name(), error.next()),
        };
        Performed::with_mishap(
            mishap(why, fieldlink_say::chain(error), error.next()),
            error.into(),
            next,
        )
    }

    /// A plan that was written and waits for approval.
    pub(super) fn waits_for_approval(summary: &PlanSummary, plan: Option<WaitingPlan>) -> Performed {
        let mut performed = Performed::planned(summary);
        if let Some(plan) = &plan {
            let file = plan.file.display().to_string();
            let waits = message!("result-plan", file = file, rows = plan.rows);
            performed.lines.push(Line::Message(waits));
            performed.finished.outcome = Outcome::Held;
        }
        performed.plan = plan;
        performed
    }

    /// A file that nothing can be made of.
    pub(super) fn unusable(why: Message) -> Performed {
        let next = message!("next-dropped");
        Performed::with_mishap(mishap("file", why.to_string(), Some(next.clone())), why, Some(next))
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
            trouble: None,
        }
    }

    fn with_mishap(mishap: Mishap, message: Message, next: Option<Message>) -> Performed {
        let summary = json!({ "error": { "message": mishap.message, "next": mishap.next } });
        let mut performed = Performed::with(Outcome::Failed, summary);
        let next = next.unwrap_or_else(|| Message::as_is(&mishap.next));
        performed.lines = vec![
            Line::Message(message.clone()),
            Line::Message(message!("result-next", next = &next)),
        ];
        performed.trouble = Some((message, next));
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
                    self.lines.push(Line::Reason(Box::new(reason.clone())));
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
        let mut lines: Vec<String> = self.lines.iter().map(|line| line.say(Text::default())).collect();
        lines.sort_unstable();
        let mut hash = Sha256::new();
        for line in lines {
            hash.update(&line);
            hash.update([0]);
        }
        self.held_digest = hex::encode(hash.finalize());
        self
    }
}

fn mishap(why: &str, message: String, next: Option<Message>) -> Mishap {
    Mishap {
        why: why.to_owned(),
        message,
        next: next.unwrap_or(message!("next-doctor")).to_string(),
    }
}
