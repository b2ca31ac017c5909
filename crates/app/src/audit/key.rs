//! Which key the trail of a database is kept under. A process with another does not start; a lost one is said for ever.

use chrono::{DateTime, Utc};
use fieldlink_store::Store;
use fieldlink_store::audit::{self, Kept};

pub use fieldlink_store::audit::Key;

use crate::{Error, Result};

/// The fingerprint of the key that the trail of a database is kept under; none where it gets its first one at this start.
///
/// # Errors
/// When the database does not say it any more.
pub async fn key_of(store: &Store) -> Result<Option<String>> {
    match audit::kept(store).await? {
        Kept::Under(fingerprint) => Ok(Some(fingerprint)),
        Kept::New | Kept::Before => Ok(None),
        Kept::Lost => Err(lost()),
    }
}

/// Sees to it that the trail is kept under this key: a new one from now on, one from before there were keys after sealing it.
///
/// # Errors
/// When it is kept under another.
pub(crate) async fn settle(store: &Store, key: &Key, at: DateTime<Utc>) -> Result<()> {
    let was = audit::kept(store).await?;
    if matches!(was, Kept::New | Kept::Before) {
        let tx = store.begin().await?;
        // Of several processes that start at once one does it.
        if audit::begin(&tx, key, at, &was).await? {
            tx.commit().await?;
            if was == Kept::Before {
                let key = key.fingerprint();
                tracing::warn!(
                    key,
                    "sealed an audit trail from before there were keys, as it was found"
                );
            }
        }
    }
    match key_of(store).await? {
        Some(kept) if kept == key.fingerprint() => Ok(()),
        Some(kept) => Err(other(&kept, key)),
        None => Err(lost()),
    }
}

/// Puts a trail under another key. What is there is sealed as it is found, and each chain says so in a row of its own. The
/// fingerprint of the key before; none where there was none or it is not known.
///
/// # Errors
/// When the trail is, or once was, kept under this key.
pub async fn rekey(store: &Store, key: &Key, at: DateTime<Utc>) -> Result<Option<String>> {
    let was = audit::kept(store).await?;
    if audit::was_under(store, key).await? {
        let fingerprint = key.fingerprint();
        return Err(Error::conflict(format!(
            "The audit trail is or was kept under the key {fingerprint}. A key is used once: make another."
        ))
        .said("error-audit-key-used", [("key", fingerprint)]));
    }
    let tx = store.begin().await?;
    if !audit::begin(&tx, key, at, &was).await? {
        return Err(Error::conflict(
            "The audit trail was put under another key at this moment.",
        ));
    }
    tx.commit().await?;
    Ok(match was {
        Kept::Under(fingerprint) => Some(fingerprint),
        _ => None,
    })
}

fn other(kept: &str, key: &Key) -> Error {
    let own = key.fingerprint();
    Error::conflict(format!(
        "This database's audit trail is kept under the key {kept}, but this process has the key {own}. Give it the right one. If \
         that is lost, begin a new one, which the trail will say for ever: fieldlink pa2 audit rekey"
    ))
    .said("error-audit-key", [("kept", kept.to_owned()), ("own", own)])
}

fn lost() -> Error {
    Error::conflict(
        "This database was used, but does not say which key its audit trail is kept under: somebody took that away. Compare it \
         with a backup and with the ends of the trail that were sent. To begin a new key, which the trail will say for ever: \
         fieldlink pa2 audit rekey",
    )
    .said("error-audit-key-lost", [])
}
