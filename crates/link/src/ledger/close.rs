//! Intents are committed, and answers close them.

use std::borrow::Borrow;

use chrono::{DateTime, Utc};
use fieldlink_rows::{Sql, Tx, Value, sql};

use super::error::{LedgerError, Result};
use super::history::Happened;
use super::inbox::Confirmation;
use super::open::Ledger;
use super::state::{Event, State};
use crate::mapping::Reason;

/// Rows per statement, far below what either engine can bind.
const CHUNK: usize = 500;

/// A request that is about to leave.
#[derive(Clone)]
pub struct Intent {
    /// The request; rows of one batch share it.
    pub request_id: String,
    /// The Idempotency-Key it carries.
    pub idempotency_key: Option<String>,
    /// Each row with its part of the request's body.
    pub rows: Vec<(i64, String)>,
}

/// What an answer says of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The row.
    pub id: i64,
    /// What happened to it.
    pub event: Event,
    /// Why, or what the server remarked.
    pub reasons: Vec<Reason>,
    /// What the server calls it.
    pub reference: Option<String>,
    /// Where a person confirms it.
    pub confirm_url: Option<String>,
}

impl Closing {
    /// An event without a word.
    pub fn new(id: i64, event: Event) -> Closing {
        Closing {
            id,
            event,
            reasons: Vec::new(),
            reference: None,
            confirm_url: None,
        }
    }

    fn says_the_same(&self, other: &Closing) -> bool {
        self.event == other.event
            && self.reasons == other.reasons
            && self.reference == other.reference
            && self.confirm_url == other.confirm_url
    }

    /// The answer in short, for the history. The rules have stable names; sentences stay on the row.
    fn answer(&self) -> Option<String> {
        let mut words: Vec<&str> = self.reference.iter().map(String::as_str).collect();
        words.extend(self.reasons.iter().map(|reason| reason.rule.as_str()));
        words.dedup();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

impl Ledger {
    /// Commits an intent. Only after this may the request leave.
    ///
    /// # Errors
    /// [`LedgerError::Moved`] when a row is not in a state to be sent; then none is.
    pub async fn intend(&self, intent: &Intent, now: DateTime<Utc>) -> Result<()> {
        self.intend_all(std::slice::from_ref(intent), now).await
    }

    /// Commits the intents of requests that are about to leave one after the other, all of them or none: one commit
    /// instead of one for each.
    ///
    /// # Errors
    /// [`LedgerError::Moved`] when a row is not in a state to be sent; then none is.
    pub async fn intend_all(&self, intents: &[Intent], now: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        for intent in intents {
            self.intend_in(&tx, intent, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn intend_in(&self, tx: &Tx, intent: &Intent, now: DateTime<Utc>) -> Result<()> {
        let event = Event::Intend;
        for chunk in intent.rows.chunks(CHUNK) {
            let mut rows: Vec<[Value; 2]> = Vec::with_capacity(chunk.len());
            for (id, payload) in chunk {
                rows.push([(*id).into(), self.seal(*id, payload)?.into()]);
            }
            let mut sql = Sql::new("UPDATE ledger_row SET state = ");
            sql.value(State::Sending.as_str())
                .say(", updated_at = ")
                .value(now.timestamp())
                .say(", request_id = ")
                .value(intent.request_id.as_str())
                .say(", idempotency_key = ")
                .value(intent.idempotency_key.as_deref())
                .say(", worker = ")
                .value(self.worker)
                .say(", payload = leaving.column2 FROM (VALUES ")
                .rows(rows)
                .say(") AS leaving WHERE ledger_row.id = leaving.column1 AND profile = ")
                .value(self.profile.as_str())
                .say(" AND partner_id = ")
                .value(self.partner.0)
                .say(" AND state IN (")
                .list(State::before(event).map(State::as_str))
                .say(")");
            let moved = tx.run(sql).await?;
            let expected = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            if moved != expected {
                return Err(LedgerError::Moved { event, expected, moved });
            }
        }
        let events = intent
            .rows
            .iter()
            .map(|(id, _)| Happened::to(*id, event.as_str()).in_request(&intent.request_id));
        self.note_events(tx, events, now).await
    }

    /// Keeps what an answer said, all of it or nothing, with the link that a person must open.
    ///
    /// # Errors
    /// [`LedgerError::Moved`] when a row was not being sent.
    pub async fn close(
        &self,
        closings: &[Closing],
        confirmation: Option<&Confirmation>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.close_all(closings, confirmation.as_slice(), now).await
    }

    /// Keeps what several answers said, all of it or nothing.
    ///
    /// # Errors
    /// [`LedgerError::Moved`] when a row was not being sent.
    pub async fn close_all<C: Borrow<Confirmation>>(
        &self,
        closings: &[Closing],
        confirmations: &[C],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let tx = self.begin().await?;
        // Rows that were answered alike are written in one statement; in a batch that is nearly all of them.
        let mut alike: Vec<(&Closing, Vec<i64>)> = Vec::new();
        for closing in closings {
            // From the end: the rows of a batch follow each other, and those of another have another reference.
            match alike.iter_mut().rev().find(|(first, _)| first.says_the_same(closing)) {
                Some((_, ids)) => ids.push(closing.id),
                None => alike.push((closing, vec![closing.id])),
            }
        }
        for (closing, ids) in &alike {
            let reasons = serde_json::to_string(&closing.reasons)
                .map_err(|_| LedgerError::corrupt("ledger_row", closing.id, "reasons"))?;
            let mut sql = Sql::new("UPDATE ledger_row SET reasons = ");
            sql.value(reasons)
                .say(", reference = ")
                .value(closing.reference.as_deref())
                .say(", confirm_url = ")
                .value(closing.confirm_url.as_deref());
            // An uncertain row keeps what was sent: it may have to be sent again exactly so.
            if target(closing.event) != Some(State::Uncertain) {
                sql.say(", payload = NULL");
            }
            for ids in ids.chunks(CHUNK) {
                self.move_rows(&tx, sql.clone(), ids, closing.event, now).await?;
            }
            if matches!(
                closing.event,
                Event::Accept | Event::AcceptWithProblems | Event::Refuse | Event::FoundThere
            ) {
                self.retried(&tx, ids).await?;
            }
        }
        let events = closings.iter().map(|closing| {
            let happened = Happened::to(closing.id, closing.event.as_str());
            match closing.answer() {
                Some(answer) => happened.answered(answer),
                None => happened,
            }
        });
        self.note_events(&tx, events, now).await?;
        for confirmation in confirmations {
            self.add_confirmation(&tx, confirmation.borrow()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn move_rows(&self, tx: &Tx, mut update: Sql, ids: &[i64], event: Event, now: DateTime<Utc>) -> Result<()> {
        let expected = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        let failed = |moved| LedgerError::Moved { event, expected, moved };
        let target = target(event).ok_or_else(|| failed(0))?;
        update
            .say(", state = ")
            .value(target.as_str())
            .say(", updated_at = ")
            .value(now.timestamp())
            .say(" WHERE id IN (")
            .list(ids.iter().copied())
            .say(") AND profile = ")
            .value(self.profile.as_str())
            .say(" AND partner_id = ")
            .value(self.partner.0)
            .say(" AND state IN (")
            .list(State::before(event).map(State::as_str))
            .say(")");
        let moved = tx.run(update).await?;
        if moved == expected { Ok(()) } else { Err(failed(moved)) }
    }

    async fn add_confirmation(&self, tx: &Tx, new: &Confirmation) -> Result<()> {
        // The same answer may come twice: a request that was repeated under its key.
        tx.run(sql!(
            "INSERT INTO confirmation (profile, partner_id, url, archive_id, journals, received_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (profile, partner_id, url) DO UPDATE SET archive_id = excluded.archive_id",
            self.profile.as_str(),
            self.partner.0,
            new.url.as_str(),
            new.archive_id.as_deref(),
            new.journals,
            new.received.timestamp(),
        ))
        .await?;
        Ok(())
    }
}

/// Where an event leads; each leads to one state wherever it begins.
fn target(event: Event) -> Option<State> {
    State::before(event).next().and_then(|state| state.after(event).ok())
}
