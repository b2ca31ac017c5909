//! A month put together from what the blocks of the partner's list add to it. Only blocks in which something changed
//! since they were last looked at are read; the rest was kept.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::Partner;
use fieldlink_domain::settings::Settings;
use fieldlink_domain::statement::{Billing, Line, MonthLoan, Part};
use fieldlink_store::month_blocks::{self, Kept, block_of};
use fieldlink_store::repayments;
use fieldlink_store::reports::{self, Report};

use crate::{Pa2, Result};

/// Blocks read by one statement.
pub(super) const BLOCKS: i64 = 4;
/// Blocks kept by one transaction, so that a reader who brings a large month up to date holds nobody up.
const KEPT_AT_ONCE: usize = 64;
/// Goes up when parts are put together in another way: what was kept before is made anew.
const MADE_AS: u32 = 2;
/// How long who only reads waits to be let write.
const PATIENCE: Duration = Duration::from_millis(200);

impl Pa2 {
    /// What each block adds to a month, in the order of the list: as it was made final, or as it would be now.
    pub(super) async fn parts(&self, partner: &Partner, report: &Report) -> Result<BTreeMap<i64, Part>> {
        let (db, id, period) = (&self.store, partner.id, report.period);
        if report.made_final.is_some() {
            return Ok(month_blocks::kept_final(db, id, period).await?);
        }
        // What is newer than these versions is read now or by the next one who asks; see `month_blocks`.
        let versions = month_blocks::versions(db, id).await?;
        let (newest, uploads) = repayments::newest_by_block(db, id, period).await?;
        let terms = terms(partner, &self.settings);
        let is_fresh = |kept: &Kept| {
            let upload = uploads.get(&kept.block).copied().unwrap_or(0);
            let version = versions.get(&kept.block).copied();
            kept.terms == terms && kept.upload_id >= upload && version.is_some_and(|version| kept.version >= version)
        };
        let kept = month_blocks::kept(db, id, period).await?.into_iter();
        let mut parts: BTreeMap<i64, Part> = kept.filter(is_fresh).map(|kept| (kept.block, kept.part)).collect();

        let old: Vec<i64> = versions
            .keys()
            .copied()
            .filter(|block| !parts.contains_key(block))
            .collect();
        for some in old.chunks(KEPT_AT_ONCE) {
            let mut made = BTreeMap::new();
            for run in runs(some) {
                let loans = reports::month_loans(db, id, period, run.clone()).await?;
                made.extend(run.map(|block| (block, Part::default())));
                add(&mut made, &loans, &lines(partner, period, &self.settings, &loans));
            }
            let keep: Vec<Kept> = made
                .iter()
                .map(|(block, part)| Kept {
                    block: *block,
                    version: versions.get(block).copied().unwrap_or(0),
                    upload_id: newest,
                    terms: terms.clone(),
                    part: part.clone(),
                })
                .collect();
            self.keep(id, period, &keep).await?;
            parts.extend(made);
        }
        Ok(parts)
    }

    /// Keeps parts, unless somebody else writes for long: what is not kept is made again by the next who asks.
    async fn keep(&self, partner: PartnerId, period: Period, parts: &[Kept]) -> Result<()> {
        let Ok(tx) = tokio::time::timeout(PATIENCE, self.store.begin()).await else {
            return Ok(());
        };
        let tx = tx?;
        month_blocks::keep(&tx, partner, period, parts).await?;
        Ok(tx.commit().await?)
    }

    /// US cents that the running month brings back if its loans repay as scheduled, by theme type id: they make room
    /// under the limits (domain.md 2.4). Nothing once its report is final, for then they no longer are outstanding.
    pub(crate) async fn expected_back(&self, partner: &Partner, now: DateTime<Utc>) -> Result<BTreeMap<i64, Minor>> {
        let report = reports::get(&self.store, partner.id, Period::at(now)).await?;
        if report.made_final.is_some() {
            return Ok(BTreeMap::new());
        }
        let month: Part = self.parts(partner, &report).await?.values().collect();
        Ok(month.expected)
    }

    /// The lines of a month whose loans stand in one block.
    pub(super) async fn block_lines(&self, partner: &Partner, report: &Report, block: i64) -> Result<Vec<Line>> {
        let (db, id, period) = (&self.store, partner.id, report.period);
        if report.made_final.is_some() {
            return Ok(reports::final_lines(db, id, period, block).await?);
        }
        let loans = reports::month_loans(db, id, period, block..=block).await?;
        Ok(lines(partner, period, &self.settings, &loans))
    }
}

/// Adds loans and their lines, both in the order of the list, to the parts of their blocks.
pub(super) fn add(parts: &mut BTreeMap<i64, Part>, loans: &[MonthLoan], lines: &[Line]) {
    let mut lines = lines.iter().peekable();
    for loan in loans {
        let line = lines.next_if(|line| line.seq == loan.seq);
        parts.entry(block_of(loan.seq)).or_default().add(loan, line);
    }
}

/// The lines of these loans in a month that is not final.
pub(super) fn lines(partner: &Partner, period: Period, settings: &Settings, loans: &[MonthLoan]) -> Vec<Line> {
    let line = |loan: &MonthLoan| {
        let billing = Billing {
            period,
            rate: partner.config.rate(loan.currency),
            tolerance: settings.on_time_tolerance,
        };
        Line::of(loan, &billing)
    };
    loans.iter().filter_map(line).collect()
}

/// Everything beside loans and reported amounts that the lines hang on: the way they are made, the tolerance and the
/// rates.
fn terms(partner: &Partner, settings: &Settings) -> String {
    let mut terms = format!("{MADE_AS} {}", settings.on_time_tolerance.0);
    for currency in &partner.config.currencies {
        terms.push_str(&format!(" {} {}", currency.currency.code(), currency.rate));
    }
    terms
}

/// The blocks, neighbours together, at most [`BLOCKS`] of them.
fn runs(blocks: &[i64]) -> Vec<RangeInclusive<i64>> {
    let mut runs: Vec<RangeInclusive<i64>> = Vec::new();
    for block in blocks {
        match runs.last_mut() {
            Some(run) if run.end() + 1 == *block && block - run.start() < BLOCKS => *run = *run.start()..=*block,
            _ => runs.push(*block..=*block),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_read_together() {
        assert_eq!(runs(&[]), []);
        assert_eq!(runs(&[0, 1, 2, 3, 4, 6, 9, 10]), [0..=3, 4..=4, 6..=6, 9..=10]);
    }
}
