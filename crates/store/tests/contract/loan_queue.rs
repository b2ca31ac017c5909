//! The queue of the reviewers: who waits, in which order, page by page.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::{Issue, LoanStatus, NewLoan};
use fieldlink_domain::settings::Settings;
use fieldlink_store::loan_queue;
use fieldlink_store::loans::{self, Step};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, new_loan, noon, open};

const OTHER: PartnerId = PartnerId(2);

async fn loans_that_wait_come_oldest_first_of_all_partners(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, OTHER).await;
    let settings = Settings::default();
    let tx = store.begin().await.unwrap();
    let mut posted = Vec::new();
    for (n, partner, minutes) in [(1, PARTNER, 3), (2, OTHER, 1), (3, PARTNER, 2), (4, PARTNER, 2)] {
        let new = NewLoan {
            partner_id: partner,
            ..new_loan(n, "Ana", "Lima")
        };
        let at = noon() + chrono::TimeDelta::minutes(minutes);
        posted.push(loans::insert_published(&tx, new, &settings, "p", at).await.unwrap());
    }
    // One is approved, another one sent back and corrected.
    let issue = Issue {
        code: "G".into(),
        text: "Which gender?".into(),
        reported_by: "person:1".into(),
        at: noon(),
    };
    for (loan, events) in [
        (2, vec![Event::Review]),
        (3, vec![Event::RaiseIssue(issue), Event::SubmitRevision]),
    ] {
        for event in events {
            let before = posted[loan].clone();
            let step = Step {
                event: event.name(),
                actor: "p".into(),
                at: noon(),
            };
            posted[loan].apply(event, noon(), &settings).unwrap();
            loans::save(&tx, &before, &posted[loan], &settings, step).await.unwrap();
        }
    }
    tx.commit().await.unwrap();

    let all = loan_queue::page(&store, None, 10).await.unwrap();
    let ids: Vec<_> = all.iter().map(|w| w.id).collect();
    assert_eq!(ids, [posted[1].id, posted[3].id, posted[0].id]);
    let first = &all[0];
    assert_eq!(
        (first.partner, first.partner_name.as_str()),
        (OTHER, "Sample Partner 2")
    );
    assert_eq!((first.status, first.name.as_str()), (LoanStatus::Inactive, "Ana Lima"));
    assert_eq!(first.expires, posted[1].times.planned_inactive_expire);
    assert_eq!(all[1].status, LoanStatus::IssueApproving);

    let place = (all[0].posted.timestamp(), all[0].id.0);
    let rest = loan_queue::page(&store, Some(place), 1).await.unwrap();
    assert_eq!(rest, [all[1].clone()]);
}

for_each_engine!(loans_that_wait_come_oldest_first_of_all_partners);
