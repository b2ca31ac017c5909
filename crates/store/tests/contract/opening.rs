//! Opening a store: many at once, again, and over tables that are not this program's.

use fieldlink_store::{DatabaseError, Error, Store};
use fieldlink_testkit::{Engine, TestDatabase, for_each_engine};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};

/// Runs a statement past the store.
async fn run(database: &TestDatabase, statement: &str) {
    let statement = AssertSqlSafe(statement.to_owned());
    match database.engine() {
        Engine::Postgres => {
            let mut connection = PgConnection::connect(database.url()).await.unwrap();
            connection.execute(statement).await.unwrap();
        }
        _ => {
            let mut connection = SqliteConnection::connect(database.url()).await.unwrap();
            connection.execute(statement).await.unwrap();
        }
    }
}

async fn replicas_may_open_a_new_database_at_the_same_time(database: &TestDatabase) {
    let open = || Store::open(database.url());
    let (a, b, c, d) = tokio::join!(open(), open(), open(), open());
    for store in [a, b, c, d] {
        assert!(store.unwrap().takes_writes().await);
    }
    Store::open(database.url()).await.unwrap();
}

async fn tables_of_another_program_are_left_alone(database: &TestDatabase) {
    // The tables before this one are made first, and must be gone again.
    run(database, "CREATE TABLE partner (colour TEXT)").await;
    let error = Store::open(database.url()).await.unwrap_err();
    assert!(
        matches!(error, Error::Database(DatabaseError::Migration { .. })),
        "{error:?}"
    );
    run(database, "DROP TABLE partner").await;
    Store::open(database.url()).await.unwrap();
}

async fn a_database_that_is_newer_or_was_made_otherwise_is_refused(database: &TestDatabase) {
    Store::open(database.url()).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    run(database, newer).await;
    let error = Store::open(database.url()).await.unwrap_err();
    assert!(
        matches!(error, Error::Database(DatabaseError::Migration { .. })),
        "{error:?}"
    );
    run(database, "DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    Store::open(database.url()).await.unwrap();
    run(database, "UPDATE _sqlx_migrations SET checksum = '00'").await;
    let error = Store::open(database.url()).await.unwrap_err();
    assert!(
        matches!(error, Error::Database(DatabaseError::Migration { .. })),
        "{error:?}"
    );
}

for_each_engine!(
    replicas_may_open_a_new_database_at_the_same_time,
    tables_of_another_program_are_left_alone,
    a_database_that_is_newer_or_was_made_otherwise_is_refused
);
