//! The sample partner's workbook of journals, as its field officers fill it in.

use std::path::Path;

use miette::{IntoDiagnostic, Result};
use rust_xlsxwriter::{Format, Workbook};

use super::records::{self, Loan};

/// How many journals the month brings.
pub const JOURNALS: usize = 12;

/// A row of the sheet: visit, Loan ID, headline, text.
pub type Row = (String, String, String, String);

/// The month's journals: one for each of the first loans, one for a loan that Kiva does not know, one without a text.
pub fn rows(loans: &[Loan]) -> Vec<Row> {
    let mut rows: Vec<Row> = loans
        .iter()
        .take(JOURNALS)
        .enumerate()
        .map(|(n, loan)| {
            let name = match (&loan.group_name, loan.client) {
                (Some(name), _) => name.clone(),
                (None, Some(n)) => records::client(n).given_name.to_owned(),
                (None, None) => String::new(),
            };
            let body = format!(
                "{name} was glad to see our officer in {}. The goods bought with the loan sell well, and the first \
                 payments were made on time. \"Next season I will plant earlier,\" says {name}.",
                loan.town
            );
            (
                format!("V{:04}", n + 1),
                loan.account.clone(),
                format!("A visit to {name}"),
                body,
            )
        })
        .collect();
    rows.push((
        "V0900".into(),
        "KE-999999".into(),
        "A visit to nobody".into(),
        "This loan was never posted.".into(),
    ));
    rows.push((
        "V0901".into(),
        loans[JOURNALS].account.clone(),
        "A visit still to be written up".into(),
        String::new(),
    ));
    rows
}

/// Writes the workbook.
pub fn write(file: &Path, rows: &[Row]) -> Result<()> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Journals").into_diagnostic()?;
    let bold = Format::new().set_bold();
    for (column, title) in (0..).zip(["Visit", "Loan ID", "Headline", "Text"]) {
        sheet.write_with_format(0, column, title, &bold).into_diagnostic()?;
    }
    for (row, (visit, loan, headline, text)) in (1..).zip(rows) {
        sheet.write(row, 0, visit).into_diagnostic()?;
        sheet.write(row, 1, loan).into_diagnostic()?;
        sheet.write(row, 2, headline).into_diagnostic()?;
        sheet.write(row, 3, text).into_diagnostic()?;
    }
    workbook.save(file).into_diagnostic()?;
    Ok(())
}
