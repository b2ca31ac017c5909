//! What the blocks of a partner's list add to a month, kept beside the loans so that a month's page need not read them.
//!
//! Nothing here is told of a change: a kept part carries the versions of what it was made of, and is used only while they
//! still are the newest. They are read before the loans are, so a part is never taken for newer than it is, however many
//! processes make and keep parts at once.

use std::collections::BTreeMap;

use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::statement::Part;

use crate::loan_index::{BLOCK, ROWS, TAKE_REPAYMENTS};
use crate::loan_row::json;
use crate::{Ask as _, Db, Result, Row, Sql, Tx, sql};

/// The terms under which the parts of a final report are kept.
const FINAL: &str = "final";

/// The block that a place of the list is in.
pub fn block_of(seq: i64) -> i64 {
    seq / BLOCK
}

/// The last place of the list that a block has room for.
pub fn last_of(block: i64) -> i64 {
    (block + 1) * BLOCK - 1
}

/// A part with what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The block.
    pub block: i64,
    /// Version of its loans.
    pub version: i64,
    /// The newest upload of the month.
    pub upload_id: i64,
    /// The terms of billing, as the caller writes them.
    pub terms: String,
    /// What the block adds to the month.
    pub part: Part,
}

/// The blocks that hold loans that take repayments, with the version of these loans: it goes up when they change.
pub async fn versions(db: &dyn Db, partner: PartnerId) -> Result<BTreeMap<i64, i64>> {
    let [paying_back, defaulted] = TAKE_REPAYMENTS.map(LoanStatus::as_str);
    let sql = format!(
        "SELECT block, CAST(SUM(n) AS BIGINT), CAST(SUM(version) AS BIGINT) FROM loan_block \
         WHERE partner_id = $1 AND status IN ('{paying_back}', '{defaulted}') GROUP BY block"
    );
    let rows = db.all(sql!(sql, partner.0)).await?;
    let mut versions = BTreeMap::new();
    for row in rows {
        let n: i64 = row.get(1)?;
        if n > 0 {
            versions.insert(row.get(0)?, row.get(2)?);
        }
    }
    Ok(versions)
}

/// The parts of a month that were kept, old ones too.
pub async fn kept(db: &dyn Db, partner: PartnerId, period: Period) -> Result<Vec<Kept>> {
    let sql = "SELECT block, version, upload_id, terms, part FROM month_block \
               WHERE partner_id = $1 AND period = $2 ORDER BY block";
    let rows = db.all(sql!(sql, partner.0, period.to_string())).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Kept> {
    let row = row.of("month_block", "block");
    Ok(Kept {
        block: row.get("block")?,
        version: row.get("version")?,
        upload_id: row.get("upload_id")?,
        terms: row.get("terms")?,
        part: row.json("part")?,
    })
}

/// The parts of a final month.
pub async fn kept_final(db: &dyn Db, partner: PartnerId, period: Period) -> Result<BTreeMap<i64, Part>> {
    let kept = kept(db, partner, period).await?.into_iter();
    Ok(kept
        .filter(|kept| kept.terms == FINAL)
        .map(|kept| (kept.block, kept.part))
        .collect())
}

/// Keeps parts of a month in place of older ones; those of a final month stay.
pub async fn keep(tx: &Tx, partner: PartnerId, period: Period, parts: &[Kept]) -> Result<()> {
    let period = period.to_string();
    for chunk in parts.chunks(ROWS) {
        let rows = chunk.iter().map(|kept| {
            Ok([
                partner.0.into(),
                period.as_str().into(),
                kept.block.into(),
                kept.version.into(),
                kept.upload_id.into(),
                kept.terms.as_str().into(),
                json(&kept.part)?.into(),
            ])
        });
        let mut sql =
            Sql::new("INSERT INTO month_block (partner_id, period, block, version, upload_id, terms, part) VALUES ");
        sql.rows(rows.collect::<Result<Vec<_>>>()?).say(
            " ON CONFLICT (partner_id, period, block) DO UPDATE SET version = excluded.version, \
             upload_id = excluded.upload_id, terms = excluded.terms, part = excluded.part \
             WHERE month_block.terms <> ",
        );
        sql.value(FINAL);
        tx.run(sql).await?;
    }
    Ok(())
}

/// Keeps the parts of a month that this transaction makes final.
pub async fn keep_final(tx: &Tx, partner: PartnerId, period: Period, parts: BTreeMap<i64, Part>) -> Result<()> {
    let parts: Vec<Kept> = parts
        .into_iter()
        .map(|(block, part)| Kept {
            block,
            version: 0,
            upload_id: 0,
            terms: FINAL.to_owned(),
            part,
        })
        .collect();
    keep(tx, partner, period, &parts).await
}
