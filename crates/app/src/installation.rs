//! What a database is: a sandbox, whose clock can be moved and which any client may empty, or real.
//!
//! It stands in the database, so that no process can forget it: said at the first start, changed by one command alone. A
//! process that says otherwise does not start.

use std::fmt;

use fieldlink_store::{Store, settings};

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Result};

/// What a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installation {
    /// A test environment: nothing in it is anybody's money.
    Sandbox,
    /// The records of real loans.
    Real,
}

/// Where it stands.
const KEY: &str = "installation";
/// What stands there where there were partners before it was kept.
const BEFORE: &str = "before";

impl Installation {
    /// Its word, as it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Installation::Sandbox => "sandbox",
            Installation::Real => "real",
        }
    }

    fn of(kept: Option<&str>) -> Option<Installation> {
        [Installation::Sandbox, Installation::Real]
            .into_iter()
            .find(|known| kept == Some(known.name()))
    }

    /// Whether it is a sandbox.
    pub fn is_sandbox(self) -> bool {
        self == Installation::Sandbox
    }
}

impl fmt::Display for Installation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where the address stands that people and programs reach this PA2 at.
const ADDRESS: &str = "address";

impl Pa2 {
    /// Keeps the address that it serves at, for what commands write beside it.
    pub async fn serves_at(&self, public_url: &str) -> Result<()> {
        let tx = self.store.begin().await?;
        settings::change(&tx, ADDRESS, public_url).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The address at which it served last; none when it never has.
    pub async fn address(&self) -> Result<Option<String>> {
        Ok(settings::get(&self.store, ADDRESS).await?)
    }
}

/// What a process says of its database.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said {
    /// By an argument or by its settings.
    pub plainly: Option<Installation>,
    /// What it takes a new database for when nobody says anything; none for a process that cannot tell.
    pub otherwise: Option<Installation>,
}

/// What this database is; of a new one it is kept from now on. None where nobody has said so yet.
///
/// # Errors
/// When the process says otherwise than the database.
pub async fn settle(store: &Store, said: Said) -> Result<Option<Installation>> {
    if let Some(is) = kept(store, said).await? {
        return Ok(Some(is));
    }
    let first = match settings::get(store, KEY).await?.as_deref() {
        // Its processes were sandboxes unless their settings said otherwise.
        Some(BEFORE) => said.plainly.or(Some(Installation::Sandbox)),
        _ => said.plainly.or(said.otherwise),
    };
    let Some(first) = first else { return Ok(None) };
    let tx = store.begin().await?;
    // Of several that start at once the first one says it.
    settings::replace(&tx, KEY, first.name(), BEFORE).await?;
    tx.commit().await?;
    kept(store, said).await
}

async fn kept(store: &Store, said: Said) -> Result<Option<Installation>> {
    let is = Installation::of(settings::get(store, KEY).await?.as_deref());
    match (is, said.plainly) {
        (Some(is), Some(said)) if is != said => Err(Error::conflict(format!(
            "This database is kept as {is}, but this process says {said}. Correct its settings or arguments, or change the \
             database with: fieldlink pa2 become {said}"
        ))
        .said("error-installation", [("is", is.to_string()), ("said", said.to_string())])),
        (is, _) => Ok(is),
    }
}

impl Pa2 {
    /// Changes what the database is. Processes that serve it learn of it when they start again.
    pub async fn become_installation(&self, actor: &Actor, new: Installation) -> Result<()> {
        if !matches!(actor, Actor::Operator) {
            return Err(Error::forbidden("Only the operator changes what a database is."));
        }
        let tx = self.store.begin().await?;
        settings::set(&tx, KEY, new.name()).await?;
        let deed = Deed {
            partner: None,
            action: "installation.become",
            subject: new.name(),
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(())
    }
}
