//! `fieldlink pa2 partner`, `client`, `user` and `key`: who may come in, managed from the command line.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Pa2, Tables, ended, fieldlink, json as said, make_client, path, token};

/// A data folder with nothing in it yet.
struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(TempDir::new().unwrap())
    }

    fn args<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        let data = self.0.path().to_str().unwrap();
        [&["pa2"], args, &["--data", data]].concat()
    }

    /// What a command prints with `--json`.
    fn json(&self, args: &[&str]) -> Value {
        said(&[self.args(args), vec!["--json"]].concat())
    }

    /// What a command that fails says.
    fn refusal(&self, args: &[&str]) -> String {
        let output = ended(&self.args(args));
        assert!(!output.status.success(), "{args:?} succeeded");
        assert!(output.stdout.is_empty(), "{args:?} printed something");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[test]
fn a_clients_secret_is_shown_once_replaced_and_retired() {
    let folder = Folder::new();
    let made = folder.json(&[
        "client",
        "create",
        "--partner",
        "7",
        "--scope",
        "read:loans",
        "--scope",
        "create:repayment",
        "--name",
        "MIS",
    ]);
    assert_eq!(
        (&made["partner_id"], &made["scope"]),
        (&json!(7), &json!("read:loans create:repayment"))
    );
    let id = made["client_id"].as_str().unwrap();
    let second = folder.json(&["client", "add-secret", id]);
    assert_ne!(second["client_secret"], made["client_secret"]);
    assert!(
        folder
            .refusal(&["client", "add-secret", id])
            .contains("two secrets already")
    );

    let listed = folder.json(&["client", "list", "--partner", "7"]);
    assert!(!listed.to_string().contains(made["client_secret"].as_str().unwrap()));
    assert_eq!(
        (&listed[0]["name"], &listed[0]["last_used_at"]),
        (&json!("MIS"), &Value::Null)
    );
    let first = listed[0]["secrets"][0]["id"].to_string();
    assert_eq!(folder.json(&["client", "retire-secret", id, &first])["retired"], true);
    assert_eq!(
        folder.json(&["client", "list", "--partner", "7"])[0]["secrets"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(folder.json(&["client", "retire", id])["retired"], true);
    assert!(folder.refusal(&["client", "retire", id]).contains("retired already"));
    assert!(folder.refusal(&["client", "retire", "nobody"]).contains("not found"));
    let wrong = folder.refusal(&["client", "create", "--partner", "7", "--scope", "create:journals"]);
    assert!(wrong.contains("create:journal_update"), "{wrong}");
}

#[test]
fn a_person_gets_a_password_another_one_and_is_shut_out() {
    let folder = Folder::new();
    let ana = [
        "user",
        "create",
        "--partner",
        "7",
        "--email",
        "Ana@example.org",
        "--role",
        "Coordinator",
    ];
    let made = folder.json(&ana);
    assert_eq!(
        (&made["email"], &made["role"]),
        (&json!("ana@example.org"), &json!("coordinator"))
    );
    let password = made["password"].as_str().unwrap();
    assert_eq!(password.len(), 20);
    assert!(folder.refusal(&ana).contains("already"));

    let other = folder.json(&["user", "set-password", "--email", "ana@example.org"]);
    assert_ne!(other["password"], made["password"]);
    assert_eq!(given(&folder, "quiet"), None, "too short");
    assert_eq!(
        given(&folder, "quiet enough"),
        Some(Value::Null),
        "a given password is not printed"
    );

    assert_eq!(
        folder.json(&["user", "disable", "--email", "ana@example.org"])["disabled"],
        true
    );
    assert_eq!(folder.json(&["user", "list", "--partner", "7"])[0]["disabled"], true);
    let nobody = folder.refusal(&["user", "create", "--email", "kim@example.org", "--role", "coordinator"]);
    assert!(nobody.contains("belongs to a partner"), "{nobody}");
    assert_eq!(
        folder.json(&["user", "create", "--email", "kim@example.org", "--role", "kiva"])["partner_id"],
        Value::Null
    );
    assert!(
        folder
            .refusal(&["user", "create", "--email", "x@y.org", "--role", "boss"])
            .contains("coordinator, reporter")
    );
}

/// The `password` member of the answer when Ana's password is set from standard input; none when it is refused.
fn given(folder: &Folder, password: &str) -> Option<Value> {
    let args = folder.args(&[
        "user",
        "set-password",
        "--email",
        "ana@example.org",
        "--password-stdin",
        "--json",
    ]);
    let mut child = fieldlink(&args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(format!("{password}\n").as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    output
        .status
        .success()
        .then(|| serde_json::from_slice::<Value>(&output.stdout).unwrap()["password"].clone())
}

#[test]
fn partners_are_made_once_and_keys_change() {
    let folder = Folder::new();
    let made = folder.json(&["partner", "create", "--id", "406", "--name", "Caja Ñandú"]);
    assert_eq!((&made["id"], &made["name"]), (&json!(406), &json!("Caja Ñandú")));
    assert!(
        folder
            .refusal(&["partner", "create", "--id", "406", "--name", "Another"])
            .contains("already")
    );
    folder.json(&["client", "create", "--partner", "12"]);
    assert_eq!(
        folder.json(&["partner", "list"]),
        json!([{ "id": 12, "name": "Sample Partner 12" }, { "id": 406, "name": "Caja Ñandú" }])
    );
    let first = folder.json(&["key", "rotate"])["kid"].clone();
    assert_ne!(folder.json(&["key", "rotate"])["kid"], first);
}

#[test]
fn the_audit_trail_is_checked_from_the_command_line() {
    let folder = Folder::new();
    folder.json(&[
        "client",
        "create",
        "--partner",
        "7",
        "--scope",
        "read:loans",
        "--name",
        "MIS",
    ]);
    let chains = folder.json(&["audit", "verify"]);
    let own = chains
        .as_array()
        .unwrap()
        .iter()
        .find(|chain| chain["partner_id"] == 7)
        .unwrap();
    assert_eq!(
        (&own["rows"], &own["whole"], &own["broken_at"]),
        (&json!(2), &json!(true), &Value::Null)
    );
    assert_eq!(own["last_hash"].as_str().unwrap().len(), 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calls_of_the_last_seconds_are_in_the_log_when_the_server_has_stopped() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_owned();
    let pa2 = Pa2::serve_data(&data);
    let database = ["--data", path(&data)];
    let credentials = make_client("1", &database);
    let http = reqwest::Client::new();
    token(&http, &pa2, &credentials, &[]).await;
    assert!(pa2.stop().success());
    let calls = tokio::task::spawn_blocking(move || {
        let mut tables = Tables::open(&data.join("pa2.db")).expect("its database");
        tables.texts("SELECT path FROM api_call")
    });
    assert_eq!(calls.await.unwrap(), ["/oauth/token"]);
}
