//! What stands in for the second step of signing in. A code is kept as a keyed hash, and counts once.

use chrono::{DateTime, Utc};

use crate::{Db, Result};

/// Puts these codes in the place of all that a person had.
pub async fn replace(tx: &Tx, person: i64, macs: &[String]) -> Result<()> {
    let forget = "DELETE FROM recovery_code WHERE person_id = $1";
    tx.run(Sql::with(forget, vec![person.into()]))
        .await?;
    if macs.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (0..macs.len()).map(|n| format!("($1, ${})", n + 2)).collect();
    let sql = format!("INSERT INTO recovery_code (person_id, mac) VALUES {}", rows.join(", "));
    let values = std::iter::once(person.into())
        .chain(macs.iter().map(|mac| mac.as_str().into()))
        .collect();
    tx.run(Sql::with(&sql, values)).await?;
    Ok(())
}

/// Takes a code; whether the person has it and had not used it yet.
pub async fn take(tx: &Tx, person: i64, mac: &str, now: DateTime<Utc>) -> Result<bool> {
    let sql = "UPDATE recovery_code SET used_at = $1 WHERE person_id = $2 AND mac = $3 AND used_at IS NULL";
    let values = vec![now.timestamp().into(), person.into(), mac.into()];
    let done = tx.run(Sql::with(sql, values)).await?;
    Ok(done == 1)
}

/// How many codes a person has left.
pub async fn left(db: &dyn Db, person: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL";
    let row = db.one(Sql::with(sql, vec![person.into()]))
        .await?;
    Ok(row.map(|row| row.get(0)).transpose()?.unwrap_or(0))
}
