//! One way to a database, for PA2's store, the link's ledger and the receiver: SQLite and PostgreSQL by the same statements.
//!
//! - [`Place`] says where a database is and never prints its password; [`Database::open`] opens it and brings its tables up
//!   to date by [`Migrations`].
//! - [`Sql`] is a statement with its values, [`Row`] one answer of it, [`Reader`] the typed look at it that names table, row
//!   and column when one cannot be read.
//! - [`Db`] is whatever can be asked; only a [`Tx`] changes anything. A change ends in one of three ways, and [`Error`]
//!   tells them apart: it was not begun, it failed before the commit, or the answer to the commit was lost.
//!
//! Invariants: knows no partner and no loan; no connection goes back to a pool inside a transaction; after a failed
//! statement a transaction takes nothing more and is never committed.

mod connection;
mod context;
mod database;
mod db;
mod error;
#[cfg(feature = "faults")]
mod faults;
mod heartbeat;
mod held;
mod line;
mod migrate;
mod open;
mod place;
mod row;
mod sql;
mod tx;
mod unit;
mod value;

pub use database::Database;
pub use db::{Ask, Db};
pub use error::{Error, Trouble};
#[cfg(feature = "faults")]
pub use faults::{Faults, Ill};
pub use heartbeat::Heartbeat;
pub use held::Held;
pub use migrate::Migrations;
pub use open::Options;
pub use place::{Engine, Place};
pub use row::{Cell, Column, Reader, Row};
pub use sql::Sql;
pub use tx::Tx;
pub use unit::{has_kept, unit};
pub use value::Value;

/// What a function here answers.
pub type Result<T> = std::result::Result<T, Error>;
