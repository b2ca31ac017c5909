//! `[profile.<name>]`: one environment of the Partner API.

use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

// Three settings, because Kiva has moved each alone (domain.md 1.1).
/// Where and as whom to deliver. Token URL, API base and audience are three settings: they need not agree.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Where tokens are issued. Example: `token_url = "https://auth.k1.kiva.org/oauth/token"`
    #[schemars(with = "String")]
    pub token_url: Url,
    /// What stands before `/v3/partner/…`. Example: `api_base = "https://partner-api.k1.kiva.org"`
    #[schemars(with = "String")]
    pub api_base: Url,
    /// The audience that a token is asked for. The API base when left out.
    #[serde(default)]
    pub audience: Option<String>,
    /// From PA2 > Account > API Access.
    pub client_id: String,
    /// The variable of the environment that holds the client secret. Example: `client_secret_env = "KIVA_SECRET"`
    #[serde(default)]
    pub client_secret_env: Option<String>,
    /// The file that holds the client secret and nothing else; only its owner should be able to read it.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// The client secret itself. Refused unless `secret_in_config` is true: configuration files are copied and mailed.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub client_secret: Option<SecretString>,
    /// Says that `client_secret` in this file is meant.
    #[serde(default)]
    pub secret_in_config: bool,
    /// Whether the server keeps an `Idempotency-Key` with its answer, so that a request whose answer was lost may be
    /// sent again by itself. Kiva's does not; Fieldlink's own PA2 does.
    #[serde(default)]
    pub idempotency: bool,
}

/// Two profiles are the same when all but the secret itself is.
impl PartialEq for Profile {
    fn eq(&self, other: &Self) -> bool {
        self.token_url == other.token_url
            && self.api_base == other.api_base
            && self.audience == other.audience
            && self.client_id == other.client_id
            && self.client_secret_env == other.client_secret_env
            && self.client_secret_file == other.client_secret_file
            && self.idempotency == other.idempotency
    }
}

impl Profile {
    /// The audience, or the API base without a slash at its end.
    pub fn audience(&self) -> String {
        self.audience
            .clone()
            .unwrap_or_else(|| self.api_base.as_str().trim_end_matches('/').to_owned())
    }

    /// Where the secret is, in words.
    pub fn secret_place(&self) -> String {
        match (&self.client_secret_env, &self.client_secret_file) {
            (Some(name), _) => format!("the environment variable {name}"),
            (None, Some(file)) => format!("the file {}", file.display()),
            (None, None) => String::from("the configuration file"),
        }
    }
}
