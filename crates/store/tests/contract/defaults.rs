//! Loans at risk, how loans were given up, and requests not to.

use fieldlink_domain::default::{Reason, RequestState};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::money::Minor;
use fieldlink_domain::settings::Settings;
use fieldlink_store::defaults::{self, AtRisk, Request};
use fieldlink_store::loans::{self, Step};
use fieldlink_store::{Error, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, at, new_loan, new_loan_of, noon, open};

async fn take(store: &Store, mut loan: Loan, events: Vec<Event>) -> Loan {
    let settings = Settings::default();
    for event in events {
        let before = loan.clone();
        let step = Step {
            event: event.name(),
            actor: "person:7".into(),
            at: noon(),
        };
        loan.apply(event, noon(), &settings).unwrap();
        let tx = store.begin().await.unwrap();
        loans::save(&tx, &before, &loan, &settings, step).await.unwrap();
        tx.commit().await.unwrap();
    }
    loan
}

/// A loan that is paying back; its last repayment is due `days` after that of the sample.
async fn paying_back(store: &Store, partner: PartnerId, n: i64, days: u64) -> Loan {
    let mut new = match partner {
        PARTNER => new_loan(n, "Ana", "Lima"),
        other => new_loan_of(other, n),
    };
    for due in &mut new.schedule.0 {
        due.date = due.date + chrono::Days::new(days);
    }
    let tx = store.begin().await.unwrap();
    let loan = loans::insert_published(&tx, new, &Settings::default(), "x", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let way = vec![Event::Review, Event::List, Event::Fund, Event::StartRepayment];
    take(store, loan, way).await
}

async fn loans_at_risk_come_in_the_order_of_their_days(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let late = paying_back(&store, PARTNER, 1, 20).await;
    let early = paying_back(&store, PARTNER, 2, 0).await;
    let same_day = paying_back(&store, PARTNER, 3, 0).await;
    paying_back(&store, PartnerId(2), 4, 0).await;
    let far = at("2030-01-01T00:00:00Z");
    let ids = |found: &[AtRisk]| -> Vec<KivaId> { found.iter().map(|risk| risk.loan).collect() };
    let all = defaults::at_risk(&store, PARTNER, far, None, 10).await.unwrap();
    assert_eq!(ids(&all), [early.id, same_day.id, late.id]);
    // The last repayment is due on 1 June, six months later it defaults: in Pacific winter at 8 o'clock UTC.
    assert_eq!(all[0].at, at("2026-12-01T08:00:00Z"));
    let rest = defaults::at_risk(&store, PARTNER, far, Some(all[0]), 10).await.unwrap();
    assert_eq!(ids(&rest), [same_day.id, late.id]);
    let near = at("2026-12-02T00:00:00Z");
    assert_eq!(
        ids(&defaults::at_risk(&store, PARTNER, near, None, 1).await.unwrap()),
        [early.id]
    );
    assert_eq!(defaults::count_at_risk(&store, PARTNER, near, 10).await.unwrap(), 2);
    assert_eq!(defaults::count_at_risk(&store, PARTNER, far, 2).await.unwrap(), 2);

    // Kiva lets one wait: it goes to the end.
    let mut after = early.clone();
    after.no_default_before = Some("2027-05-01".parse().unwrap());
    let tx = store.begin().await.unwrap();
    loans::update(&tx, &[(early.clone(), after.clone())], &Settings::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(loans::find(&store, early.id).await.unwrap(), Some(after));
    let all = defaults::at_risk(&store, PARTNER, far, None, 10).await.unwrap();
    assert_eq!(ids(&all), [same_day.id, late.id, early.id]);
}

async fn how_a_loan_was_given_up_is_kept_with_what_had_come_by_then(database: &TestDatabase) {
    let store = open(database).await;
    let loan = paying_back(&store, PARTNER, 1, 0).await;
    let other = paying_back(&store, PARTNER, 2, 0).await;
    let mut repaid = loan.clone();
    repaid.repaid = Minor(700);
    let tx = store.begin().await.unwrap();
    loans::update(&tx, &[(loan, repaid.clone())], &Settings::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let loan = take(&store, repaid, vec![Event::Default]).await;
    let ids = [loan.id, other.id];
    let found = defaults::given_up(&store, PARTNER, &ids).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].loan, found[0].at, found[0].repaid),
        (loan.id, noon(), Minor(700))
    );
    assert_eq!((found[0].reason, found[0].actor.as_str()), (None, "person:7"));
    let tx = store.begin().await.unwrap();
    defaults::set_reason(&tx, loan.id, Reason::Moved, "To the \"coast\".")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let found = defaults::given_up(&store, PARTNER, &ids).await.unwrap();
    assert_eq!(
        (found[0].reason, found[0].note.as_str()),
        (Some(Reason::Moved), "To the \"coast\".")
    );
    assert_eq!(defaults::given_up(&store, PartnerId(2), &ids).await.unwrap(), []);
    assert_eq!(defaults::given_up(&store, PARTNER, &[]).await.unwrap(), []);
}

fn request(loan: &Loan) -> Request {
    Request {
        id: 0,
        partner: PARTNER,
        loan: loan.id,
        state: RequestState::Open,
        reason: "The harvest is late.".into(),
        wanted: "2027-03-01".parse().unwrap(),
        asked_by: "person:7".into(),
        asked_at: noon(),
        answer: String::new(),
        answered_by: None,
        answered_at: None,
    }
}

async fn a_request_is_answered_once_and_one_is_open_for_a_loan(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let loan = paying_back(&store, PARTNER, 1, 0).await;
    let other = paying_back(&store, PARTNER, 2, 0).await;
    let mut first = request(&loan);
    first.id = alone!(store, tx => defaults::insert_request(&tx, &first)).unwrap();
    assert!(matches!(
        alone!(store, tx => defaults::insert_request(&tx, &request(&loan))),
        Err(Error::Duplicate(_))
    ));
    let mut second = request(&other);
    second.id = alone!(store, tx => defaults::insert_request(&tx, &second)).unwrap();
    assert_eq!(
        defaults::request(&store, PARTNER, first.id).await.unwrap().as_ref(),
        Some(&first)
    );
    assert_eq!(defaults::request(&store, PartnerId(2), first.id).await.unwrap(), None);
    assert_eq!(defaults::count_open_requests(&store, PARTNER).await.unwrap(), 2);
    let open = async |before| defaults::requests(&store, PARTNER, true, before, 10).await.unwrap();
    assert_eq!(open(None).await, [second.clone(), first.clone()]);
    assert_eq!(open(Some(second.id)).await, [first.clone()]);

    first.state = RequestState::Granted("2027-04-01".parse().unwrap());
    first.answer = "Agreed.".into();
    first.answered_by = Some("person:9".into());
    first.answered_at = Some(noon());
    alone!(store, tx => defaults::close_request(&tx, &first)).unwrap();
    assert!(matches!(
        alone!(store, tx => defaults::close_request(&tx, &first)),
        Err(Error::Stale { .. })
    ));
    assert_eq!(open(None).await, [second.clone()]);
    assert_eq!(
        defaults::requests(&store, PARTNER, false, None, 10).await.unwrap(),
        [first.clone()]
    );
    // Once it is answered another one may follow.
    let mut third = request(&loan);
    third.id = alone!(store, tx => defaults::insert_request(&tx, &third)).unwrap();
    assert_eq!(
        defaults::requests_of_loan(&store, PARTNER, loan.id).await.unwrap(),
        [third.clone(), first]
    );
    let latest = defaults::latest_requests(&store, PARTNER, &[loan.id, other.id])
        .await
        .unwrap();
    assert_eq!((&latest[&loan.id], &latest[&other.id]), (&third, &second));
    assert!(
        defaults::latest_requests(&store, PARTNER, &[])
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        defaults::requests_of_loan(&store, PartnerId(2), loan.id)
            .await
            .unwrap()
            .is_empty()
    );
}

for_each_engine!(
    loans_at_risk_come_in_the_order_of_their_days,
    how_a_loan_was_given_up_is_kept_with_what_had_come_by_then,
    a_request_is_answered_once_and_one_is_open_for_a_loan,
);
