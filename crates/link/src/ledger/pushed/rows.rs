//! Records that were pushed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::entity::{push_request, pushed, pushed_column};
use super::{Pushed, Sheet};
use crate::ledger::error::{LedgerError, Result};
use crate::plan::hash_of;

/// Rows per statement: 8 columns each, far below what either engine can bind.
const CHUNK: usize = 500;
/// How long an answer is kept for a caller that asks again: a week.
const ANSWERS_KEPT: i64 = 7 * 24 * 60 * 60;

/// A record as it was pushed. Printing it shows no value.
#[derive(Clone, PartialEq, Eq)]
pub struct PushedRow {
    /// The sender's name for it.
    pub id: String,
    /// Names and values, in their order.
    pub fields: Vec<(String, Option<String>)>,
}

impl PushedRow {
    /// What it says, in whatever order it was said and whether as JSON or CSV: an empty value says nothing.
    fn said(&self) -> BTreeMap<&str, &str> {
        let said = self
            .fields
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?)));
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
            && let Some(before) = answered(&tx, batch.sender, key).await?
        {
            return Ok(match serde_json::from_str(&before.answer) {
                _ if before.hash != hash => Taken::OtherRequest,
                Ok(took) => Taken::Before(took),
                Err(_) => return Err(corrupt(before.id, "answer")),
            });
        }
        let mut took = Took::default();
        for chunk in batch.rows.chunks(CHUNK) {
            self.take_chunk(&tx, batch, chunk, now, &mut took).await?;
        }
        columns(&tx, batch).await?;
        if let Some((key, hash)) = batch.request {
            let answer = push_request::ActiveModel {
                sender: Set(batch.sender.to_owned()),
                request_key: Set(key.to_owned()),
                hash: Set(hash.to_owned()),
                answer: Set(serde_json::to_string(&took).unwrap_or_default()),
                received_at: Set(now),
                ..Default::default()
            };
            push_request::Entity::insert(answer).exec(&tx).await?;
            push_request::Entity::delete_many()
                .filter(push_request::Column::ReceivedAt.lt(now - ANSWERS_KEPT))
                .exec(&tx)
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
        let gone = pushed::Entity::delete_many()
            .filter(pushed::Column::Sheet.eq(sheet.as_str()))
            .filter(pushed::Column::RecordId.eq(id))
            .exec(&self.db)
            .await?;
        Ok(gone.rows_affected > 0)
    }

    /// The columns that the records of a sheet have had, in the order they first came.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn columns(&self, sheet: Sheet) -> Result<Vec<String>> {
        let columns = pushed_column::Entity::find()
            .filter(pushed_column::Column::Sheet.eq(sheet.as_str()))
            .order_by_asc(pushed_column::Column::Id)
            .all(&self.db)
            .await?;
        Ok(columns.into_iter().map(|column| column.name).collect())
    }

    /// Up to so many records after this number, in the order of their numbers; each with its number and sender.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn page(&self, sheet: Sheet, after: i64, most: u64) -> Result<Vec<(i64, String, PushedRow)>> {
        let rows = pushed::Entity::find()
            .filter(pushed::Column::Sheet.eq(sheet.as_str()))
            .filter(pushed::Column::Id.gt(after))
            .order_by_asc(pushed::Column::Id)
            .limit(most)
            .all(&self.db)
            .await?;
        rows.into_iter()
            .map(|row| {
                let fields = self.opened(sheet, row.id, &row.record_id, &row.fields)?;
                let fields = serde_json::from_str(&fields).map_err(|_| corrupt(row.id, "fields"))?;
                let id = row.record_id;
                Ok((row.id, row.sender, PushedRow { id, fields }))
            })
            .collect()
    }

    /// How much there is of each sheet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counts(&self) -> Result<Vec<SheetCount>> {
        let mut counts = Vec::new();
        for sheet in Sheet::ALL {
            let of_sheet = pushed::Entity::find().filter(pushed::Column::Sheet.eq(sheet.as_str()));
            let rows = of_sheet.clone().count(&self.db).await?;
            let latest = of_sheet
                .order_by_desc(pushed::Column::ReceivedAt)
                .limit(1)
                .one(&self.db)
                .await?;
            counts.push(SheetCount {
                sheet: sheet.as_str(),
                rows,
                latest: latest.and_then(|row| DateTime::from_timestamp(row.received_at, 0)),
            });
        }
        Ok(counts)
    }

    async fn take_chunk(
        &self,
        tx: &DatabaseTransaction,
        batch: &Batch<'_>,
        chunk: &[PushedRow],
        now: i64,
        took: &mut Took,
    ) -> Result<()> {
        let sheet = batch.sheet.as_str();
        let ids: Vec<&str> = chunk.iter().map(|row| row.id.as_str()).collect();
        let known: std::collections::HashMap<String, (i64, String)> = pushed::Entity::find()
            .filter(pushed::Column::Sheet.eq(sheet))
            .filter(pushed::Column::RecordId.is_in(ids))
            .all(tx)
            .await?
            .into_iter()
            .map(|row| (row.record_id, (row.revision, row.hash)))
            .collect();
        let mut models = Vec::new();
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
            models.push(pushed::ActiveModel {
                sheet: Set(sheet.to_owned()),
                record_id: Set(row.id.clone()),
                revision: Set(revision),
                hash: Set(hash),
                fields: Set(self.seal(
                    batch.sheet,
                    &row.id,
                    serde_json::to_string(&row.fields).unwrap_or_default(),
                )?),
                sender: Set(batch.sender.to_owned()),
                received_at: Set(now),
                ..Default::default()
            });
        }
        if !heard.is_empty() {
            // It was said again, so it is not old.
            pushed::Entity::update_many()
                .col_expr(pushed::Column::ReceivedAt, Expr::value(now))
                .filter(pushed::Column::Sheet.eq(sheet))
                .filter(pushed::Column::RecordId.is_in(heard))
                .exec(tx)
                .await?;
        }
        if models.is_empty() {
            return Ok(());
        }
        let fresh = [
            pushed::Column::Revision,
            pushed::Column::Hash,
            pushed::Column::Fields,
            pushed::Column::Sender,
            pushed::Column::ReceivedAt,
        ];
        pushed::Entity::insert_many(models)
            .on_conflict(
                OnConflict::columns([pushed::Column::Sheet, pushed::Column::RecordId])
                    .update_columns(fresh)
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        Ok(())
    }
}

async fn answered(tx: &DatabaseTransaction, sender: &str, key: &str) -> Result<Option<push_request::Model>> {
    let found = push_request::Entity::find()
        .filter(push_request::Column::Sender.eq(sender))
        .filter(push_request::Column::RequestKey.eq(key))
        .one(tx)
        .await?;
    Ok(found)
}

async fn columns(tx: &DatabaseTransaction, batch: &Batch<'_>) -> Result<()> {
    let sheet = batch.sheet.as_str();
    let mut known: BTreeSet<String> = pushed_column::Entity::find()
        .filter(pushed_column::Column::Sheet.eq(sheet))
        .all(tx)
        .await?
        .into_iter()
        .map(|column| column.name)
        .collect();
    for (name, _) in batch.rows.iter().flat_map(|row| &row.fields) {
        if known.insert(name.clone()) {
            let column = pushed_column::ActiveModel {
                sheet: Set(sheet.to_owned()),
                name: Set(name.clone()),
                ..Default::default()
            };
            pushed_column::Entity::insert(column)
                .on_conflict(
                    OnConflict::columns([pushed_column::Column::Sheet, pushed_column::Column::Name])
                        .do_nothing()
                        .to_owned(),
                )
                .exec_without_returning(tx)
                .await?;
        }
    }
    Ok(())
}

fn corrupt(id: i64, column: &'static str) -> LedgerError {
    LedgerError::Corrupt { id, column }
}
