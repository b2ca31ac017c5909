//! Server key, signing keys, revoked tokens.

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_store::Store;
use fieldlink_store::clients::{self, Client};
use fieldlink_store::keys::{self, SigningKey};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, noon, open};

fn key(kid: &str, active_from: DateTime<Utc>) -> SigningKey {
    SigningKey {
        kid: kid.into(),
        private_pem: format!("pem of {kid}"),
        created_at: noon(),
        active_from,
        publish_until: None,
    }
}

async fn one_of_two_processes_makes_the_server_key(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let other = Store::open(database.url()).await.unwrap();
    assert_eq!(keys::server_key(&store).await.unwrap(), None);
    let make = async |store: &Store, value: &str| {
        let tx = store.begin().await.unwrap();
        let made = keys::create_server_key(&tx, value).await.unwrap();
        tx.commit().await.unwrap();
        made
    };
    let (first, second) = tokio::join!(make(&store, "one"), make(&other, "two"));
    assert!(first != second, "both or none made the key");
    let kept = keys::server_key(&store).await.unwrap();
    assert_eq!(kept.as_deref(), Some(if first { "one" } else { "two" }));
}

async fn signing_keys_follow_one_another(database: &TestDatabase) {
    let store = open(database).await;
    let soon = noon() + TimeDelta::minutes(10);
    let tx = store.begin().await.unwrap();
    keys::insert_signing_key(&tx, &key("bbbbbbbb", noon())).await.unwrap();
    keys::insert_signing_key(&tx, &key("aaaaaaaa", soon)).await.unwrap();
    let end = noon() + TimeDelta::hours(13);
    keys::end_all_but(&tx, "aaaaaaaa", end).await.unwrap();
    tx.commit().await.unwrap();
    let ended = SigningKey {
        publish_until: Some(end),
        ..key("bbbbbbbb", noon())
    };
    assert_eq!(
        keys::signing_keys(&store).await.unwrap(),
        [ended, key("aaaaaaaa", soon)]
    );

    // An end that is set is not moved by the next rotation.
    let tx = store.begin().await.unwrap();
    keys::insert_signing_key(&tx, &key("cccccccc", end)).await.unwrap();
    keys::end_all_but(&tx, "cccccccc", end + TimeDelta::hours(13))
        .await
        .unwrap();
    keys::delete_expired(&tx, end).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        keys::signing_keys(&store).await.unwrap().len(),
        3,
        "a key was deleted before its end"
    );

    let tx = store.begin().await.unwrap();
    keys::delete_expired(&tx, end + TimeDelta::seconds(1)).await.unwrap();
    tx.commit().await.unwrap();
    let left: Vec<String> = keys::signing_keys(&store)
        .await
        .unwrap()
        .into_iter()
        .map(|k| k.kid)
        .collect();
    assert_eq!(left, ["aaaaaaaa", "cccccccc"]);
}

async fn a_token_is_revoked_until_its_end(database: &TestDatabase) {
    let store = open(database).await;
    let client = Client {
        id: "c1".into(),
        partner_id: PARTNER,
        name: "n".into(),
        scopes: "read:loans".into(),
        created_at: noon(),
        retired_at: None,
        last_used_at: None,
    };
    let tx = store.begin().await.unwrap();
    clients::insert(&tx, &client).await.unwrap();
    keys::revoke_token(&tx, "j1", noon()).await.unwrap();
    keys::revoke_token(&tx, "j1", noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(clients::standing(&store, "c1", "j1").await.unwrap().unwrap().revoked);
    assert!(!clients::standing(&store, "c1", "j2").await.unwrap().unwrap().revoked);
    let tx = store.begin().await.unwrap();
    keys::delete_expired(&tx, noon() + TimeDelta::seconds(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!clients::standing(&store, "c1", "j1").await.unwrap().unwrap().revoked);
}

for_each_engine!(
    one_of_two_processes_makes_the_server_key,
    signing_keys_follow_one_another,
    a_token_is_revoked_until_its_end
);
