//! Answers kept under an Idempotency-Key.

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_store::idempotency::{self, Kept};
use fieldlink_store::{Error, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::noon;

fn answer(body: &str) -> Kept {
    Kept {
        request_hash: "abc".into(),
        body: body.into(),
    }
}

async fn keep(store: &Store, key: &str, at: DateTime<Utc>) {
    let tx = store.begin().await.unwrap();
    idempotency::insert(&tx, "client", key, &answer(key), at).await.unwrap();
    tx.commit().await.unwrap();
}

async fn forget(store: &Store, now: DateTime<Utc>, most: u64) -> u64 {
    let tx = store.begin().await.unwrap();
    idempotency::date(&tx, now).await.unwrap();
    let forgotten = idempotency::forget(&tx, now - TimeDelta::days(90), most).await.unwrap();
    tx.commit().await.unwrap();
    forgotten
}

async fn an_answer_is_found_by_the_key_of_its_client(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    keep(&store, "k", noon()).await;
    assert_eq!(
        idempotency::find(&store, "client", "k").await.unwrap(),
        Some(answer("k"))
    );
    assert_eq!(idempotency::find(&store, "other", "k").await.unwrap(), None);
    let tx = store.begin().await.unwrap();
    let again = idempotency::insert(&tx, "client", "k", &answer("other"), noon()).await;
    assert!(matches!(again, Err(Error::Duplicate(_))), "{again:?}");
}

async fn old_answers_are_forgotten_the_oldest_first(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    for days in [200, 100, 91, 89, 0] {
        keep(&store, &days.to_string(), noon() - TimeDelta::days(days)).await;
    }
    assert_eq!(forget(&store, noon(), 2).await, 2);
    assert_eq!(forget(&store, noon(), 2).await, 1);
    assert_eq!(forget(&store, noon(), 2).await, 0);
    let mut left = Vec::new();
    for days in [200, 100, 91, 89, 0] {
        let found = idempotency::find(&store, "client", &days.to_string()).await.unwrap();
        left.extend(found.map(|_| days));
    }
    assert_eq!(left, [89, 0]);
}

async fn an_answer_of_the_future_is_kept_as_long_as_one_of_now(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    keep(&store, "k", noon() + TimeDelta::days(3_000)).await;
    assert_eq!(forget(&store, noon(), 10).await, 0);
    assert_eq!(forget(&store, noon() + TimeDelta::days(89), 10).await, 0);
    assert_eq!(forget(&store, noon() + TimeDelta::days(91), 10).await, 1);
}

for_each_engine!(
    an_answer_is_found_by_the_key_of_its_client,
    an_answer_of_the_future_is_kept_as_long_as_one_of_now,
    old_answers_are_forgotten_the_oldest_first,
);
