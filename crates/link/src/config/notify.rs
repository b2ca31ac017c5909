//! `[notify]`: whom `fieldlink run` tells what needs a person.

use std::path::PathBuf;

use fieldlink_say::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

/// Whom to tell: of a failed run and of the first good one after it, of rows that are held back, of journals that wait
/// to be confirmed. No borrower is named in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Notify {
    /// The language of the e-mails: `en`, `es` or `fr`.
    #[schemars(with = "String")]
    pub language: Language,
    /// An address that is posted to, signed as the Standard Webhooks say.
    pub webhook: Option<Webhook>,
    /// E-mails.
    pub email: Option<Email>,
}

impl Notify {
    /// The ways there are.
    pub fn channels(&self) -> Vec<Channel> {
        let webhook = self.webhook.is_some().then_some(Channel::Webhook);
        let email = self.email.is_some().then_some(Channel::Email);
        webhook.into_iter().chain(email).collect()
    }
}

/// A way to tell somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A post to an address.
    Webhook,
    /// An e-mail.
    Email,
}

impl Channel {
    /// As it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Channel::Webhook => "webhook",
            Channel::Email => "email",
        }
    }
}

/// An address that is posted to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The address.
    #[schemars(with = "String")]
    pub url: Url,
    /// The variable of the environment with the secret that posts are signed with, `whsec_…`; several, with blanks
    /// between them, while one is being replaced by another.
    #[serde(default)]
    pub secret_env: Option<String>,
    /// The file with the same.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
}

/// E-mails over SMTP.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// `smtps://user@host` (TLS from the first byte), `smtp://user@host?tls=required` (STARTTLS) or `smtp://localhost`
    /// (a relay on this machine). Without the password.
    pub smtp_url: String,
    /// The variable of the environment with the password.
    #[serde(default)]
    pub password_env: Option<String>,
    /// The file with the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Who sends. Example: `from = "Fieldlink <link@example.org>"`
    pub from: String,
    /// Who receives.
    pub to: Vec<String>,
}
