//! What the link does with every row of a large month before it asks anybody: it must not be felt beside the network.

use std::collections::{BTreeSet, HashMap};

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fieldlink_contract::{Loan, Repayment};
use fieldlink_domain::partner::{AmountMode, CsvUploadFormat};
use fieldlink_link::config::{Field, PeriodChoice, RepaymentColumns, Repayments};
use fieldlink_link::mapping::Mapped;
use fieldlink_link::mapping::repayments::{RepaymentToSend, map};
use fieldlink_link::plan;
use fieldlink_link::plan::Repeated;
use fieldlink_link::plan::loans::KivaLoans;
use fieldlink_link::record::{Origin, Record};

/// A month of a large partner.
const ROWS: u32 = 10_000;

fn main() {
    divan::main();
}

/// Column by name, id byte for byte, amount without a float.
#[divan::bench]
fn map_10_000_rows(bencher: Bencher) {
    let (config, records) = (config(), records());
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench(|| mapped(black_box(&records), &config));
}

/// The hash by which the ledger knows whether a row has changed since it was sent.
#[divan::bench]
fn hash_10_000_rows(bencher: Bencher) {
    let rows: Vec<Repayment> = mapped(&records(), &config())
        .into_iter()
        .filter_map(|row| row.outcome.ok())
        .map(|row| row.repayment)
        .collect();
    assert_eq!(rows.len(), ROWS as usize);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        black_box(&rows)
            .iter()
            .map(|row| plan::hash_of(row, b""))
            .collect::<Vec<_>>()
    });
}

/// Every row matched with Kiva's list of loans and judged by PA2's own rules; the hashes are in it.
#[divan::bench]
fn plan_10_000_rows(bencher: Bencher) {
    let (config, records) = (config(), records());
    let loans: KivaLoans = KivaLoans::from_iter((0..ROWS).map(loan).collect::<Vec<_>>().iter());
    let repeated = Repeated::new();
    let (known, last, checked) = (HashMap::new(), HashMap::new(), BTreeSet::new());
    let against = plan::repayments::Against {
        known: &known,
        last: &last,
        loans: &loans,
        repeated: &repeated,
        mode: AmountMode::CumulativePrincipalRepaid,
        format: CsvUploadFormat::TwoColumn,
        period: "2026-06".parse().expect("a month"),
        config: &config,
        checked: &checked,
        retry_refused: false,
    };
    let sendable = plan::repayments::plan(mapped(&records, &config), &against);
    assert!(
        sendable.items.iter().all(plan::Item::is_sendable),
        "every row fits a loan"
    );
    bencher
        .counter(ItemsCount::new(ROWS))
        .with_inputs(|| mapped(&records, &config))
        .bench_values(|rows| plan::repayments::plan(rows, &against));
}

fn mapped(records: &[Record], config: &Repayments) -> Vec<Mapped<RepaymentToSend>> {
    let timezone = "Africa/Nairobi".parse().expect("a time zone");
    records.iter().map(|record| map(record, config, timezone)).collect()
}

fn config() -> Repayments {
    Repayments {
        source: "mis".into(),
        query: None,
        sheet: None,
        file: Some("repayments.csv".into()),
        when: None,
        allow_empty: false,
        columns: RepaymentColumns {
            loan_id: Some(Field::column("account_no")),
            amount: Some(Field::column("principal_repaid")),
            ..RepaymentColumns::default()
        },
        period: PeriodChoice::Current,
        ignore_other_loans: false,
        batch: 300,
        checked: BTreeSet::new(),
    }
}

fn records() -> Vec<Record> {
    let record = |n: u32| {
        let origin = Origin {
            source: "mis".into(),
            table: "repayments.csv".into(),
            row: u64::from(n) + 2,
        };
        let fields = [
            ("branch", "Kisumu".to_owned()),
            ("account_no", format!("{n:08}")),
            ("name", "Amina Wanjiru".to_owned()),
            ("principal_repaid", format!("{}.50", 1_000 + n)),
        ];
        Record::new(
            origin,
            fields.map(|(name, value)| (name.to_owned(), Some(value))).into(),
        )
    };
    (0..ROWS).map(record).collect()
}

fn loan(n: u32) -> Loan {
    Loan {
        internal_loan_id: format!("{n:08}"),
        internal_client_id: format!("C-{n}"),
        kiva_id: n.to_string(),
        status: "payingBack".into(),
        loan_local_price: "50000.00".parse().ok(),
        loan_currency: "KES".into(),
        ..Loan::default()
    }
}
