//! Opening the database, and the transaction that a use case works in.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::{Error, Result, migration};

/// Something statements can be run on: the store itself for a read, a [`Tx`] for a change.
pub trait Db: Sync {
    /// The connection. One type for both, so that a repository is compiled once and not again for each use case.
    fn connection(&self) -> DatabaseExecutor<'_>;
}

/// PA2's database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx(DatabaseTransaction);

impl Db for Store {
    fn connection(&self) -> DatabaseExecutor<'_> {
        (&self.read).into()
    }
}

impl Db for Tx {
    fn connection(&self) -> DatabaseExecutor<'_> {
        (&self.0).into()
    }
}

impl Tx {
    /// Makes everything done in it durable.
    pub async fn commit(self) -> Result<()> {
        Ok(self.0.commit().await?)
    }
}

impl Store {
    /// Opens `sqlite://path` (made if missing) or `postgres://…` and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Store> {
        let unreachable = |source| Error::Unreachable {
            place: place(url),
            source,
        };
        let store = if url.starts_with("sqlite:") {
            // One writer: SQLite has one at a time anyway, and waiting here is fairer than its busy loop.
            Store {
                write: Database::connect(sqlite(url, 1, CACHE)).await.map_err(unreachable)?,
                read: Database::connect(sqlite(url, 4, CACHE / 4))
                    .await
                    .map_err(unreachable)?,
            }
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                // A connection used a moment ago is there yet; asking each time doubles the way to the server.
                .test_before_acquire_if_idle_for(Duration::from_secs(2))
                .sqlx_logging(false);
            let pool = Database::connect(options).await.map_err(unreachable)?;
            Store {
                read: pool.clone(),
                write: pool,
            }
        };
        migration::run(&store.write).await.map_err(Error::Migration)?;
        Ok(store)
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Result<Tx> {
        let options = TransactionOptions {
            // Taking the write lock at once: a read that turns into a write can fail half-way otherwise.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx(self.write.begin_with_options(options).await?))
    }

    /// The connection that writes, outside a transaction: for settings of the connection itself.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Whether this is SQLite (else PostgreSQL); for the few statements that differ.
    pub fn is_sqlite(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Sqlite
    }

    /// Tells `see` the text of every statement that is run from now on, on this store and those cloned from it later;
    /// for tests that count them. Statements that take no values are not told.
    pub fn watch(&mut self, see: impl Fn(&str) + Send + Sync + 'static) {
        let see = Arc::new(see);
        for connection in [&mut self.read, &mut self.write] {
            let see = Arc::clone(&see);
            connection.set_metric_callback(move |info| see(&info.statement.sql));
        }
    }

    /// Answers when the database does; for readiness probes.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.read.ping().await?)
    }
}

/// Memory that the writing connection of SQLite keeps pages in, in KiB; those that read share as much.
const CACHE: u32 = 16_000;

fn sqlite(url: &str, connections: u32, cache: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        // A file does not hang up.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |o| {
            o.create_if_missing(true)
                .busy_timeout(Duration::from_secs(30))
                .foreign_keys(true)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("cache_size", format!("-{cache}"))
                .pragma("temp_store", "MEMORY")
        });
    options
}

/// The URL without user and password, for messages.
fn place(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
            let host = host.split('?').next().unwrap_or(host);
            format!("{scheme}://{host}")
        }
        None => String::from("(not a URL)"),
    }
}
