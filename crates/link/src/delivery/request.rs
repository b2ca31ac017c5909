//! One request: intent, sending, answer.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use fieldlink_client::{Client, Clock, Effect, Error, Post, Who};
use fieldlink_domain::ids::PartnerId;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::outcome::{Delivered, RefusedRow, Stop, UncertainRow, text_of};
use super::repeats::Repeats;
use crate::kind::Kind;
use crate::ledger::{Candidate, Closing, Event, Intent, Ledger, LedgerError};
use crate::mapping::Reason;
use crate::plan::hex;
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
    /// Whether the server honours `Idempotency-Key`.
    pub idempotency: bool,
    /// Which lost answers settle by themselves.
    pub repeats: Repeats,
    /// Whether other workers send from the same ledger.
    pub shared: bool,
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

/// What a request came to.
pub(super) enum Came<T> {
    /// An answer.
    Answer(T),
    /// Nothing was done; the rows are planned again and delivery stops.
    Stop(Stop),
    /// The server refused this row; delivery goes on.
    Refused,
    /// The server refused the batch, perhaps for one of its rows: they are planned again, to be sent in smaller ones.
    Split,
    /// Nobody knows; the rows are uncertain. Delivery stops when the server is likely to do the same again.
    Uncertain(Option<Stop>),
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
        format!("fieldlink-{}", &hex(&hash.finalize())[..40])
    }

    /// Takes rows to send them: all of them, or of several workers' those that no other has. The intent is committed.
    /// None when others have all of them.
    pub(super) async fn take<T: Clone + Serialize>(
        &self,
        kind: Kind,
        rows: &[Ready<T>],
    ) -> Result<Option<(Vec<Ready<T>>, Post)>, LedgerError> {
        let body = |row: &Ready<T>| serde_json::to_string(&row.what).unwrap_or_default();
        if !self.shared {
            let request_id = self.request_id(kind, rows);
            let bodies = rows.iter().map(|row| (row.id, body(row))).collect();
            let post = self.intend(kind, &request_id, bodies).await?;
            return Ok(Some((rows.to_vec(), post)));
        }
        let candidates: Vec<Candidate> = rows
            .iter()
            .map(|row| Candidate {
                id: row.id,
                hash: row.hash.clone(),
                payload: body(row),
            })
            .collect();
        let among =
            |ids: &[i64]| -> Vec<Ready<T>> { rows.iter().filter(|row| ids.contains(&row.id)).cloned().collect() };
        let mut key = None;
        let name = |ids: &[i64]| {
            let request_id = self.request_id(kind, &among(ids));
            key = self.idempotency.then(|| request_id.clone());
            (request_id, key.clone())
        };
        let ids = self.ledger.claim(&candidates, name, self.now()).await?;
        if ids.is_empty() {
            return Ok(None);
        }
        self.watch.tell(Progress::Intended(kind, ids.len()));
        let post = key.map_or_else(Post::once, |key| Post::keyed(key).repeatable());
        Ok(Some((among(&ids), post)))
    }

    /// Commits the intent of a request with these rows and bodies.
    pub(super) async fn intend(
        &self,
        kind: Kind,
        request_id: &str,
        rows: Vec<(i64, String)>,
    ) -> Result<Post, LedgerError> {
        let key = self.idempotency.then(|| request_id.to_owned());
        let count = rows.len();
        let intent = Intent {
            request_id: request_id.to_owned(),
            idempotency_key: key.clone(),
            rows,
        };
        self.ledger.intend(&intent, self.now()).await?;
        self.watch.tell(Progress::Intended(kind, count));
        Ok(key.map_or_else(Post::once, |key| Post::keyed(key).repeatable()))
    }

    /// Takes what the client came back with. Failures are kept in the ledger here; an answer is for the caller.
    pub(super) async fn came<T, A>(
        &self,
        kind: Kind,
        rows: &[Ready<T>],
        outcome: Result<A, Error>,
        delivered: &mut Delivered,
    ) -> Result<Came<A>, LedgerError> {
        self.watch.tell(Progress::Answered(kind, rows.len()));
        let error = match outcome {
            Ok(answer) => return Ok(Came::Answer(answer)),
            Err(error) => error,
        };
        let class = error.class();
        let (event, came) = if class.effect == Effect::Unknown {
            let repeats = self.repeats.kind(kind);
            for row in rows {
                delivered.uncertain.push(UncertainRow {
                    row: row.id,
                    key: row.key.clone(),
                    message: text_of(&error),
                    repeats,
                });
            }
            // The next request would most likely be lost as well, and each lost one may need a person.
            let stop = if repeats {
                Stop::unanswered(text_of(&error))
            } else {
                Stop {
                    why: "uncertain",
                    ..Stop::of(&error)
                }
            };
            (Event::LoseAnswer, Came::Uncertain(Some(stop)))
        } else if class.who == Who::RecordKeeper && rows.len() > 1 {
            (Event::NotTaken, Came::Split)
        } else if class.who == Who::RecordKeeper {
            let (code, message) = match error.answer() {
                Some(answer) => (answer.code.clone(), answer.message.as_str().to_owned()),
                None => (String::from("nothing_to_send"), error.to_string()),
            };
            for row in rows {
                delivered.refused.push(RefusedRow {
                    key: row.key.clone(),
                    code: code.clone(),
                    message: message.clone(),
                });
            }
            (Event::Refuse, Came::Refused)
        } else {
            (Event::NotTaken, Came::Stop(Stop::of(&error)))
        };
        let reason = match event {
            Event::NotTaken => Vec::new(),
            _ => {
                let code = error
                    .answer()
                    .map(|answer| answer.code.as_str())
                    .filter(|code| !code.is_empty());
                vec![Reason::without_origin(code.unwrap_or("answer_lost"), text_of(&error))]
            }
        };
        let closings: Vec<Closing> = rows
            .iter()
            .map(|row| Closing {
                reasons: reason.clone(),
                ..Closing::new(row.id, event)
            })
            .collect();
        self.ledger.close(&closings, None, self.now()).await?;
        self.watch.tell(Progress::Kept(kind, rows.len()));
        Ok(came)
    }
}
