//! Why a source cannot be read.

use std::path::PathBuf;

use fieldlink_say::Message;

/// What lies below a failure.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a source cannot be read. Names the source and the place, and what to do; never a value.
#[derive(Debug, fieldlink_say::Error)]
#[say("source")]
pub enum SourceError {
    /// fieldlink.toml has no such source.
    Unknown {
        /// The name asked for.
        #[say("source")]
        source_name: String,
    },
    /// The variable that holds the URL is not set.
    NoUrl {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The variable.
        variable: String,
    },
    /// A secret is not where the configuration says.
    Secret {
        /// The source.
        #[say("source")]
        source_name: String,
        /// What is missing.
        why: Box<Message>,
    },
    /// The database cannot be reached, or lets nobody in.
    Connect {
        /// The source.
        #[say("source")]
        source_name: String,
        /// What is wrong and what to do.
        why: Box<Message>,
        /// The driver's own words.
        #[source]
        cause: Cause,
    },
    /// Pushed records cannot be read from the ledger's database.
    Pushed {
        /// The source.
        #[say("source")]
        source_name: String,
        /// Why.
        #[source]
        cause: Box<crate::ledger::LedgerError>,
    },
    /// The query failed.
    Query {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The section the query stands in.
        section: String,
        /// How many rows came before.
        rows: u64,
        /// What is known beyond the database's words, such as the columns there are; empty otherwise.
        why: Vec<Message>,
        /// The database's own words.
        #[source]
        cause: Cause,
    },
    /// The query is not asked, or not to its end: it may do more than read.
    Refused {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The section the query stands in.
        section: String,
        /// What is wrong with it.
        why: Box<Message>,
    },
    /// The account may do more than read, or the database does not tell, and there is no transaction that only reads.
    MayWrite {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The account's name, as the database tells it.
        account: String,
        /// What it may do, or that the database does not tell.
        why: Box<Message>,
    },
    /// The query took too long.
    TooSlow {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The section the query stands in.
        section: String,
        /// The limit.
        seconds: u64,
    },
    /// A value is not text and cannot become it.
    Value {
        /// The source.
        #[say("source")]
        source_name: String,
        /// Sheet, file or section.
        table: String,
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// What is wrong.
        why: Box<Message>,
    },
    /// A file cannot be opened.
    File {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The file.
        #[say("file")]
        path: PathBuf,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// The file can be opened but is not what it should be.
    Shape {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The file.
        #[say("file")]
        path: PathBuf,
        /// What is wrong.
        why: Box<Message>,
    },
    /// An API does not answer, refuses, or answers something else than was agreed.
    Http {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The section the request is made for.
        section: String,
        /// What is wrong and what to do.
        why: Box<Message>,
    },
    /// The program was built without what this kind of source needs.
    NotBuilt {
        /// The source.
        #[say("source")]
        source_name: String,
        /// What is missing, and how to get it.
        what: Box<Message>,
    },
    /// The reading itself broke down.
    BrokeDown,
    /// No rows, where there should be some.
    Empty {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The section.
        section: String,
    },
}
