//! Decisions on loan drafts and journals. Of each that is fit to be sent no more stays in memory than where its text
//! lies; the texts come back in their order, to be entered into the ledger and to be sent.

use std::collections::HashSet;
use std::marker::PhantomData;

use fieldlink_contract::Journal;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::RunError;
use super::held::{self, Held};
use super::since::{Found, Reading};
use super::summary::KindPlan;
use crate::delivery::{Courier, Ready};
use crate::kind::Kind;
use crate::ledger::{Entry, PART};
use crate::plan::loan_drafts::Draft;
use crate::plan::{Decision, Item, hash_of};
use crate::record::Origin;
use crate::spool::{Spool, SpoolError};

/// What can wait outside of memory until it leaves.
pub(super) trait Text: Serialize + DeserializeOwned {
    /// Of which kind it is.
    const KIND: Kind;

    /// Its hash, as the plan has it.
    fn hash(&self) -> String;

    /// Hash over what tells that it is the same without a look at its photo, where that can be told.
    fn seen(&self) -> Option<String> {
        None
    }
}

impl Text for Journal {
    const KIND: Kind = Kind::Journal;

    fn hash(&self) -> String {
        hash_of(self, b"")
    }
}

impl Text for Draft {
    const KIND: Kind = Kind::LoanDraft;

    fn hash(&self) -> String {
        Draft::hash(self)
    }

    fn seen(&self) -> Option<String> {
        Draft::seen(self)
    }
}

/// What is fit to be sent, as it waits.
#[derive(Serialize, Deserialize)]
struct Fit<T> {
    key: String,
    revision: i64,
    hash: String,
    seen: Option<String>,
    since: Option<String>,
    origin: Option<Origin>,
    what: T,
}

/// How decisions are counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counting {
    /// Whether a lost answer settles by itself.
    pub(super) repeats: bool,
    /// Whether those that would be sent are named one by one.
    pub(super) listed: bool,
}

/// All decisions on one kind.
pub(super) struct Decided<T> {
    /// The counts.
    pub(super) plan: KindPlan,
    counting: Counting,
    fit: Spool,
    held: Vec<Held>,
    /// Keys and hashes of those that were sent before, when rows are named.
    sent: HashSet<(String, String)>,
    /// What was read, where only what is new is.
    pub(super) reading: Option<Reading>,
    what: PhantomData<T>,
}

impl<T: Text> Decided<T> {
    /// None yet.
    pub(super) fn new(counting: Counting) -> Result<Decided<T>, SpoolError> {
        Ok(Decided {
            plan: KindPlan::default(),
            counting,
            fit: Spool::new()?,
            held: Vec::new(),
            sent: HashSet::new(),
            reading: None,
            what: PhantomData,
        })
    }

    /// Adds decisions, each with where it was found, where only what is new is read.
    pub(super) fn take(&mut self, items: Vec<Item<T>>, found: Found) -> Result<(), SpoolError> {
        let found = found.into_iter().map(Some).chain(std::iter::repeat(None));
        for (item, since) in items.into_iter().zip(found) {
            self.plan.count(&item, self.counting.repeats);
            if self.counting.listed {
                self.plan.list(&item);
            }
            let seen = item.what.as_ref().and_then(T::seen);
            match (&item.decision, item.what) {
                (Decision::New | Decision::Changed, Some(what)) => {
                    let fit = Fit {
                        key: item.key,
                        revision: item.revision,
                        hash: item.hash,
                        seen,
                        since,
                        origin: item.origin,
                        what,
                    };
                    let text = serde_json::to_vec(&fit).map_err(|_| SpoolError::Broken)?;
                    self.fit.push(&text)?;
                }
                // What would be sent and is not there would be lost without a word.
                (Decision::New | Decision::Changed, None) => return Err(SpoolError::Broken),
                (Decision::Held(_), _) => self.held.push(Held {
                    revision: item.revision,
                    hash: item.hash,
                    seen,
                    since,
                    repayment: None,
                }),
                (Decision::Unchanged(_) | Decision::Waiting, _) if self.counting.listed => {
                    self.sent.insert((item.key, item.hash));
                }
                (Decision::Unchanged(_) | Decision::Waiting | Decision::Later, _) => {}
            }
        }
        Ok(())
    }

    /// Whether a record was sent before as it is now.
    pub(super) fn was_sent(&self, key: &str, hash: &str) -> bool {
        self.sent.contains(&(key.to_owned(), hash.to_owned()))
    }

    /// Writes the plan into the ledger. `plan` is the one of these decisions.
    pub(super) async fn entered(mut self, courier: &Courier<'_>, plan: &KindPlan) -> Result<ReadyTexts<T>, RunError> {
        let mut seen = Vec::with_capacity(self.fit.len() + self.held.len());
        let mut ready = Vec::with_capacity(self.fit.len());
        for first in (0..self.fit.len()).step_by(PART) {
            let part = first..(first + PART).min(self.fit.len());
            let entries: Vec<Entry> = part.clone().map(|at| self.entry(at)).collect::<Result<_, _>>()?;
            let now = courier.clock.now();
            let entered = courier.ledger.enter_part(T::KIND, None, &entries, now).await?;
            seen.extend(entered.seen());
            ready.extend(part.zip(entered.numbers).filter_map(|(at, id)| Some((at, id?))));
        }
        seen.extend(held::entered(courier, (T::KIND, None), plan, &self.held).await?);
        let now = courier.clock.now();
        // What was not read is not gone.
        let reading = self.reading.as_ref();
        let read = |since: Option<&str>| reading.is_none_or(|reading| reading.has_read(since));
        courier.ledger.withdraw_others(T::KIND, None, seen, &read, now).await?;
        if let Some(reading) = self.reading {
            reading.keep(courier.ledger, now).await?;
        }
        Ok(ReadyTexts {
            fit: self.fit,
            ready: ready.into_iter(),
            failed: None,
            what: PhantomData,
        })
    }

    fn entry(&mut self, at: usize) -> Result<Entry, SpoolError> {
        let fit: Fit<IgnoredAny> = read(&mut self.fit, at)?;
        Ok(Entry {
            key: fit.key,
            revision: fit.revision,
            hash: fit.hash,
            seen: fit.seen,
            since: fit.since,
            held: Vec::new(),
            origin: fit.origin,
            repayment: None,
        })
    }
}

fn read<T: DeserializeOwned>(fit: &mut Spool, at: usize) -> Result<Fit<T>, SpoolError> {
    serde_json::from_slice(&fit.get(at)?).map_err(|_| SpoolError::Broken)
}

/// Those that are in the ledger and ready to leave, one after the other as they are asked for.
pub(super) struct ReadyTexts<T> {
    fit: Spool,
    /// Where each lies, with its number in the ledger.
    ready: std::vec::IntoIter<(usize, i64)>,
    /// Why they ended early.
    failed: Option<SpoolError>,
    what: PhantomData<fn() -> T>,
}

impl<T: Text> ReadyTexts<T> {
    /// How many there are still.
    pub(super) fn len(&self) -> usize {
        self.ready.len()
    }

    /// Whether all that were asked for came back. Those that did not are planned in the ledger, and have not left.
    pub(super) fn came_back(&mut self) -> Result<(), SpoolError> {
        self.failed.take().map_or(Ok(()), Err)
    }

    fn read(&mut self, at: usize, id: i64) -> Result<Ready<T>, SpoolError> {
        let Fit {
            key,
            revision,
            hash,
            what,
            ..
        } = read::<T>(&mut self.fit, at)?;
        // What leaves is what was planned.
        if what.hash() != hash {
            return Err(SpoolError::Broken);
        }
        Ok(Ready {
            id,
            key,
            revision,
            hash,
            what,
        })
    }
}

impl<T: Text> Iterator for ReadyTexts<T> {
    type Item = Ready<T>;

    fn next(&mut self) -> Option<Ready<T>> {
        if self.failed.is_some() {
            return None;
        }
        let (at, id) = self.ready.next()?;
        self.read(at, id).map_err(|error| self.failed = Some(error)).ok()
    }
}
