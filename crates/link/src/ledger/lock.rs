//! One process sends at a time.
//!
//! Two processes that plan from the same ledger would both find a row planned and both send it. The lock is let go by
//! the system when its process ends, however it ends, so a crash leaves nothing to clean up.
//!
//! Where the configuration says `workers = true`, several share a ledger on PostgreSQL: each holds the lock shared, and a
//! lock of its own number, so that the others can tell its rows from those of a worker that died.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use fieldlink_rows::{Error, Place};
use sqlx::{Connection, PgConnection};

use super::error::{LedgerError, Result};

/// Number of the advisory lock in PostgreSQL; any that no other program uses.
const ADVISORY: i64 = 0x6669_656c_646c_696e;
/// The lock of one worker: this and its number.
const WORKER: i64 = 0x666c_776b_0000_0000;
/// Held by the worker that takes up what others left.
const RECOVERY: i64 = 0x666c_7265_636f_7665;

/// PostgreSQL frees the locks of a process that was killed when it notices: within this time, or somebody has it.
const PATIENCE: &str = "SET lock_timeout = '5s'";
/// `lock_not_available` in PostgreSQL.
const NOT_AVAILABLE: &str = "55P03";

/// The same for the lock of `fieldlink run`.
const RUNNING: i64 = 0x6669_656c_6472_756e;

/// Held while sending.
#[derive(Debug)]
pub struct LedgerLock(Held);

#[derive(Debug)]
enum Held {
    File(File),
    Connection(Box<PgConnection>),
    Worker(Box<PgConnection>, i64),
}

impl LedgerLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`LedgerError::InUse`] when another process has it.
    pub async fn take(place: &Place) -> Result<LedgerLock> {
        LedgerLock::named(place, ".lock", ADVISORY).await
    }

    /// Takes the lock of `fieldlink run`, which is held as long as it runs: two of them would do everything twice. A
    /// person may still send by hand between its runs.
    ///
    /// # Errors
    /// [`LedgerError::InUse`] when another one runs.
    pub async fn take_to_run(place: &Place) -> Result<LedgerLock> {
        LedgerLock::named(place, ".run.lock", RUNNING).await
    }

    async fn named(place: &Place, ending: &str, number: i64) -> Result<LedgerLock> {
        match place {
            Place::File(path) => {
                let mut lock = path.clone().into_os_string();
                lock.push(ending);
                let path = PathBuf::from(lock);
                let failed = |source| LedgerError::LockFile {
                    path: path.clone(),
                    source,
                };
                let file = File::options()
                    .create(true)
                    .truncate(false)
                    .write(true)
                    .open(&path)
                    .map_err(failed)?;
                match file.try_lock() {
                    Ok(()) => Ok(LedgerLock(Held::File(file))),
                    Err(TryLockError::WouldBlock) => Err(LedgerError::InUse {
                        place: place.to_string(),
                    }),
                    Err(TryLockError::Error(source)) => Err(failed(source)),
                }
            }
            Place::Postgres(server) => {
                let failed = |source| LedgerError::Lock {
                    place: place.to_string(),
                    source: Error::NotBegun(source),
                };
                let mut connection = PgConnection::connect_with(server.options()).await.map_err(failed)?;
                let taken = waited_for(&mut connection, "SELECT pg_advisory_lock($1)", number).await;
                if taken.map_err(failed)? {
                    Ok(LedgerLock(Held::Connection(Box::new(connection))))
                } else {
                    Err(LedgerError::InUse {
                        place: place.to_string(),
                    })
                }
            }
        }
    }

    /// Takes a worker's share of the lock.
    ///
    /// # Errors
    /// [`LedgerError::InUse`] when a process has the ledger for itself.
    pub async fn share(place: &Place) -> Result<LedgerLock> {
        let Place::Postgres(server) = place else {
            return LedgerLock::take(place).await;
        };
        let failed = |source| LedgerError::Lock {
            place: place.to_string(),
            source: Error::NotBegun(source),
        };
        let mut connection = PgConnection::connect_with(server.options()).await.map_err(failed)?;
        let taken = waited_for(&mut connection, "SELECT pg_advisory_lock_shared($1)", ADVISORY).await;
        if !taken.map_err(failed)? {
            return Err(LedgerError::InUse {
                place: place.to_string(),
            });
        }
        let worker: i64 = sqlx::query_scalar(
            "INSERT INTO ledger_worker (started_at) VALUES (EXTRACT(EPOCH FROM now())::BIGINT) RETURNING id",
        )
        .fetch_one(&mut connection)
        .await
        .map_err(failed)?;
        sqlx::query("SELECT pg_advisory_lock($1)")
            .bind(WORKER + worker)
            .execute(&mut connection)
            .await
            .map_err(failed)?;
        Ok(LedgerLock(Held::Worker(Box::new(connection), worker)))
    }

    /// The number of the worker that holds it; none when nobody else may send.
    pub fn worker(&self) -> Option<i64> {
        match self.0 {
            Held::Worker(_, worker) => Some(worker),
            Held::File(_) | Held::Connection(_) => None,
        }
    }

    /// Whether this process may take up what others left: always when it is alone; of several workers one at a time.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub async fn may_recover(&mut self) -> std::result::Result<bool, sqlx::Error> {
        match &mut self.0 {
            Held::Worker(connection, _) => {
                sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
                    .bind(RECOVERY)
                    .fetch_one(&mut **connection)
                    .await
            }
            Held::File(_) | Held::Connection(_) => Ok(true),
        }
    }

    /// Ends what [`LedgerLock::may_recover`] began.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub async fn recovered(&mut self) -> std::result::Result<(), sqlx::Error> {
        if let Held::Worker(connection, _) = &mut self.0 {
            sqlx::query("SELECT pg_advisory_unlock($1)")
                .bind(RECOVERY)
                .execute(&mut **connection)
                .await?;
        }
        Ok(())
    }

    /// Whether a worker lives: whether somebody else holds its lock.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub async fn lives(&mut self, worker: i64) -> std::result::Result<bool, sqlx::Error> {
        match &mut self.0 {
            Held::Worker(_, mine) if *mine == worker => Ok(false),
            Held::Worker(connection, _) => {
                let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
                    .bind(WORKER + worker)
                    .fetch_one(&mut **connection)
                    .await?;
                if free {
                    sqlx::query("SELECT pg_advisory_unlock($1)")
                        .bind(WORKER + worker)
                        .execute(&mut **connection)
                        .await?;
                }
                Ok(!free)
            }
            Held::File(_) | Held::Connection(_) => Ok(false),
        }
    }

    /// Lets the lock go. Dropping it does the same, only that a server hears of it a moment later.
    pub async fn release(self) {
        match self.0 {
            Held::File(file) => drop(file),
            Held::Connection(connection) | Held::Worker(connection, _) => {
                // When closing fails the server finds out by itself.
                let _ = connection.close().await;
            }
        }
    }
}

/// Takes a lock of PostgreSQL; `false` when somebody keeps it.
async fn waited_for(
    connection: &mut PgConnection,
    lock: &'static str,
    number: i64,
) -> std::result::Result<bool, sqlx::Error> {
    sqlx::query(PATIENCE).execute(&mut *connection).await?;
    match sqlx::query(lock).bind(number).execute(&mut *connection).await {
        Ok(_) => {}
        Err(error) => {
            let code = error.as_database_error().and_then(|error| error.code());
            return if code.as_deref() == Some(NOT_AVAILABLE) {
                Ok(false)
            } else {
                Err(error)
            };
        }
    }
    sqlx::query("SET lock_timeout = 0").execute(connection).await?;
    Ok(true)
}
