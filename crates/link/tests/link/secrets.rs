//! The client secret out of an encrypted file and out of a keyring, by the commands that the guide prints.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use fieldlink_link::Config;
use fieldlink_link::run;
use secrecy::ExposeSecret as _;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::support::at;

/// How long a keyring may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);
const GUIDE: &str = include_str!("../../../../docs/sending-safely.md");

/// The command that the guide prints for a program, as the words of an array.
fn printed(program: &str) -> Vec<String> {
    let begins = format!("client_secret_command = [\"{program}\"");
    let line = GUIDE.lines().find(|line| line.starts_with(&begins));
    let line = line.unwrap_or_else(|| panic!("no line of the guide begins with {begins}"));
    let table: toml::Table = toml::from_str(line).unwrap();
    let words = table["client_secret_command"].as_array().unwrap();
    words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// What the link takes as the secret with this command.
fn secret(folder: &TempDir, command: &[String]) -> Result<String, String> {
    let text = format!(
        "[partner]\nid = 1\n[profile.test]\ntoken_url = \"http://127.0.0.1:1/t\"\napi_base = \"http://127.0.0.1:1\"\n\
         client_id = \"c\"\nclient_secret_command = {command:?}\n"
    );
    let config = Config::parse(&folder.path().join("fieldlink.toml"), &text).unwrap();
    let (_, profile) = config.profile(None).unwrap();
    run::secret(&config, profile)
        .map(|secret| secret.expose_secret().to_owned())
        .map_err(|error| error.to_string())
}

/// Runs a program that gets this text, and answers what it prints.
async fn ran(program: &str, arguments: &[&str], given: &str, variables: &[(&str, &Path)]) -> String {
    let output = outcome(program, arguments, given, variables).await;
    assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

async fn outcome(program: &str, arguments: &[&str], given: &str, variables: &[(&str, &Path)]) -> Output {
    let mut child = Command::new(program)
        .args(arguments)
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask test` installs it"));
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(given.as_bytes()).await.unwrap();
    drop(stdin);
    child.wait_with_output().await.unwrap()
}

#[tokio::test]
async fn age_decrypts_it() {
    let folder = tempfile::tempdir().unwrap();
    let (key, sealed) = (at(&folder, "link.key"), at(&folder, "secret.age"));
    let (key, sealed) = (key.to_str().unwrap(), sealed.to_str().unwrap());
    ran("age-keygen", &["-o", key], "", &[]).await;
    let public = ran("age-keygen", &["-y", key], "", &[]).await;
    ran("age", &["-r", public.trim(), "-o", sealed], "s3cret of Kiva\n", &[]).await;
    let bytes = std::fs::read(sealed).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("s3cret"));

    // As printed, with the files of this test.
    let command: Vec<String> = printed("age")
        .into_iter()
        .map(|word| match word.as_str() {
            "/etc/fieldlink/link.key" => key.to_owned(),
            "/etc/fieldlink/secret.age" => sealed.to_owned(),
            _ => word,
        })
        .collect();
    assert!(
        command.contains(&key.to_owned()) && command.contains(&sealed.to_owned()),
        "{command:?}"
    );
    assert_eq!(secret(&folder, &command).unwrap(), "s3cret of Kiva");

    // Another key opens nothing, and what age complains of is not repeated.
    std::fs::remove_file(key).unwrap();
    ran("age-keygen", &["-o", key], "", &[]).await;
    let error = secret(&folder, &command).unwrap_err();
    assert!(error.contains("age") && error.contains("run it by hand"), "{error}");
}

/// A session bus with a keyring that is open, both of this test alone.
struct Keyring {
    folder: TempDir,
    address: String,
    _bus: Child,
    _keyring: Child,
}

impl Keyring {
    async fn start() -> Keyring {
        let folder = tempfile::tempdir().unwrap();
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .env("XDG_RUNTIME_DIR", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("dbus-daemon: {error}; `cargo xtask test` installs it"));
        let mut lines = BufReader::new(bus.stdout.take().unwrap()).lines();
        let address = lines.next_line().await.unwrap().unwrap();
        let mut keyring = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("gnome-keyring-daemon: {error}; `cargo xtask test` installs it"));
        let mut stdin = keyring.stdin.take().unwrap();
        stdin.write_all(b"the keyring's password").await.unwrap();
        drop(stdin);
        let begun = Instant::now();
        // It is on the bus before it has made its first collection.
        loop {
            let store = ["store", "--label=Ready", "is", "ready"];
            let variables = [("DBUS_SESSION_BUS_ADDRESS", Path::new(&address))];
            let output = outcome("secret-tool", &store, "yes", &variables).await;
            if output.status.success() {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "the keyring takes nothing: {output:?}");
        }
        Keyring {
            folder,
            address,
            _bus: bus,
            _keyring: keyring,
        }
    }

    /// A command as this session runs it.
    fn within(&self, command: &[String]) -> Vec<String> {
        let address = format!("DBUS_SESSION_BUS_ADDRESS={}", self.address);
        ["env".to_owned(), address]
            .into_iter()
            .chain(command.iter().cloned())
            .collect()
    }
}

#[tokio::test]
async fn the_systems_keyring_gives_it() {
    let keyring = Keyring::start().await;
    let lookup = printed("secret-tool");
    assert_eq!(lookup[..2], ["secret-tool", "lookup"]);
    let none = secret(&keyring.folder, &keyring.within(&lookup)).unwrap_err();
    assert!(none.contains("client secret"), "{none}");

    // `secret-tool store` takes what `lookup` names, and the secret from its standard input.
    let address = Path::new(&keyring.address);
    let mut store = vec!["store", "--label=Kiva"];
    store.extend(lookup[2..].iter().map(String::as_str));
    ran(
        "secret-tool",
        &store,
        "s3cret of Kiva",
        &[("DBUS_SESSION_BUS_ADDRESS", address)],
    )
    .await;
    assert_eq!(
        secret(&keyring.folder, &keyring.within(&lookup)).unwrap(),
        "s3cret of Kiva"
    );
}
