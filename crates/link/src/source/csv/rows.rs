//! Lines to rows. A row that nobody can read is named and passed over, and the reading goes on where a row begins again: one
//! quote too many must not swallow those below it.

use std::io::{self, Read};

use super::fields::{Dialect, Fields, Finished, RowReader, Trouble};
use super::lines::{Line, Lines};

/// No row goes over more lines.
const MOST_LINES: usize = 5_000;

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    /// The line in which it begins.
    pub(super) line: u64,
    /// How many rows stand above it.
    pub(super) place: usize,
    /// Whether it went over more lines, which are read again because nobody can read it.
    pub(super) goes_on: bool,
    /// What was read of it.
    pub(super) read: Finished,
}

/// Reads rows.
#[derive(Debug)]
pub(super) struct Rows<R> {
    lines: Lines<R>,
    pub(super) dialect: Dialect,
    read: usize,
}

impl<R: Read> Rows<R> {
    pub(super) fn of(lines: Lines<R>, dialect: Dialect) -> Rows<R> {
        Rows {
            lines,
            dialect,
            read: 0,
        }
    }

    /// The same below so many other rows.
    pub(super) fn below(self, rows: u64) -> Rows<R> {
        Rows {
            read: usize::try_from(rows).unwrap_or_default(),
            ..self
        }
    }

    /// The next row that says something; none at the end. `fits` says whether a row has the fields that it should have.
    pub(super) fn next(&mut self, fits: impl Fn(&Fields, usize) -> bool) -> io::Result<Option<Row>> {
        while let Some(first) = self.lines.next()? {
            let place = self.read;
            self.read += 1;
            let line = first.number;
            let row = |read: Finished, goes_on: bool| Row {
                line,
                place,
                goes_on,
                read,
            };
            let fits = |fields: &Fields| fields.is_blank() || fits(fields, place);
            let (mut lines, read) = self.read(vec![first], self.dialect)?;
            let may_be_escaped = !self.dialect.escaped && lines.iter().any(|line| line.text.contains('\\'));
            if read.trouble.is_none() && (fits(&read.fields) || lines.len() == 1 && !may_be_escaped) {
                if read.fields.is_blank() {
                    continue;
                }
                return Ok(Some(row(read, false)));
            }
            if may_be_escaped {
                // With backslashes that escape it may be a row like the others.
                let escaped = Dialect {
                    escaped: true,
                    ..self.dialect
                };
                let (other_lines, other) = self.again(lines, escaped)?;
                if other.trouble.is_none() && other.has_escapes && fits(&other.fields) {
                    return Ok(Some(row(other, false)));
                }
                (lines, _) = self.again(other_lines, self.dialect)?;
            }
            if !self.give_back_rows(&mut lines, &fits) {
                return Ok(Some(row(read, false)));
            }
            let mut reader = RowReader::new(self.dialect);
            for line in &lines {
                reader.line(&line.text);
            }
            let mut cut = reader.finish();
            cut.trouble = cut.trouble.or(read.trouble).or(Some(Trouble::Open));
            return Ok(Some(row(cut, true)));
        }
        Ok(None)
    }

    /// Reads the row of these lines again in another way, from its first line.
    fn again(&mut self, mut lines: Vec<Line>, dialect: Dialect) -> io::Result<(Vec<Line>, Finished)> {
        let rest = lines.split_off(1);
        self.lines.give_back(rest.into_iter());
        self.read(lines, dialect)
    }

    /// Reads on from these lines to the end of their row.
    fn read(&mut self, mut lines: Vec<Line>, dialect: Dialect) -> io::Result<(Vec<Line>, Finished)> {
        let mut reader = RowReader::new(dialect);
        let mut ended = false;
        for line in &lines {
            ended = reader.line(&line.text);
        }
        while !ended && lines.len() < MOST_LINES {
            let Some(line) = self.lines.next()? else {
                break;
            };
            ended = reader.line(&line.text);
            lines.push(line);
        }
        Ok((lines, reader.finish()))
    }

    /// Of the lines of a row that cannot be read, gives back those from the first that is a row like the others by
    /// itself. Whether there is one.
    fn give_back_rows(&mut self, lines: &mut Vec<Line>, fits: &impl Fn(&Fields) -> bool) -> bool {
        let is_row = |line: &Line| {
            let mut reader = RowReader::new(self.dialect);
            let ended = reader.line(&line.text);
            let read = reader.finish();
            ended && read.trouble.is_none() && !read.fields.is_blank() && fits(&read.fields)
        };
        let Some(again) = lines.iter().skip(1).position(is_row) else {
            return false;
        };
        let rest = lines.split_off(again + 1);
        self.lines.give_back(rest.into_iter());
        true
    }
}
