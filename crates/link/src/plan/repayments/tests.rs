use proptest::prelude::*;

use fieldlink_contract::Loan;

use super::*;
use crate::config::{Field, RepaymentColumns};
use crate::ledger::{Sent, State};

fn loan(loan_id: &str, price: &str) -> Loan {
    Loan {
        internal_loan_id: loan_id.into(),
        internal_client_id: format!("C-{loan_id}"),
        kiva_id: "1".into(),
        status: "payingBack".into(),
        loan_local_price: price.parse().ok(),
        loan_currency: "KES".into(),
        ..Loan::default()
    }
}

fn config() -> Repayments {
    Repayments {
        source: "mis".into(),
        query: None,
        sheet: None,
        file: None,
        when: None,
        allow_empty: false,
        columns: RepaymentColumns {
            amount: Some(Field::column("repaid")),
            ..RepaymentColumns::default()
        },
        period: crate::config::PeriodChoice::Current,
        ignore_other_loans: false,
        batch: 300,
        checked: BTreeSet::new(),
    }
}

fn record(row: u64, loan_id: &str, amount: &str, client_id: Option<&str>) -> Mapped<RepaymentToSend> {
    let repayment = Repayment {
        loan_id: loan_id.into(),
        amount: amount.parse().unwrap(),
        client_id: client_id.map(str::to_owned),
    };
    Mapped {
        origin: Origin {
            source: "mis".into(),
            table: "repayments".into(),
            row,
        },
        key: Some(loan_id.into()),
        outcome: Ok(RepaymentToSend {
            currency: None,
            repayment,
            outstanding: None,
        }),
    }
}

/// What the plan is made against; a test changes what it is about.
struct Setting {
    known: HashMap<String, Known>,
    last: HashMap<String, LastAmount>,
    loans: Vec<Loan>,
    mode: AmountMode,
    format: CsvUploadFormat,
    config: Repayments,
}

impl Setting {
    fn new(loans: Vec<Loan>) -> Setting {
        Setting {
            known: HashMap::new(),
            last: HashMap::new(),
            loans,
            mode: AmountMode::CumulativePrincipalRepaid,
            format: CsvUploadFormat::TwoColumn,
            config: config(),
        }
    }

    fn last(mut self, loan_id: &str, amount: &str) -> Setting {
        let period = "2026-02".parse().unwrap();
        self.last.insert(
            loan_id.into(),
            LastAmount {
                period,
                amount: amount.parse().unwrap(),
            },
        );
        self
    }

    fn plan(&self, records: Vec<Mapped<RepaymentToSend>>) -> RepaymentPlan {
        let mut rows = Rows::default();
        records.into_iter().for_each(|record| rows.push(record));
        let against = Against {
            known: &self.known,
            last: &self.last,
            loans: &self.loans.iter().collect(),
            repeated: &Repeated::new(),
            mode: self.mode,
            format: self.format,
            period: "2026-03".parse().unwrap(),
            config: &self.config,
            checked: &self.config.checked,
            retry_refused: false,
        };
        whole(&rows.complete(), &against)
    }

    fn rules(&self, records: Vec<Mapped<RepaymentToSend>>) -> Vec<String> {
        let held = |item: Item<Repayment>| match item.decision {
            Decision::Held(reasons) => reasons.into_iter().map(|reason| reason.rule).collect(),
            _ => Vec::new(),
        };
        self.plan(records).items.into_iter().flat_map(held).collect()
    }
}

#[test]
fn what_is_lower_than_last_time_depends_on_the_mode() {
    let cumulative = Setting::new(vec![loan("A", "1000")]).last("A", "300");
    assert_eq!(
        cumulative.rules(vec![record(1, "A", "299", None)]),
        ["amount_decreased"]
    );
    assert!(cumulative.rules(vec![record(1, "A", "300", None)]).is_empty());

    let outstanding = Setting {
        mode: AmountMode::PrincipalOutstanding,
        ..Setting::new(vec![loan("A", "1000")]).last("A", "300")
    };
    assert_eq!(
        outstanding.rules(vec![record(1, "A", "301", None)]),
        ["amount_decreased"]
    );
    assert!(outstanding.rules(vec![record(1, "A", "299", None)]).is_empty());
    assert_eq!(
        outstanding.rules(vec![record(1, "A", "1001", None)]),
        ["amount_exceeds_principal"]
    );

    let monthly = Setting {
        mode: AmountMode::AmountThisMonth,
        ..Setting::new(vec![loan("A", "1000")]).last("A", "300")
    };
    assert!(monthly.rules(vec![record(1, "A", "5", None)]).is_empty());
}

#[test]
fn the_columns_exchanged_are_noticed() {
    let setting = Setting::new(vec![loan("A", "1000"), loan("B", "1000"), loan("C", "1000")]);
    let with = |loan_id: &str, amount: &str, outstanding: &str| {
        let mut record = record(1, loan_id, amount, None);
        if let Ok(row) = &mut record.outcome {
            row.outstanding = outstanding.parse().ok();
        }
        record
    };
    // Half repaid is both at once; all repaid leaves nothing to be confused with.
    let rows = vec![with("A", "700", "700"), with("B", "500", "500"), with("C", "1000", "0")];
    assert_eq!(setting.rules(rows), ["amount_is_outstanding"]);
}

#[test]
fn three_columns_need_the_right_client() {
    let setting = Setting {
        format: CsvUploadFormat::ThreeColumn,
        ..Setting::new(vec![loan("A", "1000"), loan("B", "1000")])
    };
    let rows = vec![record(1, "A", "1", Some("C-A")), record(2, "B", "1", Some("C-A"))];
    assert_eq!(setting.rules(rows), ["client_mismatch"]);
}

#[test]
fn other_loans_are_passed_over_only_when_told() {
    let mut setting = Setting::new(vec![loan("A", "1000")]);
    let rows = || vec![record(1, "A", "1", None), record(2, "X", "1", None)];
    assert_eq!(setting.rules(rows()), ["loan_not_found"]);
    setting.config.ignore_other_loans = true;
    let plan = setting.plan(rows());
    assert_eq!((plan.ignored, plan.items.len()), (1, 1));
}

#[test]
fn a_loan_whose_price_cannot_be_read_is_not_called_unknown() {
    let unreadable = Loan {
        loan_currency: "???".into(),
        ..loan("A", "1000")
    };
    assert_eq!(
        Setting::new(vec![unreadable]).rules(vec![record(1, "A", "1", None)]),
        ["loan_unreadable"]
    );
}

proptest! {
    /// Each record and each of Kiva's loans has one end, and what is sent is exactly what a record said.
    #[test]
    fn nothing_vanishes_and_nothing_is_made_up(
        records in proptest::collection::vec((0_u8..12, 0_u32..2_000), 0..20),
        kiva in proptest::collection::btree_set(0_u8..12, 0..12),
        sent in proptest::collection::btree_map(0_u8..12, 0_u32..2_000, 0..6),
        ignore in any::<bool>(),
    ) {
        let name = |n: u8| format!("L{n}");
        let mut setting = Setting::new(kiva.iter().map(|n| loan(&name(*n), "1000")).collect());
        setting.config.ignore_other_loans = ignore;
        for (n, amount) in &sent {
            let repayment = Repayment { loan_id: name(*n), amount: i64::from(*amount).into(), client_id: None };
            let sent = Sent { revision: 1, hash: hash_of(&repayment, b""), seen: None, state: State::Accepted, reference: None };
            setting.known.insert(key("2026-03".parse().unwrap(), &name(*n)), Known { sent: Some(sent), unsent: None });
            setting = setting.last(&name(*n), &amount.to_string());
        }
        let mapped: Vec<_> = (1..).zip(&records).map(|(row, (n, amount))| record(row, &name(*n), &amount.to_string(), None)).collect();
        let plan = setting.plan(mapped);

        let mut keys: Vec<&str> = plan.items.iter().map(|item| item.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), plan.items.len(), "every item has a key of its own");
        let named: HashSet<u8> = records.iter().map(|(n, _)| *n).collect();
        let missing = kiva.iter().filter(|n| !named.contains(n)).count();
        prop_assert_eq!(plan.items.len() + plan.ignored, records.len() + missing);
        for item in plan.items.iter().filter(|item| item.is_sendable()) {
            let row = item.what.as_ref().unwrap();
            let said = records.iter().filter(|(n, _)| name(*n) == row.loan_id).collect::<Vec<_>>();
            prop_assert_eq!(said.len(), 1, "a loan that several rows are about is not sent");
            prop_assert_eq!(row.amount.to_string(), said[0].1.to_string());
            prop_assert!(kiva.contains(&said[0].0) && said[0].1 <= 1_000);
            // What was sent before the loan became smaller stands for all of it.
            let rises = |before: &u32| *before < said[0].1 || *before > 1_000 && said[0].1 == 1_000;
            prop_assert!(sent.get(&said[0].0).is_none_or(rises), "never less than before, never the same again");
        }
    }
}
