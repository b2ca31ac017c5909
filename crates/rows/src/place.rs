//! Where a database is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;

use crate::Error;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// What ends a SELECT whose rows nobody else may change before the transaction ends. SQLite has one writer at a time,
    /// which is all the locking there is to do.
    pub fn held(self) -> &'static str {
        match self {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE",
        }
    }

    /// The same, of the rows that no other transaction holds: nobody waits for another.
    pub fn held_if_free(self) -> &'static str {
        match self {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}

/// Where a database is. Shown, it has no user and no password.
#[derive(Clone)]
pub enum Place {
    /// A file of SQLite.
    File(PathBuf),
    /// A server.
    Postgres(Box<Server>),
}

/// A server of PostgreSQL and how to sign in there.
#[derive(Clone)]
pub struct Server {
    pub(crate) options: PgConnectOptions,
    shown: String,
}

impl Server {
    /// How to sign in there: for what a pool cannot do, such as a connection whose locks last as long as it.
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }
}

impl Place {
    /// From `sqlite://path` or `postgres://user:password@host/database`. A password that is left out is looked for as
    /// PostgreSQL's own programs do: `PGPASSWORD`, then the file that `PGPASSFILE` names, then `~/.pgpass`.
    ///
    /// # Errors
    /// [`Error::Place`]; the text itself is not repeated, since a password may stand in it.
    pub fn parse(url: &str) -> Result<Place, Error> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            let path = path.split('?').next().unwrap_or(path);
            return Ok(Place::File(PathBuf::from(path)));
        }
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            let scheme = url.split_once("://").map_or("this", |(scheme, _)| scheme);
            return Err(Error::Place {
                scheme: scheme.to_owned(),
                source: None,
            });
        }
        let options = PgConnectOptions::from_str(url).map_err(|source| Error::Place {
            scheme: String::from("postgres"),
            source: Some(source),
        })?;
        Ok(Place::Postgres(Box::new(Server {
            options: options.application_name("fieldlink"),
            shown: without_user(url),
        })))
    }

    /// The engine that is there.
    pub fn engine(&self) -> Engine {
        match self {
            Place::File(_) => Engine::Sqlite,
            Place::Postgres(_) => Engine::Postgres,
        }
    }

    /// The file, when it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Place::File(path) => Some(path),
            Place::Postgres(_) => None,
        }
    }
}

/// The URL without user, password and parameters.
fn without_user(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{host}")
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => write!(f, "{}", path.display()),
            Place::Postgres(server) => f.write_str(&server.shown),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self})")
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Place {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://pa2:se%40cret@db.example:5433/pa2?sslmode=disable",
            "postgresql://pa2:secret@db.example:5433/pa2",
            "postgres://db.example:5433/pa2?password=secret&user=pa2",
        ] {
            let place = Place::parse(url).unwrap();
            assert!(place.to_string().ends_with("://db.example:5433/pa2"), "{place}");
            assert!(!format!("{place:?}").contains("cret"), "{place:?}");
        }
        let error = Place::parse("postgres://pa2:secret@db.example:port/pa2").unwrap_err();
        assert!(!format!("{error}{error:?}").contains("secret"), "{error:?}");
    }

    #[test]
    fn a_file_is_named_with_two_slashes_or_none() {
        for (url, path) in [
            ("sqlite:///var/lib/pa2.db", "/var/lib/pa2.db"),
            ("sqlite://pa2.db?mode=rwc", "pa2.db"),
            ("sqlite:pa2.db", "pa2.db"),
        ] {
            assert_eq!(Place::parse(url).unwrap().file(), Some(Path::new(path)));
        }
        assert!(Place::parse("mysql://host/pa2").is_err());
    }
}
