//! Records that were pushed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use fieldlink_rows::{Ask as _, Sql, Tx, Value, sql};
use serde::{Deserialize, Serialize};

use super::{Pushed, Sheet};
use crate::ledger::error::Result;
use crate::plan::hash_of;
use crate::record::Cell;

/// Rows per statement: 7 values each, far below what either engine can bind.
const CHUNK: usize = 500;
/// How long an answer is kept for a caller that asks again: a week.
const ANSWERS_KEPT: i64 = 7 * 24 * 60 * 60;

/// A record as it was pushed. Printing it shows no value.
#[derive(Clone, PartialEq, Eq)]
pub struct PushedRow {
    /// The sender's name for it.
    pub id: String,
    /// Names and cells, in their order.
    pub fields: Vec<(String, Cell)>,
}

impl PushedRow {
    /// What it says, in whatever order it was said and whether as JSON or CSV: an empty value says nothing.
    fn said(&self) -> BTreeMap<&str, &str> {
        let said = self
            .fields
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.plain()?)));
        said.filter(|(_, value)| !value.is_empty()).collect()
    }
}

impl std::fmt::Debug for PushedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushedRow")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// One request's records.
#[derive(Debug)]
pub struct Batch<'a> {
    /// Who sends.
    pub sender: &'a str,
    /// Where they belong.
    pub sheet: Sheet,
    /// The records, each id once.
    pub rows: &'a [PushedRow],
    /// The caller's `Idempotency-Key`, with the hash of its request.
    pub request: Option<(&'a str, &'a str)>,
}

/// What became of a request's records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Took {
    /// Never seen before.
    pub new: u64,
    /// Seen before, and different now.
    pub changed: u64,
    /// Seen before, and the same.
    pub unchanged: u64,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Taken now.
    Now(Took),
    /// Taken before, with this key; the answer of then.
    Before(Took),
    /// The key was used for another request.
    OtherRequest,
}

/// How much of a sheet there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetCount {
    /// Which sheet.
    pub sheet: &'static str,
    /// Its records.
    pub rows: u64,
    /// When the newest came.
    pub latest: Option<DateTime<Utc>>,
}

impl Pushed {
    /// Takes a request's records, all or none.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing is.
    pub async fn take(&self, batch: &Batch<'_>, now: DateTime<Utc>) -> Result<Taken> {
        let now = now.timestamp();
        let tx = self.begin().await?;
        if let Some((key, hash)) = batch.request
            && let Some(before) = answered(&tx, batch.sender, key, hash).await?
        {
            return Ok(before);
        }
        let mut took = Took::default();
        for chunk in batch.rows.chunks(CHUNK) {
            self.take_chunk(&tx, batch, chunk, now, &mut took).await?;
        }
        columns(&tx, batch).await?;
        if let Some((key, hash)) = batch.request {
            tx.run(sql!(
                "INSERT INTO push_request (sender, request_key, hash, answer, received_at) VALUES ($1, $2, $3, $4, $5)",
                batch.sender,
                key,
                hash,
                serde_json::to_string(&took).unwrap_or_default(),
                now,
            ))
            .await?;
            tx.run(sql!(
                "DELETE FROM push_request WHERE received_at < $1",
                now - ANSWERS_KEPT,
            ))
            .await?;
        }
        tx.commit().await?;
        Ok(Taken::Now(took))
    }

    /// Takes a record away. Answers whether it was there.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn withdraw(&self, sheet: Sheet, id: &str) -> Result<bool> {
        let gone = sql!(
            "DELETE FROM pushed WHERE sheet = $1 AND record_id = $2",
            sheet.as_str(),
            id,
        );
        Ok(self.db.alone(gone).await? > 0)
    }

    /// The columns that the records of a sheet have had, in the order they first came.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn columns(&self, sheet: Sheet) -> Result<Vec<String>> {
        Ok(self.db.values(names(sheet)).await?)
    }

    /// Up to so many records after this number, in the order of their numbers; each with its number and sender.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn page(&self, sheet: Sheet, after: i64, most: u64) -> Result<Vec<(i64, String, PushedRow)>> {
        let page = sql!(
            "SELECT id, sender, record_id, fields FROM pushed WHERE sheet = $1 AND id > $2 ORDER BY id LIMIT $3",
            sheet.as_str(),
            after,
            most,
        );
        let mut records = Vec::new();
        for row in self.db.all(page).await? {
            let row = row.of("pushed", "id");
            let (number, id): (i64, String) = (row.get("id")?, row.get("record_id")?);
            let fields = self.opened(sheet, number, &id, &row.get::<String>("fields")?)?;
            let fields = serde_json::from_str(&fields).map_err(|_| row.bad("fields"))?;
            records.push((number, row.get("sender")?, PushedRow { id, fields }));
        }
        Ok(records)
    }

    /// How much there is of each sheet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counts(&self) -> Result<Vec<SheetCount>> {
        let mut counts = Vec::new();
        for sheet in Sheet::ALL {
            let count = sql!(
                "SELECT COUNT(*) AS n, MAX(received_at) AS latest FROM pushed WHERE sheet = $1",
                sheet.as_str(),
            );
            for row in self.db.all(count).await? {
                let row = row.of("pushed", "");
                counts.push(SheetCount {
                    sheet: sheet.as_str(),
                    rows: row.made("n", |n: i64| u64::try_from(n).ok())?,
                    latest: row.maybe_moment("latest")?,
                });
            }
        }
        Ok(counts)
    }

    async fn take_chunk(
        &self,
        tx: &Tx,
        batch: &Batch<'_>,
        chunk: &[PushedRow],
        now: i64,
        took: &mut Took,
    ) -> Result<()> {
        let sheet = batch.sheet.as_str();
        let mut sql = Sql::new("SELECT record_id, revision, hash FROM pushed WHERE sheet = ");
        sql.value(sheet)
            .say(" AND record_id IN (")
            .list(chunk.iter().map(|row| row.id.as_str()))
            .say(")");
        let mut known: HashMap<String, (i64, String)> = HashMap::new();
        for row in tx.all(sql).await? {
            known.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
        }
        let mut fresh: Vec<[Value; 7]> = Vec::new();
        let mut heard = Vec::new();
        for row in chunk {
            let hash = hash_of(&row.said(), &[]);
            let revision = match known.get(&row.id) {
                Some((_, same)) if *same == hash => {
                    took.unchanged += 1;
                    heard.push(row.id.as_str());
                    continue;
                }
                Some((revision, _)) => {
                    took.changed += 1;
                    revision + 1
                }
                None => {
                    took.new += 1;
                    1
                }
            };
            let fields = serde_json::to_string(&row.fields).unwrap_or_default();
            fresh.push([
                sheet.into(),
                row.id.as_str().into(),
                revision.into(),
                hash.into(),
                self.seal(batch.sheet, &row.id, fields)?.into(),
                batch.sender.into(),
                now.into(),
            ]);
        }
        if !heard.is_empty() {
            // It was said again, so it is not old.
            let mut sql = Sql::new("UPDATE pushed SET received_at = ");
            sql.value(now)
                .say(" WHERE sheet = ")
                .value(sheet)
                .say(" AND record_id IN (")
                .list(heard)
                .say(")");
            tx.run(sql).await?;
        }
        if !fresh.is_empty() {
            let mut sql =
                Sql::new("INSERT INTO pushed (sheet, record_id, revision, hash, fields, sender, received_at) VALUES ");
            sql.rows(fresh).say(
                " ON CONFLICT (sheet, record_id) DO UPDATE SET revision = excluded.revision, hash = excluded.hash, \
                 fields = excluded.fields, sender = excluded.sender, received_at = excluded.received_at",
            );
            tx.run(sql).await?;
        }
        Ok(())
    }
}

/// What was answered before to the request with this key.
async fn answered(tx: &Tx, sender: &str, key: &str, hash: &str) -> Result<Option<Taken>> {
    let found = sql!(
        "SELECT id, hash, answer FROM push_request WHERE sender = $1 AND request_key = $2",
        sender,
        key,
    );
    let Some(row) = tx.one(found).await? else {
        return Ok(None);
    };
    let row = row.of("push_request", "id");
    if row.get::<String>("hash")? != hash {
        return Ok(Some(Taken::OtherRequest));
    }
    Ok(Some(Taken::Before(row.json("answer")?)))
}

/// The columns of a sheet, in the order they first came.
fn names(sheet: Sheet) -> Sql {
    sql!(
        "SELECT name FROM pushed_column WHERE sheet = $1 ORDER BY id",
        sheet.as_str(),
    )
}

async fn columns(tx: &Tx, batch: &Batch<'_>) -> Result<()> {
    let mut known: BTreeSet<String> = tx.values(names(batch.sheet)).await?.into_iter().collect();
    for (name, _) in batch.rows.iter().flat_map(|row| &row.fields) {
        if known.insert(name.clone()) {
            tx.run(sql!(
                "INSERT INTO pushed_column (sheet, name) VALUES ($1, $2) ON CONFLICT (sheet, name) DO NOTHING",
                batch.sheet.as_str(),
                name,
            ))
            .await?;
        }
    }
    Ok(())
}
