//! People who can sign in.

use fieldlink_contract::codes;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::people::{self, Person};
use fieldlink_store::{password_links, sessions};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::address::address;
use crate::audit::Deed;
use crate::{Actor, Error, Kind, Pa2, Permission, PersonActor, Result, Role};

mod links;
mod password;
mod second_step;
mod staff;
mod tries;

pub use links::{LINK_PURPOSES, PasswordLinkFor, Purpose};
pub use password::{PASSWORD_MAX, PASSWORD_MIN, PasswordRight};
pub use second_step::{RECOVERY_CODES, SecondStep, TotpSetup};
pub use staff::{Invited, ListedPerson, STAFF_PAGE, Team};
pub use tries::Origin;

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

/// What a session needs to know of its person.
pub(crate) struct Found {
    pub(crate) person: PersonActor,
    /// Of their password.
    pub(crate) mark: String,
    /// Whether they sign in by a second step.
    pub(crate) second_step: bool,
}

impl Pa2 {
    /// Adds a person.
    pub async fn create_person(&self, actor: &Actor, new: NewPerson) -> Result<AddedPerson> {
        actor.may(Permission::Operate, new.partner_id.unwrap_or(PartnerId(0)))?;
        match (new.role.is_kivas(), new.partner_id) {
            (true, Some(_)) => return Err(Error::invalid("Kiva's people belong to no partner.")),
            (true, None) => {}
            (false, None) => return Err(Error::invalid("A person with this role belongs to a partner.")),
            (false, Some(partner)) => {
                self.partner(partner).await?;
            }
        }
        let (password_hash, made_password) = self.new_password(new.password).await?;
        let mut person = self.blank(&new.email, &new.name, new.partner_id, new.role)?;
        person.password_hash = password_hash;
        let tx = self.store.begin().await?;
        self.insert_person(&tx, actor, &mut person, "person.create").await?;
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
        self.keep_password(actor, &person, &hash).await?;
        Ok(made)
    }

    /// Shuts a person out. Their sessions end.
    pub async fn disable_person(&self, actor: &Actor, email: &str) -> Result<()> {
        let person = self.person_to_change(actor, email).await?;
        let tx = self.store.begin().await?;
        self.shut_out(&tx, actor, &person).await?;
        Ok(tx.commit().await?)
    }

    /// Has a person be spoken to in a language from now on, in e-mails and after signing in on another browser.
    pub async fn choose_language(&self, person: &PersonActor, language: &str) -> Result<()> {
        let tx = self.store.begin().await?;
        people::set_locale(&tx, person.id, language).await?;
        Ok(tx.commit().await?)
    }

    async fn person_to_change(&self, actor: &Actor, email: &str) -> Result<Person> {
        actor.may(Permission::Operate, PartnerId(0))?;
        let person = people::by_email(&self.store, &address(email)?).await?;
        person.ok_or_else(|| Error::not_found("The person"))
    }

    /// A person who is not there yet and has no password.
    fn blank(&self, email: &str, name: &str, partner_id: Option<PartnerId>, role: Role) -> Result<Person> {
        let email = address(email)?;
        let name = match name.trim() {
            "" => email.split('@').next().unwrap_or_default().to_owned(),
            name => name.to_owned(),
        };
        Ok(Person {
            id: 0,
            email,
            name,
            partner_id,
            role: role.to_string(),
            password_hash: String::new(),
            locale: None,
            created_at: self.system.read(),
            disabled_at: None,
            failed_sign_ins: 0,
            locked_until: None,
            last_sign_in_at: None,
            totp: None,
            totp_pending: None,
            totp_step: 0,
        })
    }

    async fn insert_person(
        &self,
        tx: &fieldlink_store::Tx,
        actor: &Actor,
        person: &mut Person,
        action: &'static str,
    ) -> Result<()> {
        person.id = people::insert(tx, person).await.map_err(|error| match error {
            fieldlink_store::Error::Duplicate(_) => {
                Error::conflict("Somebody signs in with this address already.").said("error-address-taken", [])
            }
            other => other.into(),
        })?;
        self.note_of(tx, actor, person, action, &person.role).await
    }

    async fn shut_out(&self, tx: &fieldlink_store::Tx, actor: &Actor, person: &Person) -> Result<()> {
        if !people::disable(tx, person.id, self.system.read()).await? {
            return Err(Error::conflict("This person is shut out already.").said("error-shut-out-already", []));
        }
        sessions::delete_all_of(tx, person.id, None).await?;
        password_links::delete_of(tx, person.id).await?;
        self.note_of(tx, actor, person, "person.disable", "").await
    }

    /// Keeps another password. Sessions and links of e-mails end with the old one.
    async fn keep_password(&self, actor: &Actor, person: &Person, hash: &str) -> Result<()> {
        let tx = self.store.begin().await?;
        people::set_password(&tx, person.id, hash).await?;
        sessions::delete_all_of(&tx, person.id, None).await?;
        password_links::delete_of(&tx, person.id).await?;
        self.note_of(&tx, actor, person, "person.password", "").await?;
        Ok(tx.commit().await?)
    }

    /// Notes an act on a person.
    async fn note_of(
        &self,
        tx: &fieldlink_store::Tx,
        actor: &Actor,
        person: &Person,
        action: &'static str,
        detail: &str,
    ) -> Result<()> {
        let subject = person.id.to_string();
        let deed = Deed {
            partner: person.partner_id,
            action,
            subject: &subject,
            detail,
        };
        self.note(tx, actor, deed).await
    }

    /// The person with this number, unless they are shut out.
    pub(crate) async fn person(&self, id: i64) -> Result<Option<Found>> {
        match people::get(&self.store, id).await? {
            Some(person) if person.disabled_at.is_none() => Ok(Some(Found {
                mark: mark(&person),
                second_step: person.totp.is_some(),
                person: known(person)?,
            })),
            _ => Ok(None),
        }
    }

    /// The row of somebody who is signed in.
    async fn row_of(&self, id: i64) -> Result<Person> {
        let person = people::get(&self.store, id).await?;
        person.ok_or_else(|| Error::not_found("The person"))
    }
}

fn refused() -> Error {
    Error::new(
        Kind::Unauthenticated,
        codes::AUTHENTICATION_REQUIRED,
        "The address or the password is wrong. After five wrong passwords signing in is paused for some minutes.",
    )
}

/// Differs from one password of a person to the next, and tells nothing of it: a session carries it, so that a changed
/// password ends the sessions begun with the old one.
fn mark(person: &Person) -> String {
    hex::encode(&Sha256::digest(person.password_hash.as_bytes())[..8])
}

fn known(person: Person) -> Result<PersonActor> {
    Ok(PersonActor {
        id: person.id,
        role: person.role.parse()?,
        name: person.name,
        email: person.email,
        partner_id: person.partner_id,
        locale: person.locale,
    })
}

/// What a link or a session is found by. A plain hash is enough: what is hashed is random, not chosen by a person.
pub(crate) fn hashed(held: &str) -> String {
    hex::encode(Sha256::digest(held.as_bytes()))
}
