//! Many rows as one: a JSON array of arrays, made by the database. Handing a page of rows over from the driver's thread,
//! value by value, costs more than finding them.

use serde::de::DeserializeOwned;

use crate::{Ask as _, Db, Engine, Error, Result, Sql};

/// A statement that answers one text: for each row of `from`, a table expression with its conditions, these `columns`.
pub(crate) fn sql(engine: Engine, columns: &str, from: &str) -> String {
    match engine {
        Engine::Sqlite => format!("SELECT json_group_array(json_array({columns})) FROM {from}"),
        Engine::Postgres => {
            format!("SELECT CAST(COALESCE(json_agg(json_build_array({columns})), '[]') AS TEXT) FROM {from}")
        }
    }
}

/// The rows that such a statement gathers from `table`, in no order.
pub(crate) async fn rows<T: DeserializeOwned>(db: &dyn Db, table: &'static str, sql: Sql) -> Result<Vec<T>> {
    let json: Option<String> = db.value(sql).await?;
    // Not the error's own words: they repeat the value, which may be a person's name.
    serde_json::from_str(json.as_deref().unwrap_or("[]")).map_err(|error| {
        let place = format!("(at character {} of those gathered)", error.column());
        Error::corrupt(table, place, "(any)")
    })
}
