//! Signed-in browsers.

use chrono::TimeDelta;
use fieldlink_store::Store;
use fieldlink_store::sessions::{self, Session};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::noon;

fn session(id: &str) -> Session {
    Session {
        id: id.into(),
        person_id: 1,
        agent: "Firefox".into(),
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
    let mut held = sessions::hold(&tx, "a").await.unwrap().unwrap();
    held.data = changed.data.clone();
    sessions::save(&tx, &held).await.unwrap();
    sessions::extend(&tx, "a", changed.expires_at).await.unwrap();
    // Whoever read the session earlier does not shorten it.
    sessions::extend(&tx, "a", noon()).await.unwrap();
    sessions::extend(&tx, "gone", changed.expires_at).await.unwrap();
    assert!(sessions::hold(&tx, "gone").await.unwrap().is_none());
    drop(held);
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

async fn a_persons_sessions_are_listed_and_ended(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let tx = store.begin().await.unwrap();
    for (id, person, hours) in [("a", 1, 1), ("b", 1, 2), ("c", 1, 3), ("ended", 1, 0), ("theirs", 2, 1)] {
        let new = Session {
            person_id: person,
            expires_at: noon() + TimeDelta::hours(hours),
            ..session(id)
        };
        sessions::insert(&tx, &new).await.unwrap();
    }
    tx.commit().await.unwrap();
    let ids = async || {
        let of_one = sessions::of_person(&store, 1, noon(), 10).await.unwrap();
        of_one.into_iter().map(|s| s.id).collect::<Vec<String>>()
    };
    assert_eq!(ids().await, ["c", "b", "a"]);
    assert_eq!(sessions::of_person(&store, 1, noon(), 1).await.unwrap().len(), 1);
    let tx = store.begin().await.unwrap();
    assert!(!sessions::delete_of(&tx, 1, "theirs").await.unwrap());
    assert!(sessions::delete_of(&tx, 1, "b").await.unwrap());
    assert_eq!(sessions::delete_all_of(&tx, 1, Some("c")).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(ids().await, ["c"]);
    assert!(sessions::get(&store, "theirs").await.unwrap().is_some());
}

for_each_engine!(a_persons_sessions_are_listed_and_ended, is_kept_changed_and_ended);
