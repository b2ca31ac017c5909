//! Field Partners.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::{AmountMode, Location, Partner};
use fieldlink_domain::reference;
use fieldlink_store::{Error, Store, partners};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{add_partner, noon};

async fn is_kept_whole(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    let id = PartnerId(406);
    assert_eq!(partners::get(&store, id).await.unwrap(), None);
    let partner = Partner {
        id,
        name: "Caja \"São\" O'Higgins".into(),
        profile: reference::sample_profile(),
        config: reference::sample_config(),
        first_period: "2026-02".parse().unwrap(),
    };
    let tx = store.begin().await.unwrap();
    partners::insert(&tx, &partner, noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(partners::get(&store, id).await.unwrap().as_ref(), Some(&partner));

    let tx = store.begin().await.unwrap();
    let mut held = partners::hold(&tx, id).await.unwrap().unwrap();
    assert_eq!(*held, partner);
    held.name = "Another".into();
    held.profile.amount_mode = AmountMode::PrincipalOutstanding;
    held.profile.credit_limit = Some(Minor(12_345));
    held.config.locations.push(Location {
        country: "Peru".into(),
        location: "Ñahuimpuquio".into(),
    });
    held.first_period = "2026-03".parse().unwrap();
    partners::save(&tx, &held).await.unwrap();
    let saved = held.clone();
    tx.commit().await.unwrap();
    assert_eq!(partners::get(&store, id).await.unwrap(), Some(saved));
}

async fn a_number_is_taken_once_and_an_absent_partner_is_not_held(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    add_partner(&store, PartnerId(7)).await;
    let partner = partners::get(&store, PartnerId(7)).await.unwrap().unwrap();
    let tx = store.begin().await.unwrap();
    assert!(matches!(
        partners::insert(&tx, &partner, noon()).await,
        Err(Error::Duplicate(_))
    ));
    drop(tx);
    let tx = store.begin().await.unwrap();
    assert!(partners::hold(&tx, PartnerId(8)).await.unwrap().is_none());
}

async fn of_those_who_hold_it_at_once_nobody_overwrites_another(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    add_partner(&store, PartnerId(7)).await;
    let add = |n: usize| {
        let store = store.clone();
        tokio::spawn(async move {
            let tx = store.begin().await.unwrap();
            let mut held = partners::hold(&tx, PartnerId(7)).await.unwrap().unwrap();
            held.config.locations.push(Location {
                country: "Kenya".into(),
                location: format!("Town {n}"),
            });
            partners::save(&tx, &held).await.unwrap();
            tx.commit().await.unwrap();
        })
    };
    for done in (0..20).map(add).collect::<Vec<_>>() {
        done.await.unwrap();
    }
    let partner = partners::get(&store, PartnerId(7)).await.unwrap().unwrap();
    assert_eq!(partner.config.locations.len(), 20);
}

async fn all_come_by_number(database: &TestDatabase) {
    let store = Store::open(database.url()).await.unwrap();
    for id in [9, 2, 300] {
        add_partner(&store, PartnerId(id)).await;
    }
    let ids: Vec<i64> = partners::all(&store).await.unwrap().iter().map(|p| p.id.0).collect();
    assert_eq!(ids, [2, 9, 300]);
}

for_each_engine!(
    is_kept_whole,
    a_number_is_taken_once_and_an_absent_partner_is_not_held,
    of_those_who_hold_it_at_once_nobody_overwrites_another,
    all_come_by_number
);
