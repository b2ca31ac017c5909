//! E-mails that wait to be sent.

use chrono::TimeDelta;
use fieldlink_store::Store;
use fieldlink_store::mail::{self, NewMail};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{noon, open};

fn mail_to(recipient: &str, once: Option<&str>) -> NewMail {
    NewMail {
        recipient: recipient.into(),
        language: "es".into(),
        letter: "sealed".into(),
        once: once.map(str::to_owned),
    }
}

async fn queue(store: &Store, new: &NewMail) -> bool {
    let tx = store.begin().await.unwrap();
    let queued = mail::insert(&tx, new, noon()).await.unwrap();
    tx.commit().await.unwrap();
    queued
}

async fn take(store: &Store, minutes: i64) -> Vec<String> {
    let now = noon() + TimeDelta::minutes(minutes);
    let tx = store.begin().await.unwrap();
    let claimed = mail::claim(&tx, now, now + TimeDelta::minutes(5), 2).await.unwrap();
    tx.commit().await.unwrap();
    claimed
        .into_iter()
        .map(|m| format!("{} {}", m.recipient, m.tries))
        .collect()
}

async fn is_taken_by_one_and_again_after_a_while(database: &TestDatabase) {
    let store = open(database).await;
    for recipient in ["a@x", "b@x", "c@x"] {
        assert!(queue(&store, &mail_to(recipient, None)).await);
    }
    assert_eq!(take(&store, 0).await, ["a@x 1", "b@x 1"]);
    assert_eq!(take(&store, 0).await, ["c@x 1"]);
    assert!(take(&store, 0).await.is_empty());
    assert!(take(&store, 4).await.is_empty());
    let tx = store.begin().await.unwrap();
    mail::sent(&tx, 1, noon()).await.unwrap();
    mail::try_again(&tx, 2, noon() + TimeDelta::minutes(9), "no answer")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(mail::count_waiting(&store).await.unwrap(), 2);
    assert_eq!(take(&store, 6).await, ["c@x 2"]);
    assert_eq!(take(&store, 9).await, ["b@x 2"]);
    let tx = store.begin().await.unwrap();
    mail::given_up(&tx, 2, noon(), "no such address").await.unwrap();
    mail::delete_ended(&tx, noon() + TimeDelta::seconds(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(mail::count_waiting(&store).await.unwrap(), 1);
}

async fn the_same_thing_is_told_once(database: &TestDatabase) {
    let store = open(database).await;
    assert!(queue(&store, &mail_to("a@x", Some("due:1:2026-11"))).await);
    assert!(!queue(&store, &mail_to("a@x", Some("due:1:2026-11"))).await);
    assert!(queue(&store, &mail_to("a@x", Some("due:1:2026-12"))).await);
    assert!(queue(&store, &mail_to("a@x", None)).await && queue(&store, &mail_to("a@x", None)).await);
}

/// On PostgreSQL two transactions at once; on SQLite the second waits.
async fn two_processes_take_different_ones(database: &TestDatabase) {
    let store = open(database).await;
    for n in 0..4 {
        queue(&store, &mail_to(&format!("{n}@x"), None)).await;
    }
    let (one, two) = tokio::join!(take(&store, 0), take(&store, 0));
    let mut all = [one, two].concat();
    all.sort();
    assert_eq!(all, ["0@x 1", "1@x 1", "2@x 1", "3@x 1"]);
}

for_each_engine!(
    is_taken_by_one_and_again_after_a_while,
    the_same_thing_is_told_once,
    two_processes_take_different_ones
);
