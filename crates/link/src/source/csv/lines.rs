//! The lines of a text as an editor counts them, while it is read as it comes.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

/// A line.
#[derive(Debug)]
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: u64,
    /// With its end: CR and LF together, or either of them alone.
    pub(super) text: String,
}

/// Reads a text line by line; lines can be given back.
#[derive(Debug)]
pub(super) struct Lines<R> {
    inner: BufReader<R>,
    /// Lines read so far.
    read: u64,
    back: VecDeque<Line>,
}

impl<R: Read> Lines<R> {
    pub(super) fn of(inner: R) -> Lines<R> {
        Lines {
            inner: BufReader::new(inner),
            read: 0,
            back: VecDeque::new(),
        }
    }

    /// The next line; none at the end of the text.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.back.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        loop {
            let here = self.inner.fill_buf()?;
            if here.is_empty() {
                break;
            }
            let Some(end) = memchr::memchr2(b'\r', b'\n', here) else {
                bytes.extend_from_slice(here);
                let length = here.len();
                self.inner.consume(length);
                continue;
            };
            let is_return = here[end] == b'\r';
            bytes.extend_from_slice(&here[..=end]);
            self.inner.consume(end + 1);
            if is_return && self.inner.fill_buf()?.first() == Some(&b'\n') {
                bytes.push(b'\n');
                self.inner.consume(1);
            }
            break;
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        self.read += 1;
        let text = String::from_utf8(bytes).map_err(|cause| io::Error::new(io::ErrorKind::InvalidData, cause))?;
        Ok(Some(Line {
            number: self.read,
            text,
        }))
    }

    /// Passes over so many lines.
    pub(super) fn pass_over(&mut self, lines: u64) -> io::Result<()> {
        for _ in 0..lines {
            self.next()?;
        }
        Ok(())
    }

    /// Gives lines back, to be read again in their order.
    pub(super) fn give_back(&mut self, lines: impl DoubleEndedIterator<Item = Line>) {
        lines.rev().for_each(|line| self.back.push_front(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_counts() {
        for text in ["a\r\nb\r\n\r\nc", "a\nb\n\nc", "a\rb\r\rc"] {
            let mut lines = Lines::of(text.as_bytes());
            let mut read = Vec::new();
            while let Some(line) = lines.next().unwrap() {
                read.push((line.number, line.text.trim_end().to_owned()));
            }
            let wanted = [(1, "a"), (2, "b"), (3, ""), (4, "c")];
            assert_eq!(read, wanted.map(|(number, text)| (number, text.to_owned())), "{text:?}");
        }
    }

    #[test]
    fn lines_that_are_given_back_come_again() {
        let mut lines = Lines::of(&b"a\nb\nc\n"[..]);
        let taken = [lines.next().unwrap().unwrap(), lines.next().unwrap().unwrap()];
        lines.give_back(taken.into_iter());
        assert_eq!(lines.next().unwrap().unwrap().number, 1);
        assert_eq!(lines.next().unwrap().unwrap().text, "b\n");
        assert_eq!(lines.next().unwrap().unwrap().number, 3);
        assert!(lines.next().unwrap().is_none());
    }
}
