//! One row of a CSV file: where its fields begin and end, and whether anybody can say so.

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// What stands between two fields.
    pub(super) delimiter: u8,
    /// What stands around a field that holds the delimiter.
    pub(super) quote: u8,
    /// Whether a blank follows every delimiter, which belongs to no field.
    pub(super) padded: bool,
    /// Whether a backslash takes the meaning from the sign behind it.
    pub(super) escaped: bool,
}

/// The fields of a row.
#[derive(Debug, Default)]
pub(super) struct Fields {
    text: String,
    ends: Vec<usize>,
}

impl Fields {
    /// How many.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The field at this place, counted from 0.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }

    /// All of them, in their order.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Whether they say nothing. Programs of DOS ended a text with a sign of its own.
    pub(super) fn is_blank(&self) -> bool {
        self.iter().all(|field| field.trim_matches('\u{1A}').trim().is_empty())
    }
}

/// What is wrong with the quotes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// One was opened and not closed.
    Open,
    /// Something stands behind one that closes a field, or one opens within a field and closes within another.
    Astray,
    /// The last field ends in a backslash: the rest of it may stand in the next line.
    Backslash,
}

/// A row that was read.
#[derive(Debug)]
pub(super) struct Finished {
    /// Its fields, as far as they can be told apart.
    pub(super) fields: Fields,
    /// Why they cannot.
    pub(super) trouble: Option<Trouble>,
    /// Whether a backslash took the meaning from a sign.
    pub(super) has_escapes: bool,
    /// Whether a quote stands in it that is doubled, as it should be.
    pub(super) has_doubled: bool,
}

/// Where the reading stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    /// Before the first letter of a field.
    #[default]
    Start,
    /// In a field without quotes: a quote there is a letter.
    Plain,
    /// In quotes.
    Quoted,
    /// Behind a quote that closed the field.
    Closed,
}

/// Reads a row, which may go over several lines, line by line.
#[derive(Debug)]
pub(super) struct RowReader {
    dialect: Dialect,
    within: Within,
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Whether the line ended in a backslash that makes its end a letter.
    goes_on: bool,
    astray: bool,
    /// The field in which a quote opened though it does not begin there.
    opened: Option<usize>,
    /// Whether a backslash took the meaning from a sign.
    has_escapes: bool,
    has_doubled: bool,
}

impl RowReader {
    pub(super) fn new(dialect: Dialect) -> RowReader {
        RowReader {
            dialect,
            within: Within::Start,
            text: Vec::new(),
            ends: Vec::new(),
            goes_on: false,
            astray: false,
            opened: None,
            has_escapes: false,
            has_doubled: false,
        }
    }

    /// Reads a line with its end. Whether the row ends with it.
    pub(super) fn line(&mut self, line: &str) -> bool {
        let bytes = line.as_bytes();
        self.goes_on = false;
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            at += self.byte(byte, &bytes[at + 1..]);
        }
        !self.goes_on && self.within != Within::Quoted
    }

    /// Reads a byte before these, and says how many were read.
    fn byte(&mut self, byte: u8, rest: &[u8]) -> usize {
        let Dialect { delimiter, quote, .. } = self.dialect;
        let next = rest.first().copied();
        let ends_line = |byte: u8| matches!(byte, b'\r' | b'\n');
        if self.dialect.escaped && byte == b'\\' && self.within != Within::Closed {
            return self.escape(rest);
        }
        match self.within {
            Within::Quoted if byte != quote => {
                // Doubled as where it is the quote itself: once or twice?
                self.astray |= byte == b'"' && next == Some(byte);
                self.text.push(byte);
            }
            Within::Quoted if next == Some(quote) => {
                self.has_doubled = true;
                self.text.push(byte);
                return 2;
            }
            Within::Quoted => self.within = Within::Closed,
            _ if byte == delimiter => self.end_field(),
            _ if ends_line(byte) => {}
            Within::Start if self.dialect.padded && byte == b' ' && !self.ends.is_empty() && next != Some(b' ') => {}
            Within::Start if byte == quote => self.within = Within::Quoted,
            Within::Closed => {
                let behind = rest.iter().copied().find(|byte| *byte != b' ');
                let is_blank = byte == b' ' && behind.is_none_or(|byte| byte == delimiter || ends_line(byte));
                if !is_blank {
                    self.astray = true;
                    self.within = Within::Plain;
                    self.text.push(byte);
                }
            }
            Within::Start | Within::Plain => {
                self.text.push(byte);
                if byte == quote && next == Some(quote) {
                    self.text.push(quote);
                    self.within = Within::Plain;
                    return 2;
                }
                if byte == quote {
                    self.stray(next.filter(|byte| *byte != delimiter && !ends_line(*byte)));
                }
                self.within = Within::Plain;
            }
        }
        1
    }

    /// A quote within a field that has none around it, before this byte of the same field.
    fn stray(&mut self, next: Option<u8>) {
        match next {
            // As in `5" pipe`.
            Some(b' ') => {}
            Some(_) => self.opened = self.opened.or(Some(self.ends.len())),
            None => self.astray |= self.opened.take().is_some_and(|field| field != self.ends.len()),
        }
    }

    fn escape(&mut self, rest: &[u8]) -> usize {
        self.has_escapes = true;
        if self.within == Within::Start {
            self.within = Within::Plain;
        }
        match rest {
            [] => {
                self.text.push(b'\\');
                1
            }
            [b'\r', b'\n', ..] | [b'\r' | b'\n', ..] => {
                let length = if rest.starts_with(b"\r\n") { 2 } else { 1 };
                self.text.extend_from_slice(&rest[..length]);
                self.goes_on = rest.len() == length;
                1 + length
            }
            // Tables with tabs are written with words for what would break them.
            [word @ (b'n' | b'r' | b't'), ..] if self.dialect.delimiter == b'\t' => {
                self.text.push(match word {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    _ => b'\t',
                });
                2
            }
            // Any other sign means itself, and so does the backslash: `\N` is a word for nothing, `C:\photos` a path.
            [sign, ..] => {
                if ![b'\\', self.dialect.quote, self.dialect.delimiter].contains(sign) {
                    self.text.push(b'\\');
                }
                self.text.push(*sign);
                2
            }
        }
    }

    fn end_field(&mut self) {
        self.ends.push(self.text.len());
        self.within = Within::Start;
    }

    /// The row.
    pub(super) fn finish(mut self) -> Finished {
        let trouble = match self.within {
            Within::Quoted => Some(Trouble::Open),
            _ if self.goes_on => Some(Trouble::Backslash),
            _ if self.astray => Some(Trouble::Astray),
            _ => None,
        };
        self.end_field();
        let fields = Fields {
            // Cut where ASCII stands, so that it is UTF-8 as before.
            text: String::from_utf8(self.text).unwrap_or_default(),
            ends: self.ends,
        };
        let backslash = !self.dialect.escaped && ends_in_backslash(&fields);
        Finished {
            fields,
            trouble: trouble.or(backslash.then_some(Trouble::Backslash)),
            has_escapes: self.has_escapes,
            has_doubled: self.has_doubled,
        }
    }
}

/// Whether the last field ends in a backslash that nothing follows. A path of Windows may.
fn ends_in_backslash(fields: &Fields) -> bool {
    let last = fields.iter().next_back().unwrap_or_default();
    let backslashes = last.len() - last.trim_end_matches('\\').len();
    backslashes % 2 == 1 && !last.starts_with(|sign: char| sign.is_ascii_alphabetic() && last.get(1..3) == Some(":\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMAS: Dialect = Dialect {
        delimiter: b',',
        quote: b'"',
        padded: false,
        escaped: false,
    };

    fn read(text: &str, dialect: Dialect) -> (Vec<String>, Option<Trouble>) {
        let mut reader = RowReader::new(dialect);
        for line in text.split_inclusive('\n') {
            reader.line(line);
        }
        let read = reader.finish();
        (read.fields.iter().map(str::to_owned).collect(), read.trouble)
    }

    #[test]
    fn fields_are_told_apart_as_programs_write_them() {
        let padded = Dialect { padded: true, ..COMMAS };
        let apostrophes = Dialect { quote: b'\'', ..COMMAS };
        let escaped = Dialect {
            escaped: true,
            ..COMMAS
        };
        for (text, dialect, fields) in [
            ("a,b,\n", COMMAS, &["a", "b", ""][..]),
            ("1,\"a \"\"b\"\", c\",2\r\n", COMMAS, &["1", "a \"b\", c", "2"]),
            ("1,5\" pipe,7\" pipe\n", COMMAS, &["1", "5\" pipe", "7\" pipe"]),
            ("1,\"one\ntwo\" ,2\n", COMMAS, &["1", "one\ntwo", "2"]),
            ("a, b, \"c, d\",  e\n", padded, &["a", "b", "c, d", "  e"]),
            ("'a, b','it''s'\n", apostrophes, &["a, b", "it's"]),
            (
                "\"a \\\"b\\\", c\",\\N,d\\, e\\\nf\n",
                escaped,
                &["a \"b\", c", "\\N", "d, e\nf"],
            ),
        ] {
            assert_eq!(
                read(text, dialect),
                (fields.iter().map(|&f| f.to_owned()).collect(), None)
            );
        }
    }

    #[test]
    fn what_nobody_can_tell_apart_is_trouble() {
        for (text, trouble) in [
            ("1,\"a \"b\" c\"\n", Trouble::Astray),
            ("1,\"a \\\"b\\\" c\"\n", Trouble::Astray),
            ("5\"Table, round\",2\n", Trouble::Astray),
            ("1, \"a, b\"\n", Trouble::Astray),
            ("1,\"a\n", Trouble::Open),
            ("1,one\\\n", Trouble::Backslash),
        ] {
            assert_eq!(read(text, COMMAS).1, Some(trouble), "{text:?}");
        }
        assert_eq!(read("1,C:\\photos\\\n", COMMAS).1, None);
    }
}
