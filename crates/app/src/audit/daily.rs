//! Once a day the ends of all chains leave the machine, where nobody who holds the database reaches them: in the log, and by
//! e-mail to whoever runs PA2.

use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::audit::{self, Head, NOTED};
use fieldlink_store::settings;

use crate::audit::Deed;
use crate::mail::Letter;
use crate::{Actor, Pa2, Permission, Result};

/// The last day on which they were sent.
const SENT: &str = "audit_heads_sent";

impl Pa2 {
    /// The ends of all chains as they stand, the installation's first.
    pub async fn audit_heads(&self, actor: &Actor) -> Result<Vec<Head>> {
        actor.may(Permission::Operate, PartnerId(0))?;
        Ok(audit::heads(&self.store).await?)
    }

    /// Sends the ends of all chains, once in a day of real time, whoever calls this how often, and notes them in the
    /// installation's chain: a chain that is set back alone shows from then on.
    pub async fn send_audit_heads(&self) -> Result<()> {
        let today = pacific_day(self.system.read()).to_string();
        if settings::get(&self.store, SENT).await?.as_ref() == Some(&today) {
            return Ok(());
        }
        let tx = self.store.begin().await?;
        if !settings::change(&tx, SENT, &today).await? {
            return Ok(());
        }
        let heads: Vec<String> = audit::heads(&tx).await?.iter().map(Head::to_string).collect();
        let said = heads.join(" ");
        let deed = Deed {
            partner: None,
            action: NOTED,
            subject: &today,
            detail: &said,
        };
        self.note(&tx, &Actor::Clock, deed).await?;
        if !self.settings.operator_email.is_empty() {
            let letter = Letter::AuditHeads {
                day: today.clone(),
                key: self.audit_key.fingerprint(),
                heads,
                link: self.public_url.clone(),
            };
            self.queue_to_operator(&tx, &letter).await?;
        }
        tx.commit().await?;
        tracing::info!(
            day = today,
            key = self.audit_key.fingerprint(),
            heads = said,
            "the ends of the audit trail"
        );
        Ok(())
    }
}
