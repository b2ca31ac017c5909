//! Made loans for a sandbox: the same ones for the same partner, number, seed and day, in every status, shaped like real
//! ones (domain.md 4).

pub(crate) mod maker;
mod words;

use chrono::NaiveDate;
use fieldlink_domain::calendar::{day_start, pacific_day};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::Loan;
use fieldlink_store::{Error as StoreError, seed, settings};

use self::maker::Maker;
use crate::{Actor, Error, Pa2, Permission, Result};

/// Loans made and saved at a time.
const BATCH: u64 = 5_000;

/// Which loans to make.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SeedKind {
    /// Loans in every status, as a partner has them after some years.
    #[default]
    Mixed,
    /// Loans that are paying back.
    PayingBack,
}

impl SeedKind {
    /// In the mark of how far a seed has come; that of mixed loans is as it always was.
    fn mark(self) -> &'static str {
        match self {
            SeedKind::Mixed => "",
            SeedKind::PayingBack => ":paying_back",
        }
    }
}

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedPlan {
    /// Whose loans; made with the sample config if missing.
    pub partner: PartnerId,
    /// How many in all.
    pub loans: u64,
    /// Another number gives other loans.
    pub seed: u64,
    /// Which loans.
    pub kind: SeedKind,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// Made by this call.
    pub made: u64,
    /// Made by an earlier call with the same plan.
    pub already: u64,
}

impl Pa2 {
    /// Makes the plan's loans. `progress` hears how many there are after each batch. A call that was cut off goes on
    /// where it stopped when it is repeated; one that is complete makes nothing again.
    pub async fn seed_loans(
        &self,
        actor: &Actor,
        plan: SeedPlan,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Seeded> {
        actor.may(Permission::Operate, plan.partner)?;
        if !self.settings.sandbox {
            return Err(Error::invalid(
                "This PA2 is not a sandbox: made loans have no place in it.",
            ));
        }
        let partner = self.partner_or_sample(actor, plan.partner).await?;
        let key = format!("seed:{}:{}:{}{}", plan.partner, plan.loans, plan.seed, plan.kind.mark());
        let (day, already) = match settings::get(&self.store, &key).await? {
            Some(kept) => {
                read_mark(&kept).ok_or_else(|| Error::internal(StoreError::corrupt("setting", &key, "value")))?
            }
            None => (pacific_day(self.now().await?), 0),
        };
        // The day's own first moment, so that a seed made at noon and one made at night are the same.
        let maker = Maker::new(partner, plan, day_start(day), &self.settings)?;
        seed::prepare(&self.store).await?;
        let made = self.make_all(maker, already, &key, day, progress).await;
        seed::finish(&self.store).await?;
        made.map(|made| Seeded { made, already })
    }

    async fn make_all(
        &self,
        maker: Maker,
        already: u64,
        key: &str,
        day: NaiveDate,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<u64> {
        let maker = std::sync::Arc::new(maker);
        let total = maker.plan.loans;
        let make = |from: u64| {
            let maker = maker.clone();
            let to = from.saturating_add(BATCH).min(total);
            tokio::task::spawn_blocking(move || (from..to).map(|i| maker.loan(i)).collect::<Vec<Loan>>())
        };
        let mut done = already;
        let mut next = make(done);
        while done < total {
            let mut batch = next.await.map_err(Error::internal)?;
            let n = batch.len() as u64;
            // The next batch is made while this one is saved.
            next = make(done + n);
            self.save_batch(&mut batch, maker.plan.partner, key, &format!("{day} {}", done + n))
                .await?;
            done += n;
            progress(done);
        }
        Ok(done - already)
    }

    async fn save_batch(&self, batch: &mut [Loan], partner: PartnerId, key: &str, mark: &str) -> Result<()> {
        let n = i64::try_from(batch.len()).map_err(Error::internal)?;
        let tx = self.store.begin().await?;
        let first = seed::reserve(&tx, partner, n).await?;
        for (loan, i) in batch.iter_mut().zip(0..) {
            maker::number(loan, first, i);
        }
        seed::insert(&tx, batch, &self.settings).await?;
        settings::set(&tx, key, mark).await?;
        Ok(tx.commit().await?)
    }
}

/// How far a seed has come: `2026-11-21 5000`.
fn read_mark(text: &str) -> Option<(NaiveDate, u64)> {
    let (day, done) = text.split_once(' ')?;
    Some((day.parse().ok()?, done.parse().ok()?))
}
