//! One source, ready to be read.

use std::collections::BTreeSet;
use std::path::Path;

use fieldlink_say::{Message, message};
use secrecy::SecretString;

use super::{Records, SourceError, csv, http, push, sql, workbook};
use crate::config::{Config, Field, Source, SourceKind, TableRef};
use crate::ledger::PushedPlace;
use crate::reading::signs;

/// What is needed to read from one source: its settings with the paths made absolute and the secrets fetched.
#[derive(Debug, Clone)]
pub struct Place {
    name: String,
    source: Source,
    secret: Option<SecretString>,
    /// The partner's time zone.
    timezone: Option<String>,
    /// For pushed records: where they wait.
    pushed: Option<PushedPlace>,
    /// The names by which the header of a sheet or a file is known below titles.
    wanted: BTreeSet<String>,
}

impl Place {
    /// A source of the configuration.
    ///
    /// # Errors
    /// [`SourceError::NoUrl`] and [`SourceError::Secret`] when a secret is not where the configuration says.
    pub fn open(config: &Config, name: &str) -> Result<Place, SourceError> {
        let mut source = config.source(name).cloned().ok_or_else(|| SourceError::Unknown {
            source_name: name.to_owned(),
        })?;
        source.path = source.path.map(|path| config.path(&path));
        if let Some(variable) = &source.url_env {
            let url = std::env::var(variable).map_err(|_| SourceError::NoUrl {
                source_name: name.to_owned(),
                variable: variable.clone(),
            })?;
            source.url = Some(url);
        }
        if let Some(file) = &source.url_file {
            source.url = Some(held(name, &config.path(file), message!("database-s-url"))?);
        }
        let secret = match source.http.as_ref().and_then(|http| http.auth.as_ref()) {
            None => None,
            Some(auth) => {
                let text = match (&auth.secret_env, &auth.secret_file) {
                    (Some(variable), _) => std::env::var(variable).map_err(|_| SourceError::Secret {
                        source_name: name.to_owned(),
                        why: Box::new(message!("entry-no-variable", variable = &variable)),
                    })?,
                    (None, Some(file)) => held(name, &config.path(file), message!("secret-sign"))?,
                    (None, None) => String::new(),
                };
                Some(SecretString::from(text))
            }
        };
        let pushed = match source.kind {
            SourceKind::Push => Some(PushedPlace::of(config).map_err(|cause| SourceError::Pushed {
                source_name: name.to_owned(),
                cause: Box::new(cause),
            })?),
            _ => None,
        };
        Ok(Place {
            name: name.to_owned(),
            source,
            secret,
            timezone: Some(config.settings().partner.timezone.to_string()),
            pushed,
            wanted: BTreeSet::new(),
        })
    }

    /// A source that is not in a configuration yet.
    pub fn new(name: &str, source: Source) -> Place {
        Place {
            name: name.to_owned(),
            source,
            secret: None,
            timezone: None,
            pushed: None,
            wanted: BTreeSet::new(),
        }
    }

    /// The same where the columns of these fields are looked for: the header of a sheet or a file is the first of its rows
    /// in which most of them stand.
    #[must_use]
    pub fn wanting<'f>(self, fields: impl IntoIterator<Item = &'f Field>) -> Place {
        let columns = fields.into_iter().flat_map(|field| field.0.columns());
        Place {
            wanted: columns.map(signs::seen).collect(),
            ..self
        }
    }

    /// Those of the wanted names that are not among these.
    pub(super) fn missing(&self, names: &[&str]) -> Vec<String> {
        let missing = self.wanted.iter().filter(|name| !names.contains(&name.as_str()));
        missing.cloned().collect()
    }

    /// Whether a column of this name is looked for.
    pub(super) fn wants(&self, name: &str) -> bool {
        self.wanted.contains(name)
    }

    /// How many of the wanted names stand in a row.
    pub(super) fn wanted_in<'n>(&self, row: impl IntoIterator<Item = &'n str>) -> usize {
        let row: BTreeSet<String> = row.into_iter().map(signs::seen).collect();
        self.wanted.intersection(&row).count()
    }

    /// The same with a secret to sign in with.
    #[must_use]
    pub fn with_secret(self, secret: SecretString) -> Place {
        Place {
            secret: Some(secret),
            ..self
        }
    }

    /// For pushed records: where they wait.
    pub(crate) fn pushed(&self) -> Option<&PushedPlace> {
        self.pushed.as_ref()
    }

    /// The source's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The partner's time zone, by its name.
    pub(super) fn timezone(&self) -> Option<&str> {
        self.timezone.as_deref()
    }

    /// The same in a time zone.
    #[must_use]
    pub fn in_timezone(self, name: &str) -> Place {
        Place {
            timezone: Some(name.to_owned()),
            ..self
        }
    }

    /// Its settings.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The secret to sign in with, if it needs one.
    pub(super) fn secret(&self) -> Option<&SecretString> {
        self.secret.as_ref()
    }

    /// Its records, one after the other.
    pub fn records(&self, table: &TableRef<'_>) -> Records {
        match self.source.kind {
            SourceKind::Postgres | SourceKind::Mysql | SourceKind::Sqlite | SourceKind::Mssql | SourceKind::Odbc => {
                sql::read::records(self, table)
            }
            SourceKind::Csv => csv::read::records(self, table),
            SourceKind::Workbook => workbook::read::records(self, table),
            SourceKind::Http => http::read::records(self, table),
            SourceKind::Push => push::read::records(self, table),
        }
    }

    /// What was found out about how the records are written, such as a file's encoding. None when there is nothing to
    /// find out, or it cannot be read.
    pub fn how(&self, table: &TableRef<'_>) -> Option<Message> {
        match self.source.kind {
            SourceKind::Csv => csv::columns::how(self, table.file).ok(),
            SourceKind::Workbook => workbook::columns::how(self, table.sheet).ok(),
            _ => None,
        }
    }
}

/// The text of a file that holds a secret.
fn held(name: &str, file: &Path, what: Message) -> Result<String, SourceError> {
    let secret = |why: Message| SourceError::Secret {
        source_name: name.to_owned(),
        why: Box::new(why),
    };
    let text = crate::text_file::read(file).map_err(|error| {
        let why = error.kind().to_string();
        secret(message!("entry-unreadable", file = file, what = &what, why = why))
    })?;
    let text = text.trim();
    if text.is_empty() {
        return Err(secret(message!("entry-empty", file = file, what = what)));
    }
    Ok(text.to_owned())
}
