//! Tries of passwords and codes. Each is counted before it is judged, in one update that waits for the others: sixty at
//! one time are judged like sixty one after the other.
//!
//! They are counted by account, so that a password is not found by trying, and by address, so that one machine does not
//! try many accounts. A browser in which the person signed in before is counted by itself: a stranger who types wrong
//! passwords for an account pauses it for strangers, not for its person.

use std::net::IpAddr;

use chrono::Duration;
use fieldlink_store::people::{self, Person};
use fieldlink_store::settings;
use subtle::ConstantTimeEq as _;

use super::mark;
use crate::{Actor, Pa2, Result};

/// Tries in a row after which sign-in is paused.
const FREE_TRIES: i64 = 5;
/// The first pause; each further try doubles it.
const FIRST_PAUSE: Duration = Duration::minutes(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::minutes(15);
/// What is written for a try that counts for nobody, so that it takes as long as one that does.
const NOBODYS: &str = "tries_of_nobody";

/// Where a try comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The address of the browser; none where it is not known, as behind a proxy.
    pub address: Option<IpAddr>,
    /// What the browser holds from an earlier sign-in; see [`Pa2::known_browser`].
    pub browser: Option<String>,
}

/// A try that was counted and may be judged.
#[derive(Debug)]
pub(crate) enum Counted {
    /// With the account; whether signing in is paused now unless it turns out right.
    Account {
        /// It is.
        pauses: bool,
    },
    /// With what is known to be the person's own: a browser, or a session.
    Own(String),
}

impl Pa2 {
    /// Counts a try of somebody with this origin; none when it must not be judged: the account is paused or shut out, or
    /// too many came from there. `person` is none for an address that nobody signs in with, which is counted nowhere and
    /// takes as long.
    pub(crate) async fn count_try(&self, person: Option<&Person>, origin: &Origin) -> Result<Option<Counted>> {
        let now = self.system.read();
        if let (Some(person), Some(browser)) = (person, &origin.browser)
            && self.is_known_browser(person, browser).await?
        {
            return self.count_own_try(person, format!("browser {browser}")).await;
        }
        let from_there = match origin.address {
            Some(address) => self.sign_ins.count("", Some(address), now).is_none(),
            None => true,
        };
        let person = person.filter(|person| from_there && person.disabled_at.is_none());
        match person {
            Some(person) => self.count_with_account(person).await,
            None => self.write_for_nobody().await.map(|()| None),
        }
    }

    /// Counts a try of somebody who is signed in.
    pub(crate) async fn count_try_of_signed_in(&self, person: &Person) -> Result<Option<Counted>> {
        self.count_own_try(person, format!("session of {}", person.id)).await
    }

    async fn count_own_try(&self, person: &Person, own: String) -> Result<Option<Counted>> {
        let waits = self.sign_ins.count(&own, None, self.system.read()).is_some();
        self.write_for_nobody().await?;
        Ok((!waits && person.disabled_at.is_none()).then_some(Counted::Own(own)))
    }

    /// One transaction: whoever else tries at the same moment waits for it, and sees the pause that it begins.
    async fn count_with_account(&self, person: &Person) -> Result<Option<Counted>> {
        let now = self.system.read();
        let tx = self.store.begin().await?;
        let tries = people::record_failure(&tx, person.id).await?;
        let row = people::get(&tx, person.id).await?;
        let paused = row.is_none_or(|row| row.locked_until.is_some_and(|until| now < until));
        let pause = pause_after(tries).filter(|_| !paused);
        if let Some(pause) = pause {
            people::lock_until(&tx, person.id, now + pause).await?;
        }
        tx.commit().await?;
        let pauses = pause.is_some();
        Ok((!paused).then_some(Counted::Account { pauses }))
    }

    /// A try was wrong, or must not be judged. That it began a pause is noted; what is no try of anybody writes as much.
    pub(crate) async fn try_was_wrong(&self, person: Option<&Person>, counted: Option<&Counted>) -> Result<()> {
        let (Some(person), Some(Counted::Account { pauses: true })) = (person, counted) else {
            return self.write_for_nobody().await;
        };
        let tx = self.store.begin().await?;
        self.note_of(&tx, &Actor::Clock, person, "person.lock", "").await?;
        Ok(tx.commit().await?)
    }

    /// A try turned out right, and more is asked for yet: it does not count, and those before it still do.
    pub(crate) async fn take_try_back(&self, person: &Person, origin: &Origin, counted: &Counted) -> Result<()> {
        self.forget_try_there(origin, counted);
        if let Counted::Account { .. } = counted {
            let tx = self.store.begin().await?;
            people::take_failure_back(&tx, person.id).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// A try turned out right where it is counted in memory; the account's count ends with [`Pa2::signed_in`].
    pub(crate) fn forget_try_there(&self, origin: &Origin, counted: &Counted) {
        match counted {
            Counted::Account { .. } => self.sign_ins.take_back("", origin.address),
            Counted::Own(own) => self.sign_ins.succeeded(own, None),
        }
    }

    pub(super) async fn write_for_nobody(&self) -> Result<()> {
        let tx = self.store.begin().await?;
        settings::set(&tx, NOBODYS, &self.system.read().timestamp_micros().to_string()).await?;
        Ok(tx.commit().await?)
    }

    /// What the browser of somebody who has shown all that is asked for is to hold for long: it tells that they signed in
    /// there, and signs nobody in. It ends with the password.
    pub async fn known_browser(&self, person: &crate::PersonActor) -> Result<String> {
        let row = self.row_of(person.id).await?;
        let chance = self.entropy.token::<16>();
        let proof = self.browser_mac(&row, &chance).await?;
        Ok(format!("{}.{chance}.{proof}", person.id))
    }

    async fn is_known_browser(&self, person: &Person, held: &str) -> Result<bool> {
        let mut parts = held.splitn(3, '.');
        let (Some(id), Some(chance), Some(proof)) = (parts.next(), parts.next(), parts.next()) else {
            return Ok(false);
        };
        let expected = self.browser_mac(person, chance).await?;
        Ok(id == person.id.to_string() && bool::from(expected.as_bytes().ct_eq(proof.as_bytes())))
    }

    async fn browser_mac(&self, person: &Person, chance: &str) -> Result<String> {
        let of = format!("browser of {} {}", person.id, mark(person));
        self.keys().await?.secret_mac(&of, chance)
    }
}

/// How long sign-in is paused after so many tries in a row.
fn pause_after(tries: i64) -> Option<Duration> {
    if tries < FREE_TRIES {
        return None;
    }
    let beyond = u32::try_from(tries - FREE_TRIES).unwrap_or(u32::MAX);
    let doubled = 2_i32
        .checked_pow(beyond)
        .and_then(|times| FIRST_PAUSE.checked_mul(times));
    Some(doubled.map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_wrong_passwords_are_free_then_pauses_double_to_a_quarter_of_an_hour() {
        assert_eq!(pause_after(4), None);
        let minutes: Vec<i64> = (5..=10).filter_map(pause_after).map(|p| p.num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 15, 15]);
        assert_eq!(pause_after(i64::MAX), Some(LONGEST_PAUSE));
    }
}
