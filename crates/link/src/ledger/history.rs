//! What happened to each row, in order: when, in which run, by whom, with which answer.

use chrono::{DateTime, Utc};
use fieldlink_rows::{self as rows, Ask as _, Sql, Tx, Value, sql};
use serde::Serialize;

use super::error::Result;
use super::open::Ledger;

/// Entries per statement: 8 columns each.
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
        tx: &Tx,
        events: impl Iterator<Item = Happened>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        for chunk in runs(events).chunks(CHUNK) {
            let mut sql = Sql::new(
                "INSERT INTO row_event (first_row, last_row, at, run, by_name, event, request_id, answer) VALUES ",
            );
            sql.rows(chunk.iter().map(|(happened, last)| {
                [
                    Value::from(happened.row),
                    Value::from(*last),
                    Value::from(now.timestamp()),
                    Value::from(&*self.run),
                    Value::from(self.by.as_deref()),
                    Value::from(happened.event),
                    Value::from(happened.request_id.as_deref()),
                    Value::from(happened.answer.as_deref()),
                ]
            }));
            tx.run(sql).await?;
        }
        Ok(())
    }

    /// What happened to a row, oldest first.
    ///
    /// # Errors
    /// [`NoSuchRow`](super::LedgerError::NoSuchRow).
    pub async fn history(&self, row: i64) -> Result<Vec<HistoryEntry>> {
        self.row(row).await?;
        let happened = sql!(
            "SELECT id, at, run, by_name, event, request_id, answer FROM row_event \
             WHERE first_row <= $1 AND last_row >= $1 ORDER BY id",
            row,
        );
        let rows = self.db.all(happened).await?;
        Ok(rows.iter().map(read).collect::<rows::Result<_>>()?)
    }
}

fn read(row: &rows::Row) -> rows::Result<HistoryEntry> {
    let row = row.of("row_event", "id");
    Ok(HistoryEntry {
        at: row.moment("at")?,
        run: row.get("run")?,
        by: row.get("by_name")?,
        event: row.get("event")?,
        request_id: row.get("request_id")?,
        answer: row.get("answer")?,
    })
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
