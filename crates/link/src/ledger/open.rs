//! Opening the ledger.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use fieldlink_domain::ids::PartnerId;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use super::error::{LedgerError, Result};
use super::migration;
use super::seal::{self, Sealer};
use crate::config::{Config, LedgerPlace, Profile};
use crate::said::Said;

/// Where a ledger is. Printing it shows no password.
#[derive(Clone, PartialEq, Eq)]
pub enum LedgerUrl {
    /// A SQLite file.
    File(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

impl LedgerUrl {
    /// Where the configuration says that a profile's ledger is.
    ///
    /// # Errors
    /// [`LedgerError::NoUrl`].
    pub fn of(config: &Config, profile: &Profile) -> Result<LedgerUrl> {
        LedgerUrl::at(config, config.ledger_of(profile))
    }

    /// Where `[ledger]` says: what belongs to no profile is there, such as records that were pushed.
    ///
    /// # Errors
    /// [`LedgerError::NoUrl`].
    pub fn common(config: &Config) -> Result<LedgerUrl> {
        LedgerUrl::at(config, &config.settings().ledger)
    }

    fn at(config: &Config, place: &LedgerPlace) -> Result<LedgerUrl> {
        if let Some(variable) = &place.url_env {
            let none = |_| LedgerError::NoUrl(Box::new(Said::variable(variable)));
            return std::env::var(variable).map(LedgerUrl::Postgres).map_err(none);
        }
        if let Some(file) = &place.url_file {
            let file = config.path(file);
            let none = |_| LedgerError::NoUrl(Box::new(Said::file(&file)));
            let text = std::fs::read_to_string(&file).map_err(none)?;
            return Ok(LedgerUrl::Postgres(text.trim().to_owned()));
        }
        Ok(LedgerUrl::File(config.path(&place.path)))
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
    pub(super) sealer: Option<Arc<Sealer>>,
    /// The run of the program, for the history.
    pub(super) run: Arc<str>,
    /// The person that the run named.
    pub(super) by: Option<Arc<str>>,
    /// The worker whose lock is held, where several share the ledger.
    pub(super) worker: Option<i64>,
}

impl Ledger {
    /// The ledger of a profile, with the keys that the configuration names.
    ///
    /// # Errors
    /// As [`Ledger::open`], and [`LedgerError::Keys`].
    pub async fn of(config: &Config, name: &str, profile: &Profile) -> Result<Ledger> {
        let keys = keys(config, config.ledger_of(profile))?;
        let ledger = Ledger::open(&LedgerUrl::of(config, profile)?, name, config.partner_at(profile)).await?;
        Ok(Ledger {
            sealer: keys.map(Arc::new),
            ..ledger
        })
    }

    /// The same, with the run and the person that the history names.
    #[must_use]
    pub fn acting(self, run: &str, by: Option<&str>) -> Ledger {
        Ledger {
            run: run.into(),
            by: by.map(Into::into),
            ..self
        }
    }

    /// The same, for the worker that holds this lock.
    #[must_use]
    pub fn working_as(self, lock: &super::LedgerLock) -> Ledger {
        Ledger {
            worker: lock.worker(),
            ..self
        }
    }

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
            sealer: None,
            run: "".into(),
            by: None,
            worker: None,
        })
    }

    /// Tells `see` the text of every statement that is run from now on; for tests that count them.
    pub fn watch(&mut self, see: impl Fn(&str) + Send + Sync + 'static) {
        self.db.set_metric_callback(move |info| see(&info.statement.sql));
    }

    /// Where a payload stands, so that it opens nowhere else.
    fn place(&self, row: i64) -> String {
        format!("{}/{}/{row}", self.profile, self.partner.0)
    }

    /// A payload as it is written down.
    pub(super) fn seal(&self, row: i64, payload: &str) -> Result<String> {
        match &self.sealer {
            None => Ok(payload.to_owned()),
            Some(sealer) => sealer.seal(&self.place(row), payload).map_err(LedgerError::Keys),
        }
    }

    /// A payload as it was before it was written down.
    ///
    /// # Errors
    /// [`LedgerError::Sealed`] when the key is missing or it was changed.
    pub fn opened(&self, row: i64, payload: &str) -> Result<String> {
        seal::open(self.sealer.as_deref(), &self.place(row), payload)
            .map_err(|source| LedgerError::Sealed { id: row, source })
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

/// The keys that seal payloads, from where the configuration says.
pub(super) fn keys(config: &Config, place: &LedgerPlace) -> Result<Option<Sealer>> {
    let text = if let Some(variable) = &place.key_env {
        std::env::var(variable).map_err(|_| LedgerError::NoKey {
            place: Box::new(Said::variable(variable)),
        })?
    } else if let Some(file) = &place.key_file {
        let file = config.path(file);
        std::fs::read_to_string(&file).map_err(|_| LedgerError::NoKey {
            place: Box::new(Said::file(&file)),
        })?
    } else {
        return Ok(None);
    };
    Sealer::parse(&text).map(Some).map_err(LedgerError::Keys)
}

/// Takes SQLite's write lock at once.
pub(super) fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

/// Memory that SQLite keeps pages of a ledger in, in KiB.
const CACHE: u32 = 4_000;

fn sqlite(path: PathBuf) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        // A file does not hang up.
        .test_before_acquire(false)
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
                .pragma("cache_size", format!("-{CACHE}"))
        });
    options
}
