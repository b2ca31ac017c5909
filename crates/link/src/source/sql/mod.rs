//! Databases: PostgreSQL, MySQL and MariaDB, SQLite, Microsoft SQL Server, and others by ODBC.
//!
//! A query is read as text, in which the server itself writes the values where its protocol can: decimals keep every
//! digit, dates come as ISO, and no type of the database can be unknown to us.
//!
//! What keeps a query from changing anything is the database (ADR 34). PostgreSQL, MySQL and MariaDB *prepare* it first: a
//! server prepares one statement and not several, and tells whether it answers rows. Then it is asked in a transaction
//! that may only read, and that is taken back. SQLite's file is opened read-only. SQL Server and ODBC have no such
//! transaction: there the words of the query are looked at in the database's own way of reading ([`read_only`]), and the
//! account must be one that only reads, or be accepted by name (`account`).

mod account;
mod bind;
pub mod columns;
mod dialect;
mod lex;
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
