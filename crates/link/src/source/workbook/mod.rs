//! Workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods.
//!
//! A workbook keeps `00017` as the number 17 and a way to show it. An id is what the sheet shows, so the ways are read
//! too: for .xlsx by the crate that reads the cells, for the others in `shown`, which that crate leaves out.

mod cell;
pub mod columns;
mod header;
mod open;
mod package;
pub mod read;
mod rows;
mod shown;
mod unpack;
