//! What can be asked.

use futures::future::BoxFuture;

use crate::{Cell, Engine, Error, Result, Row, Sql};

/// Something that statements are read from: a database as it is committed, or a transaction as it stands. One type for both,
/// so that a repository is compiled once and not again for each use case.
pub trait Db: Send + Sync {
    /// The engine, for the few statements that differ.
    fn engine(&self) -> Engine;

    /// The rows that a statement answers.
    fn fetch(&self, sql: Sql) -> BoxFuture<'_, Result<Vec<Row>>>;
}

/// The forms in which an answer is wanted.
pub trait Ask: Db {
    /// All rows.
    ///
    /// # Errors
    /// When the statement fails.
    fn all(&self, sql: impl Into<Sql>) -> BoxFuture<'_, Result<Vec<Row>>> {
        self.fetch(sql.into())
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// When the statement fails.
    fn one(&self, sql: impl Into<Sql>) -> BoxFuture<'_, Result<Option<Row>>> {
        let rows = self.fetch(sql.into());
        Box::pin(async move { Ok(rows.await?.into_iter().next()) })
    }

    /// The first value of the first row, if there is one.
    ///
    /// # Errors
    /// When the statement fails, or something else stands there.
    fn value<T: Cell>(&self, sql: impl Into<Sql>) -> BoxFuture<'_, Result<Option<T>>> {
        let rows = self.fetch(sql.into());
        Box::pin(async move { rows.await?.first().map(|row| row.get(0)).transpose() })
    }

    /// The first value of the only row: of a count, a sum, or what `RETURNING` tells of the one row that was written.
    ///
    /// # Errors
    /// When the statement fails or answers no row.
    fn single<T: Cell>(&self, sql: impl Into<Sql>) -> BoxFuture<'_, Result<T>> {
        let rows = self.fetch(sql.into());
        Box::pin(async move {
            let rows = rows.await?;
            rows.first().ok_or(Error::Failed(sqlx::Error::RowNotFound))?.get(0)
        })
    }

    /// The number in the first row; 0 without one.
    ///
    /// # Errors
    /// When the statement fails, or something else stands there.
    fn count(&self, sql: impl Into<Sql>) -> BoxFuture<'_, Result<u64>> {
        let rows = self.fetch(sql.into());
        Box::pin(async move {
            let n: Option<i64> = rows.await?.first().map(|row| row.get(0)).transpose()?;
            Ok(u64::try_from(n.unwrap_or(0)).unwrap_or(0))
        })
    }

    /// The first value of each row.
    ///
    /// # Errors
    /// When the statement fails, or something else stands there.
    fn values<T: Cell>(&self, sql: impl Into<Sql>) -> BoxFuture<'_, Result<Vec<T>>> {
        let rows = self.fetch(sql.into());
        Box::pin(async move { rows.await?.iter().map(|row| row.get(0)).collect() })
    }

    /// Whether the statement answers any row.
    ///
    /// # Errors
    /// When the statement fails.
    fn any(&self, sql: impl Into<Sql>) -> BoxFuture<'_, Result<bool>> {
        let rows = self.fetch(sql.into());
        Box::pin(async move { Ok(!rows.await?.is_empty()) })
    }
}

impl<D: Db + ?Sized> Ask for D {}
