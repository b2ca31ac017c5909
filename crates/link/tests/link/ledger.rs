//! The ledger on both engines.

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_link::Kind;
use fieldlink_link::ledger::{
    Closing, Confirmation, Entry, Event, Intent, Ledger, LedgerError, LedgerLock, LedgerUrl, State,
};
use fieldlink_link::mapping::Reason;
use fieldlink_testkit::{Engine, TestDatabase, for_each_engine};

pub fn url(database: &TestDatabase) -> LedgerUrl {
    match database.engine() {
        Engine::Postgres => LedgerUrl::Postgres(database.url().to_owned()),
        _ => {
            let path = database
                .url()
                .trim_start_matches("sqlite://")
                .split('?')
                .next()
                .unwrap();
            LedgerUrl::File(path.into())
        }
    }
}

pub async fn open(database: &TestDatabase) -> Ledger {
    Ledger::open(&url(database), "test", PartnerId(1)).await.unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

fn period() -> Period {
    "2026-03".parse().unwrap()
}

fn entry(key: &str, amount: &str) -> Entry {
    Entry {
        key: format!("2026-03/{key}"),
        revision: 1,
        hash: amount.to_owned(),
        held: Vec::new(),
        origin: None,
        repayment: Some((key.to_owned(), amount.parse().ok())),
    }
}

async fn a_row_goes_its_way(database: &TestDatabase) {
    let ledger = open(database).await;
    let held = Entry {
        held: vec![Reason::without_origin("why", "because")],
        ..entry("L2", "5")
    };
    ledger
        .enter(Kind::Repayment, Some(period()), &[entry("L1", "250.50"), held], now())
        .await
        .unwrap();
    let planned = ledger.planned(Kind::Repayment).await.unwrap();
    assert_eq!(planned.len(), 1);
    let (id, _) = planned["2026-03/L1"];
    let intent = Intent {
        request_id: "r".into(),
        idempotency_key: Some("k".into()),
        rows: vec![(id, "{}".into())],
    };
    ledger.intend(&intent, now()).await.unwrap();
    let sending = ledger.row(id).await.unwrap();
    assert_eq!(
        (
            sending.state,
            sending.payload.as_deref(),
            sending.idempotency_key.as_deref()
        ),
        (State::Sending, Some("{}"), Some("k"))
    );
    ledger
        .close(&[Closing::new(id, Event::LoseAnswer)], None, now())
        .await
        .unwrap();
    assert_eq!(
        ledger.row(id).await.unwrap().payload.as_deref(),
        Some("{}"),
        "kept to be sent again"
    );
    ledger.intend(&intent, now()).await.unwrap();
    ledger
        .close(
            &[Closing {
                reference: Some("7".into()),
                ..Closing::new(id, Event::Accept)
            }],
            None,
            now(),
        )
        .await
        .unwrap();
    let accepted = ledger.row(id).await.unwrap();
    assert_eq!(
        (accepted.state, accepted.payload, accepted.reference.as_deref()),
        (State::Accepted, None, Some("7"))
    );
    assert_eq!(ledger.last_amounts().await.unwrap()["L1"].amount.to_string(), "250.50");
    let known = ledger.known(Kind::Repayment, Some(period())).await.unwrap();
    assert_eq!(known["2026-03/L1"].sent.as_ref().unwrap().hash, "250.50");
    assert_eq!(known["2026-03/L2"].unsent, Some(1));
    // What was accepted is not touched by another plan, whatever it says.
    ledger
        .enter(Kind::Repayment, Some(period()), &[entry("L1", "9")], now())
        .await
        .unwrap();
    assert_eq!(ledger.row(id).await.unwrap().state, State::Accepted);
    assert!(matches!(
        ledger.intend(&intent, now()).await,
        Err(LedgerError::Moved { .. })
    ));
}

async fn an_intent_is_whole_or_nothing(database: &TestDatabase) {
    let ledger = open(database).await;
    ledger
        .enter(Kind::Repayment, Some(period()), &[entry("L1", "1")], now())
        .await
        .unwrap();
    let (id, _) = ledger.planned(Kind::Repayment).await.unwrap()["2026-03/L1"];
    let rows = vec![(id, "{}".into()), (id + 1, "{}".into())];
    let intent = Intent {
        request_id: "r".into(),
        idempotency_key: None,
        rows,
    };
    assert!(ledger.intend(&intent, now()).await.is_err());
    assert_eq!(ledger.row(id).await.unwrap().state, State::Planned);
}

async fn partners_and_profiles_do_not_see_each_other(database: &TestDatabase) {
    let ledger = open(database).await;
    ledger
        .enter(Kind::Repayment, Some(period()), &[entry("L1", "1")], now())
        .await
        .unwrap();
    let (id, _) = ledger.planned(Kind::Repayment).await.unwrap()["2026-03/L1"];
    for (profile, partner) in [("production", 1), ("test", 2)] {
        let other = Ledger::open(&url(database), profile, PartnerId(partner)).await.unwrap();
        assert!(other.known(Kind::Repayment, None).await.unwrap().is_empty());
        assert!(matches!(other.row(id).await, Err(LedgerError::NoSuchRow(_))));
        let intent = Intent {
            request_id: "r".into(),
            idempotency_key: None,
            rows: vec![(id, "{}".into())],
        };
        assert!(other.intend(&intent, now()).await.is_err());
    }
}

async fn the_same_link_stands_once(database: &TestDatabase) {
    let ledger = open(database).await;
    let link = Confirmation {
        url: "http://x/1".into(),
        archive_id: None,
        journals: 2,
        received: now(),
        done: None,
    };
    ledger.close(&[], Some(&link), now()).await.unwrap();
    ledger.close(&[], Some(&link), now()).await.unwrap();
    assert_eq!(ledger.inbox(false).await.unwrap(), [link]);
}

async fn one_process_has_the_lock(database: &TestDatabase) {
    let url = url(database);
    let lock = LedgerLock::take(&url).await.unwrap();
    assert!(matches!(LedgerLock::take(&url).await, Err(LedgerError::InUse { .. })));
    lock.release().await;
    assert!(LedgerLock::take(&url).await.is_ok());
}

async fn thousands_of_rows_enter_at_once(database: &TestDatabase) {
    let ledger = open(database).await;
    let entries: Vec<Entry> = (0..2_300).map(|n| entry(&format!("L{n}"), "1")).collect();
    ledger
        .enter(Kind::Repayment, Some(period()), &entries, now())
        .await
        .unwrap();
    ledger
        .enter(Kind::Repayment, Some(period()), &entries[..1_200], now())
        .await
        .unwrap();
    let counts = ledger.counts().await.unwrap();
    assert_eq!(counts[&(Kind::Repayment, State::Planned)], 1_200);
    assert_eq!(counts[&(Kind::Repayment, State::Withdrawn)], 1_100);
}

for_each_engine!(
    a_row_goes_its_way,
    an_intent_is_whole_or_nothing,
    partners_and_profiles_do_not_see_each_other,
    the_same_link_stands_once,
    one_process_has_the_lock,
    thousands_of_rows_enter_at_once,
);
