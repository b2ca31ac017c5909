//! One process sends at a time.
//!
//! Two processes that plan from the same ledger would both find a row planned and both send it. The lock is let go by
//! the system when its process ends, however it ends, so a crash leaves nothing to clean up.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use sqlx::{Connection, PgConnection};

use super::error::{LedgerError, Result};
use super::open::LedgerUrl;

/// Number of the advisory lock in PostgreSQL; any that no other program uses.
const ADVISORY: i64 = 0x6669_656c_646c_696e;

/// Held while sending.
#[derive(Debug)]
pub struct LedgerLock(Held);

#[derive(Debug)]
enum Held {
    File(File),
    Connection(Box<PgConnection>),
}

impl LedgerLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`LedgerError::InUse`] when another process has it.
    pub async fn take(url: &LedgerUrl) -> Result<LedgerLock> {
        match url {
            LedgerUrl::File(path) => {
                let mut lock = path.clone().into_os_string();
                lock.push(".lock");
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
                    Err(TryLockError::WouldBlock) => Err(LedgerError::InUse { place: url.place() }),
                    Err(TryLockError::Error(source)) => Err(failed(source)),
                }
            }
            LedgerUrl::Postgres(text) => {
                let failed = |source| LedgerError::Lock {
                    place: url.place(),
                    source,
                };
                let mut connection = PgConnection::connect(text).await.map_err(failed)?;
                let taken: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
                    .bind(ADVISORY)
                    .fetch_one(&mut connection)
                    .await
                    .map_err(failed)?;
                if taken {
                    Ok(LedgerLock(Held::Connection(Box::new(connection))))
                } else {
                    Err(LedgerError::InUse { place: url.place() })
                }
            }
        }
    }

    /// Lets the lock go. Dropping it does the same, only that a server hears of it a moment later.
    pub async fn release(self) {
        match self.0 {
            Held::File(file) => drop(file),
            Held::Connection(connection) => {
                // When closing fails the server finds out by itself.
                let _ = connection.close().await;
            }
        }
    }
}
