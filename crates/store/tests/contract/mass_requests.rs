//! Requests that Kiva defaults many loans at once.

use fieldlink_domain::default::{MassState, Reason};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::settings::Settings;
use fieldlink_store::loans::{self, Step};
use fieldlink_store::mass_requests::{self, MassRequest, WaitingRequests};
use fieldlink_store::{Error, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, new_loan, noon, open};

async fn post(store: &Store, n: i64) -> Loan {
    let tx = store.begin().await.unwrap();
    let loan = loans::insert_published(&tx, new_loan(n, "Ana", "Lima"), &Settings::default(), "x", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    loan
}

async fn take(store: &Store, mut loan: Loan, events: Vec<Event>) -> Loan {
    for event in events {
        let before = loan.clone();
        let step = Step {
            event: event.name(),
            actor: "person:7".into(),
            at: noon(),
        };
        loan.apply(event, noon(), &Settings::default()).unwrap();
        let tx = store.begin().await.unwrap();
        loans::save(&tx, &before, &loan, &Settings::default(), step)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    loan
}

async fn paying_back(store: &Store, n: i64) -> Loan {
    let loan = post(store, n).await;
    let way = vec![Event::Review, Event::List, Event::Fund, Event::StartRepayment];
    take(store, loan, way).await
}

fn request(partner: PartnerId) -> MassRequest {
    MassRequest {
        id: 0,
        partner,
        state: MassState::Open,
        reason: Reason::Disaster,
        note: "A flood, \"the worst\".".into(),
        loans: 0,
        asked_by: "person:7".into(),
        asked_at: noon(),
        answer: String::new(),
        answered_by: None,
        answered_at: None,
    }
}

async fn a_request_names_its_loans_and_is_answered_once(database: &TestDatabase) {
    let store = open(database).await;
    let (one, two) = (paying_back(&store, 1).await, paying_back(&store, 2).await);
    let waiting = post(&store, 3).await;
    let ids = [one.id, two.id, waiting.id];
    let mut kept = request(PARTNER);
    kept.id = alone!(store, tx => mass_requests::insert(&tx, &kept, &ids)).unwrap();
    kept.loans = 3;
    assert_eq!(
        mass_requests::find(&store, PARTNER, kept.id).await.unwrap(),
        Some(kept.clone())
    );
    assert_eq!(mass_requests::find(&store, PartnerId(2), kept.id).await.unwrap(), None);
    let some = async |after, limit| mass_requests::loans(&store, kept.id, after, limit).await.unwrap();
    assert_eq!(some(None, 2).await, ids[..2]);
    assert_eq!(some(Some(two.id), 2).await, ids[2..]);
    let left = async || mass_requests::paying_back(&store, kept.id).await.unwrap();
    assert_eq!(left().await, [one.id, two.id], "the third waits for review");
    take(&store, one, vec![Event::Default]).await;
    assert_eq!(left().await, [two.id]);

    kept.state = MassState::Granted;
    kept.answer = "Agreed.".into();
    kept.answered_by = Some("person:9".into());
    kept.answered_at = Some(noon());
    alone!(store, tx => mass_requests::close(&tx, &kept)).unwrap();
    assert!(matches!(
        alone!(store, tx => mass_requests::close(&tx, &kept)),
        Err(Error::Stale { .. })
    ));
    assert_eq!(mass_requests::find(&store, PARTNER, kept.id).await.unwrap(), Some(kept));
}

async fn many_loans_are_kept_and_lists_go_on(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let mut ids: Vec<KivaId> = Vec::new();
    for n in 1..=3 {
        ids.push(paying_back(&store, n).await.id);
    }
    let mut numbers = Vec::new();
    for n in 1..=3 {
        numbers.push(alone!(store, tx => mass_requests::insert(&tx, &request(PARTNER), &ids[..n])).unwrap());
    }
    let page = async |before, limit| -> Vec<i64> {
        let page = mass_requests::page(&store, PARTNER, before, limit).await.unwrap();
        page.iter().map(|request| request.id).collect()
    };
    assert_eq!(page(None, 2).await, [numbers[2], numbers[1]]);
    assert_eq!(page(Some(numbers[1]), 2).await, [numbers[0]]);
    assert_eq!(mass_requests::page(&store, PartnerId(2), None, 9).await.unwrap(), []);
    let waits = |mass| WaitingRequests {
        partner: PARTNER,
        mass,
        not_to: 0,
    };
    assert_eq!(mass_requests::waiting(&store).await.unwrap(), [waits(3)]);
    let mut closed = mass_requests::find(&store, PARTNER, numbers[0]).await.unwrap().unwrap();
    closed.state = MassState::Withdrawn;
    alone!(store, tx => mass_requests::close(&tx, &closed)).unwrap();
    assert_eq!(mass_requests::waiting(&store).await.unwrap(), [waits(2)]);
}

for_each_engine!(
    a_request_names_its_loans_and_is_answered_once,
    many_loans_are_kept_and_lists_go_on,
);
