//! How tables are brought up to date: plain SQL that both engines read, each file once.

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use crate::database::Pools;
use crate::{Database, Engine, Error, Result};

/// What brings tables up to date.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// Number, what it is about, statements; oldest first. A released one is never edited.
    pub files: &'static [(i64, &'static str, &'static str)],
    /// Words of the files and what stands for them on SQLite.
    pub sqlite: &'static [(&'static str, &'static str)],
    /// And on PostgreSQL.
    pub postgres: &'static [(&'static str, &'static str)],
    /// Where it is noted which have run; so that several programs can share a database.
    pub table: &'static str,
    /// Number of the advisory lock under which PostgreSQL's tables are brought up to date; any that nothing else uses.
    pub lock: i64,
}

impl Migrations {
    /// Number of the newest.
    pub fn newest(&self) -> i64 {
        self.files.last().map_or(0, |(version, ..)| *version)
    }

    /// Brings the tables up to date: wholly or not at all, and one process after the other, for replicas start together.
    pub(crate) async fn run(&self, database: &Database) -> Result<()> {
        self.all(database).await.map_err(|source| Error::Migration {
            place: database.place().to_string(),
            source,
        })
    }

    /// `run_direct` is what `run` calls; the compiler does not see that the future of `run` may move between threads.
    async fn all(&self, database: &Database) -> std::result::Result<(), MigrateError> {
        let migrator = self.migrator(crate::Db::engine(database));
        match &database.pools {
            Pools::Sqlite { write, .. } => {
                let mut tx = write.begin_with("BEGIN IMMEDIATE").await?;
                migrator.run_direct(None, &mut *tx, false).await?;
                tx.commit().await?;
            }
            Pools::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)")
                    .bind(self.lock)
                    .execute(&mut *tx)
                    .await?;
                migrator.run_direct(None, &mut *tx, false).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    fn migrator(&self, engine: Engine) -> Migrator {
        let words = match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        };
        let migrations = self.files.iter().map(|(version, about, sql)| {
            let sql = words
                .iter()
                .fold((*sql).to_owned(), |sql, (word, own)| sql.replace(word, own));
            // The statements are ours, from files of the program.
            let sql = AssertSqlSafe(sql).into_sql_str();
            Migration::new(*version, (*about).into(), MigrationType::Simple, sql, false)
        });
        let mut migrator = Migrator::with_migrations(migrations.collect());
        migrator.dangerous_set_table_name(self.table);
        // Its own lock ends before our transaction does.
        migrator.set_locking(false);
        migrator
    }
}
