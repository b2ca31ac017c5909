//! The keys of the token service: RS256 pairs that sign tokens, and the server key that client secrets are hashed under.
//!
//! They live in the database, where all replicas find them. Each replica keeps the parsed keys in memory and looks for
//! new ones every half minute; a new pair is published much longer than that before it signs, so that a rotation fails
//! no call anywhere.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use fieldlink_store::keys::{self, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::DecodingKey;
use sha2::Sha256;

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Result};

/// How long a replica trusts the keys it has read.
const REFRESH: Duration = Duration::seconds(30);
/// How long a replica waits before it looks again for a key that it does not know.
const REFRESH_UNKNOWN: Duration = Duration::seconds(2);
/// How long a new key is published before it signs: longer than [`REFRESH`] and than anybody may keep the key set.
const PUBLISHED_BEFORE_USE: Duration = Duration::minutes(10);
/// How long others may keep the key set, in seconds.
pub const KEY_SET_MAX_AGE_S: u32 = 300;

const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";

/// A public key, in the terms of RFC 7517: RSA, for signatures with RS256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    /// Its name, as in the header of the tokens it signed.
    pub kid: String,
    /// Modulus, base64url.
    pub n: String,
    /// Exponent, base64url.
    pub e: String,
}

/// The keys in memory, shared by all clones of a [`Pa2`].
#[derive(Clone, Default)]
pub(crate) struct KeyRing(Arc<RwLock<Option<Arc<Keys>>>>);

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(..)")
    }
}

/// The keys as they were read at one time.
pub(crate) struct Keys {
    read_at: DateTime<Utc>,
    server_key: Vec<u8>,
    pairs: Vec<Arc<Pair>>,
}

/// A parsed key pair.
pub(crate) struct Pair {
    kid: String,
    private: RsaKeyPair,
    public: DecodingKey,
    modulus: String,
    exponent: String,
    active_from: DateTime<Utc>,
    publish_until: Option<DateTime<Utc>>,
}

impl Keys {
    /// The pair that signs at this time: the youngest that is in use.
    pub(crate) fn signer(&self, now: DateTime<Utc>) -> Result<&Pair> {
        let in_use = self.pairs.iter().filter(|p| p.active_from <= now);
        in_use
            .max_by_key(|p| p.active_from)
            .map(AsRef::as_ref)
            .ok_or_else(|| Error::internal("no signing key is in use"))
    }

    /// The public key with this name, while it is published.
    pub(crate) fn verifier(&self, kid: &str, now: DateTime<Utc>) -> Option<&DecodingKey> {
        self.published(now).find(|p| p.kid == kid).map(|p| &p.public)
    }

    fn published(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Arc<Pair>> {
        self.pairs
            .iter()
            .filter(move |p| p.publish_until.is_none_or(|until| now <= until))
    }

    /// A key for one purpose, made of the server key.
    pub(crate) fn derived(&self, purpose: &str) -> Result<[u8; 32]> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.server_key).map_err(Error::internal)?;
        mac.update(b"key for\0");
        mac.update(purpose.as_bytes());
        Ok(mac.finalize().into_bytes().into())
    }

    /// The keyed hash under which a client's secret is kept, in hex. The client's id is part of it, so that a row copied
    /// to another client opens nothing.
    pub(crate) fn secret_mac(&self, client_id: &str, secret: &str) -> Result<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.server_key).map_err(Error::internal)?;
        mac.update(client_id.as_bytes());
        mac.update(b"\0");
        mac.update(secret.as_bytes());
        Ok(hex::encode(mac.finalize().into_bytes()))
    }
}

impl Pair {
    /// The key's name.
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// The RS256 signature of a message.
    ///
    /// Signed with the parsed key directly: jsonwebtoken parses the private key again for each token, which costs a
    /// good part of the signature itself.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let mut signature = vec![0; self.private.public_modulus_len()];
        // The library takes a source of randomness and, RS256 having no use for it, never asks it.
        self.private
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(Error::internal)?;
        Ok(signature)
    }

    fn parse(key: SigningKey) -> Result<Pair> {
        let unreadable = || Error::internal(format!("signing key {} cannot be read", key.kid));
        let body: String = key
            .private_pem
            .trim()
            .strip_prefix(PEM_BEGIN)
            .and_then(|rest| rest.strip_suffix(PEM_END))
            .ok_or_else(unreadable)?
            .split_ascii_whitespace()
            .collect();
        let der = STANDARD.decode(body).map_err(|_| unreadable())?;
        let private = RsaKeyPair::from_pkcs8(&der).map_err(|_| unreadable())?;
        let modulus = private
            .public_key()
            .modulus()
            .big_endian_without_leading_zero()
            .to_vec();
        let exponent = private
            .public_key()
            .exponent()
            .big_endian_without_leading_zero()
            .to_vec();
        Ok(Pair {
            kid: key.kid,
            public: DecodingKey::from_rsa_raw_components(&modulus, &exponent),
            modulus: URL_SAFE_NO_PAD.encode(modulus),
            exponent: URL_SAFE_NO_PAD.encode(exponent),
            private,
            active_from: key.active_from,
            publish_until: key.publish_until,
        })
    }
}

impl Pa2 {
    /// Makes the server key and the first signing key if the database has none. When several replicas start at once on
    /// an empty database one of them makes the keys and the others wait for it and use the same.
    pub(crate) async fn ensure_keys(&self) -> Result<()> {
        if keys::server_key(&self.store).await?.is_none() {
            let now = self.system.read();
            let first = self.new_signing_key(now, now).await?;
            let tx = self.store.begin().await?;
            if keys::create_server_key(&tx, &self.entropy.token::<32>()).await? {
                keys::insert_signing_key(&tx, &first).await?;
                tx.commit().await?;
            }
        }
        self.read_keys().await?;
        Ok(())
    }

    /// Makes a new signing key. It is published at once, signs in ten minutes, and the keys before it stay published
    /// until the last token that they can have signed has ended. The new key's name.
    pub async fn rotate_keys(&self, actor: &Actor) -> Result<String> {
        if !matches!(actor, Actor::Operator | Actor::Clock) {
            return Err(Error::forbidden("Only the operator changes the keys."));
        }
        let now = self.system.read();
        let next = self.new_signing_key(now, now + PUBLISHED_BEFORE_USE).await?;
        let last_token_ends = next.active_from + Duration::seconds(self.settings.token_ttl_s) + REFRESH * 2;
        let tx = self.store.begin().await?;
        keys::insert_signing_key(&tx, &next).await?;
        keys::end_all_but(&tx, &next.kid, last_token_ends).await?;
        keys::delete_expired(&tx, now).await?;
        let deed = Deed {
            partner: None,
            action: "key.rotate",
            subject: &next.kid,
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        self.read_keys().await?;
        Ok(next.kid)
    }

    /// The keys that others check our tokens with: those that a token in force may be signed with, and the one that
    /// will sign next.
    pub async fn key_set(&self) -> Result<Vec<Jwk>> {
        let keys = self.keys().await?;
        let jwk = |p: &Arc<Pair>| Jwk {
            kid: p.kid.clone(),
            n: p.modulus.clone(),
            e: p.exponent.clone(),
        };
        Ok(keys.published(self.system.read()).map(jwk).collect())
    }

    /// The keys in memory, read again when they are half a minute old.
    pub(crate) async fn keys(&self) -> Result<Arc<Keys>> {
        match self.keys_younger_than(REFRESH) {
            Some(keys) => Ok(keys),
            None => self.read_keys().await,
        }
    }

    /// The keys, read again for the sake of one that is not known here: another replica may have just made it. A caller
    /// who sends made-up names does not get a query for each.
    pub(crate) async fn keys_with(&self, kid: &str) -> Result<Arc<Keys>> {
        let keys = self.keys().await?;
        if keys.pairs.iter().any(|p| p.kid == kid) {
            return Ok(keys);
        }
        match self.keys_younger_than(REFRESH_UNKNOWN) {
            Some(keys) => Ok(keys),
            None => self.read_keys().await,
        }
    }

    fn keys_younger_than(&self, age: Duration) -> Option<Arc<Keys>> {
        let now = self.system.read();
        let held = self.keys.0.read().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back must not keep old keys for ever.
        held.as_ref().filter(|k| (now - k.read_at).abs() < age).cloned()
    }

    async fn read_keys(&self) -> Result<Arc<Keys>> {
        let read_at = self.system.read();
        let server_key = keys::server_key(&self.store).await?;
        let server_key = server_key.ok_or_else(|| Error::internal("the database has no server key"))?;
        let server_key = URL_SAFE_NO_PAD.decode(server_key).map_err(Error::internal)?;
        let known = self.keys.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut pairs = Vec::new();
        for key in keys::signing_keys(&self.store).await? {
            let same = |p: &&Arc<Pair>| p.kid == key.kid && p.publish_until == key.publish_until;
            match known.as_ref().and_then(|k| k.pairs.iter().find(same)) {
                Some(pair) => pairs.push(Arc::clone(pair)),
                None => pairs.push(Arc::new(Pair::parse(key)?)),
            }
        }
        let keys = Arc::new(Keys {
            read_at,
            server_key,
            pairs,
        });
        *self.keys.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&keys));
        Ok(keys)
    }

    async fn new_signing_key(&self, now: DateTime<Utc>, active_from: DateTime<Utc>) -> Result<SigningKey> {
        let pem = tokio::task::spawn_blocking(|| -> Result<String> {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(Error::internal)?;
            let der: Pkcs8V1Der<'_> = pair.as_der().map_err(Error::internal)?;
            Ok(format!("{PEM_BEGIN}\n{}\n{PEM_END}\n", STANDARD.encode(der.as_ref())))
        });
        Ok(SigningKey {
            kid: hex::encode(self.entropy.bytes::<4>()),
            private_pem: pem.await.map_err(Error::internal)??,
            created_at: now,
            active_from,
            publish_until: None,
        })
    }
}
