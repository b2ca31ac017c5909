//! Databases: PostgreSQL, MySQL and MariaDB, SQLite, Microsoft SQL Server, and others by ODBC.
//!
//! A query is read as text, in which the server itself writes the values where its protocol can: decimals keep every
//! digit, dates come as ISO, and no type of the database can be unknown to us.
//!
//! Three locks keep a query from changing anything: the words of the query ([`read_only`]), a transaction that may only
//! read or is taken back, and, best of all, a database user that may only read.

mod bind;
pub mod columns;
mod mssql;
mod mssql_value;
mod mysql;
#[cfg(feature = "odbc")]
mod odbc;
pub mod one;
mod postgres;
pub mod read;
pub mod read_only;
mod sqlite;
mod trouble;

pub use self::bind::parameters;
pub use self::mssql::settings_of as mssql_settings;
