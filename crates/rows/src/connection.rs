//! One connection of a pool, of either engine.

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, Executor as _, Postgres, Sqlite};

use crate::row::Kind;
use crate::{Engine, Row, Sql, Value};

/// What the driver answers.
pub(crate) type Answer<T> = std::result::Result<T, sqlx::Error>;

/// A connection that goes back to its pool when dropped.
#[derive(Debug)]
pub(crate) enum Connection {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Connection {
    /// The rows that a statement answers.
    pub(crate) async fn fetch(&mut self, sql: Sql) -> Answer<Vec<Row>> {
        match self {
            Connection::Sqlite(connection) => {
                let (text, values) = sql.for_engine(Engine::Sqlite);
                let query = sqlx::query_with(AssertSqlSafe(text), sqlite(values)?);
                let rows = query.fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(|row| Row(Kind::Sqlite(row))).collect())
            }
            Connection::Postgres(connection) => {
                let (text, values) = sql.for_engine(Engine::Postgres);
                let query = sqlx::query_with(AssertSqlSafe(text), postgres(values)?);
                let rows = query.fetch_all(&mut **connection).await?;
                Ok(rows.into_iter().map(|row| Row(Kind::Postgres(row))).collect())
            }
        }
    }

    /// How many rows a statement changed.
    pub(crate) async fn run(&mut self, sql: Sql) -> Answer<u64> {
        match self {
            Connection::Sqlite(connection) => {
                let (text, values) = sql.for_engine(Engine::Sqlite);
                let query = sqlx::query_with(AssertSqlSafe(text), sqlite(values)?);
                Ok(query.execute(&mut **connection).await?.rows_affected())
            }
            Connection::Postgres(connection) => {
                let (text, values) = sql.for_engine(Engine::Postgres);
                let query = sqlx::query_with(AssertSqlSafe(text), postgres(values)?);
                Ok(query.execute(&mut **connection).await?.rows_affected())
            }
        }
    }

    /// Begins. SQLite's write lock is taken at once: a read that turns into a write can fail half-way otherwise.
    pub(crate) async fn begin(&mut self) -> Answer<()> {
        match self {
            Connection::Sqlite(connection) => connection.execute("BEGIN IMMEDIATE").await.map(drop),
            Connection::Postgres(connection) => connection.execute("BEGIN").await.map(drop),
        }
    }

    /// Asks for the commit.
    pub(crate) async fn commit(&mut self) -> Answer<()> {
        self.plain("COMMIT").await
    }

    /// Undoes what is open.
    pub(crate) async fn rollback(&mut self) -> Answer<()> {
        self.plain("ROLLBACK").await
    }

    async fn plain(&mut self, statement: &'static str) -> Answer<()> {
        match self {
            Connection::Sqlite(connection) => connection.execute(statement).await.map(drop),
            Connection::Postgres(connection) => connection.execute(statement).await.map(drop),
        }
    }

    /// Closes instead of going back to the pool, whatever state it is in: the engine undoes what is open.
    pub(crate) fn close(mut self) {
        match &mut self {
            Connection::Sqlite(connection) => connection.close_on_drop(),
            Connection::Postgres(connection) => connection.close_on_drop(),
        }
    }
}

/// A connection that is closed unless it is taken out: whoever gives up in the middle leaves nothing open in a pool.
pub(crate) struct Asked(pub(crate) Option<Connection>);

impl Drop for Asked {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            connection.close();
        }
    }
}

fn sqlite(values: Vec<Value>) -> Answer<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Bool(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres(values: Vec<Value>) -> Answer<PgArguments> {
    let mut arguments = PgArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Bool(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
