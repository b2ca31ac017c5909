//! A notice as an e-mail.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use fieldlink_say::Language;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::letter::letter;
use super::queue::NotSent;
use crate::config::Email;
use crate::ledger::Due;

/// A server that takes e-mails, and who sends and receives them.
pub(super) struct Post {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Vec<Mailbox>,
    language: Language,
}

impl Post {
    pub(super) fn new(config: &Email, password: Option<&SecretString>, language: Language) -> Result<Post, String> {
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&config.smtp_url).map_err(|error| error.to_string())?;
        if let Some(password) = password {
            // Set apart from the address, so that the address can be shown.
            let url = Url::parse(&config.smtp_url).map_err(|error| error.to_string())?;
            let user = percent_decoded(url.username()).ok_or("the user's name cannot be read")?;
            builder = builder.credentials(Credentials::new(user, password.expose_secret().to_owned()));
        }
        let mailbox = |text: &String| text.parse().map_err(|_| format!("{text:?} is no address of e-mails"));
        Ok(Post {
            server: builder.build(),
            from: mailbox(&config.from)?,
            to: config.to.iter().map(mailbox).collect::<Result<_, _>>()?,
            language,
        })
    }

    pub(super) async fn send(&self, due: &Due, ledger: &str, now: DateTime<Utc>) -> Result<(), NotSent> {
        let said = letter(&due.notice, self.language);
        let mut message = Message::builder().from(self.from.clone());
        for to in &self.to {
            message = message.to(to.clone());
        }
        let message = message
            // The same in every attempt, so that one that came twice is known for the same.
            .message_id(Some(format!(
                "<fieldlink-{ledger}-{}@{}>",
                due.id,
                self.from.email.domain()
            )))
            .date(SystemTime::from(now))
            .subject(said.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(said.body)
            .map_err(|error| NotSent {
                text: error.to_string(),
                for_good: true,
            })?;
        match self.server.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(NotSent {
                for_good: error.is_permanent(),
                text: match error.status() {
                    // The server's words may repeat a recipient's address.
                    Some(code) => format!("the SMTP server answered {code}"),
                    None => String::from("the SMTP server cannot be reached"),
                },
            }),
        }
    }
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
