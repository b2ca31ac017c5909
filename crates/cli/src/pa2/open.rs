//! Opening PA2's database from the command line.

use std::path::PathBuf;

use chrono::Utc;
use clap::Args;
use fieldlink_app::audit::{key_of, rekey};
use fieldlink_app::clock::SystemClock;
use fieldlink_app::installation::{self, Installation, Said};
use fieldlink_app::{Entropy, Options, Pa2};
use fieldlink_domain::settings::Settings;
use fieldlink_store::photos::Photos;
use fieldlink_store::{Place, Store};
use miette::{IntoDiagnostic, WrapErr, miette};

use super::audit_key::{AuditKey, Shared};
use super::common::InWords as _;
use crate::manner::words;
use crate::private;

/// Where PA2 keeps its things: a folder with the embedded database, or a PostgreSQL server.
#[derive(Debug, Clone, Default, Args)]
#[group(required = false)]
pub struct Database {
    /// Folder with the embedded database and the photos; made if missing
    #[arg(
        long,
        value_name = "DIR",
        env = "FIELDLINK_PA2_DATA",
        conflicts_with_all = ["database_url", "database_url_file"]
    )]
    pub data: Option<PathBuf>,
    /// PostgreSQL server and database: postgres://user@host/name; a password is better kept in a file
    #[arg(long, value_name = "URL", env = "FIELDLINK_PA2_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// File that holds the URL of the PostgreSQL database, so that no password stands on a command line
    #[arg(
        long,
        value_name = "FILE",
        env = "FIELDLINK_PA2_DATABASE_URL_FILE",
        conflicts_with = "database_url"
    )]
    pub database_url_file: Option<PathBuf>,
    /// Folder of the photos; replicas share it. By default `photos` in the data folder, else `fieldlink-photos` here
    #[arg(long, value_name = "DIR", env = "FIELDLINK_PA2_PHOTOS")]
    pub photos: Option<PathBuf>,
    /// Settings file (TOML) of this PA2; in the data folder `pa2.toml` is found by itself
    #[arg(long, value_name = "FILE", env = "FIELDLINK_PA2_SETTINGS")]
    pub settings: Option<PathBuf>,
    #[command(flatten)]
    pub audit_key: AuditKey,
    /// Take a new database for a sandbox; refuse one that is real
    #[arg(long, conflicts_with = "real")]
    pub sandbox: bool,
    /// Take a new database for a real one; refuse a sandbox
    #[arg(long)]
    pub real: bool,
}

/// The machine's time; the one place where the binary reads it.
pub fn system_clock() -> SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge of the program: from here on time is handed in"
    )]
    SystemClock::new(Utc::now)
}

impl Database {
    /// Opens PA2 for whoever serves it at `public_url`. A new database is a sandbox in a folder or at an address of this
    /// machine alone, else real, unless somebody says.
    pub async fn open_at(&self, public_url: &str) -> miette::Result<Pa2> {
        let otherwise = match &self.data {
            None if !is_loopback(public_url) => Installation::Real,
            _ => Installation::Sandbox,
        };
        self.opened(public_url, Some(otherwise)).await
    }

    /// Opens PA2 for a command that answers no requests. On a server it cannot tell what a new database is.
    pub async fn open(&self) -> miette::Result<Pa2> {
        let otherwise = self.data.as_ref().map(|_| Installation::Sandbox);
        self.opened("http://localhost", otherwise).await
    }

    /// Opens a PA2 that is about to become this, whatever it is.
    pub async fn open_as(&self, new: Installation) -> miette::Result<Pa2> {
        let (mut settings, _) = self.read_settings()?;
        settings.sandbox = new.is_sandbox();
        self.over(self.store().await?, settings, "http://localhost").await
    }

    async fn opened(&self, public_url: &str, otherwise: Option<Installation>) -> miette::Result<Pa2> {
        let (mut settings, by_settings) = self.read_settings()?;
        let plainly = match (self.sandbox, self.real) {
            (true, _) => Some(Installation::Sandbox),
            (_, true) => Some(Installation::Real),
            _ => by_settings,
        };
        let store = self.store().await?;
        let is = installation::settle(&store, Said { plainly, otherwise })
            .await
            .in_words()?;
        // Where nobody has said yet, a person is made as in a sandbox, and nothing is taken away as in a real one.
        settings.sandbox = is.is_none_or(Installation::is_sandbox);
        self.over(store, settings, public_url).await
    }

    /// Puts the audit trail under the key that is given, or one in the folder that all share, whatever it was kept under; the
    /// fingerprints of the key and of the one before.
    pub async fn rekey(&self) -> miette::Result<(String, Option<String>)> {
        let store = self.store().await?;
        // None that was kept: a lost one is what this is for.
        let key = self.audit_key.of(None, &self.shared()?)?;
        let before = rekey(&store, &key, system_clock().read()).await.in_words()?;
        Ok((key.fingerprint(), before))
    }

    fn photos_folder(&self) -> PathBuf {
        match (&self.photos, &self.data) {
            (Some(folder), _) => folder.clone(),
            (None, Some(data)) => data.join("photos"),
            (None, None) => PathBuf::from("fieldlink-photos"),
        }
    }

    /// Replicas share the photos: what stands beside the database without a data folder stands there.
    fn shared(&self) -> miette::Result<Shared> {
        let folder = self.data.clone().unwrap_or_else(|| self.photos_folder());
        std::fs::create_dir_all(&folder).into_diagnostic()?;
        Ok(Shared {
            folder,
            by_agreement: self.data.is_none(),
        })
    }

    async fn over(&self, store: Store, settings: Settings, public_url: &str) -> miette::Result<Pa2> {
        let photos = Photos::folder(&self.photos_folder()).into_diagnostic()?;
        let kept = key_of(&store).await.in_words()?;
        let options = Options {
            audit_key: self.audit_key.of(kept.as_deref(), &self.shared()?)?,
            settings,
            public_url: public_url.trim_end_matches('/').to_owned(),
            system: system_clock(),
            entropy: Entropy::from_system(),
        };
        Pa2::new(store, photos, options)
            .await
            .in_words()
            .wrap_err_with(|| words().get("pa2-not-opened"))
    }

    async fn store(&self) -> miette::Result<Store> {
        let place = match (&self.data, &self.database_url, &self.database_url_file) {
            (Some(folder), None, None) => {
                let unmade = || words().with("pa2-folder-unmade", &[("folder", folder.display().to_string().into())]);
                std::fs::create_dir_all(folder)
                    .into_diagnostic()
                    .wrap_err_with(unmade)?;
                private::say_if_wider(folder);
                Place::File(folder.join("pa2.db"))
            }
            (None, Some(url), None) => Place::parse(url).into_diagnostic()?,
            (None, None, Some(file)) => {
                let unread = || words().with("pa2-url-unread", &[("file", file.display().to_string().into())]);
                let url = std::fs::read_to_string(file).into_diagnostic().wrap_err_with(unread)?;
                Place::parse(url.trim_start_matches('\u{feff}').trim()).into_diagnostic()?
            }
            _ => {
                return Err(miette!(
                    help = words().get("pa2-example-data"),
                    "{}",
                    words().get("pa2-where")
                ));
            }
        };
        Store::at(place).await.map_err(|error| {
            let cause = std::error::Error::source(&error)
                .map(|s| format!(": {s}"))
                .unwrap_or_default();
            miette!(help = words().get("pa2-check-server"), "{error}{cause}")
        })
    }

    /// The settings, and what they say that the database is.
    fn read_settings(&self) -> miette::Result<(Settings, Option<Installation>)> {
        let in_folder = self
            .data
            .as_ref()
            .map(|folder| folder.join("pa2.toml"))
            .filter(|file| file.exists());
        let Some(file) = self.settings.clone().or(in_folder) else {
            return Ok((Settings::default(), None));
        };
        let text = std::fs::read_to_string(&file).into_diagnostic().wrap_err_with(|| {
            words().with(
                "pa2-settings-unreadable",
                &[("file", file.display().to_string().into())],
            )
        })?;
        let wrong = |e: toml::de::Error| miette!("{}: {e}", file.display());
        let settings: Settings = toml::from_str(&text).map_err(wrong)?;
        let says: toml::Table = toml::from_str(&text).map_err(wrong)?;
        let installation = says.contains_key("sandbox").then_some(match settings.sandbox {
            true => Installation::Sandbox,
            false => Installation::Real,
        });
        Ok((settings, installation))
    }
}

/// Whether only this machine reaches the address.
fn is_loopback(url: &str) -> bool {
    let Ok(url) = url.parse::<url::Url>() else { return false };
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> miette::Result<Settings> {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().to_owned();
        std::fs::write(data.join("pa2.toml"), text).expect("a file");
        let database = Database {
            data: Some(data),
            ..Database::default()
        };
        database.read_settings().map(|(settings, _)| settings)
    }

    #[test]
    fn a_review_may_wait_for_a_person() {
        let days = |text: &str| read(text).map(|settings| settings.review_after_days);
        assert_eq!(days("").expect("settings"), Some(3));
        assert_eq!(days("review_after_days = 0").expect("settings"), Some(0));
        assert_eq!(days("review_after_days = \"never\"").expect("settings"), None);
        for wrong in ["\"none\"", "-1", "1.5", "true", "10000000000"] {
            let error = days(&format!("sandbox = true\nreview_after_days = {wrong}")).expect_err(wrong);
            let error = error.to_string();
            assert!(
                error.contains("line 2") && error.contains("a number of days, or \"never\""),
                "{error}"
            );
        }
    }

    #[test]
    fn settings_read_back_as_they_are_written() {
        for review_after_days in [None, Some(7)] {
            let settings = Settings {
                review_after_days,
                ..Settings::default()
            };
            let text = toml::to_string(&settings).expect("TOML");
            assert_eq!(read(&text).expect("settings"), settings, "{text}");
        }
    }
}
