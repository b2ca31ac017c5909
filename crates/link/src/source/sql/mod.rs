//! Databases: PostgreSQL, MySQL and MariaDB, SQLite.
//!
//! A query is read as text through each database's plain query protocol, in which the server itself writes the
//! values: decimals keep every digit, dates come as ISO, and no type of the database can be unknown to us.

pub mod columns;
mod mysql;
mod postgres;
pub mod read;
pub mod read_only;
mod sqlite;
