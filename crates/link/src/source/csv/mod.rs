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

pub(crate) use self::dialect::detect_delimiter;
pub use self::dialect::{delimiter_of, quote_of};
pub(crate) use self::text::decode;

/// Whether texts in an encoding of this name can be read.
pub(crate) fn is_encoding(name: &str) -> bool {
    coding::Coding::of(name).is_some()
}
