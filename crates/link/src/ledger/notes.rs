//! Small things that a profile remembers by name.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;

use super::entity::ledger_note::{ActiveModel, Column, Entity, Model};
use super::error::{LedgerError, Result};
use super::open::Ledger;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Its name.
    pub name: String,
    /// What it says.
    pub value: String,
    /// Who wrote it.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Ledger {
    /// A note by its name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn note(&self, name: &str) -> Result<Option<Note>> {
        let model = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Name.eq(name))
            .one(&self.db)
            .await?;
        model.map(read).transpose()
    }

    /// The notes whose names begin so, in their order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn notes(&self, beginning: &str) -> Result<Vec<Note>> {
        let models = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Name.starts_with(beginning))
            .order_by_asc(Column::Name)
            .all(&self.db)
            .await?;
        models.into_iter().map(read).collect()
    }

    /// Writes a note, over one of the same name.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn put_note(&self, name: &str, value: &str, now: DateTime<Utc>) -> Result<()> {
        let same = OnConflict::columns([Column::Profile, Column::PartnerId, Column::Name])
            .update_columns([Column::Value, Column::ByName, Column::UpdatedAt])
            .to_owned();
        Entity::insert(self.note_model(name, value, now))
            .on_conflict(same)
            .exec_without_returning(&self.db)
            .await?;
        Ok(())
    }

    /// Writes a note unless there is one of that name, and answers what stands there.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn note_or(&self, name: &str, value: &str, now: DateTime<Utc>) -> Result<Note> {
        let same = OnConflict::columns([Column::Profile, Column::PartnerId, Column::Name])
            .do_nothing()
            .to_owned();
        Entity::insert(self.note_model(name, value, now))
            .on_conflict(same)
            .exec_without_returning(&self.db)
            .await?;
        self.note(name).await?.ok_or(LedgerError::Corrupt {
            id: 0,
            column: "ledger_note",
        })
    }

    /// Takes a note away.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn drop_note(&self, name: &str) -> Result<()> {
        Entity::delete_many()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Name.eq(name))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    fn note_model(&self, name: &str, value: &str, now: DateTime<Utc>) -> ActiveModel {
        ActiveModel {
            profile: Set(self.profile.clone()),
            partner_id: Set(self.partner.0),
            name: Set(name.to_owned()),
            value: Set(value.to_owned()),
            by_name: Set(self.by.as_deref().map(str::to_owned)),
            updated_at: Set(now.timestamp()),
            ..ActiveModel::default()
        }
    }
}

fn read(model: Model) -> Result<Note> {
    let column = "updated_at";
    Ok(Note {
        at: DateTime::from_timestamp(model.updated_at, 0).ok_or(LedgerError::Corrupt { id: model.id, column })?,
        name: model.name,
        value: model.value,
        by: model.by_name,
    })
}
