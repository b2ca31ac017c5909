use proptest::prelude::*;

use super::*;

const TERMS: Terms = Terms {
    mode: AmountMode::CumulativePrincipalRepaid,
    format: CsvUploadFormat::TwoColumn,
    period: PeriodState::Open,
};

fn loan(loan_id: &str) -> LoanView<'_> {
    LoanView {
        loan_id,
        client_id: "c",
        status: LoanStatus::PayingBack,
        currency: Currency::KES,
        principal: Minor(100_000),
        invoiced: Minor::ZERO,
        reported: None,
    }
}

fn row<'a>(loan_id: &'a str, amount: &str) -> Row<'a> {
    Row {
        loan_id,
        client_id: None,
        amount: RowAmount::Exact(amount.parse().unwrap()),
    }
}

fn one(row: Row<'_>, loan: LoanView<'_>, terms: Terms) -> Judged {
    check(&[row], &[loan], terms).remove(0)
}

fn accepted(judged: &Judged) -> Option<i64> {
    judged.accepted.map(|a| a.cumulative.0)
}

fn code_of(judged: &Judged) -> &'static str {
    judged.problem.as_ref().map_or("", |p| p.code)
}

#[test]
fn an_id_that_is_none_is_its_rows_problem_alone() {
    let (long, longest) = ("9".repeat(text::ID + 1), "9".repeat(text::ID));
    let with_client = |client_id| Row {
        client_id: Some(client_id),
        ..row("1", "1")
    };
    let rows = [
        row(&long, "1"),
        row("a\0b", "1"),
        with_client(&long),
        row(&longest, "1"),
        row("1", "2"),
    ];
    let judged = check(&rows, &[loan("1")], TERMS);
    let codes: Vec<_> = judged.iter().map(code_of).collect();
    let unusable = code::ID_UNUSABLE;
    assert_eq!(codes, [unusable, unusable, unusable, code::LOAN_NOT_FOUND, ""]);
}

#[test]
fn zero_is_legal_and_without_a_problem() {
    let judged = one(row("1", "0"), loan("1"), TERMS);
    assert_eq!((accepted(&judged), judged.problem), (Some(0), None));
}

#[test]
fn the_three_meanings_of_an_amount() {
    let half_paid = LoanView {
        invoiced: Minor(40_000),
        ..loan("1")
    };
    let cumulative = |mode, amount| accepted(&one(row("1", amount), half_paid, Terms { mode, ..TERMS }));
    assert_eq!(
        cumulative(AmountMode::CumulativePrincipalRepaid, "600.00"),
        Some(60_000)
    );
    assert_eq!(cumulative(AmountMode::PrincipalOutstanding, "400"), Some(60_000));
    assert_eq!(cumulative(AmountMode::AmountThisMonth, "200.0000"), Some(60_000));
    assert_eq!(cumulative(AmountMode::PrincipalOutstanding, "0"), Some(100_000));
}

#[test]
fn above_the_principal_is_an_error_in_every_mode() {
    let half_paid = LoanView {
        invoiced: Minor(40_000),
        ..loan("1")
    };
    for (mode, amount) in [
        (AmountMode::CumulativePrincipalRepaid, "1000.01"),
        (AmountMode::PrincipalOutstanding, "1000.01"),
        (AmountMode::AmountThisMonth, "600.01"),
        (AmountMode::CumulativePrincipalRepaid, "99999999999999999999999"),
    ] {
        let judged = one(row("1", amount), half_paid, Terms { mode, ..TERMS });
        assert_eq!(
            (accepted(&judged), code_of(&judged)),
            (None, code::AMOUNT_EXCEEDS_PRINCIPAL),
            "{mode:?}"
        );
    }
}

#[test]
fn negative_too_precise_and_unreadable_amounts_are_invalid() {
    let yen = LoanView {
        currency: Currency::JPY,
        ..loan("1")
    };
    assert_eq!(code_of(&one(row("1", "-0.01"), loan("1"), TERMS)), code::AMOUNT_INVALID);
    assert_eq!(code_of(&one(row("1", "1.005"), loan("1"), TERMS)), code::AMOUNT_INVALID);
    assert_eq!(code_of(&one(row("1", "1.5"), yen, TERMS)), code::AMOUNT_INVALID);
    let words = Row {
        amount: RowAmount::Unreadable("1,250"),
        ..row("1", "0")
    };
    assert_eq!(code_of(&one(words, loan("1"), TERMS)), code::AMOUNT_INVALID);
}

#[test]
fn ids_are_compared_byte_for_byte() {
    for other in ["01", "1 ", " 1", "1\u{a0}", "１"] {
        assert_eq!(
            code_of(&one(row(other, "1"), loan("1"), TERMS)),
            code::LOAN_NOT_FOUND,
            "{other:?}"
        );
    }
    let long = "00000000000000000000123";
    assert_eq!(accepted(&one(row(long, "1"), loan(long), TERMS)), Some(100));
}

#[test]
fn only_paying_back_and_defaulted_loans_take_repayments() {
    for status in LoanStatus::ALL {
        let judged = one(row("1", "1"), LoanView { status, ..loan("1") }, TERMS);
        let expected = if status.takes_repayments() {
            ""
        } else {
            code::NOT_REPAYABLE_STATUS
        };
        assert_eq!(code_of(&judged), expected, "{status}");
    }
}

#[test]
fn three_column_partners_must_send_the_right_client_id() {
    let terms = Terms {
        format: CsvUploadFormat::ThreeColumn,
        ..TERMS
    };
    let with = |client_id| {
        one(
            Row {
                client_id,
                ..row("1", "1")
            },
            loan("1"),
            terms,
        )
    };
    assert_eq!(accepted(&with(Some("c"))), Some(100));
    assert_eq!(code_of(&with(Some("C"))), code::CLIENT_MISMATCH);
    assert_eq!(code_of(&with(None)), code::CLIENT_MISMATCH);
}

#[test]
fn two_column_partners_may_send_any_client_id() {
    // The Fineract fork always sends it (domain.md 1.7).
    let judged = one(
        Row {
            client_id: Some("other"),
            ..row("1", "1")
        },
        loan("1"),
        TERMS,
    );
    assert_eq!((accepted(&judged), judged.problem), (Some(100), None));
}

#[test]
fn a_loan_id_used_again_after_an_ended_loan_means_the_live_one() {
    let loans = [
        LoanView {
            status: LoanStatus::Ended,
            ..loan("1")
        },
        loan("1"),
    ];
    let judged = check(&[row("1", "5")], &loans, TERMS).remove(0);
    assert_eq!(
        judged.accepted,
        Some(Accepted {
            loan: 1,
            cumulative: Minor(500)
        })
    );
}

#[test]
fn two_live_loans_of_one_loan_id_need_the_client_id() {
    let loans = [
        loan("1"),
        LoanView {
            client_id: "d",
            ..loan("1")
        },
    ];
    assert_eq!(
        code_of(&check(&[row("1", "5")], &loans, TERMS)[0]),
        code::CLIENT_MISMATCH
    );
    let named = Row {
        client_id: Some("d"),
        ..row("1", "5")
    };
    assert_eq!(check(&[named], &loans, TERMS)[0].accepted.map(|a| a.loan), Some(1));
}

#[test]
fn of_two_rows_for_a_loan_the_last_counts() {
    let judged = check(
        &[row("1", "5"), row("2", "7"), row("1", "6")],
        &[loan("2"), loan("1")],
        TERMS,
    );
    assert_eq!(
        judged.iter().map(accepted).collect::<Vec<_>>(),
        [None, Some(700), Some(600)]
    );
    let problem = judged[0].problem.clone().unwrap();
    assert_eq!(
        (problem.code, problem.severity),
        (code::DUPLICATE_ROW, Severity::Warning)
    );
    assert!(problem.details.contains("Row 3 counts"), "{}", problem.details);
}

#[test]
fn a_last_row_that_is_wrong_is_not_replaced_by_an_earlier_one() {
    let judged = check(&[row("1", "5"), row("1", "-6")], &[loan("1")], TERMS);
    assert_eq!(judged.iter().map(accepted).collect::<Vec<_>>(), [None, None]);
    assert_eq!(code_of(&judged[1]), code::AMOUNT_INVALID);
}

#[test]
fn less_than_invoiced_or_than_reported_counts_with_a_warning() {
    let before = LoanView {
        invoiced: Minor(20_000),
        reported: Some(Minor(30_000)),
        ..loan("1")
    };
    let lower = one(row("1", "199.99"), before, TERMS);
    assert_eq!(
        (accepted(&lower), code_of(&lower)),
        (Some(19_999), code::AMOUNT_DECREASED)
    );
    let corrected = one(row("1", "250"), before, TERMS);
    assert!(
        corrected.problem.unwrap().details.contains("reported earlier"),
        "a correction within the month"
    );
    assert_eq!(one(row("1", "300"), before, TERMS).problem, None);
}

#[test]
fn a_final_month_takes_nothing() {
    let terms = Terms {
        period: PeriodState::Final,
        ..TERMS
    };
    let judged = check(&[row("1", "1"), row("none", "1")], &[loan("1")], terms);
    assert!(
        judged
            .iter()
            .all(|j| j.accepted.is_none() && code_of(j) == code::ALREADY_FINAL)
    );
}

fn mode() -> impl Strategy<Value = AmountMode> {
    prop_oneof![
        Just(AmountMode::CumulativePrincipalRepaid),
        Just(AmountMode::PrincipalOutstanding),
        Just(AmountMode::AmountThisMonth)
    ]
}

proptest! {
    #[test]
    fn what_is_accepted_is_never_below_zero_nor_above_the_principal(
        mode in mode(), principal in 0_i64..1_000_000, invoiced in 0_i64..1_000_000, amount in any::<i64>(), scale in 0_u32..4
    ) {
        let view = LoanView { principal: Minor(principal), invoiced: Minor(invoiced.min(principal)), ..loan("1") };
        let row = Row { loan_id: "1", client_id: None, amount: RowAmount::Exact(Decimal::new(amount, scale)) };
        let judged = one(row, view, Terms { mode, ..TERMS });
        match judged.accepted {
            Some(a) => prop_assert!((0..=principal).contains(&a.cumulative.0)),
            None => prop_assert!(judged.problem.is_some_and(|p| p.severity == Severity::Error)),
        }
    }

    #[test]
    fn the_modes_say_the_same_thing(principal in 0_i64..1_000_000, a in 0_i64..1_000_000, b in 0_i64..1_000_000) {
        let (invoiced, cumulative) = (a.min(b).min(principal), a.max(b).min(principal));
        let view = LoanView { principal: Minor(principal), invoiced: Minor(invoiced), ..loan("1") };
        for (mode, minor) in [
            (AmountMode::CumulativePrincipalRepaid, cumulative),
            (AmountMode::PrincipalOutstanding, principal - cumulative),
            (AmountMode::AmountThisMonth, cumulative - invoiced),
        ] {
            let amount = RowAmount::Exact(Decimal::new(minor, 2));
            prop_assert_eq!(super::cumulative(amount, &view, mode), Ok(Minor(cumulative)));
        }
    }

    #[test]
    fn each_loan_counts_at_most_once_and_no_row_is_without_an_outcome(
        ids in proptest::collection::vec(0_usize..8, 0..40), known in 0_usize..8
    ) {
        let names: Vec<String> = (0..8).map(|n| n.to_string()).collect();
        let loans: Vec<_> = names[..known].iter().map(|n| loan(n)).collect();
        let rows: Vec<_> = ids.iter().map(|id| row(&names[*id], "1")).collect();
        let judged = check(&rows, &loans, TERMS);
        prop_assert_eq!(judged.len(), rows.len());
        let mut counted: Vec<_> = judged.iter().filter_map(|j| j.accepted.map(|a| a.loan)).collect();
        let n = counted.len();
        counted.sort_unstable();
        counted.dedup();
        prop_assert_eq!(counted.len(), n);
        let mut wanted: Vec<_> = ids.iter().copied().filter(|id| *id < known).collect();
        wanted.sort_unstable();
        wanted.dedup();
        prop_assert_eq!(counted, wanted);
        prop_assert!(judged.iter().all(|j| j.accepted.is_some() || j.problem.is_some()));
    }
}

#[test]
fn a_file_judged_part_by_part_fares_as_if_it_were_one() {
    let ids = ["1", "2", "1", "x", "3", "2", "1"];
    let rows: Vec<Row<'_>> = ids
        .iter()
        .map(|id| Row {
            loan_id: id,
            client_id: None,
            amount: RowAmount::Exact(Decimal::ONE),
        })
        .collect();
    let loans: Vec<LoanView<'_>> = ["1", "2", "3"]
        .iter()
        .map(|id| LoanView {
            loan_id: id,
            client_id: "c",
            status: LoanStatus::PayingBack,
            currency: Currency::KES,
            principal: Minor(10_000),
            invoiced: Minor::ZERO,
            reported: None,
        })
        .collect();
    let terms = Terms {
        mode: AmountMode::CumulativePrincipalRepaid,
        format: CsvUploadFormat::TwoColumn,
        period: PeriodState::Open,
    };
    let whole = check(&rows, &loans, terms);
    let last = [6, 5, 6, 3, 4, 5, 6];
    for size in 1..=rows.len() {
        let parts = rows.chunks(size).enumerate().flat_map(|(n, part)| {
            let before = n * size;
            let last = &last[before..before + part.len()];
            check_part(part, &loans, terms, Within { before, last })
        });
        assert_eq!(parts.collect::<Vec<_>>(), whole, "in parts of {size}");
    }
}
