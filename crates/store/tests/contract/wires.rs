//! Wires: kept, summed by day, listed.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::Minor;
use fieldlink_store::Store;
use fieldlink_store::wires::{self, NewWire, Struck};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, noon, open};

async fn enter(store: &Store, partner: PartnerId, day: &str, usd: i64) -> i64 {
    let tx = store.begin().await.unwrap();
    let new = NewWire {
        partner,
        day: day.parse().unwrap(),
        usd: Minor(usd),
        reference: format!("wire of {day}"),
        actor: "person:1".into(),
        at: noon(),
    };
    let id = wires::insert(&tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn wires_are_summed_by_their_days(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let first = enter(&store, PARTNER, "2026-03-01", 100).await;
    let second = enter(&store, PARTNER, "2026-03-31", 20).await;
    let back = enter(&store, PARTNER, "2026-03-15", -7).await;
    enter(&store, PARTNER, "2026-04-01", 5_000).await;
    enter(&store, PartnerId(2), "2026-03-02", 9).await;
    let march = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let sums = wires::sums(&store, PARTNER, march.0, march.1).await.unwrap();
    assert_eq!(sums, (Minor(120), Minor(7)));
    let nobody = wires::sums(&store, PartnerId(3), march.0, march.1).await.unwrap();
    assert_eq!(nobody, (Minor::ZERO, Minor::ZERO));

    let page = wires::page(&store, PARTNER, None, 2).await.unwrap();
    assert_eq!((page.len(), page[1].id), (2, back));
    let rest = wires::page(&store, PARTNER, Some(back), 9).await.unwrap();
    assert_eq!(rest.iter().map(|wire| wire.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!(rest[0].reference, "wire of 2026-03-31");
}

async fn a_struck_wire_stays_and_counts_nowhere(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    enter(&store, PARTNER, "2026-03-01", 100).await;
    let twice = enter(&store, PARTNER, "2026-03-02", 100).await;
    let struck = Struck {
        at: noon(),
        by: "person:1".into(),
        reason: "Typed twice".into(),
    };
    let tx = store.begin().await.unwrap();
    assert!(!wires::strike(&tx, PartnerId(2), twice, &struck).await.unwrap());
    assert!(wires::strike(&tx, PARTNER, twice, &struck).await.unwrap());
    assert!(!wires::strike(&tx, PARTNER, twice, &struck).await.unwrap(), "once");
    tx.commit().await.unwrap();
    let march = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let sums = wires::sums(&store, PARTNER, march.0, march.1).await.unwrap();
    assert_eq!(sums, (Minor(100), Minor::ZERO));
    let page = wires::page(&store, PARTNER, None, 2).await.unwrap();
    assert_eq!(
        (page[0].struck.as_ref(), page[1].struck.as_ref()),
        (Some(&struck), None)
    );
    assert_eq!(
        wires::get(&store, PARTNER, twice).await.unwrap().as_ref(),
        Some(&page[0])
    );
    assert_eq!(wires::get(&store, PartnerId(2), twice).await.unwrap(), None);
}

for_each_engine!(wires_are_summed_by_their_days, a_struck_wire_stays_and_counts_nowhere);
