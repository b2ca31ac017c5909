//! What a database and its transactions share.

use std::fmt;
use std::sync::Arc;

use crate::connection::{Answer, Connection};
#[cfg(feature = "faults")]
use crate::faults::Faults;
use crate::line::Line;
use crate::{Engine, Place, Row, Sql};

/// Who is told the text of every statement.
pub(crate) type Onlooker = Arc<dyn Fn(&str) + Send + Sync>;

/// The engine, the line to it, and who looks on.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) engine: Engine,
    pub(crate) line: Line,
    pub(crate) seen: Option<Onlooker>,
    #[cfg(feature = "faults")]
    pub(crate) faults: Faults,
}

impl Context {
    pub(crate) fn new(place: &Place, line: Line) -> Context {
        Context {
            engine: place.engine(),
            line,
            seen: None,
            #[cfg(feature = "faults")]
            faults: Faults::at(place),
        }
    }

    /// How many rows a statement changed.
    pub(crate) async fn run(&self, connection: &mut Connection, sql: Sql) -> Answer<u64> {
        self.before(connection, sql.text()).await;
        self.line.watch(connection.run(sql)).await
    }

    /// The rows that a statement answers.
    pub(crate) async fn fetch(&self, connection: &mut Connection, sql: Sql) -> Answer<Vec<Row>> {
        self.before(connection, sql.text()).await;
        self.line.watch(connection.fetch(sql)).await
    }

    /// Begins a transaction.
    pub(crate) async fn begin(&self, connection: &mut Connection) -> Answer<()> {
        self.before(connection, "BEGIN").await;
        self.line.watch(connection.begin()).await
    }

    /// Asks for the commit.
    pub(crate) async fn commit(&self, connection: &mut Connection) -> Answer<()> {
        self.before(connection, "COMMIT").await;
        self.line.watch(connection.commit()).await
    }

    /// Tells whoever looks on what comes next.
    async fn before(&self, connection: &mut Connection, text: &str) {
        if let Some(seen) = &self.seen {
            seen(text);
        }
        #[cfg(feature = "faults")]
        self.faults.before(connection, text).await;
        #[cfg(not(feature = "faults"))]
        let _ = connection;
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({:?})", self.engine)
    }
}
