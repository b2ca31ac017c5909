//! What a workbook becomes when it is unpacked, counted before any reader sees it.
//!
//! A file of a megabyte can unpack to gigabytes, and a sheet of one cell can say that it repeats a billion times. The readers keep
//! what they read in memory. So each part is unpacked once here and thrown away as it comes, and what is more than a
//! workbook of an office has is refused with the limit in words. Nothing here knows the rest of the program.

mod grid;
mod limits;
mod ods;
mod parts;
mod xml;

pub(super) use self::grid::Grid;
pub(super) use self::limits::{Limits, TooMuch, Trouble};
pub(super) use self::parts::{check, directory};
