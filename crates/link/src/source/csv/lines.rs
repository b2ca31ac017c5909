//! Which line a row stands in, while the text is read as it comes.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

/// What was seen of the text between the row that was asked for last and the end of what has been read.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Bytes read.
    read: u64,
    /// The line of the row that was asked for last, less one.
    line: u64,
    /// Line ends that stand together: first byte, byte after the last, how many lines they end.
    ends: VecDeque<(u64, u64, u64)>,
    quotes: VecDeque<u64>,
}

impl Marks {
    fn see(&mut self, bytes: &[u8]) {
        for (at, byte) in (self.read..).zip(bytes) {
            match byte {
                b'\r' | b'\n' => {
                    let lines = u64::from(*byte == b'\n');
                    match self.ends.back_mut().filter(|(_, end, _)| *end == at) {
                        Some((_, end, all)) => {
                            *end = at + 1;
                            *all += lines;
                        }
                        None => self.ends.push_back((at, at + 1, lines)),
                    }
                }
                b'"' => self.quotes.push_back(at),
                _ => {}
            }
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
        while self.quotes.front().is_some_and(|at| *at < byte) {
            self.quotes.pop_front();
        }
        self.line + 1
    }

    /// Quotes since the row that was asked for last.
    pub(super) fn quotes(&self) -> usize {
        self.quotes.len()
    }
}

/// A text that is being read.
pub(super) struct Marked<R> {
    inner: R,
    marks: Rc<RefCell<Marks>>,
}

impl<R> Marked<R> {
    pub(super) fn new(inner: R) -> (Marked<R>, Rc<RefCell<Marks>>) {
        let marks = Rc::<RefCell<Marks>>::default();
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
