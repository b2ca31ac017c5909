//! The CSV of repayments that a person uploads.

use fieldlink_contract::Amount;
use fieldlink_domain::partner::CsvUploadFormat;
use fieldlink_domain::repayment::{Row, RowAmount};
use rust_decimal::Decimal;

use crate::{Error, Result, table};

/// A row of the file.
#[derive(Debug, PartialEq, Eq)]
pub struct FileRow {
    loan_id: String,
    client_id: Option<String>,
    amount: String,
    exact: Option<Decimal>,
}

impl FileRow {
    /// The row for the rules.
    pub fn row(&self) -> Row<'_> {
        Row {
            loan_id: &self.loan_id,
            client_id: self.client_id.as_deref(),
            amount: self.exact.map_or(RowAmount::Unreadable(&self.amount), RowAmount::Exact),
        }
    }
}

/// Reads a CSV of loan ID, (client ID,) amount. A first row whose amount holds no digit is a header; blank rows are
/// skipped; ids are kept byte for byte.
pub fn read(file: &[u8], format: CsvUploadFormat) -> Result<Vec<FileRow>> {
    let columns = match format {
        CsvUploadFormat::TwoColumn => 2,
        CsvUploadFormat::ThreeColumn => 3,
    };
    let mut rows = Vec::new();
    for (n, table::Record { line, cells }) in table::read(file)?.into_iter().enumerate() {
        let spare = cells.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        if cells.len() < columns || spare {
            return Err(wrong_columns(line, cells.len(), columns));
        }
        let amount = cells.get(columns - 1).unwrap_or_default().trim();
        if n == 0 && !amount.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        rows.push(FileRow {
            loan_id: cells.get(0).unwrap_or_default().to_owned(),
            client_id: (columns == 3).then(|| cells.get(1).unwrap_or_default().to_owned()),
            exact: amount_of(amount),
            amount: amount.to_owned(),
        });
    }
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
            .map(|r| (r.loan_id, r.amount, r.exact.is_some()))
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
        assert_eq!(rows[0].exact, "480.50".parse().ok());
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
}
