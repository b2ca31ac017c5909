//! Posted loans: finding, posting and moving them.
//!
//! A change of a loan, its place in the counts, its next due moment and its history are one: they are written by
//! [`insert_published`], [`save`], [`save_all`] and [`update`], and by nothing else.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::next_event_at;
use fieldlink_domain::loan::{Loan, LoanStatus, NewLoan};
use fieldlink_domain::settings::Settings;

use crate::loan_index::{self, Counts, ROWS};
use crate::loan_row::{insertion, json, read, seconds, select};
use crate::{Ask as _, Db, Engine, Error, Result, Row, Sql, Tx, Value, sql};

pub use crate::loan_index::counts;
pub use crate::loan_page::{Filter, page};
pub use crate::loan_photos::photo_uses;
pub use crate::loan_search::{Bounds, Found, MOST_FOUND, find as find_some, find_within};

/// The first Kiva ID that a fresh PA2 gives. Kiva's own were near 3 million in 2026; made ones are to be told apart.
pub const FIRST_KIVA_ID: i64 = 9_000_001;

/// Ids in one `IN (…)`.
const IDS: usize = 10_000;

/// Why a loan moves: what goes into its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The event's name, as `Event::name` gives it.
    pub event: &'static str,
    /// `Actor::label` of whoever caused it.
    pub actor: String,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// One loan's move.
#[derive(Debug, Clone)]
pub struct Move {
    /// As it was read.
    pub before: Loan,
    /// As it shall be.
    pub after: Loan,
    /// Why.
    pub step: Step,
}

/// A line of a loan's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// When.
    pub at: DateTime<Utc>,
    /// Name of the event; `publish` for the first.
    pub event: String,
    /// Status before; none for the first line.
    pub from: Option<LoanStatus>,
    /// Status after.
    pub to: LoanStatus,
    /// Who or what caused it.
    pub actor: String,
}

async fn all(db: &dyn Db, sql: Sql) -> Result<Vec<Loan>> {
    db.all(sql).await?.iter().map(read).collect()
}

/// Whether any partner has any loan.
pub async fn any(db: &dyn Db) -> Result<bool> {
    Ok(db.any("SELECT 1 FROM loan LIMIT 1").await?)
}

/// The loan with this Kiva ID, whichever partner's it is.
pub async fn find(db: &dyn Db, id: KivaId) -> Result<Option<Loan>> {
    let mut sql = select();
    sql.say("id = ").value(id.0);
    db.one(sql).await?.as_ref().map(read).transpose()
}

/// The partner's loans among these Kiva IDs, in the order of its list.
pub async fn by_ids(db: &dyn Db, partner: PartnerId, ids: &[KivaId]) -> Result<Vec<Loan>> {
    let mut loans = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS) {
        loans.extend(all(db, rows_by_ids(chunk)).await?);
    }
    loans.retain(|loan| loan.partner_id == partner);
    loans.sort_by_key(|loan| loan.seq);
    Ok(loans)
}

/// The rows with these numbers, whosever they are. Asked for the partner too, SQLite would go through all of its loans.
pub(crate) fn rows_by_ids(ids: &[KivaId]) -> Sql {
    let mut sql = select();
    sql.say("id IN (").list(ids.iter().map(|id| id.0)).say(")");
    sql
}

/// The partner's loans with these loan IDs, in the order of its list. A loan ID may stand on more than one.
pub async fn by_internal_loan_ids(db: &dyn Db, partner: PartnerId, ids: &[String]) -> Result<Vec<Loan>> {
    // PostgreSQL has no text with a NUL, so no loan has such an id.
    let ids: BTreeSet<&String> = ids.iter().filter(|id| !id.contains('\0')).collect();
    let ids: Vec<&String> = ids.into_iter().collect();
    let mut loans = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS) {
        let mut sql = select();
        sql.say("partner_id = ").value(partner.0);
        sql.say(" AND internal_loan_id IN (")
            .list(chunk.iter().copied())
            .say(")");
        loans.extend(all(db, sql).await?);
    }
    loans.sort_by_key(|loan| loan.seq);
    Ok(loans)
}

/// All of the partner's loans in these statuses, in the order of its list. For large lists see [`some_by_status`].
pub async fn by_status(db: &dyn Db, partner: PartnerId, statuses: &[LoanStatus]) -> Result<Vec<Loan>> {
    let mut loans = Vec::new();
    for status in statuses {
        let mut after = -1;
        loop {
            let some = some_by_status(db, partner, *status, after, 5_000).await?;
            let Some(last) = some.last() else { break };
            after = last.seq;
            loans.extend(some);
        }
    }
    loans.sort_by_key(|loan| loan.seq);
    Ok(loans)
}

/// Up to `limit` of the partner's loans in this status whose place in the list comes after `after` (-1: from the
/// start), so that a caller can walk a million of them in little memory.
pub async fn some_by_status(
    db: &dyn Db,
    partner: PartnerId,
    status: LoanStatus,
    after: i64,
    limit: u64,
) -> Result<Vec<Loan>> {
    let mut sql = select();
    sql.say("partner_id = ")
        .value(partner.0)
        .say(" AND status = ")
        .value(status.as_str());
    sql.say(" AND seq > ")
        .value(after)
        .say(" ORDER BY seq LIMIT ")
        .value(limit);
    all(db, sql).await
}

/// Up to `limit` loans of all partners that move by themselves at or before `until`, the first due first.
pub async fn due(db: &dyn Db, until: DateTime<Utc>, limit: u64) -> Result<Vec<Loan>> {
    all(db, due_rows(until, limit)).await
}

pub(crate) fn due_rows(until: DateTime<Utc>, limit: u64) -> Sql {
    let mut sql = select();
    sql.say("next_event_at <= ").value(until.timestamp());
    sql.say(" ORDER BY next_event_at, id LIMIT ").value(limit);
    sql
}

pub(crate) const FIRST_DUE: &str =
    "SELECT next_event_at AS at, id FROM loan WHERE next_event_at IS NOT NULL ORDER BY next_event_at, id LIMIT 1";

/// When the first loan moves by itself.
pub async fn first_due(db: &dyn Db) -> Result<Option<DateTime<Utc>>> {
    let row = db.one(FIRST_DUE).await?;
    Ok(row.map(|row| row.of("loan", "id").moment("at")).transpose()?)
}

/// Makes movers of due loans wait for each other until this transaction ends, on however many machines they run.
pub async fn lock_life(tx: &Tx) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        // Any number that no other advisory lock of PA2 uses; there are no others.
        tx.any("SELECT pg_advisory_xact_lock(7254)").await?;
    }
    Ok(())
}

/// The history of a loan, oldest first.
pub async fn history(db: &dyn Db, id: KivaId) -> Result<Vec<Past>> {
    let sql = "SELECT id, at, event, from_status, to_status, actor FROM loan_event WHERE loan_id = $1 ORDER BY id";
    let rows = db.all(sql!(sql, id.0)).await?;
    rows.iter().map(past).collect()
}

fn past(row: &Row) -> Result<Past> {
    let row = row.of("loan_event", "id");
    Ok(Past {
        at: row.moment("at")?,
        event: row.get("event")?,
        from: match row.get::<String>("from_status")?.as_str() {
            FROM_DRAFT => None,
            _ => Some(row.text("from_status")?),
        },
        to: row.text("to_status")?,
        actor: row.get("actor")?,
    })
}

/// What stands for the status before the first.
const FROM_DRAFT: &str = "draft";

/// Takes `n` Kiva IDs; they are never given again once the transaction commits. Answers the first of them.
pub(crate) async fn take_ids(tx: &Tx, n: i64) -> Result<i64> {
    let sql = "INSERT INTO setting (key, value) VALUES ('next_kiva_id', CAST($1 AS TEXT)) ON CONFLICT (key) DO UPDATE \
               SET value = CAST(CAST(setting.value AS BIGINT) + CAST($2 AS BIGINT) AS TEXT) RETURNING key, value";
    let row = tx.one(sql!(sql, (FIRST_KIVA_ID + n).to_string(), n)).await?;
    let next: Option<i64> = row.map(|row| row.of("setting", "key").text("value")).transpose()?;
    next.map(|next| next - n).ok_or(Error::Stale {
        what: "The next Kiva ID",
    })
}

/// Takes `n` places at the end of the partner's list. Answers the first of them.
pub(crate) async fn take_places(tx: &Tx, partner: PartnerId, n: i64) -> Result<i64> {
    let sql = "UPDATE partner SET next_seq = next_seq + $1 WHERE id = $2 RETURNING next_seq";
    let next: Option<i64> = tx.value(sql!(sql, n, partner.0)).await?;
    next.map(|next| next - n).ok_or(Error::Stale { what: "The partner" })
}

/// Posts a loan: gives it its Kiva ID and its place in the list, and begins its history.
pub async fn insert_published(
    tx: &Tx,
    new: NewLoan,
    settings: &Settings,
    actor: &str,
    at: DateTime<Utc>,
) -> Result<Loan> {
    let seq = take_places(tx, new.partner_id, 1).await?;
    let id = take_ids(tx, 1).await?;
    let loan = new.posted(KivaId(id), seq, at, settings);
    tx.run(insertion(std::slice::from_ref(&loan), settings)?).await?;
    let mut counts = Counts::default();
    counts.add(&loan, loan.status, 1);
    counts.write(tx).await?;
    loan_index::insert_terms(tx, std::slice::from_ref(&loan)).await?;
    let step = Step {
        event: "publish",
        actor: actor.into(),
        at,
    };
    insert_events(tx, [(&loan, &step, FROM_DRAFT)]).await?;
    Ok(loan)
}

/// Adds to the histories of loans: the loan as it is now, why it moved, and its status before.
async fn insert_events<'a>(tx: &Tx, events: impl IntoIterator<Item = (&'a Loan, &'a Step, &'a str)>) -> Result<()> {
    let rows = events.into_iter().map(|(loan, step, from)| -> [Value; 7] {
        [
            loan.id.0.into(),
            loan.partner_id.0.into(),
            step.at.timestamp().into(),
            step.event.into(),
            from.into(),
            loan.status.as_str().into(),
            step.actor.as_str().into(),
        ]
    });
    let mut sql =
        Sql::new("INSERT INTO loan_event (loan_id, partner_id, at, event, from_status, to_status, actor) VALUES ");
    sql.rows(rows);
    tx.run(sql).await?;
    Ok(())
}

/// Saves a loan's move. [`Error::Stale`] when somebody else has moved or repaid it since `before` was read.
pub async fn save(tx: &Tx, before: &Loan, after: &Loan, settings: &Settings, step: Step) -> Result<()> {
    let one = Move {
        before: before.clone(),
        after: after.clone(),
        step,
    };
    save_all(tx, std::slice::from_ref(&one), settings).await
}

/// Saves many moves, each loan once, in a few statements. [`Error::Stale`] when one of them comes too late.
pub async fn save_all(tx: &Tx, moves: &[Move], settings: &Settings) -> Result<()> {
    let changes: Vec<_> = moves.iter().map(|m| (&m.before, &m.after)).collect();
    write(tx, &changes, settings).await?;
    crate::defaults::keep_given_up(tx, moves).await?;
    for chunk in moves.chunks(ROWS) {
        insert_events(tx, chunk.iter().map(|m| (&m.after, &m.step, m.before.status.as_str()))).await?;
    }
    Ok(())
}

/// Saves what changed on loans that did not move: principal repaid, journals, issue, day of disbursal. Takes each loan
/// once, as it was and as it shall be; [`Error::Stale`] as in [`save`]. Their texts and terms are not touched.
pub async fn update(tx: &Tx, changes: &[(Loan, Loan)], settings: &Settings) -> Result<()> {
    let changes: Vec<_> = changes.iter().map(|(before, after)| (before, after)).collect();
    write(tx, &changes, settings).await
}

/// What one loan needs in the statement of [`write`]: which it is, what it must still be, what it becomes.
const CHANGE: [&str; 24] = [
    "BIGINT", "TEXT", "BIGINT", "BIGINT", // id, and the guard: status, repaid, journals
    "TEXT", "TEXT", "BIGINT", "TEXT", // status, issue, funded, day of disbursal
    "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", // reviewed, listed, the two planned, raised
    "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", // paying back, ended, refunded, expired, defaulted
    "BIGINT", "BIGINT", "BIGINT", "BIGINT", "TEXT",
    "TEXT", // repaid, journals, last journal, next event, photo, waits until
];

/// The statement that makes these changes.
pub(crate) fn change_sql(changes: &[(&Loan, &Loan)], settings: &Settings) -> Result<Sql> {
    let rows = changes.iter().map(|(before, after)| change(before, after, settings));
    let mut sql = Sql::new(
        "UPDATE loan SET status = v.column5, issue = v.column6, funded_usd = v.column7, disburse_on = v.column8, \
         reviewed_at = v.column9, listed_at = v.column10, planned_expiration_at = v.column11, \
         planned_inactive_expire_at = v.column12, raised_at = v.column13, paying_back_at = v.column14, \
         ended_at = v.column15, refunded_at = v.column16, expired_at = v.column17, defaulted_at = v.column18, \
         repaid = v.column19, journals = v.column20, last_journal_at = v.column21, next_event_at = v.column22, \
         photo = v.column23, no_default_before = v.column24 FROM (VALUES ",
    );
    sql.typed_rows(&CHANGE, rows.collect::<Result<Vec<_>>>()?).say(
        ") AS v WHERE loan.id = v.column1 AND loan.status = v.column2 AND loan.repaid = v.column3 \
         AND loan.journals = v.column4",
    );
    Ok(sql)
}

async fn write(tx: &Tx, changes: &[(&Loan, &Loan)], settings: &Settings) -> Result<()> {
    let partners: BTreeSet<PartnerId> = changes.iter().map(|(before, _)| before.partner_id).collect();
    for partner in partners {
        loan_index::lock(tx, partner).await?;
    }
    let mut counts = Counts::default();
    for chunk in changes.chunks(ROWS) {
        for (before, after) in chunk {
            counts.add(before, before.status, -1);
            counts.add(after, after.status, 1);
        }
        let done = tx.run(change_sql(chunk, settings)?).await?;
        if done != chunk.len() as u64 {
            return Err(Error::Stale { what: "The loan" });
        }
    }
    counts.write(tx).await
}

fn change(before: &Loan, after: &Loan, settings: &Settings) -> Result<[Value; CHANGE.len()]> {
    let times = &after.times;
    Ok([
        before.id.0.into(),
        before.status.as_str().into(),
        before.repaid.0.into(),
        before.journals.into(),
        after.status.as_str().into(),
        after.issue.as_ref().map(json).transpose()?.into(),
        after.funded_usd.0.into(),
        after.disburse_on.to_string().into(),
        seconds(times.reviewed).into(),
        seconds(times.listed).into(),
        seconds(times.planned_expiration).into(),
        seconds(times.planned_inactive_expire).into(),
        seconds(times.raised).into(),
        seconds(times.paying_back).into(),
        seconds(times.ended).into(),
        seconds(times.refunded).into(),
        seconds(times.expired).into(),
        seconds(times.defaulted).into(),
        after.repaid.0.into(),
        after.journals.into(),
        seconds(after.last_journal).into(),
        seconds(next_event_at(after, settings)).into(),
        after.photo.clone().into(),
        after.no_default_before.map(|day| day.to_string()).into(),
    ])
}
