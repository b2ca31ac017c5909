//! The runs that sent, or were stopped before they could.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;

use super::entity::ledger_run::{ActiveModel, Column, Entity};
use super::error::{LedgerError, Result};
use super::open::Ledger;
use super::state::State;

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunEntry {
    /// Its name in the history of rows.
    pub run: String,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// Who started it, when it was said.
    pub by: Option<String>,
    /// Who approved its plan.
    pub approved_by: Option<String>,
    /// Its exit code.
    pub exit_code: i64,
    /// Rows that the server took.
    pub sent: u64,
    /// Why it stopped: `busy`, `guards` and so on.
    pub stopped: Option<String>,
}

impl Ledger {
    /// Writes a run down.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn put_run(&self, entry: &RunEntry) -> Result<()> {
        let model = ActiveModel {
            profile: Set(self.profile.clone()),
            partner_id: Set(self.partner.0),
            run: Set(entry.run.clone()),
            at: Set(entry.at.timestamp()),
            by_name: Set(entry.by.clone()),
            approved_by: Set(entry.approved_by.clone()),
            exit_code: Set(entry.exit_code),
            sent: Set(i64::try_from(entry.sent).unwrap_or(i64::MAX)),
            stopped: Set(entry.stopped.clone()),
            ..ActiveModel::default()
        };
        Entity::insert(model).exec_without_returning(&self.db).await?;
        Ok(())
    }

    /// The last runs, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn runs(&self, most: u64) -> Result<Vec<RunEntry>> {
        let models = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .order_by_desc(Column::Id)
            .limit(most)
            .all(&self.db)
            .await?;
        models
            .into_iter()
            .map(|model| {
                let column = "at";
                Ok(RunEntry {
                    at: DateTime::from_timestamp(model.at, 0).ok_or(LedgerError::Corrupt { id: model.id, column })?,
                    run: model.run,
                    by: model.by_name,
                    approved_by: model.approved_by,
                    exit_code: model.exit_code,
                    sent: u64::try_from(model.sent).unwrap_or(0),
                    stopped: model.stopped,
                })
            })
            .collect()
    }

    /// Whether anything of this profile has ever left.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn has_sent(&self) -> Result<bool> {
        use super::entity::ledger_row::Column;
        let left = State::ALL
            .into_iter()
            .filter(|state| state.may_have_left())
            .map(State::as_str);
        let count = self.mine().filter(Column::State.is_in(left)).count(&self.db).await?;
        Ok(count > 0)
    }
}
