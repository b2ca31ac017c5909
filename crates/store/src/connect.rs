//! PA2's database: where it is, and what is done to the whole of it.

use fieldlink_rows::{Database, Heartbeat, Options, Place, sql};
use futures::future::BoxFuture;

use crate::{Db, Engine, Result, Row, Sql, Tx, migration};

/// PA2's database. Cheap to clone. What is read from it is as it was committed; what changes it goes by a [`Tx`].
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    heartbeat: Heartbeat,
}

impl Store {
    /// Opens `sqlite://path` (made if missing) or `postgres://…` and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be opened, or its tables are not this program's.
    pub async fn open(url: &str) -> Result<Store> {
        Store::at(Place::parse(url)?).await
    }

    /// The same at a place.
    ///
    /// # Errors
    /// When it cannot be opened, or its tables are not this program's.
    pub async fn at(place: Place) -> Result<Store> {
        let options = Options {
            connections: 16,
            readers: 4,
            cache_kib: 16_000,
            patience: Options::PATIENCE,
        };
        let database = Database::open(place, options, &migration::MIGRATIONS).await?;
        Ok(Store {
            heartbeat: Heartbeat::new(database.clone(), sql!(BEAT)),
            database,
        })
    }

    /// Where it is, for messages.
    pub fn place(&self) -> &Place {
        self.database.place()
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When the database cannot be reached, or is busy for too long; then nothing was begun.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(self.database.begin().await?)
    }

    /// Runs a statement outside of any transaction: for settings of the connection itself.
    pub(crate) async fn outside(&self, statement: &'static str) -> Result<()> {
        Ok(self.database.outside(statement).await?)
    }

    /// Whether this is SQLite (else PostgreSQL); for the few statements that differ.
    pub fn is_sqlite(&self) -> bool {
        self.engine() == Engine::Sqlite
    }

    /// Tells `see` the text of every statement that is run from now on, on this store and those cloned from it later;
    /// for tests that count them.
    pub fn watch(&mut self, see: impl Fn(&str) + Send + Sync + 'static) {
        self.database.watch(see);
    }

    /// Whether the database takes writes, for readiness probes; within a second.
    pub async fn takes_writes(&self) -> bool {
        self.heartbeat.beats().await
    }
}

/// What readiness writes.
const BEAT: &str = "INSERT INTO setting (key, value) VALUES ('heartbeat', '1') ON CONFLICT (key) DO UPDATE SET value = \
    CASE setting.value WHEN '1' THEN '0' ELSE '1' END";

impl Db for Store {
    fn engine(&self) -> Engine {
        self.database.engine()
    }

    fn fetch(&self, sql: Sql) -> BoxFuture<'_, fieldlink_rows::Result<Vec<Row>>> {
        self.database.fetch(sql)
    }
}
