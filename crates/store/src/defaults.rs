//! Loans that default by themselves before long, how loans were given up, and partners' requests not to.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::default::{Reason, RequestState};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::money::Minor;

use crate::loan_index::ROWS;
use crate::loans::Move;
use crate::request_ends::{self, End};
use crate::{Ask as _, Db, Result, Row, Sql, Tx, Value, sql};

/// A loan that defaults by itself, and when: also the key by which lists of them are paged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AtRisk {
    /// When.
    pub at: DateTime<Utc>,
    /// Kiva ID.
    pub loan: KivaId,
}

// The status stands in the text: only so an index that holds no other loans answers.
pub(crate) const AT_RISK: &str = "SELECT id, next_event_at AS at FROM loan WHERE partner_id = $1 AND \
    status = 'payingBack' AND next_event_at < $2 AND (next_event_at > $3 OR (next_event_at = $3 AND id > $4)) \
    ORDER BY next_event_at, id LIMIT $5";

pub(crate) const COUNT_AT_RISK: &str = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM loan WHERE partner_id = $1 AND \
    status = 'payingBack' AND next_event_at < $2 LIMIT $3) AS t";

/// Up to `limit` of the partner's loans that default by themselves before `until`, those first that do so first; only
/// those behind `after`.
pub async fn at_risk(
    db: &dyn Db,
    partner: PartnerId,
    until: DateTime<Utc>,
    after: Option<AtRisk>,
    limit: u64,
) -> Result<Vec<AtRisk>> {
    let (at, loan) = after.map_or((i64::MIN, 0), |after| (after.at.timestamp(), after.loan.0));
    let rows = db
        .all(sql!(AT_RISK, partner.0, until.timestamp(), at, loan, limit))
        .await?;
    rows.iter()
        .map(|row| {
            let row = row.of("loan", "id");
            Ok(AtRisk {
                at: row.moment("at")?,
                loan: KivaId(row.get("id")?),
            })
        })
        .collect()
}

/// How many of the partner's loans default by themselves before `until`; not counted beyond `most`.
pub async fn count_at_risk(db: &dyn Db, partner: PartnerId, until: DateTime<Utc>, most: u64) -> Result<u64> {
    Ok(db
        .count(sql!(COUNT_AT_RISK, partner.0, until.timestamp(), most))
        .await?)
}

/// How a loan was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// Kiva ID.
    pub loan: KivaId,
    /// When.
    pub at: DateTime<Utc>,
    /// Label of who did; the clock's where it defaulted by itself.
    pub actor: String,
    /// Principal that was repaid by then; what comes later is recovered.
    pub repaid: Minor,
    /// Why, where a person did it.
    pub reason: Option<Reason>,
    /// Their words.
    pub note: String,
}

/// Keeps that loans were given up, of those moves by which they were.
pub(crate) async fn keep_given_up(tx: &Tx, moves: &[Move]) -> Result<()> {
    let given_up: Vec<&Move> = moves
        .iter()
        .filter(|m| m.after.status == LoanStatus::Defaulted)
        .collect();
    for chunk in given_up.chunks(ROWS) {
        let mut sql = Sql::new("INSERT INTO loan_default (loan_id, partner_id, at, actor, repaid, note) VALUES ");
        sql.rows(chunk.iter().map(|m| -> [Value; 6] {
            [
                m.after.id.0.into(),
                m.after.partner_id.0.into(),
                m.step.at.timestamp().into(),
                m.step.actor.as_str().into(),
                m.before.repaid.0.into(),
                "".into(),
            ]
        }));
        tx.run(sql).await?;
    }
    Ok(())
}

/// Adds why a person gave a loan up, in the transaction in which they did.
pub async fn set_reason(tx: &Tx, loan: KivaId, reason: Reason, note: &str) -> Result<()> {
    let sql = "UPDATE loan_default SET reason = $1, note = $2 WHERE loan_id = $3";
    tx.run(sql!(sql, reason.name(), note, loan.0)).await?;
    Ok(())
}

/// How these loans of the partner were given up, of those that were.
pub async fn given_up(db: &dyn Db, partner: PartnerId, loans: &[KivaId]) -> Result<Vec<GivenUp>> {
    if loans.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = sql!(
        "SELECT loan_id, at, actor, repaid, reason, note FROM loan_default WHERE partner_id = $1 AND loan_id IN (",
        partner.0,
    );
    sql.list(loans.iter().map(|loan| loan.0)).say(")");
    let rows = db.all(sql).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("loan_default", "loan_id");
            Ok(GivenUp {
                loan: KivaId(row.get("loan_id")?),
                at: row.moment("at")?,
                actor: row.get("actor")?,
                repaid: Minor(row.get("repaid")?),
                reason: row.maybe_text("reason")?,
                note: row.get("note")?,
            })
        })
        .collect()
}

/// A partner's request not to default a loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Number; 0 until it is kept.
    pub id: i64,
    /// Whose.
    pub partner: PartnerId,
    /// Kiva ID.
    pub loan: KivaId,
    /// Where it is.
    pub state: RequestState,
    /// Why the loan should not default, in the partner's words.
    pub reason: String,
    /// Until when the partner wants it to wait.
    pub wanted: NaiveDate,
    /// Label of who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Kiva's words, or the partner's where it took the request back.
    pub answer: String,
    /// Label of who answered or took it back.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

/// Keeps a request and answers its number. [`Duplicate`](crate::Error::Duplicate) while another one for the loan is open.
pub async fn insert_request(tx: &Tx, request: &Request) -> Result<i64> {
    let sql = "INSERT INTO default_request (partner_id, loan_id, state, reason, wanted, asked_by, asked_at, answer) \
               VALUES ($1,$2,$3,$4,$5,$6,$7,'') RETURNING id";
    let (wanted, asked_at) = (request.wanted.to_string(), request.asked_at.timestamp());
    let sql = sql!(
        sql,
        request.partner.0,
        request.loan.0,
        request.state.name(),
        &request.reason,
        wanted,
        &request.asked_by,
        asked_at,
    );
    Ok(tx.single(sql).await?)
}

/// Writes the end of a request that was open. [`Stale`](crate::Error::Stale) when it is no more.
pub async fn close_request(tx: &Tx, request: &Request) -> Result<()> {
    let until = match request.state {
        RequestState::Granted(day) => Some(day.to_string()),
        _ => None,
    };
    let end = End {
        state: request.state.name(),
        answer: &request.answer,
        by: request.answered_by.as_deref(),
        at: request.answered_at,
    };
    let more = vec![("until", until.into())];
    request_ends::write(tx, ("default_request", request.id), end, more).await
}

const REQUEST: &str = "SELECT id, partner_id, loan_id, state, reason, wanted, asked_by, asked_at, until, answer, \
    answered_by, answered_at FROM default_request WHERE partner_id = $1";

/// One request of a partner.
pub async fn request(db: &dyn Db, partner: PartnerId, id: i64) -> Result<Option<Request>> {
    let sql = format!("{REQUEST} AND id = $2");
    let row = db.one(sql!(sql, partner.0, id)).await?;
    row.as_ref().map(read_request).transpose()
}

/// Up to `limit` requests of a partner, the open or the closed ones, newest first; only those with a number below
/// `before`.
pub async fn requests(
    db: &dyn Db,
    partner: PartnerId,
    open: bool,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Request>> {
    let before = before.unwrap_or(i64::MAX);
    let rows = db.all(sql!(requests_sql(open), partner.0, before, limit)).await?;
    rows.iter().map(read_request).collect()
}

pub(crate) fn requests_sql(open: bool) -> String {
    let state = if open { "=" } else { "<>" };
    format!("{REQUEST} AND state {state} 'open' AND id < $2 ORDER BY id DESC LIMIT $3")
}

/// How many requests of a partner Kiva has not answered.
pub async fn count_open_requests(db: &dyn Db, partner: PartnerId) -> Result<u64> {
    let sql = "SELECT COUNT(*) AS n FROM default_request WHERE partner_id = $1 AND state = 'open'";
    Ok(db.count(sql!(sql, partner.0)).await?)
}

/// The requests for a loan, newest first.
pub async fn requests_of_loan(db: &dyn Db, partner: PartnerId, loan: KivaId) -> Result<Vec<Request>> {
    let sql = format!("{REQUEST} AND loan_id = $2 ORDER BY id DESC");
    let rows = db.all(sql!(sql, partner.0, loan.0)).await?;
    rows.iter().map(read_request).collect()
}

/// The newest request of each of these loans.
pub async fn latest_requests(db: &dyn Db, partner: PartnerId, loans: &[KivaId]) -> Result<BTreeMap<KivaId, Request>> {
    if loans.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut sql = sql!(format!("{REQUEST} AND loan_id IN ("), partner.0);
    sql.list(loans.iter().map(|loan| loan.0)).say(") ORDER BY id");
    let rows = db.all(sql).await?;
    // A newer one takes the place of an older.
    rows.iter()
        .map(|row| read_request(row).map(|request| (request.loan, request)))
        .collect()
}

fn read_request(row: &Row) -> Result<Request> {
    let row = row.of("default_request", "id");
    let state: String = row.get("state")?;
    Ok(Request {
        id: row.get("id")?,
        partner: PartnerId(row.get("partner_id")?),
        loan: KivaId(row.get("loan_id")?),
        state: match (state.as_str(), row.maybe_text("until")?) {
            ("open", None) => RequestState::Open,
            ("granted", Some(until)) => RequestState::Granted(until),
            ("refused", None) => RequestState::Refused,
            ("withdrawn", None) => RequestState::Withdrawn,
            _ => return Err(row.bad("state").into()),
        },
        reason: row.get("reason")?,
        wanted: row.text("wanted")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.moment("asked_at")?,
        answer: row.get("answer")?,
        answered_by: row.get("answered_by")?,
        answered_at: row.maybe_moment("answered_at")?,
    })
}
