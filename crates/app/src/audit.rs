//! The audit trail, written in the transaction of the act, read by who answers for it, and checked.

use std::collections::{BTreeMap, BTreeSet};

use fieldlink_domain::ids::PartnerId;
use fieldlink_store::audit::{self, Act, Head, Linked};
use fieldlink_store::{Tx, people};

use crate::{Actor, Pa2, Permission, Result};

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

/// What checking a chain came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// Whose chain; none for the whole installation's.
    pub partner_id: Option<PartnerId>,
    /// How many rows it has.
    pub rows: i64,
    /// The hash of the last: whoever notes it down elsewhere can tell later that nothing before it was changed.
    pub hash: String,
    /// The number of the first row that does not fit; none when all do.
    pub broken_at: Option<i64>,
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
        Ok(audit::insert(tx, &act).await?)
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

    /// Checks a partner's chain from its first row to its last.
    pub async fn check_audit(&self, actor: &Actor, partner: PartnerId) -> Result<ChainReport> {
        actor.may(Permission::ReadAudit, partner)?;
        let heads = audit::heads(&self.store).await?;
        let own = heads.into_iter().find(|head| head.partner_id == Some(partner));
        let none = Head {
            partner_id: Some(partner),
            seq: 0,
            hash: String::new(),
        };
        self.check_chain(own.unwrap_or(none)).await
    }

    /// Checks every chain.
    pub async fn check_whole_audit(&self, actor: &Actor) -> Result<Vec<ChainReport>> {
        actor.may(Permission::Operate, PartnerId(0))?;
        let mut reports = Vec::new();
        for head in audit::heads(&self.store).await? {
            reports.push(self.check_chain(head).await?);
        }
        Ok(reports)
    }

    /// Some rows at a time, so that a long trail needs no more memory than a short one. Rows that are added meanwhile
    /// are not looked at.
    async fn check_chain(&self, head: Head) -> Result<ChainReport> {
        let mut last = (0, String::new());
        let mut broken_at = None;
        'all: while last.0 < head.seq {
            let rows = audit::page_after(&self.store, head.partner_id, last.0, BATCH).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows.into_iter().take_while(|row| row.seq <= head.seq) {
                let expected = last.0 + 1;
                if row.seq != expected || row.hash != audit::hash(&last.1, expected, &row.act) {
                    broken_at = Some(expected);
                    break 'all;
                }
                last = (row.seq, row.hash);
            }
        }
        let whole = last == (head.seq, head.hash.clone());
        Ok(ChainReport {
            partner_id: head.partner_id,
            rows: head.seq,
            hash: head.hash,
            broken_at: broken_at.or((!whole).then_some(last.0 + 1)),
        })
    }
}

fn person_of(label: &str) -> Option<i64> {
    label.strip_prefix("person:")?.parse().ok()
}
