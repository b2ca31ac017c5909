//! One server process: started with its output in a file, awaited, stopped when dropped.

use std::fs::File;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::{Outcome, signals};

/// How long a server may take to accept connections; a busy machine needs far less.
const START_LIMIT: Duration = Duration::from_secs(90);
/// How long a server may take to stop before it is killed.
const STOP_LIMIT: Duration = Duration::from_secs(15);
/// Between two looks at a server that is on its way.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A running server.
pub(crate) struct Server {
    name: &'static str,
    child: Child,
    log: PathBuf,
    stop_signal: Signal,
}

impl Server {
    /// Starts the command with its output in `log`. It stands in a process group of its own, so that Ctrl-C at the terminal
    /// does not take it away under the tests that are still ending.
    pub(crate) fn spawn(name: &'static str, mut command: Command, log: PathBuf, stop_signal: Signal) -> Outcome<Self> {
        let output = File::create(&log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .spawn()
            .map_err(|error| format!("cannot start {name}: {error}"))?;
        Ok(Self {
            name,
            child,
            log,
            stop_signal,
        })
    }

    /// Waits until `ready` says yes. An error when the server ends, takes too long, or the person stops waiting.
    pub(crate) fn wait_until(&mut self, ready: impl Fn() -> bool) -> Outcome<()> {
        let begin = Instant::now();
        while !ready() {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!(
                    "{} ended ({status}) instead of serving:\n{}",
                    self.name,
                    tail(&self.log)
                )
                .into());
            }
            if begin.elapsed() > START_LIMIT {
                let seconds = START_LIMIT.as_secs();
                return Err(format!("{} does not serve after {seconds} s:\n{}", self.name, tail(&self.log)).into());
            }
            if signals::interrupted() {
                return Err("interrupted".into());
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(pid) = i32::try_from(self.child.id()) {
            let _ = kill(Pid::from_raw(pid), self.stop_signal);
        }
        let begin = Instant::now();
        while begin.elapsed() < STOP_LIMIT {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(LOOK_AGAIN),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a preparing command to its end; its output is shown only when it fails.
pub(crate) fn prepare(name: &str, mut command: Command) -> Outcome<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot start {name}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Err(format!("{name} failed ({}):\n{told}", output.status).into())
}

/// A TCP port of the loopback that is free at this moment.
pub(crate) fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Whether the server at this port greets a new connection, as MariaDB does.
pub(crate) fn greets(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
        return false;
    };
    let mut first = [0; 5];
    stream.set_read_timeout(Some(Duration::from_secs(2))).is_ok() && stream.read_exact(&mut first).is_ok()
}

/// A password nobody else on the machine can guess.
pub(crate) fn password() -> Outcome<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
