//! An open database.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::{Pool, Postgres, Sqlite};
use tokio::time::timeout;

use crate::connection::{Answer, Asked, Connection};
use crate::context::Context;
use crate::error::is_lost;
use crate::line::Line;
use crate::{Db, Engine, Error, Place, Result, Row, Sql, Tx};

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    pub(crate) pools: Pools,
    pub(crate) place: Place,
    /// How long a busy writer or a full pool is waited for.
    pub(crate) patience: Duration,
    context: Context,
}

/// The connections of a database.
#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// One writes, as SQLite has it anyway: waiting for it here is fairer than its busy loop. The others only read.
    Sqlite {
        write: Pool<Sqlite>,
        read: Pool<Sqlite>,
    },
    Postgres(Pool<Postgres>),
}

/// What a connection is wanted for.
#[derive(Debug, Clone, Copy)]
enum Use {
    Read,
    Write,
}

impl Database {
    pub(crate) fn over(pools: Pools, place: Place, patience: Duration) -> Database {
        let line = Line::to(match &place {
            Place::Postgres(server) => Some(server.options.clone()),
            Place::File(_) => None,
        });
        let context = Context::new(&place, line);
        Database {
            pools,
            place,
            patience,
            context,
        }
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Begins a transaction that may write. A busy writer or a full pool is waited for; a server that cannot be reached is
    /// told of within 2 s.
    ///
    /// # Errors
    /// [`Error::NotBegun`].
    pub async fn begin(&self) -> Result<Tx> {
        Box::pin(self.begun()).await
    }

    async fn begun(&self) -> Result<Tx> {
        let begun = timeout(self.patience, async {
            loop {
                let mut asked = Asked(Some(self.connection(Use::Write).await?));
                let Some(connection) = &mut asked.0 else { continue };
                match self.context.begin(connection).await {
                    Ok(()) => return Ok(asked.0.take()),
                    // It was closed while it lay in the pool: there may be others that were not.
                    Err(error) if is_lost(&error) && self.context.line.answers().await => {}
                    Err(error) => return Err(error),
                }
            }
        });
        match begun.await {
            Ok(Ok(Some(connection))) => Ok(Tx::over(self.context.clone(), connection)),
            Ok(Ok(None)) | Err(_) => Err(Error::NotBegun(sqlx::Error::PoolTimedOut)),
            Ok(Err(error)) => Err(Error::NotBegun(error)),
        }
    }

    /// Runs one statement in a transaction of its own; answers how many rows it changed.
    ///
    /// # Errors
    /// As [`Database::begin`], [`Tx::run`] and [`Tx::commit`].
    pub async fn alone(&self, sql: impl Into<Sql>) -> Result<u64> {
        let tx = self.begin().await?;
        let done = tx.run(sql).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Runs a statement that no transaction can hold, such as a checkpoint or a setting of the connection, on a connection
    /// that writes.
    ///
    /// # Errors
    /// When it fails.
    pub async fn outside(&self, sql: impl Into<Sql>) -> Result<()> {
        let mut connection = self.connection(Use::Write).await.map_err(Error::NotBegun)?;
        connection.run(sql.into()).await.map_err(Error::of_statement)?;
        Ok(())
    }

    /// Whether the server lets somebody in now; a file always does.
    pub async fn answers(&self) -> bool {
        self.context.line.answers().await
    }

    /// Tells `see` the text of every statement that is run from now on, on this and those cloned from it later; for tests
    /// that count them.
    pub fn watch(&mut self, see: impl Fn(&str) + Send + Sync + 'static) {
        self.context.seen = Some(Arc::new(see));
    }

    async fn connection(&self, wanted: Use) -> Answer<Connection> {
        self.context
            .line
            .watch(async {
                Ok(match (&self.pools, wanted) {
                    (Pools::Sqlite { write, .. }, Use::Write) => Connection::Sqlite(write.acquire().await?),
                    (Pools::Sqlite { read, .. }, Use::Read) => Connection::Sqlite(read.acquire().await?),
                    (Pools::Postgres(pool), _) => Connection::Postgres(pool.acquire().await?),
                })
            })
            .await
    }

    /// A read, once more where the connection was closed while it lay in the pool.
    async fn read(&self, sql: Sql) -> Answer<Vec<Row>> {
        // A file does not hang up, so nothing is copied for a second try.
        if self.engine() == Engine::Sqlite {
            return self.read_once(sql).await;
        }
        loop {
            match self.read_once(sql.clone()).await {
                Err(error) if is_lost(&error) && self.context.line.answers().await => {}
                done => return done,
            }
        }
    }

    async fn read_once(&self, sql: Sql) -> Answer<Vec<Row>> {
        let mut connection = self.connection(Use::Read).await?;
        let done = self.context.fetch(&mut connection, sql).await;
        if done.as_ref().is_err_and(is_lost) {
            connection.close();
        }
        done
    }
}

impl Db for Database {
    fn engine(&self) -> Engine {
        self.context.engine
    }

    fn fetch(&self, sql: Sql) -> BoxFuture<'_, Result<Vec<Row>>> {
        Box::pin(async move { self.read(sql).await.map_err(Error::of_read) })
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({})", self.place)
    }
}
