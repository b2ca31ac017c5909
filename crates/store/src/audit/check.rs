//! Reading the trail as it stands, to check it: nothing in it is taken for right.

use std::collections::BTreeSet;

use super::{ACTS, Act, act_of};
use crate::{Ask as _, Db, Result, Row, sql};

/// A row as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// Its own number, among all chains.
    pub id: i64,
    /// The number in its chain that it says it has.
    pub seq: i64,
    /// What it says was done.
    pub act: Act,
    /// The hash it says it has.
    pub hash: String,
    /// What vouches for it; nothing before there were keys.
    pub mac: Option<String>,
}

/// The end of a chain as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptHead {
    /// Number of the last row.
    pub seq: i64,
    /// The hash of the last row.
    pub hash: String,
    /// What vouches for it.
    pub mac: Option<String>,
}

/// The numbers of all chains that have a row or an end.
pub async fn chains(db: &dyn Db) -> Result<BTreeSet<i64>> {
    let all: Vec<i64> = db
        .values("SELECT chain FROM audit_head UNION SELECT chain FROM audit")
        .await?;
    Ok(all.into_iter().collect())
}

/// The end of a chain; none where it has none.
pub async fn kept_head(db: &dyn Db, chain: i64) -> Result<Option<KeptHead>> {
    let row = db
        .one(sql!("SELECT seq, hash, mac FROM audit_head WHERE chain = $1", chain))
        .await?;
    let head = row.map(|row| {
        Ok::<_, crate::DatabaseError>(KeptHead {
            seq: row.get("seq")?,
            hash: row.get("hash")?,
            mac: row.get("mac")?,
        })
    });
    Ok(head.transpose()?)
}

/// Rows of a chain after the one with this number in it and this number of its own, in their order; none in place of one that
/// cannot be read. A number that stands there twice comes twice.
pub async fn kept_rows(db: &dyn Db, chain: i64, (seq, id): (i64, i64), limit: u64) -> Result<Vec<Option<KeptRow>>> {
    let sql = format!("{ACTS} AND (seq > $2 OR (seq = $2 AND id > $3)) ORDER BY seq, id LIMIT $4");
    let rows = db.all(sql!(sql, chain, seq, id, limit)).await?;
    Ok(rows.iter().map(|row| kept_row(row).ok()).collect())
}

fn kept_row(row: &Row) -> Result<KeptRow> {
    let row = row.of("audit", "id");
    Ok(KeptRow {
        id: row.get("id")?,
        seq: row.get("seq")?,
        act: act_of(&row)?,
        hash: row.get("hash")?,
        mac: row.get("mac")?,
    })
}
