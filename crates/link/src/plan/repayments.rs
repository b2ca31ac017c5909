//! Which repayments would be sent: the MIS's rows matched with Kiva's list of loans.

use std::collections::{BTreeSet, HashMap, HashSet};

use fieldlink_contract::Repayment;
use fieldlink_contract::codes::problem as code;
use fieldlink_domain::calendar::Period;
use fieldlink_domain::money::{Minor, to_decimal, to_minor};
use fieldlink_domain::partner::{AmountMode, CsvUploadFormat};
use fieldlink_domain::repayment::{LoanView, PeriodState, Row, RowAmount, Terms, check, cumulative};
use fieldlink_say::message;
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

/// The Loan ID of such a key; another key as it is.
pub fn loan_of(key: &str) -> &str {
    match key.split_once('/') {
        Some((month, loan)) if month.parse::<Period>().is_ok() => loan,
        _ => key,
    }
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
            let said = message!("reason-loan-id-repeated", count = *n);
            reasons.push(Reason::of(&origin, "loan_id_repeated", &said).at(None, record.key.as_deref()));
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
                code::LOAN_NOT_FOUND if unreadable.contains(loan_id) => {
                    Reason::of(origin, "loan_unreadable", &message!("reason-loan-unreadable")).at(None, Some(loan_id))
                }
                code::LOAN_NOT_FOUND if let Some(near) = against.loans.nearly(loan_id) => {
                    nearly(origin, loan_id, near.loan_id())
                }
                code::LOAN_NOT_FOUND => {
                    let said = message!("reason-loan-not-found");
                    Reason::of(origin, code::LOAN_NOT_FOUND, &said).at(None, Some(loan_id))
                }
                code::AMOUNT_DECREASED if looked_at => continue,
                code::AMOUNT_DECREASED => {
                    let last = against.last.get(loan_id);
                    let last = last.map(|last| format!("{} ({})", last.amount, last.period));
                    let said = message!("reason-amount-decreased", last = last);
                    Reason::of(origin, code::AMOUNT_DECREASED, &said).at(column, Some(&amount))
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
    let said = message!("reason-amount-currency", written = written, theirs = theirs);
    Reason::of(origin, "amount_currency", &said)
}

/// An id that a person would read as one of Kiva's.
fn nearly(origin: &Origin, loan_id: &str, near: &str) -> Reason {
    let mut signs = signs::unseen_in(loan_id);
    signs.extend(signs::unseen_in(near));
    let said = message!("reason-loan-id-nearly", kivas = near, signs = signs.join(", "));
    Reason::of(origin, "loan_id_nearly", &said).at(None, Some(loan_id))
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
    let (outstanding, is_told) = match (told, loan.reported) {
        (Some(told), _) => (told, true),
        (None, Some(reported)) => (loan.principal - reported, false),
        (None, None) => return None,
    };
    let both = loan.principal - amount == amount;
    // With the source's own word for it the repaid part is known, so a true amount is told from a mistaken one.
    if amount != outstanding || outstanding == Minor::ZERO || both || amount == loan.principal {
        return None;
    }
    let outstanding = to_decimal(outstanding, loan.currency).to_string();
    let said = if is_told {
        message!("reason-amount-is-outstanding-told", outstanding = outstanding)
    } else {
        message!("reason-amount-is-outstanding", outstanding = outstanding)
    };
    let amount = row.repayment.amount.to_string();
    Some(Reason::of(origin, "amount_is_outstanding", &said).at(column, Some(&amount)))
}

/// Loans of Kiva's that no row is about. They are named, never reported as zero.
pub fn missing<'l>(
    loans: impl Iterator<Item = KivaLoan<'l>>,
    period: Period,
    known: &HashMap<String, Known>,
) -> Vec<Item<Repayment>> {
    loans
        .map(|loan| {
            let status = loan
                .status()
                .map_or_else(ToOwned::to_owned, |status| status.to_string());
            let said = message!(
                "reason-missing-in-source",
                loan = loan.loan_id(),
                kiva_id = loan.kiva_id(),
                status = status,
            );
            let reason = Reason::without_origin("missing_in_source", "").said(&said);
            let reason = reason.at(None, Some(loan.loan_id()));
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
