//! Which account a server runs under. Database servers refuse root, so when this program is root (a container, a CI), each
//! runs under the account its package made.

use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

use nix::unistd::{User, geteuid};

use super::packages;
use crate::Outcome;

/// A command for a server: under the first of `accounts` that exists when this program is root, else under our own account.
/// On Linux the kernel sends it SIGTERM should this program die without stopping it.
pub(crate) fn command(program: &Path, accounts: &[&str]) -> Outcome<Command> {
    let user = account(accounts)?;
    if user.is_none() && packages::on_path("setpriv").is_none() {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=TERM");
    if let Some(user) = user {
        command.arg(format!("--reuid={}", user.uid));
        command.arg(format!("--regid={}", user.gid));
        command.arg("--clear-groups");
        command.env("HOME", "/nonexistent");
    }
    command.arg("--").arg(program);
    Ok(command)
}

/// Makes a folder that only the server's account can read.
pub(crate) fn folder(path: &Path, accounts: &[&str]) -> Outcome<()> {
    std::fs::create_dir(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    if let Some(user) = account(accounts)? {
        chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
    }
    Ok(())
}

/// Writes a file that only the server's account can read.
pub(crate) fn file(path: &Path, text: &str, accounts: &[&str]) -> Outcome<()> {
    std::fs::write(path, text)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    if let Some(user) = account(accounts)? {
        chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
    }
    Ok(())
}

/// Lets the servers' accounts pass through the run's folder (but not list it).
pub(crate) fn open_to_servers(folder: &Path) -> Outcome<()> {
    if geteuid().is_root() {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711))?;
    }
    Ok(())
}

fn account(accounts: &[&str]) -> Outcome<Option<User>> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    for name in accounts.iter().chain(&["nobody"]) {
        if let Some(user) = User::from_name(name)? {
            return Ok(Some(user));
        }
    }
    Err(format!("root may not run a database server, and none of the accounts {accounts:?} exists").into())
}
