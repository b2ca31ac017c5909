//! Exercises of the training: begun, done, begun again.

use chrono::TimeDelta;
use fieldlink_store::{Store, exercises, people};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{noon, open};

async fn begin(store: &Store, person: i64, exercise: &str, subject: &str) {
    let tx = store.begin().await.unwrap();
    exercises::begin(&tx, person, exercise, subject, noon()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn an_exercise_is_done_once_and_can_be_begun_again(database: &TestDatabase) {
    let store = open(database).await;
    let tx = store.begin().await.unwrap();
    let person = people::insert(&tx, &crate::people::person("ana@example.org", None))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    begin(&store, person, "review-draft", "7").await;
    begin(&store, person, "default-loan", "8").await;

    let later = noon() + TimeDelta::minutes(5);
    let tx = store.begin().await.unwrap();
    exercises::done(&tx, person, "review-draft", later).await.unwrap();
    exercises::done(&tx, person, "review-draft", later + TimeDelta::minutes(1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let begun = exercises::of_person(&store, person).await.unwrap();
    let seen: Vec<_> = begun
        .iter()
        .map(|b| (b.exercise.as_str(), b.subject.as_str(), b.done_at))
        .collect();
    assert_eq!(seen, [("default-loan", "8", None), ("review-draft", "7", Some(later))]);

    begin(&store, person, "review-draft", "9").await;
    let begun = exercises::of_person(&store, person).await.unwrap();
    assert_eq!((begun[1].subject.as_str(), begun[1].done_at), ("9", None));
    assert_eq!(exercises::of_person(&store, person + 1).await.unwrap(), []);
}

for_each_engine!(an_exercise_is_done_once_and_can_be_begun_again);
