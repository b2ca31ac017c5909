//! What a source holds, and which of its tables look like what.

use std::path::{Path, PathBuf};

use fieldlink_link::config::{Source, SourceKind};
use fieldlink_link::propose::{self, Section};
use fieldlink_link::source::{Place, csv, sql, xlsx};

use crate::link::failure::Failure;

/// A source that has been looked at.
pub struct Seen {
    /// Its kind.
    pub kind: SourceKind,
    /// Its path, when it is a file.
    pub path: Option<PathBuf>,
    /// The tables that fit a section.
    pub proposals: Vec<Proposal>,
}

/// A table that looks like what a section wants.
pub struct Proposal {
    /// The section.
    pub section: Section,
    /// The table, sheet or file.
    pub table: String,
    /// Each field with its column.
    pub columns: Vec<(&'static str, Option<String>)>,
}

/// Looks at a file or URL.
pub async fn at(source: &str) -> Result<Seen, Failure> {
    let (kind, path) = kind_of(source)?;
    let settings = Source {
        kind,
        url_env: None,
        url: path.is_none().then(|| source.to_owned()),
        path: path.clone(),
        delimiter: None,
        encoding: None,
        timeout_seconds: 30,
    };
    let place = Place::new("source", settings);
    let tables = match kind {
        SourceKind::Csv => vec![(source.to_owned(), csv::columns::columns(&place, None)?)],
        SourceKind::Xlsx => {
            let mut tables = Vec::new();
            for sheet in xlsx::columns::sheets(&place)? {
                let columns = xlsx::columns::columns(&place, Some(&sheet))?;
                tables.push((sheet, columns));
            }
            tables
        }
        _ => sql::columns::tables(&place).await?,
    };
    let proposals = Section::ALL
        .into_iter()
        .filter_map(|section| {
            let fitting = tables
                .iter()
                .filter_map(|(name, columns)| Some((propose::fit(section, columns)?, name, columns)));
            let (_, table, columns) = fitting.max_by_key(|(fields, ..)| *fields)?;
            Some(Proposal {
                section,
                table: table.clone(),
                columns: propose::columns(section, columns),
            })
        })
        .collect();
    Ok(Seen { kind, path, proposals })
}

fn kind_of(source: &str) -> Result<(SourceKind, Option<PathBuf>), Failure> {
    if source.starts_with("postgres://") || source.starts_with("postgresql://") {
        return Ok((SourceKind::Postgres, None));
    }
    if source.starts_with("mysql://") || source.starts_with("mariadb://") {
        return Ok((SourceKind::Mysql, None));
    }
    let path = Path::new(source.strip_prefix("sqlite://").unwrap_or(source));
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let kind = match ending.as_str() {
        "csv" | "tsv" | "txt" => SourceKind::Csv,
        "xlsx" | "xlsm" => SourceKind::Xlsx,
        "db" | "sqlite" | "sqlite3" => SourceKind::Sqlite,
        _ => {
            return Err(Failure::new(
                format!("{} is none of the sources that can be read", path.display()),
                "give a .csv, .xlsx, .db or .sqlite file, or a postgres:// or mysql:// URL",
            ));
        }
    };
    Ok((kind, Some(path.to_owned())))
}
