//! People who can sign in, and their passwords.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use chrono::{DateTime, Duration, Utc};
use fieldlink_contract::codes;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::people::{self, Person};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::audit::Deed;
use crate::keys::hex;
use crate::{Actor, Error, Kind, Pa2, Permission, PersonActor, Result, Role};

/// Fewest characters of a password.
pub const PASSWORD_MIN: usize = 8;
/// Most characters of a password: more only costs time to hash.
pub const PASSWORD_MAX: usize = 256;
/// Wrong passwords in a row after which sign-in is paused.
const FREE_FAILURES: i64 = 5;
/// The first pause; each further wrong password doubles it.
const FIRST_PAUSE: Duration = Duration::minutes(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::minutes(15);
/// Passwords hashed at one time, each in 19 MiB of memory.
static HASHING: Semaphore = Semaphore::const_new(2);

/// A person to be added.
#[derive(Debug)]
pub struct NewPerson {
    /// Sign-in address.
    pub email: String,
    /// Shown name; the part of the address before the @ when empty.
    pub name: String,
    /// Their partner; none for Kiva's people only.
    pub partner_id: Option<PartnerId>,
    /// What they are.
    pub role: Role,
    /// Their password; none to have one made.
    pub password: Option<SecretString>,
}

/// A person who was added.
#[derive(Debug)]
pub struct AddedPerson {
    /// Who it is.
    pub person: PersonActor,
    /// The password that was made, if one was; shown once and kept nowhere.
    pub made_password: Option<SecretString>,
}

/// A partner's person as others see them.
#[derive(Debug, Clone)]
pub struct ListedPerson {
    /// Who it is.
    pub person: PersonActor,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// Whether they are shut out.
    pub disabled: bool,
}

impl Pa2 {
    /// Adds a person.
    pub async fn create_person(&self, actor: &Actor, new: NewPerson) -> Result<AddedPerson> {
        actor.may(Permission::Operate, new.partner_id.unwrap_or(PartnerId(0)))?;
        match (new.role, new.partner_id) {
            (Role::Kiva, Some(_)) => return Err(Error::invalid("Kiva's people belong to no partner.")),
            (Role::Kiva, None) => {}
            (_, None) => return Err(Error::invalid("A person with this role belongs to a partner.")),
            (_, Some(partner)) => {
                self.partner(partner).await?;
            }
        }
        let email = address(&new.email)?;
        let (password_hash, made_password) = self.new_password(new.password).await?;
        let name = match new.name.trim() {
            "" => email.split('@').next().unwrap_or_default().to_owned(),
            name => name.to_owned(),
        };
        let mut person = Person {
            id: 0,
            email,
            name,
            partner_id: new.partner_id,
            role: new.role.to_string(),
            password_hash,
            locale: None,
            created_at: self.system.read(),
            disabled_at: None,
            failed_sign_ins: 0,
            locked_until: None,
        };
        let tx = self.store.begin().await?;
        person.id = people::insert(&tx, &person).await.map_err(|error| match error {
            fieldlink_store::Error::Duplicate(_) => Error::conflict("Somebody signs in with this address already."),
            other => other.into(),
        })?;
        let subject = person.id.to_string();
        let deed = Deed {
            partner: new.partner_id,
            action: "person.create",
            subject: &subject,
            detail: &person.role,
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(AddedPerson {
            person: known(person)?,
            made_password,
        })
    }

    /// Gives a person another password: the one given or one that is made, which is answered. Their sessions end.
    pub async fn set_password(
        &self,
        actor: &Actor,
        email: &str,
        password: Option<SecretString>,
    ) -> Result<Option<SecretString>> {
        let person = self.person_to_change(actor, email).await?;
        let (hash, made) = self.new_password(password).await?;
        let tx = self.store.begin().await?;
        people::set_password(&tx, person.id, &hash).await?;
        let subject = person.id.to_string();
        let deed = Deed {
            partner: person.partner_id,
            action: "person.password",
            subject: &subject,
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Shuts a person out. Their sessions end.
    pub async fn disable_person(&self, actor: &Actor, email: &str) -> Result<()> {
        let person = self.person_to_change(actor, email).await?;
        let tx = self.store.begin().await?;
        if !people::disable(&tx, person.id, self.system.read()).await? {
            return Err(Error::conflict("This person is shut out already."));
        }
        let subject = person.id.to_string();
        let deed = Deed {
            partner: person.partner_id,
            action: "person.disable",
            subject: &subject,
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn person_to_change(&self, actor: &Actor, email: &str) -> Result<Person> {
        actor.may(Permission::Operate, PartnerId(0))?;
        let person = people::by_email(&self.store, &address(email)?).await?;
        person.ok_or_else(|| Error::not_found("The person"))
    }

    /// The hash of a password, and the password itself if it was made here.
    async fn new_password(&self, given: Option<SecretString>) -> Result<(String, Option<SecretString>)> {
        let (password, made) = match given {
            Some(password) => (password, None),
            None => {
                let made = SecretString::from(self.entropy.token::<15>());
                (made.clone(), Some(made))
            }
        };
        let length = password.expose_secret().chars().count();
        if !(PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
            let wanted = format!("A password has {PASSWORD_MIN} to {PASSWORD_MAX} characters.");
            return Err(Error::invalid(wanted));
        }
        Ok((hash(password, self.entropy.bytes()).await?, made))
    }

    /// A partner's people, by number.
    pub async fn list_people(&self, actor: &Actor, partner: PartnerId) -> Result<Vec<ListedPerson>> {
        actor.may(Permission::ManageApiAccess, partner)?;
        let people = people::of_partner(&self.store, partner).await?;
        people
            .into_iter()
            .map(|p| {
                Ok(ListedPerson {
                    created_at: p.created_at,
                    disabled: p.disabled_at.is_some(),
                    person: known(p)?,
                })
            })
            .collect()
    }

    /// The person with this address and password. A wrong address, a wrong password, a paused and a closed account are
    /// answered alike and in like time, so that nobody can find out who has an account.
    pub async fn check_password(&self, email: &str, password: SecretString) -> Result<PersonActor> {
        let person = match address(email) {
            Ok(email) => people::by_email(&self.store, &email).await?,
            Err(_) => None,
        };
        let now = self.system.read();
        let kept = match &person {
            Some(person) => person.password_hash.clone(),
            None => nobodys_hash().await?,
        };
        let right = verify(password, kept).await?;
        let Some(person) = person else { return Err(refused()) };
        if person.locked_until.is_some_and(|until| now < until) || person.disabled_at.is_some() {
            return Err(refused());
        }
        let tx = self.store.begin().await?;
        let subject = person.id.to_string();
        let by = Actor::Person(known(person.clone())?);
        let deed = |action| Deed {
            partner: person.partner_id,
            action,
            subject: &subject,
            detail: "",
        };
        if right {
            people::record_success(&tx, person.id).await?;
            self.note(&tx, &by, deed("person.sign_in")).await?;
            tx.commit().await?;
            known(person)
        } else {
            let failures = people::record_failure(&tx, person.id).await?;
            if let Some(pause) = pause_after(failures) {
                people::lock_until(&tx, person.id, now + pause).await?;
                self.note(&tx, &Actor::Clock, deed("person.lock")).await?;
            }
            tx.commit().await?;
            Err(refused())
        }
    }

    /// The person with this number, unless they are shut out, with the mark of their password.
    pub(crate) async fn person(&self, id: i64) -> Result<Option<(PersonActor, String)>> {
        match people::get(&self.store, id).await? {
            Some(person) if person.disabled_at.is_none() => {
                let mark = mark(&person);
                Ok(Some((known(person)?, mark)))
            }
            _ => Ok(None),
        }
    }
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

fn refused() -> Error {
    Error::new(
        Kind::Unauthenticated,
        codes::AUTHENTICATION_REQUIRED,
        "The address or the password is wrong. After five wrong passwords signing in is paused for some minutes.",
    )
}

/// An address as it is kept: without blanks around it, in lower case.
fn address(text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    let whole = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if !whole || text.len() > 254 || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Error::invalid("This is no e-mail address."));
    }
    Ok(text)
}

/// Differs from one password of a person to the next, and tells nothing of it: a session carries it, so that a changed
/// password ends the sessions begun with the old one.
fn mark(person: &Person) -> String {
    hex(&Sha256::digest(person.password_hash.as_bytes())[..8])
}

fn known(person: Person) -> Result<PersonActor> {
    Ok(PersonActor {
        id: person.id,
        role: person.role.parse()?,
        name: person.name,
        email: person.email,
        partner_id: person.partner_id,
    })
}

/// Hashes with the default cost of the argon2 crate, which is OWASP's: argon2id, 19 MiB, two passes.
async fn hash(password: SecretString, salt: [u8; 16]) -> Result<String> {
    blocking(move || {
        let hash = Argon2::default().hash_password_with_salt(password.expose_secret().as_bytes(), &salt);
        Ok(hash.map_err(|e| Error::internal(e.to_string()))?.to_string())
    })
    .await
}

async fn verify(password: SecretString, kept: String) -> Result<bool> {
    blocking(move || {
        let kept = PasswordHash::new(&kept).map_err(|e| Error::internal(e.to_string()))?;
        Ok(Argon2::default()
            .verify_password(password.expose_secret().as_bytes(), &kept)
            .is_ok())
    })
    .await
}

/// What a password for an unknown address is compared with, so that it takes as long as a known one.
async fn nobodys_hash() -> Result<String> {
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

    #[test]
    fn addresses_are_kept_in_one_spelling() {
        assert_eq!(address(" Ana@Example.ORG ").unwrap(), "ana@example.org");
        for wrong in [
            "",
            "ana",
            "@example.org",
            "ana@",
            "a na@example.org",
            "ana@exam\nple.org",
        ] {
            assert!(address(wrong).is_err(), "{wrong:?}");
        }
    }
}
