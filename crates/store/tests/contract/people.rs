//! Those who can sign in.

use chrono::TimeDelta;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::password_links::{self, PasswordLink};
use fieldlink_store::people::{self, Person};
use fieldlink_store::{Error, Store, recovery_codes};
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
        last_sign_in_at: None,
        totp: None,
        totp_pending: None,
        totp_step: 0,
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
    assert_eq!(people::of_team(&store, Some(PARTNER), 0, 10).await.unwrap(), [ana]);
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

async fn staff_is_paged_counted_and_named(database: &TestDatabase) {
    let store = open(database).await;
    let ana = add(&store, &person("ana@example.org", Some(PARTNER))).await.unwrap();
    let bo = add(&store, &person("bo@example.org", Some(PARTNER))).await.unwrap();
    add(&store, &person("kim@example.org", None)).await.unwrap();
    let ids = async |after, limit| {
        let page = people::of_team(&store, Some(PARTNER), after, limit).await.unwrap();
        page.into_iter().map(|p| p.id).collect::<Vec<i64>>()
    };
    assert_eq!((ids(0, 1).await, ids(ana, 9).await), (vec![ana], vec![bo]));
    assert_eq!(people::count_role(&store, PARTNER, "coordinator").await.unwrap(), 2);
    let tx = store.begin().await.unwrap();
    people::set_role(&tx, bo, "reporter").await.unwrap();
    people::set_locale(&tx, bo, "fr").await.unwrap();
    people::disable(&tx, ana, noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(people::count_role(&store, PARTNER, "coordinator").await.unwrap(), 0);
    let told = people::with_roles(&store, PARTNER, &["coordinator", "reporter"], 9)
        .await
        .unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].id, told[0].locale.as_deref()), (bo, Some("fr")));
    let tx = store.begin().await.unwrap();
    assert!(people::enable(&tx, ana).await.unwrap());
    assert!(!people::enable(&tx, ana).await.unwrap(), "twice");
    people::record_sign_in(&tx, ana, noon()).await.unwrap();
    tx.commit().await.unwrap();
    let ana_now = people::get(&store, ana).await.unwrap().unwrap();
    assert_eq!((ana_now.disabled_at, ana_now.last_sign_in_at), (None, Some(noon())));
    let kiva = people::of_kiva_with_roles(&store, &["coordinator", "kiva"], 9)
        .await
        .unwrap();
    assert!(!kiva.is_empty() && kiva.iter().all(|person| person.partner_id.is_none()));
    let names = people::names(&store, &[ana, 999]).await.unwrap();
    assert_eq!(names, [(ana, String::from("Ana Díaz"))]);
}

async fn a_second_step_is_kept_and_each_code_counts_once(database: &TestDatabase) {
    let store = open(database).await;
    let id = add(&store, &person("ana@example.org", Some(PARTNER))).await.unwrap();
    let tx = store.begin().await.unwrap();
    people::set_totp_pending(&tx, id, "sealed").await.unwrap();
    people::set_totp(&tx, id, Some("sealed")).await.unwrap();
    assert!(people::use_totp_step(&tx, id, 7).await.unwrap());
    assert!(!people::use_totp_step(&tx, id, 7).await.unwrap(), "the same period");
    assert!(!people::use_totp_step(&tx, id, 6).await.unwrap(), "an earlier one");
    tx.commit().await.unwrap();
    let ana = people::get(&store, id).await.unwrap().unwrap();
    assert_eq!(
        (ana.totp.as_deref(), ana.totp_pending, ana.totp_step),
        (Some("sealed"), None, 7)
    );

    let tx = store.begin().await.unwrap();
    recovery_codes::replace(&tx, id, &["a".into(), "b".into()])
        .await
        .unwrap();
    assert!(recovery_codes::take(&tx, id, "a", noon()).await.unwrap());
    assert!(!recovery_codes::take(&tx, id, "a", noon()).await.unwrap(), "twice");
    assert!(!recovery_codes::take(&tx, id, "c", noon()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(recovery_codes::left(&store, id).await.unwrap(), 1);
    let tx = store.begin().await.unwrap();
    recovery_codes::replace(&tx, id, &[]).await.unwrap();
    people::set_totp(&tx, id, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(recovery_codes::left(&store, id).await.unwrap(), 0);
}

async fn a_link_works_once_and_for_a_while(database: &TestDatabase) {
    let store = open(database).await;
    let id = add(&store, &person("ana@example.org", Some(PARTNER))).await.unwrap();
    let link = |hash: &str| PasswordLink {
        hash: hash.into(),
        person_id: id,
        purpose: "forgotten".into(),
        created_at: noon(),
        expires_at: noon() + TimeDelta::hours(1),
    };
    let tx = store.begin().await.unwrap();
    password_links::replace(&tx, &link("old")).await.unwrap();
    password_links::replace(&tx, &link("new")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(password_links::find(&store, "old", noon()).await.unwrap(), None);
    let found = password_links::find(&store, "new", noon()).await.unwrap();
    assert_eq!(found, Some((id, "forgotten".into())));
    let late = noon() + TimeDelta::hours(1);
    assert_eq!(password_links::find(&store, "new", late).await.unwrap(), None);
    let before = noon() - TimeDelta::minutes(1);
    assert!(
        password_links::sent_since(&store, id, "forgotten", before)
            .await
            .unwrap()
    );
    assert!(
        !password_links::sent_since(&store, id, "invitation", before)
            .await
            .unwrap()
    );
    assert!(
        !password_links::sent_since(&store, id, "forgotten", noon())
            .await
            .unwrap()
    );
    let tx = store.begin().await.unwrap();
    assert!(!password_links::take(&tx, "new", late).await.unwrap());
    assert!(password_links::take(&tx, "new", noon()).await.unwrap());
    assert!(!password_links::take(&tx, "new", noon()).await.unwrap(), "twice");
    password_links::delete_of(&tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(password_links::find(&store, "new", noon()).await.unwrap(), None);
}

for_each_engine!(
    staff_is_paged_counted_and_named,
    a_second_step_is_kept_and_each_code_counts_once,
    a_link_works_once_and_for_a_while,
    gets_another_password_and_is_shut_out,
    is_found_by_number_address_and_partner,
    wrong_passwords_are_counted_paused_and_forgotten
);
