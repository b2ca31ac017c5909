//! Apache Fineract and Mifos X: three ways to read it.
//!
//! - [`config::database`]: queries over its database, which know what older versions lack ([`schema`]);
//! - [`config::reports`]: the same queries kept in Fineract as reports, asked for over its API;
//! - [`hook`]: a web hook says that something changed, and the link reads again.
//!
//! The tables, columns and codes are facts of the project's own changelogs; the queries are ours. Traps that they step
//! around are each named where they do, and each has a test.

pub mod config;
pub mod hook;
pub mod queries;
pub mod schema;

pub use self::schema::Schema;
