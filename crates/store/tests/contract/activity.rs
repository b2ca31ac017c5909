//! What happened to a partner's loans, and what is over.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::life::Event;
use fieldlink_domain::money::Minor;
use fieldlink_store::activity::{self, Activity, Happened, Total};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::reports::{lived, to_paying_back};
use crate::support::{PARTNER, at, open};

fn of(partner: PartnerId, happened: Happened) -> Activity {
    Activity {
        partner,
        happened,
        from: at("2026-03-01T00:00:00Z"),
        until: at("2026-04-01T00:00:00Z"),
    }
}

async fn each_loan_is_in_the_month_of_what_happened(database: &TestDatabase) {
    let store = open(database).await;
    let and_then = |event: Event| [to_paying_back(), vec![event]].concat();
    lived(&store, 1, &to_paying_back()).await;
    let refunded = lived(&store, 2, &and_then(Event::Refund)).await;
    let defaulted = lived(&store, 3, &and_then(Event::Default)).await;
    let second = lived(&store, 4, &and_then(Event::Default)).await;
    lived(&store, 5, &[Event::Review, Event::List, Event::Expire]).await;
    for (happened, loans) in [
        (Happened::Raised, 4),
        (Happened::Ended, 0),
        (Happened::Defaulted, 2),
        (Happened::Refunded, 1),
        (Happened::Expired, 1),
    ] {
        let total = activity::total(&store, &of(PARTNER, happened)).await.unwrap();
        assert_eq!(total.loans, loans, "{happened:?}");
        let later = Activity {
            from: at("2026-04-01T00:00:00Z"),
            until: at("2026-05-01T00:00:00Z"),
            ..of(PARTNER, happened)
        };
        assert_eq!(activity::total(&store, &later).await.unwrap(), Total::default());
        let stranger = of(PartnerId(9), happened);
        assert_eq!(activity::total(&store, &stranger).await.unwrap(), Total::default());
    }
    let page = activity::page(&store, &of(PARTNER, Happened::Refunded), None, 9)
        .await
        .unwrap();
    assert_eq!((page[0].id, page[0].funded_usd), (refunded.id, refunded.funded_usd));

    let defaults = of(PARTNER, Happened::Defaulted);
    let first = activity::page(&store, &defaults, None, 1).await.unwrap();
    assert_eq!(first[0].id, defaulted.id);
    let after = Some((first[0].at, first[0].id));
    let rest = activity::page(&store, &defaults, after, 9).await.unwrap();
    assert_eq!(rest.iter().map(|entry| entry.id).collect::<Vec<_>>(), [second.id]);
}

async fn what_is_over_counts_what_was_given_up(database: &TestDatabase) {
    let store = open(database).await;
    assert_eq!(
        activity::over(&store, PARTNER).await.unwrap(),
        (Minor::ZERO, Minor::ZERO)
    );
    let ended = lived(&store, 1, &[to_paying_back(), vec![Event::RepayInFull]].concat()).await;
    let lost = lived(&store, 2, &[to_paying_back(), vec![Event::Default]].concat()).await;
    lived(&store, 3, &to_paying_back()).await;
    assert_eq!(
        activity::over(&store, PARTNER).await.unwrap(),
        (ended.funded_usd + lost.funded_usd, lost.funded_usd)
    );
}

for_each_engine!(
    each_loan_is_in_the_month_of_what_happened,
    what_is_over_counts_what_was_given_up,
);
