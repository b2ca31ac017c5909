//! Excel workbooks.

mod cell;
pub mod columns;
pub mod read;
