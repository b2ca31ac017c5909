//! Why a source cannot be read.

use std::path::PathBuf;

use crate::said::Said;

/// What lies below a failure.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// More sentences behind a sentence.
fn follows(sentences: &[Said]) -> String {
    sentences.iter().map(|said| format!("; {said}")).collect()
}

/// Why a source cannot be read. Names the source and the place, and what to do; never a value.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// fieldlink.toml has no such source.
    #[error("there is no [source.{source_name}]")]
    Unknown {
        /// The name asked for.
        source_name: String,
    },
    /// The variable that holds the URL is not set.
    #[error(
        "source {source_name}: the environment variable {variable}, which should hold the database's URL, is not set"
    )]
    NoUrl {
        /// The source.
        source_name: String,
        /// The variable.
        variable: String,
    },
    /// A secret is not where the configuration says.
    #[error("source {source_name}: {why}")]
    Secret {
        /// The source.
        source_name: String,
        /// What is missing.
        why: Box<Said>,
    },
    /// The database cannot be reached, or lets nobody in.
    #[error("source {source_name}: {why}")]
    Connect {
        /// The source.
        source_name: String,
        /// What is wrong and what to do.
        why: Box<Said>,
        /// The driver's own words.
        #[source]
        cause: Cause,
    },
    /// Pushed records cannot be read from the ledger's database.
    #[error("source {source_name}: the records that were pushed cannot be read")]
    Pushed {
        /// The source.
        source_name: String,
        /// Why.
        #[source]
        cause: Box<crate::ledger::LedgerError>,
    },
    /// The query failed.
    #[error(
        "source {source_name}: the query of [{section}] failed after {rows} rows{}",
        follows(why)
    )]
    Query {
        /// The source.
        source_name: String,
        /// The section the query stands in.
        section: String,
        /// How many rows came before.
        rows: u64,
        /// What is known beyond the database's words, such as the columns there are; empty otherwise.
        why: Vec<Said>,
        /// The database's own words.
        #[source]
        cause: Cause,
    },
    /// The query is not asked, or not to its end: it may do more than read.
    #[error("source {source_name}: the query of [{section}] is not asked: {why}")]
    Refused {
        /// The source.
        source_name: String,
        /// The section the query stands in.
        section: String,
        /// What is wrong with it.
        why: Box<Said>,
    },
    /// The account may do more than read, or the database does not tell, and there is no transaction that only reads.
    #[error(
        "source {source_name}: {why}; use an account that only reads, or accept this one: `accept_writing_account = {account:?}` in [source.{source_name}]"
    )]
    MayWrite {
        /// The source.
        source_name: String,
        /// The account's name, as the database tells it.
        account: String,
        /// What it may do, or that the database does not tell.
        why: Box<Said>,
    },
    /// The query took too long.
    #[error(
        "source {source_name}: the query of [{section}] took longer than {seconds} s; raise `timeout_seconds` or narrow it"
    )]
    TooSlow {
        /// The source.
        source_name: String,
        /// The section the query stands in.
        section: String,
        /// The limit.
        seconds: u64,
    },
    /// A value is not text and cannot become it.
    #[error("source {source_name} ({table}), row {row}, column {column}: {why}")]
    Value {
        /// The source.
        source_name: String,
        /// Sheet, file or section.
        table: String,
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// What is wrong.
        why: Box<Said>,
    },
    /// A file cannot be opened.
    #[error("source {source_name}: cannot read {}", path.display())]
    File {
        /// The source.
        source_name: String,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The file can be opened but is not what it should be.
    #[error("source {source_name}, {}: {why}", path.display())]
    Shape {
        /// The source.
        source_name: String,
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: Box<Said>,
    },
    /// An API does not answer, refuses, or answers something else than was agreed.
    #[error("source {source_name}: the request of [{section}] {why}")]
    Http {
        /// The source.
        source_name: String,
        /// The section the request is made for.
        section: String,
        /// What is wrong and what to do.
        why: Box<Said>,
    },
    /// The program was built without what this kind of source needs.
    #[error("source {source_name}: this program was built without {what}")]
    NotBuilt {
        /// The source.
        source_name: String,
        /// What is missing, and how to get it.
        what: &'static str,
    },
    /// The reading itself broke down.
    #[error("reading broke down; the file may be damaged: open it, save it again, and copy it again")]
    BrokeDown,
    /// No rows, where there should be some.
    #[error(
        "source {source_name} has no rows for [{section}]; nothing is planned from an empty source, since it is usually a broken one (set `allow_empty = true` in [{section}] if it is meant)"
    )]
    Empty {
        /// The source.
        source_name: String,
        /// The section.
        section: String,
    },
}
