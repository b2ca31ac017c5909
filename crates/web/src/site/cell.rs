//! Cells of the files that people open in a spreadsheet, and the one way in which they become CSV.
//!
//! Much of what stands in them was typed by others: a partner's ids and names, telephones, what a program sent. A
//! spreadsheet takes text that begins in certain ways for a formula and computes it on the machine of whoever opens the
//! file. In CSV such a text gets an apostrophe in front; in a workbook all text is written as text.

use std::borrow::Cow;

use chrono::NaiveDate;
use fieldlink_app::Error;
use fieldlink_domain::money::{Minor, to_decimal};
use iso_currency::Currency;
use rust_decimal::Decimal;

/// A cell of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words and ids.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An exact number.
    Exact(Decimal),
    /// A day.
    Day(NaiveDate),
    /// Nothing.
    Empty,
}

impl Cell {
    /// US cents as dollars.
    pub fn usd(cents: Minor) -> Cell {
        Cell::Exact(Decimal::new(cents.0, 2))
    }

    /// An amount in its currency.
    pub fn money(amount: Minor, currency: Currency) -> Cell {
        Cell::Exact(to_decimal(amount, currency))
    }

    /// Hundredths of a per cent as per cent.
    pub fn percent(basis_points: Option<i64>) -> Cell {
        basis_points.map_or(Cell::Empty, |n| Cell::Exact(Decimal::new(n, 2)))
    }

    /// A count.
    pub fn count(n: u64) -> Cell {
        Cell::Whole(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// What it says.
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(text) => text.into(),
            Cell::Whole(n) => n.to_string().into(),
            Cell::Exact(n) => n.to_string().into(),
            Cell::Day(day) => day.to_string().into(),
            Cell::Empty => "".into(),
        }
    }
}

/// Rows as CSV in which no cell is a formula.
///
/// # Errors
/// None that memory does not have: what is written to is a buffer.
pub fn as_csv<R, T>(rows: impl ExactSizeIterator<Item = R>) -> Result<Vec<u8>, Error>
where
    R: IntoIterator<Item = T>,
    T: AsRef<str>,
{
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::with_capacity(rows.len() * 96));
    for row in rows {
        for cell in row {
            writer
                .write_field(harmless(cell.as_ref()).as_bytes())
                .map_err(Error::internal)?;
        }
        writer.write_record(None::<&[u8]>).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(|e| Error::internal(e.into_error()))
}

/// CSV that others wrote, with no cell that is a formula.
///
/// # Errors
/// It is no CSV.
pub fn of_others(text: &str) -> Result<Vec<u8>, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows: Result<Vec<csv::StringRecord>, csv::Error> = reader.records().collect();
    as_csv(rows.map_err(Error::internal)?.iter())
}

/// The text as a spreadsheet shows it and does not compute it. Blanks before a formula's sign do not hold all
/// spreadsheets back; some read the wide signs of Asian keyboards too. A number with its sign stays one.
fn harmless(text: &str) -> Cow<'_, str> {
    let begins = text.trim_start_matches(' ');
    let formula = match begins.strip_prefix('-') {
        Some(rest) => !is_number(rest),
        None => begins.starts_with(['=', '+', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']),
    };
    if formula {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// Digits, with no more than one point among them.
fn is_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_and_no_text_is_a_formula() {
        for stays in [
            "",
            "Ana",
            "-007",
            "-0.05",
            "1+1",
            "a=b",
            "a@example.org",
            "'=1",
            "0041",
            "–5",
        ] {
            assert_eq!(harmless(stays), stays);
        }
        for formula in [
            "=1+1", "+254700", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-", "-A1", "-1-1", "-1.2.3", "-.5", " =1", "  -A1",
            "＝1",
        ] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
    }

    #[test]
    fn the_csv_of_a_list_and_that_of_others_hold_no_formula() {
        let row = [
            Cell::Text("=1+1".into()),
            Cell::usd(Minor(-5)),
            Cell::Whole(-7),
            Cell::Empty,
        ];
        let rows = [row.iter().map(Cell::as_text)];
        assert_eq!(as_csv(rows.into_iter()).unwrap(), b"'=1+1,-0.05,-7,\r\n");
        let others = "=HYPERLINK(\"\"x\"\"),1\n\"@a,\nb\",-2\n";
        assert_eq!(
            of_others(others).unwrap(),
            b"\"'=HYPERLINK(\"\"\"\"x\"\"\"\")\",1\r\n\"'@a,\nb\",-2\r\n"
        );
    }
}
