//! Group loans whose rows are their borrowers: `group_by`.

use fieldlink_say::message;

use super::{Reader, Reason};
use crate::config::{Field, LoanDraftColumns, LoanDrafts, MemberColumns};
use crate::record::Record;

/// Where each field of a borrower stands.
#[derive(Debug, Clone, Copy)]
pub struct MemberFields<'c> {
    /// The borrower's Loan ID.
    pub loan_id: Option<&'c Field>,
    /// The borrower's Client ID.
    pub client_id: Option<&'c Field>,
    /// The given name.
    pub first_name: Option<&'c Field>,
    /// The family name.
    pub last_name: Option<&'c Field>,
    /// The gender.
    pub gender: Option<&'c Field>,
    /// The disbursed principal.
    pub amount: Option<&'c Field>,
    /// Whether the photo leaves the borrower out.
    pub not_pictured: Option<&'c Field>,
}

impl<'c> MemberFields<'c> {
    /// In a table of their own, or in the rows of the loans; none when there are only individual loans.
    pub fn of(config: &'c LoanDrafts) -> Option<MemberFields<'c>> {
        match (&config.members, &config.group_by) {
            (Some(members), _) => Some(MemberFields::of_table(&members.columns)),
            (None, Some(_)) => Some(MemberFields::of_rows(&config.columns)),
            (None, None) => None,
        }
    }

    fn of_table(columns: &'c MemberColumns) -> MemberFields<'c> {
        MemberFields {
            loan_id: columns.loan_id.as_ref(),
            client_id: columns.client_id.as_ref(),
            first_name: columns.first_name.as_ref(),
            last_name: columns.last_name.as_ref(),
            gender: columns.gender.as_ref(),
            amount: columns.amount.as_ref(),
            not_pictured: columns.not_pictured.as_ref(),
        }
    }

    fn of_rows(columns: &'c LoanDraftColumns) -> MemberFields<'c> {
        MemberFields {
            loan_id: columns.loan_id.as_ref(),
            client_id: columns.client_id.as_ref(),
            first_name: columns.first_name.as_ref(),
            last_name: columns.last_name.as_ref(),
            gender: columns.gender.as_ref(),
            amount: columns.amount.as_ref(),
            not_pictured: columns.not_pictured.as_ref(),
        }
    }
}

/// The group's Loan ID of a row, byte for byte; none for an individual loan.
pub fn group_of<'r>(record: &'r Record, config: &LoanDrafts) -> Option<&'r str> {
    let column = config.group_by.as_deref()?;
    record.get(column).flatten().filter(|id| !id.trim().is_empty())
}

/// What the rows of a group say differently, though it is one thing for the whole group. An empty cell says nothing.
pub(super) fn disagreements(
    first: &Record,
    rows: &[Record],
    columns: &LoanDraftColumns,
    timezone: chrono_tz::Tz,
) -> Vec<Reason> {
    let shared = [
        &columns.group_name,
        &columns.group_client_id,
        &columns.currency,
        &columns.activity,
        &columns.theme,
        &columns.location,
        &columns.language,
        &columns.description,
        &columns.loan_use,
        &columns.disburse_date,
        &columns.waiver_signed,
        &columns.photo,
        &columns.first_repayment_date,
        &columns.installments,
    ];
    let mut reasons = Vec::new();
    for field in shared.into_iter().flatten() {
        let of = |record: &Record| Reader::new(record, timezone).text(Some(field));
        let wanted = of(first);
        for row in rows {
            let said = of(row);
            if said.is_some() && said != wanted {
                let said = message!("reason-group-rows-disagree", row = first.origin.row.to_string());
                let reason = Reason::of(&row.origin, "group_rows_disagree", &said);
                reasons.push(reason.at(field.0.column.as_deref(), None));
            }
        }
    }
    reasons
}
