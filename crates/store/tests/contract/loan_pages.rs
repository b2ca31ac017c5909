//! The loan list: every offset, every status, and what the search box finds.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_store::loans::{self, Filter, Move, Step};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, borrower, new_loan, new_loan_of, noon, open};

/// 2,500 loans, so that the list has three blocks; every third is reviewed, the rest waits.
async fn fill(store: &Store) -> Vec<Loan> {
    let settings = Settings::default();
    let tx = store.begin().await.unwrap();
    let mut all = Vec::new();
    for n in 0..2_500 {
        let name = ["Ana", "Anaïs", "Bo"][usize::try_from(n % 3).unwrap()];
        all.push(
            loans::insert_published(&tx, new_loan(n, name, "Okoro"), &settings, "x", noon())
                .await
                .unwrap(),
        );
    }
    let moves: Vec<Move> = all
        .iter()
        .step_by(3)
        .map(|loan| {
            let mut after = loan.clone();
            after.apply(Event::Review, noon(), &settings).unwrap();
            Move {
                before: loan.clone(),
                after,
                step: Step {
                    event: "review",
                    actor: "x".into(),
                    at: noon(),
                },
            }
        })
        .collect();
    loans::save_all(&tx, &moves, &settings).await.unwrap();
    tx.commit().await.unwrap();
    for m in moves {
        let place = usize::try_from(m.after.seq).unwrap();
        all[place] = m.after;
    }
    all
}

async fn every_offset_shows_the_right_loans(database: &TestDatabase) {
    let store = open(database).await;
    let all = fill(&store).await;
    for status in [
        None,
        Some(LoanStatus::Reviewed),
        Some(LoanStatus::Inactive),
        Some(LoanStatus::Ended),
    ] {
        for query in [None, Some("ana"), Some("anais OKORO"), Some("bo ana")] {
            let expected: Vec<&Loan> = all
                .iter()
                .filter(|l| status.is_none_or(|s| s == l.status))
                .filter(|l| match query {
                    Some("ana") => l.name.starts_with("Ana"),
                    Some("anais OKORO") => l.name.starts_with("Anaïs"),
                    Some(_) => false,
                    None => true,
                })
                .collect();
            let filter = Filter {
                status,
                query: query.map(String::from),
            };
            for offset in [
                0,
                1,
                7,
                340,
                341,
                342,
                682,
                683,
                832,
                833,
                1_023,
                1_024,
                1_666,
                2_047,
                2_499,
                2_500,
                u64::MAX,
            ] {
                let (total, page) = loans::page(&store, PARTNER, &filter, offset, 20).await.unwrap();
                let skip = usize::try_from(offset).unwrap();
                let wanted: Vec<Loan> = expected.iter().skip(skip).take(20).map(|l| (*l).clone()).collect();
                assert_eq!(total, expected.len() as u64, "{filter:?}");
                assert_eq!(page, wanted, "{filter:?} at {offset}");
            }
        }
    }
}

async fn a_page_of_none_still_counts(database: &TestDatabase) {
    let store = open(database).await;
    let nothing = loans::page(&store, PARTNER, &Filter::default(), 0, 20).await.unwrap();
    assert_eq!(nothing, (0, vec![]));
    let tx = store.begin().await.unwrap();
    loans::insert_published(&tx, new_loan(1, "A", "B"), &Settings::default(), "x", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for query in [None, Some("a".into()), Some("0001".into())] {
        for status in [None, Some(LoanStatus::Inactive)] {
            let filter = Filter {
                status,
                query: query.clone(),
            };
            assert_eq!(loans::page(&store, PARTNER, &filter, 0, 0).await.unwrap(), (1, vec![]));
        }
    }
}

async fn search(store: &Store, query: &str) -> Vec<i64> {
    let filter = Filter {
        status: None,
        query: Some(query.into()),
    };
    let (total, page) = loans::page(store, PARTNER, &filter, 0, 100).await.unwrap();
    assert_eq!(total, page.len() as u64);
    page.iter().map(|loan| loan.seq).collect()
}

async fn ids_are_found_as_a_whole_and_names_by_their_beginnings(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let settings = Settings::default();
    let tx = store.begin().await.unwrap();
    let mut group = new_loan(2, "x", "x");
    group.name = "Tumaini Women's Group 7".into();
    group.borrowers = vec![borrower(21, "José", "Núñez", 1), borrower(22, "Zainab", "Đặng", 1)];
    let posted = [
        new_loan(1, "Ana", "Lima"),
        group,
        new_loan(3, "JOSE", "Ndiaye-Sow"),
        new_loan_of(PartnerId(2), 9),
    ];
    let mut ids = Vec::new();
    for new in posted {
        ids.push(
            loans::insert_published(&tx, new, &settings, "x", noon())
                .await
                .unwrap()
                .id,
        );
    }
    tx.commit().await.unwrap();

    assert_eq!(search(&store, "0003").await, [2], "a loan ID");
    assert_eq!(search(&store, " C 1 ").await, [0], "a client ID");
    assert_eq!(search(&store, &ids[1].to_string()).await, [1], "a Kiva ID");
    assert_eq!(search(&store, "00022").await, [1], "a member's loan ID");
    assert_eq!(search(&store, "C 21").await, [1], "a member's client ID");
    assert_eq!(search(&store, "000").await, [] as [i64; 0], "no part of an id");
    assert_eq!(
        search(&store, &ids[3].to_string()).await,
        [] as [i64; 0],
        "another partner's Kiva ID"
    );

    assert_eq!(search(&store, "jose").await, [1, 2]);
    assert_eq!(
        search(&store, "NUÑ jo").await,
        [1],
        "each word begins one, in any order"
    );
    assert_eq!(search(&store, "dang").await, [1]);
    assert_eq!(search(&store, "womens tum 7").await, [1]);
    assert_eq!(search(&store, "sow").await, [2]);
    assert_eq!(search(&store, "ose").await, [] as [i64; 0]);
    assert_eq!(search(&store, "jose\0").await, [] as [i64; 0]);
    assert_eq!(search(&store, "%").await, [] as [i64; 0]);
    assert_eq!(search(&store, "' OR 1=1 --").await, [] as [i64; 0]);
}

async fn the_search_box_finds_what_the_list_finds(database: &TestDatabase) {
    let store = open(database).await;
    fill(&store).await;
    for status in [None, Some(LoanStatus::Reviewed), Some(LoanStatus::Ended)] {
        for query in ["anais", "bo OKORO", "an", "bo ana", "00012", "C 7", "%", "a\0", "-"] {
            let filter = Filter {
                status,
                query: Some(query.into()),
            };
            for offset in [0, 7, 900, 2_000] {
                let (total, loans) = loans::page(&store, PARTNER, &filter, offset, 20).await.unwrap();
                let found = loans::find_some(&store, PARTNER, &filter, usize::try_from(offset).unwrap(), 20)
                    .await
                    .unwrap();
                if total <= 1_000 {
                    assert_eq!((found.total as u64, found.more), (total, false), "{filter:?}");
                    assert_eq!(found.loans, loans, "{filter:?} at {offset}");
                } else {
                    assert_eq!((found.total, found.more), (loans::MOST_FOUND, true), "{filter:?}");
                    assert_eq!(found.loans.is_empty(), offset >= 1_000);
                }
            }
        }
    }
    let all = loans::find_some(&store, PARTNER, &Filter::default(), 2_490, 20)
        .await
        .unwrap();
    assert_eq!((all.total, all.more, all.loans.len()), (2_500, false, 10));
}

async fn common_words_are_read_off_the_loans(database: &TestDatabase) {
    let store = open(database).await;
    let all = fill(&store).await;
    let bounds = |found, read| loans::Bounds {
        found,
        common: 100,
        read,
    };
    let search = async |query: &str, status, bounds| {
        let filter = Filter {
            status,
            query: Some(query.into()),
        };
        loans::find_within(&store, PARTNER, &filter, (0, 30), bounds)
            .await
            .unwrap()
    };
    let reviewed = Some(LoanStatus::Reviewed);
    // Every name has both words; all loans may be read.
    let some = search("anais okoro", None, bounds(900, 5_000)).await;
    assert_eq!((some.total, some.loans.len()), (833, 30));
    assert!(some.loans.iter().all(|loan| loan.name == "Anaïs Okoro"));
    // Every third loan was reviewed: those whose name is Ana. The status has few enough to read, so that is all of them.
    let of_status = search("ana", reviewed, bounds(1_000, 900)).await;
    assert_eq!((of_status.total, of_status.more), (834, false));
    assert!(of_status.loans.iter().all(|loan| Some(loan.status) == reviewed));
    let none = search("bo", reviewed, bounds(1_000, 900)).await;
    assert_eq!((none.total, none.more), (0, false));
    // More than may be found, or read, is said.
    let many = search("ok", None, bounds(50, 200)).await;
    assert_eq!((many.total, many.more, many.loans.len()), (50, true, 30));
    let cut = search("an bo", None, bounds(50, 200)).await;
    assert_eq!((cut.total, cut.more), (0, true));
    assert_eq!(all.len(), 2_500);
}

async fn words_of_which_each_is_frequent_are_found_without_reading_loans(database: &TestDatabase) {
    let store = open(database).await;
    fill(&store).await;
    let bounds = loans::Bounds {
        found: 2_000,
        common: 3_000,
        read: 0,
    };
    // Every third loan is a Bo's, and every Ana's was reviewed.
    let kinds = [
        (None, 1_667),
        (Some(LoanStatus::Reviewed), 834),
        (Some(LoanStatus::Ended), 0),
    ];
    for (status, total) in kinds {
        let filter = Filter {
            status,
            query: Some("oko AN".into()),
        };
        let found = loans::find_within(&store, PARTNER, &filter, (0, 30), bounds)
            .await
            .unwrap();
        assert_eq!((found.total, found.more), (total, false), "{status:?}");
    }
}

async fn the_search_box_finds_ids_by_their_beginnings_whatever_the_case(database: &TestDatabase) {
    let store = open(database).await;
    let settings = Settings::default();
    let tx = store.begin().await.unwrap();
    for (n, loan_id, client_id) in [
        (1, "KE-Abc 7", "c1"),
        (2, "ke-abc 71", "C2"),
        (3, "KE-ABD", "ana-3"),
        (4, "00777", "C4"),
    ] {
        let mut new = new_loan(n, "Ana", "Lima");
        new.internal_loan_id = loan_id.into();
        new.internal_client_id = client_id.into();
        loans::insert_published(&tx, new, &settings, "x", noon()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let find = async |query: &str, status| {
        let filter = Filter {
            status,
            query: Some(query.into()),
        };
        let found = loans::find_some(&store, PARTNER, &filter, 0, 10).await.unwrap();
        assert!(!found.more);
        found.loans.iter().map(|loan| loan.seq).collect::<Vec<_>>()
    };
    for (query, places) in [
        ("ke-ab", [0, 1, 2].as_slice()),
        ("KE-abc 7", &[0]),
        ("KE-Abc 7", &[0]),
        ("ke-abc 71", &[1]),
        ("007", &[3]),
        ("777", &[]),
        ("c", &[0, 1, 3]),
        // Names that begin so are found beside the ids.
        ("ana", &[0, 1, 2, 3]),
        ("ana-", &[0, 1, 2, 3]),
        ("ke-ab%", &[]),
    ] {
        assert_eq!(find(query, None).await, places, "{query}");
        let reviewed = Some(LoanStatus::Reviewed);
        assert_eq!(find(query, reviewed).await, [] as [i64; 0], "{query}");
        assert_eq!(find(query, Some(LoanStatus::Inactive)).await, places, "{query}");
    }
}

for_each_engine!(
    the_search_box_finds_ids_by_their_beginnings_whatever_the_case,
    common_words_are_read_off_the_loans,
    words_of_which_each_is_frequent_are_found_without_reading_loans,
    the_search_box_finds_what_the_list_finds,
    every_offset_shows_the_right_loans,
    a_page_of_none_still_counts,
    ids_are_found_as_a_whole_and_names_by_their_beginnings,
);
