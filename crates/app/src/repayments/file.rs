//! Reading the CSV that a person uploads: spreadsheets write them in many ways.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use fieldlink_contract::Amount;
use fieldlink_domain::partner::CsvUploadFormat;
use fieldlink_domain::repayment::{Row, RowAmount};

use crate::{Error, Result};

/// A row of the file.
#[derive(Debug, PartialEq, Eq)]
pub struct FileRow {
    loan_id: String,
    client_id: Option<String>,
    amount: String,
    exact: Option<Amount>,
}

impl FileRow {
    /// The row for the rules.
    pub fn row(&self) -> Row<'_> {
        Row {
            loan_id: &self.loan_id,
            client_id: self.client_id.as_deref(),
            amount: self
                .exact
                .map_or(RowAmount::Unreadable(&self.amount), |a| RowAmount::Exact(a.decimal())),
        }
    }
}

/// Reads a CSV of loan ID, (client ID,) amount. A first row whose amount holds no digit is a header; blank rows are
/// skipped; ids are kept byte for byte.
pub fn read(file: &[u8], format: CsvUploadFormat) -> Result<Vec<FileRow>> {
    let text = decode(file);
    let columns = match format {
        CsvUploadFormat::TwoColumn => 2,
        CsvUploadFormat::ThreeColumn => 3,
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (n, record) in (1..).zip(reader.records()) {
        let record = record.map_err(|e| Error::invalid(format!("The file is no CSV: {e}.")))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(n, csv::Position::line);
        let spare = record.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        if record.len() < columns || spare {
            return Err(Error::invalid(format!(
                "Line {line} has {} columns. The CSV upload format of your profile has {columns}: {}.",
                record.len(),
                if columns == 2 {
                    "Loan ID, amount"
                } else {
                    "Loan ID, Client ID, amount"
                }
            )));
        }
        let amount = record.get(columns - 1).unwrap_or_default().trim();
        if rows.is_empty() && n == 1 && !amount.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        rows.push(FileRow {
            loan_id: record.get(0).unwrap_or_default().to_owned(),
            client_id: (columns == 3).then(|| record.get(1).unwrap_or_default().to_owned()),
            exact: amount.parse().ok(),
            amount: amount.to_owned(),
        });
    }
    if rows.is_empty() {
        Err(Error::invalid("The file has no rows."))
    } else {
        Ok(rows)
    }
}

/// UTF-8 or UTF-16 by their marks, else UTF-8 if it is that, else what Windows writes in the West.
fn decode(file: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(file) {
        return encoding.decode(file).0.into_owned();
    }
    let encoding = if std::str::from_utf8(file).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    };
    encoding.decode_without_bom_handling(file).0.into_owned()
}

/// The separator that the first line holds most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |c: u8| first.bytes().filter(|b| *b == c).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|c| count(*c))
        .unwrap_or(b',')
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
