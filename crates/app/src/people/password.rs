//! Passwords: argon2id, and what is asked of them.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use fieldlink_store::people::{self, Person};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::tries::Origin;
use super::{known, refused};
use crate::address::address;
use crate::audit::Deed;
use crate::{Actor, Error, Pa2, PersonActor, Result};

/// Fewest characters of a password.
pub const PASSWORD_MIN: usize = 8;
/// Most characters of a password: more only costs time to hash.
pub const PASSWORD_MAX: usize = 256;
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
    pub async fn check_password(&self, email: &str, password: SecretString, origin: &Origin) -> Result<PasswordRight> {
        let person = match address(email) {
            Ok(email) => people::by_email(&self.store, &email).await?,
            Err(_) => None,
        };
        let counted = self.count_try(person.as_ref(), origin).await?;
        let kept = match &person {
            Some(person) => person.password_hash.clone(),
            None => nobodys_hash().await?,
        };
        let right = verify(password, kept).await?;
        let (Some(person), Some(counted), true) = (&person, &counted, right) else {
            self.try_was_wrong(person.as_ref(), counted.as_ref()).await?;
            return Err(refused());
        };
        let right = PasswordRight {
            second_step: person.totp.is_some(),
            person: known(person.clone())?,
        };
        if right.second_step {
            self.take_try_back(person, origin, counted).await?;
        } else {
            self.forget_try_there(origin, counted);
            self.signed_in(&right.person).await?;
        }
        Ok(right)
    }

    /// Changes one's own password. All of one's sessions end; the caller begins another.
    pub async fn change_password(&self, person: &PersonActor, old: SecretString, new: SecretString) -> Result<()> {
        must_fit(&new)?;
        let row = self.row_of(person.id).await?;
        if !self.password_is_right(&row, old).await? {
            let wrong = "The present password is wrong. After many wrong passwords there is a pause of some seconds.";
            return Err(Error::invalid(wrong).said("error-password-wrong", []));
        }
        let hash = hash(new, self.entropy.bytes()).await?;
        self.keep_password(&Actor::Person(person.clone()), &row, &hash).await
    }

    /// Whether this is the password of somebody who is signed in, and they are not shut out. A wrong one is counted.
    pub(crate) async fn password_is_right(&self, person: &Person, password: SecretString) -> Result<bool> {
        let counted = self.count_try_of_signed_in(person).await?;
        let right = verify(password, person.password_hash.clone()).await?;
        let Some(counted) = counted.filter(|_| right) else {
            return Ok(false);
        };
        self.forget_try_there(&Origin::default(), &counted);
        Ok(true)
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
