//! OAuth clients and their secrets. A secret is kept as a keyed hash; its plain form never comes here.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

use crate::{Ask as _, Db, Result, Row, Sql, Tx, sql};

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

const CLIENT: &str = "id, partner_id, name, scopes, created_at, retired_at, last_used_at";
const SECRET: &str = "id, client_id, mac, hint, created_at, retired_at, last_used_at";

/// Adds a client.
pub async fn insert(tx: &Tx, client: &Client) -> Result<()> {
    let mut sql = Sql::new(format!("INSERT INTO client ({CLIENT}) VALUES "));
    sql.rows([[
        client.id.as_str().into(),
        client.partner_id.0.into(),
        client.name.as_str().into(),
        client.scopes.as_str().into(),
        client.created_at.timestamp().into(),
        client.retired_at.map(|t| t.timestamp()).into(),
        client.last_used_at.map(|t| t.timestamp()).into(),
    ]]);
    tx.run(sql).await?;
    Ok(())
}

/// Adds a secret; its number.
pub async fn insert_secret(tx: &Tx, secret: &KeptSecret) -> Result<i64> {
    let mut sql =
        Sql::new("INSERT INTO client_secret (client_id, mac, hint, created_at, retired_at, last_used_at) VALUES ");
    sql.rows([[
        secret.client_id.as_str().into(),
        secret.mac.as_str().into(),
        secret.hint.as_str().into(),
        secret.created_at.timestamp().into(),
        secret.retired_at.map(|t| t.timestamp()).into(),
        secret.last_used_at.map(|t| t.timestamp()).into(),
    ]]);
    sql.say(" RETURNING id");
    Ok(tx.single(sql).await?)
}

/// One client.
pub async fn get(db: &dyn Db, id: &str) -> Result<Option<Client>> {
    let row = db
        .one(sql!(format!("SELECT {CLIENT} FROM client WHERE id = $1"), id))
        .await?;
    row.as_ref().map(read).transpose()
}

/// Whose each of these clients is; those that are not there are left out.
pub async fn partners_of(db: &dyn Db, ids: &[String]) -> Result<HashMap<String, PartnerId>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("SELECT id, partner_id FROM client WHERE id IN (");
    sql.list(ids).say(")");
    let rows = db.all(sql).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("client", "id");
            Ok((row.get("id")?, PartnerId(row.get("partner_id")?)))
        })
        .collect()
}

/// A client with its live secrets, in one query; none if there is no such client, it is retired, or it has no live
/// secret.
pub async fn for_authentication(db: &dyn Db, id: &str) -> Result<Option<(Client, Vec<KeptSecret>)>> {
    let sql = "SELECT c.id, c.partner_id, c.name, c.scopes, c.created_at, c.retired_at, c.last_used_at, s.id AS secret_id, \
               s.mac, s.hint, s.created_at AS secret_created_at, s.last_used_at AS secret_last_used_at \
               FROM client c JOIN client_secret s ON s.client_id = c.id \
               WHERE c.id = $1 AND c.retired_at IS NULL AND s.retired_at IS NULL ORDER BY s.id";
    let mut found = None;
    for row in db.all(sql!(sql, id)).await? {
        let (client, kept) = match &mut found {
            Some(pair) => pair,
            none => none.insert((read(&row)?, Vec::new())),
        };
        let row = row.of("client_secret", "secret_id");
        kept.push(KeptSecret {
            id: row.get("secret_id")?,
            client_id: client.id.clone(),
            mac: row.get("mac")?,
            hint: row.get("hint")?,
            created_at: row.moment("secret_created_at")?,
            retired_at: None,
            last_used_at: row.maybe_moment("secret_last_used_at")?,
        });
    }
    Ok(found)
}

/// What a token of this client is worth, in one query; none if there is no such client.
pub async fn standing(db: &dyn Db, client_id: &str, jti: &str) -> Result<Option<Standing>> {
    let sql = "SELECT id, retired_at, (SELECT COUNT(*) FROM revoked_token WHERE jti = $2) AS revoked FROM client \
               WHERE id = $1";
    let Some(row) = db.one(sql!(sql, client_id, jti)).await? else {
        return Ok(None);
    };
    let row = row.of("client", "id");
    Ok(Some(Standing {
        retired: row.get::<Option<i64>>("retired_at")?.is_some(),
        revoked: row.get::<i64>("revoked")? > 0,
    }))
}

/// A partner's clients, oldest first, retired ones too.
pub async fn of_partner(db: &dyn Db, partner: PartnerId) -> Result<Vec<Client>> {
    let sql = format!("SELECT {CLIENT} FROM client WHERE partner_id = $1 ORDER BY created_at, id");
    let rows = db.all(sql!(sql, partner.0)).await?;
    rows.iter().map(read).collect()
}

/// The secrets of all of a partner's clients, oldest first, retired ones too.
pub async fn secrets_of_partner(db: &dyn Db, partner: PartnerId) -> Result<Vec<KeptSecret>> {
    let sql = format!(
        "SELECT {SECRET} FROM client_secret WHERE client_id IN (SELECT id FROM client WHERE partner_id = $1) ORDER BY id"
    );
    let rows = db.all(sql!(sql, partner.0)).await?;
    rows.iter().map(read_secret).collect()
}

/// The live secrets of a client, oldest first. On PostgreSQL the client stays locked until the transaction's end, so that
/// two people cannot both add the last secret that fits.
pub async fn lock_live_secrets(tx: &Tx, client_id: &str) -> Result<Vec<KeptSecret>> {
    let client = format!("SELECT 1 FROM client WHERE id = $1{}", tx.engine().held());
    tx.any(sql!(client, client_id)).await?;
    let sql = format!("SELECT {SECRET} FROM client_secret WHERE client_id = $1 AND retired_at IS NULL ORDER BY id");
    let rows = tx.all(sql!(sql, client_id)).await?;
    rows.iter().map(read_secret).collect()
}

/// Retires a client; whether it was live.
pub async fn retire(tx: &Tx, id: &str, now: DateTime<Utc>) -> Result<bool> {
    let sql = "UPDATE client SET retired_at = $1 WHERE id = $2 AND retired_at IS NULL";
    Ok(tx.run(sql!(sql, now.timestamp(), id)).await? == 1)
}

/// Retires a secret of a client; whether it was live.
pub async fn retire_secret(tx: &Tx, client_id: &str, secret: i64, now: DateTime<Utc>) -> Result<bool> {
    let sql = "UPDATE client_secret SET retired_at = $1 WHERE id = $2 AND client_id = $3 AND retired_at IS NULL";
    Ok(tx.run(sql!(sql, now.timestamp(), secret, client_id)).await? == 1)
}

/// Notes that a secret got a token. An earlier time than the noted one changes nothing.
pub async fn record_use(tx: &Tx, client_id: &str, secret: i64, at: DateTime<Utc>) -> Result<()> {
    let client = "UPDATE client SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)";
    tx.run(sql!(client, at.timestamp(), client_id)).await?;
    let kept =
        "UPDATE client_secret SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)";
    tx.run(sql!(kept, at.timestamp(), secret)).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Client> {
    let row = row.of("client", "id");
    Ok(Client {
        id: row.get("id")?,
        partner_id: PartnerId(row.get("partner_id")?),
        name: row.get("name")?,
        scopes: row.get("scopes")?,
        created_at: row.moment("created_at")?,
        retired_at: row.maybe_moment("retired_at")?,
        last_used_at: row.maybe_moment("last_used_at")?,
    })
}

fn read_secret(row: &Row) -> Result<KeptSecret> {
    let row = row.of("client_secret", "id");
    Ok(KeptSecret {
        id: row.get("id")?,
        client_id: row.get("client_id")?,
        mac: row.get("mac")?,
        hint: row.get("hint")?,
        created_at: row.moment("created_at")?,
        retired_at: row.maybe_moment("retired_at")?,
        last_used_at: row.maybe_moment("last_used_at")?,
    })
}
