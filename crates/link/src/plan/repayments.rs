//! Which repayments would be sent: the MIS's rows matched with Kiva's list of loans.

use std::collections::{BTreeSet, HashMap, HashSet};

use fieldlink_contract::Repayment;
use fieldlink_contract::codes::problem as code;
use fieldlink_domain::calendar::Period;
use fieldlink_domain::money::{Minor, to_decimal, to_minor};
use fieldlink_domain::partner::{AmountMode, CsvUploadFormat};
use fieldlink_domain::repayment::{LoanView, PeriodState, Row, RowAmount, Terms, check, cumulative};
use iso_currency::Currency;

use super::Repeated;
use super::decision::{Decision, Item, Policy, decide, hash_of, key_by_place};
use super::loans::{KivaLoan, KivaLoans};
use super::rows::Rows;
use crate::config::Repayments;
use crate::ledger::{Known, LastAmount};
use crate::mapping::repayments::RepaymentToSend;
use crate::mapping::{Mapped, Reason};
use crate::reading::signs;
use crate::record::Origin;

/// What repayments are planned against.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// What the ledger knows of this month's rows.
    pub known: &'a HashMap<String, Known>,
    /// The last amount of each loan that the server took.
    pub last: &'a HashMap<String, LastAmount>,
    /// Kiva's loans that take repayments.
    pub loans: &'a KivaLoans,
    /// Loan IDs that stand on several rows of the whole report.
    pub repeated: &'a Repeated,
    /// What an amount means.
    pub mode: AmountMode,
    /// Which ids a row carries.
    pub format: CsvUploadFormat,
    /// The month.
    pub period: Period,
    /// `[repayments]`.
    pub config: &'a Repayments,
    /// Loans whose amounts a person has looked at.
    pub checked: &'a BTreeSet<String>,
    /// What is done with rows sent before.
    pub retry_refused: bool,
}

/// What came of some rows.
#[derive(Debug, Default)]
pub struct RepaymentPlan {
    /// One item for each row that is not passed over.
    pub items: Vec<Item<Repayment>>,
    /// For each item, which of the rows it is.
    pub places: Vec<usize>,
    /// Rows of loans that are not Kiva's, passed over because the configuration says so.
    pub ignored: usize,
}

/// The key of a loan's row in a month: the same amount in another month is another row, since a loan that is not
/// reported in a month is billed as scheduled (`domain.md 2.5`).
pub fn key(period: Period, loan_id: &str) -> String {
    format!("{period}/{loan_id}")
}

/// Plans rows of one month: a part of a report, or all of it.
pub fn plan(records: Vec<Mapped<RepaymentToSend>>, against: &Against<'_>) -> RepaymentPlan {
    // Those of Kiva's loans that these rows are about.
    let ids: BTreeSet<&str> = records.iter().filter_map(|record| record.key.as_deref()).collect();
    let loans: Vec<KivaLoan<'_>> = ids.iter().flat_map(|id| against.loans.of(id)).collect();
    let views: Vec<Option<LoanView<'_>>> = loans.iter().map(|loan| view(*loan, against)).collect();
    let readable: Vec<LoanView<'_>> = views.iter().flatten().copied().collect();
    let unreadable: HashSet<&str> = loans
        .iter()
        .zip(&views)
        .filter(|(_, view)| view.is_none())
        .map(|(loan, _)| loan.loan_id())
        .collect();
    let mut found = judge(&records, &readable, &unreadable, against);

    let mut plan = RepaymentPlan::default();
    let mut taken = HashSet::new();
    for (at, record) in records.into_iter().enumerate() {
        let origin = record.origin;
        let mut reasons = std::mem::take(&mut found[at]);
        if against.config.ignore_other_loans && reasons.iter().any(|reason| reason.rule == code::LOAN_NOT_FOUND) {
            plan.ignored += 1;
            continue;
        }
        if let Some(n) = record.key.as_ref().and_then(|key| against.repeated.get(key)) {
            let message = format!("{n} rows are for this loan; which one is meant nobody can say");
            let reason = Reason::new(&origin, "loan_id_repeated", message).at(None, record.key.as_deref());
            reasons.push(reason.with_values([(String::from("count"), n.to_string())]));
        }
        let (what, hash) = match record.outcome {
            Ok(row) => {
                let hash = hash_of(&row.repayment, b"");
                (Some(row.repayment), hash)
            }
            Err(wrong) => {
                reasons.extend(wrong);
                (None, String::new())
            }
        };
        let unique = record
            .key
            .filter(|key| !against.repeated.contains_key(key))
            .map(|loan_id| key(against.period, &loan_id));
        let known = unique.as_ref().and_then(|key| against.known.get(key));
        let policy = Policy {
            resend_changed: true,
            retry_refused: against.retry_refused,
        };
        let (decision, revision) = decide(known, &hash, reasons, policy, &origin);
        let key = key_by_place(&origin, &mut taken, unique);
        plan.places.push(at);
        plan.items.push(Item {
            origin: Some(origin),
            key,
            what,
            hash,
            revision,
            decision,
            notes: Vec::new(),
        });
    }
    plan
}

/// What Kiva's list says of a loan; none when its money cannot be read.
fn view<'a>(loan: KivaLoan<'a>, against: &Against<'_>) -> Option<LoanView<'a>> {
    let (currency, principal) = loan.money()?;
    let mut view = LoanView {
        loan_id: loan.loan_id(),
        client_id: loan.client_id(),
        status: loan.status().ok()?,
        currency,
        principal,
        invoiced: Minor::ZERO,
        reported: None,
    };
    // What was reported last stands for what Kiva has; in the mode of single months nothing can be lower than before.
    if against.mode != AmountMode::AmountThisMonth
        && let Some(last) = against.last.get(loan.loan_id())
    {
        // What was sent before can be beyond the principal when the loan was changed since; then it stands for all of it.
        let beyond = match against.mode {
            AmountMode::PrincipalOutstanding => Minor::ZERO,
            _ => view.principal,
        };
        view.reported = Some(cumulative(RowAmount::Exact(last.amount), &view, against.mode).unwrap_or(beyond));
    }
    Some(view)
}

/// The reasons against each record, by the rules of `domain` and by those that only the link can know.
fn judge(
    records: &[Mapped<RepaymentToSend>],
    loans: &[LoanView<'_>],
    unreadable: &HashSet<&str>,
    against: &Against<'_>,
) -> Vec<Vec<Reason>> {
    let columns = &against.config.columns;
    let column = columns.amount.as_ref().and_then(|field| field.0.column.as_deref());
    let mut reasons = vec![Vec::new(); records.len()];
    let mut seen = HashSet::new();
    // Rows for the same loan are held anyway, so only the first of those that are here is judged.
    let fit: Vec<(usize, &Origin, &RepaymentToSend)> = records
        .iter()
        .enumerate()
        .filter_map(|(at, record)| record.outcome.as_ref().ok().map(|row| (at, &record.origin, row)))
        .filter(|(_, _, row)| seen.insert(row.repayment.loan_id.as_str()))
        .collect();
    let rows: Vec<Row<'_>> = fit
        .iter()
        .map(|(_, _, row)| Row {
            loan_id: &row.repayment.loan_id,
            client_id: row.repayment.client_id.as_deref(),
            amount: RowAmount::Exact(row.repayment.amount.decimal()),
        })
        .collect();
    let terms = Terms {
        mode: against.mode,
        format: against.format,
        period: PeriodState::Open,
    };
    // Few offices write a currency beside each amount.
    let written = fit
        .iter()
        .filter_map(|(at, origin, row)| Some((*at, *origin, *row, row.currency?)));
    let mut written = written.peekable();
    if written.peek().is_some() {
        let theirs: HashMap<&str, Currency> = loans.iter().map(|loan| (loan.loan_id, loan.currency)).collect();
        for (at, origin, row, written) in written {
            let theirs = theirs.get(row.repayment.loan_id.as_str());
            if let Some(theirs) = theirs.filter(|theirs| **theirs != written) {
                let amount = row.repayment.amount.to_string();
                reasons[at].push(in_other_currency(origin, written, *theirs).at(column, Some(&amount)));
            }
        }
    }
    for ((at, origin, row), judged) in fit.into_iter().zip(check(&rows, loans, terms)) {
        let loan_id = row.repayment.loan_id.as_str();
        let amount = row.repayment.amount.to_string();
        let looked_at = against.checked.contains(loan_id);
        if let Some(problem) = judged.problem {
            let reason = match problem.code {
                code::LOAN_NOT_FOUND if unreadable.contains(loan_id) => Reason::new(
                    origin,
                    "loan_unreadable",
                    "Kiva lists this loan with a price or currency that cannot be read",
                )
                .at(None, Some(loan_id)),
                code::LOAN_NOT_FOUND if let Some(near) = against.loans.nearly(loan_id) => {
                    nearly(origin, loan_id, near.loan_id())
                }
                code::LOAN_NOT_FOUND => {
                    let message = "Kiva lists no loan with this Loan ID as paying back or defaulted; for a source that holds other loans too set `ignore_other_loans = true`; a title, a total or a page line is no record";
                    Reason::new(origin, code::LOAN_NOT_FOUND, message).at(None, Some(loan_id))
                }
                code::AMOUNT_DECREASED if looked_at => continue,
                code::AMOUNT_DECREASED => {
                    let last = against.last.get(loan_id);
                    let before = last.map_or_else(String::new, |last| {
                        format!(": {} was sent for {}", last.amount, last.period)
                    });
                    let last = last.map(|last| (String::from("last"), format!("{} ({})", last.amount, last.period)));
                    let message = format!(
                        "the amount says that less is repaid than last time{before}; if it is right, add the Loan ID to `repayments.checked`"
                    );
                    let reason = Reason::new(origin, code::AMOUNT_DECREASED, message).at(column, Some(&amount));
                    reason.with_values(last)
                }
                _ => Reason::new(origin, problem.code, problem.details).at(column, Some(&amount)),
            };
            reasons[at].push(reason);
        } else if !looked_at
            && let Some(accepted) = judged.accepted
            && let Some(reason) = is_outstanding(row, &loans[accepted.loan], against, origin, column)
        {
            reasons[at].push(reason);
        }
    }
    reasons
}

fn in_other_currency(origin: &Origin, written: Currency, theirs: Currency) -> Reason {
    let (written, theirs) = (written.code(), theirs.code());
    let message = format!("the amount is written in {written}, but Kiva lists this loan in {theirs}");
    let values = [("written", written), ("theirs", theirs)].map(|(name, code)| (name.to_owned(), code.to_owned()));
    Reason::new(origin, "amount_currency", message).with_values(values)
}

/// An id that a person would read as one of Kiva's.
fn nearly(origin: &Origin, loan_id: &str, near: &str) -> Reason {
    let mut signs = signs::unseen_in(loan_id);
    signs.extend(signs::unseen_in(near));
    let named = if signs.is_empty() {
        String::new()
    } else {
        format!(" ({})", signs.join(", "))
    };
    let message = format!(
        "Kiva lists no loan with this Loan ID, but one with {near:?}: they differ only in signs that nobody sees{named}, in blanks or in zeros; correct it in the source, or set `trim = \"ends\"` for the column"
    );
    let values = [("kivas", near.to_owned()), ("signs", signs.join(", "))];
    let values = values.map(|(name, value)| (name.to_owned(), value));
    Reason::new(origin, "loan_id_nearly", message)
        .at(None, Some(loan_id))
        .with_values(values)
}

/// An amount that should be what was repaid but is what is outstanding: the wrong of two columns. Half of the principal
/// is both at once, and fine.
fn is_outstanding(
    row: &RepaymentToSend,
    loan: &LoanView<'_>,
    against: &Against<'_>,
    origin: &Origin,
    column: Option<&str>,
) -> Option<Reason> {
    if against.mode != AmountMode::CumulativePrincipalRepaid {
        return None;
    }
    let amount = to_minor(row.repayment.amount.decimal(), loan.currency).ok()?;
    let told = row.outstanding.and_then(|amount| to_minor(amount, loan.currency).ok());
    let (outstanding, by) = match (told, loan.reported) {
        (Some(told), _) => (told, "the source says is outstanding"),
        (None, Some(reported)) => (loan.principal - reported, "was outstanding after the last report"),
        (None, None) => return None,
    };
    let both = loan.principal - amount == amount;
    // With the source's own word for it the repaid part is known, so a true amount is told from a mistaken one.
    if amount != outstanding || outstanding == Minor::ZERO || both || amount == loan.principal {
        return None;
    }
    let message = format!(
        "the amount equals the {} that {by}, but should be the principal repaid so far; if it is right, add the Loan ID to `repayments.checked`",
        to_decimal(outstanding, loan.currency)
    );
    let amount = row.repayment.amount.to_string();
    Some(Reason::new(origin, "amount_is_outstanding", message).at(column, Some(&amount)))
}

/// Loans of Kiva's that no row is about. They are named, never reported as zero.
pub fn missing<'l>(
    loans: impl Iterator<Item = KivaLoan<'l>>,
    period: Period,
    known: &HashMap<String, Known>,
) -> Vec<Item<Repayment>> {
    loans
        .map(|loan| {
            let status = loan.status().map_or_else(ToOwned::to_owned, |status| status.to_string());
            let message = format!(
                "Kiva lists loan {} (Kiva ID {}) as {status}, but the source has no row for it; what is not reported is billed as scheduled",
                loan.loan_id(),
                loan.kiva_id()
            );
            let values = [
                ("loan", loan.loan_id().to_owned()),
                ("kiva_id", loan.kiva_id().to_owned()),
                ("status", status),
            ];
            let reason = Reason::without_origin("missing_in_source", message)
                .at(None, Some(loan.loan_id()))
                .with_values(values.map(|(name, value)| (name.to_owned(), value)));
            let key = key(period, loan.loan_id());
            Item {
                origin: None,
                what: None,
                hash: String::new(),
                revision: missing_revision(known.get(&key)),
                key,
                decision: Decision::Held(vec![reason]),
                notes: Vec::new(),
            }
        })
        .collect()
}

/// Plans a whole report at once, with the loans that no row is about: small ones, and tests.
pub fn whole(rows: &Rows, against: &Against<'_>) -> RepaymentPlan {
    let against = Against {
        repeated: rows.repeated(),
        ..*against
    };
    let records = (0..rows.len()).filter_map(|at| rows.get(at)).collect();
    let mut planned = plan(records, &against);
    let left = against.loans.missing(|loan_id| rows.has(loan_id));
    planned.items.extend(missing(left, against.period, against.known));
    planned
}

fn missing_revision(known: Option<&Known>) -> i64 {
    known.map_or(1, |known| {
        known
            .unsent
            .unwrap_or_else(|| known.sent.as_ref().map_or(1, |sent| sent.revision + 1))
    })
}

#[cfg(test)]
mod tests;
