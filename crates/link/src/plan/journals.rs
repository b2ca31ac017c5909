//! Which journals would be sent.

use std::collections::{BTreeSet, HashMap, HashSet};

use fieldlink_contract::Journal;
use fieldlink_domain::finding::Finding;
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::journal::{KnownTexts, LoanFacts, Rules, check_part};
use fieldlink_say::message;

use super::decision::{Decision, Item, Policy, Repeated, decide, hash_of, key_by_place};
use super::loans::{KivaLoan, KivaLoans};
use crate::config::JournalColumns;
use crate::ledger::Known;
use crate::mapping::{Mapped, Reason};
use crate::record::Origin;

/// What journals are planned against.
#[derive(Debug)]
pub struct Against<'a> {
    /// What the ledger knows of them.
    pub known: &'a HashMap<String, Known>,
    /// Keys that stand on several of all the records.
    pub repeated: &'a Repeated,
    /// Kiva's loans that journals may be about.
    pub loans: &'a KivaLoans,
    /// The rules in force.
    pub rules: Rules,
    /// Where fields come from, to name the column.
    pub columns: &'a JournalColumns,
    /// What is done with those sent before.
    pub policy: Policy,
}

/// What is kept of the journals that were planned, for those that follow.
#[derive(Debug, Default)]
pub struct Course {
    texts: KnownTexts,
    /// How many could be made.
    made: i64,
    taken: HashSet<String>,
}

/// Plans some of the journals, after those that `course` has seen. There is an item for each, in their order.
pub fn plan(records: Vec<Mapped<Journal>>, against: &Against<'_>, course: &mut Course) -> Vec<Item<Journal>> {
    let made = || records.iter().filter_map(|record| record.outcome.as_ref().ok());
    let loan_ids: BTreeSet<&str> = made().map(|journal| journal.internal_loan_id.as_str()).collect();
    let loans = loan_ids.into_iter().flat_map(|loan_id| against.loans.of(loan_id));
    let facts: Vec<LoanFacts<'_>> = loans.filter_map(facts).collect();
    let lines = course.made + 1..;
    let checked = check_part(lines.zip(made()), &facts, against.rules, &mut course.texts);
    course.made += i64::try_from(checked.len()).unwrap_or(i64::MAX);
    let mut checked = checked.into_iter();
    let repeated = against.repeated;
    let mut items = Vec::with_capacity(records.len());
    for record in records {
        let origin = record.origin;
        let mut reasons = Vec::new();
        let mut notes = Vec::new();
        if let Some(n) = record.key.as_ref().and_then(|key| repeated.get(key)) {
            let said = message!("reason-journal-repeated", count = *n);
            reasons.push(Reason::of(&origin, "journal_repeated", &said));
        }
        let mut what = None;
        let mut hash = String::new();
        match record.outcome {
            Err(wrong) => reasons.extend(wrong),
            Ok(journal) => {
                hash = hash_of(&journal, b"");
                for finding in checked.next().into_iter().flat_map(|checked| checked.findings) {
                    let reason = about(&origin, &finding, &journal, against.columns);
                    if finding.blocks() {
                        reasons.push(reason)
                    } else {
                        notes.push(reason)
                    }
                }
                what = Some(journal);
            }
        }
        let unique = record.key.filter(|key| !repeated.contains_key(key));
        let known = unique.as_ref().and_then(|key| against.known.get(key));
        let (decision, revision) = decide(known, &hash, reasons, against.policy, &origin);
        if !matches!(decision, Decision::New | Decision::Changed | Decision::Held(_)) {
            notes.clear();
        }
        let key = key_by_place(&origin, &mut course.taken, unique);
        items.push(Item {
            origin: Some(origin),
            key,
            what,
            hash,
            revision,
            decision,
            notes,
        });
    }
    items
}

fn facts(loan: KivaLoan<'_>) -> Option<LoanFacts<'_>> {
    Some(LoanFacts {
        kiva_id: KivaId(loan.kiva_id().parse().ok()?),
        loan_id: loan.loan_id(),
        client_id: loan.client_id(),
        status: loan.status().ok()?,
    })
}

fn about(origin: &Origin, finding: &Finding, journal: &Journal, columns: &JournalColumns) -> Reason {
    let (field, value) = match finding.field.as_str() {
        "internal_loan_id" => (&columns.loan_id, Some(journal.internal_loan_id.as_str())),
        "internal_client_id" => (&columns.client_id, journal.internal_client_id.as_deref()),
        "subject" => (&columns.subject, None),
        "body" => (&columns.body, None),
        _ => (&columns.image_url, journal.image_url.as_deref()),
    };
    let column = field.as_ref().and_then(|field| field.0.column.as_deref());
    Reason::new(origin, &finding.code, finding.message.clone())
        .at(column, value)
        .with_values(finding.values.iter().cloned())
}
