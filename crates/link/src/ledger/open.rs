//! Opening the ledger.

use std::sync::Arc;
use std::time::Duration;

use fieldlink_domain::ids::PartnerId;
use fieldlink_rows::{Database, Options, Place, Sql, Tx};
use fieldlink_say::Message;

use super::error::{LedgerError, Result};
use super::migration::MIGRATIONS;
use super::seal::{self, Sealer};
use crate::config::{Config, LedgerPlace, Profile};

/// The rows of one profile and partner.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(super) db: Database,
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
    /// Where the configuration says that a profile's ledger is.
    ///
    /// # Errors
    /// [`LedgerError::NoUrl`], and when what should be a URL is none.
    pub fn place_of(config: &Config, profile: &Profile) -> Result<Place> {
        place(config, config.ledger_of(profile))
    }

    /// The ledger of a profile, with the keys that the configuration names.
    ///
    /// # Errors
    /// As [`Ledger::open`], and [`LedgerError::Keys`].
    pub async fn of(config: &Config, name: &str, profile: &Profile) -> Result<Ledger> {
        let keys = keys(config, config.ledger_of(profile))?;
        let ledger = Ledger::open(&Ledger::place_of(config, profile)?, name, config.partner_at(profile)).await?;
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
    /// When it cannot be opened, or its tables are not this program's.
    pub async fn open(place: &Place, profile: &str, partner: PartnerId) -> Result<Ledger> {
        Ok(Ledger {
            db: connect(place).await?,
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
        self.db.watch(see);
    }

    /// Where a payload stands, so that it opens nowhere else.
    fn place_in(&self, row: i64) -> String {
        format!("{}/{}/{row}", self.profile, self.partner.0)
    }

    /// A payload as it is written down.
    pub(super) fn seal(&self, row: i64, payload: &str) -> Result<String> {
        match &self.sealer {
            None => Ok(payload.to_owned()),
            Some(sealer) => sealer.seal(&self.place_in(row), payload).map_err(LedgerError::Keys),
        }
    }

    /// A payload as it was before it was written down.
    ///
    /// # Errors
    /// [`LedgerError::Sealed`] when the key is missing or it was changed.
    pub fn opened(&self, row: i64, payload: &str) -> Result<String> {
        seal::open(self.sealer.as_deref(), &self.place_in(row), payload)
            .map_err(|source| LedgerError::Sealed { id: row, source })
    }

    /// A statement about what belongs to this profile and partner: these words, and that condition.
    pub(super) fn mine(&self, words: &str) -> Sql {
        let mut sql = Sql::new(format!("{words} WHERE profile = "));
        sql.value(self.profile.as_str())
            .say(" AND partner_id = ")
            .value(self.partner.0);
        sql
    }

    pub(super) async fn begin(&self) -> Result<Tx> {
        Ok(self.db.begin().await?)
    }
}

/// Where the configuration says that a ledger is.
pub(super) fn place(config: &Config, place: &LedgerPlace) -> Result<Place> {
    let url = if let Some(variable) = &place.url_env {
        std::env::var(variable).map_err(|_| LedgerError::NoUrl(Box::new(Message::variable(variable))))?
    } else if let Some(file) = &place.url_file {
        let file = config.path(file);
        crate::text_file::read(&file).map_err(|_| LedgerError::NoUrl(Box::new(Message::file(&file))))?
    } else {
        return Ok(Place::File(config.path(&place.path)));
    };
    Ok(Place::parse(url.trim())?)
}

/// Memory that SQLite keeps pages of a ledger in, in KiB.
const CACHE: u32 = 4_000;
/// How long another process that writes the same file is waited for: one that enters a long plan takes a while.
const FILE_PATIENCE: Duration = Duration::from_secs(30);

/// Opens the database, and brings its tables up to date.
pub(super) async fn connect(place: &Place) -> Result<Database> {
    let options = Options {
        connections: 4,
        readers: 1,
        cache_kib: CACHE,
        patience: match place {
            Place::File(_) => FILE_PATIENCE,
            Place::Postgres(_) => Options::PATIENCE,
        },
    };
    Ok(Database::open(place.clone(), options, &MIGRATIONS).await?)
}

/// The keys that seal payloads, from where the configuration says.
pub(super) fn keys(config: &Config, place: &LedgerPlace) -> Result<Option<Sealer>> {
    let text = if let Some(variable) = &place.key_env {
        std::env::var(variable).map_err(|_| LedgerError::NoKey {
            place: Box::new(Message::variable(variable)),
        })?
    } else if let Some(file) = &place.key_file {
        let file = config.path(file);
        crate::text_file::read(&file).map_err(|_| LedgerError::NoKey {
            place: Box::new(Message::file(&file)),
        })?
    } else {
        return Ok(None);
    };
    Sealer::parse(&text).map(Some).map_err(LedgerError::Keys)
}
