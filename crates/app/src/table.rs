//! Files that people upload as CSV: spreadsheets write them in many ways, and some are no CSV at all.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16LE, WINDOWS_1252};
use fieldlink_contract::text::Misfit;

use crate::{Error, Kind, Result};

/// Most rows of one file; a whole month of a large partner has fewer.
pub(crate) const ROWS_MAX: usize = 100_000;

/// A row with the line of the file that it begins on.
pub(crate) struct Record {
    /// From 1.
    pub line: u64,
    /// Its cells as they stand.
    pub cells: csv::StringRecord,
}

/// Hands the rows of a file on, one after the other, those without a letter left out. Delimiter and encoding are found by
/// looking.
pub(crate) fn each(file: &[u8], mut take: impl FnMut(Record) -> Result<()>) -> Result<()> {
    if let Some((text, english)) = something_else(file) {
        return Err(Error::invalid(english).said(text, []));
    }
    let text = decode(file);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut taken = 0;
    for (n, record) in (1..).zip(reader.records()) {
        let cells = record.map_err(|e| {
            let line = e.position().map_or(n, csv::Position::line);
            Error::invalid(format!("The file is no CSV: {e}.")).said("error-file-no-csv", [("line", line.to_string())])
        })?;
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if taken > ROWS_MAX {
            return Err(too_many(ROWS_MAX));
        }
        let line = cells.position().map_or(n, csv::Position::line);
        taken += 1;
        take(Record { line, cells })?;
    }
    Ok(())
}

/// The error for a file with more rows than this.
pub(crate) fn too_many(most: usize) -> Error {
    let message = format!("The file has more than {most} rows. Split it into several files.");
    let code = fieldlink_contract::codes::TOO_LARGE;
    Error::new(Kind::TooLarge, code, message).said("error-file-rows", [("most", most.to_string())])
}

/// The error for a row with a text that cannot be taken.
pub(crate) fn unusable(line: u64, misfit: &Misfit) -> Error {
    let (kind, most) = misfit.fault.named();
    Error::invalid(format!("Line {line}: {misfit}.")).said(
        "error-file-text",
        [
            ("line", line.to_string()),
            ("field", misfit.field.clone()),
            ("kind", kind.to_owned()),
            ("most", most.to_string()),
        ],
    )
}

/// The error for a file without rows.
pub(crate) fn empty() -> Error {
    Error::invalid("The file has no rows.").said("error-file-empty", [])
}

/// What a file is that is no CSV: the text that says what to do, and the same in English.
fn something_else(file: &[u8]) -> Option<(&'static str, &'static str)> {
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| file.starts_with(mark));
    let head = &file[..file.len().min(4_096)];
    let holds = |mark: &[u8]| head.windows(mark.len()).any(|part| part == mark);
    let text = head.trim_ascii_start();
    let is_tag = |tag: &[u8]| text.get(..tag.len()).is_some_and(|t| t.eq_ignore_ascii_case(tag));
    if text.starts_with(b"%PDF") {
        return Some(("error-file-pdf", "This is a PDF, not a CSV. Export the list as CSV."));
    }
    let is_zip = begins(&[b"PK\x03\x04"]);
    let of_an_office = holds(b"[Content_Types].xml") || holds(b"xl/") || holds(b"opendocument");
    if begins(&[b"\xd0\xcf\x11\xe0"]) || (is_zip && of_an_office) || is_tag(b"<?xml") {
        return Some((
            "error-file-workbook",
            "This is a workbook, not a CSV. Save it as CSV UTF-8 and upload that file.",
        ));
    }
    if is_zip || begins(&[b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf"]) {
        return Some((
            "error-file-archive",
            "This is a compressed file, not a CSV. Unpack it and upload the CSV in it.",
        ));
    }
    if begins(&[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"]) {
        return Some((
            "error-file-picture",
            "This is a picture, not a CSV. Export the list as CSV.",
        ));
    }
    if is_tag(b"<!doctype") || is_tag(b"<html") {
        return Some((
            "error-file-page",
            "This is a web page, not a CSV. Export the list again.",
        ));
    }
    let marked = Encoding::for_bom(file).is_some();
    if !marked && head.contains(&0) && !is_unmarked_utf_16(head) {
        return Some((
            "error-file-binary",
            "This file holds no text, so it is no CSV. Export the list as CSV.",
        ));
    }
    None
}

/// Every second byte of Western text in UTF-16 is zero.
fn is_unmarked_utf_16(head: &[u8]) -> bool {
    head.len() >= 4 && head.chunks_exact(2).all(|pair| pair[0] != 0 && pair[1] == 0)
}

/// By its mark, else UTF-8 if it is that, else what Windows writes in the West.
fn decode(file: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = Encoding::for_bom(file) {
        return encoding.decode(file).0;
    }
    let head = &file[..file.len().min(4_096) / 2 * 2];
    let encoding = if is_unmarked_utf_16(head) {
        UTF_16LE
    } else if std::str::from_utf8(file).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    };
    encoding.decode_without_bom_handling(file).0
}

/// The separator that the first line holds most of, quoted text aside.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |c: u8| {
        let mut quoted = false;
        first
            .bytes()
            .filter(|b| {
                quoted ^= *b == b'"';
                !quoted && *b == c
            })
            .count()
    };
    // A comma may be the decimal one: a semicolon or a tab beside it separates.
    [b';', b'\t']
        .into_iter()
        .filter(|c| count(*c) > 0)
        .max_by_key(|c| count(*c))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a file, as [`each`] has them.
    fn read(file: &[u8]) -> Result<Vec<Record>> {
        let mut records = Vec::new();
        each(file, |record| {
            records.push(record);
            Ok(())
        })?;
        Ok(records)
    }

    fn cells(file: &[u8]) -> Vec<Vec<String>> {
        let records = read(file).unwrap();
        records
            .iter()
            .map(|record| record.cells.iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn the_separator_and_the_encoding_are_found() {
        assert_eq!(cells(b"7;1,5\n8;2"), [["7", "1,5"], ["8", "2"]]);
        assert_eq!(cells(b"7\t1"), [["7", "1"]]);
        assert_eq!(cells(b"\"a;b\",1"), [["a;b", "1"]]);
        assert_eq!(cells(b"\xef\xbb\xbf7,1"), [["7", "1"]]);
        assert_eq!(cells(b"\xff\xfe7\0,\x001\0"), [["7", "1"]]);
        assert_eq!(cells(b"7\0,\x001\0\n\x008\0,\x002\0"), [["7", "1"], ["8", "2"]]);
        assert_eq!(cells("Ñ-7,1".as_bytes()), [["Ñ-7", "1"]]);
        assert_eq!(cells(b"\xd1-7,1"), [["Ñ-7", "1"]]);
    }

    #[test]
    fn what_is_no_csv_gets_a_message_that_says_what_to_do() {
        let wrong: [(&[u8], &str); 9] = [
            (b"%PDF-1.7\n...", "error-file-pdf"),
            (b"PK\x03\x04....[Content_Types].xml", "error-file-workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "error-file-workbook"),
            (b"PK\x03\x04....rows.csv", "error-file-archive"),
            (b"\x1f\x8b\x08", "error-file-archive"),
            (b"\xff\xd8\xff\xe0", "error-file-picture"),
            (b"  <!DOCTYPE html><title>Sign in</title>", "error-file-page"),
            (b"\x7fELF\x00\x00\x01", "error-file-binary"),
            (b"7,\"1\n", ""),
        ];
        for (file, text) in wrong {
            let said = read(file)
                .err()
                .and_then(|error| error.said)
                .map_or("", |said| said.text);
            assert_eq!(said, text);
        }
    }

    #[test]
    fn more_rows_than_anybody_has_are_refused() {
        let most = b"1,1\n".repeat(ROWS_MAX + 1);
        assert!(read(&most).is_ok(), "one more for a header");
        let error = read(&b"1,1\n".repeat(ROWS_MAX + 2)).err().unwrap();
        assert_eq!(
            (error.kind, error.said.unwrap().text),
            (Kind::TooLarge, "error-file-rows")
        );
    }
}
