//! Headless Chromium for the tests that use the site as a person does.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

/// Names chromedriver's path; else it is looked for on the path.
pub const CHROMEDRIVER: &str = "FIELDLINK_TEST_CHROMEDRIVER";
/// Names the browser's path; else chromedriver finds it.
pub const CHROMIUM: &str = "FIELDLINK_TEST_CHROMIUM";

/// A browser of its own for one test: its own driver, port and profile. All of it is gone when this is dropped.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    driver: Driver,
    #[expect(dead_code, reason = "held so that the profile's folder stays until the test ends")]
    profile: TempDir,
}

impl Browser {
    /// Starts the driver and opens an empty window. Panics with the way out when the driver is not there.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Like [`Browser::start`], with more of Chromium's own flags, such as `--window-size=360,740`.
    pub async fn start_with(flags: &[&str]) -> Self {
        let driver = Driver::start();
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut capabilities = Capabilities::new();
        let mut arguments: Vec<String> = FLAGS.iter().chain(flags).map(|flag| (*flag).to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mut options = json!({ "args": arguments });
        if let Ok(program) = std::env::var(CHROMIUM) {
            options["binary"] = json!(program);
        }
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .expect("chromedriver opens Chromium");
        Self {
            client,
            driver,
            profile,
        }
    }

    /// What drives the open window.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Closes the window, then the driver. Dropping does the same with less ceremony.
    pub async fn close(self) {
        let _ = self.client.clone().close().await;
        drop(self.driver);
    }
}

/// Nothing but the pages under test: no first-run page, no traffic of the browser's own. The sandbox is off because tests run
/// as root in containers, where Chromium refuses to start with it; only our own pages are opened.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
];

/// A running chromedriver.
#[derive(Debug)]
struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    fn start() -> Self {
        let program = std::env::var_os(CHROMEDRIVER)
            .map(PathBuf::from)
            .or_else(|| on_path("chromedriver"));
        let Some(program) = program else {
            panic!(
                "{CHROMEDRIVER} is not set and chromedriver is not on the path: run `cargo xtask test`, or install the package chromium-driver"
            );
        };
        // A group of its own lets us end the browser's processes with the driver.
        let mut child = ended_with_us(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("chromedriver starts");
        let mut output = BufReader::new(child.stdout.take().expect("chromedriver's output is piped"));
        let port = port_from(&mut output);
        // Whatever it says later must not fill the pipe and stop it.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
        }
    }
}

/// A command that, on Linux, the kernel ends when the test's process dies without unwinding.
fn ended_with_us(program: &Path) -> Command {
    if on_path("setpriv").is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig=TERM", "--"]).arg(program);
    command
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// chromedriver picks a free port and says which: `ChromeDriver was started successfully on port 40123.`
fn port_from(output: &mut impl BufRead) -> u16 {
    let mut told = String::new();
    loop {
        let begin = told.len();
        let length = output.read_line(&mut told).expect("chromedriver's output is text");
        assert!(length > 0, "chromedriver ended without serving:\n{told}");
        let line = &told[begin..];
        if let Some((_, rest)) = line.split_once("started successfully on port ") {
            return rest
                .trim()
                .trim_end_matches('.')
                .parse()
                .expect("a port in chromedriver's line");
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill")
            .args(["-TERM", "--", &group])
            .stderr(Stdio::null())
            .status();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use fantoccini::Locator;

    use super::*;

    #[tokio::test]
    async fn opens_a_page() {
        let browser = Browser::start().await;
        let client = browser.client();
        client
            .goto("data:text/html,<title>Drafts</title><h1>12</h1>")
            .await
            .unwrap();
        assert_eq!(client.title().await.unwrap(), "Drafts");
        let heading = client.find(Locator::Css("h1")).await.unwrap();
        assert_eq!(heading.text().await.unwrap(), "12");
        browser.close().await;
    }

    #[test]
    fn reads_the_port_after_other_lines() {
        let said = "Starting ChromeDriver 156.0\nPlease see …\nChromeDriver was started successfully on port 40123.\n";
        assert_eq!(port_from(&mut Cursor::new(said)), 40123);
    }
}
