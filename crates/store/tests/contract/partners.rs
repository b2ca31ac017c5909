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
    let mut partner = Partner {
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

    partner.name = "Another".into();
    partner.profile.amount_mode = AmountMode::PrincipalOutstanding;
    partner.profile.credit_limit = Some(Minor(12_345));
    partner.config.locations.push(Location {
        country: "Peru".into(),
        location: "Ñahuimpuquio".into(),
    });
    partner.first_period = "2026-03".parse().unwrap();
    let tx = store.begin().await.unwrap();
    partners::save(&tx, &partner).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(partners::get(&store, id).await.unwrap(), Some(partner));
}

async fn a_number_is_taken_once_and_an_absent_partner_is_not_saved(database: &TestDatabase) {
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
    let absent = Partner {
        id: PartnerId(8),
        ..partner
    };
    assert!(matches!(partners::save(&tx, &absent).await, Err(Error::Stale { .. })));
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
    a_number_is_taken_once_and_an_absent_partner_is_not_saved,
    all_come_by_number
);
