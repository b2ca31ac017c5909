//! Signed-in browsers.

use chrono::TimeDelta;
use fieldlink_store::Store;
use fieldlink_store::sessions::{self, Session};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::noon;

fn session(id: &str) -> Session {
    Session {
        id: id.into(),
        data: "{\"person\":1}".into(),
        expires_at: noon(),
    }
}

async fn is_kept_changed_and_ended(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let tx = store.begin().await.unwrap();
    sessions::insert(&tx, &session("a")).await.unwrap();
    sessions::insert(&tx, &session("b")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sessions::get(&store, "a").await.unwrap(), Some(session("a")));

    let changed = Session {
        data: "{}".into(),
        expires_at: noon() + TimeDelta::hours(1),
        ..session("a")
    };
    let tx = store.begin().await.unwrap();
    sessions::save(&tx, &changed).await.unwrap();
    sessions::save(&tx, &session("gone")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sessions::get(&store, "a").await.unwrap(), Some(changed));
    assert_eq!(sessions::get(&store, "b").await.unwrap(), Some(session("b")));
    assert_eq!(sessions::get(&store, "gone").await.unwrap(), None);

    let tx = store.begin().await.unwrap();
    sessions::delete_expired(&tx, noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sessions::get(&store, "b").await.unwrap(), None);
    let tx = store.begin().await.unwrap();
    sessions::delete(&tx, "a").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sessions::get(&store, "a").await.unwrap(), None);
}

for_each_engine!(is_kept_changed_and_ended);
