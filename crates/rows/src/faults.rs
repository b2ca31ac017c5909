//! What is acknowledged is kept, and nothing else: each statement of a transaction fails in turn, twice in a row, and a second
//! connection counts what is there.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use fieldlink_testkit::{Engine as TestEngine, Fault, FaultProxy, TestDatabase, for_each_engine};
use sqlx::{Connection as _, PgConnection, Row as _, SqliteConnection};

use crate::database::Pools;
use crate::{Ask as _, Database, Error, Migrations, Options, Place, Result, Sql, sql};

const TABLES: Migrations = Migrations {
    files: &[(
        1,
        "note",
        "CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, part BIGINT NOT NULL, text TEXT NOT NULL);\nCREATE TABLE tally (n BIGINT NOT NULL);\nINSERT INTO tally (n) VALUES (0);",
    )],
    sqlite: &[],
    postgres: &[],
    table: "note_migration",
    lock: 77,
};

async fn open(url: &str) -> Database {
    let options = Options {
        connections: 3,
        readers: 2,
        cache_kib: 1_000,
        patience: Duration::from_millis(1_500),
    };
    Database::open(Place::parse(url).unwrap(), options, &TABLES)
        .await
        .unwrap()
}

/// Three statements and a commit; note `id` is whole or not there.
async fn keep(database: &Database, id: i64) -> Result<()> {
    let tx = database.begin().await?;
    let text = "x".repeat(3_000);
    tx.run(sql!(
        "INSERT INTO note (id, part, text) VALUES ($1, 1, $2)",
        id * 10 + 1,
        &text
    ))
    .await?;
    tx.single::<i64>(sql!(
        "INSERT INTO note (id, part, text) VALUES ($1, 2, $2) RETURNING id",
        id * 10 + 2,
        &text
    ))
    .await?;
    tx.run("UPDATE tally SET n = n + 1").await?;
    tx.commit().await
}

/// What a second connection finds: the notes that are whole, and how many transactions were counted.
async fn kept(database: &TestDatabase) -> (BTreeSet<i64>, i64) {
    let ids = "SELECT id / 10 AS id FROM note GROUP BY id / 10 HAVING COUNT(*) = 2";
    let (half, n) = (
        "SELECT COUNT(*) FROM (SELECT 1 FROM note GROUP BY id / 10 HAVING COUNT(*) <> 2) AS t",
        "SELECT n FROM tally",
    );
    let (ids, half, n): (Vec<i64>, i64, i64) = match database.engine() {
        TestEngine::Postgres => {
            let mut other = PgConnection::connect(database.url()).await.unwrap();
            (
                sqlx::query(ids)
                    .fetch_all(&mut other)
                    .await
                    .unwrap()
                    .iter()
                    .map(|row| row.get(0))
                    .collect(),
                sqlx::query_scalar(half).fetch_one(&mut other).await.unwrap(),
                sqlx::query_scalar(n).fetch_one(&mut other).await.unwrap(),
            )
        }
        _ => {
            let mut other = SqliteConnection::connect(database.url()).await.unwrap();
            (
                sqlx::query(ids)
                    .fetch_all(&mut other)
                    .await
                    .unwrap()
                    .iter()
                    .map(|row| row.get(0))
                    .collect(),
                sqlx::query_scalar(half).fetch_one(&mut other).await.unwrap(),
                sqlx::query_scalar(n).fetch_one(&mut other).await.unwrap(),
            )
        }
    };
    assert_eq!(half, 0, "something was kept by half");
    (ids.into_iter().collect(), n)
}

/// What callers were told.
#[derive(Debug, Default)]
struct Told {
    yes: BTreeSet<i64>,
    no: BTreeSet<i64>,
    unknown: BTreeSet<i64>,
}

impl Told {
    fn note(&mut self, id: i64, answer: &Result<()>) {
        match answer {
            Ok(()) => self.yes.insert(id),
            Err(Error::Unanswered(_)) => self.unknown.insert(id),
            Err(_) => self.no.insert(id),
        };
    }

    /// All that was acknowledged is there, and nothing of which it was said that it is not.
    async fn holds(&self, database: &TestDatabase) {
        let (kept, counted) = kept(database).await;
        assert!(
            self.yes.is_subset(&kept),
            "acknowledged and lost: {:?}",
            self.yes.difference(&kept)
        );
        let denied: Vec<_> = self.no.intersection(&kept).collect();
        assert!(denied.is_empty(), "denied and kept: {denied:?}");
        assert_eq!(i64::try_from(kept.len()).unwrap(), counted, "each was done once");
    }
}

/// What can fail in SQLite.
#[derive(Debug, Clone, Copy)]
enum Ill {
    /// So many pages are left.
    Full(i64),
    /// Somebody breaks the work off after so many steps of its machine.
    Interrupted(i64),
    /// Another process writes.
    Busy,
}

async fn sqlite_fails(ill: Ill, database: &Database, url: &str) -> Option<SqliteConnection> {
    match ill {
        Ill::Full(left) => {
            let pages: i64 = database.single("PRAGMA page_count").await.unwrap();
            database
                .outside(Sql::new(format!("PRAGMA max_page_count = {}", pages + left)))
                .await
                .unwrap();
        }
        Ill::Interrupted(steps) => {
            let Pools::Sqlite { write, .. } = &database.pools else {
                unreachable!("this is SQLite")
            };
            let left = Arc::new(AtomicI64::new(steps));
            let mut connection = write.acquire().await.unwrap();
            let go_on = move || left.fetch_sub(1, Ordering::SeqCst) > 0;
            connection.lock_handle().await.unwrap().set_progress_handler(1, go_on);
        }
        Ill::Busy => {
            let mut other = SqliteConnection::connect(url).await.unwrap();
            sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
            return Some(other);
        }
    }
    None
}

async fn sqlite_is_well(database: &Database) {
    database.outside("PRAGMA max_page_count = 1000000").await.unwrap();
    let Pools::Sqlite { write, .. } = &database.pools else {
        unreachable!("this is SQLite")
    };
    let mut connection = write.acquire().await.unwrap();
    connection.lock_handle().await.unwrap().remove_progress_handler();
}

#[test]
fn each_statement_of_sqlite_fails_in_turn_and_twice() {
    fieldlink_testkit::databases::run(TestEngine::Sqlite, sqlite);
}

async fn sqlite(test: &TestDatabase) {
    let database = open(test.url()).await;
    let mut told = Told::default();
    let mut id = 0;
    let full = (0..6).map(Ill::Full);
    let interrupted = (0..90).step_by(3).map(Ill::Interrupted);
    for ill in full.chain(interrupted).chain([Ill::Busy]) {
        let other = sqlite_fails(ill, &database, test.url()).await;
        for _ in 0..3 {
            id += 1;
            told.note(id, &keep(&database, id).await);
        }
        drop(other);
        sqlite_is_well(&database).await;
        id += 1;
        let healed = keep(&database, id).await;
        assert!(healed.is_ok(), "after {ill:?}: {healed:?}");
        told.note(id, &healed);
        told.holds(test).await;
    }
    assert!(told.no.len() > 20, "{told:?}");
}

#[test]
fn the_line_to_postgresql_is_cut_before_and_after_each_message() {
    fieldlink_testkit::databases::run(TestEngine::Postgres, postgres);
}

async fn postgres(test: &TestDatabase) {
    drop(open(test.url()).await);
    let server: url::Url = test.url().parse().unwrap();
    let address = format!("{}:{}", server.host_str().unwrap(), server.port().unwrap());
    let proxy = FaultProxy::start(address.parse().unwrap()).await;
    let mut by_proxy = server.clone();
    by_proxy.set_port(Some(proxy.address().port())).unwrap();
    let database = open(by_proxy.as_str()).await;
    let mut told = Told::default();
    let mut id = 0;
    for fault in [Fault::LoseRequest, Fault::LoseAnswer, Fault::CutAnswer] {
        for passed in 0..14 {
            for _ in 0..2 {
                proxy.arm(std::iter::repeat_n(Fault::Pass, passed).chain([fault]));
                while proxy.left() > 0 {
                    id += 1;
                    told.note(id, &keep(&database, id).await);
                }
            }
            id += 1;
            let healed = keep(&database, id).await;
            assert!(healed.is_ok(), "after {fault:?} behind {passed}: {healed:?}");
            told.note(id, &healed);
            told.holds(test).await;
        }
    }
    assert!(!told.unknown.is_empty() && !told.no.is_empty(), "{told:?}");
}

async fn a_statement_that_failed_spoils_its_transaction(test: &TestDatabase) {
    let database = open(test.url()).await;
    let tx = database.begin().await.unwrap();
    let note = |id: i64| sql!("INSERT INTO note (id, part, text) VALUES ($1, 1, 'a')", id);
    tx.run(note(1)).await.unwrap();
    assert!(matches!(tx.run(note(1)).await, Err(Error::Duplicate(_))));
    assert!(matches!(tx.run(note(2)).await, Err(Error::Spoilt)));
    assert!(matches!(tx.commit().await, Err(Error::Spoilt)));
    assert_eq!(database.count("SELECT COUNT(*) FROM note").await.unwrap(), 0);
}

async fn what_is_not_committed_is_undone_and_leaves_nothing_open(test: &TestDatabase) {
    let database = open(test.url()).await;
    for id in 0..20 {
        let tx = database.begin().await.unwrap();
        tx.run(sql!("INSERT INTO note (id, part, text) VALUES ($1, 1, 'a')", id))
            .await
            .unwrap();
    }
    keep(&database, 7).await.unwrap();
    assert_eq!(kept(test).await.1, 1);
    assert_eq!(database.count("SELECT COUNT(*) FROM note").await.unwrap(), 2);
}

async fn only_a_transaction_changes_anything(test: &TestDatabase) {
    let database = open(test.url()).await;
    if test.engine() == TestEngine::Sqlite {
        assert!(database.all("UPDATE tally SET n = 5 RETURNING n").await.is_err());
        assert_eq!(kept(test).await.1, 0);
    }
}

for_each_engine!(
    a_statement_that_failed_spoils_its_transaction,
    what_is_not_committed_is_undone_and_leaves_nothing_open,
    only_a_transaction_changes_anything
);
