//! The runs of the service, `fieldlink run`: what began, how it ended, and up to when each schedule has been dealt with.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::{Deserialize, Serialize};

use super::error::{LedgerError, Result};
use super::notices::{self, FreshNotice};
use super::open::Ledger;
use super::running_entity::link_run::{ActiveModel, Column, Entity, Model};
use super::running_entity::schedule_state;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It has begun and not ended.
    Running,
    /// All was done.
    Done,
    /// Its work was done; some rows are held back, were refused or wait for a person.
    Held,
    /// It could not do its work.
    Failed,
    /// It was told to stop, or its process ended.
    Stopped,
}

impl Outcome {
    const ALL: [Outcome; 5] = [
        Outcome::Running,
        Outcome::Done,
        Outcome::Held,
        Outcome::Failed,
        Outcome::Stopped,
    ];

    /// As it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Running => "running",
            Outcome::Done => "done",
            Outcome::Held => "held",
            Outcome::Failed => "failed",
            Outcome::Stopped => "stopped",
        }
    }
}

impl FromStr for Outcome {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Outcome, ()> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .ok_or(())
    }
}

/// Why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mishap {
    /// A stable name, such as `credentials` or `source`.
    pub why: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// How a run ended, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// How.
    pub outcome: Outcome,
    /// Rows that the server took.
    pub sent: usize,
    /// Rows that were held back or refused.
    pub held: usize,
    /// Rows that wait for a person because their answer was lost.
    pub waiting: usize,
    /// Why it failed, if it did.
    pub mishap: Option<Mishap>,
}

/// A run of the past, or the one that is going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// The schedule or watched folder.
    pub name: String,
    /// The file that was dropped in.
    pub file: Option<String>,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Outcome,
    /// Rows that the server took.
    pub sent: i64,
    /// Rows that were held back or refused.
    pub held: i64,
    /// Rows that wait for a person.
    pub waiting: i64,
    /// Why it failed.
    pub mishap: Option<Mishap>,
}

impl Ledger {
    /// Up to when a schedule has been dealt with; a schedule that is new has been up to now.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub async fn handled_until(&self, schedule: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let key = (self.profile.clone(), self.partner.0, schedule.to_owned());
        if let Some(state) = schedule_state::Entity::find_by_id(key).one(&self.db).await? {
            return DateTime::from_timestamp(state.handled_until, 0).ok_or(LedgerError::Corrupt {
                id: 0,
                column: "handled_until",
            });
        }
        self.set_handled(schedule, now).await?;
        Ok(now)
    }

    /// Keeps up to when a schedule has been dealt with.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn set_handled(&self, schedule: &str, until: DateTime<Utc>) -> Result<()> {
        let tx = self.begin().await?;
        self.put_handled(&tx, schedule, until).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn put_handled(&self, tx: &DatabaseTransaction, schedule: &str, until: DateTime<Utc>) -> Result<()> {
        use schedule_state::Column::{HandledUntil, Name, PartnerId, Profile};
        let model = schedule_state::ActiveModel {
            profile: Set(self.profile.clone()),
            partner_id: Set(self.partner.0),
            name: Set(schedule.to_owned()),
            handled_until: Set(until.timestamp()),
        };
        schedule_state::Entity::insert(model)
            .on_conflict(
                OnConflict::columns([Profile, PartnerId, Name])
                    .update_column(HandledUntil)
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        Ok(())
    }

    /// Keeps that a run begins; answers its number.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn begin_run(&self, name: &str, file: Option<&str>, now: DateTime<Utc>) -> Result<i64> {
        let model = ActiveModel {
            profile: Set(self.profile.clone()),
            partner_id: Set(self.partner.0),
            name: Set(name.to_owned()),
            file: Set(file.map(str::to_owned)),
            started_at: Set(now.timestamp()),
            ended_at: Set(None),
            outcome: Set(Outcome::Running.as_str().to_owned()),
            sent: Set(0),
            held: Set(0),
            waiting: Set(0),
            why: Set(None),
            message: Set(None),
            next_step: Set(None),
            ..ActiveModel::default()
        };
        Ok(Entity::insert(model).exec(&self.db).await?.last_insert_id)
    }

    /// Keeps how a run ended, up to when its schedule is dealt with, and whom to tell: all of it or nothing.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn end_run(
        &self,
        id: i64,
        finished: &Finished,
        handled: Option<(&str, DateTime<Utc>)>,
        notices: &[FreshNotice],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let mishap = finished.mishap.as_ref();
        let tx = self.begin().await?;
        Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(now.timestamp()))
            .col_expr(Column::Outcome, Expr::value(finished.outcome.as_str()))
            .col_expr(Column::Sent, Expr::value(count(finished.sent)))
            .col_expr(Column::Held, Expr::value(count(finished.held)))
            .col_expr(Column::Waiting, Expr::value(count(finished.waiting)))
            .col_expr(Column::Why, Expr::value(mishap.map(|m| m.why.clone())))
            .col_expr(Column::Message, Expr::value(mishap.map(|m| m.message.clone())))
            .col_expr(Column::NextStep, Expr::value(mishap.map(|m| m.next.clone())))
            .filter(Column::Id.eq(id))
            .exec(&tx)
            .await?;
        if let Some((schedule, until)) = handled {
            self.put_handled(&tx, schedule, until).await?;
        }
        notices::add(self, &tx, notices, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Runs that a process left open when it ended: they were stopped. Only the holder of the lock of `fieldlink run`
    /// may say so.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn close_abandoned_runs(&self, now: DateTime<Utc>) -> Result<u64> {
        let closed = Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(now.timestamp()))
            .col_expr(Column::Outcome, Expr::value(Outcome::Stopped.as_str()))
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Outcome.eq(Outcome::Running.as_str()))
            .exec(&self.db)
            .await?;
        Ok(closed.rows_affected)
    }

    /// The newest runs, newest first; of one name, or of all.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn service_runs(&self, name: Option<&str>, most: u64) -> Result<Vec<Run>> {
        let mut select = self.my_runs().limit(most);
        if let Some(name) = name {
            select = select.filter(Column::Name.eq(name));
        }
        select.all(&self.db).await?.into_iter().map(run).collect()
    }

    /// The newest run of this name that ended in one of these ways.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn last_run(&self, name: &str, outcomes: &[Outcome]) -> Result<Option<Run>> {
        let found = self
            .my_runs()
            .filter(Column::Name.eq(name))
            .filter(Column::Outcome.is_in(outcomes.iter().map(|outcome| outcome.as_str())))
            .one(&self.db)
            .await?;
        found.map(run).transpose()
    }

    /// The first run of this name after another that ended in this way.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn first_run_after(&self, name: &str, id: i64, outcome: Outcome) -> Result<Option<Run>> {
        let found = Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .filter(Column::Name.eq(name))
            .filter(Column::Id.gt(id))
            .filter(Column::Outcome.eq(outcome.as_str()))
            .order_by_asc(Column::Id)
            .one(&self.db)
            .await?;
        found.map(run).transpose()
    }

    fn my_runs(&self) -> Select<Entity> {
        Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
            .order_by_desc(Column::Id)
    }
}

fn run(model: Model) -> Result<Run> {
    let corrupt = |column| LedgerError::Corrupt { id: model.id, column };
    let moment = |seconds, column| DateTime::from_timestamp(seconds, 0).ok_or_else(|| corrupt(column));
    let mishap = match (model.why, model.message, model.next_step) {
        (Some(why), Some(message), Some(next)) => Some(Mishap { why, message, next }),
        _ => None,
    };
    Ok(Run {
        started: moment(model.started_at, "started_at")?,
        ended: model.ended_at.map(|seconds| moment(seconds, "ended_at")).transpose()?,
        outcome: model.outcome.parse().map_err(|()| corrupt("outcome"))?,
        id: model.id,
        name: model.name,
        file: model.file,
        sent: model.sent,
        held: model.held,
        waiting: model.waiting,
        mishap,
    })
}
