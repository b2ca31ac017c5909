//! Those who can sign in.

use chrono::TimeDelta;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::people::{self, Person};
use fieldlink_store::{Error, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, noon, open};

pub fn person(email: &str, partner: Option<PartnerId>) -> Person {
    Person {
        id: 0,
        email: email.into(),
        name: "Ana Díaz".into(),
        partner_id: partner,
        role: "coordinator".into(),
        password_hash: "$argon2id$…".into(),
        locale: Some("es".into()),
        created_at: noon(),
        disabled_at: None,
        failed_sign_ins: 0,
        locked_until: None,
    }
}

async fn add(store: &Store, person: &Person) -> fieldlink_store::Result<i64> {
    let tx = store.begin().await?;
    let id = people::insert(&tx, person).await?;
    tx.commit().await?;
    Ok(id)
}

async fn is_found_by_number_address_and_partner(database: &TestDatabase) {
    let store = open(database).await;
    let id = add(&store, &person("ana@example.org", Some(PARTNER))).await.unwrap();
    let kivas = add(&store, &person("kim@example.org", None)).await.unwrap();
    let ana = Person {
        id,
        ..person("ana@example.org", Some(PARTNER))
    };
    assert_eq!(people::get(&store, id).await.unwrap(), Some(ana.clone()));
    assert_eq!(
        people::by_email(&store, "ana@example.org").await.unwrap(),
        Some(ana.clone())
    );
    assert_eq!(people::by_email(&store, "Ana@example.org").await.unwrap(), None);
    assert_eq!(people::of_partner(&store, PARTNER).await.unwrap(), [ana]);
    assert_eq!(people::get(&store, kivas).await.unwrap().unwrap().partner_id, None);
    assert_eq!(people::get(&store, 999).await.unwrap(), None);
    let taken = add(&store, &person("ana@example.org", None)).await;
    assert!(matches!(taken, Err(Error::Duplicate(_))));
}

async fn wrong_passwords_are_counted_paused_and_forgotten(database: &TestDatabase) {
    let store = open(database).await;
    let id = add(&store, &person("ana@example.org", Some(PARTNER))).await.unwrap();
    let other = add(&store, &person("bo@example.org", Some(PARTNER))).await.unwrap();
    let until = noon() + TimeDelta::minutes(1);
    for n in 1..=3 {
        let tx = store.begin().await.unwrap();
        assert_eq!(people::record_failure(&tx, id).await.unwrap(), n);
        people::lock_until(&tx, id, until).await.unwrap();
        tx.commit().await.unwrap();
    }
    let ana = people::get(&store, id).await.unwrap().unwrap();
    assert_eq!((ana.failed_sign_ins, ana.locked_until), (3, Some(until)));
    assert_eq!(people::get(&store, other).await.unwrap().unwrap().failed_sign_ins, 0);
    let tx = store.begin().await.unwrap();
    people::record_success(&tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let ana = people::get(&store, id).await.unwrap().unwrap();
    assert_eq!((ana.failed_sign_ins, ana.locked_until), (0, None));
}

async fn gets_another_password_and_is_shut_out(database: &TestDatabase) {
    let store = open(database).await;
    let id = add(&store, &person("ana@example.org", Some(PARTNER))).await.unwrap();
    let other = add(&store, &person("bo@example.org", Some(PARTNER))).await.unwrap();
    let tx = store.begin().await.unwrap();
    people::record_failure(&tx, id).await.unwrap();
    people::set_password(&tx, id, "another").await.unwrap();
    assert!(people::disable(&tx, id, noon()).await.unwrap());
    assert!(!people::disable(&tx, id, noon()).await.unwrap(), "twice");
    tx.commit().await.unwrap();
    let ana = people::get(&store, id).await.unwrap().unwrap();
    assert_eq!(
        (ana.password_hash.as_str(), ana.failed_sign_ins, ana.disabled_at),
        ("another", 0, Some(noon()))
    );
    let bo = people::get(&store, other).await.unwrap().unwrap();
    assert_eq!(
        bo,
        Person {
            id: other,
            ..person("bo@example.org", Some(PARTNER))
        }
    );
}

for_each_engine!(
    gets_another_password_and_is_shut_out,
    is_found_by_number_address_and_partner,
    wrong_passwords_are_counted_paused_and_forgotten
);
