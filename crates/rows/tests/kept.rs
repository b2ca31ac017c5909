//! What is acknowledged is kept, and nothing else: each statement of a transaction fails in turn, twice in a row, and a second
//! connection counts what is there.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

use std::collections::BTreeSet;
use std::time::Duration;

use fieldlink_rows::{Ask as _, Database, Error, Migrations, Options, Place, Result, sql};
use fieldlink_testkit::{Engine, Met, Strikes, TestDatabase, for_each_engine};

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
    let halves = "SELECT id / 10 FROM note GROUP BY id / 10 HAVING COUNT(*) <> 2";
    assert!(
        database.all::<i64>(halves).await.is_empty(),
        "something was kept by half"
    );
    let whole = database.all("SELECT DISTINCT id / 10 FROM note").await;
    (
        whole.into_iter().collect(),
        database.number("SELECT n FROM tally").await,
    )
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

async fn each_statement_fails_in_turn_and_twice(test: &TestDatabase) {
    let (strikes, url) = Strikes::on(test).await;
    let database = open(&url).await;
    let mut told = Told::default();
    let mut id = 0;
    let failed = strikes
        .each_in_turn(async |met| {
            id += 1;
            strikes.arm(met);
            let answer = keep(&database, id).await;
            let struck = strikes.heal().await;
            assert!(answer.is_ok() || met != Met::Nothing, "all is well: {answer:?}");
            told.note(id, &answer);
            told.holds(test).await;
            struck
        })
        .await;
    assert!(failed >= 16, "{failed} failed: {told:?}");
    // Some are made good by another connection before anything is begun: no caller hears of those.
    assert!(told.no.len() + told.unknown.len() >= 10, "{failed} failed: {told:?}");
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
    if test.engine() == Engine::Sqlite {
        assert!(database.all("UPDATE tally SET n = 5 RETURNING n").await.is_err());
        assert_eq!(kept(test).await.1, 0);
    }
}

for_each_engine!(
    each_statement_fails_in_turn_and_twice,
    a_statement_that_failed_spoils_its_transaction,
    what_is_not_committed_is_undone_and_leaves_nothing_open,
    only_a_transaction_changes_anything
);
