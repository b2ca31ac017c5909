//! `[source.<name>]`: a place where the partner keeps data.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

/// What kind of place a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A PostgreSQL database.
    Postgres,
    /// A MySQL or MariaDB database.
    Mysql,
    /// A SQLite file.
    Sqlite,
    /// CSV files.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// Records that plug-ins and macros hand to `fieldlink receive`.
    Push,
}

impl SourceKind {
    /// As it is written in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::Sqlite => "sqlite",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Push => "push",
        }
    }

    /// Whether rows come from a query.
    pub const fn is_sql(self) -> bool {
        matches!(self, Self::Postgres | Self::Mysql | Self::Sqlite)
    }
}

/// A place where the partner keeps data. The link only ever reads there.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// `postgres`, `mysql` (MariaDB too), `sqlite`, `csv`, `xlsx` or `push`.
    pub kind: SourceKind,
    /// For postgres and mysql: the variable of the environment that holds the database's URL. Example:
    /// `url_env = "MIS_URL"`, and in the environment `MIS_URL=postgres://reader:…@db.example/mis`. Give the link a
    /// user that may only read.
    #[serde(default)]
    pub url_env: Option<String>,
    /// For postgres and mysql: the URL itself, when it holds no password.
    #[serde(default)]
    pub url: Option<String>,
    /// For sqlite and xlsx: the file. For csv: the file, or the folder that the `file` keys are in. Relative paths
    /// count from the folder of fieldlink.toml.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// For csv: what stands between two fields, one character or `tab`. Found out when left out.
    #[serde(default)]
    pub delimiter: Option<String>,
    /// For csv: the encoding, such as `utf-8` or `windows-1252`. Found out when left out.
    #[serde(default)]
    pub encoding: Option<String>,
    /// For databases: how long one query may take, in seconds.
    #[serde(default = "five_minutes")]
    pub timeout_seconds: u64,
}

fn five_minutes() -> u64 {
    300
}

/// A URL may hold a password.
impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("kind", &self.kind)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Which rows of a source a section wants: a query, a sheet or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRef<'a> {
    /// The section, for messages: `loan_drafts.members`.
    pub section: &'a str,
    /// The source's name.
    pub source: &'a str,
    /// For databases.
    pub query: Option<&'a str>,
    /// For workbooks: the sheet; the first one when left out.
    pub sheet: Option<&'a str>,
    /// For csv: the file in the source's folder.
    pub file: Option<&'a str>,
}
