//! How a CSV file is written: what stands between its fields, and what around them.

use std::io::Read;

use super::fields::{Dialect, Fields};
use super::lines::{Line, Lines};
use super::rows::Rows;

/// So many rows show how a file is written.
const ROWS: usize = 20;

/// A delimiter as it is configured: one character of ASCII, or `tab`.
pub fn delimiter_of(configured: &str) -> Option<u8> {
    match configured.as_bytes() {
        b"tab" | b"\\t" => Some(b'\t'),
        [one] if one.is_ascii() => Some(*one),
        _ => None,
    }
}

/// A quote as it is configured: one character of ASCII.
pub fn quote_of(configured: &str) -> Option<u8> {
    match configured.as_bytes() {
        [one] if one.is_ascii() => Some(*one),
        _ => None,
    }
}

/// The delimiter that the first line of a text says for Excel: `sep=;`.
pub(super) fn said_delimiter(head: &str) -> Option<u8> {
    let line = head.lines().next()?.trim_end();
    let said = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep="))?;
    match line.as_bytes()[said.len()..] {
        [delimiter] if delimiter.is_ascii() => Some(delimiter),
        // A tab at the end of a line is easily lost.
        [] => Some(b'\t'),
        _ => None,
    }
}

/// How a text is written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) dialect: Dialect,
    /// The line of its header, counted from 1.
    pub(super) header: u64,
}

/// How a text is written that begins with these lines, as far as nobody has said so. `wanted` says how many of the names
/// that are looked for stand in a row; the header is the first row with most of them, and the first of all without any.
pub(super) fn find(
    mut head: Lines<impl Read>,
    delimiter: Option<u8>,
    quote: Option<u8>,
    wanted: impl Fn(&Fields) -> usize,
) -> Written {
    let lines: Vec<Line> = std::iter::from_fn(|| head.next().ok().flatten()).collect();
    // Lines that the caller has passed over are not among them, but count.
    let passed = lines.first().map_or(0, |line| line.number - 1);
    let text: String = lines.iter().map(|line| line.text.as_str()).collect();
    let whole = |dialect: Dialect| {
        let mut rows = Rows::of(Lines::of(text.as_bytes()), dialect);
        let rows = std::iter::from_fn(|| rows.next(|_, _| true).ok().flatten());
        rows.take(ROWS).collect::<Vec<_>>()
    };
    // Of the header: how many of its names are wanted, how many rows below have as many fields, how many those are.
    let score = |dialect: Dialect| {
        let rows = whole(dialect);
        let names = |at: usize| wanted(&rows[at].read.fields);
        let header = (0..rows.len()).rev().max_by_key(|at| names(*at));
        let Some(header) = header else {
            return ((0, 0, 0), 0);
        };
        let width = rows[header].read.fields.len();
        let below = &rows[header..];
        let same = below
            .iter()
            .filter(|row| row.read.trouble.is_none() && row.read.fields.len() == width);
        let score = match width {
            1 => (names(header), 0, 0),
            _ => (names(header), same.count() * 100 / below.len(), width),
        };
        (score, passed + rows[header].line)
    };
    let dialect = |delimiter: u8| {
        let wrapped = wrapped(&lines, delimiter);
        Dialect {
            delimiter,
            quote: quote.unwrap_or(if wrapped { b'\'' } else { b'"' }),
            padded: is_padded(&lines, delimiter),
            escaped: false,
        }
    };
    let candidates = match delimiter {
        Some(delimiter) => vec![delimiter],
        // The first of equals wins, so they stand in the order of preference.
        None => vec![b',', b';', b'\t', b'|'],
    };
    let scored = candidates.into_iter().rev().map(|delimiter| {
        let dialect = dialect(delimiter);
        let (score, header) = score(dialect);
        (score, Written { dialect, header })
    });
    let best = scored.max_by_key(|(score, _)| *score);
    best.map_or_else(
        || Written {
            dialect: dialect(b','),
            header: 0,
        },
        |(_, written)| written,
    )
}

/// Whether apostrophes stand around fields, where no quote does.
fn wrapped(lines: &[Line], delimiter: u8) -> bool {
    let fields = |line: &Line, sign: char| {
        let mut fields = line.text.trim_end().split(char::from(delimiter)).map(str::trim);
        fields.any(|field| field.len() > 1 && field.starts_with(sign) && field.ends_with(sign))
    };
    let head = || lines.iter().take(ROWS);
    let apostrophes = head().filter(|line| fields(line, '\'')).count();
    let begins = |line: &&Line| {
        let mut fields = line.text.split(char::from(delimiter));
        fields.any(|field| field.trim_start().starts_with('"'))
    };
    apostrophes > 0 && apostrophes * 2 >= head().count() && !head().any(|line| begins(&line))
}

/// Whether a blank follows every delimiter.
fn is_padded(lines: &[Line], delimiter: u8) -> bool {
    let padded = |line: &Line| {
        let line = line.text.trim_end_matches(['\r', '\n']);
        let mut fields = line.split(char::from(delimiter)).skip(1).peekable();
        fields.peek().is_some() && fields.all(|field| field.starts_with(' '))
    };
    let mut filled = lines
        .iter()
        .filter(|line| !line.text.trim().is_empty())
        .take(ROWS)
        .peekable();
    delimiter != b'\t' && filled.peek().is_some() && filled.all(padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> u8 {
        find(Lines::of(text.as_bytes()), None, None, |_| 0).dialect.delimiter
    }

    #[test]
    fn the_delimiter_is_found_even_when_amounts_hold_commas() {
        assert_eq!(delimiter("loan;amount\nA1;1,5\nA2;2,5\n"), b';');
        assert_eq!(delimiter("loan,amount\nA1,15\n"), b',');
        assert_eq!(delimiter("loan\tname\nA1\tSmith, Ann; B\n"), b'\t');
        assert_eq!(delimiter("loan\nA1\n"), b',');
    }

    #[test]
    fn what_stands_around_fields_is_found() {
        let found = |text: &str| find(Lines::of(text.as_bytes()), None, None, |_| 0).dialect;
        let (plain, quoted) = (found("loan,name\nA1,Ann\n"), found("'loan','name'\n'A1','Ann, B'\n"));
        assert_eq!((plain.quote, plain.padded), (b'"', false));
        assert_eq!((quoted.quote, quoted.delimiter), (b'\'', b','));
        assert!(found("loan, name\nA1, \"Ann, B\"\nA2, \n").padded);
        assert!(!found("loan, name\nA1,Ann\n").padded);
        // The sign that makes a number of Excel's a text stands on one side alone.
        assert_eq!(found("loan,name\n'001,Ann\n'002,B\n").quote, b'"');
    }
}
