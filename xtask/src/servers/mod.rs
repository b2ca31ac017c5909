//! Private servers for the tests: free ports, a temporary folder, stopped when dropped. Nobody's running server is touched.

mod account;
mod axe;
mod browser;
mod mariadb;
mod packages;
mod postgres;
mod process;

use std::path::Path;

use tempfile::TempDir;

use self::process::Server;
use crate::Outcome;

/// How the folder of a run is named.
const PREFIX: &str = "fieldlink-test-";
/// The file in it that holds the process id of its run.
const OWNER: &str = "owner";

/// The servers of one run. Dropping it stops them, then removes their files.
pub(crate) struct Servers {
    variables: Vec<(&'static str, String)>,
    // The order matters: the servers end before their folder goes.
    _running: Vec<Server>,
    _folder: TempDir,
}

impl Servers {
    /// Installs what is missing and starts PostgreSQL, and MariaDB and the browser's driver when asked for.
    pub(crate) fn start(mariadb: bool, browser: bool) -> Outcome<Self> {
        packages::install_missing(mariadb, browser)?;
        remove_left_behind();
        // Short: a Unix socket's path has at most 107 bytes.
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        std::fs::write(folder.path().join(OWNER), std::process::id().to_string())?;
        account::open_to_servers(folder.path())?;
        let mut variables = Vec::new();
        let mut running = Vec::new();

        let (server, url) = postgres::start(folder.path())?;
        running.push(server);
        variables.push(("FIELDLINK_TEST_POSTGRES_URL", url));
        if mariadb {
            let (server, url) = mariadb::start(folder.path())?;
            running.push(server);
            variables.push(("FIELDLINK_TEST_MARIADB_URL", url));
        }
        if browser {
            variables.extend(browser::variables());
            variables.push(("FIELDLINK_TEST_AXE", axe::script()?.display().to_string()));
        }
        Ok(Self {
            variables,
            _running: running,
            _folder: folder,
        })
    }

    /// The environment variables that tell the tests where the servers are.
    pub(crate) fn variables(&self) -> &[(&'static str, String)] {
        &self.variables
    }
}

/// Removes the folders of runs that were killed. Their servers ended with them.
fn remove_left_behind() {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let Ok(owner) = std::fs::read_to_string(entry.path().join(OWNER)) else {
            continue;
        };
        if !Path::new("/proc").join(owner.trim()).exists() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
