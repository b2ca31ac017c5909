//! Partners' requests that Kiva defaults many loans at once, and what of all requests about defaults waits for Kiva.

use chrono::{DateTime, Utc};
use fieldlink_domain::default::{MassState, Reason};
use fieldlink_domain::ids::{KivaId, PartnerId};

use crate::loan_index::ROWS;
use crate::request_ends::{self, End};
use crate::{Ask as _, Db, Result, Row, Sql, Tx, sql};

/// A request to default many loans at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MassRequest {
    /// Number; 0 until it is kept.
    pub id: i64,
    /// Whose.
    pub partner: PartnerId,
    /// Where it is.
    pub state: MassState,
    /// Why the loans are given up.
    pub reason: Reason,
    /// The partner's words.
    pub note: String,
    /// How many loans it names.
    pub loans: i64,
    /// Label of who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Kiva's words.
    pub answer: String,
    /// Label of who answered or took it back.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

/// Keeps a request with its loans and answers its number.
pub async fn insert(tx: &Tx, request: &MassRequest, loans: &[KivaId]) -> Result<i64> {
    let sql = "INSERT INTO mass_request (partner_id, state, reason, note, loans, asked_by, asked_at, answer) \
               VALUES ($1,$2,$3,$4,$5,$6,$7,'') RETURNING id";
    let (state, reason, asked_at) = (
        request.state.name(),
        request.reason.name(),
        request.asked_at.timestamp(),
    );
    let sql = sql!(
        sql,
        request.partner.0,
        state,
        reason,
        &request.note,
        loans.len(),
        &request.asked_by,
        asked_at,
    );
    let id: i64 = tx.single(sql).await?;
    for chunk in loans.chunks(ROWS) {
        let mut sql = Sql::new("INSERT INTO mass_request_loan (request_id, loan_id) VALUES ");
        sql.rows(chunk.iter().map(|loan| [id.into(), loan.0.into()]));
        tx.run(sql).await?;
    }
    Ok(id)
}

/// Writes the end of a request that was open. [`Stale`](crate::Error::Stale) when it is no more.
pub async fn close(tx: &Tx, request: &MassRequest) -> Result<()> {
    let end = End {
        state: request.state.name(),
        answer: &request.answer,
        by: request.answered_by.as_deref(),
        at: request.answered_at,
    };
    request_ends::write(tx, ("mass_request", request.id), end, Vec::new()).await
}

const REQUEST: &str = "SELECT id, partner_id, state, reason, note, loans, asked_by, asked_at, answer, answered_by, \
    answered_at FROM mass_request WHERE partner_id = $1";

/// One request of a partner.
pub async fn find(db: &dyn Db, partner: PartnerId, id: i64) -> Result<Option<MassRequest>> {
    let sql = format!("{REQUEST} AND id = $2");
    let row = db.one(sql!(sql, partner.0, id)).await?;
    row.as_ref().map(read).transpose()
}

/// Up to `limit` requests of a partner, newest first; only those with a number below `before`.
pub async fn page(db: &dyn Db, partner: PartnerId, before: Option<i64>, limit: u64) -> Result<Vec<MassRequest>> {
    let before = before.unwrap_or(i64::MAX);
    let rows = db.all(sql!(page_sql(), partner.0, before, limit)).await?;
    rows.iter().map(read).collect()
}

pub(crate) fn page_sql() -> String {
    format!("{REQUEST} AND id < $2 ORDER BY id DESC LIMIT $3")
}

/// Up to `limit` loans of a request behind `after`, by Kiva ID. Whose the request is, is asked before.
pub async fn loans(db: &dyn Db, request: i64, after: Option<KivaId>, limit: u64) -> Result<Vec<KivaId>> {
    let sql = "SELECT loan_id FROM mass_request_loan WHERE request_id = $1 AND loan_id > $2 ORDER BY loan_id LIMIT $3";
    let after = after.map_or(i64::MIN, |loan| loan.0);
    let loans: Vec<i64> = db.values(sql!(sql, request, after, limit)).await?;
    Ok(loans.into_iter().map(KivaId).collect())
}

/// The loans of a request that are paying back: those that a default would still take, and how many of them there are
/// is at most what a request may name.
pub async fn paying_back(db: &dyn Db, request: i64) -> Result<Vec<KivaId>> {
    let sql = "SELECT m.loan_id AS id FROM mass_request_loan m JOIN loan l ON l.id = m.loan_id \
               WHERE m.request_id = $1 AND l.status = 'payingBack' ORDER BY m.loan_id";
    let loans: Vec<i64> = db.values(sql!(sql, request)).await?;
    Ok(loans.into_iter().map(KivaId).collect())
}

/// How many requests about defaults of one partner wait for Kiva.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingRequests {
    /// Whose.
    pub partner: PartnerId,
    /// Requests to default many loans at once.
    pub mass: i64,
    /// Requests not to default a loan.
    pub not_to: i64,
}

pub(crate) const WAITING: &str = "SELECT partner_id, CAST(SUM(mass) AS BIGINT) AS mass, CAST(SUM(not_to) AS BIGINT) AS not_to FROM (\
    SELECT partner_id, 1 AS mass, 0 AS not_to FROM mass_request WHERE state = 'open' UNION ALL \
    SELECT partner_id, 0 AS mass, 1 AS not_to FROM default_request WHERE state = 'open') AS t \
    GROUP BY partner_id ORDER BY partner_id";

/// What waits for Kiva, by partner; partners of whom nothing waits are left out.
pub async fn waiting(db: &dyn Db) -> Result<Vec<WaitingRequests>> {
    let rows = db.all(WAITING).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("mass_request", "partner_id");
            Ok(WaitingRequests {
                partner: PartnerId(row.get("partner_id")?),
                mass: row.get("mass")?,
                not_to: row.get("not_to")?,
            })
        })
        .collect()
}

fn read(row: &Row) -> Result<MassRequest> {
    let row = row.of("mass_request", "id");
    Ok(MassRequest {
        id: row.get("id")?,
        partner: PartnerId(row.get("partner_id")?),
        state: row.made("state", |state: String| {
            MassState::ALL.into_iter().find(|known| known.name() == state)
        })?,
        reason: row.text("reason")?,
        note: row.get("note")?,
        loans: row.get("loans")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.moment("asked_at")?,
        answer: row.get("answer")?,
        answered_by: row.get("answered_by")?,
        answered_at: row.maybe_moment("answered_at")?,
    })
}
