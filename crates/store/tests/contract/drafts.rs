//! Loan drafts.

use fieldlink_domain::draft::{Draft, DraftState, Origin, Unread};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_store::drafts::{self, Filter, Maker, Stage};
use fieldlink_store::{Error, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, at, noon, open};

fn draft(n: u8, origin: Origin) -> Draft {
    let body = r#"{"description":"Zoë \"grows\" maize.\n","entreps":[{"amount":1234567890123.4500,"loan_id":"0007 a"}],
        "schedule":[{"date":"2026-04-01","interest":0.1,"principal":1234567890123.45}],"activity_id":110}"#;
    Draft {
        id: 0,
        uuid: format!("uuid-{n}"),
        partner_id: PARTNER,
        origin,
        state: DraftState::Open,
        body: serde_json::from_str(body).unwrap(),
        unread: Unread {
            fields: [("entreps[0].amount".to_owned(), "5O,000".to_owned())].into(),
            findings: vec![Finding::error("amount_typed", "entreps[0].amount", "x").with("n", 1)],
        },
        photo: Some("1/abc.jpg".into()),
        photo_error: Some("The photo is too large.".into()),
        relists: Some(KivaId(9_000_001)),
        created: noon(),
        updated: noon(),
        version: 1,
    }
}

async fn add(store: &Store, mut draft: Draft) -> Draft {
    draft.id = alone!(store, tx => drafts::insert(&tx, &draft)).unwrap();
    draft
}

fn api() -> Origin {
    Origin::Api("client-1".into())
}

fn person() -> Origin {
    Origin::Person("7".into())
}

async fn a_draft_reads_back_to_the_last_digit(database: &TestDatabase) {
    let store = open(database).await;
    let kept = add(&store, draft(1, api())).await;
    assert_eq!(drafts::get(&store, PARTNER, kept.id).await.unwrap(), Some(kept.clone()));
    assert_eq!(
        drafts::by_uuid(&store, PARTNER, "uuid-1").await.unwrap(),
        Some(kept.clone())
    );
    let amount = kept.body.entreps[0].amount.unwrap().to_string();
    assert_eq!(amount, "1234567890123.4500");
}

async fn another_partners_draft_is_not_there(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let kept = add(&store, draft(1, api())).await;
    assert_eq!(drafts::get(&store, PartnerId(2), kept.id).await.unwrap(), None);
    assert_eq!(drafts::by_uuid(&store, PartnerId(2), "uuid-1").await.unwrap(), None);
    assert_eq!(drafts::count(&store, PartnerId(2), Filter::default()).await.unwrap(), 0);
    assert_eq!(
        drafts::page(&store, PartnerId(2), Filter::default(), None, 10)
            .await
            .unwrap(),
        []
    );
}

async fn pages_are_newest_first_and_filtered(database: &TestDatabase) {
    let store = open(database).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(
            add(&store, draft(n, if n % 2 == 0 { api() } else { person() }))
                .await
                .id,
        );
    }
    let mut published = drafts::get(&store, PARTNER, ids[4]).await.unwrap().unwrap();
    published.state = DraftState::Published(KivaId(9));
    published.version = alone!(store, tx => drafts::save(&tx, &published)).unwrap();
    let listed = async |filter, before, limit| -> Vec<i64> {
        drafts::page(&store, PARTNER, filter, before, limit)
            .await
            .unwrap()
            .iter()
            .map(|d| d.id)
            .collect()
    };
    let open = Filter::default();
    assert_eq!(listed(open, None, 10).await, [ids[3], ids[2], ids[1], ids[0]]);
    assert_eq!(listed(open, Some(ids[3]), 2).await, [ids[2], ids[1]]);
    assert_eq!(
        listed(
            Filter {
                maker: Some(Maker::Api),
                ..open
            },
            None,
            10
        )
        .await,
        [ids[2], ids[0]]
    );
    assert_eq!(
        listed(
            Filter {
                maker: Some(Maker::People),
                ..open
            },
            None,
            10
        )
        .await,
        [ids[3], ids[1]]
    );
    let gone = Filter {
        stage: Stage::Published,
        maker: None,
    };
    assert_eq!(
        drafts::page(&store, PARTNER, gone, None, 10).await.unwrap(),
        [published]
    );
    assert_eq!(drafts::count(&store, PARTNER, open).await.unwrap(), 4);
    assert_eq!(
        drafts::count(
            &store,
            PARTNER,
            Filter {
                maker: Some(Maker::Api),
                ..open
            }
        )
        .await
        .unwrap(),
        2
    );
}

async fn a_save_against_an_older_version_is_stale(database: &TestDatabase) {
    let store = open(database).await;
    let first = add(&store, draft(1, person())).await;
    let mut mine = first.clone();
    mine.body.description = Some("Mine".into());
    mine.updated = at("2026-03-03T10:00:00Z");
    mine.version = alone!(store, tx => drafts::save(&tx, &mine)).unwrap();
    assert_eq!(mine.version, 2);
    let mut theirs = first;
    theirs.state = DraftState::Deleted;
    assert!(matches!(
        alone!(store, tx => drafts::save(&tx, &theirs)),
        Err(Error::Stale { what: "The draft" })
    ));
    assert_eq!(drafts::get(&store, PARTNER, mine.id).await.unwrap(), Some(mine));
}

async fn a_uuid_stands_once(database: &TestDatabase) {
    let store = open(database).await;
    add(&store, draft(1, api())).await;
    assert!(matches!(
        alone!(store, tx => drafts::insert(&tx, &draft(1, api()))),
        Err(Error::Duplicate(_))
    ));
}

async fn posting_waits_for_posting(database: &TestDatabase) {
    let store = open(database).await;
    let first = store.begin().await.unwrap();
    drafts::lock_posting(&first, PARTNER).await.unwrap();
    let waiting = {
        let store = store.clone();
        tokio::spawn(async move {
            let second = store.begin().await.unwrap();
            drafts::lock_posting(&second, PARTNER).await.unwrap();
            drafts::count(&second, PARTNER, Filter::default()).await.unwrap()
        })
    };
    drafts::insert(&first, &draft(1, api())).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), 1);
}

for_each_engine!(
    a_draft_reads_back_to_the_last_digit,
    another_partners_draft_is_not_there,
    pages_are_newest_first_and_filtered,
    a_save_against_an_older_version_is_stale,
    a_uuid_stands_once,
    posting_waits_for_posting,
);
