//! Which key a trail is kept under, and how it comes under one.

use chrono::{DateTime, Utc};

use super::key::SETTING;
use super::write::{After, append};
use super::{Act, Head, Key, NOTED, SEALED, heads};
use crate::{Ask as _, Db, Result, Tx, settings, sql};

/// What stands there where the trail is from before there were keys.
const BEFORE: &str = "before";

/// What a database says of the key of its trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Nothing: the database is new.
    New,
    /// That there was none yet.
    Before,
    /// The fingerprint of the key.
    Under(String),
    /// Nothing, though the database was used: somebody took it away.
    Lost,
}

impl Kept {
    /// What stands in the row that seals what was there before.
    fn word(&self) -> &str {
        match self {
            Kept::New => "",
            Kept::Before => "none",
            Kept::Under(fingerprint) => fingerprint,
            Kept::Lost => "unknown",
        }
    }
}

/// What this database says of the key of its trail.
pub async fn kept(db: &dyn Db) -> Result<Kept> {
    // One statement: what is read is one moment's, though another process may be at its first start.
    let sql = "SELECT (SELECT value FROM setting WHERE key = $1) AS fingerprint, EXISTS (SELECT 1 FROM partner) \
               OR EXISTS (SELECT 1 FROM audit) OR EXISTS (SELECT 1 FROM audit_head) AS used";
    let row = db.all(sql!(sql, SETTING)).await?;
    let Some(row) = row.first() else { return Ok(Kept::Lost) };
    Ok(match row.get::<Option<String>>("fingerprint")? {
        Some(word) if word == BEFORE => Kept::Before,
        Some(fingerprint) => Kept::Under(fingerprint),
        None if row.get("used")? => Kept::Lost,
        None => Kept::New,
    })
}

/// Puts the trail under a key, if the database still says this of it; whether it did. Every chain gets a row that says what it
/// was kept under before and where it ended; so a key that was lost is told for ever.
pub async fn begin(tx: &Tx, key: &Key, at: DateTime<Utc>, was: &Kept) -> Result<bool> {
    let other = match was {
        Kept::Under(fingerprint) => fingerprint,
        _ => BEFORE,
    };
    if !settings::replace(tx, SETTING, &key.fingerprint(), other).await? {
        return Ok(false);
    }
    let mut ends: Vec<Head> = held_heads(tx).await?;
    let own = ends.pop_if(|head| head.partner_id.is_none());
    let mut noted = Vec::new();
    for end in ends {
        let act = sealing(key, at, was, &end);
        noted.push(append(tx, key, &act, After::Any).await?.head.to_string());
    }
    let own = own.unwrap_or(Head {
        partner_id: None,
        seq: 0,
        hash: String::new(),
    });
    let act = sealing(key, at, was, &own);
    append(tx, key, &act, After::Any).await?;
    if !noted.is_empty() {
        let note = Act {
            action: NOTED.to_owned(),
            detail: noted.join(" "),
            ..act
        };
        append(tx, key, &note, After::Vouched).await?;
    }
    Ok(true)
}

/// Whether the trail was ever put under this key.
pub async fn was_under(db: &dyn Db, key: &Key) -> Result<bool> {
    let sql = "SELECT 1 FROM audit WHERE chain = 0 AND subject = $1 AND action = $2 LIMIT 1";
    Ok(db.any(sql!(sql, key.fingerprint(), SEALED)).await?)
}

fn sealing(key: &Key, at: DateTime<Utc>, was: &Kept, end: &Head) -> Act {
    let detail = match end.seq {
        0 => was.word().to_owned(),
        _ => format!("{} {end}", was.word()),
    };
    Act {
        at,
        partner_id: end.partner_id,
        actor: "operator".to_owned(),
        action: SEALED.to_owned(),
        subject: key.fingerprint(),
        detail,
    }
}

/// The ends of all chains, which nobody moves until the transaction ends: the installation's last, as acts hold them.
async fn held_heads(tx: &Tx) -> Result<Vec<Head>> {
    let all = format!(
        "SELECT 1 FROM audit_head ORDER BY chain = 0, chain{}",
        tx.engine().held()
    );
    tx.all(sql!(all)).await?;
    let mut heads = heads(tx).await?;
    heads.sort_by_key(|head| head.partner_id.map_or(i64::MAX, |partner| partner.0));
    Ok(heads)
}
