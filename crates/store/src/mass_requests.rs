//! Partners' requests that Kiva defaults many loans at once, and what of all requests about defaults waits for Kiva.

use chrono::{DateTime, Utc};
use fieldlink_domain::default::{MassState, Reason};
use fieldlink_domain::ids::{KivaId, PartnerId};

use crate::loan_index::{ROWS};
use crate::request_ends::{self, End};
use crate::{Db, Error, Result};

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
    let values = vec![
        request.partner.0.into(),
        request.state.name().into(),
        request.reason.name().into(),
        request.note.as_str().into(),
        i64::try_from(loans.len()).unwrap_or(i64::MAX).into(),
        request.asked_by.as_str().into(),
        request.asked_at.timestamp().into(),
    ];
    let row = tx.one(Sql::with(sql, values)).await?;
    let id: Option<i64> = row.map(|row| row.get("id")).transpose()?;
    let id = id.ok_or(sea_orm::DbErr::RecordNotInserted)?;
    for chunk in loans.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO mass_request_loan (request_id, loan_id) VALUES {}",
            places(chunk.len(), &["BIGINT", "BIGINT"])
        );
        let values = chunk
            .iter()
            .flat_map(|loan| -> [Value; 2] { [id.into(), loan.0.into()] });
        tx.run(Sql::with(sql, values.collect()))
            .await?;
    }
    Ok(id)
}

/// Writes the end of a request that was open. [`Error::Stale`] when it is no more.
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
    let values = vec![partner.0.into(), id.into()];
    let row = db.one(Sql::with(sql, values)).await?;
    row.as_ref().map(read).transpose()
}

/// Up to `limit` requests of a partner, newest first; only those with a number below `before`.
pub async fn page(db: &dyn Db, partner: PartnerId, before: Option<i64>, limit: u64) -> Result<Vec<MassRequest>> {
    let values = vec![
        partner.0.into(),
        before.unwrap_or(i64::MAX).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let rows = db.all(Sql::with(page_sql(), values)).await?;
    rows.iter().map(read).collect()
}

pub(crate) fn page_sql() -> String {
    format!("{REQUEST} AND id < $2 ORDER BY id DESC LIMIT $3")
}

/// Up to `limit` loans of a request behind `after`, by Kiva ID. Whose the request is, is asked before.
pub async fn loans(db: &dyn Db, request: i64, after: Option<KivaId>, limit: u64) -> Result<Vec<KivaId>> {
    let sql = "SELECT loan_id FROM mass_request_loan WHERE request_id = $1 AND loan_id > $2 ORDER BY loan_id LIMIT $3";
    let values = vec![
        request.into(),
        after.map_or(i64::MIN, |loan| loan.0).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let rows = db.all(Sql::with(sql, values)).await?;
    rows.iter().map(|row| Ok(KivaId(row.get("loan_id")?))).collect()
}

/// The loans of a request that are paying back: those that a default would still take, and how many of them there are
/// is at most what a request may name.
pub async fn paying_back(db: &dyn Db, request: i64) -> Result<Vec<KivaId>> {
    let sql = "SELECT m.loan_id AS id FROM mass_request_loan m JOIN loan l ON l.id = m.loan_id \
               WHERE m.request_id = $1 AND l.status = 'payingBack' ORDER BY m.loan_id";
    let rows = db.all(Sql::with(sql, vec![request.into()]))
        .await?;
    rows.iter().map(|row| Ok(KivaId(row.get("id")?))).collect()
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
    let rows = db.all(Sql::with(WAITING, vec![])).await?;
    rows.iter()
        .map(|row| {
            Ok(WaitingRequests {
                partner: PartnerId(row.get("partner_id")?),
                mass: row.get("mass")?,
                not_to: row.get("not_to")?,
            })
        })
        .collect()
}

fn read(row: &Row) -> Result<MassRequest> {
    let id: i64 = row.get("id")?;
    let bad = |column| Error::Corrupt {
        table: "mass_request",
        row: id.to_string(),
        column,
    };
    let state: String = row.get("state")?;
    let reason: String = row.get("reason")?;
    let answered: Option<i64> = row.get("answered_at")?;
    Ok(MassRequest {
        id,
        partner: PartnerId(row.get("partner_id")?),
        state: MassState::ALL
            .into_iter()
            .find(|known| known.name() == state)
            .ok_or_else(|| bad("state"))?,
        reason: reason.parse().map_err(|_| bad("reason"))?,
        note: row.get("note")?,
        loans: row.get("loans")?,
        asked_by: row.get("asked_by")?,
        asked_at: moment::read(row.get("asked_at")?, "mass_request", &id, "asked_at")?,
        answer: row.get("answer")?,
        answered_by: row.get("answered_by")?,
        answered_at: moment::read_optional(answered, "mass_request", &id, "answered_at")?,
    })
}
