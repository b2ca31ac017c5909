//! Pushed rows to records.

use crate::config::TableRef;
use crate::ledger::{LedgerError, Pushed, Sheet};
use crate::record::{Cell, Columns, Origin, Record};
use crate::source::{Place, Records, SourceError};

/// Rows read at a time.
const PAGE: u64 = 500;

/// The records of the sheet that a section reads.
pub fn records(place: &Place, table: &TableRef<'_>) -> Records {
    let place = place.clone();
    let section = table.section.to_owned();
    Records::from_task(|sink| async move {
        let Some(sheet) = Sheet::of_section(&section) else {
            return Ok(());
        };
        let pushed = open(&place).await?;
        let fail = |cause| failed(place.name(), cause);
        // A record has all columns of its sheet, so that one it leaves out is an empty one and not an unknown one.
        let mut columns = pushed.columns(sheet).await.map_err(fail)?;
        for usual in super::columns::usual(sheet) {
            if !columns.iter().any(|column| column.eq_ignore_ascii_case(usual)) {
                columns.push((*usual).to_owned());
            }
        }
        let columns = std::sync::Arc::new(Columns::named(columns));
        let mut after = 0;
        loop {
            let page = pushed.page(sheet, after, PAGE).await.map_err(fail)?;
            let Some((last, _, _)) = page.last() else { return Ok(()) };
            after = *last;
            for (number, sender, row) in page {
                let mut values: std::collections::HashMap<String, Cell> = row.fields.into_iter().collect();
                let values_of = columns.names().iter();
                let values = values_of.map(|name| values.remove(name).unwrap_or_default()).collect();
                let origin = Origin {
                    source: place.name().into(),
                    table: format!("{} of {sender}", sheet.as_str()).into(),
                    row: u64::try_from(number).unwrap_or_default(),
                };
                if !sink.put(Record::of(origin, &columns, values)).await {
                    return Ok(());
                }
            }
        }
    })
}

pub(super) async fn open(place: &Place) -> Result<Pushed, SourceError> {
    let pushed = place.pushed().ok_or_else(|| SourceError::Unknown {
        source_name: place.name().to_owned(),
    })?;
    Pushed::open(pushed).await.map_err(|cause| failed(place.name(), cause))
}

pub(super) fn failed(source_name: &str, cause: LedgerError) -> SourceError {
    SourceError::Pushed {
        source_name: source_name.to_owned(),
        cause: Box::new(cause),
    }
}
