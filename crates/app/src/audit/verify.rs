//! Checking the trail from its rows: every chain that has rows, an end, or a note in the installation's chain.

use std::collections::{BTreeMap, BTreeSet};

use fieldlink_domain::ids::PartnerId;
use fieldlink_store::Store;
use fieldlink_store::audit::{self, KeptHead, Key};

use super::BATCH;
use super::damage::{ChainReport, Damage, Verified};
use super::walk::Walk;
use crate::{Actor, Pa2, Permission, Result};

/// The installation's chain.
const OWN: i64 = 0;

impl Pa2 {
    /// Checks a partner's chain from its first row to its last, and the installation's, which says how far it must reach.
    pub async fn check_audit(&self, actor: &Actor, partner: PartnerId) -> Result<ChainReport> {
        actor.may(Permission::ReadAudit, partner)?;
        let mut check = Check::new(&self.store, &self.audit_key, &[]);
        let own = check.chain(OWN).await?;
        let mut report = check.chain(partner.0).await?;
        if !own.damages.is_empty() {
            report.damages.push(Damage::Installation);
        }
        Ok(report)
    }

    /// Checks every chain, and looks for hashes that somebody noted elsewhere.
    pub async fn check_whole_audit(&self, actor: &Actor, since: &[String]) -> Result<Verified> {
        actor.may(Permission::Operate, PartnerId(0))?;
        // Before the notes are read: a chain that is begun meanwhile is found in those.
        let mut chains = audit::chains(&self.store).await?;
        let mut check = Check::new(&self.store, &self.audit_key, since);
        let mut reports = vec![check.chain(OWN).await?];
        chains.extend(check.noted.keys());
        chains.remove(&OWN);
        for chain in chains {
            reports.push(check.chain(chain).await?);
        }
        Ok(Verified {
            chains: reports,
            nowhere: check.wanted.into_iter().collect(),
        })
    }
}

struct Check<'a> {
    store: &'a Store,
    key: &'a Key,
    /// Rows that the installation's chain noted, by chain.
    noted: BTreeMap<i64, BTreeSet<(i64, String)>>,
    /// Hashes that were not come by yet.
    wanted: BTreeSet<String>,
}

impl<'a> Check<'a> {
    fn new(store: &'a Store, key: &'a Key, since: &[String]) -> Check<'a> {
        Check {
            store,
            key,
            noted: BTreeMap::new(),
            wanted: since.iter().cloned().collect(),
        }
    }

    /// Checks a chain; of the installation's, keeps what it notes of the others.
    async fn chain(&mut self, chain: i64) -> Result<ChainReport> {
        let noted = self.noted.remove(&chain).unwrap_or_default();
        let mut walk = Walk::new(chain, noted);
        let head = self.whole_chain(chain, &mut walk).await?;
        for end in walk.notes.drain(..) {
            let of_chain = self.noted.entry(audit::chain(end.partner_id)).or_default();
            of_chain.insert((end.seq, end.hash));
        }
        Ok(walk.end(self.key, head.as_ref()))
    }

    /// Goes along all rows; the end of the chain as it stood then. Rows that are added meanwhile are committed together with
    /// their end: what was the end before the rows were read, must be among them.
    async fn whole_chain(&mut self, chain: i64, walk: &mut Walk) -> Result<Option<KeptHead>> {
        let mut head = audit::kept_head(self.store, chain).await?;
        loop {
            if !self.rows(chain, walk).await? {
                return Ok(head);
            }
            let reaches = |head: &Option<KeptHead>| head.as_ref().map_or(0, |head| head.seq) <= walk.last().0;
            if !reaches(&head) {
                return Ok(head);
            }
            let newer = audit::kept_head(self.store, chain).await?;
            if reaches(&newer) {
                return Ok(newer);
            }
            head = newer;
        }
    }

    /// Takes all rows that are there, some at a time, so that a long trail needs no more memory than a short one; whether
    /// each could be read.
    async fn rows(&mut self, chain: i64, walk: &mut Walk) -> Result<bool> {
        loop {
            let rows = audit::kept_rows(self.store, chain, walk.last(), BATCH).await?;
            if rows.is_empty() {
                return Ok(true);
            }
            for row in rows {
                if let Some(row) = &row {
                    self.wanted.remove(&row.hash);
                }
                if !walk.take(self.key, row) {
                    return Ok(false);
                }
            }
        }
    }
}
