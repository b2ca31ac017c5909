//! The audit trail.

use fieldlink_domain::ids::PartnerId;
use fieldlink_store::Store;
use fieldlink_store::audit::{self, Act, Key};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, noon, open};

fn act(partner: Option<PartnerId>, subject: &str) -> Act {
    Act {
        at: noon(),
        partner_id: partner,
        actor: "person:7".into(),
        action: "client.create".into(),
        subject: subject.into(),
        detail: "read:loans".into(),
    }
}

fn key() -> Key {
    Key::new(&[7; 32])
}

async fn a_partner_sees_the_latest_acts_on_its_own_things(database: &TestDatabase) {
    let store = open(database).await;
    let tx = store.begin().await.unwrap();
    for act in [
        act(Some(PARTNER), "c1"),
        act(Some(PartnerId(2)), "c2"),
        act(None, "key"),
        act(Some(PARTNER), "c3"),
    ] {
        audit::insert(&tx, &key(), &act).await.unwrap();
    }
    tx.commit().await.unwrap();
    let seen = audit::of_partner(&store, PARTNER, 10).await.unwrap();
    assert_eq!(seen, [act(Some(PARTNER), "c3"), act(Some(PARTNER), "c1")]);
    assert_eq!(audit::of_partner(&store, PARTNER, 1).await.unwrap().len(), 1);
}

async fn add(store: &Store, acts: &[Act]) {
    let tx = store.begin().await.unwrap();
    for act in acts {
        audit::insert(&tx, &key(), act).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn each_row_seals_the_one_before(database: &TestDatabase) {
    let store = open(database).await;
    let own = [
        act(Some(PARTNER), "c1"),
        act(Some(PARTNER), "c2"),
        act(Some(PARTNER), "c1"),
    ];
    add(&store, &[act(None, "key")]).await;
    add(&store, &own).await;
    let rows = audit::page_after(&store, Some(PARTNER), 0, 10).await.unwrap();
    let mut before = String::new();
    for (n, row) in (1..).zip(&rows) {
        assert_eq!((row.seq, &row.hash), (n, &audit::hash(&before, n, &row.act)));
        before.clone_from(&row.hash);
    }
    assert_eq!(rows.len(), 3);
    let heads = audit::heads(&store).await.unwrap();
    assert_eq!(heads.len(), 2);
    assert_eq!(
        (heads[0].partner_id, heads[0].seq),
        (None, 2),
        "its act, and the note of the other's first row"
    );
    let notes = audit::page_after(&store, None, 1, 10).await.unwrap();
    assert_eq!(notes[0].act.detail, format!("1:1:{}", rows[0].hash));
    assert_eq!(
        (heads[1].partner_id, heads[1].seq, &heads[1].hash),
        (Some(PARTNER), 3, &before)
    );

    let newest = audit::page_before(&store, Some(PARTNER), None, 2).await.unwrap();
    assert_eq!(newest, [rows[2].clone(), rows[1].clone()]);
    let older = audit::page_before(&store, Some(PARTNER), Some(2), 2).await.unwrap();
    assert_eq!(older, [rows[0].clone()]);
    assert_eq!(
        audit::page_after(&store, Some(PARTNER), 2, 9).await.unwrap(),
        [rows[2].clone()]
    );
    let of_one = audit::of_subject(&store, PARTNER, "c1", 9).await.unwrap();
    assert_eq!(of_one.len(), 2);
    // Every part of a row is sealed.
    let sealed = |act: &Act| audit::hash("before", 1, act);
    let whole = act(Some(PARTNER), "c1");
    let others = [
        Act {
            at: noon() + chrono::TimeDelta::seconds(1),
            ..whole.clone()
        },
        Act {
            partner_id: None,
            ..whole.clone()
        },
        Act {
            actor: "person:8".into(),
            ..whole.clone()
        },
        Act {
            action: "client.retire".into(),
            ..whole.clone()
        },
        Act {
            subject: "c2".into(),
            ..whole.clone()
        },
        Act {
            detail: String::new(),
            ..whole.clone()
        },
    ];
    assert!(others.iter().all(|other| sealed(other) != sealed(&whole)));
}

async fn two_at_once_make_one_chain(database: &TestDatabase) {
    let store = open(database).await;
    let one = async {
        for _ in 0..5 {
            add(&store, &[act(Some(PARTNER), "one")]).await;
        }
    };
    let two = async {
        for _ in 0..5 {
            add(&store, &[act(Some(PARTNER), "two")]).await;
        }
    };
    tokio::join!(one, two);
    let rows = audit::page_after(&store, Some(PARTNER), 0, 100).await.unwrap();
    let mut before = String::new();
    for (n, row) in (1..).zip(rows) {
        assert_eq!((row.seq, &row.hash), (n, &audit::hash(&before, n, &row.act)));
        before = row.hash;
    }
    let end = audit::kept_head(&store, PARTNER.0).await.unwrap().unwrap();
    assert_eq!((end.seq, &end.hash), (10, &before));
    assert_eq!(end.mac, Some(key().of_head(PARTNER.0, 10, &before)));
}

for_each_engine!(
    each_row_seals_the_one_before,
    two_at_once_make_one_chain,
    a_partner_sees_the_latest_acts_on_its_own_things
);
