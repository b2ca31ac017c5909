//! Opening the ledger.

use std::path::PathBuf;
use std::time::Duration;

use fieldlink_domain::ids::PartnerId;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use super::error::{LedgerError, Result};
use super::migration;
use crate::config::Config;

/// Where a ledger is. Printing it shows no password.
#[derive(Clone, PartialEq, Eq)]
pub enum LedgerUrl {
    /// A SQLite file.
    File(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

impl LedgerUrl {
    /// Where the configuration says.
    ///
    /// # Errors
    /// [`LedgerError::NoUrl`].
    pub fn of(config: &Config) -> Result<LedgerUrl> {
        let place = &config.settings().ledger;
        match &place.url_env {
            None => Ok(LedgerUrl::File(config.path(&place.path))),
            Some(variable) => std::env::var(variable)
                .map(LedgerUrl::Postgres)
                .map_err(|_| LedgerError::NoUrl(variable.clone())),
        }
    }

    /// For messages.
    pub fn place(&self) -> String {
        match self {
            LedgerUrl::File(path) => path.display().to_string(),
            LedgerUrl::Postgres(url) => match url.split_once("://") {
                Some((scheme, rest)) => {
                    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                    format!("{scheme}://{}", host.split('?').next().unwrap_or(host))
                }
                None => String::from("(not a URL)"),
            },
        }
    }
}

impl std::fmt::Debug for LedgerUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LedgerUrl({})", self.place())
    }
}

/// The rows of one profile and partner.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(super) db: DatabaseConnection,
    pub(super) profile: String,
    pub(super) partner: PartnerId,
}

impl Ledger {
    /// Opens the ledger and brings its tables up to date. Reading needs no lock; sending does: see
    /// [`super::LedgerLock`].
    ///
    /// # Errors
    /// [`LedgerError::Unreachable`] and [`LedgerError::Migration`].
    pub async fn open(url: &LedgerUrl, profile: &str, partner: PartnerId) -> Result<Ledger> {
        Ok(Ledger {
            db: connect(url).await?,
            profile: profile.to_owned(),
            partner,
        })
    }

    pub(super) async fn begin(&self) -> Result<DatabaseTransaction> {
        Ok(self.db.begin_with_options(immediate()).await?)
    }
}

/// Connects, and brings the tables up to date.
pub(super) async fn connect(url: &LedgerUrl) -> Result<DatabaseConnection> {
    let options = match url {
        LedgerUrl::File(path) => sqlite(path.clone()),
        LedgerUrl::Postgres(url) => {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(4)
                .acquire_timeout(Duration::from_secs(10))
                .sqlx_logging(false);
            options
        }
    };
    let unreachable = |source| LedgerError::Unreachable {
        place: url.place(),
        source,
    };
    let db = Database::connect(options).await.map_err(unreachable)?;
    migration::run(&db).await.map_err(|source| LedgerError::Migration {
        place: url.place(),
        source,
    })?;
    Ok(db)
}

/// Takes SQLite's write lock at once.
pub(super) fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

fn sqlite(path: PathBuf) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |o| {
            o.filename(&path)
                .in_memory(false)
                .shared_cache(false)
                .create_if_missing(true)
                .busy_timeout(Duration::from_secs(30))
                .pragma("journal_mode", "WAL")
                // What is committed must be on the disk: the intent is worth nothing otherwise.
                .pragma("synchronous", "FULL")
        });
    options
}
