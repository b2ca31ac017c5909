//! Running the binary, watching what it says, and ending it as roughly as a story wants.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection};
use tokio::runtime::{Builder, Runtime};

/// Longer than anything takes on a slow machine; a story that waits so long has gone wrong.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often a condition is looked at while a process runs.
const GLANCE: Duration = Duration::from_millis(2);

/// The binary with these arguments, without settings of the machine's own.
pub fn fieldlink(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fieldlink"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FIELDLINK_")) {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::null());
    command
}

/// The same, which a file that may not grow does not end: it is told so, as by a full disk.
pub fn shielded(args: &[&str]) -> Command {
    let bare = fieldlink(args);
    let mut command = Command::new("env");
    command
        .arg("--ignore-signal=XFSZ")
        .arg(bare.get_program())
        .args(bare.get_args());
    for (name, _) in bare.get_envs() {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// Runs it to the end.
pub fn ended(args: &[&str]) -> Output {
    fieldlink(args).output().expect("the binary runs")
}

/// Runs a command that succeeds and prints one JSON value.
#[track_caller]
pub fn json(args: &[&str]) -> Value {
    let output = ended(args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {output:?}"))
}

/// Which stream a line came on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Out,
    Err,
}

/// A process that runs beside the test. Dropping it ends it.
pub struct Running {
    child: Child,
    lines: Receiver<(Stream, String)>,
    heard: Vec<(Stream, String)>,
}

impl Running {
    /// Starts it.
    pub fn start(mut command: Command) -> Running {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let (sender, lines) = channel();
        forward(child.stdout.take().expect("piped"), Stream::Out, sender.clone());
        forward(child.stderr.take().expect("piped"), Stream::Err, sender);
        Running {
            child,
            lines,
            heard: Vec::new(),
        }
    }

    /// Waits for the first line that `wanted` finds something in; it may have come already, for the two streams are not in
    /// step. Fails when the process ends before.
    #[track_caller]
    pub fn hear<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> T {
        if let Some(found) = self.heard.iter().find_map(|(_, line)| wanted(line)) {
            return found;
        }
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok((stream, line)) => {
                    let found = wanted(&line);
                    self.heard.push((stream, line));
                    if let Some(found) = found {
                        return found;
                    }
                }
                Err(_) => panic!("the line that was waited for never came:\n{}", self.said()),
            }
        }
    }

    /// What follows these words in the first line that begins with them.
    pub fn hear_after(&mut self, words: &str) -> String {
        self.hear(|line| line.strip_prefix(words).map(|rest| rest.trim().to_owned()))
    }

    /// Runs on until `reached` is true. `false` when the process ended before.
    #[track_caller]
    pub fn reaches(&mut self, mut reached: impl FnMut() -> bool) -> bool {
        let begun = Instant::now();
        loop {
            if reached() {
                return true;
            }
            match self.lines.recv_timeout(GLANCE) {
                Ok(line) => self.heard.push(line),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return reached(),
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "a state that was waited for never came:\n{}",
                self.said()
            );
        }
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM, as a service manager ends it. Answers how it ended, and what came on standard output.
    pub fn end_by_term(self) -> (ExitStatus, String) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().expect("kill runs");
        assert!(sent.success());
        self.end()
    }

    /// Waits for its end. Answers how it ended, and what came on standard output.
    pub fn end(mut self) -> (ExitStatus, String) {
        self.heard.extend(self.lines.iter());
        let status = self.child.wait().expect("it ends");
        (status, self.on(Stream::Out))
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        assert!(asked.expect("kill runs").success());
        self.child.wait().expect("it ends")
    }

    /// Everything heard so far.
    pub fn said(&self) -> String {
        self.heard.iter().map(|(_, line)| format!("{line}\n")).collect()
    }

    fn on(&self, stream: Stream) -> String {
        self.heard
            .iter()
            .filter(|(from, _)| *from == stream)
            .map(|(_, line)| format!("{line}\n"))
            .collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn forward(stream: impl Read + Send + 'static, which: Stream, lines: Sender<(Stream, String)>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if lines.send((which, line)).is_err() {
                // Nobody listens any more; the pipe is still emptied so that the process is not held up.
                continue;
            }
        }
    });
}

/// A running `pa2 serve`.
pub struct Pa2 {
    running: Running,
    address: SocketAddr,
    arguments: Vec<String>,
}

impl Pa2 {
    /// Serves what these arguments name, on a free port.
    pub fn serve(database: &[&str]) -> Pa2 {
        Pa2::serve_with(database, &[])
    }

    /// The same with variables in its environment.
    pub fn serve_with(database: &[&str], environment: &[(&str, &str)]) -> Pa2 {
        let arguments = database.iter().map(|s| (*s).to_owned()).collect();
        Pa2::listen("127.0.0.1:0", arguments, environment)
    }

    /// Serves a data folder.
    pub fn serve_data(folder: &Path) -> Pa2 {
        Pa2::serve(&["--data", path(folder)])
    }

    fn listen(address: &str, arguments: Vec<String>, environment: &[(&str, &str)]) -> Pa2 {
        let mut command = shielded(&["pa2", "serve", "--listen", address]);
        command.args(&arguments).envs(environment.iter().copied());
        let mut running = Running::start(command);
        let address = running.hear(|line| {
            let (_, rest) = line.split_once("PA2 listens on http://")?;
            rest.split(' ').next()?.parse().ok()
        });
        Pa2 {
            running,
            address,
            arguments,
        }
    }

    /// kill -9, and at once a new one on the same data and address.
    pub fn kill_and_restart(self) -> Pa2 {
        let Pa2 {
            running,
            address,
            arguments,
        } = self;
        running.kill();
        Pa2::listen(&address.to_string(), arguments, &[])
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.running.id()
    }

    /// SIGTERM, and how it ended.
    pub fn end_by_term(self) -> ExitStatus {
        self.running.end_by_term().0
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks it to stop, as whoever runs servers does, and waits until it has.
    pub fn stop(self) -> ExitStatus {
        self.running.stop()
    }

    /// Its address with a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// An API client's credentials, as `pa2 client create --json` prints them.
pub struct Credentials {
    pub client_id: String,
    pub client_secret: String,
}

/// Makes a client for a partner.
pub fn make_client(partner: &str, database: &[&str]) -> Credentials {
    let made = json(&[&["pa2", "client", "create", "--partner", partner, "--json"], database].concat());
    let text = |name: &str| made[name].as_str().expect("a text").to_owned();
    Credentials {
        client_id: text("client_id"),
        client_secret: text("client_secret"),
    }
}

/// Gets a token.
pub async fn token(http: &Client, pa2: &Pa2, credentials: &Credentials, more: &[(&str, &str)]) -> Value {
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("client_id", &credentials.client_id),
        ("client_secret", &credentials.client_secret),
    ];
    form.extend(more);
    let reply = http
        .post(pa2.url("/oauth/token"))
        .form(&form)
        .send()
        .await
        .expect("an answer");
    answered(reply, 200).await
}

/// Sends a request that is answered with this status and JSON.
pub async fn asked(request: RequestBuilder, status: u16) -> Value {
    answered(request.send().await.expect("an answer"), status).await
}

async fn answered(reply: Response, status: u16) -> Value {
    let (came, text) = (reply.status(), reply.text().await.expect("a whole answer"));
    assert_eq!(came.as_u16(), status, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// A path as an argument.
pub fn path(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// The tables of a SQLite file, looked at from outside.
pub struct Tables {
    runtime: Runtime,
    connection: SqliteConnection,
}

impl Tables {
    /// Opens a file that another process may be writing.
    pub fn open(file: &Path) -> Option<Tables> {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let connection = runtime.block_on(SqliteConnection::connect_with(&options)).ok()?;
        Some(Tables { runtime, connection })
    }

    /// The one number that a query answers; 0 where the table is not there yet.
    pub fn number(&mut self, sql: &str) -> i64 {
        let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
        self.runtime
            .block_on(query.fetch_one(&mut self.connection))
            .unwrap_or_default()
    }

    /// The texts that a query answers, one for each row.
    pub fn texts(&mut self, sql: &str) -> Vec<String> {
        let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
        self.runtime
            .block_on(query.fetch_all(&mut self.connection))
            .expect("rows")
    }
}

/// Looks at a number of a SQLite file that may not be there yet.
pub fn number(file: &Path, tables: &mut Option<Tables>, sql: &str) -> i64 {
    if tables.is_none() && file.exists() {
        *tables = Tables::open(file);
    }
    tables.as_mut().map_or(0, |tables| tables.number(sql))
}

/// What `look` finds in the end; it looks again and again, as long as a slow machine may need.
pub fn eventually<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "it never came");
        std::thread::park_timeout(GLANCE);
    }
}
