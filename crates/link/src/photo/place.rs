//! Where the photo of a record is.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where the photo of a record is.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PhotoPlace {
    /// A file, relative to the folder of fieldlink.toml.
    File(PathBuf),
    /// An address, on a server that is allowed.
    Address(String),
    /// A picture in a database, by the values that the query asks for.
    Query(Vec<(String, String)>),
    /// A path of the MIS's API.
    Path(String),
}

/// For messages: enough to go and look.
impl fmt::Display for PhotoPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PhotoPlace::File(path) => write!(f, "{}", path.display()),
            // What follows the `?` may hold a key.
            PhotoPlace::Address(address) => f.write_str(address.split('?').next().unwrap_or_default()),
            PhotoPlace::Query(values) => {
                let shown: Vec<String> = values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                f.write_str(&shown.join(", "))
            }
            PhotoPlace::Path(path) => f.write_str(path.split('?').next().unwrap_or_default()),
        }
    }
}

impl fmt::Debug for PhotoPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
