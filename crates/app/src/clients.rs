//! API clients of a partner: Account > API Access (domain.md 2.9).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use fieldlink_contract::scope::ScopeSet;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::clients::{self, Client, KeptSecret};
use secrecy::SecretString;
use subtle::ConstantTimeEq;

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Permission, Result};

/// Secrets a client may have at one time: the one in use and the one that follows it.
pub const MAX_LIVE_SECRETS: usize = 2;
/// Begins every secret, so that people and scanners of source code know one when they see it. Fixed for ever.
pub const SECRET_PREFIX: &str = "fls_";
/// Longest name of a client, in characters.
const MAX_NAME: usize = 100;
/// How often the times of last use are written.
const FLUSH_EVERY: Duration = Duration::minutes(1);

/// A new secret, in the only moment that it is known in full.
#[derive(Debug)]
pub struct NewSecret {
    /// The client.
    pub client_id: String,
    /// Its secret; shown once and kept nowhere.
    pub client_secret: SecretString,
}

/// A client as its partner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiClient {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: ScopeSet,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was retired.
    pub retired_at: Option<DateTime<Utc>>,
    /// When it last got a token, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Its live secrets, oldest first.
    pub secrets: Vec<ApiSecret>,
}

/// A live secret as its partner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiSecret {
    /// Number.
    pub id: i64,
    /// Its last characters.
    pub hint: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last got a token, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A client that is not retired, with its live secrets.
pub(crate) struct Live {
    client: Client,
    scopes: ScopeSet,
    secrets: Vec<KeptSecret>,
}

impl Live {
    /// The client, if this is the keyed hash of one of its secrets. All are compared, whichever it is.
    fn showing(&self, mac: &str) -> Option<Authenticated> {
        let mut matching = None;
        for kept in &self.secrets {
            if bool::from(kept.mac.as_bytes().ct_eq(mac.as_bytes())) {
                matching = Some(kept.id);
            }
        }
        matching.map(|secret_id| Authenticated {
            client_id: self.client.id.clone(),
            partner_id: self.client.partner_id,
            scopes: self.scopes.clone(),
            secret_id,
        })
    }
}

/// A client that has shown one of its secrets.
#[derive(Debug, Clone)]
pub(crate) struct Authenticated {
    pub client_id: String,
    pub partner_id: PartnerId,
    pub scopes: ScopeSet,
    secret_id: i64,
}

impl Pa2 {
    /// Makes a client with its first secret.
    pub async fn create_client(
        &self,
        actor: &Actor,
        partner: PartnerId,
        name: &str,
        scopes: &ScopeSet,
    ) -> Result<NewSecret> {
        actor.may(Permission::ManageApiAccess, partner)?;
        self.partner(partner).await?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME {
            let needed = format!("A client needs a name of at most {MAX_NAME} characters.");
            return Err(Error::invalid(needed).said("error-client-name", [("most", MAX_NAME.to_string())]));
        }
        if scopes.is_empty() {
            return Err(Error::invalid("A client needs at least one scope.").said("error-client-scope", []));
        }
        let client = Client {
            id: self.new_client_id(),
            partner_id: partner,
            name: name.to_owned(),
            scopes: scopes.to_string(),
            created_at: self.system.read(),
            retired_at: None,
            last_used_at: None,
        };
        let (secret, kept) = self.new_secret(&client.id).await?;
        let tx = self.store.begin().await?;
        clients::insert(&tx, &client).await?;
        clients::insert_secret(&tx, &kept).await?;
        let deed = Deed {
            partner: Some(partner),
            action: "client.create",
            subject: &client.id,
            detail: &client.scopes,
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(NewSecret {
            client_id: client.id,
            client_secret: secret,
        })
    }

    /// Gives a client a second secret, so that the first can be replaced without a failed call.
    pub async fn add_secret(&self, actor: &Actor, client_id: &str) -> Result<NewSecret> {
        let client = self.own_client(actor, client_id).await?;
        let (secret, kept) = self.new_secret(client_id).await?;
        let tx = self.store.begin().await?;
        if clients::lock_live_secrets(&tx, client_id).await?.len() >= MAX_LIVE_SECRETS {
            let two = "This client has two secrets already. Retire one first.";
            return Err(Error::conflict(two).said("error-two-secrets", []));
        }
        clients::insert_secret(&tx, &kept).await?;
        let deed = Deed {
            partner: Some(client.partner_id),
            action: "secret.create",
            subject: client_id,
            detail: &kept.hint,
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(NewSecret {
            client_id: client_id.to_owned(),
            client_secret: secret,
        })
    }

    /// Retires a secret: it gets no token from now on (on other replicas within a second). Tokens it has got stay valid
    /// until they end.
    pub async fn retire_secret(&self, actor: &Actor, client_id: &str, secret: i64) -> Result<()> {
        let client = self.own_client(actor, client_id).await?;
        let tx = self.store.begin().await?;
        if !clients::retire_secret(&tx, client_id, secret, self.system.read()).await? {
            return Err(Error::not_found("The secret"));
        }
        let detail = format!("secret {secret}");
        let deed = Deed {
            partner: Some(client.partner_id),
            action: "secret.retire",
            subject: client_id,
            detail: &detail,
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        self.live_clients.forget();
        Ok(())
    }

    /// Retires a client: it gets no token from now on, and the tokens it has got are refused (on other replicas within a
    /// second).
    pub async fn retire_client(&self, actor: &Actor, client_id: &str) -> Result<()> {
        let client = self.own_client(actor, client_id).await?;
        let tx = self.store.begin().await?;
        if !clients::retire(&tx, client_id, self.system.read()).await? {
            return Err(Error::conflict("This client is retired already.").said("error-client-retired", []));
        }
        let deed = Deed {
            partner: Some(client.partner_id),
            action: "client.retire",
            subject: client_id,
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        self.live_clients.forget();
        self.live_tokens.forget();
        Ok(())
    }

    /// A partner's clients, oldest first.
    pub async fn list_clients(&self, actor: &Actor, partner: PartnerId) -> Result<Vec<ApiClient>> {
        actor.may(Permission::ManageApiAccess, partner)?;
        self.flush_uses(self.system.read(), Duration::zero()).await;
        let mut secrets: HashMap<String, Vec<ApiSecret>> = HashMap::new();
        for kept in clients::secrets_of_partner(&self.store, partner).await? {
            if kept.retired_at.is_none() {
                secrets.entry(kept.client_id).or_default().push(ApiSecret {
                    id: kept.id,
                    hint: kept.hint,
                    created_at: kept.created_at,
                    last_used_at: kept.last_used_at,
                });
            }
        }
        let clients = clients::of_partner(&self.store, partner).await?;
        Ok(clients
            .into_iter()
            .map(|c| ApiClient {
                secrets: secrets.remove(&c.id).unwrap_or_default(),
                id: c.id,
                name: c.name,
                scopes: ScopeSet::known_in(&c.scopes),
                created_at: c.created_at,
                retired_at: c.retired_at,
                last_used_at: c.last_used_at,
            })
            .collect())
    }

    /// The client with this id and secret; none if either is wrong or the client is retired. Takes the same time for an
    /// unknown client as for a wrong secret.
    ///
    /// What was read in this second may let a client in; it never turns one away, for a new secret has to work at once
    /// on every replica.
    pub(crate) async fn authenticate_client(&self, id: &str, secret: &str) -> Result<Option<Authenticated>> {
        let now = self.system.read();
        let shown = self.keys().await?.secret_mac(id, secret)?;
        if let Some(client) = self.live_clients.get(id, now).and_then(|live| live.showing(&shown)) {
            return Ok(Some(client));
        }
        let Some((client, secrets)) = clients::for_authentication(&self.store, id).await? else {
            return Ok(None);
        };
        let live = Arc::new(Live {
            scopes: ScopeSet::known_in(&client.scopes),
            client,
            secrets,
        });
        let found = live.showing(&shown);
        if found.is_some() {
            self.live_clients.put(id, live, now);
        }
        Ok(found)
    }

    /// Remembers that a client got a token, and now and then writes what is remembered.
    pub(crate) async fn note_use(&self, client: &Authenticated, now: DateTime<Utc>) {
        {
            let mut uses = self.uses.0.lock().unwrap_or_else(PoisonError::into_inner);
            uses.pending.insert((client.client_id.clone(), client.secret_id), now);
        }
        self.flush_uses(now, FLUSH_EVERY).await;
    }

    /// Writes the times of last use if the last write is this long ago. A failure loses a time that nobody relies on,
    /// so it fails no call.
    async fn flush_uses(&self, now: DateTime<Utc>, every: Duration) {
        let due = {
            let mut uses = self.uses.0.lock().unwrap_or_else(PoisonError::into_inner);
            if uses.written_at.is_some_and(|at| (now - at).abs() < every) {
                return;
            }
            uses.written_at = Some(now);
            std::mem::take(&mut uses.pending)
        };
        if due.is_empty() {
            return;
        }
        let written: Result<()> = async {
            let tx = self.store.begin().await?;
            for ((client, secret), at) in due {
                clients::record_use(&tx, &client, secret, at).await?;
            }
            Ok(tx.commit().await?)
        }
        .await;
        if let Err(error) = written {
            tracing::warn!(%error, "times of last use were not written");
        }
    }

    /// A client that the actor may manage. One of another partner is as good as none.
    async fn own_client(&self, actor: &Actor, client_id: &str) -> Result<Client> {
        let client = clients::get(&self.store, client_id)
            .await?
            .ok_or_else(|| Error::not_found("The client"))?;
        match actor.may(Permission::ManageApiAccess, client.partner_id) {
            Ok(()) => Ok(client),
            Err(_) => Err(Error::not_found("The client")),
        }
    }

    async fn new_secret(&self, client_id: &str) -> Result<(SecretString, KeptSecret)> {
        let secret = format!("{SECRET_PREFIX}{}", self.entropy.token::<32>());
        let kept = KeptSecret {
            id: 0,
            client_id: client_id.to_owned(),
            mac: self.keys().await?.secret_mac(client_id, &secret)?,
            hint: secret.chars().skip(secret.chars().count() - 4).collect(),
            created_at: self.system.read(),
            retired_at: None,
            last_used_at: None,
        };
        Ok((SecretString::from(secret), kept))
    }

    /// 33 characters, as long as Kiva's (domain.md 1.2). Letters and digits only: it is typed on command lines, where a
    /// leading hyphen would be an option.
    fn new_client_id(&self) -> String {
        format!("c{}", hex::encode(self.entropy.bytes::<16>()))
    }
}

/// Times of last use that wait to be written, shared by all clones of a [`Pa2`]: a token costs no write.
#[derive(Clone, Default)]
pub(crate) struct Uses(Arc<Mutex<PendingUses>>);

#[derive(Default)]
struct PendingUses {
    written_at: Option<DateTime<Utc>>,
    pending: HashMap<(String, i64), DateTime<Utc>>,
}

impl fmt::Debug for Uses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Uses(..)")
    }
}
