//! The audit trail, written in the transaction of the act, read by who answers for it, and checked.

use std::collections::{BTreeMap, BTreeSet};

use fieldlink_domain::ids::PartnerId;
use fieldlink_store::audit::{self, Act, Linked};
use fieldlink_store::{Tx, people};

use crate::{Actor, Pa2, Permission, Result};

mod daily;
mod damage;
mod key;
mod verify;
mod walk;

pub use damage::{Before, ChainReport, Damage, Verified};
pub(crate) use key::settle;
pub use key::{Key, key_of, rekey};

/// Rows that are read at a time when all are.
const BATCH: u64 = 1_000;

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

/// A piece of a trail.
#[derive(Debug, Clone)]
pub struct AuditPage {
    /// The acts.
    pub rows: Vec<Linked>,
    /// Names of the people among the actors, by label.
    pub names: BTreeMap<String, String>,
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
        self.keep_act(tx, &act).await
    }

    /// Adds an act to the trail.
    pub(crate) async fn keep_act(&self, tx: &Tx, act: &Act) -> Result<()> {
        let added = audit::insert(tx, &self.audit_key, act).await?;
        if !added.vouched {
            let (chain, row) = (audit::chain(act.partner_id), added.head.seq);
            tracing::error!(
                chain,
                row,
                "somebody set the end of the audit trail before this row without its key"
            );
        }
        Ok(())
    }

    /// The latest acts on a partner's things, newest first.
    pub async fn audit_trail(&self, actor: &Actor, partner: PartnerId, limit: u64) -> Result<Vec<Act>> {
        actor.may(Permission::ReadAudit, partner)?;
        Ok(audit::of_partner(&self.store, partner, limit).await?)
    }

    /// The latest acts on one thing of a partner (a loan by its Kiva ID), newest first.
    pub async fn audit_trail_of(
        &self,
        actor: &Actor,
        partner: PartnerId,
        subject: &str,
        limit: u64,
    ) -> Result<Vec<Act>> {
        actor.may(Permission::ReadAudit, partner)?;
        Ok(audit::of_subject(&self.store, partner, subject, limit).await?)
    }

    /// A page of a partner's trail, newest first; of the rows before a number.
    pub async fn audit_page(
        &self,
        actor: &Actor,
        partner: PartnerId,
        before: Option<i64>,
        limit: u64,
    ) -> Result<AuditPage> {
        actor.may(Permission::ReadAudit, partner)?;
        let rows = audit::page_before(&self.store, Some(partner), before, limit).await?;
        self.with_names(rows).await
    }

    /// The next rows of a partner's trail, oldest first; none when `after` is the last. For a file of all of them.
    pub async fn audit_rows_after(&self, actor: &Actor, partner: PartnerId, after: i64) -> Result<AuditPage> {
        actor.may(Permission::ReadAudit, partner)?;
        let rows = audit::page_after(&self.store, Some(partner), after, BATCH).await?;
        self.with_names(rows).await
    }

    async fn with_names(&self, rows: Vec<Linked>) -> Result<AuditPage> {
        let ids: BTreeSet<i64> = rows.iter().filter_map(|row| person_of(&row.act.actor)).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let names = people::names(&self.store, &ids).await?;
        let names = names.into_iter().map(|(id, name)| (format!("person:{id}"), name));
        Ok(AuditPage {
            names: names.collect(),
            rows,
        })
    }
}

fn person_of(label: &str) -> Option<i64> {
    label.strip_prefix("person:")?.parse().ok()
}
