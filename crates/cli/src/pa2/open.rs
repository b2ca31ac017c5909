//! Opening PA2's database from the command line.

use std::path::{Path, PathBuf};

use chrono::Utc;
use clap::Args;
use fieldlink_app::clock::SystemClock;
use fieldlink_app::{Entropy, Options, Pa2};
use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_store::photos::Photos;
use miette::{IntoDiagnostic, WrapErr, miette};

use super::common::InWords as _;
use crate::manner::words;

/// Where PA2 keeps its things: a folder with the embedded database, or a PostgreSQL server.
#[derive(Debug, Clone, Args)]
#[group(required = false)]
pub struct Database {
    /// Folder with the embedded database and the photos; made if missing
    #[arg(
        long,
        value_name = "DIR",
        env = "FIELDLINK_PA2_DATA",
        conflicts_with = "database_url"
    )]
    pub data: Option<PathBuf>,
    /// PostgreSQL server and database: postgres://user:password@host/name
    #[arg(long, value_name = "URL", env = "FIELDLINK_PA2_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Folder of the photos; replicas share it. By default `photos` in the data folder, else `fieldlink-photos` here
    #[arg(long, value_name = "DIR", env = "FIELDLINK_PA2_PHOTOS")]
    pub photos: Option<PathBuf>,
    /// Settings file (TOML) of this PA2; in the data folder `pa2.toml` is found by itself
    #[arg(long, value_name = "FILE", env = "FIELDLINK_PA2_SETTINGS")]
    pub settings: Option<PathBuf>,
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
    /// Opens PA2 where the arguments say, reachable at `public_url`.
    pub async fn open_at(&self, public_url: &str) -> miette::Result<Pa2> {
        let (store, beside) = match (&self.data, &self.database_url) {
            (Some(folder), None) => (open_folder(folder).await?, folder.join("photos")),
            (None, Some(url)) => (open_store(url).await?, PathBuf::from("fieldlink-photos")),
            _ => {
                return Err(miette!(
                    help = words().get("pa2-example-data"),
                    "{}",
                    words().get("pa2-where")
                ));
            }
        };
        let photos = Photos::folder(self.photos.as_ref().unwrap_or(&beside)).into_diagnostic()?;
        let options = Options {
            settings: self.read_settings()?,
            public_url: public_url.trim_end_matches('/').to_owned(),
            system: system_clock(),
            entropy: Entropy::from_system(),
        };
        Pa2::new(store, photos, options)
            .await
            .in_words()
            .wrap_err_with(|| words().get("pa2-not-opened"))
    }

    /// Opens PA2 for a command that answers no requests.
    pub async fn open(&self) -> miette::Result<Pa2> {
        self.open_at("http://localhost").await
    }

    fn read_settings(&self) -> miette::Result<Settings> {
        let in_folder = self
            .data
            .as_ref()
            .map(|folder| folder.join("pa2.toml"))
            .filter(|file| file.exists());
        let Some(file) = self.settings.clone().or(in_folder) else {
            return Ok(Settings::default());
        };
        let text = std::fs::read_to_string(&file).into_diagnostic().wrap_err_with(|| {
            words().with(
                "pa2-settings-unreadable",
                &[("file", file.display().to_string().into())],
            )
        })?;
        toml::from_str(&text).map_err(|e| miette!("{}: {e}", file.display()))
    }
}

async fn open_folder(folder: &Path) -> miette::Result<Store> {
    std::fs::create_dir_all(folder)
        .into_diagnostic()
        .wrap_err_with(|| words().with("pa2-folder-unmade", &[("folder", folder.display().to_string().into())]))?;
    open_store(&format!("sqlite://{}", folder.join("pa2.db").display())).await
}

async fn open_store(url: &str) -> miette::Result<Store> {
    Store::open(url).await.map_err(|error| {
        let cause = std::error::Error::source(&error)
            .map(|s| format!(": {s}"))
            .unwrap_or_default();
        miette!(help = words().get("pa2-check-server"), "{error}{cause}")
    })
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
            database_url: None,
            photos: None,
            settings: None,
        };
        database.read_settings()
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
