//! Links of e-mails by which somebody chooses a password: the first after an invitation, another after a forgotten one.
//!
//! A link carries 256 random bits, is kept as their hash, works once and for a while.

use chrono::Duration;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::password_links::{self, PasswordLink};
use fieldlink_store::people::{self, Person};
use fieldlink_store::{Tx, sessions};
use secrecy::{ExposeSecret, SecretString};

use super::password::{nobodys_hash, verify};
use super::{hashed, known};
use crate::address::address;
use crate::mail::Letter;
use crate::{Actor, Error, Kind, Pa2, Result};

/// Why a link was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody was invited and has no password yet.
    Invitation,
    /// Somebody forgot theirs.
    Forgotten,
}

/// Both purposes.
pub const LINK_PURPOSES: [Purpose; 2] = [Purpose::Invitation, Purpose::Forgotten];

impl Purpose {
    pub(super) fn name(self) -> &'static str {
        match self {
            Purpose::Invitation => "invitation",
            Purpose::Forgotten => "forgotten",
        }
    }

    /// How long the link works: an invitation may wait for somebody to come back from the field.
    pub(super) fn lasts(self) -> Duration {
        match self {
            Purpose::Invitation => Duration::days(7),
            Purpose::Forgotten => Duration::hours(1),
        }
    }
}

/// How often a forgotten password can be asked about; more often nothing is sent.
const ASK_AGAIN_AFTER: Duration = Duration::minutes(5);

/// Whom a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordLinkFor {
    /// Their sign-in address.
    pub email: String,
    /// Why it was sent.
    pub purpose: Purpose,
}

impl Pa2 {
    /// Sends a link to somebody who forgot their password. The answer is the same, and takes like time, whether there is
    /// such a person.
    pub async fn forgot_password(&self, email: &str) -> Result<()> {
        let person = match address(email) {
            Ok(email) => people::by_email(&self.store, &email).await?,
            Err(_) => None,
        };
        // The time of a password's check hides that of some statements; the commit is made for everybody.
        verify(SecretString::from("nothing"), nobodys_hash().await?).await?;
        let Some(person) = person.filter(|person| person.disabled_at.is_none()) else {
            return self.write_for_nobody().await;
        };
        let since = self.system.read() - ASK_AGAIN_AFTER;
        if password_links::sent_since(&self.store, person.id, Purpose::Forgotten.name(), since).await? {
            return self.write_for_nobody().await;
        }
        let tx = self.store.begin().await?;
        let link = self.new_link(&tx, &person, Purpose::Forgotten).await?;
        let letter = Letter::PasswordReset {
            name: person.name.clone(),
            link,
            hours: Purpose::Forgotten.lasts().num_hours(),
        };
        self.queue_letter(&tx, &person, &letter, None).await?;
        self.note_of(&tx, &Actor::Clock, &person, "person.forgot_password", "")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Whom a link is for, while it works.
    pub async fn password_link(&self, carried: &SecretString) -> Result<PasswordLinkFor> {
        let (person, purpose) = self.link_of(carried).await?;
        Ok(PasswordLinkFor {
            email: person.email,
            purpose,
        })
    }

    /// Chooses a password by a link, which then works no more. Sessions of before end.
    pub async fn use_password_link(&self, carried: &SecretString, password: SecretString) -> Result<()> {
        let (person, purpose) = self.link_of(carried).await?;
        let (hash, _) = self.new_password(Some(password)).await?;
        let tx = self.store.begin().await?;
        if !password_links::take(&tx, &hashed(carried.expose_secret()), self.system.read()).await? {
            return Err(gone());
        }
        people::set_password(&tx, person.id, &hash).await?;
        sessions::delete_all_of(&tx, person.id, None).await?;
        let by = Actor::Person(known(person.clone())?);
        self.note_of(&tx, &by, &person, "person.password", purpose.name())
            .await?;
        Ok(tx.commit().await?)
    }

    /// Makes a link; the person's older ones stop working. Answers its whole address.
    pub(super) async fn new_link(&self, tx: &Tx, person: &Person, purpose: Purpose) -> Result<String> {
        let carried = self.entropy.token::<32>();
        let now = self.system.read();
        let link = PasswordLink {
            hash: hashed(&carried),
            person_id: person.id,
            purpose: purpose.name().into(),
            created_at: now,
            expires_at: now + purpose.lasts(),
        };
        password_links::replace(tx, &link).await?;
        Ok(format!("{}/password/{carried}", self.public_url))
    }

    async fn link_of(&self, carried: &SecretString) -> Result<(Person, Purpose)> {
        let hash = hashed(carried.expose_secret());
        let Some((person, purpose)) = password_links::find(&self.store, &hash, self.system.read()).await? else {
            return Err(gone());
        };
        let person = people::get(&self.store, person).await?;
        let person = person.filter(|p| p.disabled_at.is_none()).ok_or_else(gone)?;
        let purpose = LINK_PURPOSES.into_iter().find(|known| known.name() == purpose);
        Ok((person, purpose.ok_or_else(gone)?))
    }

    /// What an e-mail calls a partner; Kiva for none.
    pub(super) async fn partner_in_words(&self, partner: Option<PartnerId>) -> Result<String> {
        match partner {
            Some(partner) => self.partner_name(partner).await,
            None => Ok("Kiva".into()),
        }
    }
}

fn gone() -> Error {
    let gone = "This link was used already, is too old, or was replaced by a newer one. Ask for another.";
    Error::new(Kind::NotFound, fieldlink_contract::codes::NOT_FOUND, gone).said("error-link-gone", [])
}
