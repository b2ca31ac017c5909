//! Posting, finding and moving loans.

use std::collections::BTreeMap;

use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::{Issue, Loan, LoanStatus, NewLoan};
use fieldlink_domain::money::Minor;
use fieldlink_domain::settings::Settings;
use fieldlink_store::loans::{self, Move, Step};
use fieldlink_store::{Error, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, at, borrower, new_loan, new_loan_of, noon, open};

async fn post(store: &Store, new: fieldlink_domain::loan::NewLoan) -> Loan {
    let tx = store.begin().await.unwrap();
    let loan = loans::insert_published(&tx, new, &Settings::default(), "person:7", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    loan
}

fn moved(loan: &Loan, event: Event, when: &str) -> Move {
    let step = Step {
        event: event.name(),
        actor: "operator".into(),
        at: at(when),
    };
    let mut after = loan.clone();
    after.apply(event, step.at, &Settings::default()).unwrap();
    Move {
        before: loan.clone(),
        after,
        step,
    }
}

async fn save(store: &Store, m: &Move) -> Result<(), Error> {
    let tx = store.begin().await.unwrap();
    loans::save(&tx, &m.before, &m.after, &Settings::default(), m.step.clone()).await?;
    Ok(tx.commit().await?)
}

async fn a_posted_loan_reads_back_byte_for_byte(database: &TestDatabase) {
    let store = open(database).await;
    assert!(!loans::any(&store).await.unwrap());
    let mut group = new_loan(1, "Ana", "Lima");
    group.borrowers = vec![
        borrower(11, "Zoë", "O'Neil", 2_500_000),
        borrower(12, "Bo", " ", 2_500_000),
    ];
    group.internal_loan_id = "00012345678901234567890 A".into();
    let loan = post(&store, group).await;
    assert_eq!(
        (loan.id, loan.seq, loan.status),
        (KivaId(loans::FIRST_KIVA_ID), 0, LoanStatus::Inactive)
    );
    assert_eq!(loans::find(&store, loan.id).await.unwrap().as_ref(), Some(&loan));
    assert!(loans::any(&store).await.unwrap());
    assert_eq!(loans::find(&store, KivaId(5)).await.unwrap(), None);
    let history = loans::history(&store, loan.id).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(
        (history[0].event.as_str(), history[0].from, history[0].to),
        ("publish", None, LoanStatus::Inactive)
    );
    assert_eq!((history[0].at, history[0].actor.as_str()), (noon(), "person:7"));
}

async fn kiva_ids_are_one_row_of_numbers_and_places_one_for_each_partner(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let posted = [
        post(&store, new_loan(1, "A", "B")).await,
        post(&store, new_loan_of(PartnerId(2), 1)).await,
        post(&store, new_loan(2, "A", "B")).await,
        post(&store, new_loan_of(PartnerId(2), 2)).await,
    ];
    let numbers: Vec<_> = posted
        .iter()
        .map(|l| (l.id.0 - loans::FIRST_KIVA_ID, l.partner_id.0, l.seq))
        .collect();
    assert_eq!(numbers, [(0, 1, 0), (1, 2, 0), (2, 1, 1), (3, 2, 1)]);
}

async fn a_rolled_back_post_leaves_nothing(database: &TestDatabase) {
    let store = open(database).await;
    let tx = store.begin().await.unwrap();
    loans::insert_published(&tx, new_loan(1, "A", "B"), &Settings::default(), "x", noon())
        .await
        .unwrap();
    drop(tx);
    assert!(loans::counts(&store, PARTNER).await.unwrap().is_empty());
    let loan = post(&store, new_loan(1, "A", "B")).await;
    assert_eq!((loan.id.0, loan.seq), (loans::FIRST_KIVA_ID, 0));
}

async fn the_same_draft_is_not_posted_twice(database: &TestDatabase) {
    let store = open(database).await;
    post(&store, new_loan(1, "A", "B")).await;
    let tx = store.begin().await.unwrap();
    let again = loans::insert_published(&tx, new_loan(1, "A", "B"), &Settings::default(), "x", noon()).await;
    assert!(matches!(again, Err(Error::Duplicate(_))), "{again:?}");
}

async fn many_posted_at_once_get_places_without_gaps(database: &TestDatabase) {
    let store = open(database).await;
    let posts = (0..20).map(|n| {
        let store = store.clone();
        tokio::spawn(async move { post(&store, new_loan(n, "A", "B")).await.seq })
    });
    let mut places = Vec::new();
    for post in posts.collect::<Vec<_>>() {
        places.push(post.await.unwrap());
    }
    places.sort_unstable();
    assert_eq!(places, (0..20).collect::<Vec<i64>>());
}

async fn found_by_kiva_id_loan_id_and_status_within_the_partner(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let one = post(&store, new_loan(1, "A", "B")).await;
    let two = post(&store, new_loan(2, "A", "B")).await;
    let other = post(&store, new_loan_of(PartnerId(2), 1)).await;

    let found = loans::by_ids(&store, PARTNER, &[two.id, other.id, one.id, KivaId(1)])
        .await
        .unwrap();
    assert_eq!(found, [one.clone(), two.clone()]);

    let ids = ["0002", "0001", "0001", "1", " 0001", "0001\0"].map(String::from);
    assert_eq!(
        loans::by_internal_loan_ids(&store, PARTNER, &ids).await.unwrap(),
        [one.clone(), two.clone()]
    );
    assert_eq!(loans::by_internal_loan_ids(&store, PARTNER, &[]).await.unwrap(), []);
    let none: Vec<String> = (0..35_000).map(|n| format!("none-{n}")).collect();
    assert_eq!(loans::by_internal_loan_ids(&store, PARTNER, &none).await.unwrap(), []);

    let review = moved(&one, Event::Review, "2026-03-04T00:00:00Z");
    save(&store, &review).await.unwrap();
    let statuses = [LoanStatus::Reviewed, LoanStatus::Inactive];
    assert_eq!(
        loans::by_status(&store, PARTNER, &statuses).await.unwrap(),
        [review.after.clone(), two.clone()]
    );
    assert_eq!(
        loans::by_status(&store, PARTNER, &[LoanStatus::Ended]).await.unwrap(),
        []
    );
    assert_eq!(
        loans::some_by_status(&store, PARTNER, LoanStatus::Inactive, 0, 9)
            .await
            .unwrap(),
        std::slice::from_ref(&two)
    );
    assert_eq!(
        loans::some_by_status(&store, PARTNER, LoanStatus::Inactive, 1, 9)
            .await
            .unwrap(),
        []
    );
}

async fn a_move_changes_row_counts_history_and_due_moment_together(database: &TestDatabase) {
    let store = open(database).await;
    let loan = post(&store, new_loan(1, "A", "B")).await;
    let settings = Settings::default();
    assert_eq!(
        loans::first_due(&store).await.unwrap(),
        loan.next_event(&settings).map(|(at, _)| at)
    );

    let issue = Issue {
        code: "FPU".into(),
        text: "Which farm?".into(),
        reported_by: "Kim".into(),
        at: noon(),
    };
    let raise = moved(&loan, Event::RaiseIssue(issue), "2026-03-03T01:00:00Z");
    save(&store, &raise).await.unwrap();
    assert_eq!(loans::find(&store, loan.id).await.unwrap(), Some(raise.after.clone()));
    assert_eq!(
        loans::counts(&store, PARTNER).await.unwrap(),
        BTreeMap::from([(LoanStatus::Issue, 1)])
    );
    assert_eq!(
        loans::first_due(&store).await.unwrap(),
        loan.times.planned_inactive_expire
    );
    let history = loans::history(&store, loan.id).await.unwrap();
    assert_eq!(history[1].from, Some(LoanStatus::Inactive));
    assert_eq!(
        (history[1].to, history[1].event.as_str()),
        (LoanStatus::Issue, "raise_issue")
    );
}

async fn of_two_movers_one_comes_too_late(database: &TestDatabase) {
    let store = open(database).await;
    let loan = post(&store, new_loan(1, "A", "B")).await;
    save(&store, &moved(&loan, Event::Review, "2026-03-03T01:00:00Z"))
        .await
        .unwrap();
    let late = save(&store, &moved(&loan, Event::Delete, "2026-03-03T01:00:01Z")).await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
    assert_eq!(
        loans::counts(&store, PARTNER).await.unwrap(),
        BTreeMap::from([(LoanStatus::Reviewed, 1)])
    );
    assert_eq!(loans::history(&store, loan.id).await.unwrap().len(), 2);
}

async fn many_moves_are_saved_in_one_go_or_not_at_all(database: &TestDatabase) {
    let store = open(database).await;
    let settings = Settings::default();
    let tx = store.begin().await.unwrap();
    let mut posted = Vec::new();
    for n in 0..1_100 {
        posted.push(
            loans::insert_published(&tx, new_loan(n, "A", "B"), &settings, "x", noon())
                .await
                .unwrap(),
        );
    }
    tx.commit().await.unwrap();

    let mut moves: Vec<_> = posted
        .iter()
        .map(|loan| moved(loan, Event::Review, "2026-03-04T00:00:00Z"))
        .collect();
    let tx = store.begin().await.unwrap();
    loans::save_all(&tx, &moves, &settings).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        loans::counts(&store, PARTNER).await.unwrap(),
        BTreeMap::from([(LoanStatus::Reviewed, 1_100)])
    );
    assert_eq!(
        loans::find(&store, moves[1_099].after.id).await.unwrap().as_ref(),
        Some(&moves[1_099].after)
    );

    for m in &mut moves {
        *m = moved(&m.after, Event::List, "2026-03-04T00:00:00Z");
    }
    moves[1_050].before.repaid = Minor(1);
    let tx = store.begin().await.unwrap();
    let late = loans::save_all(&tx, &moves, &settings).await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
    drop(tx);
    assert_eq!(
        loans::counts(&store, PARTNER).await.unwrap(),
        BTreeMap::from([(LoanStatus::Reviewed, 1_100)])
    );
}

async fn what_changes_without_a_move_leaves_no_history(database: &TestDatabase) {
    let store = open(database).await;
    let loan = post(&store, new_loan(1, "A", "B")).await;
    let mut after = loan.clone();
    after.journals = 1;
    after.last_journal = Some(noon());
    after.repaid = Minor(70);
    let tx = store.begin().await.unwrap();
    loans::update(&tx, &[(loan.clone(), after.clone())], &Settings::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(loans::find(&store, loan.id).await.unwrap(), Some(after));
    assert_eq!(loans::history(&store, loan.id).await.unwrap().len(), 1);

    let tx = store.begin().await.unwrap();
    let late = loans::update(&tx, &[(loan.clone(), loan.clone())], &Settings::default()).await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
}

async fn due_loans_come_in_the_order_of_time(database: &TestDatabase) {
    let store = open(database).await;
    let early = post(&store, new_loan(1, "A", "B")).await;
    let late = post(&store, new_loan(2, "A", "B")).await;
    save(&store, &moved(&early, Event::Review, "2026-03-05T21:00:00Z"))
        .await
        .unwrap();
    let due = loans::due(&store, at("2026-03-31T00:00:00Z"), 10).await.unwrap();
    assert_eq!(due.iter().map(|l| l.id).collect::<Vec<_>>(), [late.id, early.id]);
    assert_eq!(
        loans::due(&store, at("2026-03-31T00:00:00Z"), 1).await.unwrap().len(),
        1
    );
    assert!(loans::due(&store, noon(), 10).await.unwrap().is_empty());
}

async fn a_photos_first_two_loans_are_found(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let with_photo = |n: i64, photo: &str| NewLoan {
        photo: Some(photo.into()),
        ..new_loan(n, "A", "B")
    };
    for (n, photo) in [(1, "p"), (2, "q"), (3, "p"), (4, "p"), (5, "p")] {
        let loan = post(&store, with_photo(n, photo)).await;
        if n == 3 {
            save(&store, &moved(&loan, Event::Delete, "2026-03-04T00:00:00Z"))
                .await
                .unwrap();
        }
    }
    let elsewhere = NewLoan {
        photo: Some("p".into()),
        ..new_loan_of(PartnerId(2), 1)
    };
    post(&store, elsewhere).await;
    let uses = loans::photo_uses(&store, PARTNER, &["p", "q", "r"]).await.unwrap();
    let found: Vec<(&str, &str)> = uses.iter().map(|u| (u.photo.as_str(), u.members[0].as_str())).collect();
    // The third was withdrawn before lenders saw it; of the fourth and fifth the fourth makes two.
    assert_eq!(found, [("p", "C 1"), ("q", "C 2"), ("p", "C 4")]);
    assert_eq!(uses[0].posted.to_string(), "2026-03-02");
    assert_eq!(loans::photo_uses(&store, PARTNER, &[]).await.unwrap(), []);
}

for_each_engine!(
    a_photos_first_two_loans_are_found,
    a_posted_loan_reads_back_byte_for_byte,
    kiva_ids_are_one_row_of_numbers_and_places_one_for_each_partner,
    a_rolled_back_post_leaves_nothing,
    the_same_draft_is_not_posted_twice,
    many_posted_at_once_get_places_without_gaps,
    found_by_kiva_id_loan_id_and_status_within_the_partner,
    a_move_changes_row_counts_history_and_due_moment_together,
    of_two_movers_one_comes_too_late,
    many_moves_are_saved_in_one_go_or_not_at_all,
    what_changes_without_a_move_leaves_no_history,
    due_loans_come_in_the_order_of_time,
);
