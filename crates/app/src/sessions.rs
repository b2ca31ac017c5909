//! Signed-in browsers.
//!
//! A session is a row with an end; the browser holds 256 random bits, the row is found by their hash. Sessions end two
//! hours after the last request and twelve hours after sign-in at the latest, in real time. Written here rather than
//! with tower-sessions because that reads the machine's clock and randomness by itself and gives its store the browser's
//! id in plain.

use chrono::{DateTime, Duration, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::{partners, sessions};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::audit::Deed;
use crate::keys::hex;
use crate::{Actor, Error, Pa2, PersonActor, Result, Role};

/// Longest time between two requests of a session.
const IDLE: Duration = Duration::hours(2);
/// Longest life of a session.
const LIFE: Duration = Duration::hours(12);
/// A session's end is moved when it would move by this much, so that not each request writes.
const STEP: Duration = Duration::minutes(5);

/// What a signed-in person is known by.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who it is.
    pub person: PersonActor,
    /// Whose things they look at: their own partner or, for Kiva's people, the one they chose.
    pub partner: PartnerId,
    /// Stands in each form of theirs, so that no other site can post one.
    pub csrf: String,
}

#[derive(Serialize, Deserialize)]
struct Data {
    person: i64,
    csrf: String,
    started_at: i64,
    /// Of the password it was begun with.
    mark: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partner: Option<i64>,
}

impl Pa2 {
    /// Begins a session for somebody whose password was checked; what the browser is to hold. A new one at each
    /// sign-in: a session that was planted before is of no use.
    pub async fn begin_session(&self, person: &PersonActor) -> Result<SecretString> {
        let now = self.system.read();
        let Some((_, mark)) = self.person(person.id).await? else {
            return Err(Error::not_found("The person"));
        };
        let held = self.entropy.token::<32>();
        let data = Data {
            person: person.id,
            csrf: self.entropy.token::<32>(),
            started_at: now.timestamp(),
            mark,
            partner: None,
        };
        let tx = self.store.begin().await?;
        sessions::delete_expired(&tx, now).await?;
        sessions::insert(&tx, &row(&held, &data, now + IDLE)?).await?;
        tx.commit().await?;
        Ok(SecretString::from(held))
    }

    /// Who a browser belongs to; none when it holds no session in force.
    pub async fn session(&self, held: &SecretString) -> Result<Option<SignedIn>> {
        let now = self.system.read();
        let Some(kept) = sessions::get(&self.store, &hashed(held.expose_secret())).await? else {
            return Ok(None);
        };
        let data: Data = serde_json::from_str(&kept.data).map_err(Error::internal)?;
        let latest = DateTime::from_timestamp(data.started_at, 0).unwrap_or_default() + LIFE;
        if now >= kept.expires_at || now >= latest {
            return Ok(None);
        }
        let person = match self.person(data.person).await? {
            Some((person, mark)) if mark == data.mark => person,
            _ => return Ok(None),
        };
        let Some(partner) = self.partner_in_view(&person, &data).await? else {
            return Ok(None);
        };
        let ends = (now + IDLE).min(latest);
        if ends - kept.expires_at >= STEP {
            let tx = self.store.begin().await?;
            sessions::save(
                &tx,
                &sessions::Session {
                    expires_at: ends,
                    ..kept
                },
            )
            .await?;
            tx.commit().await?;
        }
        Ok(Some(SignedIn {
            person,
            partner,
            csrf: data.csrf,
        }))
    }

    /// Lets one of Kiva's people look at another partner.
    pub async fn choose_partner(&self, held: &SecretString, partner: PartnerId) -> Result<()> {
        let id = hashed(held.expose_secret());
        let Some(signed_in) = self.session(held).await? else {
            return Err(Error::not_found("The session"));
        };
        if signed_in.person.role != Role::Kiva {
            return Err(Error::forbidden("You belong to one partner."));
        }
        self.partner(partner).await?;
        let tx = self.store.begin().await?;
        let Some(mut kept) = sessions::get(&tx, &id).await? else {
            return Err(Error::not_found("The session"));
        };
        let data: Data = serde_json::from_str(&kept.data).map_err(Error::internal)?;
        let data = Data {
            partner: Some(partner.0),
            ..data
        };
        kept.data = serde_json::to_string(&data).map_err(Error::internal)?;
        sessions::save(&tx, &kept).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends a session.
    pub async fn end_session(&self, held: &SecretString) -> Result<()> {
        let signed_in = self.session(held).await?;
        let tx = self.store.begin().await?;
        sessions::delete(&tx, &hashed(held.expose_secret())).await?;
        if let Some(SignedIn { person, .. }) = signed_in {
            let subject = person.id.to_string();
            let deed = Deed {
                partner: person.partner_id,
                action: "person.sign_out",
                subject: &subject,
                detail: "",
            };
            self.note(&tx, &Actor::Person(person), deed).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn partner_in_view(&self, person: &PersonActor, data: &Data) -> Result<Option<PartnerId>> {
        match (person.partner_id, data.partner) {
            (Some(own), _) => Ok(Some(own)),
            (None, Some(chosen)) => Ok(Some(PartnerId(chosen))),
            (None, None) => Ok(partners::all(&self.store).await?.first().map(|p| p.id)),
        }
    }
}

fn row(held: &str, data: &Data, expires_at: DateTime<Utc>) -> Result<sessions::Session> {
    let data = serde_json::to_string(data).map_err(Error::internal)?;
    Ok(sessions::Session {
        id: hashed(held),
        data,
        expires_at,
    })
}

/// What a session's row is found by. A plain hash is enough: what is hashed is random, not chosen by a person.
fn hashed(held: &str) -> String {
    hex(&Sha256::digest(held.as_bytes()))
}
