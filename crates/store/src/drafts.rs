//! Loan drafts.

use std::fmt;

use fieldlink_domain::draft::{Draft, DraftState, Origin};
use fieldlink_domain::ids::{KivaId, PartnerId};

use crate::{Ask as _, Db, Error, Result, Row, Sql, Tx, Value, sql};

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

/// All columns but the number.
const COLUMNS: [&str; 13] = [
    "uuid",
    "partner_id",
    "origin",
    "state",
    "loan_id",
    "body",
    "unread",
    "photo",
    "photo_error",
    "relists",
    "created_at",
    "updated_at",
    "version",
];

/// Adds a draft and answers its number; the `id` in `draft` is not looked at.
pub async fn insert(tx: &Tx, draft: &Draft) -> Result<i64> {
    let mut sql = Sql::new(format!("INSERT INTO draft ({}) VALUES ", COLUMNS.join(", ")));
    sql.rows([values(draft, draft.version)?]).say(" RETURNING id");
    Ok(tx.single(sql).await?)
}

/// The beginning of a statement that reads drafts.
fn select() -> Sql {
    Sql::new(format!("SELECT id, {} FROM draft WHERE ", COLUMNS.join(", ")))
}

/// One draft of a partner.
pub async fn get(db: &dyn Db, partner: PartnerId, id: i64) -> Result<Option<Draft>> {
    let mut sql = select();
    sql.say("id = ").value(id).say(" AND partner_id = ").value(partner.0);
    db.one(sql).await?.as_ref().map(read).transpose()
}

/// The draft that the API answered with this uuid.
pub async fn by_uuid(db: &dyn Db, partner: PartnerId, uuid: &str) -> Result<Option<Draft>> {
    let mut sql = select();
    sql.say("uuid = ")
        .value(uuid)
        .say(" AND partner_id = ")
        .value(partner.0);
    db.one(sql).await?.as_ref().map(read).transpose()
}

/// Up to `limit` drafts with a number below `before`, newest first.
pub async fn page(
    db: &dyn Db,
    partner: PartnerId,
    filter: Filter,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Draft>> {
    let rows = db.all(page_rows(partner, filter, before, limit)).await?;
    rows.iter().map(read).collect()
}

/// How many drafts there are.
pub async fn count(db: &dyn Db, partner: PartnerId, filter: Filter) -> Result<u64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM draft WHERE ");
    matching(&mut sql, partner, filter);
    Ok(db.count(sql).await?)
}

/// Writes a draft that was read as version `draft.version`, and answers its new version. [`Error::Stale`] if somebody
/// else has saved it since.
pub async fn save(tx: &Tx, draft: &Draft) -> Result<i64> {
    let version = draft.version + 1;
    let mut sql = Sql::new("UPDATE draft SET ");
    for (at, (column, value)) in COLUMNS.into_iter().zip(values(draft, version)?).enumerate() {
        sql.say(if at > 0 { ", " } else { "" })
            .say(column)
            .say(" = ")
            .value(value);
    }
    sql.say(" WHERE id = ")
        .value(draft.id)
        .say(" AND version = ")
        .value(draft.version);
    if tx.run(sql).await? == 0 {
        Err(Error::Stale { what: "The draft" })
    } else {
        Ok(version)
    }
}

/// Makes every other transaction that posts a loan of this partner wait until this one ends.
pub async fn lock_posting(tx: &Tx, partner: PartnerId) -> Result<()> {
    // An update that changes nothing locks the row on both engines.
    tx.run(sql!("UPDATE partner SET next_seq = next_seq WHERE id = $1", partner.0))
        .await?;
    Ok(())
}

pub(crate) fn page_rows(partner: PartnerId, filter: Filter, before: Option<i64>, limit: u64) -> Sql {
    let mut sql = select();
    matching(&mut sql, partner, filter);
    if let Some(before) = before {
        sql.say(" AND id < ").value(before);
    }
    sql.say(" ORDER BY id DESC LIMIT ").value(limit);
    sql
}

fn matching(sql: &mut Sql, partner: PartnerId, filter: Filter) {
    sql.say("partner_id = ").value(partner.0);
    sql.say(" AND state = ").value(filter.stage.to_string());
    match filter.maker {
        Some(Maker::Api) => sql.say(" AND origin LIKE 'api:%'"),
        Some(Maker::People) => sql.say(" AND origin LIKE 'person:%'"),
        None => sql,
    };
}

const API: &str = "api:";
const PERSON: &str = "person:";

/// What stands in [`COLUMNS`].
fn values(draft: &Draft, version: i64) -> Result<[Value; COLUMNS.len()]> {
    let (stage, loan_id) = match draft.state {
        DraftState::Open => (Stage::Open, None),
        DraftState::Published(id) => (Stage::Published, Some(id.0)),
        DraftState::Deleted => (Stage::Deleted, None),
    };
    let json = |made: serde_json::Result<String>, column| made.map_err(|_| Error::corrupt("draft", draft.id, column));
    let body = json(serde_json::to_string(&draft.body), "body")?;
    let unread = match draft.unread.is_empty() {
        true => None,
        false => Some(json(serde_json::to_string(&draft.unread), "unread")?),
    };
    let origin = match &draft.origin {
        Origin::Api(client) => format!("{API}{client}"),
        Origin::Person(person) => format!("{PERSON}{person}"),
    };
    Ok([
        draft.uuid.as_str().into(),
        draft.partner_id.0.into(),
        origin.into(),
        stage.to_string().into(),
        loan_id.into(),
        body.into(),
        unread.into(),
        draft.photo.as_deref().into(),
        draft.photo_error.as_deref().into(),
        draft.relists.map(|loan| loan.0).into(),
        draft.created.timestamp().into(),
        draft.updated.timestamp().into(),
        version.into(),
    ])
}

fn read(row: &Row) -> Result<Draft> {
    let row = row.of("draft", "id");
    let origin = row.made("origin", |origin: String| {
        match (origin.strip_prefix(API), origin.strip_prefix(PERSON)) {
            (Some(client), _) => Some(Origin::Api(client.to_owned())),
            (_, Some(person)) => Some(Origin::Person(person.to_owned())),
            _ => None,
        }
    })?;
    let loan_id: Option<i64> = row.get("loan_id")?;
    let state = row.made("state", |state: String| match (state.as_str(), loan_id) {
        ("open", None) => Some(DraftState::Open),
        ("published", Some(id)) => Some(DraftState::Published(KivaId(id))),
        ("deleted", None) => Some(DraftState::Deleted),
        _ => None,
    })?;
    Ok(Draft {
        id: row.get("id")?,
        partner_id: PartnerId(row.get("partner_id")?),
        origin,
        state,
        unread: row.maybe_json("unread")?.unwrap_or_default(),
        body: row.json("body")?,
        created: row.moment("created_at")?,
        updated: row.moment("updated_at")?,
        uuid: row.get("uuid")?,
        photo: row.get("photo")?,
        photo_error: row.get("photo_error")?,
        relists: row.get::<Option<i64>>("relists")?.map(KivaId),
        version: row.get("version")?,
    })
}
