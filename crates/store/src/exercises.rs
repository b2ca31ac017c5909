//! How far people have come with the exercises of the training.

use chrono::{DateTime, Utc};

use crate::{Ask as _, Db, Result, Tx, sql};

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
    let rows = db.all(sql!(sql, person)).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("exercise", "exercise");
            Ok(Begun {
                exercise: row.get("exercise")?,
                subject: row.get("subject")?,
                begun_at: row.moment("begun_at")?,
                done_at: row.maybe_moment("done_at")?,
            })
        })
        .collect()
}

/// Begins an exercise, or begins it again with another subject.
pub async fn begin(tx: &Tx, person: i64, exercise: &str, subject: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "INSERT INTO exercise (person_id, exercise, subject, begun_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (person_id, exercise) DO UPDATE SET subject = excluded.subject, \
               begun_at = excluded.begun_at, done_at = NULL";
    tx.run(sql!(sql, person, exercise, subject, now.timestamp())).await?;
    Ok(())
}

/// Notes that an exercise is done; what was done first stays.
pub async fn done(tx: &Tx, person: i64, exercise: &str, now: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE exercise SET done_at = $1 WHERE person_id = $2 AND exercise = $3 AND done_at IS NULL";
    tx.run(sql!(sql, now.timestamp(), person, exercise)).await?;
    Ok(())
}
