//! Sources: where records come from. A folder each for databases, CSV files, workbooks and JSON APIs, with the same two
//! files: `read.rs` (rows to records) and `columns.rs` (what there is, for `init` and `doctor`).
//!
//! Invariants: a source is only ever read; every value becomes text that is exact; NULL and empty cells are told from
//! text; and a record says where it stands.

pub mod csv;
mod error;
pub mod http;
pub(crate) mod number;
mod place;
pub mod push;
mod sheet_error;
pub mod sql;
mod stream;
pub mod workbook;

pub use self::error::{Cause, SourceError};
pub use self::place::Place;
pub use self::stream::{Records, Sink};
