//! Installs the Debian packages that are missing, after saying which and why.

use std::path::{Path, PathBuf};
use std::process::Command;

use nix::unistd::geteuid;

use super::{browser, mariadb, postgres};
use crate::{Outcome, signals};

/// Run by root. Debian's server packages start a server of their own when they are installed; policy-rc.d, the package
/// system's own switch, keeps them from it, and is taken away again (one that stands there already is left alone).
const INSTALL: &str = r#"
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update || echo "warning: apt-get update failed; trying with the lists there are" >&2
apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@"
"#;

/// The program of this name on the path or in the folders for system programs.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// Whether an ODBC driver's library is where Debian puts it.
fn odbc_driver(library: &str) -> bool {
    let Ok(folders) = std::fs::read_dir("/usr/lib") else {
        return false;
    };
    folders
        .flatten()
        .any(|folder| folder.path().join("odbc").join(library).is_file() || folder.path().join(library).is_file())
}

/// Asks the machine for what the tests need and installs the rest.
pub(crate) fn install_missing(mariadb: bool, browser: bool) -> Outcome<()> {
    let mut missing: Vec<(&str, &str)> = Vec::new();
    if postgres::programs().is_none() {
        missing.push(("postgresql", "the store's tests run on PostgreSQL as well as on SQLite"));
    }
    if mariadb && mariadb::program().is_none() {
        missing.push(("mariadb-server", "the link reads MIS databases on MySQL and MariaDB"));
    }
    if browser && browser::variables().len() < 2 {
        missing.push(("chromium", "the whole-path test uses the site in a browser"));
        missing.push(("chromium-driver", "it drives Chromium"));
        missing.push(("fonts-liberation", "Chromium needs a font to draw text"));
    }
    for (program, package, reason) in [
        (
            "soffice",
            "libreoffice-calc-nogui",
            "workbooks and macros are tested with what LibreOffice makes and runs",
        ),
        ("node", "nodejs", "the JavaScript sample is run"),
        ("java", "default-jdk-headless", "the Java sample is run"),
        ("python3", "python3", "the Python sample is run"),
        ("php", "php-cli", "the PHP sample is run"),
        ("mcs", "mono-mcs", "the C# sample is compiled"),
        ("mono", "mono-runtime", "the C# sample is run"),
        ("age", "age", "the guide's encrypted file is made and read"),
        (
            "secret-tool",
            "libsecret-tools",
            "the guide's keyring is filled and asked",
        ),
        ("gnome-keyring-daemon", "gnome-keyring", "the keyring that is asked"),
        ("dbus-daemon", "dbus-daemon", "the bus that the keyring is on"),
        ("curl", "curl", "the commands of the guide are run"),
        ("odbcinst", "unixodbc", "the link reads databases by ODBC"),
    ] {
        if mariadb && on_path(program).is_none() {
            missing.push((package, reason));
        }
    }
    if mariadb && !Path::new("/usr/include/sql.h").is_file() {
        missing.push(("unixodbc-dev", "the feature odbc is built against it"));
    }
    if mariadb && !Path::new("/usr/lib/mono/4.5/System.Runtime.Serialization.dll").is_file() {
        missing.push((
            "libmono-system-runtime-serialization4.0-cil",
            "the C# sample reads JSON with it",
        ));
    }
    for (driver, package) in [
        ("psqlodbca.so", "odbc-postgresql"),
        ("libmaodbc.so", "odbc-mariadb"),
        ("libsqlite3odbc.so", "libsqliteodbc"),
    ] {
        if mariadb && !odbc_driver(driver) {
            missing.push((package, "an ODBC driver to test with"));
        }
    }
    if on_path("systemd-analyze").is_none() {
        missing.push((
            "systemd",
            "it judges the service of the Debian package; nothing of it is started",
        ));
    }
    if on_path("curl").is_none() {
        missing.push(("curl", "a story asks the status page with it"));
    }
    if missing.is_empty() {
        return Ok(());
    }
    for (package, reason) in &missing {
        eprintln!("Installing {package}: {reason}.");
    }
    let packages: Vec<&str> = missing.iter().map(|(package, _)| *package).collect();
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if on_path("apt-get").is_none() {
        return Err(format!(
            "this machine has no apt-get; install the counterparts of: {}",
            packages.join(", ")
        )
        .into());
    }
    let mut command = as_root(&by_hand)?;
    command.args(["-c", INSTALL, "sh"]).args(&packages);
    let (status, told) = signals::capture(&mut command)?;
    if !status.success() {
        return Err(format!("the installation failed ({status}):\n{told}\nAs root, by hand: {by_hand}").into());
    }
    Ok(())
}

/// A shell of root's: directly, or by sudo when that asks for no password.
fn as_root(by_hand: &str) -> Outcome<Command> {
    let shell = Path::new("/bin/sh");
    if geteuid().is_root() {
        return Ok(Command::new(shell));
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).output();
    if sudo.is_ok_and(|output| output.status.success()) {
        let mut command = Command::new("sudo");
        command.arg("-n").arg(shell);
        return Ok(command);
    }
    Err(format!("packages are missing and sudo needs a password; run: sudo {by_hand}").into())
}
