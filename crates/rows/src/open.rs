//! Opening a database.

use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Database as Driver, Pool, Sqlite};
use tokio::time::{Instant, sleep};

use crate::database::Pools;
use crate::error::is_busy;
use crate::line::no_answer;
use crate::{Database, Error, Migrations, Place, Result};

/// How a database is held open.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Connections to a server.
    pub connections: u32,
    /// Connections to a file that only read.
    pub readers: u32,
    /// Memory that the writing connection of a file keeps pages in, in KiB; those that read share as much.
    pub cache_kib: u32,
    /// How long a busy writer or a full pool is waited for.
    pub patience: Duration,
}

impl Options {
    /// How long a busy writer or a full pool is waited for unless somebody says otherwise.
    pub const PATIENCE: Duration = Duration::from_secs(10);
}

impl Database {
    /// Opens the database, makes its file if there is none, readable by its owner alone, and brings its tables up to date.
    ///
    /// # Errors
    /// [`Error::Unopened`] and [`Error::Migration`].
    pub async fn open(place: Place, options: Options, migrations: &Migrations) -> Result<Database> {
        let unopened = |source| Error::Unopened {
            place: place.to_string(),
            source,
        };
        let pools = match &place {
            Place::File(path) => {
                private(path).map_err(|error| unopened(sqlx::Error::Io(error)))?;
                let base = SqliteConnectOptions::new()
                    .filename(path)
                    .busy_timeout(options.patience)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // What is committed is on the disk.
                    .synchronous(SqliteSynchronous::Full)
                    .pragma("temp_store", "MEMORY")
                    .disable_statement_logging();
                let cache = |kib: u32| base.clone().pragma("cache_size", format!("-{kib}"));
                let write = connected(1, options, cache(options.cache_kib))
                    .await
                    .map_err(unopened)?;
                let readers = cache(options.cache_kib / options.readers.max(1)).pragma("query_only", "ON");
                let read = connected(options.readers, options, readers).await.map_err(unopened)?;
                Pools::Sqlite { write, read }
            }
            Place::Postgres(server) => {
                let connect: PgConnectOptions = server.options.clone().disable_statement_logging();
                // A pool would ask a server that is not there for as long as it waits for a connection.
                let first = tokio::time::timeout(options.patience, connect.connect()).await;
                let first = first.unwrap_or_else(|_| Err(no_answer()));
                let _ = first.map_err(unopened)?.close().await;
                Pools::Postgres(pool(options.connections, options).connect_lazy_with(connect))
            }
        };
        let database = Database::over(pools, place, options.patience);
        migrations.run(&database).await?;
        Ok(database)
    }
}

/// Connects to a file. While another process makes it one with a write-ahead log, SQLite says at once that it is locked,
/// however long it may wait otherwise.
async fn connected(
    connections: u32,
    options: Options,
    connect: SqliteConnectOptions,
) -> std::result::Result<Pool<Sqlite>, sqlx::Error> {
    let begun = Instant::now();
    loop {
        match pool::<Sqlite>(connections, options).connect_with(connect.clone()).await {
            Err(error) if is_busy(&error) && begun.elapsed() < options.patience => sleep(AGAIN).await,
            connected => return connected,
        }
    }
}

/// How soon a file is tried again that another process is making.
const AGAIN: Duration = Duration::from_millis(20);

fn pool<D: Driver>(connections: u32, options: Options) -> PoolOptions<D> {
    PoolOptions::new()
        .max_connections(connections.max(1))
        .acquire_timeout(options.patience)
        // Whoever begins or reads finds out, and takes the next one; asking each time doubles the way to the server.
        .test_before_acquire(false)
}

/// Makes the file, for its owner alone; SQLite gives those beside it the same rights.
fn private(path: &std::path::Path) -> std::io::Result<()> {
    let mut file = std::fs::File::options();
    file.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path).map(drop)
}
