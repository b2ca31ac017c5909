//! What a query or a database holds, for `init` and `doctor`.

use fieldlink_say::{Message, message};

use super::read_only;
use crate::config::{SourceKind, TableRef};
use crate::source::{Place, SourceError};

/// What the list of tables is asked for.
pub(super) const SECTION: &str = "the list of tables";
/// As many columns of a table are named as a person reads.
const MOST: usize = 60;

/// The columns of a query's first row; none when it has no rows.
///
/// # Errors
/// When the database cannot be reached or the query fails.
pub async fn of_query(place: &Place, table: &TableRef<'_>) -> Result<Option<Vec<String>>, SourceError> {
    let mut records = place.records(table);
    match records.next().await {
        None => Ok(None),
        Some(record) => Ok(Some(record?.columns().map(str::to_owned).collect())),
    }
}

/// The tables of the database with their columns, in order.
///
/// # Errors
/// When the database cannot be reached.
pub async fn tables(place: &Place) -> Result<Vec<(String, Vec<String>)>, SourceError> {
    let query = match place.source().kind {
        SourceKind::Postgres => {
            "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY table_schema, table_name, ordinal_position"
        }
        SourceKind::Mysql => {
            "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position"
        }
        SourceKind::Mssql => {
            "SELECT table_name AS t, column_name AS c FROM information_schema.columns ORDER BY table_schema, table_name, ordinal_position"
        }
        SourceKind::Odbc => return by_odbc(place).await,
        _ => {
            "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid"
        }
    };
    let table = TableRef {
        section: SECTION,
        source: place.name(),
        query: Some(query),
        sheet: None,
        file: None,
        since: None,
    };
    let mut records = place.records(&table);
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    while let Some(record) = records.next().await {
        let record = record?;
        let (Some(Some(name)), Some(Some(column))) = (record.get("t"), record.get("c")) else {
            continue;
        };
        match tables.last_mut() {
            Some((last, columns)) if last == name => columns.push(column.to_owned()),
            _ => tables.push((name.to_owned(), vec![column.to_owned()])),
        }
    }
    Ok(tables)
}

#[cfg(feature = "odbc")]
async fn by_odbc(place: &Place) -> Result<Vec<(String, Vec<String>)>, SourceError> {
    super::odbc::tables(&super::read::job(place, SECTION, "")).await
}

#[cfg(not(feature = "odbc"))]
async fn by_odbc(_: &Place) -> Result<Vec<(String, Vec<String>)>, SourceError> {
    Ok(Vec::new())
}

/// What there is, for a query that names something that is gone: the columns of its tables, or the tables.
pub(super) async fn there(place: &Place, query: &str) -> Result<Vec<Message>, SourceError> {
    let tables = tables(place).await?;
    let mut said = Vec::new();
    for (table, columns) in &tables {
        if read_only::names(query, place.source().kind, table) {
            let shown: Vec<&str> = columns.iter().take(MOST).map(String::as_str).collect();
            let columns = shown.join(", ");
            said.push(message!("there-columns", table = &table, columns = columns));
        }
    }
    if said.is_empty() && !tables.is_empty() {
        let shown: Vec<&str> = tables.iter().take(MOST).map(|(table, _)| table.as_str()).collect();
        let tables = shown.join(", ");
        said.push(message!("there-tables", tables = tables));
    }
    Ok(said)
}
