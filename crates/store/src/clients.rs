//! OAuth clients and their secrets. A secret is kept as a keyed hash; its plain form never comes here.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

use crate::{Db, Result};

/// An OAuth client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its id, the `client_id` of a token request.
    pub id: String,
    /// Whose it is.
    pub partner_id: PartnerId,
    /// What people call it.
    pub name: String,
    /// The scopes it may have, with blanks between.
    pub scopes: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was retired; it gets no token since, and the tokens it has are refused.
    pub retired_at: Option<DateTime<Utc>>,
    /// When it last got a token, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A secret of a client, as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptSecret {
    /// Number; 0 before it is inserted.
    pub id: i64,
    /// Whose it is.
    pub client_id: String,
    /// HMAC-SHA256 under the server key, in hex.
    pub mac: String,
    /// Its last characters, by which people tell two secrets apart.
    pub hint: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was retired.
    pub retired_at: Option<DateTime<Utc>>,
    /// When it last got a token, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for KeptSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptSecret")
            .field("id", &self.id)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// What a token's client and the token itself are worth at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The client was retired.
    pub retired: bool,
    /// The token was taken back.
    pub revoked: bool,
}

/// Adds a client.
pub async fn insert(db: &dyn Db, client: &Client) -> Result<()> {
    let row = client::ActiveModel {
        id: Set(client.id.clone()),
        partner_id: Set(client.partner_id.0),
        name: Set(client.name.clone()),
        scopes: Set(client.scopes.clone()),
        created_at: Set(client.created_at.timestamp()),
        retired_at: Set(client.retired_at.map(|t| t.timestamp())),
        last_used_at: Set(client.last_used_at.map(|t| t.timestamp())),
    };
    row.insert(&db.connection()).await?;
    Ok(())
}

/// Adds a secret; its number.
pub async fn insert_secret(db: &dyn Db, secret: &KeptSecret) -> Result<i64> {
    let row = client_secret::ActiveModel {
        id: NotSet,
        client_id: Set(secret.client_id.clone()),
        mac: Set(secret.mac.clone()),
        hint: Set(secret.hint.clone()),
        created_at: Set(secret.created_at.timestamp()),
        retired_at: Set(secret.retired_at.map(|t| t.timestamp())),
        last_used_at: Set(secret.last_used_at.map(|t| t.timestamp())),
    };
    Ok(row.insert(&db.connection()).await?.id)
}

/// One client.
pub async fn get(db: &dyn Db, id: &str) -> Result<Option<Client>> {
    client::Entity::find_by_id(id)
        .one(&db.connection())
        .await?
        .map(read)
        .transpose()
}

/// Whose each of these clients is; those that are not there are left out.
pub async fn partners_of(db: &dyn Db, ids: &[String]) -> Result<HashMap<String, PartnerId>> {
    let rows: Vec<(String, i64)> = client::Entity::find()
        .select_only()
        .columns([client::Column::Id, client::Column::PartnerId])
        .filter(client::Column::Id.is_in(ids))
        .into_tuple()
        .all(&db.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, partner)| (id, PartnerId(partner))).collect())
}

/// A client with its live secrets, in one query; none if there is no such client, it is retired, or it has no live
/// secret.
pub async fn for_authentication(db: &dyn Db, id: &str) -> Result<Option<(Client, Vec<KeptSecret>)>> {
    let secrets = client::Entity::belongs_to(client_secret::Entity)
        .from(client::Column::Id)
        .to(client_secret::Column::ClientId)
        .into();
    let rows = client::Entity::find_by_id(id)
        .join(JoinType::InnerJoin, secrets)
        .select_also(client_secret::Entity)
        .filter(client::Column::RetiredAt.is_null())
        .filter(client_secret::Column::RetiredAt.is_null())
        .all(&db.connection())
        .await?;
    let mut found = None;
    for (client, secret) in rows {
        let (_, kept) = match &mut found {
            Some(pair) => pair,
            none => none.insert((read(client)?, Vec::new())),
        };
        kept.extend(secret.map(read_secret).transpose()?);
    }
    Ok(found)
}

/// What a token of this client is worth, in one query; none if there is no such client.
pub async fn standing(db: &dyn Db, client_id: &str, jti: &str) -> Result<Option<Standing>> {
    let row = db.one(Statement::from_sql_and_values(
            db.engine(),
            "SELECT retired_at, (SELECT COUNT(*) FROM revoked_token WHERE jti = $2) AS revoked FROM client WHERE id = $1",
            [client_id.into(), jti.into()],
        ))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let retired: Option<i64> = row.get("retired_at")?;
    let revoked: i64 = row.get("revoked")?;
    Ok(Some(Standing {
        retired: retired.is_some(),
        revoked: revoked > 0,
    }))
}

/// A partner's clients, oldest first, retired ones too.
pub async fn of_partner(db: &dyn Db, partner: PartnerId) -> Result<Vec<Client>> {
    let rows = client::Entity::find()
        .filter(client::Column::PartnerId.eq(partner.0))
        .order_by_asc(client::Column::CreatedAt)
        .order_by_asc(client::Column::Id)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The secrets of all of a partner's clients, oldest first, retired ones too.
pub async fn secrets_of_partner(db: &dyn Db, partner: PartnerId) -> Result<Vec<KeptSecret>> {
    let owner = client_secret::Entity::belongs_to(client::Entity)
        .from(client_secret::Column::ClientId)
        .to(client::Column::Id)
        .into();
    let rows = client_secret::Entity::find()
        .join(JoinType::InnerJoin, owner)
        .filter(client::Column::PartnerId.eq(partner.0))
        .order_by_asc(client_secret::Column::Id)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read_secret).collect()
}

/// The live secrets of a client, oldest first. Inside a transaction of PostgreSQL the client stays locked until its
/// end, so that two people cannot both add the last secret that fits.
pub async fn lock_live_secrets(db: &dyn Db, client_id: &str) -> Result<Vec<KeptSecret>> {
    client::Entity::find_by_id(client_id)
        .lock_exclusive()
        .one(&db.connection())
        .await?;
    let rows = client_secret::Entity::find()
        .filter(client_secret::Column::ClientId.eq(client_id))
        .filter(client_secret::Column::RetiredAt.is_null())
        .order_by_asc(client_secret::Column::Id)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read_secret).collect()
}

/// Retires a client; whether it was live.
pub async fn retire(db: &dyn Db, id: &str, now: DateTime<Utc>) -> Result<bool> {
    let done = client::Entity::update_many()
        .col_expr(client::Column::RetiredAt, Expr::value(now.timestamp()))
        .filter(client::Column::Id.eq(id))
        .filter(client::Column::RetiredAt.is_null())
        .exec(&db.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Retires a secret of a client; whether it was live.
pub async fn retire_secret(db: &dyn Db, client_id: &str, secret: i64, now: DateTime<Utc>) -> Result<bool> {
    let done = client_secret::Entity::update_many()
        .col_expr(client_secret::Column::RetiredAt, Expr::value(now.timestamp()))
        .filter(client_secret::Column::Id.eq(secret))
        .filter(client_secret::Column::ClientId.eq(client_id))
        .filter(client_secret::Column::RetiredAt.is_null())
        .exec(&db.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that a secret got a token. An earlier time than the noted one changes nothing.
pub async fn record_use(db: &dyn Db, client_id: &str, secret: i64, at: DateTime<Utc>) -> Result<()> {
    let at = at.timestamp();
    client::Entity::update_many()
        .col_expr(client::Column::LastUsedAt, Expr::value(at))
        .filter(client::Column::Id.eq(client_id))
        .filter(
            Condition::any()
                .add(client::Column::LastUsedAt.is_null())
                .add(client::Column::LastUsedAt.lt(at)),
        )
        .exec(&db.connection())
        .await?;
    client_secret::Entity::update_many()
        .col_expr(client_secret::Column::LastUsedAt, Expr::value(at))
        .filter(client_secret::Column::Id.eq(secret))
        .filter(
            Condition::any()
                .add(client_secret::Column::LastUsedAt.is_null())
                .add(client_secret::Column::LastUsedAt.lt(at)),
        )
        .exec(&db.connection())
        .await?;
    Ok(())
}

fn read(row: client::Model) -> Result<Client> {
    Ok(Client {
        partner_id: PartnerId(row.partner_id),
        name: row.name,
        scopes: row.scopes,
        created_at: moment::read(row.created_at, "client", &row.id, "created_at")?,
        retired_at: moment::read_optional(row.retired_at, "client", &row.id, "retired_at")?,
        last_used_at: moment::read_optional(row.last_used_at, "client", &row.id, "last_used_at")?,
        id: row.id,
    })
}

fn read_secret(row: client_secret::Model) -> Result<KeptSecret> {
    Ok(KeptSecret {
        id: row.id,
        client_id: row.client_id,
        mac: row.mac,
        hint: row.hint,
        created_at: moment::read(row.created_at, "client_secret", &row.id, "created_at")?,
        retired_at: moment::read_optional(row.retired_at, "client_secret", &row.id, "retired_at")?,
        last_used_at: moment::read_optional(row.last_used_at, "client_secret", &row.id, "last_used_at")?,
    })
}
