//! Every field that a section names, to check that its columns are there.

use crate::config::{
    Field, JournalColumns, LoanDraftColumns, LoanDrafts, MemberColumns, RepaymentColumns, ScheduleColumns,
};
use crate::mapping::pattern_columns;

/// Every field of a draft, with the columns of the photo's pattern.
pub(crate) fn draft_fields(config: &LoanDrafts) -> Vec<Field> {
    let LoanDraftColumns {
        loan_id,
        client_id,
        first_name,
        last_name,
        gender,
        amount,
        group_name,
        group_client_id,
        currency,
        activity,
        theme,
        location,
        language,
        description,
        loan_use,
        disburse_date,
        waiver_signed,
        not_pictured,
        photo,
        first_repayment_date,
        installments,
        repeat_every,
        repeat_unit,
        interest_type,
        annual_rate,
    } = config.columns.clone();
    let fields = [
        loan_id,
        client_id,
        first_name,
        last_name,
        gender,
        amount,
        group_name,
        group_client_id,
        currency,
        activity,
        theme,
        location,
        language,
        description,
        loan_use,
        disburse_date,
        waiver_signed,
        not_pictured,
        photo,
        first_repayment_date,
        installments,
        repeat_every,
        repeat_unit,
        interest_type,
        annual_rate,
    ];
    let photos = config.photos.as_ref();
    let patterns = [
        config.photo.as_deref(),
        photos.and_then(|photos| photos.path.as_deref()),
    ];
    let pattern = patterns
        .into_iter()
        .flatten()
        .flat_map(pattern_columns)
        .map(str::to_owned);
    let asked = photos.map(|photos| photos.asked.as_slice()).unwrap_or_default();
    let asked = asked.iter().filter(|name| *name != "loan_id").cloned();
    fields
        .into_iter()
        .flatten()
        .chain(pattern.chain(asked).map(Field::column))
        .chain(config.group_by.iter().map(Field::column))
        .collect()
}

/// Every field of a group's borrower, with the key.
pub(crate) fn member_fields(columns: &MemberColumns, key: &str) -> Vec<Field> {
    let MemberColumns {
        loan_id,
        client_id,
        first_name,
        last_name,
        gender,
        amount,
        not_pictured,
    } = columns.clone();
    let fields = [loan_id, client_id, first_name, last_name, gender, amount, not_pictured];
    fields.into_iter().flatten().chain([Field::column(key)]).collect()
}

/// Every field of a due date, with the key.
pub(crate) fn schedule_fields(columns: &ScheduleColumns, key: &str) -> Vec<Field> {
    let ScheduleColumns {
        date,
        principal,
        interest,
    } = columns.clone();
    [date, principal, interest]
        .into_iter()
        .flatten()
        .chain([Field::column(key)])
        .collect()
}

/// Every field of a repayment.
pub(crate) fn repayment_fields(columns: &RepaymentColumns) -> Vec<Field> {
    let RepaymentColumns {
        loan_id,
        client_id,
        amount,
        outstanding,
    } = columns.clone();
    [loan_id, client_id, amount, outstanding]
        .into_iter()
        .flatten()
        .collect()
}

/// Every field of a journal.
pub(crate) fn journal_fields(columns: &JournalColumns) -> Vec<Field> {
    let JournalColumns {
        id,
        loan_id,
        client_id,
        subject,
        body,
        image_url,
    } = columns.clone();
    [id, loan_id, client_id, subject, body, image_url]
        .into_iter()
        .flatten()
        .collect()
}
