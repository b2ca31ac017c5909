//! CSV files.

mod coding;
pub mod columns;
mod dialect;
mod fields;
mod lines;
pub mod read;
mod rows;
mod text;
mod widths;

pub use self::dialect::{delimiter_of, quote_of};
pub(crate) use self::text::decode;

/// The rows of a text that is all here, the header first: all of them, or the line of the first that does not have the
/// fields of the header.
pub(crate) fn whole(text: &str) -> Result<std::vec::IntoIter<Vec<String>>, u64> {
    let written = dialect::find(lines::Lines::of(text.as_bytes()), None, None, |_| 0);
    let mut read = rows::Rows::of(lines::Lines::of(text.as_bytes()), written.dialect);
    let mut rows: Vec<Vec<String>> = Vec::new();
    // What is in memory can be read.
    while let Some(row) = read.next(|_, _| true).unwrap_or_default() {
        let fields: Vec<String> = row.read.fields.iter().map(str::to_owned).collect();
        if row.read.trouble.is_some() || rows.first().is_some_and(|header| header.len() != fields.len()) {
            return Err(row.line);
        }
        rows.push(fields);
    }
    Ok(rows.into_iter())
}

/// Whether texts in an encoding of this name can be read.
pub(crate) fn is_encoding(name: &str) -> bool {
    coding::Coding::of(name).is_some()
}
