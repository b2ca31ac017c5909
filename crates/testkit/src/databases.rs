//! A fresh database for each test, on the engine it asks for.
//!
//! SQLite is a file in a temporary folder. PostgreSQL and MariaDB are private servers that `cargo xtask test` (or `cargo xtask
//! services`, for single tests over and over) starts and names in the environment. Without them a test fails; it is never
//! skipped, because a run that leaves half of the tests out looks like a good one.

use std::hash::{BuildHasher, Hasher, RandomState};

use sqlx::{
    AssertSqlSafe, Connection, Decode, Executor, MySql, MySqlConnection, PgConnection, Postgres, Sqlite,
    SqliteConnection, Type,
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// Names the private PostgreSQL: the URL of an administrator, `postgres://user:password@127.0.0.1:port/postgres`.
pub const POSTGRES: &str = "FIELDLINK_TEST_POSTGRES_URL";
/// Names the private MariaDB: the URL of an administrator, `mysql://user:password@127.0.0.1:port/mysql`.
pub const MARIADB: &str = "FIELDLINK_TEST_MARIADB_URL";

/// A database engine that tests run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file; what PA2 and the ledger keep their rows in by default.
    Sqlite,
    /// What PA2 and the ledger use when several processes share the rows.
    Postgres,
    /// Only a place the link reads from.
    Mariadb,
}

/// An empty database that belongs to one test and is gone after it.
#[derive(Debug)]
pub struct TestDatabase {
    engine: Engine,
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(#[expect(dead_code, reason = "held so that the folder stays until the test ends")] TempDir),
    Server { admin: String, name: String },
}

impl TestDatabase {
    /// A fresh database on this engine. Panics with the way out when its server is not there.
    pub async fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = sqlite_url(&folder);
                Self {
                    engine,
                    url,
                    place: Place::Folder(folder),
                }
            }
            Engine::Postgres => {
                let admin = server(POSTGRES);
                let name = fresh_name();
                let mut connection = PgConnection::connect(&admin)
                    .await
                    .expect("the test PostgreSQL answers");
                // template0: copying template1 fails while anybody is connected to it.
                let create = format!("CREATE DATABASE {name} TEMPLATE template0");
                connection
                    .execute(AssertSqlSafe(create))
                    .await
                    .expect("a fresh PostgreSQL database");
                let _ = connection.close().await;
                Self {
                    engine,
                    url: at(&admin, &name),
                    place: Place::Server { admin, name },
                }
            }
            Engine::Mariadb => {
                let admin = server(MARIADB);
                let name = fresh_name();
                let mut connection = MySqlConnection::connect(&admin)
                    .await
                    .expect("the test MariaDB answers");
                let create = format!("CREATE DATABASE {name} CHARACTER SET utf8mb4");
                connection
                    .execute(AssertSqlSafe(create))
                    .await
                    .expect("a fresh MariaDB database");
                let _ = connection.close().await;
                Self {
                    engine,
                    url: at(&admin, &name),
                    place: Place::Server { admin, name },
                }
            }
        }
    }

    /// Which engine serves it.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Runs a statement as somebody with the database in hand would, past the program; how many rows it concerned.
    pub async fn run(&self, sql: &str) -> u64 {
        let statement = AssertSqlSafe(sql.to_owned());
        let done = match self.engine {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.expect("the file opens");
                connection.execute(statement).await.map(|done| done.rows_affected())
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.expect("the server answers");
                connection.execute(statement).await.map(|done| done.rows_affected())
            }
            Engine::Mariadb => {
                let mut connection = MySqlConnection::connect(&self.url).await.expect("the server answers");
                connection.execute(statement).await.map(|done| done.rows_affected())
            }
        };
        done.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Runs such a statement that changes something.
    pub async fn execute(&self, sql: &str) {
        assert!(self.run(sql).await > 0, "{sql} changes nothing");
    }

    /// What the first column of a query holds, asked past the program by a connection of its own.
    pub async fn all<T>(&self, sql: &str) -> Vec<T>
    where
        T: Column<Sqlite> + Column<Postgres> + Column<MySql> + Send + Unpin,
    {
        let query = AssertSqlSafe(sql.to_owned());
        let found = match self.engine {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.expect("the file opens");
                sqlx::query_scalar(query).fetch_all(&mut connection).await
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.expect("the server answers");
                sqlx::query_scalar(query).fetch_all(&mut connection).await
            }
            Engine::Mariadb => {
                let mut connection = MySqlConnection::connect(&self.url).await.expect("the server answers");
                sqlx::query_scalar(query).fetch_all(&mut connection).await
            }
        };
        found.unwrap_or_else(|error| panic!("{error}: {sql}"))
    }

    /// The one number that a query answers.
    pub async fn number(&self, sql: &str) -> i64 {
        let found = self.all(sql).await;
        *found.first().expect("a row")
    }

    /// Its URL, as a person would write it in a configuration. Any number of connections may use it.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// What an engine can answer as one value.
pub trait Column<D: sqlx::Database>: for<'r> Decode<'r, D> + Type<D> {}

impl<D: sqlx::Database, T: for<'r> Decode<'r, D> + Type<D>> Column<D> for T {}

/// A fresh PostgreSQL database.
pub async fn postgres_database() -> TestDatabase {
    TestDatabase::new(Engine::Postgres).await
}

/// A fresh MariaDB database.
pub async fn mariadb_database() -> TestDatabase {
    TestDatabase::new(Engine::Mariadb).await
}

/// The URL of a SQLite file in this folder that is made when it is first opened.
pub fn sqlite_url(folder: &TempDir) -> String {
    format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display())
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Place::Server { admin, name } = &self.place else {
            return;
        };
        let (engine, admin, name) = (self.engine, admin.clone(), name.clone());
        // The test's own runtime may be ending around us, so a thread with another one does this.
        let dropped = std::thread::spawn(move || {
            if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
                runtime.block_on(drop_database(engine, &admin, &name));
            }
        });
        let _ = dropped.join();
    }
}

/// Best effort: what is left behind goes with the private server.
async fn drop_database(engine: Engine, admin: &str, name: &str) {
    if engine == Engine::Mariadb {
        if let Ok(mut connection) = MySqlConnection::connect(admin).await {
            let _ = connection.execute(AssertSqlSafe(format!("DROP DATABASE {name}"))).await;
            let _ = connection.close().await;
        }
    } else if let Ok(mut connection) = PgConnection::connect(admin).await {
        // FORCE: a pool of the test may still hold connections.
        let _ = connection
            .execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
            .await;
        let _ = connection.close().await;
    }
}

/// Runs one test body on a fresh database of this engine; [`for_each_engine!`](crate::for_each_engine) calls it.
pub fn run(engine: Engine, body: impl AsyncFnOnce(&TestDatabase)) {
    runtime().block_on(async {
        let database = TestDatabase::new(engine).await;
        body(&database).await;
    });
}

/// Turns async functions that take a `&TestDatabase` into two tests each, `NAME::sqlite` and `NAME::postgres`.
///
/// ```
/// use fieldlink_testkit::{TestDatabase, for_each_engine};
///
/// async fn has_an_address(database: &TestDatabase) {
///     assert!(database.url().contains("://"));
/// }
/// for_each_engine!(has_an_address);
/// ```
#[macro_export]
macro_rules! for_each_engine {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn sqlite() {
                $crate::databases::run($crate::Engine::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                $crate::databases::run($crate::Engine::Postgres, super::$name);
            }
        }
    )+};
}

/// Several threads, as in production: a lock held across a wait shows.
fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the test")
}

fn server(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set, so there is no server for this test: run `cargo xtask test`, or `cargo xtask services` in another terminal")
    })
}

/// The administrator's URL with another database.
fn at(admin: &str, name: &str) -> String {
    let server = admin.rsplit_once('/').map_or(admin, |(server, _)| server);
    format!("{server}/{name}")
}

/// A name no other test has, in this process or another.
fn fresh_name() -> String {
    // The standard library seeds its hash maps from the system; that is all the randomness a name needs.
    format!("test_{:016x}", RandomState::new().build_hasher().finish())
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection, Executor, MySqlConnection, PgConnection, SqliteConnection};

    use super::{Engine, TestDatabase, runtime};

    async fn is_empty_and_keeps_a_row(database: &TestDatabase) {
        const CREATE: &str = "CREATE TABLE kept (id INTEGER)";
        const INSERT: &str = "INSERT INTO kept VALUES (7)";
        match database.engine() {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(database.url()).await.unwrap();
                connection.execute(CREATE).await.unwrap();
                assert_eq!(connection.execute(INSERT).await.unwrap().rows_affected(), 1);
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(database.url()).await.unwrap();
                connection.execute(CREATE).await.unwrap();
                assert_eq!(connection.execute(INSERT).await.unwrap().rows_affected(), 1);
            }
            Engine::Mariadb => {
                let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
                connection.execute(CREATE).await.unwrap();
                assert_eq!(connection.execute(INSERT).await.unwrap().rows_affected(), 1);
            }
        }
    }
    for_each_engine!(is_empty_and_keeps_a_row);

    #[test]
    fn mariadb_is_empty_and_keeps_a_row() {
        super::run(Engine::Mariadb, is_empty_and_keeps_a_row);
    }

    #[test]
    fn a_dropped_database_is_gone_even_with_a_connection_open() {
        let (url, _open) = runtime().block_on(async {
            let database = TestDatabase::new(Engine::Postgres).await;
            let open = PgConnection::connect(database.url()).await.unwrap();
            (database.url().to_owned(), open)
        });
        let again = runtime().block_on(PgConnection::connect(&url));
        assert!(again.is_err(), "the database outlived its test");
    }
}
