//! Signed-in browsers.
//!
//! A session is a row with an end; the browser holds 256 random bits, the row is found by their hash. Sessions end two
//! hours after the last request and twelve hours after sign-in at the latest, in real time. Written here rather than
//! with tower-sessions because that reads the machine's clock and randomness by itself and gives its store the browser's
//! id in plain.

use chrono::{DateTime, Duration, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::{Tx, partners, sessions};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::audit::Deed;
use crate::forms::FormKey;
use crate::people::{Found, hashed};
use crate::{Actor, Error, Pa2, PersonActor, Result};

/// Longest time between two requests of a session.
const IDLE: Duration = Duration::hours(2);
/// Longest life of a session.
const LIFE: Duration = Duration::hours(12);
/// A session's end is moved when it would move by this much, so that not each request writes.
const STEP: Duration = Duration::minutes(5);

/// Time for the second step of signing in.
const SECOND_STEP: Duration = Duration::minutes(5);
/// Sessions of one person that are listed.
const LISTED: u64 = 50;
/// Longest name of a browser that is kept.
const AGENT: usize = 120;

/// What a signed-in person is known by.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who it is.
    pub person: PersonActor,
    /// Whose things they look at: their own partner or, for Kiva's people, the one they chose.
    pub partner: PartnerId,
    /// Makes what stands in each form of theirs, so that no other site can post one.
    pub form_key: FormKey,
    /// When they last showed their password.
    pub checked_at: DateTime<Utc>,
    /// Whether they must set up a second step before anything else.
    pub must_set_up: bool,
}

/// A session as its person sees it.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Names it in [`Pa2::end_one_session`]; nobody signs in with it.
    pub id: String,
    /// What the browser calls itself.
    pub agent: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last used, give or take some minutes.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub own: bool,
}

#[derive(Serialize, Deserialize)]
struct Data {
    person: i64,
    csrf: String,
    started_at: i64,
    /// When the password was last shown.
    checked_at: i64,
    /// Of the password it was begun with.
    mark: String,
    /// The password was right, the code of the second step is still asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pending: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partner: Option<i64>,
}

impl Pa2 {
    /// Begins a session for somebody who has shown all that is asked for; what the browser is to hold. A new one at each
    /// sign-in: a session that was planted before is of no use.
    pub async fn begin_session(&self, person: &PersonActor, agent: &str) -> Result<SecretString> {
        self.begin(person, agent, false).await
    }

    /// Remembers a browser whose person's password was right, until they show the code of the second step.
    pub async fn begin_second_step_of_session(&self, person: &PersonActor, agent: &str) -> Result<SecretString> {
        self.begin(person, agent, true).await
    }

    async fn begin(&self, person: &PersonActor, agent: &str, pending: bool) -> Result<SecretString> {
        let now = self.system.read();
        let Some(Found { mark, .. }) = self.person(person.id).await? else {
            return Err(Error::not_found("The person"));
        };
        let held = self.entropy.token::<32>();
        let data = Data {
            person: person.id,
            csrf: self.entropy.token::<32>(),
            started_at: now.timestamp(),
            checked_at: now.timestamp(),
            mark,
            pending,
            partner: None,
        };
        let session = sessions::Session {
            id: hashed(&held),
            person_id: person.id,
            agent: agent.chars().filter(|c| !c.is_control()).take(AGENT).collect(),
            data: serde_json::to_string(&data).map_err(Error::internal)?,
            expires_at: now + if pending { SECOND_STEP } else { IDLE },
        };
        let tx = self.store.begin().await?;
        sessions::delete_expired(&tx, now).await?;
        sessions::insert(&tx, &session).await?;
        tx.commit().await?;
        Ok(SecretString::from(held))
    }

    /// The row of a browser's session, if it is in force and its person is not shut out.
    async fn in_use(&self, held: &SecretString) -> Result<Option<(sessions::Session, Data, Found)>> {
        let now = self.system.read();
        let Some(kept) = sessions::get(&self.store, &hashed(held.expose_secret())).await? else {
            return Ok(None);
        };
        let data: Data = serde_json::from_str(&kept.data).map_err(Error::internal)?;
        if now >= kept.expires_at || now >= latest(&data) {
            return Ok(None);
        }
        match self.person(data.person).await? {
            Some(found) if found.mark == data.mark => Ok(Some((kept, data, found))),
            _ => Ok(None),
        }
    }

    /// Whose second step a browser waits for.
    pub async fn waiting_for_second_step(&self, held: &SecretString) -> Result<Option<PersonActor>> {
        let found = self.in_use(held).await?;
        Ok(found
            .filter(|(_, data, _)| data.pending)
            .map(|(_, _, found)| found.person))
    }

    /// Who a browser belongs to; none when it holds no session in force.
    pub async fn session(&self, held: &SecretString) -> Result<Option<SignedIn>> {
        let Some((kept, data, found)) = self.in_use(held).await? else {
            return Ok(None);
        };
        let Found {
            person, second_step, ..
        } = found;
        if data.pending {
            return Ok(None);
        }
        let Some(partner) = self.partner_in_view(&person, &data).await? else {
            return Ok(None);
        };
        let ends = (self.system.read() + IDLE).min(latest(&data));
        if ends - kept.expires_at >= STEP {
            let tx = self.store.begin().await?;
            sessions::extend(&tx, &kept.id, ends).await?;
            tx.commit().await?;
        }
        Ok(Some(SignedIn {
            must_set_up: person.role.is_kivas() && self.settings.kiva_second_step && !second_step,
            person,
            partner,
            form_key: FormKey::new(data.csrf),
            checked_at: DateTime::from_timestamp(data.checked_at, 0).unwrap_or_default(),
        }))
    }

    /// Whether somebody showed their password so lately that what cannot be undone may be done.
    pub fn is_fresh(&self, checked_at: DateTime<Utc>) -> bool {
        let minutes = i64::from(self.settings.reauth_minutes);
        minutes == 0 || self.system.read() - checked_at < Duration::minutes(minutes)
    }

    /// Takes a person's password again, in their session; whether it was right.
    pub async fn confirm_again(&self, held: &SecretString, password: SecretString) -> Result<bool> {
        let Some((_, data, _)) = self.in_use(held).await? else {
            return Ok(false);
        };
        let Some(row) = fieldlink_store::people::get(&self.store, data.person).await? else {
            return Ok(false);
        };
        if data.pending || !self.password_is_right(&row, password).await? {
            return Ok(false);
        }
        let now = self.system.read().timestamp();
        self.change_session(held, |data| data.checked_at = now).await?;
        Ok(true)
    }

    /// Lets one of Kiva's people look at another partner.
    pub async fn choose_partner(&self, held: &SecretString, partner: PartnerId) -> Result<()> {
        let Some(signed_in) = self.session(held).await? else {
            return Err(Error::not_found("The session"));
        };
        if !signed_in.person.role.is_kivas() {
            return Err(Error::forbidden("You belong to one partner.").said("error-one-partner", []));
        }
        self.partner(partner).await?;
        self.change_session(held, |data| data.partner = Some(partner.0)).await
    }

    async fn change_session(&self, held: &SecretString, change: impl FnOnce(&mut Data)) -> Result<()> {
        let tx = self.store.begin().await?;
        let Some(mut kept) = sessions::hold(&tx, &hashed(held.expose_secret())).await? else {
            return Err(Error::not_found("The session"));
        };
        let mut data: Data = serde_json::from_str(&kept.data).map_err(Error::internal)?;
        change(&mut data);
        kept.data = serde_json::to_string(&data).map_err(Error::internal)?;
        sessions::save(&tx, &kept).await?;
        Ok(tx.commit().await?)
    }

    /// Ends a session.
    pub async fn end_session(&self, held: &SecretString) -> Result<()> {
        let signed_in = self.session(held).await?;
        let tx = self.store.begin().await?;
        sessions::delete(&tx, &hashed(held.expose_secret())).await?;
        if let Some(SignedIn { person, .. }) = signed_in {
            self.note_session(&tx, person, "person.sign_out").await?;
        }
        Ok(tx.commit().await?)
    }

    /// One's own sessions, those used last first.
    pub async fn own_sessions(&self, held: &SecretString) -> Result<Vec<OpenSession>> {
        let Some(signed_in) = self.session(held).await? else {
            return Err(Error::not_found("The session"));
        };
        let own = hashed(held.expose_secret());
        let now = self.system.read();
        let kept = sessions::of_person(&self.store, signed_in.person.id, now, LISTED).await?;
        let mut open = Vec::new();
        for session in kept {
            let data: Data = serde_json::from_str(&session.data).map_err(Error::internal)?;
            if !data.pending && now < latest(&data) {
                open.push(OpenSession {
                    own: session.id == own,
                    id: session.id,
                    agent: session.agent,
                    started_at: DateTime::from_timestamp(data.started_at, 0).unwrap_or_default(),
                    seen_at: session.expires_at - IDLE,
                });
            }
        }
        Ok(open)
    }

    /// Ends one of one's own sessions.
    pub async fn end_one_session(&self, person: &PersonActor, id: &str) -> Result<()> {
        let tx = self.store.begin().await?;
        if !sessions::delete_of(&tx, person.id, id).await? {
            return Err(Error::not_found("The session"));
        }
        self.note_session(&tx, person.clone(), "person.end_session").await?;
        Ok(tx.commit().await?)
    }

    /// Ends all of one's own sessions but the one that asks.
    pub async fn end_other_sessions(&self, person: &PersonActor, held: &SecretString) -> Result<()> {
        let tx = self.store.begin().await?;
        sessions::delete_all_of(&tx, person.id, Some(&hashed(held.expose_secret()))).await?;
        self.note_session(&tx, person.clone(), "person.end_sessions").await?;
        Ok(tx.commit().await?)
    }

    async fn note_session(&self, tx: &Tx, person: PersonActor, action: &'static str) -> Result<()> {
        let subject = person.id.to_string();
        let deed = Deed {
            partner: person.partner_id,
            action,
            subject: &subject,
            detail: "",
        };
        self.note(tx, &Actor::Person(person), deed).await
    }

    async fn partner_in_view(&self, person: &PersonActor, data: &Data) -> Result<Option<PartnerId>> {
        match (person.partner_id, data.partner) {
            (Some(own), _) => Ok(Some(own)),
            (None, Some(chosen)) => Ok(Some(PartnerId(chosen))),
            (None, None) => Ok(partners::all(&self.store).await?.first().map(|p| p.id)),
        }
    }
}

fn latest(data: &Data) -> DateTime<Utc> {
    DateTime::from_timestamp(data.started_at, 0).unwrap_or_default() + LIFE
}
