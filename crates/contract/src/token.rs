//! The token service: `POST {auth}/oauth/token`, form in, JSON out (`domain.md 1.2`).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::read;
use crate::scope::{ScopeSet, TextOrList};

/// The form of a token request, `application/x-www-form-urlencoded`.
///
/// Every field may be absent here, so that the server can answer with the error of RFC 6749 that fits.
// Known from domain.md 1.2.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct TokenRequest {
    /// Always `client_credentials`.
    pub grant_type: String,
    /// Scopes with blanks between. Absent: all that the client may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The Partner API that the token is for; need not equal the API's address.
    // Known from domain.md 1.1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// From PA2 > Account > API Access. Absent when HTTP Basic carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its secret. Absent when HTTP Basic carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

impl TokenRequest {
    /// The only grant of the Partner API.
    pub const CLIENT_CREDENTIALS: &'static str = "client_credentials";
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("grant_type", &self.grant_type)
            .field("scope", &self.scope)
            .field("audience", &self.audience)
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret.as_ref().map(|_| "[hidden]"))
            .finish()
    }
}

/// A granted token. The fields stand in the order that Kiva sends them.
// Known from domain.md 1.2.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenReply {
    /// The JWT. To a client it is opaque.
    #[serde(alias = "accessToken")]
    pub access_token: String,
    /// The granted scopes with blanks between.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub scope: String,
    /// Who issued the token, with a trailing slash.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub iss: String,
    /// The Field Partner that the token speaks for: digits, but text on the wire, and camelCase.
    #[serde(
        rename = "partnerId",
        alias = "partner_id",
        default,
        deserialize_with = "read::text_or_empty"
    )]
    pub partner_id: String,
    /// Always `bearer`.
    #[serde(alias = "tokenType", default, deserialize_with = "read::text_or_empty")]
    pub token_type: String,
    /// Seconds from now until the token ends: 43199 at Kiva, 12 hours. A server need not say it (RFC 6749 section 5.1):
    /// then the token is used until it is refused.
    #[serde(alias = "expiresIn", default = "untold", deserialize_with = "expires_in")]
    #[schema(required = true)]
    pub expires_in: i64,
    /// The token's own id.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub jti: String,
}

/// The end of a token whose server does not tell it: none.
const fn untold() -> i64 {
    i64::MAX
}

/// Whole seconds; what is left of one more does not count.
fn expires_in<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    use rust_decimal::prelude::ToPrimitive as _;
    let told = read::optional_amount(deserializer)?;
    Ok(told.map_or(untold(), |seconds| {
        seconds.decimal().trunc().to_i64().unwrap_or_else(untold)
    }))
}

impl fmt::Debug for TokenReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenReply")
            .field("access_token", &"[hidden]")
            .field("scope", &self.scope)
            .field("iss", &self.iss)
            .field("partner_id", &self.partner_id)
            .field("token_type", &self.token_type)
            .field("expires_in", &self.expires_in)
            .field("jti", &self.jti)
            .finish()
    }
}

/// Why no token was given: the `error` of RFC 6749 section 5.2, and `invalid_target` of RFC 8707.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenErrorCode {
    /// A parameter is missing, doubled or malformed.
    InvalidRequest,
    /// No such client, or not its secret.
    InvalidClient,
    /// The grant is not valid. Not used with client credentials.
    InvalidGrant,
    /// The client may not use this grant.
    UnauthorizedClient,
    /// Not `client_credentials`.
    UnsupportedGrantType,
    /// Nothing of what was asked may be given.
    InvalidScope,
    /// The audience is not one of this service's.
    InvalidTarget,
    /// The service failed.
    ServerError,
    /// The service cannot work just now.
    TemporarilyUnavailable,
    /// A code that is not known here. Read only.
    #[serde(other)]
    Other,
}

impl TokenErrorCode {
    /// The spelling on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for TokenErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The body of a refused token request (RFC 6749 section 5.2; Kiva's own body is not public).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenError {
    /// What went wrong.
    pub error: TokenErrorCode,
    /// A sentence for a person. Never holds a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

/// The claims inside a token (`domain.md 1.2`, decoded from Kiva's examples). `scope` is a list here, though it is
/// one text in the reply beside it.
// Known from domain.md 1.2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Whom the token is for: one audience. Also read from a single text.
    #[serde(deserialize_with = "text_or_list")]
    pub aud: Vec<String>,
    /// The granted scopes.
    #[serde(default)]
    pub scope: ScopeSet,
    /// The issuer, with a trailing slash.
    pub iss: String,
    /// The Field Partner, as text.
    #[serde(rename = "partnerId", deserialize_with = "read::text")]
    pub partner_id: String,
    /// Unix seconds at which the token ends.
    pub exp: i64,
    /// The token's own id.
    pub jti: String,
    /// The client that asked for it.
    pub client_id: String,
    /// RFC 9068's subject, the client again. Kiva's tokens have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Unix seconds at which the token was issued. Kiva's tokens have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
}

fn text_or_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(TextOrList)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str = r#"{"access_token":"a.b.c","scope":"read:loans create:repayment","iss":"https://auth.example/","partnerId":"9001","token_type":"bearer","expires_in":43199,"jti":"6b0f3a4e-0000-4000-8000-000000000000"}"#;

    #[test]
    fn a_reply_keeps_kivas_order() {
        let reply: TokenReply = serde_json::from_str(RECORDED).unwrap();
        assert_eq!(reply.expires_in, 43199);
        assert_eq!(serde_json::to_string(&reply).unwrap(), RECORDED);
    }

    #[test]
    fn a_numeric_partner_id_and_missing_extras_are_read() {
        let reply: TokenReply =
            serde_json::from_str(r#"{"access_token":"t","partnerId":7,"expires_in":"60"}"#).unwrap();
        assert_eq!((reply.partner_id.as_str(), reply.expires_in), ("7", 60));
        for (told, seconds) in [
            ("", i64::MAX),
            (r#","expires_in":null"#, i64::MAX),
            (r#","expires_in":59.9"#, 59),
        ] {
            let reply: TokenReply = serde_json::from_str(&format!(r#"{{"access_token":"t"{told}}}"#)).unwrap();
            assert_eq!(reply.expires_in, seconds);
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let request = TokenRequest {
            client_secret: Some("very-secret".into()),
            ..TokenRequest::default()
        };
        assert!(!format!("{request:?}").contains("very-secret"));
        let reply: TokenReply = serde_json::from_str(RECORDED).unwrap();
        assert!(!format!("{reply:?}").contains("a.b.c"));
    }

    #[test]
    fn errors_have_the_names_of_the_rfc() {
        let error = TokenError {
            error: TokenErrorCode::InvalidTarget,
            error_description: None,
        };
        assert_eq!(serde_json::to_string(&error).unwrap(), r#"{"error":"invalid_target"}"#);
        let read: TokenError = serde_json::from_str(r#"{"error":"slow_down","error_description":"x"}"#).unwrap();
        assert_eq!(read.error, TokenErrorCode::Other);
        for code in [TokenErrorCode::InvalidClient, TokenErrorCode::UnsupportedGrantType] {
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
        }
    }

    #[test]
    fn claims_as_decoded_from_kivas_example() {
        let json = r#"{"aud":["https://partner-api-stage.example"],"scope":["read:loans"],"iss":"https://auth.example/","partnerId":"9001","exp":1700000000,"jti":"j","client_id":"c"}"#;
        let claims: Claims = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&claims).unwrap(), json);
        let single: Claims = serde_json::from_str(&json.replace(
            "[\"https://partner-api-stage.example\"]",
            "\"https://partner-api-stage.example\"",
        ))
        .unwrap();
        assert_eq!(single, claims);
    }
}
