//! The audit trail, written in the transaction of the act.

use fieldlink_domain::ids::PartnerId;
use fieldlink_store::Tx;
use fieldlink_store::audit::{self, Act};

use crate::{Actor, Pa2, Permission, Result};

/// What was done, to whose things.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed<'a> {
    /// Whose things; none when it concerns the whole installation.
    pub partner: Option<PartnerId>,
    /// A stable word pair: `client.create`.
    pub action: &'static str,
    /// The id of the thing.
    pub subject: &'a str,
    /// More, for who reads the trail. Never a secret, never borrower data.
    pub detail: &'a str,
}

impl Pa2 {
    /// Notes an act. It is kept if, and only if, the act is. Real time, not the sandbox's: the trail tells what people did.
    pub(crate) async fn note(&self, tx: &Tx, actor: &Actor, deed: Deed<'_>) -> Result<()> {
        let act = Act {
            at: self.system.read(),
            partner_id: deed.partner,
            actor: actor.label(),
            action: deed.action.to_owned(),
            subject: deed.subject.to_owned(),
            detail: deed.detail.to_owned(),
        };
        Ok(audit::insert(tx, &act).await?)
    }

    /// The latest acts on a partner's things, newest first.
    pub async fn audit_trail(&self, actor: &Actor, partner: PartnerId, limit: u64) -> Result<Vec<Act>> {
        actor.may(Permission::ManageApiAccess, partner)?;
        Ok(audit::of_partner(&self.store, partner, limit).await?)
    }
}
