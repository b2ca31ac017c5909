//! Loans that default by themselves before long, how loans were given up, and partners' requests not to.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::default::{Reason, RequestState};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::money::Minor;

use crate::loan_index::{ROWS};
use crate::loans::Move;
use crate::request_ends::{self, End};
use crate::{Db, Error, Result};

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
    let values = vec![
        partner.0.into(),
        until.timestamp().into(),
        after.map_or(i64::MIN, |after| after.at.timestamp()).into(),
        after.map_or(0, |after| after.loan.0).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let rows = db.all(Sql::with(AT_RISK, values)).await?;
    rows.iter()
        .map(|row| {
            let (id, at): (i64, i64) = (row.get("id")?, row.get("at")?);
            Ok(AtRisk {
                at: moment::read(at, "loan", &id, "next_event_at")?,
                loan: KivaId(id),
            })
        })
        .collect()
}

/// How many of the partner's loans default by themselves before `until`; not counted beyond `most`.
pub async fn count_at_risk(db: &dyn Db, partner: PartnerId, until: DateTime<Utc>, most: u64) -> Result<u64> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values = vec![partner.0.into(), until.timestamp().into(), most.into()];
    let row = db.one(Sql::with(COUNT_AT_RISK, values))
        .await?;
    let n: i64 = row.map(|row| row.get("n")).transpose()?.unwrap_or(0);
    Ok(u64::try_from(n).unwrap_or(0))
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
        let sql = format!(
            "INSERT INTO loan_default (loan_id, partner_id, at, actor, repaid, note) VALUES {}",
            places(chunk.len(), &["BIGINT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "TEXT"])
        );
        let values = chunk.iter().flat_map(|m| -> [Value; 6] {
            [
                m.after.id.0.into(),
                m.after.partner_id.0.into(),
                m.step.at.timestamp().into(),
                m.step.actor.as_str().into(),
                m.before.repaid.0.into(),
                "".into(),
            ]
        });
        let values = values.collect();
        tx.run(Sql::with(sql, values)).await?;
    }
    Ok(())
}

/// Adds why a person gave a loan up, in the transaction in which they did.
pub async fn set_reason(tx: &Tx, loan: KivaId, reason: Reason, note: &str) -> Result<()> {
    let sql = "UPDATE loan_default SET reason = $1, note = $2 WHERE loan_id = $3";
    let values = vec![reason.name().into(), note.into(), loan.0.into()];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}

/// How these loans of the partner were given up, of those that were.
pub async fn given_up(db: &dyn Db, partner: PartnerId, loans: &[KivaId]) -> Result<Vec<GivenUp>> {
    if loans.is_empty() {
        return Ok(Vec::new());
    }
    let (named, mut values) = in_list(2, loans);
    values.insert(0, partner.0.into());
    let sql = format!(
        "SELECT loan_id, at, actor, repaid, reason, note FROM loan_default WHERE partner_id = $1 AND loan_id IN ({named})"
    );
    let rows = db.all(Sql::with(sql, values)).await?;
    rows.iter()
        .map(|row| {
            let (id, at): (i64, i64) = (row.get("loan_id")?, row.get("at")?);
            let reason: Option<String> = row.get("reason")?;
            let reason = reason.map(|reason| reason.parse()).transpose();
            Ok(GivenUp {
                loan: KivaId(id),
                at: moment::read(at, "loan_default", &id, "at")?,
                actor: row.get("actor")?,
                repaid: Minor(row.get("repaid")?),
                reason: reason.map_err(|_| corrupt("loan_default", id, "reason"))?,
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

/// Keeps a request and answers its number. [`Error::Duplicate`] while another one for the loan is open.
pub async fn insert_request(tx: &Tx, request: &Request) -> Result<i64> {
    let sql = "INSERT INTO default_request (partner_id, loan_id, state, reason, wanted, asked_by, asked_at, answer) \
               VALUES ($1,$2,$3,$4,$5,$6,$7,'') RETURNING id";
    let values = vec![
        request.partner.0.into(),
        request.loan.0.into(),
        request.state.name().into(),
        request.reason.as_str().into(),
        request.wanted.to_string().into(),
        request.asked_by.as_str().into(),
        request.asked_at.timestamp().into(),
    ];
    let row = tx.one(Sql::with(sql, values)).await?;
    let id: Option<i64> = row.map(|row| row.get("id")).transpose()?;
    Ok(id.ok_or(sea_orm::DbErr::RecordNotInserted)?)
}

/// Writes the end of a request that was open. [`Error::Stale`] when it is no more.
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
    let values = vec![partner.0.into(), id.into()];
    let row = db.one(Sql::with(sql, values)).await?;
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
    let values = vec![
        partner.0.into(),
        before.unwrap_or(i64::MAX).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let sql = requests_sql(open);
    let rows = db.all(Sql::with(sql, values)).await?;
    rows.iter().map(read_request).collect()
}

pub(crate) fn requests_sql(open: bool) -> String {
    let state = if open { "=" } else { "<>" };
    format!("{REQUEST} AND state {state} 'open' AND id < $2 ORDER BY id DESC LIMIT $3")
}

/// How many requests of a partner Kiva has not answered.
pub async fn count_open_requests(db: &dyn Db, partner: PartnerId) -> Result<u64> {
    let sql = "SELECT COUNT(*) AS n FROM default_request WHERE partner_id = $1 AND state = 'open'";
    let row = db.one(Sql::with(sql, vec![partner.0.into()]))
        .await?;
    let n: i64 = row.map(|row| row.get("n")).transpose()?.unwrap_or(0);
    Ok(u64::try_from(n).unwrap_or(0))
}

/// The requests for a loan, newest first.
pub async fn requests_of_loan(db: &dyn Db, partner: PartnerId, loan: KivaId) -> Result<Vec<Request>> {
    let sql = format!("{REQUEST} AND loan_id = $2 ORDER BY id DESC");
    let values = vec![partner.0.into(), loan.0.into()];
    let rows = db.all(Sql::with(sql, values)).await?;
    rows.iter().map(read_request).collect()
}

/// The newest request of each of these loans.
pub async fn latest_requests(db: &dyn Db, partner: PartnerId, loans: &[KivaId]) -> Result<BTreeMap<KivaId, Request>> {
    if loans.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (named, mut values) = in_list(2, loans);
    values.insert(0, partner.0.into());
    let sql = format!("{REQUEST} AND loan_id IN ({named}) ORDER BY id");
    let rows = db.all(Sql::with(sql, values)).await?;
    // A newer one takes the place of an older.
    rows.iter()
        .map(|row| read_request(row).map(|request| (request.loan, request)))
        .collect()
}

/// `$2,$3,…` for these loans, and the values.
fn in_list(first: usize, loans: &[KivaId]) -> (String, Vec<Value>) {
    let named: Vec<String> = (first..first + loans.len()).map(|n| format!("${n}")).collect();
    (named.join(","), loans.iter().map(|loan| loan.0.into()).collect())
}

fn read_request(row: &Row) -> Result<Request> {
    let id: i64 = row.get("id")?;
    let bad = |column| corrupt("default_request", id, column);
    let text = |column: &str| -> Result<String> { Ok(row.get(column)?) };
    let until: Option<String> = row.get("until")?;
    let until = until.map(|day| day.parse()).transpose().map_err(|_| bad("until"))?;
    let answered: Option<i64> = row.get("answered_at")?;
    Ok(Request {
        id,
        partner: PartnerId(row.get("partner_id")?),
        loan: KivaId(row.get("loan_id")?),
        state: match (text("state")?.as_str(), until) {
            ("open", None) => RequestState::Open,
            ("granted", Some(until)) => RequestState::Granted(until),
            ("refused", None) => RequestState::Refused,
            ("withdrawn", None) => RequestState::Withdrawn,
            _ => return Err(bad("state")),
        },
        reason: text("reason")?,
        wanted: text("wanted")?.parse().map_err(|_| bad("wanted"))?,
        asked_by: text("asked_by")?,
        asked_at: moment::read(row.get("asked_at")?, "default_request", &id, "asked_at")?,
        answer: text("answer")?,
        answered_by: row.get("answered_by")?,
        answered_at: moment::read_optional(answered, "default_request", &id, "answered_at")?,
    })
}

fn corrupt(table: &'static str, id: i64, column: &'static str) -> Error {
    Error::Corrupt {
        table,
        row: id.to_string(),
        column,
    }
}
