//! Which line a row stands in, and whether its quotes are in order, while the text is read as it comes.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

/// Where the reading stands within a field, as the reader of rows sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    /// Before its first letter.
    #[default]
    Start,
    /// In a field without quotes: a quote there is a letter.
    Plain,
    /// In quotes.
    Quoted,
    /// Behind a quote that may have closed the field.
    Closed,
}

/// What was seen of the text between the row that was asked for last and the end of what has been read.
#[derive(Debug)]
pub(super) struct Marks {
    delimiter: u8,
    /// Bytes read.
    read: u64,
    /// The line of the row that was asked for last, less one.
    line: u64,
    /// Line ends that stand together: first byte, byte after the last, how many lines they end.
    ends: VecDeque<(u64, u64, u64)>,
    within: Within,
    /// Letters right behind a closing quote: nobody can say where such a field ends.
    astray: VecDeque<u64>,
    before: u8,
}

impl Marks {
    /// Of a text that begins after so many lines.
    fn after(line: u64, delimiter: u8) -> Marks {
        Marks {
            delimiter,
            read: 0,
            line,
            ends: VecDeque::new(),
            within: Within::Start,
            astray: VecDeque::new(),
            before: 0,
        }
    }

    fn see(&mut self, bytes: &[u8]) {
        for (at, byte) in (self.read..).zip(bytes.iter().copied()) {
            let ends = matches!(byte, b'\r' | b'\n');
            if ends {
                // An editor counts CR and LF together as one, and either of them alone.
                let lines = u64::from(byte == b'\r' || self.before != b'\r');
                match self.ends.back_mut().filter(|(_, end, _)| *end == at) {
                    Some((_, end, all)) => {
                        *end = at + 1;
                        *all += lines;
                    }
                    None => self.ends.push_back((at, at + 1, lines)),
                }
            }
            self.within = match (self.within, byte) {
                (Within::Quoted, b'"') => Within::Closed,
                (Within::Quoted, _) => Within::Quoted,
                (Within::Start | Within::Closed, b'"') => Within::Quoted,
                _ if ends || byte == self.delimiter => Within::Start,
                (Within::Closed, _) => {
                    self.astray.push_back(at);
                    Within::Plain
                }
                _ => Within::Plain,
            };
            self.before = byte;
        }
        self.read += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    }

    /// The line of the row that begins at this byte, or after the line ends that stand there. Rows are asked for in their
    /// order. The CSV reader's own count is one behind where lines end with two characters.
    pub(super) fn line_of(&mut self, byte: u64) -> u64 {
        while let Some((_, _, lines)) = self.ends.front().filter(|(start, _, _)| *start <= byte) {
            self.line += lines;
            self.ends.pop_front();
        }
        self.line + 1
    }

    /// Whether a letter stands right behind a closing quote before this byte. Asked for row by row.
    pub(super) fn went_astray(&mut self, before: u64) -> bool {
        let left = self.astray.len();
        while self.astray.front().is_some_and(|at| *at < before) {
            self.astray.pop_front();
        }
        self.astray.len() < left
    }

    /// Whether what was read ends within quotes.
    pub(super) fn ends_in_quotes(&self) -> bool {
        self.within == Within::Quoted
    }
}

/// A text that is being read.
pub(super) struct Marked<R> {
    inner: R,
    marks: Rc<RefCell<Marks>>,
}

impl<R> Marked<R> {
    /// A text that begins after so many lines.
    pub(super) fn new(inner: R, lines: u64, delimiter: u8) -> (Marked<R>, Rc<RefCell<Marks>>) {
        let marks = Rc::new(RefCell::new(Marks::after(lines, delimiter)));
        (
            Marked {
                inner,
                marks: marks.clone(),
            },
            marks,
        )
    }
}

impl<R: Read> Read for Marked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.marks.borrow_mut().see(&buffer[..length]);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Marks {
        let mut marks = Marks::after(0, b',');
        // In two pieces, wherever they are cut.
        for at in 0..text.len() {
            marks = Marks::after(0, b',');
            marks.see(&text.as_bytes()[..at]);
            marks.see(&text.as_bytes()[at..]);
        }
        marks
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts() {
        for text in ["a\r\nb\r\n\r\nc", "a\nb\n\nc", "a\rb\r\rc"] {
            let at = |letter: char| u64::try_from(text.find(letter).unwrap()).unwrap();
            let mut marks = seen(text);
            assert_eq!(
                ['a', 'b', 'c'].map(|letter| marks.line_of(at(letter))),
                [1, 2, 4],
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_letter_behind_a_closing_quote_is_astray() {
        for (text, astray, open) in [
            ("1,\"a \"\"b\"\" c\",2\n", false, false),
            ("1,5\" pipe,2\n", false, false),
            ("1,\"a\"\n", false, false),
            ("1,\"a \"b\" c\"\n", true, false),
            ("1,\"a \\\"b\n", true, false),
            ("1,\"a\n", false, true),
        ] {
            let mut marks = seen(text);
            assert_eq!(
                (marks.went_astray(u64::MAX), marks.ends_in_quotes()),
                (astray, open),
                "{text}"
            );
        }
    }
}
