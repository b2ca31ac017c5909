//! What stands in for the second step of signing in. A code is kept as a keyed hash, and counts once.

use chrono::{DateTime, Utc};

use crate::{Ask as _, Db, Result, Sql, Tx, sql};

/// Puts these codes in the place of all that a person had.
pub async fn replace(tx: &Tx, person: i64, macs: &[String]) -> Result<()> {
    tx.run(sql!("DELETE FROM recovery_code WHERE person_id = $1", person))
        .await?;
    if macs.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("INSERT INTO recovery_code (person_id, mac) VALUES ");
    sql.rows(macs.iter().map(|mac| [person.into(), mac.into()]));
    tx.run(sql).await?;
    Ok(())
}

/// Takes a code; whether the person has it and had not used it yet.
pub async fn take(tx: &Tx, person: i64, mac: &str, now: DateTime<Utc>) -> Result<bool> {
    let sql = "UPDATE recovery_code SET used_at = $1 WHERE person_id = $2 AND mac = $3 AND used_at IS NULL";
    Ok(tx.run(sql!(sql, now.timestamp(), person, mac)).await? == 1)
}

/// How many codes a person has left.
pub async fn left(db: &dyn Db, person: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL";
    Ok(db.single(sql!(sql, person)).await?)
}
