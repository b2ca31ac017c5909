//! Sending what the queue of notices holds.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_say::{Message, message};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::email::Post;
use super::signature::Secrets;
use super::webhook::Hook;
use crate::config::{Channel, Config};
use crate::ledger::{Ledger, LedgerError, Place};

/// Minutes until a notice is tried again, after each failure; then it is given up, some three days later.
const PAUSES: [i64; 9] = [1, 5, 30, 120, 300, 600, 840, 1_200, 1_440];

/// How long to wait after so many failures; none when it is given up.
pub fn pause(failures: i64) -> Option<TimeDelta> {
    let at = usize::try_from(failures - 1).ok()?;
    PAUSES.get(at).copied().map(TimeDelta::minutes)
}

/// Why nobody can be told.
#[derive(Debug, fieldlink_say::Error)]
#[say("notify")]
pub enum NotifyError {
    /// A secret is not where the configuration says.
    Secret {
        /// The key that names the place.
        key: &'static str,
        /// What is missing.
        message: Message,
    },
    /// The SMTP server's address or a recipient cannot be used.
    Email(#[say("why")] String),
    /// No HTTP client can be made.
    Http(#[source] reqwest::Error),
}

/// Why a notice did not leave.
pub(super) struct NotSent {
    /// For the operator; names no recipient.
    pub(super) text: String,
    /// Whether trying again is of no use.
    pub(super) for_good: bool,
}

/// Carries notices.
pub struct Messenger {
    hook: Option<Hook>,
    post: Option<Post>,
    /// A name of this ledger, so that numbers of two ledgers are not the same notice to a receiver.
    ledger: String,
}

impl std::fmt::Debug for Messenger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Messenger")
            .field("webhook", &self.hook.is_some())
            .field("email", &self.post.is_some())
            .finish()
    }
}

impl Messenger {
    /// The ways that the configuration names.
    ///
    /// # Errors
    /// [`NotifyError`] naming what is missing or wrong.
    pub fn new(config: &Config, ledger: &Place) -> Result<Messenger, NotifyError> {
        let notify = &config.settings().notify;
        let hook = match &notify.webhook {
            None => None,
            Some(webhook) => {
                let text = secret(
                    config,
                    webhook.secret_env.as_deref(),
                    webhook.secret_file.as_deref(),
                    "webhook",
                )?;
                let secrets = Secrets::new(text.unwrap_or_default());
                if secrets.is_empty() {
                    return Err(NotifyError::Secret {
                        key: "webhook",
                        message: message!("notify-secret-empty"),
                    });
                }
                let http = fieldlink_client::connection([&webhook.url])
                    .redirect(reqwest::redirect::Policy::none())
                    .build()
                    .map_err(NotifyError::Http)?;
                Some(Hook {
                    url: webhook.url.clone(),
                    secrets,
                    http,
                })
            }
        };
        let post = match &notify.email {
            None => None,
            Some(email) => {
                let password = secret(
                    config,
                    email.password_env.as_deref(),
                    email.password_file.as_deref(),
                    "email",
                )?;
                let password = password.map(SecretString::from);
                Some(Post::new(email, password.as_ref(), notify.language).map_err(NotifyError::Email)?)
            }
        };
        Ok(Messenger {
            hook,
            post,
            ledger: hex::encode(Sha256::digest(ledger.to_string()))[..8].to_owned(),
        })
    }

    /// Sends what is due. What does not leave is tried again later.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub async fn send_due(&self, ledger: &Ledger, now: DateTime<Utc>) -> Result<usize, LedgerError> {
        let mut sent = 0;
        for due in ledger.due_notices(now).await? {
            let result = match (due.channel, &self.hook, &self.post) {
                (Channel::Webhook, Some(hook), _) => hook.send(&due, &self.ledger, now).await,
                (Channel::Email, _, Some(post)) => post.send(&due, &self.ledger, now).await,
                _ => Err(NotSent {
                    text: String::from("fieldlink.toml does not name this way any more"),
                    for_good: true,
                }),
            };
            match result {
                Ok(()) => {
                    ledger.notice_sent(due.id, now).await?;
                    sent += 1;
                }
                Err(why) => {
                    let again = pause(due.attempts + 1)
                        .filter(|_| !why.for_good)
                        .map(|pause| now + pause);
                    tracing::warn!(channel = due.channel.as_str(), why = %why.text, again = ?again, "a notice did not leave");
                    ledger.notice_failed(due.id, &why.text, again).await?;
                }
            }
        }
        Ok(sent)
    }
}

/// A secret, from the environment or a file; none where the configuration names no place.
fn secret(
    config: &Config,
    variable: Option<&str>,
    file: Option<&Path>,
    key: &'static str,
) -> Result<Option<String>, NotifyError> {
    let text = match (variable, file) {
        (Some(name), _) => std::env::var(name).map_err(|_| NotifyError::Secret {
            key,
            message: message!("notify-no-variable", name = name),
        })?,
        (None, Some(file)) => {
            let file = config.path(file);
            crate::text_file::read(&file).map_err(|error| NotifyError::Secret {
                key,
                message: message!("notify-no-file", file = &file, why = error.kind().to_string()),
            })?
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(text.trim().to_owned()))
}
