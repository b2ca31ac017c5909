//! A private MariaDB.

use std::path::{Path, PathBuf};

use nix::sys::signal::Signal;

use super::process::{Server, free_port, greets, password, prepare};
use super::{account, packages};
use crate::Outcome;

const ACCOUNTS: &[&str] = &["mysql"];

/// The server program; Debian keeps it in /usr/sbin, which is not on everybody's path.
pub(crate) fn program() -> Option<PathBuf> {
    packages::on_path("mariadbd")
}

/// Makes a data folder under `folder` and serves it. Returns the administrator's URL.
pub(crate) fn start(folder: &Path) -> Outcome<(Server, String)> {
    let mariadbd = program().ok_or("mariadbd was not found; install the package mariadb-server")?;
    let install = packages::on_path("mariadb-install-db").ok_or("mariadb-install-db was not found")?;
    let home = folder.join("maria");
    account::folder(&home, ACCOUNTS)?;
    let data = home.join("data");
    let password = password()?;
    let first_statements = home.join("first.sql");
    // Loopback only, and still with a password: other people may share the machine.
    account::file(
        &first_statements,
        &format!(
            "CREATE USER 'fieldlink'@'127.0.0.1' IDENTIFIED BY '{password}';\n\
             GRANT ALL ON *.* TO 'fieldlink'@'127.0.0.1' WITH GRANT OPTION;\n\
             ALTER USER 'root'@'localhost' IDENTIFIED BY '{password}';\n"
        ),
        ACCOUNTS,
    )?;

    let mut prepare_data = account::command(&install, ACCOUNTS)?;
    prepare_data
        .current_dir(&home)
        .arg("--no-defaults")
        .arg(format!("--datadir={}", data.display()))
        .args([
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
        ]);
    prepare("mariadb-install-db", prepare_data)?;

    let port = free_port()?;
    let mut serve = account::command(&mariadbd, ACCOUNTS)?;
    serve
        .current_dir(&home)
        .arg("--no-defaults")
        .arg(format!("--datadir={}", data.display()))
        .arg(format!("--socket={}", home.join("socket").display()))
        .arg(format!("--pid-file={}", home.join("pid").display()))
        .arg(format!("--tmpdir={}", home.display()))
        .arg(format!("--init-file={}", first_statements.display()))
        .arg(format!("--port={port}"))
        .args([
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
        ])
        // The data is thrown away; a crash of the machine may take it.
        .args([
            "--innodb-flush-log-at-trx-commit=0",
            "--skip-log-bin",
            "--innodb-buffer-pool-size=32M",
        ]);
    let mut server = Server::spawn("MariaDB", serve, folder.join("mariadb.log"), Signal::SIGTERM)?;
    server.wait_until(|| greets(port))?;
    Ok((server, format!("mysql://fieldlink:{password}@127.0.0.1:{port}/mysql")))
}
