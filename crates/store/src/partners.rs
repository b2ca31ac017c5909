//! Field Partners with their profile and config.

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::{Partner, Profile};

use crate::{Ask as _, Db, Error, Held, Result, Row, Sql, Tx, sql};

const COLUMNS: &str = "id, name, profile, config, first_period";

/// One partner.
pub async fn get(db: &dyn Db, id: PartnerId) -> Result<Option<Partner>> {
    let row = db
        .one(sql!(format!("SELECT {COLUMNS} FROM partner WHERE id = $1"), id.0))
        .await?;
    row.as_ref().map(read).transpose()
}

/// One partner, held until the transaction ends: a change of part of it overwrites nobody else's.
pub async fn hold(tx: &Tx, id: PartnerId) -> Result<Option<Held<'_, Partner>>> {
    let lock = tx.engine().held();
    let row = tx
        .one(sql!(format!("SELECT {COLUMNS} FROM partner WHERE id = $1{lock}"), id.0))
        .await?;
    let partner = row.as_ref().map(read).transpose()?;
    Ok(partner.map(|partner| Held::under(tx, partner)))
}

/// Which of these partners there are.
pub async fn known(db: &dyn Db, ids: &[PartnerId]) -> Result<Vec<PartnerId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id FROM partner WHERE id IN (");
    sql.list(ids.iter().map(|id| id.0)).say(")");
    let found: Vec<i64> = db.values(sql).await?;
    Ok(found.into_iter().map(PartnerId).collect())
}

/// A partner's name.
pub async fn name(db: &dyn Db, id: PartnerId) -> Result<Option<String>> {
    Ok(db.value(sql!("SELECT name FROM partner WHERE id = $1", id.0)).await?)
}

/// What taking a report needs to know of a partner: not its config, whose hundreds of values have no part in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    /// Its number.
    pub id: PartnerId,
    /// The first month that it reports.
    pub first_period: Period,
    /// Settings.
    pub profile: Profile,
}

/// A partner as one that reports.
pub async fn reporter(db: &dyn Db, id: PartnerId) -> Result<Option<Reporter>> {
    let sql = "SELECT id, first_period, profile FROM partner WHERE id = $1";
    let Some(row) = db.one(sql!(sql, id.0)).await? else {
        return Ok(None);
    };
    let row = row.of("partner", "id");
    Ok(Some(Reporter {
        id,
        first_period: row.text("first_period")?,
        profile: row.json("profile")?,
    }))
}

/// All partners, by number.
pub async fn all(db: &dyn Db) -> Result<Vec<Partner>> {
    let rows = db
        .all(Sql::new(format!("SELECT {COLUMNS} FROM partner ORDER BY id")))
        .await?;
    rows.iter().map(read).collect()
}

/// Up to `limit` partners, by number; only those behind `after`.
pub async fn page(db: &dyn Db, after: Option<PartnerId>, limit: u64) -> Result<Vec<Partner>> {
    let sql = format!("SELECT {COLUMNS} FROM partner WHERE id > $1 ORDER BY id LIMIT $2");
    let rows = db
        .all(sql!(sql, after.map_or(i64::MIN, |after| after.0), limit))
        .await?;
    rows.iter().map(read).collect()
}

/// Adds a partner; [`Error::Duplicate`] if the number is taken.
pub async fn insert(tx: &Tx, partner: &Partner, now: DateTime<Utc>) -> Result<()> {
    let sql = format!("INSERT INTO partner ({COLUMNS}, next_seq, created_at) VALUES ($1,$2,$3,$4,$5,0,$6)");
    let (profile, config) = written(partner)?;
    let first = partner.first_period.to_string();
    tx.run(sql!(
        sql,
        partner.id.0,
        &partner.name,
        profile,
        config,
        first,
        now.timestamp()
    ))
    .await?;
    Ok(())
}

/// Replaces name, profile, config and first period of a partner that is held.
pub async fn save(tx: &Tx, partner: &Held<'_, Partner>) -> Result<()> {
    let sql = "UPDATE partner SET name = $1, profile = $2, config = $3, first_period = $4 WHERE id = $5";
    let (profile, config) = written(partner)?;
    let first = partner.first_period.to_string();
    match tx
        .run(sql!(sql, &partner.name, profile, config, first, partner.id.0))
        .await?
    {
        0 => Err(Error::Stale { what: "The partner" }),
        _ => Ok(()),
    }
}

/// Profile and config as JSON.
fn written(partner: &Partner) -> Result<(String, String)> {
    let bad = |column| move |_| Error::corrupt("partner", partner.id, column);
    Ok((
        serde_json::to_string(&partner.profile).map_err(bad("profile"))?,
        serde_json::to_string(&partner.config).map_err(bad("config"))?,
    ))
}

fn read(row: &Row) -> Result<Partner> {
    let row = row.of("partner", "id");
    Ok(Partner {
        id: PartnerId(row.get("id")?),
        name: row.get("name")?,
        profile: row.json("profile")?,
        config: row.json("config")?,
        first_period: row.text("first_period")?,
    })
}
