//! What the months' reports have of one loan.

use std::collections::BTreeSet;

use fieldlink_domain::finding::{Finding, Severity};
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::money::Minor;
use fieldlink_domain::settings::Settings;
use fieldlink_domain::statement::{Billing, Line};
use fieldlink_store::loans::{self, Step};
use fieldlink_store::repayments::{self, NewUpload, Problem, Reported, Source, UploadCounts};
use fieldlink_store::{Store, loan_past, reports};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, new_loan, noon, open};

async fn paying_back(store: &Store, n: i64) -> Loan {
    let settings = Settings::default();
    let tx = store.begin().await.unwrap();
    let new = new_loan(n, "Ana", "Lima");
    let mut loan = loans::insert_published(&tx, new, &settings, "x", noon()).await.unwrap();
    for event in [Event::Review, Event::List, Event::Fund, Event::StartRepayment] {
        let before = loan.clone();
        let step = Step {
            event: event.name(),
            actor: "x".into(),
            at: noon(),
        };
        loan.apply(event, noon(), &settings).unwrap();
        loans::save(&tx, &before, &loan, &settings, step).await.unwrap();
    }
    tx.commit().await.unwrap();
    loan
}

async fn months_and_problems_are_those_of_the_loan(database: &TestDatabase) {
    let store = open(database).await;
    let loan = paying_back(&store, 1).await;
    let other = paying_back(&store, 2).await;
    let (may, june) = ("2026-05".parse().unwrap(), "2026-06".parse().unwrap());
    let billing = Billing {
        period: may,
        rate: None,
        tolerance: Minor::ZERO,
    };
    let line = |loan: &Loan, all: &[fieldlink_domain::statement::MonthLoan]| {
        let month_loan = all.iter().find(|m| m.id == loan.id).unwrap();
        Line::of(month_loan, &billing).unwrap()
    };
    let all = reports::month_loans(&store, PARTNER, may, 0..=0).await.unwrap();
    let lines = [line(&loan, &all), line(&other, &all)];
    let tx = store.begin().await.unwrap();
    reports::touch(&tx, PARTNER, may).await.unwrap();
    reports::insert_lines(&tx, PARTNER, may, &lines).await.unwrap();
    reports::touch(&tx, PARTNER, june).await.unwrap();
    let upload = NewUpload {
        partner: PARTNER,
        period: june,
        source: Source::Csv,
        actor: "person:7".into(),
        at: noon(),
        counts: UploadCounts::default(),
        blocks: BTreeSet::new(),
        rows_csv: "0001,70\n".into(),
    };
    let upload = repayments::insert_upload(&tx, upload).await.unwrap();
    let rows = [Reported {
        loan: loan.id,
        cumulative: Minor(7_000),
        line: 1,
    }];
    repayments::set_reported(&tx, PARTNER, june, upload, &rows)
        .await
        .unwrap();
    let problem = |line: i64, loan_id: &str| Problem {
        id: 0,
        upload_id: upload,
        line,
        loan_id: loan_id.into(),
        code: "amount_decreased".into(),
        severity: Severity::Warning,
        details: "why".into(),
        values: vec![("before".into(), "7".into())],
        aside: None,
    };
    let problems = [problem(1, "0001"), problem(2, "0002"), problem(3, "0001")];
    repayments::insert_problems(&tx, PARTNER, june, &problems)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let months = loan_past::months(&store, &loan).await.unwrap();
    let seen: Vec<_> = months
        .iter()
        .map(|m| (m.period, m.reported, m.billed.as_ref()))
        .collect();
    assert_eq!(seen, [(may, None, Some(&lines[0])), (june, Some(Minor(7_000)), None)]);
    assert_eq!(loan_past::months(&store, &other).await.unwrap().len(), 1);

    let found = loan_past::problems(&store, &loan, 10).await.unwrap();
    let rows: Vec<_> = found.iter().map(|p| (p.period, p.upload_id, p.line)).collect();
    assert_eq!(rows, [(june, upload, 3), (june, upload, 1)]);
    assert_eq!(
        found[0].finding,
        Finding::warning("amount_decreased", "", "why").with("before", 7)
    );
    assert_eq!(loan_past::problems(&store, &loan, 1).await.unwrap().len(), 1);
}

for_each_engine!(months_and_problems_are_those_of_the_loan);
