//! Loan drafts.

use std::fmt;

use chrono::{DateTime, Utc};
use fieldlink_domain::draft::{Draft, DraftState, Origin, Unread};
use fieldlink_domain::ids::{KivaId, PartnerId};

use crate::{Db, Error, Result};

/// Where a listed draft is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// Can be corrected and published.
    #[default]
    Open,
    /// Has become a loan.
    Published,
    /// Thrown away.
    Deleted,
}

/// Who made the listed drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// The Partner API.
    Api,
    /// People on the site.
    People,
}

/// Which drafts of a partner are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// At this stage.
    pub stage: Stage,
    /// Made by; none for anybody.
    pub maker: Option<Maker>,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Open => "open",
            Stage::Published => "published",
            Stage::Deleted => "deleted",
        })
    }
}

/// Adds a draft and answers its number; the `id` in `draft` is not looked at.
pub async fn insert(db: &dyn Db, draft: &Draft) -> Result<i64> {
    let mut row = columns(draft)?;
    row.version = Set(draft.version);
    Ok(row.insert(&db.connection()).await?.id)
}

/// One draft of a partner.
pub async fn get(db: &dyn Db, partner: PartnerId, id: i64) -> Result<Option<Draft>> {
    let row = draft::Entity::find_by_id(id)
        .filter(draft::Column::PartnerId.eq(partner.0))
        .one(&db.connection())
        .await?;
    row.map(read).transpose()
}

/// The draft that the API answered with this uuid.
pub async fn by_uuid(db: &dyn Db, partner: PartnerId, uuid: &str) -> Result<Option<Draft>> {
    let select = draft::Entity::find().filter(draft::Column::Uuid.eq(uuid));
    let row = select
        .filter(draft::Column::PartnerId.eq(partner.0))
        .one(&db.connection())
        .await?;
    row.map(read).transpose()
}

/// Up to `limit` drafts with a number below `before`, newest first.
pub async fn page(
    db: &dyn Db,
    partner: PartnerId,
    filter: Filter,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Draft>> {
    let select = page_rows(partner, filter, before, limit);
    select.all(&db.connection()).await?.into_iter().map(read).collect()
}

/// How many drafts there are.
pub async fn count(db: &dyn Db, partner: PartnerId, filter: Filter) -> Result<u64> {
    Ok(matching(partner, filter).count(&db.connection()).await?)
}

/// Writes a draft that was read as version `draft.version`, and answers its new version. [`Error::Stale`] if somebody
/// else has saved it since.
pub async fn save(db: &dyn Db, draft: &Draft) -> Result<i64> {
    let version = draft.version + 1;
    let mut row = columns(draft)?;
    row.version = Set(version);
    let saved = draft::Entity::update_many()
        .set(row)
        .filter(draft::Column::Id.eq(draft.id))
        .filter(draft::Column::Version.eq(draft.version))
        .exec(&db.connection())
        .await?;
    if saved.rows_affected == 0 {
        Err(Error::Stale { what: "The draft" })
    } else {
        Ok(version)
    }
}

/// Makes every other transaction that posts a loan of this partner wait until this one ends.
pub async fn lock_posting(tx: &Tx, partner: PartnerId) -> Result<()> {
    // An update that changes nothing locks the row on both engines.
    partner::Entity::update_many()
        .col_expr(partner::Column::NextSeq, Expr::col(partner::Column::NextSeq))
        .filter(partner::Column::Id.eq(partner.0))
        .exec(&tx.connection())
        .await?;
    Ok(())
}

pub(crate) fn page_rows(partner: PartnerId, filter: Filter, before: Option<i64>, limit: u64) -> Select<draft::Entity> {
    let select = matching(partner, filter).order_by_desc(draft::Column::Id).limit(limit);
    match before {
        Some(before) => select.filter(draft::Column::Id.lt(before)),
        None => select,
    }
}

fn matching(partner: PartnerId, filter: Filter) -> Select<draft::Entity> {
    let mut select = draft::Entity::find()
        .filter(draft::Column::PartnerId.eq(partner.0))
        .filter(draft::Column::State.eq(filter.stage.to_string()));
    if let Some(maker) = filter.maker {
        select = select.filter(draft::Column::Origin.starts_with(match maker {
            Maker::Api => API,
            Maker::People => PERSON,
        }));
    }
    select
}

const API: &str = "api:";
const PERSON: &str = "person:";

/// All columns but number and version.
fn columns(draft: &Draft) -> Result<draft::ActiveModel> {
    let (stage, loan_id) = match draft.state {
        DraftState::Open => (Stage::Open, None),
        DraftState::Published(id) => (Stage::Published, Some(id.0)),
        DraftState::Deleted => (Stage::Deleted, None),
    };
    let body = serde_json::to_string(&draft.body).map_err(|_| corrupt(draft.id, "body"))?;
    let unread = match draft.unread.is_empty() {
        true => None,
        false => Some(serde_json::to_string(&draft.unread).map_err(|_| corrupt(draft.id, "unread"))?),
    };
    Ok(draft::ActiveModel {
        id: NotSet,
        uuid: Set(draft.uuid.clone()),
        partner_id: Set(draft.partner_id.0),
        origin: Set(match &draft.origin {
            Origin::Api(client) => format!("{API}{client}"),
            Origin::Person(person) => format!("{PERSON}{person}"),
        }),
        state: Set(stage.to_string()),
        loan_id: Set(loan_id),
        body: Set(body),
        unread: Set(unread),
        photo: Set(draft.photo.clone()),
        photo_error: Set(draft.photo_error.clone()),
        relists: Set(draft.relists.map(|loan| loan.0)),
        created_at: Set(draft.created.timestamp()),
        updated_at: Set(draft.updated.timestamp()),
        version: NotSet,
    })
}

fn read(row: draft::Model) -> Result<Draft> {
    let origin = match (row.origin.strip_prefix(API), row.origin.strip_prefix(PERSON)) {
        (Some(client), _) => Origin::Api(client.to_owned()),
        (_, Some(person)) => Origin::Person(person.to_owned()),
        _ => return Err(corrupt(row.id, "origin")),
    };
    let state = match (row.state.as_str(), row.loan_id) {
        ("open", None) => DraftState::Open,
        ("published", Some(id)) => DraftState::Published(KivaId(id)),
        ("deleted", None) => DraftState::Deleted,
        _ => return Err(corrupt(row.id, "state")),
    };
    let at = |seconds: i64, column: &'static str| -> Result<DateTime<Utc>> {
        moment::read(seconds, "draft", &row.id, column)
    };
    Ok(Draft {
        id: row.id,
        partner_id: PartnerId(row.partner_id),
        origin,
        state,
        unread: match row.unread {
            Some(unread) => serde_json::from_str(&unread).map_err(|_| corrupt(row.id, "unread"))?,
            None => Unread::default(),
        },
        body: serde_json::from_str(&row.body).map_err(|_| corrupt(row.id, "body"))?,
        created: at(row.created_at, "created_at")?,
        updated: at(row.updated_at, "updated_at")?,
        uuid: row.uuid,
        photo: row.photo,
        photo_error: row.photo_error,
        relists: row.relists.map(KivaId),
        version: row.version,
    })
}

fn corrupt(id: i64, column: &'static str) -> Error {
    Error::Corrupt {
        table: "draft",
        row: id.to_string(),
        column,
    }
}
