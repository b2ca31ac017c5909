//! The report as a workbook: a sheet with the figures, and one for each table.

use rust_xlsxwriter::{Format, Workbook};

use super::{Report, ReportError};

/// The longest name that a sheet may have.
const SHEET_NAME: usize = 31;

/// The workbook's bytes. Every cell is text or a number; a text that begins like a formula stays text.
///
/// # Errors
/// [`ReportError::Workbook`].
pub fn xlsx(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap();
    let sheet = book.add_worksheet().set_name(sheet_name(&report.summary))?;
    sheet.set_column_width(0, 40)?.set_column_width(1, 40)?;
    sheet.write_string_with_format(0, 0, &report.title, &bold)?;
    let mut line = 2;
    for (name, value) in &report.facts {
        sheet.write_string_with_format(line, 0, name, &bold)?;
        sheet.write_string(line, 1, value)?;
        line += 1;
    }
    line += 1;
    for (words, rows, _) in &report.bar {
        sheet.write_string(line, 0, words)?;
        sheet.write(line, 1, u32::try_from(*rows).unwrap_or(u32::MAX))?;
        line += 1;
    }
    for table in &report.tables {
        let name = sheet_name(&table.title);
        let sheet = book.add_worksheet().set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, head) in (0_u16..).zip(&table.heads) {
            sheet.write_string_with_format(0, at, head, &bold)?;
            sheet.set_column_width(at, if table.wide == Some(usize::from(at)) { 90 } else { 20 })?;
        }
        for (line, row) in (1_u32..).zip(&table.rows) {
            for (at, (column, cell)) in (0_u16..).zip(row).enumerate() {
                let number = table
                    .numbers
                    .contains(&at)
                    .then(|| cell.parse::<rust_decimal::Decimal>().ok());
                match number.flatten() {
                    Some(number) => sheet.write(line, column, number)?,
                    None => sheet.write_string_with_format(line, column, cell, &wrapped)?,
                };
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

/// A title as a sheet may be called.
fn sheet_name(title: &str) -> String {
    let plain = title.chars().filter(|c| !"[]:*?/\\".contains(*c));
    let name: String = plain.collect();
    if name.chars().count() <= SHEET_NAME {
        return name;
    }
    let short: String = name.chars().take(SHEET_NAME - 1).collect();
    format!("{}…", short.trim_end_matches([' ', ',']))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::super::{ReportTable, Tone};
    use fieldlink_say::Text;

    use super::*;

    #[test]
    fn ids_stay_text_and_amounts_are_numbers() {
        let report = Report {
            bar: vec![(String::from("ready"), 2, Tone::Good)],
            tables: vec![ReportTable {
                title: String::from("Ready: to be sent [all]"),
                heads: vec![String::from("Loan ID"), String::from("Amount")],
                wide: None,
                numbers: vec![1],
                rows: vec![
                    vec![String::from("00017"), String::from("1250.50")],
                    vec![String::from("=1+1"), String::new()],
                ],
            }],
            ..Report::empty(String::from("Month"), Text::default())
        };
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx(&report).unwrap())).unwrap();
        assert_eq!(book.sheet_names(), ["Summary", "Ready to be sent all"]);
        let sheet = book.worksheet_range("Ready to be sent all").unwrap();
        assert_eq!(sheet.get_value((1, 0)), Some(&Data::String("00017".into())));
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::Float(1250.5)));
        assert_eq!(sheet.get_value((2, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!(
            sheet_name("Suspects, brouillons de prêt, tous"),
            "Suspects, brouillons de prêt…"
        );
    }
}
