//! The rules of a repayment row (domain.md 1.7, 2.5): which loan it is for, what its amount means, and what is wrong
//! with it. PA2 applies them to an upload; the link applies them before it sends.

pub mod eligible;

use fieldlink_contract::codes::problem as code;
use fieldlink_contract::loans::LoanStatus;
use fieldlink_contract::text;
use iso_currency::Currency;
use rust_decimal::Decimal;

use crate::finding::{Severity, fault_values};
use crate::money::{Minor, MoneyError, to_decimal, to_minor};
use crate::partner::{AmountMode, CsvUploadFormat};

/// A row as it came. Ids are compared byte for byte: blanks and leading zeros count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The partner's loan ID.
    pub loan_id: &'a str,
    /// The partner's client ID; wanted from three-column partners only.
    pub client_id: Option<&'a str>,
    /// In the loan's currency; what it counts is the partner's [`AmountMode`].
    pub amount: RowAmount<'a>,
}

/// The amount of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowAmount<'a> {
    /// An exact decimal.
    Exact(Decimal),
    /// A cell of a CSV that is no number.
    Unreadable(&'a str),
}

/// What the rules need to know of a loan that a row may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoanView<'a> {
    /// The partner's loan ID.
    pub loan_id: &'a str,
    /// The partner's client ID.
    pub client_id: &'a str,
    /// Where the loan is in its life.
    pub status: LoanStatus,
    /// Its currency.
    pub currency: Currency,
    /// Its principal.
    pub principal: Minor,
    /// Principal repaid according to the final reports.
    pub invoiced: Minor,
    /// Cumulative principal reported earlier in the same month.
    pub reported: Option<Minor>,
}

/// Whether the month still takes rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodState {
    /// It does.
    Open,
    /// Its report is final and the next month has not begun.
    Final,
}

/// The partner's terms that rows are read under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What an amount means.
    pub mode: AmountMode,
    /// Which ids a row must carry.
    pub format: CsvUploadFormat,
    /// Whether the month takes rows.
    pub period: PeriodState,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judged {
    /// What it reports, if it counts.
    pub accepted: Option<Accepted>,
    /// What is wrong with it; a row that counts can carry a warning.
    pub problem: Option<RowProblem>,
}

/// What a row that counts says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Place of the loan among the loans that were given.
    pub loan: usize,
    /// Principal repaid since disbursal, whatever mode it was sent in.
    pub cumulative: Minor,
}

/// An error (the row does not count) or a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// One of [`fieldlink_contract::codes::problem`].
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// English sentence for a person; names no borrower.
    pub details: String,
    /// What stands in the sentence, by name, so that the site can say it in another language.
    pub values: Vec<(String, String)>,
}

impl RowProblem {
    fn error(code: &'static str, details: impl Into<String>) -> RowProblem {
        RowProblem {
            code,
            severity: Severity::Error,
            details: details.into(),
            values: Vec::new(),
        }
    }

    fn warning(code: &'static str, details: impl Into<String>) -> RowProblem {
        RowProblem {
            severity: Severity::Warning,
            ..RowProblem::error(code, details)
        }
    }

    fn with(mut self, name: &str, value: impl ToString) -> RowProblem {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }
}

impl Judged {
    fn refused(problem: RowProblem) -> Judged {
        Judged {
            accepted: None,
            problem: Some(problem),
        }
    }
}

/// Judges the rows of one upload, in their order. `loans` holds every loan of the partner whose loan ID stands in a row.
pub fn check(rows: &[Row<'_>], loans: &[LoanView<'_>], terms: Terms) -> Vec<Judged> {
    check_part(rows, loans, terms, Within::default())
}

/// Where some rows stand in an upload that is judged part by part.
#[derive(Debug, Clone, Copy, Default)]
pub struct Within<'a> {
    /// Rows of the upload before these.
    pub before: usize,
    /// For each of these rows, the row of the upload (from 0) that is the last one with the same ids; empty when the part
    /// is the whole.
    pub last: &'a [usize],
}

/// Judges some rows of an upload as [`check`] would judge them among all of its rows.
pub fn check_part(rows: &[Row<'_>], loans: &[LoanView<'_>], terms: Terms, within: Within<'_>) -> Vec<Judged> {
    if terms.period == PeriodState::Final {
        return rows.iter().map(|_| Judged::refused(month_is_final())).collect();
    }
    let index = Index::new(loans);
    let found: Vec<_> = rows.iter().map(|row| index.find(row, terms.format)).collect();
    let mut last_row = vec![0; loans.len()];
    for (at, loan) in found.iter().enumerate() {
        if let Ok(loan) = loan {
            let last = within.last.get(at).copied().unwrap_or(0);
            last_row[*loan] = last.max(within.before + at);
        }
    }
    found
        .into_iter()
        .enumerate()
        .map(|(at, loan)| match loan {
            Err(problem) => Judged::refused(problem),
            // A later row for the same loan counts instead, good or bad: the partner meant to replace this one.
            Ok(loan) if last_row[loan] != within.before + at => {
                Judged::refused(replaced(within.before + at + 1, last_row[loan] + 1))
            }
            Ok(loan) => judge_amount(rows[at].amount, loan, &loans[loan], terms.mode),
        })
        .collect()
}

fn replaced(row: usize, counts: usize) -> RowProblem {
    let details = format!("Rows {row} and {counts} are for the same loan. Row {counts} counts.");
    RowProblem::warning(code::DUPLICATE_ROW, details)
        .with("row", row)
        .with("counts", counts)
}

fn month_is_final() -> RowProblem {
    RowProblem::error(
        code::ALREADY_FINAL,
        "The report of this month is final, and the next month has not begun. Nothing can be added to it.",
    )
}

fn judge_amount(amount: RowAmount<'_>, loan: usize, view: &LoanView<'_>, mode: AmountMode) -> Judged {
    match cumulative(amount, view, mode) {
        Err(problem) => Judged::refused(problem),
        Ok(cumulative) => Judged {
            accepted: Some(Accepted { loan, cumulative }),
            problem: decrease(cumulative, view),
        },
    }
}

/// The principal repaid since disbursal that a row's amount stands for.
pub fn cumulative(amount: RowAmount<'_>, loan: &LoanView<'_>, mode: AmountMode) -> Result<Minor, RowProblem> {
    let invalid = |kind: &str, details: String| RowProblem::error(code::AMOUNT_INVALID, details).with("kind", kind);
    let amount = match amount {
        RowAmount::Exact(amount) => amount,
        RowAmount::Unreadable(text) => {
            let text = text::shown(text, text::ID);
            let details = format!("{text:?} is no amount. Write digits with a decimal point, without separators.");
            return Err(invalid("unreadable", details).with("amount", text));
        }
    };
    if amount < Decimal::ZERO {
        return Err(invalid("negative", String::from("The amount is negative.")));
    }
    let too_much = || {
        let principal = written(loan.principal, loan.currency);
        let details = match mode {
            AmountMode::CumulativePrincipalRepaid => {
                format!("The amount is above the loan's principal of {principal}.")
            }
            AmountMode::PrincipalOutstanding => {
                format!("The outstanding principal is above the loan's principal of {principal}.")
            }
            AmountMode::AmountThisMonth => format!(
                "With the {} repaid before, the amount is above the loan's principal of {principal}.",
                written(loan.invoiced, loan.currency)
            ),
        };
        RowProblem::error(code::AMOUNT_EXCEEDS_PRINCIPAL, details)
            .with("mode", mode.name())
            .with("principal", principal)
            .with("before", written(loan.invoiced, loan.currency))
    };
    let amount = to_minor(amount, loan.currency).map_err(|error| match error {
        MoneyError::TooPrecise(decimals) => {
            let currency = loan.currency.code();
            let details = format!("The amount has more than the {decimals} decimals of {currency}.");
            invalid("precise", details)
                .with("decimals", decimals)
                .with("currency", currency)
        }
        MoneyError::TooLarge => too_much(),
    })?;
    let cumulative = match mode {
        AmountMode::CumulativePrincipalRepaid => amount,
        AmountMode::PrincipalOutstanding => loan.principal - amount,
        AmountMode::AmountThisMonth => loan.invoiced + amount,
    };
    let in_range = Minor::ZERO..=loan.principal;
    if in_range.contains(&cumulative) {
        Ok(cumulative)
    } else {
        Err(too_much())
    }
}

/// The warning that less is reported than before: it counts, as a correction, but somebody should look.
fn decrease(cumulative: Minor, loan: &LoanView<'_>) -> Option<RowProblem> {
    let (kind, before, by) = if cumulative < loan.invoiced {
        ("invoiced", loan.invoiced, "invoiced by final reports")
    } else {
        let reported = loan.reported.filter(|reported| cumulative < *reported)?;
        ("reported", reported, "reported earlier this month")
    };
    let before = written(before, loan.currency);
    let now = written(cumulative, loan.currency);
    let details = format!("The principal repaid is now {now}, less than the {before} {by}.");
    Some(
        RowProblem::warning(code::AMOUNT_DECREASED, details)
            .with("kind", kind)
            .with("now", now)
            .with("before", before),
    )
}

fn written(amount: Minor, currency: Currency) -> String {
    format!("{} {}", to_decimal(amount, currency), currency.code())
}

/// Finds loans by loan ID without a copy of any id.
struct Index<'a> {
    loans: &'a [LoanView<'a>],
    by_loan_id: Vec<usize>,
}

impl<'a> Index<'a> {
    fn new(loans: &'a [LoanView<'a>]) -> Index<'a> {
        let mut by_loan_id: Vec<usize> = (0..loans.len()).collect();
        by_loan_id.sort_by_key(|at| loans[*at].loan_id);
        Index { loans, by_loan_id }
    }

    /// The loan that a row is for. Loan IDs may come again on loans that are over; only one of the candidates takes
    /// repayments then.
    fn find(&self, row: &Row<'_>, format: CsvUploadFormat) -> Result<usize, RowProblem> {
        usable("loan ID", row.loan_id)?;
        usable("client ID", row.client_id.unwrap_or_default())?;
        let start = self
            .by_loan_id
            .partition_point(|at| self.loans[*at].loan_id < row.loan_id);
        let candidates = || {
            self.by_loan_id[start..]
                .iter()
                .copied()
                .take_while(|at| self.loans[*at].loan_id == row.loan_id)
        };
        let same_client = |at: &usize| row.client_id == Some(self.loans[*at].client_id);
        if format == CsvUploadFormat::ThreeColumn
            && candidates().next().is_some()
            && !candidates().any(|at| same_client(&at))
        {
            return Err(match row.client_id {
                Some(_) => mismatch("other", "The loan with this loan ID has another client ID."),
                None => mismatch(
                    "missing",
                    "The client ID is missing: this partner reports with loan ID, client ID and amount.",
                ),
            });
        }
        if format == CsvUploadFormat::ThreeColumn {
            return self.only_one(candidates().filter(same_client));
        }
        // Two-column partners may send client IDs all the same (domain.md 1.7): they only help to choose.
        self.only_one(candidates()).or_else(|problem| match problem.code {
            code::CLIENT_MISMATCH => self.only_one(candidates().filter(same_client)).map_err(|_| problem),
            _ => Err(problem),
        })
    }

    /// The one candidate that takes repayments, or why there is none.
    fn only_one(&self, candidates: impl Iterator<Item = usize>) -> Result<usize, RowProblem> {
        let mut status = None;
        let mut chosen = None;
        for at in candidates {
            status = Some(self.loans[at].status);
            if self.loans[at].status.takes_repayments() && chosen.replace(at).is_some() {
                return Err(mismatch(
                    "several",
                    "Several loans have this loan ID. Send the client ID to say which is meant.",
                ));
            }
        }
        chosen.ok_or_else(|| match status {
            Some(status) => RowProblem::error(
                code::NOT_REPAYABLE_STATUS,
                format!("The loan is {status}. Repayments are taken on loans that are payingBack or defaulted."),
            )
            .with("status", status),
            None => RowProblem::error(code::LOAN_NOT_FOUND, "No loan of this partner has this loan ID."),
        })
    }
}

/// Whether an id is one that any loan could have.
fn usable(what: &str, id: &str) -> Result<(), RowProblem> {
    match text::fault(id, text::ID) {
        None => Ok(()),
        Some(fault) => Err(RowProblem {
            values: fault_values(fault),
            ..RowProblem::error(code::ID_UNUSABLE, format!("The {what} {fault}."))
        }),
    }
}

fn mismatch(kind: &str, details: &str) -> RowProblem {
    RowProblem::error(code::CLIENT_MISMATCH, details).with("kind", kind)
}

#[cfg(test)]
mod tests;
