//! How far people have come with the exercises of the training.

use chrono::{DateTime, Utc};

use crate::{Db, Result};

/// An exercise that a person has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Which exercise.
    pub exercise: String,
    /// What it is about: the number of a draft or loan, the key of an archive, a month.
    pub subject: String,
    /// When it was begun, in real time.
    pub begun_at: DateTime<Utc>,
    /// When it was found done, in real time.
    pub done_at: Option<DateTime<Utc>>,
}

/// The exercises that a person has begun.
pub async fn of_person(db: &dyn Db, person: i64) -> Result<Vec<Begun>> {
    let sql = "SELECT exercise, subject, begun_at, done_at FROM exercise WHERE person_id = $1 ORDER BY exercise";
    let rows = db.all(Sql::with(sql, vec![person.into()]))
        .await?;
    rows.iter()
        .map(|row| {
            let at = |seconds: i64, column| moment::read(seconds, "exercise", &person, column);
            let done: Option<i64> = row.get(3)?;
            Ok(Begun {
                exercise: row.get(0)?,
                subject: row.get(1)?,
                begun_at: at(row.get(2)?, "begun_at")?,
                done_at: done.map(|seconds| at(seconds, "done_at")).transpose()?,
            })
        })
        .collect()
}

/// Begins an exercise, or begins it again with another subject.
pub async fn begin(tx: &Tx, person: i64, exercise: &str, subject: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "INSERT INTO exercise (person_id, exercise, subject, begun_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (person_id, exercise) DO UPDATE SET subject = excluded.subject, \
               begun_at = excluded.begun_at, done_at = NULL";
    let values = vec![person.into(), exercise.into(), subject.into(), now.timestamp().into()];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}

/// Notes that an exercise is done; what was done first stays.
pub async fn done(tx: &Tx, person: i64, exercise: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE exercise SET done_at = $1 WHERE person_id = $2 AND exercise = $3 AND done_at IS NULL";
    let values = vec![now.timestamp().into(), person.into(), exercise.into()];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}
