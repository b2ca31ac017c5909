//! How far limits are used.

use fieldlink_domain::draft_rules::Used;
use fieldlink_domain::life::Event;
use fieldlink_domain::money::Minor;
use fieldlink_domain::settings::Settings;
use fieldlink_store::loans::{self, Step};
use fieldlink_store::usage;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, at, new_loan, new_loan_of, noon, open};

async fn waiting_and_outstanding_loans_are_told_apart(database: &TestDatabase) {
    let store = open(database).await;
    assert_eq!(
        usage::of_partner(&store, PARTNER).await.unwrap().total(),
        Used::default()
    );
    add_partner(&store, fieldlink_domain::ids::PartnerId(2)).await;
    let tx = store.begin().await.unwrap();
    let settings = Settings::default();
    let when = at("2026-03-05T20:00:00Z");
    loans::insert_published(
        &tx,
        new_loan_of(fieldlink_domain::ids::PartnerId(2), 9),
        &settings,
        "x",
        noon(),
    )
    .await
    .unwrap();
    loans::insert_published(&tx, new_loan(1, "A", "B"), &settings, "x", noon())
        .await
        .unwrap();
    let mut other_theme = new_loan(2, "A", "B");
    other_theme.theme_type_id = 63;
    loans::insert_published(&tx, other_theme, &settings, "x", noon())
        .await
        .unwrap();
    let before = loans::insert_published(&tx, new_loan(3, "A", "B"), &settings, "x", noon())
        .await
        .unwrap();
    let mut after = before.clone();
    for event in [Event::Review, Event::List, Event::Fund, Event::StartRepayment] {
        after.apply(event, when, &settings).unwrap();
    }
    // A fifth of the principal is back.
    after.repaid = Minor(1_000_000);
    let step = Step {
        event: "start_repayment",
        actor: "x".into(),
        at: when,
    };
    loans::save(&tx, &before, &after, &settings, step).await.unwrap();
    tx.commit().await.unwrap();

    let used = usage::of_partner(&store, PARTNER).await.unwrap();
    let cents = |used: i64, pending: i64| Used {
        used: Minor(used),
        pending: Minor(pending),
        expected: Minor::ZERO,
    };
    assert_eq!(used.theme(48), cents(32_000, 40_000));
    assert_eq!(used.theme(63), cents(0, 40_000));
    assert_eq!(used.total(), cents(32_000, 80_000));
    // Three of them were posted at that moment, each for 400 USD.
    let since = async |moment| usage::posted_since(&store, PARTNER, moment).await.unwrap();
    assert_eq!(since(noon()).await, Minor(120_000));
    assert_eq!(since(noon() + chrono::Duration::seconds(1)).await, Minor::ZERO);
}

for_each_engine!(waiting_and_outstanding_loans_are_told_apart);
