//! The four ways of the guide: their commands as they are printed, in a folder of their own, against the real program.
//!
//! A page holds its files and commands in fenced blocks. `console` blocks have commands after `$ ` and below them what is
//! printed, where `…` stands for anything. Servers that a page starts in a terminal of its own get a free port.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::Running;

#[path = "../../../client/examples/tour/steps.rs"]
mod tour;

/// A fenced block: what stands after its fence, and its lines.
struct Block {
    info: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block {
                info: info.to_owned(),
                text: text.join("\n") + "\n",
            });
        }
    }
    blocks
}

/// A folder in which a page is followed.
struct Reader {
    folder: TempDir,
    /// The address of the page, and the one it is served at here.
    addresses: Vec<(&'static str, String)>,
    servers: Vec<Running>,
    exports: Vec<String>,
    commands: usize,
}

impl Reader {
    fn new() -> Reader {
        let free = || {
            TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .to_string()
        };
        Reader {
            folder: TempDir::new().unwrap(),
            addresses: vec![("127.0.0.1:8080", free()), ("127.0.0.1:8090", free())],
            servers: Vec::new(),
            exports: Vec::new(),
            commands: 0,
        }
    }

    /// Does what a page says, from its beginning to its end. Answers how many commands that were.
    fn follow(&mut self, page: &str) -> usize {
        for block in blocks(page) {
            match block.info.split_once(' ') {
                Some((_, file)) => std::fs::write(self.folder.path().join(file), &block.text).unwrap(),
                None if block.info == "console" => self.console(&block.text),
                None => {}
            }
        }
        self.commands
    }

    fn console(&mut self, text: &str) {
        let mut told: Vec<(String, Vec<&str>)> = Vec::new();
        for line in text.lines() {
            match (line.strip_prefix("$ "), told.last_mut()) {
                (Some(command), _) => told.push((command.to_owned(), Vec::new())),
                (None, Some((_, printed))) => printed.push(line),
                (None, None) => panic!("{line:?} stands before the first command"),
            }
        }
        for (command, printed) in told {
            self.commands += 1;
            if command.starts_with("fieldlink pa2 serve") || command == "fieldlink receive" {
                self.serve(&command);
            } else if command.starts_with("export ") {
                self.exports.push(command);
            } else {
                self.run(&command, &printed);
            }
        }
    }

    fn here(&self, text: &str) -> String {
        self.addresses
            .iter()
            .fold(text.to_owned(), |text, (there, here)| text.replace(there, here))
    }

    fn shell(&self, script: &str) -> Command {
        let mut command = Command::new("bash");
        let program = Path::new(env!("CARGO_BIN_EXE_fieldlink"));
        let path = std::env::var("PATH").unwrap();
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FIELDLINK_")) {
            command.env_remove(name);
        }
        command
            .args(["-euo", "pipefail", "-c", script])
            .env("PATH", format!("{}:{path}", program.parent().unwrap().display()))
            .env("COLUMNS", "200")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    fn serve(&mut self, command: &str) {
        let address = &self.addresses[usize::from(command == "fieldlink receive")].1;
        let mut running = Running::start(self.shell(&format!("exec {command} --listen {address}")));
        running.hear(|line| line.contains("listens on").then_some(()));
        self.servers.push(running);
    }

    fn run(&self, command: &str, printed: &[&str]) {
        let script = format!("{}\n{}", self.exports.join("\n"), self.here(command));
        // The page's own default address stands for the one here.
        let script = match command.starts_with("fieldlink init") {
            true => format!("{script} --server http://{}", self.addresses[0].1),
            false => script,
        };
        let output = self.shell(&script).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "$ {command}\n{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let wanted = printed.join("\n");
        assert!(
            fits(&said, &wanted),
            "$ {command}\nsaid\n{said}\nand the page prints\n{wanted}"
        );
    }
}

/// Whether a text has the pieces between the `…` in their order; what stands before the first begins it.
fn fits(said: &str, wanted: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let mut rest = said;
    for (at, piece) in wanted.split('…').map(|piece| piece.trim_matches('\n')).enumerate() {
        match rest.find(piece) {
            Some(found) if at > 0 || found == 0 => rest = &rest[found + piece.len()..],
            _ => return false,
        }
    }
    wanted.ends_with('…') || rest.trim().is_empty()
}

fn page(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ways");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// What the ledger says in the end.
fn status(reader: &Reader) -> serde_json::Value {
    let output = reader.shell("fieldlink status --json").output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn accepted(reader: &Reader) -> u64 {
    let status = status(reader);
    let counts = status["counts"].as_array().unwrap();
    counts
        .iter()
        .filter(|count| count["state"].as_str().unwrap().starts_with("accepted"))
        .map(|count| count["rows"].as_u64().unwrap())
        .sum()
}

#[test]
fn an_application_beside_a_sql_database() {
    let mut reader = Reader::new();
    assert!(reader.follow(&page("database.md")) >= 10);
    assert_eq!(accepted(&reader), 2);
}

#[test]
fn a_plug_in_of_the_mis() {
    let mut reader = Reader::new();
    assert!(reader.follow(&page("plug-in.md")) >= 10);
    assert_eq!(accepted(&reader), 1);
}

#[test]
fn a_workbook() {
    let mut reader = Reader::new();
    assert!(reader.follow(&page("workbook.md")) >= 7);
    assert!(reader.folder.path().join("kiva.xlsx").exists());
}

/// The code of the page is the example, which is compiled; here it is called, against a PA2 with loans.
#[tokio::test(flavor = "multi_thread")]
async fn inside_the_code_of_the_mis() {
    use fieldlink_client::{Client, Credentials, Environment, Profile};
    let text = page("inside-your-code.md");
    let mut reader = Reader::new();
    tokio::task::block_in_place(|| {
        reader.follow(&text);
        let seed = "fieldlink pa2 seed --data ./pa2 --partner 1 --loans 60";
        reader.run(seed, &[]);
    });
    let shown = blocks(&text).into_iter().find(|block| block.info == "rust").unwrap();
    assert_eq!(shown.text, include_str!("../../../client/examples/tour/steps.rs"));

    let client: serde_json::Value =
        serde_json::from_slice(&std::fs::read(reader.folder.path().join("client.json")).unwrap()).unwrap();
    let field = |name: &str| client[name].as_str().unwrap().to_owned();
    let environment = Environment::at(&format!("http://{}", reader.addresses[0].1).parse().unwrap()).unwrap();
    let client = Client::new(
        Profile::new(environment, 1),
        Credentials::new(field("client_id"), field("client_secret")),
    )
    .unwrap();
    let said = tour::tour(&client).await.unwrap();
    for wanted in [
        "partner 1, scopes: ",
        "loan draft ",
        " loans are paying back",
        "upload ",
        "confirm at http",
    ] {
        assert!(said.iter().any(|line| line.contains(wanted)), "{wanted} in {said:?}");
    }
}
