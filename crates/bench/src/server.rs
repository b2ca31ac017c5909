//! The measured server: the real binary in its own process.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The partner with very many loans.
pub const LARGE: i64 = 1;
/// The partner that reports 10,000 loans: about as many of its loans take repayments.
pub const REPORTING: i64 = 2;
/// The partner whose report is made final by a person.
pub const FINAL: i64 = 3;

/// A running PA2.
pub struct Server {
    child: Child,
    /// Where it answers.
    pub url: String,
    /// From the start of the process to its first answer.
    pub started_in: Duration,
    /// HTTP.
    pub http: Client,
}

/// An API client of a partner, with a token.
pub struct Caller {
    /// The partner.
    pub partner: i64,
    /// Client id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    base: String,
    http: Client,
    token: String,
}

/// Settings that let one client ask as fast as it can: what is measured is the work, not the share of a partner.
fn unlimited(folder: &Path) -> Result<PathBuf> {
    let path = folder.join("settings.toml");
    std::fs::write(&path, "calls_per_second = 0\ncalls_at_once = 0\n").into_diagnostic()?;
    Ok(path)
}

/// Seeds a partner; answers how long that took.
pub async fn seed(binary: &Path, folder: &Path, partner: i64, loans: u64) -> Result<Duration> {
    let started = Instant::now();
    let (partner, loans) = (partner.to_string(), loans.to_string());
    command(
        binary,
        folder,
        &["seed", "--partner", &partner, "--loans", &loans, "--seed", &partner],
    )
    .await?;
    Ok(started.elapsed())
}

/// Size of the binary.
pub fn size_mb(binary: &Path) -> Result<u64> {
    Ok(std::fs::metadata(binary).into_diagnostic()?.len() / 1_000_000)
}

/// Runs `fieldlink pa2` over this data and gives what it printed.
pub async fn command(binary: &Path, folder: &Path, args: &[&str]) -> Result<Vec<u8>> {
    let mut command = Command::new(binary);
    command
        .arg("pa2")
        .args(args)
        .arg("--data")
        .arg(folder)
        .arg("--settings")
        .arg(unlimited(folder)?)
        .stderr(Stdio::inherit());
    let output = command
        .output()
        .await
        .into_diagnostic()
        .wrap_err_with(|| binary.display().to_string())?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(miette!("{args:?} ended with {}", output.status))
    }
}

impl Server {
    /// Starts it and waits for its first answer.
    pub async fn start(binary: &Path, folder: &Path) -> Result<Server> {
        let started = Instant::now();
        let mut child = Command::new(binary)
            .args(["pa2", "serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .arg("--settings")
            .arg(unlimited(folder)?)
            .env("FIELDLINK_LOG", "warn")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .into_diagnostic()?;
        let mut lines = BufReader::new(child.stderr.take().ok_or_else(|| miette!("no stderr"))?).lines();
        let url = loop {
            let line = lines
                .next_line()
                .await
                .into_diagnostic()?
                .ok_or_else(|| miette!("the server ended"))?;
            if let Some(url) = line.split_whitespace().find(|word| word.starts_with("http://")) {
                break url.to_owned();
            }
        };
        // What it says later must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let http = Client::new();
        http.get(format!("{url}/livez")).send().await.into_diagnostic()?;
        Ok(Server {
            child,
            url,
            started_in: started.elapsed(),
            http,
        })
    }

    /// Makes an API client of a partner and gets its token.
    pub async fn caller(&self, binary: &Path, folder: &Path, partner: i64) -> Result<Caller> {
        let made = command(
            binary,
            folder,
            &["client", "create", "--partner", &partner.to_string(), "--json"],
        )
        .await?;
        let made: Value = serde_json::from_slice(&made).into_diagnostic()?;
        let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
        let (client_id, client_secret) = (text("client_id"), text("client_secret"));
        let reply = self
            .token_request(&client_id, &client_secret)
            .send()
            .await
            .into_diagnostic()?;
        let reply: Value = reply
            .error_for_status()
            .into_diagnostic()?
            .json()
            .await
            .into_diagnostic()?;
        let token = reply["access_token"].as_str().unwrap_or_default().to_owned();
        let base = format!("{}/v3/partner/{partner}", self.url);
        Ok(Caller {
            partner,
            client_id,
            client_secret,
            base,
            http: self.http.clone(),
            token,
        })
    }

    /// Asks for a token.
    pub fn token_request(&self, client_id: &str, client_secret: &str) -> RequestBuilder {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", client_secret),
            ("audience", &self.url),
        ];
        self.http.post(format!("{}/oauth/token", self.url)).form(&form)
    }

    /// Resident memory.
    pub fn resident_mb(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most resident memory since [`Server::forget_peak`].
    pub fn peak_mb(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    /// Has the peak begin again at what is resident now.
    pub fn forget_peak(&self) -> Result<()> {
        // 5 resets the high water mark (proc_pid_clear_refs(5)).
        std::fs::write(format!("/proc/{}/clear_refs", self.id()?), "5").into_diagnostic()
    }

    fn id(&self) -> Result<u32> {
        self.child.id().ok_or_else(|| miette!("the server ended"))
    }

    fn memory(&self, kind: &str) -> Result<u64> {
        let id = self.id()?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).into_diagnostic()?;
        let line = status.lines().find(|line| line.starts_with(kind)).unwrap_or_default();
        let kilobytes: u64 = line
            .split_whitespace()
            .nth(1)
            .and_then(|n| n.parse().ok())
            .unwrap_or_default();
        Ok(kilobytes / 1_000)
    }
}

impl Caller {
    /// A GET below the partner's path, with the token.
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    /// A POST below the partner's path, with the token.
    pub fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    /// How many loans the partner has.
    pub async fn total_loans(&self) -> Result<u64> {
        let reply: Value = self
            .get("/loans?limit=1")
            .send()
            .await
            .into_diagnostic()?
            .json()
            .await
            .into_diagnostic()?;
        reply["total_records"]
            .as_u64()
            .ok_or_else(|| miette!("no total_records"))
    }
}
