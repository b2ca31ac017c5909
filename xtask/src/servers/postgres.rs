//! A private PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;

use super::process::{Server, free_port, password, prepare};
use super::{account, packages};
use crate::Outcome;

const ACCOUNTS: &[&str] = &["postgres"];

/// The folder with `initdb` and `postgres`: Debian keeps them off the path, the newest version is taken.
pub(crate) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin).or_else(|| {
        let bin = packages::on_path("initdb")?.parent()?.to_path_buf();
        bin.join("postgres").exists().then_some(bin)
    })
}

/// Makes a cluster under `folder` and serves it. Returns the administrator's URL.
pub(crate) fn start(folder: &Path) -> Outcome<(Server, String)> {
    let bin = programs().ok_or("PostgreSQL's initdb was not found; install the package postgresql")?;
    let home = folder.join("pg");
    account::folder(&home, ACCOUNTS)?;
    let password = password()?;
    let password_file = home.join("password");
    account::file(&password_file, &password, ACCOUNTS)?;

    let mut initdb = account::command(&bin.join("initdb"), ACCOUNTS)?;
    initdb
        .current_dir(&home)
        .arg("--pgdata")
        .arg(home.join("data"))
        .args([
            "--username=fieldlink",
            "--auth=password",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ])
        .arg(format!("--pwfile={}", password_file.display()));
    prepare("initdb", initdb)?;

    let port = free_port()?;
    let mut postgres = account::command(&bin.join("postgres"), ACCOUNTS)?;
    postgres.current_dir(&home).arg("-D").arg(home.join("data"));
    for setting in [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={}", home.display()),
        // Each test makes its own database and pool, and many run at once.
        "max_connections=300".to_owned(),
        // The data is thrown away; a crash of the machine may take it.
        "fsync=off".to_owned(),
        "synchronous_commit=off".to_owned(),
        "full_page_writes=off".to_owned(),
    ] {
        postgres.arg("-c").arg(setting);
    }
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
    let mut server = Server::spawn("PostgreSQL", postgres, folder.join("postgres.log"), Signal::SIGINT)?;
    let is_ready = bin.join("pg_isready");
    server.wait_until(|| {
        Command::new(&is_ready)
            .args([
                "--quiet",
                "--host=127.0.0.1",
                "--dbname=postgres",
                "--username=fieldlink",
            ])
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })?;
    Ok((
        server,
        format!("postgres://fieldlink:{password}@127.0.0.1:{port}/postgres"),
    ))
}
