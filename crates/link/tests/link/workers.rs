//! Several workers over one ledger on PostgreSQL: each row leaves once, whoever takes it.

use std::sync::Arc;

use fieldlink_link::Kind;
use fieldlink_link::ledger::{LedgerError, LedgerLock, Place, State};
use fieldlink_link::run::Options;
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{Connection as _, PgConnection};

use crate::support::{Fault, Partner};

/// A partner whose ledger is this database, for several workers.
async fn partner(database: &TestDatabase) -> Partner {
    let mut partner = Partner::new().await;
    partner.file("ledger-url", database.url());
    partner.ledger_lines = String::from("url_file = \"ledger-url\"\nworkers = true\n");
    partner.batch = 7;
    partner
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_at_once_send_every_row_once() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let partner = Arc::new(partner(&database).await);
    let mut rows = String::from("loan,repaid\nP1,250\nP2,1000\n");
    let mut journals = String::from("loan,subject,body\n");
    for n in 0..400 {
        partner.server.loan(&format!("W{n:03}"), "payingBack", "1000");
        rows.push_str(&format!("W{n:03},{}\n", 1 + n));
        journals.push_str(&format!("W{n:03},News,The goods sell well.\n"));
    }
    partner.file("repayments.csv", &rows);
    partner.file("journals.csv", &journals);
    // Four from the first moment on; they plan the same records and take what nobody has.
    let workers = (0..4).map(|_| {
        let partner = partner.clone();
        tokio::spawn(async move { partner.send().await })
    });
    let mut sent = 0;
    for worker in workers.collect::<Vec<_>>() {
        let summary = worker.await.unwrap().unwrap();
        assert!(summary.stop().is_none(), "{summary:?}");
        sent += summary.kinds().map(|(_, sent)| sent.delivered.sent).sum::<usize>();
    }
    partner.server.taken(|taken| {
        let once = |ids: Vec<&str>, all: usize| {
            let mut ids = ids;
            let before = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!((ids.len(), before), (all, all));
        };
        once(
            taken
                .repayments
                .iter()
                .map(|row| row["loan_id"].as_str().unwrap())
                .collect(),
            402,
        );
        once(
            taken
                .journals
                .iter()
                .map(|j| j["internal_loan_id"].as_str().unwrap())
                .collect(),
            400,
        );
        once(
            taken
                .drafts
                .iter()
                .map(|d| d["entreps"][0]["loan_id"].as_str().unwrap())
                .collect(),
            3,
        );
    });
    assert_eq!(sent, 805);
    let counts = partner.ledger().await.counts().await.unwrap();
    assert!(counts.keys().all(|(_, state)| *state == State::Accepted), "{counts:?}");
}

#[tokio::test]
async fn rows_of_a_worker_that_died_are_taken_up_and_those_of_a_living_one_are_not() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let partner = partner(&database).await;
    partner.server.faults(&[Fault::None, Fault::None, Fault::None]);
    partner.ledger().await;
    let url = Place::parse(database.url()).unwrap();
    let lock = LedgerLock::share(&url).await.unwrap();
    let other = partner.ledger().await.working_as(&lock);
    let first = Options {
        limit: Some(1),
        ..Options::default()
    };
    let summary = partner
        .send_with(&first, &|_: fieldlink_link::progress::Progress| {})
        .await
        .unwrap();
    assert_eq!(summary.repayments.as_ref().unwrap().delivered.sent, 1);
    // Another worker has planned P2 and is in the middle of its request.
    partner
        .server
        .faults(&[Fault::Answer(401, "{}"), Fault::Answer(401, "{}")]);
    partner.send().await.unwrap();
    let planned = other.planned(Kind::Repayment).await.unwrap();
    let (id, _) = planned["2026-03/P2"];
    let intent = fieldlink_link::ledger::Intent {
        request_id: "theirs".into(),
        idempotency_key: None,
        rows: vec![(id, r#"{"loan_id":"P2","amount":1000}"#.into())],
    };
    other.intend(&intent, partner.clock.now()).await.unwrap();
    let summary = partner.send().await.unwrap();
    // The living worker takes the answer itself.
    assert_eq!(summary.repayments.as_ref().unwrap().plan.unanswered, 1, "{summary:?}");
    assert_eq!(other.row(id).await.unwrap().state, State::Sending);
    // It dies: its lock is gone with its connection.
    lock.release().await;
    partner.send().await.unwrap();
    assert_eq!(other.row(id).await.unwrap().state, State::Accepted);
    partner.server.taken(|taken| assert_eq!(taken.repayments.len(), 2));
}

#[tokio::test]
async fn who_wants_the_ledger_alone_waits_for_the_workers() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let partner = partner(&database).await;
    partner.ledger().await;
    let url = Place::parse(database.url()).unwrap();
    let worker = LedgerLock::share(&url).await.unwrap();
    assert!(worker.worker().is_some());
    assert!(matches!(LedgerLock::take(&url).await, Err(LedgerError::InUse { .. })));
    worker.release().await;
    let alone = LedgerLock::take(&url).await.unwrap();
    assert!(matches!(LedgerLock::share(&url).await, Err(LedgerError::InUse { .. })));
    alone.release().await;
}

#[tokio::test]
async fn a_lock_that_a_dying_process_still_holds_is_waited_for() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let url = Place::parse(database.url()).unwrap();
    let dying = LedgerLock::take(&url).await.unwrap();
    let died = async {
        let mut looking = PgConnection::connect(database.url()).await.unwrap();
        let waiting = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";
        while !sqlx::query_scalar::<_, bool>(waiting)
            .fetch_one(&mut looking)
            .await
            .unwrap()
        {}
        dying.release().await;
    };
    let (next, ()) = tokio::join!(LedgerLock::take(&url), died);
    next.unwrap();
}
