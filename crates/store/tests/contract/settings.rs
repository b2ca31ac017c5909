//! Values that all replicas share.

use fieldlink_store::{Store, settings};
use fieldlink_testkit::{TestDatabase, for_each_engine};

async fn of_two_who_change_a_value_none_is_lost(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let other = Store::open(database.url()).await.unwrap();
    let count = async |store: &Store| {
        for _ in 0..20 {
            let tx = store.begin().await.unwrap();
            let kept: u32 = settings::hold(&tx, "count", "0").await.unwrap().parse().unwrap();
            settings::set(&tx, "count", &(kept + 1).to_string()).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    tokio::join!(count(&store), count(&other));
    assert_eq!(settings::get(&store, "count").await.unwrap().as_deref(), Some("40"));
}

for_each_engine!(of_two_who_change_a_value_none_is_lost);
