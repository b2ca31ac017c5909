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
use crate::loan_row::{from_row, json, moment, seconds, to_row};
use crate::{Db, Error, Result};

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

async fn all(select: Select<loan::Entity>, db: &dyn Db) -> Result<Vec<Loan>> {
    select.all(&db.connection()).await?.into_iter().map(from_row).collect()
}

/// Whether any partner has any loan.
pub async fn any(db: &dyn Db) -> Result<bool> {
    Ok(loan::Entity::find()
        .select_only()
        .column(loan::Column::Id)
        .limit(1)
        .into_tuple::<i64>()
        .one(&db.connection())
        .await?
        .is_some())
}

/// The loan with this Kiva ID, whichever partner's it is.
pub async fn find(db: &dyn Db, id: KivaId) -> Result<Option<Loan>> {
    loan::Entity::find_by_id(id.0)
        .one(&db.connection())
        .await?
        .map(from_row)
        .transpose()
}

/// The partner's loans among these Kiva IDs, in the order of its list.
pub async fn by_ids(db: &dyn Db, partner: PartnerId, ids: &[KivaId]) -> Result<Vec<Loan>> {
    let mut loans = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS) {
        loans.extend(all(rows_by_ids(chunk), db).await?);
    }
    loans.retain(|loan| loan.partner_id == partner);
    loans.sort_by_key(|loan| loan.seq);
    Ok(loans)
}

/// The rows with these numbers, whosever they are. Asked for the partner too, SQLite would go through all of its loans.
pub(crate) fn rows_by_ids(ids: &[KivaId]) -> Select<loan::Entity> {
    loan::Entity::find().filter(loan::Column::Id.is_in(ids.iter().map(|id| id.0)))
}

/// The partner's loans with these loan IDs, in the order of its list. A loan ID may stand on more than one.
pub async fn by_internal_loan_ids(db: &dyn Db, partner: PartnerId, ids: &[String]) -> Result<Vec<Loan>> {
    // PostgreSQL has no text with a NUL, so no loan has such an id.
    let ids: BTreeSet<&String> = ids.iter().filter(|id| !id.contains('\0')).collect();
    let ids: Vec<&String> = ids.into_iter().collect();
    let mut loans = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS) {
        let select = loan::Entity::find()
            .filter(loan::Column::PartnerId.eq(partner.0))
            .filter(loan::Column::InternalLoanId.is_in(chunk.iter().map(|id| id.as_str())));
        loans.extend(all(select, db).await?);
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
    let select = loan::Entity::find()
        .filter(loan::Column::PartnerId.eq(partner.0))
        .filter(loan::Column::Status.eq(status.as_str()))
        .filter(loan::Column::Seq.gt(after))
        .order_by_asc(loan::Column::Seq)
        .limit(limit);
    all(select, db).await
}

/// Up to `limit` loans of all partners that move by themselves at or before `until`, the first due first.
pub async fn due(db: &dyn Db, until: DateTime<Utc>, limit: u64) -> Result<Vec<Loan>> {
    all(due_rows(until, limit), db).await
}

pub(crate) fn due_rows(until: DateTime<Utc>, limit: u64) -> Select<loan::Entity> {
    loan::Entity::find()
        .filter(loan::Column::NextEventAt.lte(until.timestamp()))
        .order_by_asc(loan::Column::NextEventAt)
        .order_by_asc(loan::Column::Id)
        .limit(limit)
}

pub(crate) const FIRST_DUE: &str =
    "SELECT next_event_at AS at FROM loan WHERE next_event_at IS NOT NULL ORDER BY next_event_at, id LIMIT 1";

/// When the first loan moves by itself.
pub async fn first_due(db: &dyn Db) -> Result<Option<DateTime<Utc>>> {
    let row = db.one(Sql::with(FIRST_DUE, vec![])).await?;
    let at: Option<i64> = row.map(|row| row.get("at")).transpose()?;
    Ok(at.and_then(moment))
}

/// Makes movers of due loans wait for each other until this transaction ends, on however many machines they run.
pub async fn lock_life(tx: &Tx) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        // Any number that no other advisory lock of PA2 uses; there are no others.
        tx.run("SELECT pg_advisory_xact_lock(7254)")
            .await?;
    }
    Ok(())
}

/// The history of a loan, oldest first.
pub async fn history(db: &dyn Db, id: KivaId) -> Result<Vec<Past>> {
    let rows = loan_event::Entity::find()
        .filter(loan_event::Column::LoanId.eq(id.0))
        .order_by_asc(loan_event::Column::Id)
        .all(&db.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            let bad = |column| Error::Corrupt {
                table: "loan_event",
                row: row.id.to_string(),
                column,
            };
            let from = match row.from_status.as_str() {
                "draft" => None,
                status => Some(status.parse().map_err(|_| bad("from_status"))?),
            };
            Ok(Past {
                at: moment(row.at).ok_or_else(|| bad("at"))?,
                from,
                to: row.to_status.parse().map_err(|_| bad("to_status"))?,
                event: row.event,
                actor: row.actor,
            })
        })
        .collect()
}

/// Takes `n` Kiva IDs; they are never given again once the transaction commits. Answers the first of them.
pub(crate) async fn take_ids(db: &dyn Db, n: i64) -> Result<i64> {
    let sql = "INSERT INTO setting (key, value) VALUES ('next_kiva_id', CAST($1 AS TEXT)) ON CONFLICT (key) DO UPDATE \
               SET value = CAST(CAST(setting.value AS BIGINT) + CAST($2 AS BIGINT) AS TEXT) RETURNING value";
    let values = vec![(FIRST_KIVA_ID + n).to_string().into(), n.into()];
    let row = db.one(Sql::with(sql, values)).await?;
    let next: Option<String> = row.map(|row| row.get("value")).transpose()?;
    let next: Option<i64> = next.and_then(|text| text.parse().ok());
    let bad = Error::Corrupt {
        table: "setting",
        row: "next_kiva_id".into(),
        column: "value",
    };
    next.map(|next| next - n).ok_or(bad)
}

/// Takes `n` places at the end of the partner's list. Answers the first of them.
pub(crate) async fn take_places(db: &dyn Db, partner: PartnerId, n: i64) -> Result<i64> {
    let sql = "UPDATE partner SET next_seq = next_seq + $1 WHERE id = $2 RETURNING next_seq";
    let row = db.one(Sql::with(sql, vec![n.into(), partner.0.into()]))
        .await?;
    let next: Option<i64> = row.map(|row| row.get("next_seq")).transpose()?;
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
    let row = to_row(&loan, settings)?.into_active_model();
    loan::Entity::insert(row)
        .exec_without_returning(&tx.connection())
        .await?;
    let mut counts = Counts::default();
    counts.add(&loan, loan.status, 1);
    counts.write(tx).await?;
    loan_index::insert_terms(tx, &loan).await?;
    let first = event_row(
        &loan,
        &Step {
            event: "publish",
            actor: actor.into(),
            at,
        },
        "draft",
    );
    loan_event::Entity::insert(first)
        .exec_without_returning(&tx.connection())
        .await?;
    Ok(loan)
}

fn event_row(loan: &Loan, step: &Step, from: &str) -> loan_event::ActiveModel {
    loan_event::ActiveModel {
        loan_id: Set(loan.id.0),
        partner_id: Set(loan.partner_id.0),
        at: Set(step.at.timestamp()),
        event: Set(step.event.into()),
        from_status: Set(from.into()),
        to_status: Set(loan.status.as_str().into()),
        actor: Set(step.actor.clone()),
        ..Default::default()
    }
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
        let rows = chunk
            .iter()
            .map(|m| event_row(&m.after, &m.step, m.before.status.as_str()));
        loan_event::Entity::insert_many(rows)
            .exec_without_returning(&tx.connection())
            .await?;
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

pub(crate) fn change_sql(rows: usize) -> String {
    format!(
        "UPDATE loan SET status = v.column5, issue = v.column6, funded_usd = v.column7, disburse_on = v.column8, \
         reviewed_at = v.column9, listed_at = v.column10, planned_expiration_at = v.column11, \
         planned_inactive_expire_at = v.column12, raised_at = v.column13, paying_back_at = v.column14, \
         ended_at = v.column15, refunded_at = v.column16, expired_at = v.column17, defaulted_at = v.column18, \
         repaid = v.column19, journals = v.column20, last_journal_at = v.column21, next_event_at = v.column22, \
         photo = v.column23, no_default_before = v.column24 \
         FROM (VALUES {}) AS v WHERE loan.id = v.column1 AND loan.status = v.column2 AND loan.repaid = v.column3 \
         AND loan.journals = v.column4",
        places(rows, &CHANGE)
    )
}

async fn write(tx: &Tx, changes: &[(&Loan, &Loan)], settings: &Settings) -> Result<()> {
    let partners: BTreeSet<PartnerId> = changes.iter().map(|(before, _)| before.partner_id).collect();
    for partner in partners {
        loan_index::lock(tx, partner).await?;
    }
    let mut counts = Counts::default();
    for chunk in changes.chunks(ROWS) {
        let sql = change_sql(chunk.len());
        let mut values = Vec::with_capacity(chunk.len() * CHANGE.len());
        for (before, after) in chunk {
            push_change(&mut values, before, after, settings)?;
            counts.add(before, before.status, -1);
            counts.add(after, after.status, 1);
        }
        let done = tx.run(Sql::with(sql, values)).await?;
        if done != chunk.len() as u64 {
            return Err(Error::Stale { what: "The loan" });
        }
    }
    counts.write(tx).await
}

fn push_change(values: &mut Vec<Value>, before: &Loan, after: &Loan, settings: &Settings) -> Result<()> {
    let times = &after.times;
    values.extend([
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
    ]);
    Ok(())
}
