//! `[source.<name>]`: a place where the partner keeps data.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::http::HttpSource;
use super::incremental::Cursor;

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
    /// A Microsoft SQL Server database.
    Mssql,
    /// Any other database, by ODBC. Only in programs built with the feature `odbc`.
    Odbc,
    /// CSV and TSV files.
    Csv,
    /// A workbook: .xlsx, .xlsm, .xls, .xlsb or .ods. Its bytes say which, not its name.
    Workbook,
    /// An API that answers JSON over HTTP.
    Http,
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
            Self::Mssql => "mssql",
            Self::Odbc => "odbc",
            Self::Csv => "csv",
            Self::Workbook => "workbook",
            Self::Http => "http",
            Self::Push => "push",
        }
    }

    /// Whether its account must be one that only reads, or be accepted by name: such databases may know no transaction
    /// that only reads.
    pub const fn asks_the_account(self) -> bool {
        matches!(self, Self::Mssql | Self::Odbc)
    }

    /// Whether rows come from a query in SQL.
    pub const fn is_sql(self) -> bool {
        matches!(
            self,
            Self::Postgres | Self::Mysql | Self::Sqlite | Self::Mssql | Self::Odbc
        )
    }
}

/// A place where the partner keeps data. The link only ever reads there.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// `postgres`, `mysql` (MariaDB too), `sqlite`, `mssql`, `odbc`, `csv`, `workbook`, `http` or `push`.
    pub kind: SourceKind,
    /// For postgres, mysql, mssql and odbc: the variable of the environment that holds the database's URL. Example:
    /// `url_env = "MIS_URL"`, and in the environment `MIS_URL=postgres://reader:…@db.example/mis`. For odbc the URL is
    /// a connection string, such as `DSN=mis;UID=reader;PWD=…`. Give the link a user that may only read.
    #[serde(default)]
    pub url_env: Option<String>,
    /// The file that holds the URL and nothing else, instead of `url_env`; only its owner should be able to read it.
    #[serde(default)]
    pub url_file: Option<PathBuf>,
    /// The URL itself, when it holds no password. For http: what stands before every path.
    #[serde(default)]
    pub url: Option<String>,
    /// For sqlite and workbook: the file. For csv: the file, or the folder that the `file` keys are in. Relative paths
    /// count from the folder of fieldlink.toml.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// For csv: what stands between two fields, one character or `tab`. Found out when left out.
    #[serde(default)]
    pub delimiter: Option<String>,
    /// For csv: what stands around a field that holds the delimiter, one character. Found out when left out: `"`, or `'`
    /// where fields begin and end with it.
    #[serde(default)]
    pub quote: Option<String>,
    /// For csv: the encoding, such as `utf-8`, `windows-1252`, `cp850`, `cp437` (programs of DOS) or `macintosh`. Found
    /// out when left out; `fieldlink doctor` says which one was found.
    #[serde(default)]
    pub encoding: Option<String>,
    /// For csv and workbook: the line or row in which the names of the columns stand, counted from 1, when titles stand
    /// above it. Left out, it is the first that is not empty.
    #[serde(default)]
    pub header_row: Option<u64>,
    /// For databases: how long one query may take, in seconds. For http: how long one answer may take.
    #[serde(default = "five_minutes")]
    pub timeout_seconds: u64,
    /// For mssql and odbc: the name of the account, when it may do more than read and you want it to be used all the same.
    /// These databases know no transaction that only reads, so an account that only reads is what keeps your records as
    /// they are. Example: `accept_writing_account = "mis_app"`
    #[serde(default)]
    pub accept_writing_account: Option<String>,
    /// For http: how to sign in, and the requests that can be made.
    #[serde(default)]
    pub http: Option<HttpSource>,
}

fn five_minutes() -> u64 {
    300
}

impl Source {
    /// A source of this kind with nothing set.
    pub fn of(kind: SourceKind) -> Source {
        Source {
            kind,
            url_env: None,
            url_file: None,
            url: None,
            path: None,
            delimiter: None,
            quote: None,
            encoding: None,
            header_row: None,
            timeout_seconds: five_minutes(),
            accept_writing_account: None,
            http: None,
        }
    }
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

/// Which rows of a source a section wants: a query, a sheet, a file or a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRef<'a> {
    /// The section, for messages: `loan_drafts.members`.
    pub section: &'a str,
    /// The source's name.
    pub source: &'a str,
    /// For databases: a SELECT. For http: the name of one of the source's requests.
    pub query: Option<&'a str>,
    /// For workbooks: the sheet; the first one when left out.
    pub sheet: Option<&'a str>,
    /// For csv: the file in the source's folder.
    pub file: Option<&'a str>,
    /// For databases: what `:since` stands for in the query.
    pub since: Option<&'a Cursor>,
}
