//! Values that all replicas share: the sandbox clock's offset, the server key, the next Kiva ID.


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

/// Sets a key to a whole number unless it holds a greater one: whoever comes last cannot set it back.
pub async fn raise(db: &dyn Db, key: &str, value: i64) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value \
               WHERE CAST(setting.value AS BIGINT) < CAST(excluded.value AS BIGINT)";
    let values = vec![key.into(), value.to_string().into()];
    db.run(Sql::with(sql, values)).await?;
    Ok(())
}
