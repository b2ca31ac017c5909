//! What a text means as a number or a day. A text that can mean two things is answered with both, and nobody chooses here.
//!
//! Invariants: no IO, no configuration; whoever writes a value in one of the ways that are known reads that value again,
//! alone or as one of two.

pub mod day;
pub mod money_words;
pub mod number;
pub mod signs;

/// What a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading<T> {
    /// Only this.
    One(T),
    /// Either of these; only a person can say which.
    Two(T, T),
    /// Nothing that is known.
    None,
}

impl<T> Reading<T> {
    /// What it means when it can mean only one thing.
    pub fn only(self) -> Option<T> {
        match self {
            Reading::One(value) => Some(value),
            Reading::Two(..) | Reading::None => None,
        }
    }
}
