//! Values that all replicas share: the sandbox clock's offset, the server key, the next Kiva ID, what the database is,
//! which key its audit trail is kept under.

use crate::{Ask as _, Db, Result, Tx, sql};

/// The value of a key.
pub async fn get(db: &dyn Db, key: &str) -> Result<Option<String>> {
    Ok(db.value(sql!("SELECT value FROM setting WHERE key = $1", key)).await?)
}

/// The value of a key, which is this one when it has none; until the transaction ends nobody else changes it.
pub async fn hold(tx: &Tx, key: &str, first: &str) -> Result<String> {
    // One statement that makes, locks and answers it, on both engines.
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = setting.value \
               RETURNING value";
    let value = tx.value(sql!(sql, key, first)).await?;
    value.ok_or(crate::Error::Stale { what: "The setting" })
}

/// Sets a key.
pub async fn set(tx: &Tx, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    tx.run(sql!(sql, key, value)).await?;
    Ok(())
}

/// Sets a key that is not set, or holds this other value; whether it did.
pub async fn replace(tx: &Tx, key: &str, value: &str, other: &str) -> Result<bool> {
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value \
               WHERE setting.value = $3";
    Ok(tx.run(sql!(sql, key, value, other)).await? == 1)
}

/// Sets a key that holds something else, or nothing; whether it did. Of several that set the same, one does.
pub async fn change(tx: &Tx, key: &str, value: &str) -> Result<bool> {
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value \
               WHERE setting.value <> excluded.value";
    Ok(tx.run(sql!(sql, key, value)).await? == 1)
}

/// Sets a key to a whole number unless it holds a greater one: whoever comes last cannot set it back.
pub async fn raise(tx: &Tx, key: &str, value: i64) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value \
               WHERE CAST(setting.value AS BIGINT) < CAST(excluded.value AS BIGINT)";
    tx.run(sql!(sql, key, value.to_string())).await?;
    Ok(())
}
