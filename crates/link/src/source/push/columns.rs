//! What was pushed, for `init` and `doctor`.

use crate::ledger::Sheet;
use crate::source::{Place, SourceError};

/// The names that need no mapping: those of the fields of fieldlink.toml. A record may leave any of them out, so none of
/// them is ever an unknown column.
pub fn usual(sheet: Sheet) -> &'static [&'static str] {
    match sheet {
        Sheet::Loans => &[
            "loan_id",
            "client_id",
            "first_name",
            "last_name",
            "gender",
            "amount",
            "group_name",
            "currency",
            "activity",
            "theme",
            "location",
            "language",
            "description",
            "loan_use",
            "disburse_date",
            "waiver_signed",
            "photo",
            "first_repayment_date",
            "installments",
            "repeat_every",
            "repeat_unit",
            "interest_type",
            "annual_rate",
        ],
        Sheet::Members => &[
            "group_id",
            "loan_id",
            "client_id",
            "first_name",
            "last_name",
            "gender",
            "amount",
            "not_pictured",
        ],
        Sheet::Schedules => &["loan_id", "date", "principal", "interest"],
        Sheet::Repayments => &["loan_id", "client_id", "amount", "outstanding"],
        Sheet::Journals => &["id", "loan_id", "client_id", "subject", "body", "image_url"],
    }
}

/// The sheets that records were pushed to, each with the columns they have had.
///
/// # Errors
/// When the ledger's database cannot be read.
pub async fn tables(place: &Place) -> Result<Vec<(String, Vec<String>)>, SourceError> {
    let pushed = super::read::open(place).await?;
    let mut tables = Vec::new();
    for sheet in Sheet::ALL {
        let columns = pushed.columns(sheet).await;
        let columns = columns.map_err(|cause| super::read::failed(place.name(), cause))?;
        if !columns.is_empty() {
            tables.push((sheet.as_str().to_owned(), columns));
        }
    }
    Ok(tables)
}
