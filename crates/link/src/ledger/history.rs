//! What happened to each row, in order: when, in which run, by whom, with which answer.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::entity::row_event::{ActiveModel, Column, Entity};
use super::error::{LedgerError, Result};
use super::open::Ledger;

/// Entries per statement: 9 columns each.
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
#[derive(Clone)]
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

    /// Whether the same happened to the row after `last`.
    fn goes_on(&self, last: i64, next: &Happened) -> bool {
        last.checked_add(1) == Some(next.row)
            && self.event == next.event
            && self.request_id == next.request_id
            && self.answer == next.answer
    }
}

/// The same that happened to rows one after the other, as one: what happened to the first, and the last row.
fn runs(events: impl Iterator<Item = Happened>) -> Vec<(Happened, i64)> {
    let mut runs: Vec<(Happened, i64)> = Vec::new();
    for event in events {
        match runs.last_mut() {
            Some((first, last)) if first.goes_on(*last, &event) => *last = event.row,
            _ => {
                let last = event.row;
                runs.push((event, last));
            }
        }
    }
    runs
}

impl Ledger {
    /// Writes down what happened. The rows of a batch follow each other, so that it is one entry, not one for each row.
    pub(super) async fn note_events(
        &self,
        tx: &DatabaseTransaction,
        events: impl Iterator<Item = Happened>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let models: Vec<ActiveModel> = runs(events)
            .into_iter()
            .map(|(happened, last)| ActiveModel {
                first_row: Set(happened.row),
                last_row: Set(last),
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
            .filter(Column::FirstRow.lte(row))
            .filter(Column::LastRow.gte(row))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_an_entry_when_the_same_happened_to_them() {
        let sent = |row| Happened::to(row, "accepted").in_request("r");
        let events = [
            sent(4),
            sent(5),
            sent(6),
            Happened::to(7, "refused"),
            sent(8),
            sent(10),
            sent(9),
        ];
        let runs: Vec<(i64, i64)> = runs(events.into_iter())
            .iter()
            .map(|(first, last)| (first.row, *last))
            .collect();
        assert_eq!(runs, [(4, 6), (7, 7), (8, 8), (10, 10), (9, 9)]);
    }
}
