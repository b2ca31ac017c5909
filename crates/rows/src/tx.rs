//! The transaction that a use case works in.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::BoxFuture;
use tokio::sync::Mutex;

use crate::connection::{Asked, Connection};
use crate::context::Context;
use crate::{Db, Engine, Error, Result, Row, Sql, unit};

/// A transaction. Dropped without [`Tx::commit`], it is undone.
#[derive(Debug)]
pub struct Tx {
    context: Context,
    connection: Mutex<Option<Connection>>,
    /// That a statement failed: SQLite may have undone all of it by then, and would keep what follows one by one.
    spoilt: AtomicBool,
}

impl Tx {
    pub(crate) fn over(context: Context, connection: Connection) -> Tx {
        Tx {
            context,
            connection: Mutex::new(Some(connection)),
            spoilt: AtomicBool::new(false),
        }
    }

    /// Runs a statement; answers how many rows it changed.
    ///
    /// # Errors
    /// When it fails; then the transaction takes nothing more.
    pub async fn run(&self, sql: impl Into<Sql>) -> Result<u64> {
        // In a box, so that use cases of many statements stay small on the stack.
        Box::pin(self.change(sql.into())).await
    }

    async fn change(&self, sql: Sql) -> Result<u64> {
        let mut connection = self.connection.lock().await;
        let connection = self.fit(&mut connection)?;
        // What is broken off in the middle has failed too.
        self.spoilt.store(true, Ordering::Release);
        let done = self.context.run(connection, sql).await;
        let done = done.map_err(Error::of_statement)?;
        self.spoilt.store(false, Ordering::Release);
        Ok(done)
    }

    fn fit<'c>(&self, connection: &'c mut Option<Connection>) -> Result<&'c mut Connection> {
        if self.spoilt.load(Ordering::Acquire) {
            return Err(Error::Spoilt);
        }
        connection.as_mut().ok_or(Error::Spoilt)
    }

    /// Makes everything done in it durable.
    ///
    /// # Errors
    /// [`Error::Spoilt`] and [`Error::Failed`] when nothing was kept, [`Error::Unanswered`] when that is not known.
    pub async fn commit(self) -> Result<()> {
        Box::pin(self.committed()).await
    }

    async fn committed(mut self) -> Result<()> {
        if *self.spoilt.get_mut() {
            return Err(Error::Spoilt);
        }
        let connection = self.connection.get_mut().take().ok_or(Error::Spoilt)?;
        let mut asked = Asked(Some(connection));
        let Some(connection) = &mut asked.0 else {
            return Err(Error::Spoilt);
        };
        let done = self.context.commit(connection).await;
        let done = done.map_err(Error::of_commit);
        if matches!(done, Ok(()) | Err(Error::Unanswered(_))) {
            unit::keep();
        }
        done?;
        // Back to its pool.
        drop(asked.0.take());
        Ok(())
    }
}

impl Db for Tx {
    fn engine(&self) -> Engine {
        self.context.engine
    }

    fn fetch(&self, sql: Sql) -> BoxFuture<'_, Result<Vec<Row>>> {
        Box::pin(async move {
            let mut connection = self.connection.lock().await;
            let connection = self.fit(&mut connection)?;
            self.spoilt.store(true, Ordering::Release);
            let rows = self.context.fetch(connection, sql).await;
            let rows = rows.map_err(Error::of_statement)?;
            self.spoilt.store(false, Ordering::Release);
            Ok(rows)
        })
    }
}

impl Drop for Tx {
    /// Undoes what was not committed: by a rollback that is answered, else by closing the connection.
    fn drop(&mut self) {
        let Some(connection) = self.connection.get_mut().take() else {
            return;
        };
        let undone = Asked(Some(connection));
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let spoilt = *self.spoilt.get_mut();
        let line = self.context.line.clone();
        runtime.spawn(async move {
            let mut undone = undone;
            let Some(connection) = &mut undone.0 else { return };
            // After a failure the driver and the engine may not be of one mind about what is open.
            if !spoilt && line.watch(connection.rollback()).await.is_ok() {
                drop(undone.0.take());
            }
        });
    }
}
