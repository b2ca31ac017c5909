//! What PA2 keeps: repositories over SQLite and PostgreSQL, one code path for both.
//!
//! Invariants: the only crate of PA2 that knows SQL; decides nothing that a person would call a rule; every function
//! takes the [`Db`] it works on, and what changes anything a [`Tx`], so that a use case chooses the transaction; what one transaction wrote is seen whole
//! or not at all.

mod connect;
mod error;
mod gathered;
mod loan_page;
pub mod loan_past;
mod loan_photos;
mod loan_row;
mod loan_search;
mod migration;
#[cfg(test)]
mod plans;
mod request_ends;

pub mod idempotency;
pub mod photo_uploads;
pub mod photos;
pub mod settings;
pub mod snapshots;

pub mod activity;
pub mod api_calls;
pub mod audit;
pub mod clients;
pub mod defaults;
pub mod drafts;
pub mod exercises;
pub mod journals;
pub mod keys;
pub mod loan_index;
pub mod loan_queue;
pub mod loans;
pub mod mail;
pub mod mass_requests;
pub mod month_blocks;
pub mod names;
pub mod partners;
pub mod password_links;
pub mod people;
pub mod recovery_codes;
pub mod repayments;
pub mod reports;
pub mod seed;
pub mod sessions;
pub mod to_be_repaid;
pub mod usage;
pub mod wires;
pub use connect::Store;
pub use error::{Error, Outcome};
pub use fieldlink_rows::Error as DatabaseError;
pub use fieldlink_rows::{Ask, Db, Engine, Held, Place, Tx, has_kept, unit};
pub(crate) use fieldlink_rows::{Reader, Row, Sql, Value, sql};

/// What the store answers.
pub type Result<T> = std::result::Result<T, Error>;
