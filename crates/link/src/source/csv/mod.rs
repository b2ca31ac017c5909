//! CSV files.

mod coding;
pub mod columns;
mod lines;
pub mod read;
mod text;

pub use self::text::delimiter_of;
pub(crate) use self::text::{decode, detect_delimiter};
