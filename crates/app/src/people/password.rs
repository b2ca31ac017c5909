//! Passwords: argon2id, what is asked of them, and the pauses after wrong ones.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use chrono::Duration;
use fieldlink_store::people::{self, Person};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::{address, known, refused};
use crate::audit::Deed;
use crate::{Actor, Error, Pa2, PersonActor, Result};

/// Fewest characters of a password.
pub const PASSWORD_MIN: usize = 8;
/// Most characters of a password: more only costs time to hash.
pub const PASSWORD_MAX: usize = 256;
/// Wrong passwords or codes in a row after which sign-in is paused.
const FREE_FAILURES: i64 = 5;
/// The first pause; each further wrong password doubles it.
const FIRST_PAUSE: Duration = Duration::minutes(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::minutes(15);
/// Passwords hashed at one time, each in 19 MiB of memory.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Somebody whose password was right.
#[derive(Debug, Clone)]
pub struct PasswordRight {
    /// Who it is.
    pub person: PersonActor,
    /// Whether a code is asked for before they are signed in.
    pub second_step: bool,
}

impl Pa2 {
    /// The person with this address and password. A wrong address, a wrong password, a paused and a closed account are
    /// answered alike and in like time, so that nobody can find out who has an account.
    pub async fn check_password(&self, email: &str, password: SecretString) -> Result<PasswordRight> {
        let person = match address(email) {
            Ok(email) => people::by_email(&self.store, &email).await?,
            Err(_) => None,
        };
        let Some(person) = person else {
            verify(password, nobodys_hash().await?).await?;
            return Err(refused());
        };
        if !self.password_is_right(&person, password).await? {
            return Err(refused());
        }
        let right = PasswordRight {
            second_step: person.totp.is_some(),
            person: known(person)?,
        };
        if !right.second_step {
            self.signed_in(&right.person).await?;
        }
        Ok(right)
    }

    /// Changes one's own password. All of one's sessions end; the caller begins another.
    pub async fn change_password(&self, person: &PersonActor, old: SecretString, new: SecretString) -> Result<()> {
        must_fit(&new)?;
        let row = self.row_of(person.id).await?;
        if !self.password_is_right(&row, old).await? {
            let wrong = "The present password is wrong. After five wrong passwords there is a pause of some minutes.";
            return Err(Error::invalid(wrong).said("error-password-wrong", []));
        }
        let hash = hash(new, self.entropy.bytes()).await?;
        self.keep_password(&Actor::Person(person.clone()), &row, &hash).await
    }

    /// Whether this is the person's password and they are not paused or shut out. A wrong one is counted.
    pub(crate) async fn password_is_right(&self, person: &Person, password: SecretString) -> Result<bool> {
        let right = verify(password, person.password_hash.clone()).await?;
        if self.is_held_up(person) {
            return Ok(false);
        }
        if !right {
            self.count_failure(person).await?;
        }
        Ok(right)
    }

    /// Whether signing in is paused, or the person shut out.
    pub(crate) fn is_held_up(&self, person: &Person) -> bool {
        let paused = person.locked_until.is_some_and(|until| self.system.read() < until);
        paused || person.disabled_at.is_some()
    }

    /// Counts a wrong password or code; pauses signing in when there were too many.
    pub(crate) async fn count_failure(&self, person: &Person) -> Result<()> {
        let tx = self.store.begin().await?;
        let failures = people::record_failure(&tx, person.id).await?;
        if let Some(pause) = pause_after(failures) {
            people::lock_until(&tx, person.id, self.system.read() + pause).await?;
            let subject = person.id.to_string();
            let deed = Deed {
                partner: person.partner_id,
                action: "person.lock",
                subject: &subject,
                detail: "",
            };
            self.note(&tx, &Actor::Clock, deed).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Notes that somebody has shown all that is asked for.
    pub(crate) async fn signed_in(&self, person: &PersonActor) -> Result<()> {
        let tx = self.store.begin().await?;
        people::record_success(&tx, person.id).await?;
        people::record_sign_in(&tx, person.id, self.system.read()).await?;
        let subject = person.id.to_string();
        let deed = Deed {
            partner: person.partner_id,
            action: "person.sign_in",
            subject: &subject,
            detail: "",
        };
        self.note(&tx, &Actor::Person(person.clone()), deed).await?;
        Ok(tx.commit().await?)
    }

    /// The hash of a password, and the password itself if it was made here.
    pub(super) async fn new_password(&self, given: Option<SecretString>) -> Result<(String, Option<SecretString>)> {
        let (password, made) = match given {
            Some(password) => (password, None),
            None => {
                let made = SecretString::from(self.entropy.token::<15>());
                (made.clone(), Some(made))
            }
        };
        must_fit(&password)?;
        Ok((hash(password, self.entropy.bytes()).await?, made))
    }
}

fn must_fit(password: &SecretString) -> Result<()> {
    let length = password.expose_secret().chars().count();
    if (PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
        return Ok(());
    }
    let values = [("least", PASSWORD_MIN.to_string()), ("most", PASSWORD_MAX.to_string())];
    let wanted = format!("A password has {PASSWORD_MIN} to {PASSWORD_MAX} characters.");
    Err(Error::invalid(wanted).said("error-password-length", values))
}

/// How long sign-in is paused after so many wrong passwords in a row.
fn pause_after(failures: i64) -> Option<Duration> {
    if failures < FREE_FAILURES {
        return None;
    }
    let beyond = u32::try_from(failures - FREE_FAILURES).unwrap_or(u32::MAX);
    let doubled = 2_i32
        .checked_pow(beyond)
        .and_then(|times| FIRST_PAUSE.checked_mul(times));
    Some(doubled.map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE)))
}

/// Hashes with the default cost of the argon2 crate, which is OWASP's: argon2id, 19 MiB, two passes.
pub(super) async fn hash(password: SecretString, salt: [u8; 16]) -> Result<String> {
    blocking(move || {
        let hash = Argon2::default().hash_password_with_salt(password.expose_secret().as_bytes(), &salt);
        Ok(hash.map_err(|e| Error::internal(e.to_string()))?.to_string())
    })
    .await
}

pub(super) async fn verify(password: SecretString, kept: String) -> Result<bool> {
    blocking(move || {
        let kept = PasswordHash::new(&kept).map_err(|e| Error::internal(e.to_string()))?;
        Ok(Argon2::default()
            .verify_password(password.expose_secret().as_bytes(), &kept)
            .is_ok())
    })
    .await
}

/// What a password for an unknown address is compared with, so that it takes as long as a known one.
pub(super) async fn nobodys_hash() -> Result<String> {
    static HASH: OnceLock<String> = OnceLock::new();
    match HASH.get() {
        Some(hash) => Ok(hash.clone()),
        None => {
            let made = hash(SecretString::from("nobody's password"), [0; 16]).await?;
            Ok(HASH.get_or_init(|| made).clone())
        }
    }
}

/// Runs work of some 20 ms away from the threads that answer requests, a few at a time.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _permit = HASHING.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
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
