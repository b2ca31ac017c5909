//! Snapshots of a sandbox: made, put back, forgotten; and no table is overlooked.

use std::collections::BTreeSet;

use fieldlink_domain::settings::Settings;
use fieldlink_store::{Ask as _, Error, Store, loan_index, loans, settings, snapshots};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, new_loan, noon, open};

async fn post(store: &Store, n: i64) {
    let tx = store.begin().await.unwrap();
    loans::insert_published(&tx, new_loan(n, "Ana", "Lima"), &Settings::default(), "p", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn save(store: &Store, name: &str) -> Result<i64, Error> {
    let tx = store.begin().await.unwrap();
    let id = snapshots::save(&tx, name, noon()).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

async fn set(store: &Store, key: &str, value: &str) {
    let tx = store.begin().await.unwrap();
    settings::set(&tx, key, value).await.unwrap();
    tx.commit().await.unwrap();
}

async fn number_of_loans(store: &Store) -> i64 {
    loan_index::counts(store, PARTNER).await.unwrap().values().sum()
}

async fn what_was_kept_comes_back_and_the_rest_stays(database: &TestDatabase) {
    let store = open(database).await;
    post(&store, 1).await;
    set(&store, "clock_offset_s", "60").await;
    set(&store, "other", "before").await;
    let id = save(&store, "one loan").await.unwrap();
    post(&store, 2).await;
    post(&store, 3).await;
    set(&store, "clock_offset_s", "120").await;
    set(&store, "other", "after").await;

    let tx = store.begin().await.unwrap();
    snapshots::restore(&tx, id).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(number_of_loans(&store).await, 1);
    assert_eq!(settings::get(&store, "clock_offset_s").await.unwrap().unwrap(), "60");
    assert_eq!(settings::get(&store, "other").await.unwrap().unwrap(), "after");
    // The list goes on where the snapshot ended.
    post(&store, 2).await;
    assert_eq!(number_of_loans(&store).await, 2);

    let kept = snapshots::all(&store).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].name.as_str(), kept[0].loans, kept[0].current),
        ("one loan", 1, true)
    );
}

async fn everything_can_be_cleared_and_a_snapshot_forgotten(database: &TestDatabase) {
    let store = open(database).await;
    post(&store, 1).await;
    let id = save(&store, "one loan").await.unwrap();
    assert!(matches!(save(&store, "one loan").await, Err(Error::Duplicate(_))));

    let tx = store.begin().await.unwrap();
    snapshots::clear(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(number_of_loans(&store).await, 0);
    post(&store, 1).await;

    let tx = store.begin().await.unwrap();
    snapshots::delete(&tx, id).await.unwrap();
    assert!(matches!(snapshots::delete(&tx, id).await, Err(Error::Stale { .. })));
    tx.commit().await.unwrap();
    assert_eq!(snapshots::all(&store).await.unwrap(), []);
    save(&store, "one loan").await.unwrap();
}

async fn every_table_is_either_copied_or_kept(database: &TestDatabase) {
    let store = open(database).await;
    let sql = if database.url().starts_with("sqlite") {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    } else {
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'"
    };
    let tables: Vec<String> = store.values(sql).await.unwrap();
    let tables: BTreeSet<String> = tables.into_iter().collect();
    let known = snapshots::CONTENT
        .iter()
        .chain(snapshots::KEPT)
        .chain(&["_sqlx_migrations"]);
    let known: BTreeSet<String> = known.map(|name| (*name).to_owned()).collect();
    assert_eq!(tables, known, "name a new table in CONTENT or KEPT of snapshots.rs");
}

for_each_engine!(
    what_was_kept_comes_back_and_the_rest_stays,
    everything_can_be_cleared_and_a_snapshot_forgotten,
    every_table_is_either_copied_or_kept,
);
