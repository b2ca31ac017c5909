//! Wires, entered by Kiva's people; a statement counts those of its month (domain.md 2.6).

use chrono::NaiveDate;
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::Minor;
use fieldlink_store::reports;
use fieldlink_store::wires::{self, Struck, Wire};

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Permission, Result, words};

/// A wire as a person enters it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWire {
    /// The Pacific day it arrived.
    pub day: NaiveDate,
    /// US cents; from the partner to Kiva, negative the other way.
    pub usd: Minor,
    /// What the bank calls it.
    pub reference: String,
}

impl Pa2 {
    /// Enters a wire. Its month must not be final: a final statement never changes.
    pub async fn enter_wire(&self, actor: &Actor, partner: PartnerId, wire: NewWire) -> Result<i64> {
        actor.may(Permission::Operate, partner)?;
        let now = self.now().await?;
        let month = Period::of(wire.day);
        if wire.usd == Minor::ZERO {
            return Err(Error::invalid("The amount of a wire is more than nothing.").said("error-wire-zero", []));
        }
        if wire.day > pacific_day(now) {
            return Err(Error::invalid("The day of the wire has not come yet.").said("error-wire-early", []));
        }
        let tx = self.store.begin().await?;
        // Holds the month: nobody makes it final between this look and the commit.
        if !reports::touch(&tx, partner, month).await? {
            return Err(super::is_final(month));
        }
        let id = wires::insert(
            &tx,
            &wires::NewWire {
                partner,
                day: wire.day,
                usd: wire.usd,
                reference: wire.reference,
                actor: actor.label(),
                at: now,
            },
        )
        .await?;
        let subject = id.to_string();
        let detail = format!("{} cents on {}", wire.usd.0, wire.day);
        let deed = Deed {
            partner: Some(partner),
            action: "wire.enter",
            subject: &subject,
            detail: &detail,
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Strikes out a wire that was entered by mistake: it stays to be seen, with the reason, and counts nowhere. Its month
    /// must not be final.
    pub async fn strike_wire(&self, actor: &Actor, partner: PartnerId, id: i64, reason: &str) -> Result<()> {
        actor.may(Permission::ReadLoans, partner)?;
        // Whose it is comes first: what a stranger may not do is not there for them.
        let wire = wires::get(&self.store, partner, id).await?;
        let wire = wire.ok_or_else(|| Error::not_found("The wire"))?;
        actor.may(Permission::Operate, partner)?;
        let struck = Struck {
            at: self.now().await?,
            by: actor.label(),
            reason: words::reason(reason)?.to_owned(),
        };
        let tx = self.store.begin().await?;
        let month = Period::of(wire.day);
        if !reports::touch(&tx, partner, month).await? {
            return Err(super::is_final(month));
        }
        if !wires::strike(&tx, partner, id, &struck).await? {
            let before = "This wire was struck out already.";
            return Err(Error::conflict(before).said("error-wire-struck", []));
        }
        let subject = id.to_string();
        let deed = Deed {
            partner: Some(partner),
            action: "wire.strike",
            subject: &subject,
            detail: &struck.reason,
        };
        self.note(&tx, actor, deed).await?;
        Ok(tx.commit().await?)
    }

    /// A partner's wires, the last entered first: `limit` of them below this number.
    pub async fn wires(&self, actor: &Actor, partner: PartnerId, before: Option<i64>, limit: u64) -> Result<Vec<Wire>> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(wires::page(&self.store, partner, before, limit).await?)
    }
}
