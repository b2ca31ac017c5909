//! The API client from a file, and a place for its secret.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use fieldlink_say::message;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::link::failure::Failure;

/// What `fieldlink pa2 client create --json` prints.
#[derive(Debug, Deserialize)]
pub(super) struct Client {
    pub(super) client_id: String,
    /// The partner's number.
    pub(super) partner_id: Option<i64>,
    /// The address of the PA2 that made it.
    pub(super) server: Option<String>,
    client_secret: SecretString,
}

/// Reads the file.
pub(super) fn read(file: &Path) -> Result<Client, Failure> {
    let text = fieldlink_link::text_file::read(file).map_err(|error| {
        Failure::new(
            message!(
                "cannot-read",
                file = file.display().to_string(),
                why = error.to_string()
            ),
            message!("next-client-missing"),
        )
    })?;
    // What serde says could quote the secret.
    serde_json::from_str(&text).map_err(|_| {
        Failure::new(
            message!("no-client", file = file.display().to_string()),
            message!("next-client-file"),
        )
    })
}

/// Writes the secret beside the configuration, for its owner alone. Answers the path as the configuration names it.
pub(super) fn keep_secret(config: &Path, client: &Client) -> Result<PathBuf, Failure> {
    let name = PathBuf::from("fieldlink-secret.txt");
    let place = config.parent().unwrap_or_else(|| Path::new("")).join(&name);
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&place)?;
        file.write_all(client.client_secret.expose_secret().as_bytes())
    };
    write().map_err(|error| Failure::unwritable(&place, &error, message!("next-folder")))?;
    Ok(name)
}
