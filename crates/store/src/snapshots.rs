//! Snapshots of a sandbox: what partners and PA2 did to loans, kept under a name and put back later.
//!
//! A snapshot is a copy of each content table beside it in the same database, so that making one and putting one back
//! are transactions like any other, on both engines. What says who may sign in or call (people, clients, keys, sessions)
//! and the audit trail are not part of it: nobody loses their sign-in, and what was done stays told.

use chrono::{DateTime, Utc};

use crate::migration::MIGRATIONS;
use crate::{Ask as _, Db, Engine, Error, Result, Sql, Tx, sql};

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
    let rows = db.all(sql).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("snapshot", "id");
            Ok(Snapshot {
                id: row.get("id")?,
                name: row.get("name")?,
                made_at: row.moment("made_at")?,
                loans: row.get("loans")?,
                current: row.get::<i64>("schema_version")? == MIGRATIONS.newest(),
            })
        })
        .collect()
}

/// Keeps everything as it is now under a name that is free; [`Error::Duplicate`] otherwise. Answers its number.
pub async fn save(tx: &Tx, name: &str, now: DateTime<Utc>) -> Result<i64> {
    hold(tx).await?;
    let sql = "INSERT INTO snapshot (name, made_at, loans, schema_version) \
               VALUES ($1, $2, (SELECT COUNT(*) FROM loan), $3) RETURNING id";
    let id: i64 = tx.single(sql!(sql, name, now.timestamp(), MIGRATIONS.newest())).await?;
    for table in CONTENT.iter().chain(&["partner"]) {
        tx.run(Sql::new(format!(
            "CREATE TABLE {} AS SELECT * FROM {table}",
            copy(id, table)
        )))
        .await?;
    }
    let settings = copy(id, "setting");
    tx.run(Sql::new(format!(
        "CREATE TABLE {settings} AS SELECT * FROM setting WHERE {SETTINGS}"
    )))
    .await?;
    Ok(id)
}

/// Puts a snapshot back. Partners made since stay, without loans.
pub async fn restore(tx: &Tx, id: i64) -> Result<()> {
    clear(tx).await?;
    for table in CONTENT {
        tx.run(Sql::new(format!(
            "INSERT INTO {table} SELECT * FROM {}",
            copy(id, table)
        )))
        .await?;
    }
    let settings = copy(id, "setting");
    tx.run(Sql::new(format!("INSERT INTO setting SELECT * FROM {settings}")))
        .await?;
    let partners = copy(id, "partner");
    tx.run(Sql::new(format!(
        "UPDATE partner SET name = s.name, profile = s.profile, config = s.config, first_period = s.first_period, \
         next_seq = s.next_seq FROM {partners} s WHERE s.id = partner.id"
    )))
    .await?;
    Ok(())
}

/// Takes everything away that a snapshot would hold; partners stay, without loans, and the clock shows real time.
pub async fn clear(tx: &Tx) -> Result<()> {
    hold(tx).await?;
    for table in CONTENT.iter().rev() {
        tx.run(Sql::new(format!("DELETE FROM {table}"))).await?;
    }
    tx.run(Sql::new(format!("DELETE FROM setting WHERE {SETTINGS}")))
        .await?;
    tx.run("UPDATE partner SET next_seq = 0").await?;
    Ok(())
}

/// Forgets a snapshot; [`Error::Stale`] when it is gone already.
pub async fn delete(tx: &Tx, id: i64) -> Result<()> {
    let sql = "DELETE FROM snapshot WHERE id = $1";
    if tx.run(sql!(sql, id)).await? == 0 {
        return Err(Error::Stale { what: "The snapshot" });
    }
    for table in CONTENT.iter().chain(&["partner", "setting"]) {
        tx.run(Sql::new(format!("DROP TABLE {}", copy(id, table)))).await?;
    }
    Ok(())
}

/// Lets nobody else write until the transaction ends; SQLite has one writer anyway.
async fn hold(tx: &Tx) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        let tables = CONTENT.join(", ");
        tx.run(Sql::new(format!(
            "LOCK TABLE partner, setting, {tables} IN SHARE ROW EXCLUSIVE MODE"
        )))
        .await?;
    }
    Ok(())
}

/// Name of the copy. Only numbers and table names of our own stand in it.
fn copy(id: i64, table: &str) -> String {
    format!("snapshot_{id}_{table}")
}
