//! What programs asked of late.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::api_calls::{self, ApiCall, CallPage, Keep};
use fieldlink_store::{Store, clients, partners};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, noon, open};

fn call(n: i64, status: i64, known: bool) -> ApiCall {
    ApiCall {
        id: 0,
        partner_id: PARTNER,
        client_id: known.then(|| format!("c{}", n % 2)),
        known,
        at: noon() + TimeDelta::seconds(n),
        method: "GET".into(),
        path: format!("/v3/partner/1/loans?n={n}"),
        status,
        ms: 3,
        request_id: format!("r{n}"),
        reason: "scope".into(),
    }
}

async fn add(store: &Store, calls: &[ApiCall]) {
    let tx = store.begin().await.unwrap();
    api_calls::insert(&tx, calls).await.unwrap();
    tx.commit().await.unwrap();
}

async fn numbers(store: &Store, page: CallPage) -> Vec<String> {
    let calls = api_calls::page(store, PARTNER, &page).await.unwrap();
    calls.into_iter().map(|c| c.request_id).collect()
}

async fn are_paged_by_what_is_asked(database: &TestDatabase) {
    let store = open(database).await;
    add(&store, &[]).await;
    let all: Vec<ApiCall> = (0..6).map(|n| call(n, if n == 3 { 403 } else { 200 }, true)).collect();
    add(&store, &all).await;
    let theirs = ApiCall {
        partner_id: PartnerId(2),
        ..call(9, 200, true)
    };
    add(&store, &[theirs]).await;
    let any = CallPage {
        limit: 4,
        ..CallPage::default()
    };
    assert_eq!(numbers(&store, any.clone()).await, ["r5", "r4", "r3", "r2"]);
    let first = api_calls::page(&store, PARTNER, &any).await.unwrap();
    assert_eq!(
        ApiCall {
            id: 0,
            ..first[0].clone()
        },
        all[5]
    );
    let next = CallPage {
        before: Some(first[3].id),
        ..any.clone()
    };
    assert_eq!(numbers(&store, next).await, ["r1", "r0"]);
    let of_one = CallPage {
        client_id: Some("c1".into()),
        refused: true,
        ..any
    };
    assert_eq!(numbers(&store, of_one).await, ["r3"]);
}

async fn old_ones_and_too_many_are_taken_away(database: &TestDatabase) {
    let store = open(database).await;
    let known: Vec<ApiCall> = (0..1_200).map(|n| call(n, 200, true)).collect();
    add(&store, &known).await;
    let strangers: Vec<ApiCall> = (2_000..2_010).map(|n| call(n, 401, false)).collect();
    add(&store, &strangers).await;
    let keep = Keep { known: 5, strangers: 2 };
    let tx = store.begin().await.unwrap();
    api_calls::trim(&tx, &BTreeSet::from([PARTNER]), keep, noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let all = CallPage {
        limit: 100,
        ..CallPage::default()
    };
    assert_eq!(
        numbers(&store, all.clone()).await,
        ["r2009", "r2008", "r1199", "r1198", "r1197", "r1196", "r1195"]
    );
    let tx = store.begin().await.unwrap();
    let late = noon() + TimeDelta::seconds(2_009);
    api_calls::trim(&tx, &BTreeSet::new(), keep, late).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(numbers(&store, all).await, ["r2009"]);
}

async fn clients_and_partners_are_placed(database: &TestDatabase) {
    let store = open(database).await;
    let known = partners::known(&store, &[PARTNER, PartnerId(9)]).await.unwrap();
    assert_eq!(known, [PARTNER]);
    assert!(
        clients::partners_of(&store, &["nobody".into()])
            .await
            .unwrap()
            .is_empty()
    );
    let tx = store.begin().await.unwrap();
    let held = partners::hold(&tx, PARTNER).await.unwrap().unwrap();
    assert_eq!(held.id, PARTNER);
    assert!(partners::hold(&tx, PartnerId(9)).await.unwrap().is_none());
}

for_each_engine!(
    are_paged_by_what_is_asked,
    old_ones_and_too_many_are_taken_away,
    clients_and_partners_are_placed
);
