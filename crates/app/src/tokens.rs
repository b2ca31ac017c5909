//! The token service: access tokens by client credentials (domain.md 1.2), their check, introspection and revocation.
//!
//! Tokens live in real time, not in the sandbox's: moving the sandbox's clock by a month takes no client's token away.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use fieldlink_contract::codes;
use fieldlink_contract::scope::ScopeSet;
use fieldlink_contract::token::{Claims, TokenError, TokenErrorCode, TokenReply, TokenRequest};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::{clients, keys};
use jsonwebtoken::{Algorithm, Validation};

use crate::audit::Deed;
use crate::clients::Authenticated;
use crate::{Actor, ClientActor, Error, Kind, Pa2, Result};

/// The audiences that Kiva has published for its own Partner API, oldest first (domain.md 1.1). A sandbox takes them so
/// that clients with Kiva's names built in run unmodified.
pub const PUBLISHED_AUDIENCES: [&str; 4] = [
    "https://partner-api-stage.dk1.kiva.org",
    "https://partner-api.k1.kiva.org",
    "https://partner-api-stage.kiva.org",
    "https://partner-api.dk1.kiva.org",
];

/// A request to the token service, and where it comes from.
#[derive(Debug)]
pub struct Asking {
    /// What is asked; beside the token route only its credentials count.
    pub request: TokenRequest,
    /// The address it comes from, when the server knows it.
    pub peer: Option<IpAddr>,
}

/// Why there is no token.
#[derive(Debug)]
pub enum TokenFailure {
    /// Asked too often; ask again in so many seconds.
    Wait {
        /// At least 1.
        seconds: u32,
        /// What was too much, for the caller.
        why: &'static str,
    },
    /// The request was refused; the body of the answer.
    Refused(TokenError),
    /// The service failed.
    Failed(Error),
}

impl TokenFailure {
    /// A refusal with a sentence for the person who reads the client's log.
    pub fn refused(error: TokenErrorCode, description: impl Into<String>) -> TokenFailure {
        TokenFailure::Refused(TokenError {
            error,
            error_description: Some(description.into()),
        })
    }
}

impl From<Error> for TokenFailure {
    fn from(error: Error) -> TokenFailure {
        TokenFailure::Failed(error)
    }
}

impl From<fieldlink_store::DatabaseError> for TokenFailure {
    fn from(error: fieldlink_store::DatabaseError) -> TokenFailure {
        TokenFailure::Failed(error.into())
    }
}

impl From<fieldlink_store::Error> for TokenFailure {
    fn from(error: fieldlink_store::Error) -> TokenFailure {
        TokenFailure::Failed(error.into())
    }
}

impl Pa2 {
    /// Who we are as an issuer of tokens: the public URL with a trailing slash, as Kiva writes it (domain.md 1.2).
    pub fn issuer(&self) -> String {
        format!("{}/", self.public_url.trim_end_matches('/'))
    }

    /// Whether a token may be for this audience: our own URL, those of the settings and, in a sandbox, Kiva's.
    pub fn accepts_audience(&self, audience: &str) -> bool {
        let own = self.public_url.trim_end_matches('/');
        audience.strip_suffix('/').unwrap_or(audience) == own
            || self.settings.audiences.iter().any(|a| a == audience)
            || (self.settings.sandbox && PUBLISHED_AUDIENCES.contains(&audience))
    }

    /// Gives a token for client credentials. One keyed hash, one signature, and a read of the database for each client
    /// and second.
    pub async fn issue_token(&self, asking: &Asking) -> std::result::Result<TokenReply, TokenFailure> {
        use TokenErrorCode as Code;
        let request = &asking.request;
        if request.grant_type.is_empty() {
            return Err(TokenFailure::refused(Code::InvalidRequest, "grant_type is missing."));
        }
        credentials(request)?;
        if request.grant_type != TokenRequest::CLIENT_CREDENTIALS {
            let known = "The only grant_type is client_credentials.";
            return Err(TokenFailure::refused(Code::UnsupportedGrantType, known));
        }
        let client = self.authenticate(asking).await?;
        let audience = request.audience.clone().unwrap_or_else(|| self.public_url.clone());
        if !self.accepts_audience(&audience) {
            return Err(TokenFailure::refused(
                Code::InvalidTarget,
                "This service gives no tokens for this audience.",
            ));
        }
        let scope = match request.scope.as_deref().filter(|asked| !asked.trim().is_empty()) {
            Some(asked) => ScopeSet::known_in(asked).intersection(&client.scopes),
            None => client.scopes.clone(),
        };
        if scope.is_empty() {
            return Err(TokenFailure::refused(
                Code::InvalidScope,
                "This client may have none of the scopes asked for.",
            ));
        }
        let now = self.system.read();
        let claims = Claims {
            aud: vec![audience],
            scope,
            iss: self.issuer(),
            partner_id: client.partner_id.to_string(),
            exp: now.timestamp() + self.settings.token_ttl_s,
            jti: self.entropy.uuid(),
            client_id: client.client_id.clone(),
            sub: None,
            iat: None,
        };
        let access_token = self.sign(&claims, now).await?;
        self.note_use(&client, now).await;
        Ok(TokenReply {
            access_token,
            scope: claims.scope.to_string(),
            iss: claims.iss,
            partner_id: claims.partner_id,
            token_type: "bearer".into(),
            expires_in: self.settings.token_ttl_s,
            jti: claims.jti,
        })
    }

    /// The client that a token speaks for. Everything is checked: signature first, with the one algorithm that we use,
    /// then end, audience and issuer, then whether the token was taken back or its client retired (which is asked of the
    /// database once a second for each token).
    pub async fn verify_token(&self, bearer: &str) -> Result<ClientActor> {
        self.check_token(bearer).await?.map(|(_, actor)| actor).ok_or_else(|| {
            Error::new(
                Kind::Unauthenticated,
                codes::AUTHENTICATION_REQUIRED,
                "Unauthorized: the access token is not valid or has expired. Get a new one.",
            )
        })
    }

    /// The claims of a token that is in force and belongs to the asking client's partner (RFC 7662). Nobody learns more
    /// of another partner's token than that it is of no use to them.
    pub async fn introspect_token(
        &self,
        asking: &Asking,
        token: &str,
    ) -> std::result::Result<Option<Claims>, TokenFailure> {
        let client = self.authenticate(asking).await?;
        let found = self.check_token(token).await?;
        Ok(found
            .filter(|(_, actor)| actor.partner_id == client.partner_id)
            .map(|(claims, _)| claims))
    }

    /// Takes a token back (RFC 7009). A token that is not in force, or not the asking client's, changes nothing; the
    /// caller is told the same.
    pub async fn revoke_token(&self, asking: &Asking, token: &str) -> std::result::Result<(), TokenFailure> {
        let client = self.authenticate(asking).await?;
        let Some((claims, actor)) = self.check_token(token).await? else {
            return Ok(());
        };
        if actor.client_id != client.client_id {
            return Ok(());
        }
        let tx = self.store.begin().await?;
        let ends = DateTime::from_timestamp(claims.exp, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        keys::delete_expired(&tx, self.system.read()).await?;
        keys::revoke_token(&tx, &claims.jti, ends).await?;
        let deed = Deed {
            partner: Some(actor.partner_id),
            action: "token.revoke",
            subject: &claims.jti,
            detail: "",
        };
        self.note(&tx, &Actor::Client(actor), deed).await?;
        tx.commit().await?;
        self.live_tokens.forget();
        Ok(())
    }

    async fn authenticate(&self, asking: &Asking) -> std::result::Result<Authenticated, TokenFailure> {
        let (id, secret) = credentials(&asking.request)?;
        let Some(client) = self.authenticate_client(id, secret).await? else {
            if let Some(left) = self.attempts.count(id, asking.peer, self.system.read()) {
                let seconds = u32::try_from(left.num_seconds()).unwrap_or(u32::MAX).max(1);
                let why = "Too many wrong client credentials. Wait, then send the right ones.";
                return Err(TokenFailure::Wait { seconds, why });
            }
            let wrong = "client_id or client_secret is wrong.";
            return Err(TokenFailure::refused(TokenErrorCode::InvalidClient, wrong));
        };
        self.attempts.succeeded(id, asking.peer);
        // A token counts as a call: it costs a signature.
        if !self.quotas.take(&client.client_id, self.system.read(), &self.settings) {
            let why = "Too many calls of this client. Keep a token for as long as it lasts.";
            return Err(TokenFailure::Wait { seconds: 1, why });
        }
        Ok(client)
    }

    async fn sign(&self, claims: &Claims, now: DateTime<Utc>) -> Result<String> {
        let keys = self.keys().await?;
        let key = keys.signer(now)?;
        // Kiva's header of 2026 begins with kid (domain.md 1.2).
        let header = format!(r#"{{"kid":"{}","typ":"JWT","alg":"RS256"}}"#, key.kid());
        let claims = serde_json::to_vec(claims).map_err(Error::internal)?;
        let mut token = URL_SAFE_NO_PAD.encode(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let signature = key.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The claims of a token in force, with its client; none for any other text.
    async fn check_token(&self, token: &str) -> Result<Option<(Claims, ClientActor)>> {
        let now = self.system.read();
        let Some((claims, actor)) = self.read_token(token, now).await? else {
            return Ok(None);
        };
        if claims.exp <= now.timestamp() || !self.in_force(&claims, now).await? {
            return Ok(None);
        }
        Ok(Some((claims, actor)))
    }

    /// The client of a token that was ours and has expired; for telling its partner why a call was refused.
    pub async fn holder_of_expired(&self, token: &str) -> Result<Option<ClientActor>> {
        let now = self.system.read();
        let read = self.read_token(token, now).await?;
        Ok(read
            .filter(|(claims, _)| claims.exp <= now.timestamp())
            .map(|(_, actor)| actor))
    }

    /// The claims of a token that we signed and that is for us, expired or not.
    async fn read_token(&self, token: &str, now: DateTime<Utc>) -> Result<Option<(Claims, ClientActor)>> {
        let Ok(header) = jsonwebtoken::decode_header(token) else {
            return Ok(None);
        };
        let Some(kid) = header.kid else { return Ok(None) };
        let keys = self.keys_with(&kid).await?;
        let Some(key) = keys.verifier(&kid, now) else {
            return Ok(None);
        };
        let Ok(read) = jsonwebtoken::decode::<Claims>(token, key, &signature_only()) else {
            return Ok(None);
        };
        let claims = read.claims;
        let for_us = claims.iss == self.issuer() && claims.aud.iter().any(|audience| self.accepts_audience(audience));
        let Ok(partner_id) = claims.partner_id.parse().map(PartnerId) else {
            return Ok(None);
        };
        let actor = ClientActor {
            client_id: claims.client_id.clone(),
            partner_id,
            scopes: claims.scope.clone(),
        };
        Ok(for_us.then_some((claims, actor)))
    }

    /// Whether neither the token was taken back nor its client retired.
    async fn in_force(&self, claims: &Claims, now: DateTime<Utc>) -> Result<bool> {
        if self.live_tokens.get(&claims.jti, now).as_ref() == Some(&claims.client_id) {
            return Ok(true);
        }
        let standing = clients::standing(&self.store, &claims.client_id, &claims.jti).await?;
        let in_force = standing.is_some_and(|standing| !standing.retired && !standing.revoked);
        if in_force {
            self.live_tokens.put(&claims.jti, claims.client_id.clone(), now);
        }
        Ok(in_force)
    }
}

/// What the library checks: the signature, and that it is RS256. The rest is ours, because the library reads the
/// machine's clock and tells no reason.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    validation
}

fn credentials(request: &TokenRequest) -> std::result::Result<(&str, &str), TokenFailure> {
    match (request.client_id.as_deref(), request.client_secret.as_deref()) {
        (Some(id), Some(secret)) => Ok((id, secret)),
        _ => Err(TokenFailure::refused(
            TokenErrorCode::InvalidClient,
            "client_id and client_secret are needed.",
        )),
    }
}
