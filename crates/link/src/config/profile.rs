//! `[profile.<name>]`: one environment of the Partner API.

use std::path::PathBuf;

use fieldlink_say::{Message, message};
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::ledger::LedgerPlace;

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
    /// The partner's number there, when it is another than `partner.id`.
    #[serde(default)]
    pub partner_id: Option<i64>,
    /// What stands behind the addresses; found by them when left out. Sending to `production` asks first.
    #[serde(default)]
    pub environment: Option<Stands>,
    /// Whether only a plan that somebody approved may be sent: `fieldlink plan --out`, `fieldlink approve`,
    /// `fieldlink send --plan`.
    #[serde(default)]
    pub require_approval: bool,
    /// Most rows that the first run to production may send.
    #[serde(default = "first_run_rows")]
    pub first_run_rows: usize,
    /// A ledger of this profile's own, with the keys of `[ledger]`. Example:
    /// `ledger = { path = "production-ledger.db" }`
    #[serde(default)]
    pub ledger: Option<LedgerPlace>,
    /// The variable of the environment that holds the client secret. Example: `client_secret_env = "KIVA_SECRET"`
    #[serde(default)]
    pub client_secret_env: Option<String>,
    /// The file that holds the client secret and nothing else; only its owner should be able to read it.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// A command that prints the client secret: how a keyring or an encrypted file is asked. Examples:
    /// `["secret-tool", "lookup", "service", "fieldlink"]`, `["age", "--decrypt", "-i", "key.txt", "secret.age"]`
    #[serde(default)]
    pub client_secret_command: Option<Vec<String>>,
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
    /// For how many days after a record was planned the server surely still keeps the answer to its request, 90 at
    /// Fieldlink's own PA2. A request whose answer was lost before that waits for a person.
    #[serde(default = "idempotency_days")]
    pub idempotency_days: u32,
    /// Calls that may be on their way at once, from 1 to 16. When left out: 4 with `idempotency`, else 1. When the network
    /// breaks, so many calls may be left without an answer; without `idempotency` a person must look at each of their
    /// rows, but for repayments that count what was repaid in all.
    #[serde(default)]
    pub calls_at_once: Option<usize>,
}

/// What stands behind a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stands {
    /// A PA2 of one's own: nothing done there reaches Kiva.
    Sandbox,
    /// Kiva's Stage: for tests that Kiva looks at.
    Stage,
    /// Kiva's PA2: what is sent there is seen by lenders.
    Production,
}

impl Stands {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Stands::Sandbox => "sandbox",
            Stands::Stage => "stage",
            Stands::Production => "production",
        }
    }
}

fn first_run_rows() -> usize {
    10
}

/// Fewer than the 90 days of PA2's own setting: its clock and this one may differ.
fn idempotency_days() -> u32 {
    60
}

/// Two profiles are the same when all but the secret itself is.
impl PartialEq for Profile {
    fn eq(&self, other: &Self) -> bool {
        self.token_url == other.token_url
            && self.api_base == other.api_base
            && self.audience == other.audience
            && self.client_id == other.client_id
            && self.partner_id == other.partner_id
            && self.environment == other.environment
            && self.require_approval == other.require_approval
            && self.first_run_rows == other.first_run_rows
            && self.ledger == other.ledger
            && self.client_secret_env == other.client_secret_env
            && self.client_secret_file == other.client_secret_file
            && self.client_secret_command == other.client_secret_command
            && self.idempotency == other.idempotency
            && self.idempotency_days == other.idempotency_days
            && self.calls_at_once == other.calls_at_once
    }
}

impl Profile {
    /// How many calls may be on their way at once.
    pub fn at_once(&self) -> usize {
        let usual = if self.idempotency { 4 } else { 1 };
        self.calls_at_once.unwrap_or(usual).clamp(1, 16)
    }

    /// The audience, or the API base without a slash at its end.
    pub fn audience(&self) -> String {
        self.audience
            .clone()
            .unwrap_or_else(|| self.api_base.as_str().trim_end_matches('/').to_owned())
    }

    /// Where the secret is, in words.
    pub fn secret_place(&self) -> Message {
        if let Some(name) = &self.client_secret_env {
            Message::variable(name)
        } else if let Some(file) = &self.client_secret_file {
            Message::file(file)
        } else if let Some([program, ..]) = self.client_secret_command.as_deref() {
            message!("place-output", program = &program)
        } else {
            message!("place-config")
        }
    }

    /// What stands behind it: what the file says, or what the addresses tell. Kiva's own machines are production unless
    /// their names say otherwise (`domain.md 1.1` lists them all).
    pub fn stands(&self) -> Stands {
        self.environment.unwrap_or_else(|| {
            if self.is_at_stage() {
                Stands::Stage
            } else if [&self.api_base, &self.token_url].into_iter().any(is_kivas) {
                Stands::Production
            } else {
                Stands::Sandbox
            }
        })
    }

    /// Whether one of the addresses is one of Kiva's Stage.
    pub fn is_at_stage(&self) -> bool {
        [&self.api_base, &self.token_url].into_iter().any(|url| {
            let host = url.host_str().unwrap_or_default();
            is_kivas(url) && (host.contains("stage") || host.contains("staging"))
        })
    }
}

fn is_kivas(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "kiva.org" || host.ends_with(".kiva.org")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(token: &str, api: &str) -> Stands {
        let text = format!("token_url = \"{token}\"\napi_base = \"{api}\"\nclient_id = \"c\"");
        toml::from_str::<Profile>(&text).unwrap().stands()
    }

    #[test]
    fn addresses_tell_what_stands_behind_them() {
        let stage = "https://auth-stage.dk1.kiva.org/oauth/token";
        assert_eq!(at(stage, "https://partner-api-stage.dk1.kiva.org"), Stands::Stage);
        assert_eq!(
            at(
                "https://auth.staging.kiva.org/oauth/token",
                "https://partnerapi.staging.kiva.org"
            ),
            Stands::Stage
        );
        assert_eq!(
            at(
                "https://auth.k1.kiva.org/oauth/token",
                "https://partner-api.k1.kiva.org"
            ),
            Stands::Production
        );
        // Half of the one and half of the other is looked at as Stage; as production it would be refused.
        assert_eq!(at(stage, "https://partner-api.k1.kiva.org"), Stands::Stage);
        assert_eq!(
            at("http://127.0.0.1:8080/oauth/token", "http://127.0.0.1:8080"),
            Stands::Sandbox
        );
    }
}
