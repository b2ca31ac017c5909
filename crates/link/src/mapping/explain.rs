//! How one record became what is sent, for `fieldlink map --explain`.
//!
//! What is answered here holds borrowers' data. It is for the terminal of the person who asked, never for a log.

use fieldlink_contract::LoanDraft;
use fieldlink_say::{Message, message};
use serde::Serialize;
use serde_json::Value;

use super::group_rows::MemberFields;
use super::loan_drafts::DraftMapping;
use super::trace::{Step, Trace};
use super::{Mapped, Reason, journals, repayments};
use crate::config::{Field, JournalColumns, Journals, LoanDraftColumns, RepaymentColumns, Repayments};
use crate::kind::Kind;
use crate::record::{Origin, Record};

/// How one field came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldExplained {
    /// The key in fieldlink.toml.
    pub field: &'static str,
    /// Where it goes in the JSON; empty when it only helps the plan.
    pub wire: String,
    /// The column, or none for a constant.
    pub column: Option<String>,
    /// From what stands there to what is sent.
    pub steps: Vec<Step>,
}

/// How the fields of one row came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowExplained {
    /// The row.
    pub origin: Origin,
    /// What it is: `loan`, `borrower 1`, `due date 1`.
    pub what: Message,
    /// Its fields.
    pub fields: Vec<FieldExplained>,
}

/// How one record became what is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What kind of record.
    pub kind: Kind,
    /// How the ledger knows it.
    pub key: Option<String>,
    /// The record itself, and the rows that belong to it.
    pub rows: Vec<RowExplained>,
    /// What would be sent; none when it cannot be made.
    pub json: Option<Value>,
    /// The photo's path, which is read when the draft leaves.
    pub photo: Option<String>,
    /// Why it cannot be made.
    pub reasons: Vec<Reason>,
}

/// Explains a loan draft.
pub fn loan_draft(mapping: &DraftMapping<'_>, record: &Record) -> Explanation {
    let trace = Trace::default();
    let mapped = mapping.map_traced(record, Some(&trace));
    let loan_id = mapped.key.clone().unwrap_or_default();
    let members = mapping.members.of(&loan_id);
    let group = !members.is_empty();
    let mut rows = vec![RowExplained {
        origin: record.origin.clone(),
        what: if group {
            message!("group-loan")
        } else {
            message!("word-loan")
        },
        fields: explained(&trace, &record.origin, draft_fields(&mapping.config.columns, group)),
    }];
    if let Some(fields) = MemberFields::of(mapping.config) {
        for (at, member) in members.iter().enumerate() {
            rows.push(RowExplained {
                origin: member.origin.clone(),
                what: message!("explain-borrower", number = at + 1),
                fields: explained(&trace, &member.origin, member_fields(fields, at)),
            });
        }
    }
    if let Some(schedule) = &mapping.config.schedule {
        let columns = &schedule.columns;
        for (at, row) in mapping.schedule.of(&loan_id).iter().enumerate() {
            let fields = [
                ("date", "schedule[].date", columns.date.as_ref()),
                ("principal", "schedule[].principal", columns.principal.as_ref()),
                ("interest", "schedule[].interest", columns.interest.as_ref()),
            ];
            rows.push(RowExplained {
                origin: row.origin.clone(),
                what: message!("explain-due-date", number = at + 1),
                fields: explained(
                    &trace,
                    &row.origin,
                    fields.map(|(name, wire, field)| (name, wire.to_owned(), field)),
                ),
            });
        }
    }
    let photo = mapped.outcome.as_ref().ok().and_then(|draft| draft.photo.clone());
    Explanation {
        photo: photo.map(|place| place.to_string()),
        ..finished(Kind::LoanDraft, rows, mapped, |to_send| json_of(&to_send.draft))
    }
}

/// Explains a repayment.
pub fn repayment(record: &Record, config: &Repayments, timezone: chrono_tz::Tz) -> Explanation {
    let trace = Trace::default();
    let mapped = repayments::map_traced(record, config, timezone, Some(&trace));
    let RepaymentColumns {
        loan_id,
        client_id,
        amount,
        outstanding,
    } = &config.columns;
    let fields = [
        ("loan_id", "loan_id", loan_id),
        ("client_id", "client_id", client_id),
        ("amount", "amount", amount),
        ("outstanding", "", outstanding),
    ];
    let row = one_row(message!("word-repayment"), record, &trace, &fields);
    finished(Kind::Repayment, vec![row], mapped, |to_send| {
        serde_json::to_value(&to_send.repayment).ok()
    })
}

/// Explains a journal.
pub fn journal(record: &Record, config: &Journals, timezone: chrono_tz::Tz) -> Explanation {
    let trace = Trace::default();
    let mapped = journals::map_traced(record, config, timezone, Some(&trace));
    let JournalColumns {
        id,
        loan_id,
        client_id,
        subject,
        body,
        image_url,
    } = &config.columns;
    let fields = [
        ("id", "", id),
        ("loan_id", "internal_loan_id", loan_id),
        ("client_id", "internal_client_id", client_id),
        ("subject", "subject", subject),
        ("body", "body", body),
        ("image_url", "image_url", image_url),
    ];
    let row = one_row(message!("word-journal"), record, &trace, &fields);
    finished(Kind::Journal, vec![row], mapped, |journal| {
        serde_json::to_value(journal).ok()
    })
}

fn one_row(
    what: Message,
    record: &Record,
    trace: &Trace,
    fields: &[(&'static str, &str, &Option<Field>)],
) -> RowExplained {
    let fields = fields
        .iter()
        .map(|(name, wire, field)| (*name, (*wire).to_owned(), field.as_ref()));
    RowExplained {
        origin: record.origin.clone(),
        what,
        fields: explained(trace, &record.origin, fields),
    }
}

fn finished<T>(
    kind: Kind,
    rows: Vec<RowExplained>,
    mapped: Mapped<T>,
    json: impl FnOnce(&T) -> Option<Value>,
) -> Explanation {
    let (json, reasons) = match mapped.outcome {
        Ok(what) => (json(&what), Vec::new()),
        Err(reasons) => (None, reasons),
    };
    Explanation {
        kind,
        key: mapped.key,
        rows,
        json,
        photo: None,
        reasons,
    }
}

fn json_of(draft: &LoanDraft) -> Option<Value> {
    serde_json::to_value(draft).ok()
}

/// The fields that are configured and were read.
fn explained<'c>(
    trace: &Trace,
    origin: &Origin,
    fields: impl IntoIterator<Item = (&'static str, String, Option<&'c Field>)>,
) -> Vec<FieldExplained> {
    let one = |(name, wire, field): (&'static str, String, Option<&'c Field>)| {
        let field = field?;
        let mut steps = trace.steps(field, origin);
        if field.0.value.is_some()
            && let Some(first) = steps.first_mut()
        {
            first.what = message!("word-always");
        }
        (!steps.is_empty()).then(|| FieldExplained {
            field: name,
            wire,
            column: field.0.column.clone(),
            steps,
        })
    };
    fields.into_iter().filter_map(one).collect()
}

/// The fields of a loan draft with their places on the wire (`domain.md 1.6`).
fn draft_fields(columns: &LoanDraftColumns, group: bool) -> Vec<(&'static str, String, Option<&Field>)> {
    let ids = if group {
        ["internal_loan_id", "internal_client_id"]
    } else {
        ["entreps[0].loan_id", "entreps[0].client_id"]
    };
    let mut fields = vec![
        ("loan_id", ids[0], &columns.loan_id),
        ("client_id", ids[1], &columns.client_id),
        ("group_client_id", "internal_client_id", &columns.group_client_id),
        ("group_name", "group_name", &columns.group_name),
        ("currency", "currency", &columns.currency),
        ("activity", "activity_id", &columns.activity),
        ("theme", "theme_type_id", &columns.theme),
        ("location", "location", &columns.location),
        ("language", "description_language_id", &columns.language),
        ("description", "description", &columns.description),
        ("loan_use", "loanuse", &columns.loan_use),
        ("disburse_date", "disburse_time", &columns.disburse_date),
        ("waiver_signed", "client_waiver_signed", &columns.waiver_signed),
        ("photo", "image_encoded", &columns.photo),
        (
            "first_repayment_date",
            "schedule_parameters",
            &columns.first_repayment_date,
        ),
        ("installments", "schedule_parameters", &columns.installments),
        ("repeat_every", "schedule_parameters", &columns.repeat_every),
        ("repeat_unit", "schedule_parameters", &columns.repeat_unit),
        ("interest_type", "schedule_parameters", &columns.interest_type),
        ("annual_rate", "schedule_parameters", &columns.annual_rate),
    ];
    if !group {
        fields.extend([
            ("first_name", "entreps[0].first_name", &columns.first_name),
            ("last_name", "entreps[0].last_name", &columns.last_name),
            ("gender", "entreps[0].gender", &columns.gender),
            ("amount", "entreps[0].amount", &columns.amount),
        ]);
    }
    fields
        .into_iter()
        .map(|(name, wire, field)| (name, wire.to_owned(), field.as_ref()))
        .collect()
}

fn member_fields(fields: MemberFields<'_>, at: usize) -> [(&'static str, String, Option<&Field>); 7] {
    let wire = |name: &str| format!("entreps[{at}].{name}");
    [
        ("loan_id", wire("loan_id"), fields.loan_id),
        ("client_id", wire("client_id"), fields.client_id),
        ("first_name", wire("first_name"), fields.first_name),
        ("last_name", wire("last_name"), fields.last_name),
        ("gender", wire("gender"), fields.gender),
        ("amount", wire("amount"), fields.amount),
        ("not_pictured", format!("not_pictured[{at}]"), fields.not_pictured),
    ]
}
