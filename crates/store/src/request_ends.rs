//! The end of a partner's request to Kiva, of whichever kind: it is written once, while the request is open.

use chrono::{DateTime, Utc};

use crate::{Error, Result, Sql, Tx, Value};

/// What every kind of request has at its end.
pub(crate) struct End<'a> {
    /// Name of the state.
    pub(crate) state: &'a str,
    /// What was said.
    pub(crate) answer: &'a str,
    /// Label of who answered or took it back.
    pub(crate) by: Option<&'a str>,
    /// When.
    pub(crate) at: Option<DateTime<Utc>>,
}

/// Writes the end of a request of this table, and what its kind has beside that. [`Error::Stale`] when it is open no more.
pub(crate) async fn write(
    tx: &Tx,
    (table, id): (&'static str, i64),
    end: End<'_>,
    more: Vec<(&'static str, Value)>,
) -> Result<()> {
    let mut columns: Vec<(&str, Value)> = vec![
        ("state", end.state.into()),
        ("answer", end.answer.into()),
        ("answered_by", end.by.map(String::from).into()),
        ("answered_at", end.at.map(|at| at.timestamp()).into()),
    ];
    columns.extend(more);
    let mut sql = Sql::new(format!("UPDATE {table} SET "));
    for (at, (column, value)) in columns.into_iter().enumerate() {
        sql.say(if at > 0 { ", " } else { "" })
            .say(column)
            .say(" = ")
            .value(value);
    }
    sql.say(" WHERE id = ").value(id).say(" AND state = 'open'");
    if tx.run(sql).await? == 1 {
        Ok(())
    } else {
        Err(Error::Stale { what: "The request" })
    }
}
