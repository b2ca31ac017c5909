//! Uploads, reported amounts and problems.

use std::collections::BTreeSet;

use fieldlink_domain::calendar::Period;
use fieldlink_domain::finding::Severity;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::money::Minor;
use fieldlink_domain::settings::Settings;
use fieldlink_store::repayments::{
    self, Aside, NewUpload, Problem, ProblemKey, ProblemList, Reported, Source, Target, UploadCounts,
};
use fieldlink_store::{Store, loans};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, new_loan, new_loan_of, noon, open};

fn march() -> Period {
    "2026-03".parse().unwrap()
}

async fn post(store: &Store, n: i64) -> Loan {
    let tx = store.begin().await.unwrap();
    let new = new_loan(n, "Ana", "Lima");
    let loan = loans::insert_published(&tx, new, &Settings::default(), "person:7", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    loan
}

fn new_upload(rows_csv: &str) -> NewUpload {
    NewUpload {
        partner: PARTNER,
        period: march(),
        source: Source::Api,
        actor: "client:c".into(),
        at: noon(),
        counts: UploadCounts {
            rows: 4,
            accepted: 2,
            errors: 1,
            warnings: 1,
        },
        blocks: BTreeSet::new(),
        rows_csv: rows_csv.into(),
    }
}

async fn upload(store: &Store, reported: &[(KivaId, i64)]) -> i64 {
    let tx = store.begin().await.unwrap();
    let id = repayments::insert_upload(&tx, new_upload("0001,5\n")).await.unwrap();
    let rows: Vec<Reported> = (1..)
        .zip(reported)
        .map(|(line, (loan, cumulative))| Reported {
            loan: *loan,
            cumulative: Minor(*cumulative),
            line,
        })
        .collect();
    repayments::set_reported(&tx, PARTNER, march(), id, &rows)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn targets(store: &Store, ids: &[&str]) -> Vec<Target> {
    repayments::targets(store, PARTNER, march(), ids.iter().copied())
        .await
        .unwrap()
}

async fn targets_are_the_partners_loans_with_what_the_month_has_of_them(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let loan = post(&store, 1).await;
    post(&store, 2).await;
    let tx = store.begin().await.unwrap();
    loans::insert_published(&tx, new_loan_of(PartnerId(2), 3), &Settings::default(), "p", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    upload(&store, &[(loan.id, 700)]).await;
    let found = targets(&store, &["0001", "0001", " 0001", "1", "0003", "'; --"]).await;
    let expected = Target {
        id: loan.id,
        loan_id: "0001".into(),
        client_id: "C 1".into(),
        status: LoanStatus::Inactive,
        currency: loan.currency,
        principal: loan.principal,
        disbursed: "2026-03-05".parse().unwrap(),
        invoiced: Minor::ZERO,
        reported: Some(Minor(700)),
        block: 0,
    };
    assert_eq!(found, [expected]);
    assert_eq!(found[0].view().loan_id, "0001");
    let april = repayments::targets(&store, PARTNER, march().next(), ["0001"].into_iter())
        .await
        .unwrap();
    assert_eq!(april[0].reported, None);
    assert_eq!(targets(&store, &[]).await, []);
}

async fn odd_ids_come_back_byte_for_byte(database: &TestDatabase) {
    let store = open(database).await;
    let odd = [
        "\"quoted\" \\ back",
        "tab\tnew\nline",
        "é 東 🙂",
        "00012345678901234567890",
        "null",
        "[1]",
        "\u{1}",
    ];
    for (n, id) in (1..).zip(odd) {
        let tx = store.begin().await.unwrap();
        let new = fieldlink_domain::loan::NewLoan {
            internal_loan_id: id.into(),
            internal_client_id: format!("{id}'"),
            ..new_loan(n, "Ana", "Lima")
        };
        loans::insert_published(&tx, new, &Settings::default(), "p", noon())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let mut found: Vec<(String, String)> = targets(&store, &odd)
        .await
        .into_iter()
        .map(|t| (t.loan_id, t.client_id))
        .collect();
    let mut expected: Vec<_> = odd.iter().map(|id| ((*id).to_owned(), format!("{id}'"))).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

async fn more_ids_than_one_statement_holds(database: &TestDatabase) {
    let store = open(database).await;
    post(&store, 1).await;
    post(&store, 2).await;
    let names: Vec<String> = (0..20_050)
        .map(|n| format!("{n:05}"))
        .chain(["0001".into(), "0002".into()])
        .collect();
    let ids: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(targets(&store, &ids).await.len(), 2);
}

async fn the_latest_amount_of_a_loan_counts(database: &TestDatabase) {
    let store = open(database).await;
    let (one, two) = (post(&store, 1).await.id, post(&store, 2).await.id);
    upload(&store, &[(one, 700), (two, 10)]).await;
    let second = upload(&store, &[(one, 650)]).await;
    let reported: Vec<_> = targets(&store, &["0001", "0002"])
        .await
        .iter()
        .map(|t| t.reported)
        .collect();
    assert_eq!(reported, [Some(Minor(650)), Some(Minor(10))]);
    let many: Vec<(KivaId, i64)> = (0..2_500).map(|n| (KivaId(n), n)).collect();
    assert!(upload(&store, &many).await > second);
}

async fn uploads_are_listed_with_their_counts_and_keep_their_rows(database: &TestDatabase) {
    let store = open(database).await;
    let rows = "\"0,1\",5\né,0.50\n";
    let tx = store.begin().await.unwrap();
    let first = repayments::insert_upload(&tx, new_upload(rows)).await.unwrap();
    let other = NewUpload {
        source: Source::Csv,
        counts: UploadCounts::default(),
        ..new_upload("")
    };
    let second = repayments::insert_upload(&tx, other).await.unwrap();
    let single = NewUpload {
        source: Source::Single,
        period: march().next(),
        ..new_upload("")
    };
    repayments::insert_upload(&tx, single).await.unwrap();
    tx.commit().await.unwrap();
    let some = async |part| repayments::uploads(&store, PARTNER, march(), part).await.unwrap();
    let mut listed = some((0, 10)).await;
    listed.reverse();
    assert_eq!(listed.iter().map(|u| u.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!(some((1, 1)).await, [listed[0].clone()], "newest first");
    assert_eq!(repayments::count_uploads(&store, PARTNER, march()).await.unwrap(), 2);
    assert_eq!((listed[0].source, listed[0].at), (Source::Api, noon()));
    assert_eq!(
        listed[0].counts,
        UploadCounts {
            rows: 4,
            accepted: 2,
            errors: 1,
            warnings: 1
        }
    );
    assert_eq!(listed[1].source, Source::Csv);
    assert_eq!(
        repayments::rows_csv(&store, PARTNER, first).await.unwrap().as_deref(),
        Some(rows)
    );
    assert_eq!(
        repayments::rows_csv(&store, PartnerId(2), first).await.unwrap(),
        None,
        "another partner's"
    );
    assert_eq!(
        repayments::upload_period(&store, PARTNER, first).await.unwrap(),
        Some(march())
    );
    assert_eq!(
        repayments::upload_period(&store, PartnerId(2), first).await.unwrap(),
        None
    );
    assert_eq!(
        repayments::uploads(&store, PARTNER, march().previous(), (0, 10))
            .await
            .unwrap(),
        []
    );
}

fn problem(upload: i64, line: i64, loan_id: &str, severity: Severity) -> Problem {
    let code = if severity == Severity::Error {
        "loan_not_found"
    } else {
        "amount_decreased"
    };
    Problem {
        id: 0,
        upload_id: upload,
        line,
        loan_id: loan_id.into(),
        code: code.into(),
        severity,
        details: "why".into(),
        values: vec![("kind".into(), "\"quoted\"".into())],
        aside: None,
    }
}

async fn a_problem_stands_until_a_later_upload_reports_the_loan(database: &TestDatabase) {
    let store = open(database).await;
    let loan = post(&store, 1).await.id;
    let first = upload(&store, &[(loan, 10)]).await;
    let of_first = [
        problem(first, 1, "0001", Severity::Warning),
        problem(first, 2, "0001", Severity::Error),
        problem(first, 3, "nobody's", Severity::Error),
    ];
    let tx = store.begin().await.unwrap();
    repayments::insert_problems(&tx, PARTNER, march(), &of_first)
        .await
        .unwrap();
    repayments::insert_problems(&tx, PARTNER, march(), &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        repayments::count_standing(&store, PARTNER, march()).await.unwrap(),
        (2, 1)
    );
    let listed = async |wanted: ProblemList| {
        let found = repayments::standing(&store, PARTNER, march(), wanted).await.unwrap();
        let keys: Vec<ProblemKey> = found
            .iter()
            .map(|problem| ProblemKey {
                severity: problem.severity,
                id: problem.id,
            })
            .collect();
        let plain: Vec<Problem> = found.into_iter().map(|problem| Problem { id: 0, ..problem }).collect();
        (plain, keys)
    };
    let two = ProblemList {
        limit: 2,
        ..ProblemList::default()
    };
    let (page, keys) = listed(two).await;
    assert_eq!(page, [of_first[1].clone(), of_first[2].clone()], "errors first");
    let after = keys.last().copied();
    assert_eq!(listed(ProblemList { after, ..two }).await.0, [of_first[0].clone()]);
    let severity = Some(Severity::Warning);
    assert_eq!(listed(ProblemList { severity, ..two }).await.0, [of_first[0].clone()]);
    let upload_of = |upload| ProblemList {
        upload: Some(upload),
        ..two
    };
    assert_eq!(listed(upload_of(first)).await.0.len(), 2);
    assert_eq!(listed(upload_of(first + 1)).await.0, []);
    let (period, one) = repayments::problem(&store, PARTNER, keys[0].id).await.unwrap().unwrap();
    assert_eq!((period, one.line), (march(), 2));
    let strangers = repayments::problem(&store, PartnerId(2), keys[0].id).await.unwrap();
    assert_eq!(strangers, None);

    // Somebody sets a problem aside, and has it stand again.
    let aside = Aside {
        at: noon(),
        by: "person:1".into(),
        reason: "Paid at another branch".into(),
    };
    let id = keys[1].id;
    let tx = store.begin().await.unwrap();
    let other = PartnerId(2);
    assert!(!repayments::set_aside(&tx, other, id, Some(&aside)).await.unwrap());
    assert!(repayments::set_aside(&tx, PARTNER, id, Some(&aside)).await.unwrap());
    assert!(
        !repayments::set_aside(&tx, PARTNER, id, Some(&aside)).await.unwrap(),
        "once"
    );
    tx.commit().await.unwrap();
    assert_eq!(
        repayments::count_standing(&store, PARTNER, march()).await.unwrap(),
        (1, 1)
    );
    assert_eq!(repayments::count_aside(&store, PARTNER, march()).await.unwrap(), 1);
    let kept = repayments::aside(&store, PARTNER, march(), 0, 9).await.unwrap();
    assert_eq!((kept.len(), kept[0].id, kept[0].aside.as_ref()), (1, id, Some(&aside)));
    assert_eq!(repayments::aside(&store, PARTNER, march(), id, 9).await.unwrap(), []);
    let tx = store.begin().await.unwrap();
    assert!(repayments::set_aside(&tx, PARTNER, id, None).await.unwrap());
    assert!(!repayments::set_aside(&tx, PARTNER, id, None).await.unwrap(), "once");
    tx.commit().await.unwrap();

    upload(&store, &[(loan, 20)]).await;
    assert_eq!(
        repayments::count_standing(&store, PARTNER, march()).await.unwrap(),
        (1, 0)
    );
    assert_eq!(listed(two).await.0, [of_first[2].clone()]);
    assert_eq!(
        repayments::count_standing(&store, PARTNER, march().next())
            .await
            .unwrap(),
        (0, 0)
    );
}

for_each_engine!(
    targets_are_the_partners_loans_with_what_the_month_has_of_them,
    odd_ids_come_back_byte_for_byte,
    more_ids_than_one_statement_holds,
    the_latest_amount_of_a_loan_counts,
    uploads_are_listed_with_their_counts_and_keep_their_rows,
    a_problem_stands_until_a_later_upload_reports_the_loan,
);
