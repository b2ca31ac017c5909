//! The CSV of repayments that a person uploads.

use std::collections::HashMap;

use fieldlink_contract::Amount;
use fieldlink_domain::partner::CsvUploadFormat;
use fieldlink_domain::repayment::{Row, RowAmount};
use rust_decimal::Decimal;

use crate::{Error, Result, table};

/// A row of the file. A file has many: each holds no more than it needs.
#[derive(Debug, PartialEq, Eq)]
pub struct FileRow {
    loan_id: Box<str>,
    client_id: Option<Box<str>>,
    amount: Written,
}

#[derive(Debug, PartialEq, Eq)]
enum Written {
    Exact(Decimal),
    Unreadable(Box<str>),
}

impl FileRow {
    /// The row for the rules.
    pub fn row(&self) -> Row<'_> {
        Row {
            loan_id: &self.loan_id,
            client_id: self.client_id.as_deref(),
            amount: match &self.amount {
                Written::Exact(amount) => RowAmount::Exact(*amount),
                Written::Unreadable(text) => RowAmount::Unreadable(text),
            },
        }
    }
}

/// For each row, the place of the last row with the same ids.
pub fn last_rows(rows: &[FileRow]) -> Vec<usize> {
    let mut last: HashMap<(&str, Option<&str>), usize> = HashMap::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        last.insert((&row.loan_id, row.client_id.as_deref()), at);
    }
    let place = |row: &FileRow| last.get(&(&*row.loan_id, row.client_id.as_deref())).copied();
    rows.iter().map(|row| place(row).unwrap_or_default()).collect()
}

/// Reads a CSV of loan ID, (client ID,) amount. A first row whose amount holds no digit is a header; blank rows are
/// skipped; ids are kept byte for byte.
pub fn read(file: &[u8], format: CsvUploadFormat) -> Result<Vec<FileRow>> {
    let columns = match format {
        CsvUploadFormat::TwoColumn => 2,
        CsvUploadFormat::ThreeColumn => 3,
    };
    let mut rows = Vec::new();
    let mut first = true;
    table::each(file, |table::Record { line, cells }| {
        let spare = cells.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        if cells.len() < columns || spare {
            return Err(wrong_columns(line, cells.len(), columns));
        }
        let amount = cells.get(columns - 1).unwrap_or_default().trim();
        let header = std::mem::take(&mut first) && !amount.bytes().any(|b| b.is_ascii_digit());
        if !header {
            rows.push(FileRow {
                loan_id: cells.get(0).unwrap_or_default().into(),
                client_id: (columns == 3).then(|| cells.get(1).unwrap_or_default().into()),
                amount: amount_of(amount).map_or_else(|| Written::Unreadable(amount.into()), Written::Exact),
            });
        }
        Ok(())
    })?;
    if rows.is_empty() { Err(table::empty()) } else { Ok(rows) }
}

fn wrong_columns(line: u64, found: usize, columns: usize) -> Error {
    let (wanted, names) = if columns == 2 {
        ("two", "Loan ID, amount")
    } else {
        ("three", "Loan ID, Client ID, amount")
    };
    Error::invalid(format!(
        "Line {line} has {found} columns. The CSV upload format of your profile has {columns}: {names}."
    ))
    .said(
        "error-file-columns",
        [
            ("line", line.to_string()),
            ("found", found.to_string()),
            ("wanted", wanted.to_owned()),
        ],
    )
}

/// An amount as people and spreadsheets write it: with a decimal point, or a decimal comma and one or two digits behind
/// it. `1,250` may mean two things and is none.
pub fn amount_of(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if let Ok(amount) = text.parse::<Amount>() {
        return Some(amount.decimal());
    }
    let (whole, fraction) = text.split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 2 {
        return None;
    }
    format!("{whole}.{fraction}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(file: &[u8]) -> Vec<(String, String, bool)> {
        let rows = read(file, CsvUploadFormat::TwoColumn).unwrap();
        rows.into_iter()
            .map(|row| match row.amount {
                Written::Exact(amount) => (row.loan_id.into(), amount.to_string(), true),
                Written::Unreadable(text) => (row.loan_id.into(), text.into(), false),
            })
            .collect()
    }

    fn row(loan_id: &str, amount: &str) -> (String, String, bool) {
        (loan_id.into(), amount.into(), true)
    }

    #[test]
    fn with_and_without_a_header_and_with_blank_rows() {
        let rows = [row("007", "480.50"), row("8", "0")];
        assert_eq!(two(b"007,480.50\r\n\r\n8,0\r\n"), rows);
        assert_eq!(two(b"Loan ID,Amount\n007,480.50\n,\n8,0"), rows);
    }

    #[test]
    fn ids_keep_zeros_blanks_and_quotes() {
        assert_eq!(
            two(b"\"0 01\",1\n 2 ,1\n\"a,\"\"b\"\"\",1"),
            [row("0 01", "1"), row(" 2 ", "1"), row("a,\"b\"", "1")]
        );
    }

    #[test]
    fn semicolons_tabs_marks_and_windows_letters() {
        assert_eq!(two(b"7;1\n8;2"), [row("7", "1"), row("8", "2")]);
        assert_eq!(two(b"7\t1"), [row("7", "1")]);
        assert_eq!(two(b"\xef\xbb\xbf7,1"), [row("7", "1")]);
        assert_eq!(two(b"\xff\xfe7\0,\x001\0"), [row("7", "1")]);
        assert_eq!(two(b"\xd1-7,1"), [row("Ñ-7", "1")]);
    }

    #[test]
    fn a_decimal_comma_is_read_where_it_can_mean_nothing_else() {
        assert_eq!(amount_of("480,5"), "480.5".parse().ok());
        assert_eq!(amount_of(" 480,50 "), "480.50".parse().ok());
        for unclear in ["1,250", "1.250,50", "1,2,3", ",5", "5,", "-1,5", "1 250,50"] {
            assert_eq!(amount_of(unclear), None, "{unclear:?}");
        }
        let rows = read(b"Loan ID;Monto\n7;480,50\n", CsvUploadFormat::TwoColumn).unwrap();
        assert_eq!(rows[0].amount, Written::Exact("480.50".parse().unwrap()));
    }

    #[test]
    fn an_amount_that_is_no_number_is_left_to_the_rules() {
        assert_eq!(two(b"7,1\n8,\"1,250.00\"")[1], ("8".into(), "1,250.00".into(), false));
    }

    #[test]
    fn the_wrong_number_of_columns_is_named_with_its_line() {
        let error = read(b"7,1\n8,c,1", CsvUploadFormat::TwoColumn).unwrap_err();
        assert!(error.message.starts_with("Line 2 has 3 columns"), "{}", error.message);
        let error = read(b"7,1", CsvUploadFormat::ThreeColumn).unwrap_err();
        assert!(
            error.message.contains("Loan ID, Client ID, amount"),
            "{}",
            error.message
        );
        assert_eq!(two(b"7,1,,")[0], row("7", "1"));
        assert!(read(b"Loan ID,Amount\n", CsvUploadFormat::TwoColumn).is_err());
    }

    #[test]
    fn three_columns_carry_the_client_id() {
        let rows = read(b"7,c 1,5", CsvUploadFormat::ThreeColumn).unwrap();
        assert_eq!(rows[0].row().client_id, Some("c 1"));
    }

    #[test]
    fn each_row_knows_the_last_one_with_its_ids() {
        let rows = read(b"7,1\n8,1\n7,2\n 7,3\n8,1", CsvUploadFormat::TwoColumn).unwrap();
        assert_eq!(last_rows(&rows), [2, 4, 2, 3, 4]);
        let rows = read(b"7,a,1\n7,b,1\n7,a,2", CsvUploadFormat::ThreeColumn).unwrap();
        assert_eq!(last_rows(&rows), [2, 1, 2]);
    }
}
