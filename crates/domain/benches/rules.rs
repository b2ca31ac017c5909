//! The rules at the sizes they meet. None of them does IO, so what they cost is what every call pays on top of its
//! database.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fieldlink_contract::loan_draft::{Entrep, Installment, LoanDraft};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::draft_rules::{self, Context};
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::journal::{self, LoanFacts, Sent};
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::{AmountMode, CsvUploadFormat, CurrencyLoss};
use fieldlink_domain::reference::{sample_config, sample_profile};
use fieldlink_domain::repayment::{self, LoanView, PeriodState, Row, RowAmount, Terms};
use fieldlink_domain::search;
use fieldlink_domain::settings::Settings;
use fieldlink_domain::statement::{Account, Billing, Line, MonthLoan, ReportedAmount, Statement, Sums};
use rust_decimal::Decimal;

fn main() {
    divan::main();
}

/// PA2 asks all rules when a draft comes in, at each look of a person and at publishing; the link asks them for every
/// draft before it sends the first.
#[divan::bench]
fn all_rules_on_a_group_draft_of_20(bencher: Bencher) {
    let (draft, config, profile, settings) = (group_of_20(), sample_config(), sample_profile(), Settings::default());
    let context = Context {
        profile: &profile,
        config: &config,
        settings: &settings,
        today: "2026-03-10".parse().expect("a day"),
        live: &[],
        usage: None,
        photo_uses: &[],
    };
    let found = draft_rules::check(&draft, true, &context);
    assert!(
        found.is_empty(),
        "a draft that is in order passes every rule: {found:?}"
    );
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench(|| draft_rules::check(black_box(&draft), true, black_box(&context)));
}

/// A large partner's month: which loans are expected, what each owes, and the statement. It is made anew at each look
/// at the month and when its report is made final.
#[divan::bench]
fn statement_of_10_000_loans(bencher: Bencher) {
    let loans: Vec<MonthLoan> = (0..10_000).map(month_loan).collect();
    let period: Period = "2026-06".parse().expect("a month");
    let billing = Billing {
        period,
        rate: Some(Decimal::new(14_550, 2)),
        tolerance: Minor(100),
    };
    bencher.counter(ItemsCount::new(loans.len())).bench(|| {
        let lines: Vec<Line> = black_box(&loans)
            .iter()
            .filter_map(|loan| Line::of(loan, &billing))
            .collect();
        let sums: Sums = lines.iter().collect();
        Statement::new(
            period,
            period.last_day(),
            sums,
            &Account::default(),
            &Settings::default(),
        )
    });
}

/// A repayments call of the size that Kiva advises (domain.md 1.7): judged inside the transaction that saves it.
#[divan::bench]
fn repayment_rules_on_300_rows(bencher: Bencher) {
    let ids: Vec<(String, String)> = (0..300).map(|n| (format!("{n:08}"), format!("C-{n}"))).collect();
    let rows: Vec<Row<'_>> = ids
        .iter()
        .map(|(loan_id, client_id)| Row {
            loan_id,
            client_id: Some(client_id),
            amount: RowAmount::Exact(Decimal::new(125_050, 2)),
        })
        .collect();
    let loans: Vec<LoanView<'_>> = ids
        .iter()
        .map(|(loan_id, client_id)| LoanView {
            loan_id,
            client_id,
            status: LoanStatus::PayingBack,
            currency: "KES".parse().expect("a currency"),
            principal: Minor(5_000_000),
            invoiced: Minor::ZERO,
            reported: None,
        })
        .collect();
    let terms = Terms {
        mode: AmountMode::CumulativePrincipalRepaid,
        format: CsvUploadFormat::ThreeColumn,
        period: PeriodState::Open,
    };
    bencher
        .counter(ItemsCount::new(300_u32))
        .bench(|| repayment::check(black_box(&rows), black_box(&loans), terms));
}

/// An archive of journals: the same rules hold when it arrives, at each look and when it is published.
#[divan::bench]
fn journal_rules_on_300(bencher: Bencher) {
    let journals: Vec<Sent> = (0..300).map(journal).collect();
    let loans: Vec<LoanFacts<'_>> = (0..)
        .zip(&journals)
        .map(|(n, journal)| LoanFacts {
            kiva_id: KivaId(n),
            loan_id: &journal.internal_loan_id,
            client_id: "",
            status: LoanStatus::PayingBack,
        })
        .collect();
    let rules = journal::Rules::new(&sample_profile(), &Settings::default());
    bencher
        .counter(ItemsCount::new(300_u32))
        .bench(|| journal::check(black_box(&journals), black_box(&loans), rules));
}

/// Every name is cut into words once when its loan is posted, and every search the same way.
#[divan::bench]
fn words_of_names(bencher: Bencher) {
    let names = [
        "Amina Wanjiru",
        "José-María N’Golo",
        "Łukasz Đặng Strauß",
        "सीता देवी",
        "សុខា ចាន់",
        "Женя (group 7)",
    ];
    bencher
        .counter(ItemsCount::new(names.len()))
        .bench(|| names.map(|name| search::words(black_box(name))));
}

fn group_of_20() -> LoanDraft {
    let one: LoanDraft = serde_json::from_str(
        r#"{"activity_id":31,"client_waiver_signed":true,"currency":"KES","description":"Umoja are farmers.",
        "description_language_id":1,"disburse_time":"2026-03-01","group_name":"Umoja","internal_loan_id":"G-1",
        "internal_client_id":"GC-1","loanuse":"to buy seed","location":"Kisumu: Kenya","theme_type_id":48,
        "entreps":[{"amount":5000,"first_name":"Amina","last_name":"Wanjiru","gender":"female"}],
        "schedule":[{"date":"2026-04-01","interest":500,"principal":10000}]}"#,
    )
    .expect("a draft");
    let member = |n: i64| Entrep {
        client_id: Some(format!("C{n}")),
        loan_id: Some(format!("L{n}")),
        ..one.entreps[0].clone()
    };
    let installment = |n: u32| Installment {
        date: chrono::NaiveDate::from_ymd_opt(2026, n, 1).expect("a day"),
        interest: 500.into(),
        principal: 12_500.into(),
    };
    LoanDraft {
        entreps: (0..20).map(member).collect(),
        not_pictured: Some(vec![false; 20]),
        schedule: Some((4..12).map(installment).collect()),
        ..one
    }
}

/// Half of the loans are reported, some of them late; all lose value to the exchange rate, which is the long way.
fn month_loan(n: i64) -> MonthLoan {
    MonthLoan {
        id: KivaId(n),
        seq: n,
        theme_type_id: 48,
        internal_loan_id: format!("{n:08}"),
        internal_client_id: format!("C-{n}"),
        name: "Amina Wanjiru".into(),
        status: LoanStatus::PayingBack,
        currency: "KES".parse().expect("a currency"),
        principal: Minor(5_000_000),
        price_usd: Minor(40_000),
        funded_usd: Minor(40_000),
        rate: Decimal::new(12_905, 2),
        currency_loss: CurrencyLoss::Possible,
        scheduled: Minor(2_500_000),
        paying_back: None,
        invoiced: Minor(2_000_000),
        reported: (n % 2 == 0).then_some(ReportedAmount {
            cumulative: Minor(2_500_000 - n % 3 * 100_000),
            upload_id: 1,
        }),
    }
}

fn journal(n: i64) -> Sent {
    let text = format!(
        r#"{{"internal_loan_id":"{n:08}","subject":"A visit","body":"Amina has harvested {n} bags of maize and paid the school fees of her children."}}"#
    );
    serde_json::from_str(&text).expect("a journal")
}
