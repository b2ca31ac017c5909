//! How a served PA2 sends its e-mails: into a folder, or over SMTP.

use std::path::{Path, PathBuf};

use clap::Args;
use fieldlink_app::mail::Post;
use miette::{IntoDiagnostic, miette};
use secrecy::SecretString;

use crate::manner::words;

/// Holds the password of the SMTP server; it is read from nowhere else.
const PASSWORD: &str = "FIELDLINK_PA2_SMTP_PASSWORD";

/// Where e-mails go.
#[derive(Debug, Clone, Args)]
pub struct MailArgs {
    /// SMTP server: smtps://user@host, smtp://user@host?tls=required, or smtp://localhost for a relay on this machine. The
    /// password comes from FIELDLINK_PA2_SMTP_PASSWORD. Without a server, e-mails are written into the outbox
    #[arg(long, value_name = "URL", env = "FIELDLINK_PA2_SMTP_URL")]
    pub smtp_url: Option<String>,
    /// Sender of the e-mails
    #[arg(
        long,
        value_name = "NAME <ADDRESS>",
        env = "FIELDLINK_PA2_MAIL_FROM",
        default_value = "Fieldlink PA2 <pa2@localhost.localdomain>"
    )]
    pub mail_from: String,
    /// Folder that e-mails are written into, one .eml file each. By default `outbox` in the data folder, else
    /// `fieldlink-outbox` here
    #[arg(long, value_name = "DIR", env = "FIELDLINK_PA2_OUTBOX", conflicts_with = "smtp_url")]
    pub outbox: Option<PathBuf>,
}

impl MailArgs {
    /// The way that the arguments name, beside this data folder.
    pub fn post(&self, data: Option<&Path>) -> miette::Result<Post> {
        let Some(url) = &self.smtp_url else {
            let beside = data.map_or_else(|| PathBuf::from("fieldlink-outbox"), |data| data.join("outbox"));
            let folder = self.outbox.clone().unwrap_or(beside);
            return Post::outbox(folder, &self.mail_from).into_diagnostic();
        };
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        if rest.split_once('@').is_some_and(|(user, _)| user.contains(':')) {
            let help = words().with("pa2-smtp-variable", &[("variable", PASSWORD.into())]);
            return Err(miette!(help = help, "{}", words().get("pa2-smtp-password")));
        }
        let password = std::env::var(PASSWORD).ok().map(SecretString::from);
        Post::smtp(url, password.as_ref(), &self.mail_from).into_diagnostic()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(smtp_url: Option<&str>) -> MailArgs {
        MailArgs {
            smtp_url: smtp_url.map(str::to_owned),
            mail_from: "PA2 <pa2@example.org>".into(),
            outbox: None,
        }
    }

    #[test]
    fn a_password_in_the_url_is_refused() {
        let error = args(Some("smtps://pa2:hunter2@mail.example.org")).post(None);
        let error = error.expect_err("refused").to_string();
        assert!(error.contains("password") && !error.contains("hunter2"), "{error}");
    }

    #[tokio::test]
    async fn servers_and_folders_are_taken() {
        for url in [
            "smtps://pa2@mail.example.org",
            "smtp://mail.example.org:587?tls=required",
            "smtp://localhost",
        ] {
            assert!(args(Some(url)).post(None).is_ok(), "{url}");
        }
        assert!(args(None).post(Some(Path::new("data"))).is_ok());
    }
}
