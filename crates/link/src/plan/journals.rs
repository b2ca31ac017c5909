//! Which journals would be sent.

use std::collections::{HashMap, HashSet};

use fieldlink_contract::{Journal, Loan};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::journal::{LoanFacts, Rules, check};

use super::decision::{Decision, Item, Policy, decide, hash_of, key_by_place, repeated};
use crate::config::JournalColumns;
use crate::ledger::Known;
use crate::mapping::{Mapped, Reason};
use crate::record::Origin;

/// What journals are planned against.
#[derive(Debug)]
pub struct Against<'a> {
    /// What the ledger knows of them.
    pub known: &'a HashMap<String, Known>,
    /// Kiva's loans that journals may be about.
    pub loans: &'a [Loan],
    /// The rules in force.
    pub rules: Rules,
    /// Where fields come from, to name the column.
    pub columns: &'a JournalColumns,
    /// What is done with those sent before.
    pub policy: Policy,
}

/// Plans the journals.
pub fn plan(records: Vec<Mapped<Journal>>, against: &Against<'_>) -> Vec<Item<Journal>> {
    let facts: Vec<LoanFacts<'_>> = against.loans.iter().filter_map(facts).collect();
    let journals: Vec<Journal> = records
        .iter()
        .filter_map(|record| record.outcome.as_ref().ok().cloned())
        .collect();
    let mut checked = check(&journals, &facts, against.rules).into_iter();
    let repeated = repeated(records.iter().filter_map(|record| record.key.as_deref()));
    let mut taken = HashSet::new();
    let mut items = Vec::with_capacity(records.len());
    for record in records {
        let origin = record.origin;
        let mut reasons = Vec::new();
        let mut notes = Vec::new();
        if let Some(n) = record.key.as_ref().and_then(|key| repeated.get(key)) {
            let message = format!("{n} records have this id; if they are different journals, set `columns.id`");
            reasons.push(Reason::new(&origin, "journal_repeated", message));
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
        let key = key_by_place(&origin, &mut taken, unique);
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

fn facts(loan: &Loan) -> Option<LoanFacts<'_>> {
    Some(LoanFacts {
        kiva_id: KivaId(loan.kiva_id.parse().ok()?),
        loan_id: &loan.internal_loan_id,
        client_id: &loan.internal_client_id,
        status: loan.loan_status().ok()?,
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
