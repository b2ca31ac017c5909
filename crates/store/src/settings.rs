//! Values that all replicas share: the sandbox clock's offset, the server key, the next Kiva ID.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::entity::setting;
use crate::{Db, Result};

/// The value of a key.
pub async fn get(db: &dyn Db, key: &str) -> Result<Option<String>> {
    let row = setting::Entity::find_by_id(key).one(&db.connection()).await?;
    Ok(row.map(|r| r.value))
}

/// Sets a key.
pub async fn set(db: &dyn Db, key: &str, value: &str) -> Result<()> {
    let row = setting::ActiveModel {
        key: Set(key.into()),
        value: Set(value.into()),
    };
    setting::Entity::insert(row)
        .on_conflict(
            OnConflict::column(setting::Column::Key)
                .update_column(setting::Column::Value)
                .to_owned(),
        )
        .exec_without_returning(&db.connection())
        .await?;
    Ok(())
}
