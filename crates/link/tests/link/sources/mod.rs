//! Sources: real databases, files and workbooks, and an API over real HTTP.

mod csv;
mod databases;
mod http;
#[cfg(feature = "odbc")]
mod odbc;
mod only_read;
mod trouble;
mod workbooks;

use std::path::PathBuf;

use fieldlink_link::config::{Source, SourceKind, TableRef};
use fieldlink_link::record::Record;
use fieldlink_link::source::{Place, SourceError};

pub fn place(kind: SourceKind, url: Option<&str>, path: Option<PathBuf>) -> Place {
    let source = Source {
        url: url.map(str::to_owned),
        path,
        timeout_seconds: 60,
        ..Source::of(kind)
    };
    Place::new("mis", source)
}

pub fn query(query: &str) -> TableRef<'_> {
    TableRef {
        section: "repayments",
        source: "mis",
        query: Some(query),
        sheet: None,
        file: None,
        since: None,
    }
}

pub fn sheet(sheet: Option<&str>) -> TableRef<'_> {
    TableRef {
        query: None,
        sheet,
        ..query("")
    }
}

pub async fn all(place: &Place, table: &TableRef<'_>) -> Result<Vec<Record>, SourceError> {
    let mut stream = place.records(table);
    let mut records = Vec::new();
    while let Some(record) = stream.next().await {
        records.push(record?);
    }
    Ok(records)
}

pub fn row(record: &Record) -> Vec<(String, Option<String>)> {
    record
        .columns()
        .map(|name| (name.to_owned(), record.get(name).unwrap().map(str::to_owned)))
        .collect()
}

pub fn fields(pairs: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned)))
        .collect()
}

pub fn chain(error: &SourceError) -> String {
    fieldlink_say::chain(error)
}
