//! Monthly reports: state and version, the loans of a month, final lines, and what was raised and refunded.

use std::collections::BTreeSet;

use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::money::Minor;
use fieldlink_domain::settings::Settings;
use fieldlink_domain::statement::{Account, Billing, Line, MonthLoan, ReportedAmount, Statement, Sums};
use fieldlink_store::loans::{self, Step};
use fieldlink_store::repayments::{self, NewUpload, Reported, Source, UploadCounts};
use fieldlink_store::reports::{self, Final, Refunded};
use fieldlink_store::{Error, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, at, new_loan, noon, open};

fn may() -> Period {
    "2026-05".parse().unwrap()
}

/// A loan that went through these events, one a day.
pub async fn lived(store: &Store, n: i64, events: &[Event]) -> Loan {
    let settings = Settings::default();
    let tx = store.begin().await.unwrap();
    let mut loan = loans::insert_published(&tx, new_loan(n, "Ana", "Lima"), &settings, "p", noon())
        .await
        .unwrap();
    for (day, event) in (1..).zip(events) {
        let (before, when) = (loan.clone(), noon() + chrono::TimeDelta::days(day));
        let step = Step {
            event: event.name(),
            actor: "operator".into(),
            at: when,
        };
        loan.apply(event.clone(), when, &settings).unwrap();
        loans::save(&tx, &before, &loan, &settings, step).await.unwrap();
    }
    tx.commit().await.unwrap();
    loan
}

pub fn to_paying_back() -> Vec<Event> {
    vec![Event::Review, Event::List, Event::Fund, Event::StartRepayment]
}

async fn touch(store: &Store, period: Period) -> bool {
    let tx = store.begin().await.unwrap();
    let open = reports::touch(&tx, PARTNER, period).await.unwrap();
    tx.commit().await.unwrap();
    open
}

fn final_of(period: Period, lines: &[Line]) -> Final {
    let sums: Sums = lines.iter().collect();
    let statement = Statement::new(
        period,
        period.last_day(),
        sums,
        &Account::default(),
        &Settings::default(),
    );
    Final {
        at: noon(),
        by: "person:7".into(),
        statement,
    }
}

async fn close(store: &Store, period: Period, version: i64, lines: &[Line]) -> Result<(), Error> {
    let tx = store.begin().await.unwrap();
    reports::hold(&tx, PARTNER, period, version).await?;
    reports::insert_lines(&tx, PARTNER, period, lines).await?;
    reports::close(&tx, PARTNER, &final_of(period, lines)).await?;
    Ok(tx.commit().await?)
}

async fn month_loans(store: &Store) -> Vec<MonthLoan> {
    assert_eq!(reports::month_loans(store, PARTNER, may(), 1..=3).await.unwrap(), []);
    reports::month_loans(store, PARTNER, may(), 0..=0).await.unwrap()
}

async fn a_report_counts_its_changes_until_it_is_final(database: &TestDatabase) {
    let store = open(database).await;
    let untouched = reports::get(&store, PARTNER, may()).await.unwrap();
    assert_eq!((untouched.version, untouched.made_final), (0, None));
    assert_eq!(reports::last_final(&store, PARTNER).await.unwrap(), None);
    assert!(touch(&store, may()).await && touch(&store, may()).await);
    assert_eq!(reports::get(&store, PARTNER, may()).await.unwrap().version, 2);

    assert!(
        matches!(close(&store, may(), 1, &[]).await, Err(Error::Stale { .. })),
        "something changed since"
    );
    assert!(matches!(close(&store, may(), 0, &[]).await, Err(Error::Stale { .. })));
    close(&store, may(), 2, &[]).await.unwrap();
    let report = reports::get(&store, PARTNER, may()).await.unwrap();
    assert_eq!(report.made_final, Some(final_of(may(), &[])));
    assert_eq!(reports::last_final(&store, PARTNER).await.unwrap(), Some(may()));

    assert!(!touch(&store, may()).await, "final is final");
    assert!(matches!(
        close(&store, may(), report.version, &[]).await,
        Err(Error::Stale { .. })
    ));
    close(&store, may().next(), 0, &[]).await.unwrap();
    let months: Vec<_> = reports::all(&store, PARTNER)
        .await
        .unwrap()
        .into_iter()
        .map(|r| r.period)
        .collect();
    assert_eq!(months, [may().next(), may()]);
    add_partner(&store, PartnerId(2)).await;
    assert_eq!(reports::last_final(&store, PartnerId(2)).await.unwrap(), None);
}

async fn of_two_that_close_a_month_one_does(database: &TestDatabase) {
    let store = open(database).await;
    let (one, two) = tokio::join!(close(&store, may(), 0, &[]), close(&store, may(), 0, &[]));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}

async fn the_loans_of_a_month_are_those_that_take_repayments(database: &TestDatabase) {
    let store = open(database).await;
    let paying = lived(&store, 1, &to_paying_back()).await;
    let defaulted = lived(&store, 2, &[to_paying_back(), vec![Event::Default]].concat()).await;
    lived(&store, 3, &[Event::Review]).await;
    lived(&store, 4, &[to_paying_back(), vec![Event::RepayInFull]].concat()).await;
    let tx = store.begin().await.unwrap();
    let upload = NewUpload {
        partner: PARTNER,
        period: may(),
        source: Source::Api,
        actor: "c".into(),
        at: noon(),
        counts: UploadCounts::default(),
        blocks: BTreeSet::new(),
        rows_csv: String::new(),
    };
    let upload = repayments::insert_upload(&tx, upload).await.unwrap();
    let reported = [Reported {
        loan: defaulted.id,
        cumulative: Minor(9),
        line: 1,
    }];
    repayments::set_reported(&tx, PARTNER, may(), upload, &reported)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let seen = month_loans(&store).await;
    assert_eq!(
        seen.iter().map(|l| (l.id, l.status)).collect::<Vec<_>>(),
        [(paying.id, paying.status), (defaulted.id, defaulted.status)]
    );
    let first = &seen[0];
    assert_eq!(
        (&first.internal_loan_id, &first.name),
        (&paying.internal_loan_id, &paying.name)
    );
    assert_eq!(
        (first.principal, first.price_usd, first.funded_usd),
        (paying.principal, paying.price_usd, paying.price_usd)
    );
    assert_eq!(
        (first.rate, first.currency_loss, first.scheduled),
        (paying.rate, paying.currency_loss, Minor(2_000_000))
    );
    assert_eq!(
        (first.paying_back, first.invoiced, first.reported),
        (paying.times.paying_back, Minor::ZERO, None)
    );
    assert_eq!(
        seen[1].reported,
        Some(ReportedAmount {
            cumulative: Minor(9),
            upload_id: upload
        })
    );
}

async fn final_lines_read_back_as_they_were(database: &TestDatabase) {
    let store = open(database).await;
    lived(&store, 1, &to_paying_back()).await;
    let billing = Billing {
        period: may(),
        rate: Some("140.123456".parse().unwrap()),
        tolerance: Minor::ZERO,
    };
    let line = Line::of(&month_loans(&store).await[0], &billing).unwrap();
    let lines: Vec<Line> = (0..5_003)
        .map(|n| Line {
            id: KivaId(n),
            seq: n,
            ..line.clone()
        })
        .collect();
    close(&store, may(), 0, &lines).await.unwrap();
    let mut read = Vec::new();
    for block in 0..=5 {
        read.extend(reports::final_lines(&store, PARTNER, may(), block).await.unwrap());
    }
    assert_eq!(read, lines);
}

async fn raised_and_refunded_belong_to_the_month_they_happen_in(database: &TestDatabase) {
    let store = open(database).await;
    let raised = lived(&store, 1, &to_paying_back()).await;
    let refunded = lived(&store, 2, &[to_paying_back(), vec![Event::Refund]].concat()).await;
    lived(&store, 3, &[Event::Review, Event::Refund]).await;
    let sum = async |from: &str, until: &str| reports::raised(&store, PARTNER, at(from), at(until)).await.unwrap();
    assert_eq!(
        sum("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z").await,
        raised.price_usd + refunded.price_usd
    );
    assert_eq!(
        sum("2026-03-05T20:00:00Z", "2026-03-05T20:00:01Z").await,
        Minor(80_000),
        "the first moment counts"
    );
    assert_eq!(
        sum("2026-03-01T00:00:00Z", "2026-03-05T20:00:00Z").await,
        Minor::ZERO,
        "the last one does not"
    );
    let back = reports::refunded(&store, PARTNER, at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z"))
        .await
        .unwrap();
    let expected = Refunded {
        funded_usd: refunded.funded_usd,
        principal: refunded.principal,
        repaid: Minor::ZERO,
    };
    assert_eq!(back, [expected], "one that was never raised is owed nothing");
}

for_each_engine!(
    a_report_counts_its_changes_until_it_is_final,
    of_two_that_close_a_month_one_does,
    the_loans_of_a_month_are_those_that_take_repayments,
    final_lines_read_back_as_they_were,
    raised_and_refunded_belong_to_the_month_they_happen_in,
);
