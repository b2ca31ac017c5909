//! Snapshots of a sandbox: what partners and PA2 did to loans, kept under a name and put back later.
//!
//! A snapshot is a copy of each content table beside it in the same database, so that making one and putting one back
//! are transactions like any other, on both engines. What says who may sign in or call (people, clients, keys, sessions)
//! and the audit trail are not part of it: nobody loses their sign-in, and what was done stays told.

use chrono::{DateTime, Utc};

use crate::{Db, Error, Result, migration};

/// Tables that a snapshot copies whole, each after those that its rows point to.
pub const CONTENT: &[&str] = &[
    "draft",
    "loan",
    "loan_block",
    "loan_term",
    "loan_event",
    "loan_default",
    "default_request",
    "mass_request",
    "mass_request_loan",
    "upload",
    "reported",
    "problem",
    "report",
    "report_line",
    "month_block",
    "wire",
    "archive",
    "journal",
    "idempotency",
];

/// Tables that stay as they are when a snapshot is put back. Of `setting` and `partner` some values are put back.
pub const KEPT: &[&str] = &[
    "setting",
    "partner",
    "client",
    "client_secret",
    "signing_key",
    "revoked_token",
    "person",
    "recovery_code",
    "password_link",
    "mail",
    "session",
    "audit",
    "audit_head",
    "api_call",
    "snapshot",
    "exercise",
    "photo_upload",
    "photo_piece",
];

/// The settings that belong to what happened: the clock, the next Kiva ID, how far made loans have come.
const SETTINGS: &str = "(key IN ('clock_offset_s', 'next_kiva_id') OR key LIKE 'seed:%')";

/// A snapshot that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// When it was made, in real time.
    pub made_at: DateTime<Utc>,
    /// How many loans it holds.
    pub loans: i64,
    /// Whether this program can put it back: its tables are those of today.
    pub current: bool,
}

/// All snapshots, newest first.
pub async fn all(db: &dyn Db) -> Result<Vec<Snapshot>> {
    let sql = "SELECT id, name, made_at, loans, schema_version FROM snapshot ORDER BY id DESC";
    let rows = db.all(Sql::with(sql, vec![])).await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.get(0)?;
            let made_at: i64 = row.get(2)?;
            let version: i64 = row.get(4)?;
            Ok(Snapshot {
                id,
                name: row.get(1)?,
                made_at: moment::read(made_at, "snapshot", &id, "made_at")?,
                loans: row.get(3)?,
                current: version == migration::version(),
            })
        })
        .collect()
}

/// Keeps everything as it is now under a name that is free; [`Error::Duplicate`] otherwise. Answers its number.
pub async fn save(tx: &Tx, name: &str, now: DateTime<Utc>) -> Result<i64> {
    hold(tx).await?;
    let sql = "INSERT INTO snapshot (name, made_at, loans, schema_version) \
               VALUES ($1, $2, (SELECT COUNT(*) FROM loan), $3) RETURNING id";
    let values = vec![name.into(), now.timestamp().into(), migration::version().into()];
    let row = tx.one(Sql::with(sql, values)).await?;
    let id: i64 = row.ok_or(sea_orm::DbErr::RecordNotInserted)?.get(0)?;
    for table in CONTENT.iter().chain(&["partner"]) {
        run(
            tx,
            &format!("CREATE TABLE {} AS SELECT * FROM {table}", copy(id, table)),
        )
        .await?;
    }
    let settings = copy(id, "setting");
    run(
        tx,
        &format!("CREATE TABLE {settings} AS SELECT * FROM setting WHERE {SETTINGS}"),
    )
    .await?;
    Ok(id)
}

/// Puts a snapshot back. Partners made since stay, without loans.
pub async fn restore(tx: &Tx, id: i64) -> Result<()> {
    clear(tx).await?;
    for table in CONTENT {
        run(tx, &format!("INSERT INTO {table} SELECT * FROM {}", copy(id, table))).await?;
    }
    let settings = copy(id, "setting");
    run(tx, &format!("INSERT INTO setting SELECT * FROM {settings}")).await?;
    let partners = copy(id, "partner");
    run(
        tx,
        &format!(
            "UPDATE partner SET name = s.name, profile = s.profile, config = s.config, first_period = s.first_period, \
             next_seq = s.next_seq FROM {partners} s WHERE s.id = partner.id"
        ),
    )
    .await
}

/// Takes everything away that a snapshot would hold; partners stay, without loans, and the clock shows real time.
pub async fn clear(tx: &Tx) -> Result<()> {
    hold(tx).await?;
    for table in CONTENT.iter().rev() {
        run(tx, &format!("DELETE FROM {table}")).await?;
    }
    run(tx, &format!("DELETE FROM setting WHERE {SETTINGS}")).await?;
    run(tx, "UPDATE partner SET next_seq = 0").await
}

/// Forgets a snapshot; [`Error::Stale`] when it is gone already.
pub async fn delete(tx: &Tx, id: i64) -> Result<()> {
    let sql = "DELETE FROM snapshot WHERE id = $1";
    let done = tx.run(Sql::with(sql, vec![id.into()])).await?;
    if done == 0 {
        return Err(Error::Stale { what: "The snapshot" });
    }
    for table in CONTENT.iter().chain(&["partner", "setting"]) {
        run(tx, &format!("DROP TABLE {}", copy(id, table))).await?;
    }
    Ok(())
}

/// Lets nobody else write until the transaction ends; SQLite has one writer anyway.
async fn hold(tx: &Tx) -> Result<()> {
    if tx.engine() == sea_orm::Engine::Postgres {
        let tables = CONTENT.join(", ");
        run(
            tx,
            &format!("LOCK TABLE partner, setting, {tables} IN SHARE ROW EXCLUSIVE MODE"),
        )
        .await?;
    }
    Ok(())
}

/// Name of the copy. Only numbers and table names of our own stand in it.
fn copy(id: i64, table: &str) -> String {
    format!("snapshot_{id}_{table}")
}

async fn run(tx: &Tx, sql: &str) -> Result<()> {
    tx.run(sql).await?;
    Ok(())
}
