//! The load generator: a few connections that ask one thing over and over.

use std::time::{Duration, Instant};

use futures::future::try_join_all;
use miette::{IntoDiagnostic, Result, miette};
use reqwest::{Client, Request};

use crate::line::Line;
use crate::server::{Caller, Server};

/// Connections that ask at the same time: one for each core, and one more so that no core waits.
const CONNECTIONS: usize = 3;

/// One request, to be sent over and over.
pub struct Load {
    client: Client,
    request: Request,
}

/// What came of it.
pub struct Outcome {
    times: Vec<Duration>,
    took: Duration,
}

impl Load {
    /// A load of this request.
    pub fn new(client: Client, request: Request) -> Load {
        Load { client, request }
    }

    /// Tokens.
    pub fn token(server: &Server, caller: &Caller) -> Load {
        let request = server.token_request(&caller.client_id, &caller.client_secret);
        Load::new(server.http.clone(), request.build().expect("a form"))
    }

    /// A page of loans.
    pub fn loans(server: &Server, caller: &Caller, offset: u64) -> Load {
        let request = caller.get(&format!("/loans?limit=20&offset={offset}"));
        Load::new(server.http.clone(), request.build().expect("a request"))
    }

    /// Asks once and gives the body.
    pub async fn once(&self) -> Result<Vec<u8>> {
        let request = self.request.try_clone().expect("a body in memory");
        let response = self.client.execute(request).await.into_diagnostic()?;
        if !response.status().is_success() {
            return Err(miette!("{} answered {}", self.request.url(), response.status()));
        }
        Ok(response.bytes().await.into_diagnostic()?.to_vec())
    }
}

impl Outcome {
    /// From the times of single answers.
    pub fn new(mut times: Vec<Duration>, took: Duration) -> Outcome {
        times.sort_unstable();
        Outcome { times, took }
    }

    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        f64::from(u32::try_from(self.times.len()).unwrap_or(u32::MAX)) / self.took.as_secs_f64()
    }

    /// The time that `percent` of the answers kept.
    pub fn quantile(&self, percent: usize) -> Duration {
        self.times
            .get((self.times.len() * percent / 100).min(self.times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }
}

/// Asks for this long on all connections; every answer must be a success.
pub async fn run(load: &Load, time: Duration) -> Result<Outcome> {
    let mut lines = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut line = Line::open(&load.request).await?;
        line.ask().await?;
        lines.push(line);
    }
    let started = Instant::now();
    let times = try_join_all(lines.into_iter().map(|line| one_connection(line, started, time))).await?;
    Ok(Outcome::new(times.concat(), started.elapsed()))
}

async fn one_connection(mut line: Line, started: Instant, time: Duration) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while started.elapsed() < time {
        let asked = Instant::now();
        line.ask().await?;
        times.push(asked.elapsed());
    }
    Ok(times)
}
