//! How e-mails leave: over SMTP, or into a folder where somebody can look at them.

use std::fmt;
use std::path::PathBuf;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use fieldlink_store::mail::Waiting;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use crate::{Error, Result};

/// The words of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The line above it.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Where e-mails go.
#[derive(Clone)]
pub struct Post {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    /// A folder; one `.eml` file each.
    Outbox(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.way {
            Way::Outbox(_) => "Post(outbox)",
            Way::Smtp(_) => "Post(smtp)",
        })
    }
}

/// Why an e-mail did not leave.
pub(super) struct NotSent {
    /// For the operator; names no recipient.
    pub(super) text: String,
    /// Whether trying again is of no use.
    pub(super) for_good: bool,
}

impl Post {
    /// Into a folder, which is made when the first e-mail comes.
    pub fn outbox(folder: PathBuf, from: &str) -> Result<Post> {
        Ok(Post {
            from: sender(from)?,
            way: Way::Outbox(folder),
        })
    }

    /// Over SMTP: `smtps://user@host` (TLS from the first byte), `smtp://user@host?tls=required` (STARTTLS) or
    /// `smtp://host` (a relay on this machine, without TLS). The password comes apart, so that no command line shows it.
    pub fn smtp(url: &str, password: Option<&SecretString>, from: &str) -> Result<Post> {
        let wrong = |e: &dyn fmt::Display| Error::invalid(format!("The SMTP address cannot be used: {e}"));
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|e| wrong(&e))?;
        if let Some(password) = password {
            let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
            let user = rest.split_once('@').map_or("", |(user, _)| user);
            let user = percent_decoded(user).ok_or_else(|| wrong(&"the user's name cannot be read"))?;
            builder = builder.credentials(Credentials::new(user, password.expose_secret().to_owned()));
        }
        Ok(Post {
            from: sender(from)?,
            way: Way::Smtp(builder.build()),
        })
    }

    pub(super) async fn send(
        &self,
        waiting: &Waiting,
        said: &Rendered,
        now: DateTime<Utc>,
    ) -> std::result::Result<(), NotSent> {
        let for_good = |text: String| NotSent { text, for_good: true };
        // Of the number, so that one that is sent twice is known for the same.
        let host = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(
                None,
                waiting.recipient.parse().map_err(|_| for_good("no address".into()))?,
            ))
            .message_id(Some(format!("<fieldlink-{}@{host}>", waiting.id)))
            .date(SystemTime::from(now))
            .subject(said.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(said.body.clone())
            .map_err(|e| for_good(e.to_string()))?;
        match &self.way {
            Way::Outbox(folder) => {
                let file = folder.join(format!("{:08}.eml", waiting.id));
                let written = async {
                    tokio::fs::create_dir_all(folder).await?;
                    tokio::fs::write(file, message.formatted()).await
                };
                written.await.map_err(|e| NotSent {
                    text: format!("the outbox cannot be written: {e}"),
                    for_good: false,
                })
            }
            Way::Smtp(server) => match server.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(NotSent {
                    for_good: error.is_permanent(),
                    text: match error.status() {
                        // The server's words may repeat the recipient's address.
                        Some(code) => format!("the SMTP server answered {code}"),
                        None => "the SMTP server cannot be reached".into(),
                    },
                }),
            },
        }
    }
}

fn sender(from: &str) -> Result<Mailbox> {
    from.parse()
        .map_err(|_| Error::invalid(format!("{from:?} is no sender of e-mails; write \"Name <address>\"")))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_names_are_decoded() {
        assert_eq!(percent_decoded("pa2%40example.org").as_deref(), Some("pa2@example.org"));
        assert_eq!(percent_decoded("a%4"), None);
    }

    #[test]
    fn a_sender_has_an_address() {
        assert!(Post::outbox(PathBuf::new(), "Fieldlink PA2 <pa2@example.org>").is_ok());
        assert!(Post::outbox(PathBuf::new(), "nobody").is_err());
    }
}
