//! Adding to the trail.

use super::key::SETTING;
use super::{Act, Head, Key, NOTED, chain, hash};
use crate::{Ask as _, Error, Result, Sql, Tx, settings, sql};

/// A row that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The end of its chain, which it is now.
    pub head: Head,
    /// Whether the key vouches for it. It does not where somebody had set the end of the chain without the key.
    pub vouched: bool,
}

/// Which end of a chain a row may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// One that the key vouches for.
    Vouched,
    /// Any: the row says itself what it was put after.
    Any,
}

/// Adds a row. Until the transaction ends, nobody else adds one to the same chain. The first of a partner's chain is noted in
/// the installation's, so that a chain that is taken away whole is missed.
///
/// # Errors
/// [`Error::OtherKey`] when the trail was put under another key meanwhile.
pub async fn insert(tx: &Tx, key: &Key, act: &Act) -> Result<Added> {
    let added = append(tx, key, act, After::Vouched).await?;
    if added.head.seq == 1 && act.partner_id.is_some() {
        let note = Act {
            partner_id: None,
            action: NOTED.to_owned(),
            subject: chain(act.partner_id).to_string(),
            detail: added.head.to_string(),
            ..act.clone()
        };
        append(tx, key, &note, After::Vouched).await?;
    }
    Ok(added)
}

pub(super) async fn append(tx: &Tx, key: &Key, act: &Act, after: After) -> Result<Added> {
    let chain = chain(act.partner_id);
    // The one statement waits for, locks and answers the last row, whichever transaction wrote it.
    let next = "INSERT INTO audit_head (chain, seq, hash) VALUES ($1, 1, '') \
                ON CONFLICT (chain) DO UPDATE SET seq = audit_head.seq + 1 RETURNING seq, hash, mac";
    let Some(row) = tx.one(sql!(next, chain)).await? else {
        return Err(Error::Stale {
            what: "The audit trail",
        });
    };
    let (seq, before): (i64, String) = (row.get("seq")?, row.get("hash")?);
    let mac: Option<String> = row.get("mac")?;
    let vouched = after == After::Any || seq == 1 || mac == Some(key.of_head(chain, seq - 1, &before));
    if !vouched {
        not_under_another(tx, key).await?;
    }
    let hash = hash(&before, seq, act);
    let mac = vouched.then(|| key.of_row(chain, seq, &hash));
    let partner = act.partner_id.map(|p| p.0);
    let mut row =
        Sql::new("INSERT INTO audit (chain, seq, at, partner_id, actor, action, subject, detail, hash, mac) VALUES ");
    row.rows([[
        chain.into(),
        seq.into(),
        act.at.timestamp().into(),
        partner.into(),
        act.actor.as_str().into(),
        act.action.as_str().into(),
        act.subject.as_str().into(),
        act.detail.as_str().into(),
        hash.as_str().into(),
        mac.into(),
    ]]);
    tx.run(row).await?;
    let head = "UPDATE audit_head SET hash = $2, mac = $3 WHERE chain = $1";
    let mac = key.of_head(chain, seq, &hash);
    tx.run(sql!(head, chain, hash.as_str(), mac)).await?;
    Ok(Added {
        head: Head {
            partner_id: act.partner_id,
            seq,
            hash,
        },
        vouched,
    })
}

/// The end of a chain is not this key's: because the trail is under another by now, or because somebody set it.
async fn not_under_another(tx: &Tx, key: &Key) -> Result<()> {
    match settings::get(tx, SETTING).await? {
        Some(other) if other != key.fingerprint() => Err(Error::OtherKey(other)),
        _ => Ok(()),
    }
}
