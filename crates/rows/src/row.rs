//! One row of an answer, and the typed look at it.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, Row as _};

use crate::{Error, Result};

/// One row of an answer.
#[derive(Debug)]
pub struct Row(pub(crate) Kind);

/// By engine.
#[derive(Debug)]
pub(crate) enum Kind {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What can stand in a column: yes or no, whole numbers, text, bytes, and each of them or nothing.
pub trait Cell: Sized {
    /// The value at this place of the row.
    ///
    /// # Errors
    /// When there is no such place, or something else stands there.
    fn read(row: &Row, at: usize) -> std::result::Result<Self, sqlx::Error>;
}

macro_rules! cells {
    ($($type:ty),*) => {$(
        impl Cell for $type {
            fn read(row: &Row, at: usize) -> std::result::Result<Self, sqlx::Error> {
                match &row.0 {
                    Kind::Sqlite(row) => row.try_get(at),
                    Kind::Postgres(row) => row.try_get(at),
                }
            }
        }

        impl Cell for Option<$type> {
            fn read(row: &Row, at: usize) -> std::result::Result<Self, sqlx::Error> {
                match &row.0 {
                    Kind::Sqlite(row) => row.try_get(at),
                    Kind::Postgres(row) => row.try_get(at),
                }
            }
        }
    )*};
}

cells!(bool, i32, i64, String, Vec<u8>);

/// How a column is named: by its name or by its place from 0.
pub trait Column: Copy {
    /// Its place in the row.
    fn place(self, row: &Row) -> Option<usize>;
    /// Its name, for messages.
    fn name(self, row: &Row) -> String;
}

impl Column for &str {
    fn place(self, row: &Row) -> Option<usize> {
        match &row.0 {
            Kind::Sqlite(row) => row.try_column(self).ok().map(|column| column.ordinal()),
            Kind::Postgres(row) => row.try_column(self).ok().map(|column| column.ordinal()),
        }
    }

    fn name(self, _: &Row) -> String {
        self.to_owned()
    }
}

impl Column for usize {
    fn place(self, _: &Row) -> Option<usize> {
        Some(self)
    }

    fn name(self, row: &Row) -> String {
        let name = match &row.0 {
            Kind::Sqlite(row) => row.try_column(self).ok().map(|column| column.name().to_owned()),
            Kind::Postgres(row) => row.try_column(self).ok().map(|column| column.name().to_owned()),
        };
        name.unwrap_or_else(|| format!("number {}", self + 1))
    }
}

impl Row {
    /// The typed look at a row of `table`, whose row is known by what stands in the column `key`.
    pub fn of<'r>(&'r self, table: &'static str, key: &'static str) -> Reader<'r> {
        Reader { row: self, table, key }
    }

    /// A value of an answer that is no row of a table, such as a sum.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn get<T: Cell>(&self, column: impl Column) -> Result<T> {
        self.of("(answer)", "").get(column)
    }
}

/// The typed look at a row: what cannot be read is told by table, row and column, never by the value itself.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'r> {
    row: &'r Row,
    table: &'static str,
    key: &'static str,
}

impl Reader<'_> {
    /// The value of a column.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn get<T: Cell>(&self, column: impl Column) -> Result<T> {
        let place = column.place(self.row).ok_or_else(|| self.bad(column))?;
        T::read(self.row, place).map_err(|_| self.bad(column))
    }

    /// A column that is made into something, which can fail.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn made<T: Cell, U>(&self, column: impl Column, make: impl FnOnce(T) -> Option<U>) -> Result<U> {
        make(self.get(column)?).ok_or_else(|| self.bad(column))
    }

    /// The same of a column that may hold nothing.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn maybe_made<T, U>(&self, column: impl Column, make: impl FnOnce(T) -> Option<U>) -> Result<Option<U>>
    where
        Option<T>: Cell,
    {
        let Some(value) = self.get::<Option<T>>(column)? else {
            return Ok(None);
        };
        make(value).map(Some).ok_or_else(|| self.bad(column))
    }

    /// A text that stands for something, such as a status, a day or a decimal.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn text<T: FromStr>(&self, column: impl Column) -> Result<T> {
        self.made(column, |text: String| text.parse().ok())
    }

    /// The same, or nothing.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn maybe_text<T: FromStr>(&self, column: impl Column) -> Result<Option<T>> {
        self.maybe_made(column, |text: String| text.parse().ok())
    }

    /// An instant, kept as whole seconds since 1970.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn moment(&self, column: impl Column) -> Result<DateTime<Utc>> {
        self.made(column, |seconds| DateTime::from_timestamp(seconds, 0))
    }

    /// The same, or nothing.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn maybe_moment(&self, column: impl Column) -> Result<Option<DateTime<Utc>>> {
        self.maybe_made(column, |seconds| DateTime::from_timestamp(seconds, 0))
    }

    /// A text that is JSON.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn json<T: DeserializeOwned>(&self, column: impl Column) -> Result<T> {
        self.made(column, |text: String| serde_json::from_str(&text).ok())
    }

    /// The same, or nothing.
    ///
    /// # Errors
    /// [`Error::Corrupt`].
    pub fn maybe_json<T: DeserializeOwned>(&self, column: impl Column) -> Result<Option<T>> {
        self.maybe_made(column, |text: String| serde_json::from_str(&text).ok())
    }

    /// That the column holds what this program cannot have written.
    pub fn bad(&self, column: impl Column) -> Error {
        Error::Corrupt {
            table: self.table,
            row: self.known_by(),
            column: column.name(self.row),
        }
    }

    fn known_by(&self) -> String {
        fn shown<T: Cell + Display>(row: &Row, at: usize) -> Option<String> {
            T::read(row, at).ok().map(|value| value.to_string())
        }
        let key = self.key.place(self.row);
        key.and_then(|at| shown::<i64>(self.row, at).or_else(|| shown::<String>(self.row, at)))
            .unwrap_or_else(|| String::from("(unknown)"))
    }
}
