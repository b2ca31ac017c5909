//! What happened to each row, in order: when, in which run, by whom, with which answer.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::entity::row_event::{ActiveModel, Column, Entity};
use super::error::{LedgerError, Result};
use super::open::Ledger;

/// Rows per statement: 8 columns each.
const CHUNK: usize = 500;

/// One thing that happened to a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// In which run of the program.
    pub run: String,
    /// The person that the run named: who approved the plan, held or resolved the row.
    pub by: Option<String>,
    /// What.
    pub event: String,
    /// The request it left in.
    pub request_id: Option<String>,
    /// What was answered, in short.
    pub answer: Option<String>,
}

/// Something that happens now.
pub(super) struct Happened {
    row: i64,
    event: &'static str,
    request_id: Option<String>,
    answer: Option<String>,
}

impl Happened {
    pub(super) fn to(row: i64, event: &'static str) -> Happened {
        Happened {
            row,
            event,
            request_id: None,
            answer: None,
        }
    }

    pub(super) fn in_request(self, request_id: &str) -> Happened {
        Happened {
            request_id: Some(request_id.to_owned()),
            ..self
        }
    }

    pub(super) fn answered(self, answer: String) -> Happened {
        Happened {
            answer: Some(answer),
            ..self
        }
    }
}

impl Ledger {
    pub(super) async fn note_events(
        &self,
        tx: &DatabaseTransaction,
        events: impl Iterator<Item = Happened>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let models: Vec<ActiveModel> = events
            .map(|happened| ActiveModel {
                row_id: Set(happened.row),
                at: Set(now.timestamp()),
                run: Set(self.run.to_string()),
                by_name: Set(self.by.as_deref().map(str::to_owned)),
                event: Set(happened.event.to_owned()),
                request_id: Set(happened.request_id),
                answer: Set(happened.answer),
                ..ActiveModel::default()
            })
            .collect();
        for chunk in models.chunks(CHUNK) {
            Entity::insert_many(chunk.iter().cloned())
                .exec_without_returning(tx)
                .await?;
        }
        Ok(())
    }

    /// What happened to a row, oldest first.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchRow`].
    pub async fn history(&self, row: i64) -> Result<Vec<HistoryEntry>> {
        self.row(row).await?;
        let models = Entity::find()
            .filter(Column::RowId.eq(row))
            .order_by_asc(Column::Id)
            .all(&self.db)
            .await?;
        models
            .into_iter()
            .map(|model| {
                Ok(HistoryEntry {
                    at: DateTime::from_timestamp(model.at, 0).ok_or(LedgerError::Corrupt { id: row, column: "at" })?,
                    run: model.run,
                    by: model.by_name,
                    event: model.event,
                    request_id: model.request_id,
                    answer: model.answer,
                })
            })
            .collect()
    }
}
