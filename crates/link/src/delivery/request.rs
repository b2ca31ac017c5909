//! One request: intent, sending, answer.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use fieldlink_client::{Client, Clock, Effect, Error, Post, Who};
use fieldlink_domain::ids::PartnerId;
use fieldlink_say::{Message, message};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::batches::After;
use super::outcome::{Delivered, RefusedRow, Stop, UncertainRow, text_of};
use super::repeats::Repeats;
use crate::kind::Kind;
use crate::ledger::{Candidate, Closing, Confirmation, Event, Intent, Ledger, LedgerError};
use crate::mapping::Reason;
use crate::progress::{Progress, Watch};

/// What delivery needs.
#[derive(Clone)]
pub struct Courier<'a> {
    /// The Partner API.
    pub client: &'a Client,
    /// The ledger, locked.
    pub ledger: &'a Ledger,
    /// The time.
    pub clock: &'a Arc<dyn Clock>,
    /// Is told what is going on.
    pub watch: &'a dyn Watch,
    /// The profile's name.
    pub profile: &'a str,
    /// The partner.
    pub partner: PartnerId,
    /// Which lost answers settle by themselves.
    pub repeats: Repeats,
    /// Whether other workers send from the same ledger.
    pub shared: bool,
    /// Requests of one kind that may be on their way at once.
    pub at_once: usize,
}

/// A row that is ready to leave.
#[derive(Clone)]
pub struct Ready<T> {
    /// Its number in the ledger.
    pub id: i64,
    /// How the record is known.
    pub key: String,
    /// Which revision it is.
    pub revision: i64,
    /// Hash of what was planned.
    pub hash: String,
    /// What leaves.
    pub what: T,
}

/// What is to be kept of a request, and what follows.
pub(super) struct Kept {
    /// What became of its rows.
    pub(super) closings: Vec<Closing>,
    /// The link that a person must open.
    pub(super) confirmation: Option<Confirmation>,
    /// What follows.
    pub(super) after: After,
}

impl Courier<'_> {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The name of a request: the same rows in the same revisions have the same. It is the Idempotency-Key where the
    /// server honours one.
    pub(super) fn request_id<T>(&self, kind: Kind, rows: &[Ready<T>]) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{}\0{}\0{kind}", self.profile, self.partner));
        for row in rows {
            hash.update(format!("\0{}\0{}", row.key, row.revision));
        }
        format!("fieldlink-{}", &hex::encode(hash.finalize())[..40])
    }

    /// Takes the rows of requests to send them: all of them, or of several workers' those that no other has. The intents
    /// are committed together. A request of which others have all rows is not among the answer.
    pub(super) async fn take<T: Clone + Serialize>(
        &self,
        kind: Kind,
        requests: Vec<Vec<Ready<T>>>,
    ) -> Result<Vec<(Vec<Ready<T>>, Post)>, LedgerError> {
        let body = |row: &Ready<T>| serde_json::to_string(&row.what).unwrap_or_default();
        if !self.shared {
            let intents: Vec<Intent> = requests
                .iter()
                .map(|rows| {
                    let request_id = self.request_id(kind, rows);
                    self.intent(&request_id, rows.iter().map(|row| (row.id, body(row))).collect())
                })
                .collect();
            self.ledger.intend_all(&intents, self.now()).await?;
            let posts = intents.into_iter().map(|intent| post(intent.idempotency_key));
            let taken: Vec<_> = requests.into_iter().zip(posts).collect();
            self.intended(kind, &taken);
            return Ok(taken);
        }
        let candidate = |row: &Ready<T>| Candidate {
            id: row.id,
            hash: row.hash.clone(),
            payload: body(row),
        };
        let candidates: Vec<Vec<Candidate>> = requests
            .iter()
            .map(|rows| rows.iter().map(candidate).collect())
            .collect();
        let among = |rows: &[Ready<T>], ids: &[i64]| -> Vec<Ready<T>> {
            rows.iter().filter(|row| ids.contains(&row.id)).cloned().collect()
        };
        let mut keys = vec![None; requests.len()];
        let name = |at: usize, ids: &[i64]| {
            let request_id = self.request_id(kind, &among(&requests[at], ids));
            keys[at] = self.repeats.keyed().then(|| request_id.clone());
            (request_id, keys[at].clone())
        };
        let claimed = self.ledger.claim(&candidates, name, self.now()).await?;
        let taken: Vec<_> = requests
            .iter()
            .zip(claimed)
            .zip(keys)
            .filter(|((_, ids), _)| !ids.is_empty())
            .map(|((rows, ids), key)| (among(rows, &ids), post(key)))
            .collect();
        self.intended(kind, &taken);
        Ok(taken)
    }

    fn intended<T>(&self, kind: Kind, taken: &[(Vec<Ready<T>>, Post)]) {
        for (rows, _) in taken {
            self.watch.tell(Progress::Intended(kind, rows.len()));
        }
    }

    fn intent(&self, request_id: &str, rows: Vec<(i64, String)>) -> Intent {
        Intent {
            request_id: request_id.to_owned(),
            idempotency_key: self.repeats.keyed().then(|| request_id.to_owned()),
            rows,
        }
    }

    /// Commits the intent of a request with these rows and bodies.
    pub(super) async fn intend(
        &self,
        kind: Kind,
        request_id: &str,
        rows: Vec<(i64, String)>,
    ) -> Result<Post, LedgerError> {
        let count = rows.len();
        let intent = self.intent(request_id, rows);
        self.ledger.intend(&intent, self.now()).await?;
        self.watch.tell(Progress::Intended(kind, count));
        Ok(post(intent.idempotency_key))
    }

    /// Writes down what became of requests, in one commit.
    pub(super) async fn keep(&self, kind: Kind, kept: &[Kept]) -> Result<(), LedgerError> {
        let closings: Vec<Closing> = kept.iter().flat_map(|kept| kept.closings.iter().cloned()).collect();
        let confirmations: Vec<&Confirmation> = kept.iter().filter_map(|kept| kept.confirmation.as_ref()).collect();
        self.ledger.close_all(&closings, &confirmations, self.now()).await?;
        for kept in kept {
            self.watch.tell(Progress::Kept(kind, kept.closings.len()));
        }
        Ok(())
    }

    /// What a request without an answer that says yes came to.
    pub(super) fn failed<T: Serialize>(
        &self,
        kind: Kind,
        rows: &[Ready<T>],
        error: &Error,
        delivered: &mut Delivered,
    ) -> Kept {
        let class = error.class();
        let (event, after) = if class.effect == Effect::Unknown {
            let repeats = self.repeats.kind(kind);
            for row in rows {
                delivered.uncertain.push(UncertainRow {
                    row: row.id,
                    key: row.key.clone(),
                    message: text_of(error),
                    repeats,
                });
            }
            // The next request would most likely be lost as well, and each lost one may need a person.
            let lost = match error {
                Error::Intercepted(_) => Stop::of(error),
                _ if repeats => Stop::unanswered(text_of(error)),
                _ => Stop::uncertain(text_of(error)),
            };
            stop(delivered, lost);
            (Event::LoseAnswer, After::Stop)
        } else if class.who == Who::RecordKeeper && rows.len() > 1 {
            (Event::NotTaken, After::Split)
        } else if matches!(error, Error::TooLarge(_)) {
            // Stays planned: it is no fault of the record's, and another server or a smaller photo may do.
            for row in rows {
                let reason = Reason::without_origin("too_large", "").said(&too_large(&row.what));
                delivered.held.push(reason.at(None, Some(&row.key)));
            }
            (Event::NotTaken, After::Next)
        } else if class.who == Who::RecordKeeper {
            let answer = error.answer();
            let code = match answer {
                Some(answer) if answer.code.is_empty() => format!("http_{}", answer.status),
                Some(answer) => answer.code.clone(),
                None => String::from("nothing_to_send"),
            };
            let said = answer
                .map(|answer| answer.message.as_str())
                .filter(|said| !said.is_empty());
            let message = said.map_or_else(|| error.to_string(), str::to_owned);
            for row in rows {
                delivered.refused.push(RefusedRow {
                    key: row.key.clone(),
                    code: code.clone(),
                    message: message.clone(),
                });
            }
            (Event::Refuse, After::Refused)
        } else {
            delivered.not_sent += rows.len();
            stop(delivered, Stop::of(error));
            (Event::NotTaken, After::Stop)
        };
        let reasons = match event {
            Event::NotTaken => Vec::new(),
            _ => {
                let code = error
                    .answer()
                    .map(|answer| answer.code.as_str())
                    .filter(|code| !code.is_empty());
                let without = if event == Event::Refuse {
                    "refused"
                } else {
                    "answer_lost"
                };
                vec![Reason::without_origin(code.unwrap_or(without), text_of(error))]
            }
        };
        let closing = |row: &Ready<T>| Closing {
            reasons: reasons.clone(),
            ..Closing::new(row.id, event)
        };
        Kept {
            closings: rows.iter().map(closing).collect(),
            confirmation: None,
            after,
        }
    }
}

/// Why a row that stands alone does not fit, with its size.
fn too_large(what: &impl Serialize) -> Message {
    let bytes = serde_json::to_string(what).map_or(0, |body| body.len());
    message!("reason-too-large", size = bytes.div_ceil(1024))
}

/// The first reason to stop is the one that is told.
fn stop(delivered: &mut Delivered, stop: Stop) {
    delivered.stop.get_or_insert(stop);
}

/// How a request is sent: with a key it may be sent again, since the server knows it.
fn post(key: Option<String>) -> Post {
    key.map_or_else(Post::once, |key| Post::keyed(key).repeatable())
}

impl Kept {
    /// Rows whose request did not leave after all: they are planned again.
    pub(super) fn not_left<T>(rows: &[Ready<T>]) -> Kept {
        Kept {
            closings: rows.iter().map(|row| Closing::new(row.id, Event::NotTaken)).collect(),
            confirmation: None,
            after: After::Stop,
        }
    }
}
