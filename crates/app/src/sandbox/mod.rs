//! The sandbox: what an integrator or a class plays with beside the pages of PA2. Snapshots, scenarios, faults; the clock
//! and the steps of a loan's life stand in [`crate::clock`] and [`crate::life`].

mod faults;
mod samples;
mod scenarios;

use fieldlink_store::snapshots::{self, Snapshot};
use fieldlink_store::{Error as StoreError, loans};

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Result, Role};

pub use faults::{Fault, FaultKind, FaultRoute};
pub use scenarios::Scenario;

/// Longest name of a snapshot, in characters.
const NAME_MOST: usize = 60;

impl Pa2 {
    /// Whether this caller may use the sandbox; else the error for them. In an open sandbox that is every client, and
    /// everybody who is more than a reporter; in a closed one, Kiva's people and the command line.
    pub fn may_play(&self, actor: &Actor) -> Result<()> {
        if !self.settings.sandbox {
            return Err(Error::not_found("The sandbox").said("error-no-sandbox", []));
        }
        let open = self.settings.sandbox_open;
        let may = match actor {
            Actor::Operator | Actor::Clock => true,
            Actor::Client(_) => open,
            Actor::Person(person) => match person.role {
                Role::Kiva => true,
                Role::Coordinator | Role::Technical => open,
                Role::Reporter | Role::Reviewer => false,
            },
        };
        if may {
            Ok(())
        } else {
            Err(Error::forbidden("You are not allowed to change the sandbox.").said("error-sandbox-closed", []))
        }
    }

    /// The snapshots that are kept, newest first.
    pub async fn snapshots(&self, actor: &Actor) -> Result<Vec<Snapshot>> {
        self.may_play(actor)?;
        Ok(snapshots::all(&self.store).await?)
    }

    /// Keeps the sandbox as it is now under a name.
    pub async fn save_snapshot(&self, actor: &Actor, name: &str) -> Result<()> {
        self.may_play(actor)?;
        let name = snapshot_name(name)?;
        let tx = self.store.begin().await?;
        let saved = snapshots::save(&tx, name, self.system.read()).await;
        saved.map_err(|error| match error {
            StoreError::Duplicate(_) => Error::conflict(format!("There is a snapshot called {name:?} already."))
                .said("error-snapshot-taken", [("name", name.to_owned())]),
            other => other.into(),
        })?;
        self.note(&tx, actor, whole("sandbox.snapshot", name)).await?;
        Ok(tx.commit().await?)
    }

    /// Puts a snapshot back, with the clock as it was. People, clients and the audit trail stay.
    pub async fn restore_snapshot(&self, actor: &Actor, name: &str) -> Result<()> {
        self.may_play(actor)?;
        let snapshot = self.named_snapshot(name).await?;
        if !snapshot.current {
            return Err(Error::conflict(
                "The snapshot was made by another version of Fieldlink; its tables are not today's.",
            )
            .said("error-snapshot-old", []));
        }
        let tx = self.store.begin().await?;
        loans::lock_life(&tx).await?;
        snapshots::restore(&tx, snapshot.id).await?;
        self.note(&tx, actor, whole("sandbox.restore", name)).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets a snapshot.
    pub async fn delete_snapshot(&self, actor: &Actor, name: &str) -> Result<()> {
        self.may_play(actor)?;
        let snapshot = self.named_snapshot(name).await?;
        let tx = self.store.begin().await?;
        snapshots::delete(&tx, snapshot.id).await?;
        self.note(&tx, actor, whole("sandbox.forget", name)).await?;
        Ok(tx.commit().await?)
    }

    /// Takes all drafts, loans, reports and journals away and sets the clock to real time. Partners, people, clients,
    /// snapshots and the audit trail stay.
    pub async fn reset_sandbox(&self, actor: &Actor) -> Result<()> {
        self.may_play(actor)?;
        let tx = self.store.begin().await?;
        loans::lock_life(&tx).await?;
        snapshots::clear(&tx).await?;
        self.note(&tx, actor, whole("sandbox.reset", "")).await?;
        Ok(tx.commit().await?)
    }

    async fn named_snapshot(&self, name: &str) -> Result<Snapshot> {
        let all = snapshots::all(&self.store).await?;
        all.into_iter().find(|snapshot| snapshot.name == name).ok_or_else(|| {
            Error::not_found(&format!("The snapshot {name:?}"))
                .said("error-snapshot-missing", [("name", name.to_owned())])
        })
    }
}

/// A deed that concerns the whole sandbox.
fn whole<'a>(action: &'static str, detail: &'a str) -> Deed<'a> {
    Deed {
        partner: None,
        action,
        subject: "",
        detail,
    }
}

fn snapshot_name(name: &str) -> Result<&str> {
    let name = name.trim();
    let bad = name.is_empty() || name.chars().count() > NAME_MOST || name.chars().any(char::is_control);
    if bad {
        return Err(
            Error::invalid(format!("A snapshot's name has 1 to {NAME_MOST} characters."))
                .said("error-snapshot-name", [("most", NAME_MOST.to_string())]),
        );
    }
    Ok(name)
}
