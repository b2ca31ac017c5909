//! PA2's use cases: authorize, open a transaction, apply the rules, save, queue what follows.
//!
//! Invariants: knows no HTTP and no SQL; the API, the site and the command line call the same functions; each function
//! that reads or changes something takes the [`Actor`] and asks [`Actor::may`] before anything else; a success is
//! returned after the commit.

mod actor;
mod address;
mod attempts;
mod entropy;
mod error;
mod fair;
mod on_its_own;
mod pa2;
mod quota;
mod recent;
mod seal;
mod table;

pub mod api_calls;
pub mod audit;
pub mod clock;
pub mod home;
pub mod idempotency;
pub mod installation;

pub mod clients;
pub mod config;
pub mod defaults;
pub mod drafts;
pub mod forms;
pub mod journals;
pub mod keys;
pub mod kiva;
pub mod life;
pub mod loans;
pub mod mail;
pub mod names;
pub mod partners;
pub mod people;
pub mod photo;
pub mod repayments;
pub mod reports;
pub mod sandbox;
pub mod seed;
pub mod sessions;
pub mod tokens;
pub mod training;
mod words;
pub use actor::{Actor, ClientActor, Permission, PersonActor, Role};
pub use entropy::Entropy;
pub use error::{Error, Kind, Said};
use on_its_own::on_its_own;
pub use pa2::{Options, Pa2};
pub use quota::Admitted;

/// What a use case answers.
pub type Result<T> = std::result::Result<T, Error>;
