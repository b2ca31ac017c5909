//! Bulk insert of made loans.

use fieldlink_domain::ids::KivaId;
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::settings::Settings;
use fieldlink_store::{Error, loans, seed};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, at, new_loan, noon, open};

/// A loan that went through these events, a week after one another.
fn lived(n: i64, id: i64, seq: i64, events: &[Event]) -> Loan {
    let settings = Settings::default();
    let mut loan = new_loan(n, "Ana", "Lima").posted(KivaId(id), seq, noon(), &settings);
    let mut now = noon();
    for event in events {
        now += chrono::TimeDelta::days(7);
        loan.apply(event.clone(), now, &settings).unwrap();
    }
    loan
}

async fn made_loans_stand_among_posted_ones(database: &TestDatabase) {
    let store = open(database).await;
    let settings = Settings::default();
    seed::prepare(&store).await.unwrap();
    let tx = store.begin().await.unwrap();
    loans::insert_published(&tx, new_loan(0, "Bo", "Okoro"), &settings, "x", noon())
        .await
        .unwrap();
    let first = seed::reserve(&tx, PARTNER, 4).await.unwrap();
    assert_eq!((first.id, first.seq), (loans::FIRST_KIVA_ID + 1, 1));
    let paying = [Event::Review, Event::List, Event::Fund, Event::StartRepayment];
    let lives = [
        &paying[..],
        &paying[..2],
        &[][..],
        &[&paying[..], &[Event::Default, Event::RepayInFull][..]].concat(),
    ];
    let made: Vec<Loan> = lives
        .into_iter()
        .zip(0..)
        .map(|(life, i)| lived(i + 1, first.id + i, first.seq + i, life))
        .collect();
    seed::insert(&tx, &made, &settings).await.unwrap();
    seed::insert(&tx, &[], &settings).await.unwrap();
    let after = loans::insert_published(&tx, new_loan(9, "Cy", "Okoro"), &settings, "x", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    seed::finish(&store).await.unwrap();

    assert_eq!((after.id.0, after.seq), (loans::FIRST_KIVA_ID + 5, 5));
    let filter = loans::Filter {
        status: None,
        query: Some("lima".into()),
    };
    assert_eq!(
        loans::page(&store, PARTNER, &filter, 0, 10).await.unwrap(),
        (4, made.clone())
    );
    let counts = loans::counts(&store, PARTNER).await.unwrap();
    let counts: Vec<_> = counts.into_iter().collect();
    let (inactive, live) = ((LoanStatus::Inactive, 3), (LoanStatus::FundRaising, 1));
    assert_eq!(
        counts,
        [inactive, live, (LoanStatus::PayingBack, 1), (LoanStatus::Ended, 1)]
    );

    let history = loans::history(&store, made[3].id).await.unwrap();
    let steps: Vec<_> = history
        .iter()
        .map(|past| (past.event.as_str(), past.to.as_str()))
        .collect();
    let whole = [
        ("publish", "inactive"),
        ("review", "reviewed"),
        ("list", "fundRaising"),
        ("fund", "raised"),
        ("start_repayment", "payingBack"),
        ("default", "defaulted"),
        ("repay_in_full", "ended"),
    ];
    assert_eq!(steps, whole);
    assert!(
        history
            .windows(2)
            .all(|w| w[1].from == Some(w[0].to) && w[0].at <= w[1].at),
        "{history:?}"
    );
    assert_eq!(history[6].at, at("2026-04-13T20:00:00Z"));
    assert_eq!(loans::history(&store, made[2].id).await.unwrap().len(), 1);
}

async fn places_of_nobody_cannot_be_taken(database: &TestDatabase) {
    let store = open(database).await;
    let tx = store.begin().await.unwrap();
    let taken = seed::reserve(&tx, fieldlink_domain::ids::PartnerId(77), 4).await;
    assert!(matches!(taken, Err(Error::Stale { .. })), "{taken:?}");
}

for_each_engine!(made_loans_stand_among_posted_ones, places_of_nobody_cannot_be_taken);
