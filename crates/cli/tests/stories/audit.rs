//! The audit trail, against somebody who holds the data folder's database and can change it at will.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, Executor};
use tempfile::TempDir;
use tokio::runtime::Builder;

use crate::support::{Pa2, ended, eventually, json as said, path};

/// A data folder, and what is done in it.
struct Office {
    folder: TempDir,
    data: PathBuf,
}

impl Office {
    fn new() -> Office {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("pa2");
        fs::create_dir(&data).unwrap();
        fs::write(data.join("pa2.toml"), "operator_email = \"ops@example.org\"\n").unwrap();
        Office { folder, data }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn args<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        [&["pa2"], args, &["--data", path(&self.data)]].concat()
    }

    fn client(&self) {
        said(&self.args(&["client", "create", "--partner", "7", "--json"]));
    }

    /// Whether the trail is whole, and what `audit verify` says of it.
    fn verified(&self, more: &[&str]) -> (bool, String) {
        let output = ended(&self.args(&[&["audit", "verify"], more].concat()));
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{output:?}");
        (code == Some(0), String::from_utf8(output.stdout).unwrap())
    }

    /// Runs statements past the program.
    fn change(&self, statements: &[&str]) {
        let file = self.data.join("pa2.db");
        let work = async {
            let options = SqliteConnectOptions::new().filename(file);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            for statement in statements {
                connection
                    .execute(AssertSqlSafe((*statement).to_owned()))
                    .await
                    .unwrap();
            }
            connection.close().await.unwrap();
        };
        Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(work);
    }

    /// Puts a copy of the database in its place.
    fn put_back(&self, copy: &Path) {
        for name in ["pa2.db-wal", "pa2.db-shm"] {
            let _ = fs::remove_file(self.data.join(name));
        }
        fs::copy(copy, self.data.join("pa2.db")).unwrap();
    }
}

#[test]
fn what_left_the_machine_tells_an_older_copy() {
    let office = Office::new();
    office.client();
    let copy = office.file("older.db");
    office.change(&[&format!("VACUUM INTO '{}'", path(&copy))]);
    office.client();

    let log = office.file("log.jsonl");
    let server = Pa2::serve_with(&["--data", path(&office.data)], &[("FIELDLINK_LOG_FILE", path(&log))]);
    let mail = eventually(|| {
        let mut files = fs::read_dir(office.data.join("outbox")).ok()?;
        let file = files.next()?.ok()?.path();
        fs::read_to_string(&file)
            .is_ok_and(|text| text.contains("is a sign too"))
            .then_some(file)
    });
    assert!(server.stop().success());
    let noted = office.file("heads.txt");
    fs::write(&noted, ended(&office.args(&["audit", "heads"])).stdout).unwrap();
    for outside in [&mail, &log, &noted] {
        let (whole, said) = office.verified(&["--since-file", path(outside)]);
        assert!(whole && said.contains("still there"), "{outside:?}: {said}");
    }

    // An older copy fits itself, and is told by any of them.
    office.put_back(&copy);
    assert!(office.verified(&[]).0);
    for outside in [&mail, &log, &noted] {
        let (whole, said) = office.verified(&["--since-file", path(outside)]);
        assert!(!whole && said.contains("nowhere in the trail"), "{outside:?}: {said}");
    }
    let hash = "ab".repeat(32);
    let (whole, said) = office.verified(&["--since", &hash, "--json"]);
    let last = serde_json::from_str::<Value>(&said).unwrap()[2].clone();
    assert_eq!((whole, last), (false, json!({ "since": hash, "found": false })));
    assert_eq!(
        ended(&office.args(&["audit", "verify", "--since", "abc"]))
            .status
            .code(),
        Some(1)
    );
}

#[test]
fn a_damage_is_said_in_every_language_and_to_programs() {
    let office = Office::new();
    office.client();
    office.client();
    said(&office.args(&["sandbox", "reset", "--yes", "--json"]));
    assert!(office.verified(&[]).0, "a reset leaves the trail as it is");
    office.change(&[
        "DELETE FROM audit WHERE chain = 7 AND seq = 3",
        "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE chain = 7 AND seq = 2) WHERE chain = 7",
    ]);
    for (language, words) in [
        ("en", "was not set under the key"),
        ("es", "no se fijó con la clave"),
        ("fr", "n’a pas été posée avec la clé"),
    ] {
        let (whole, said) = office.verified(&["--language", language]);
        assert!(!whole && said.contains(words), "{said}");
    }
    let (_, said) = office.verified(&["--json"]);
    let chain = serde_json::from_str::<Value>(&said).unwrap()[1].clone();
    assert_eq!((&chain["partner_id"], &chain["whole"]), (&json!(7), &json!(false)));
    assert_eq!(
        chain["damages"],
        json!([{ "damage": "end_not_vouched", "row": null, "last_row": null }])
    );

    office.change(&["DELETE FROM audit", "DELETE FROM audit_head"]);
    let (whole, said) = office.verified(&[]);
    assert!(!whole && said.contains("The whole chain is missing"), "{said}");
}

#[test]
fn a_lost_key_is_said_and_another_begun() {
    let office = Office::new();
    let key = office.data.join("audit.key");
    // As a process leaves it that ended between making the key and noting it.
    assert!(ended(&["pa2", "audit", "make-key", path(&key)]).status.success());
    office.client();
    assert!(office.verified(&[]).0);

    fs::remove_file(&key).unwrap();
    let lost = ended(&office.args(&["client", "list", "--partner", "7"]));
    let words = String::from_utf8_lossy(&lost.stderr).into_owned();
    assert!(
        !lost.status.success() && words.contains("kept under the key"),
        "{words}"
    );
    assert!(!key.exists(), "no other key takes its place by itself");

    let unasked = ended(&office.args(&["audit", "rekey"]));
    assert!(!unasked.status.success() && !key.exists(), "{unasked:?}");
    let begun = said(&office.args(&["audit", "rekey", "--yes", "--json"]));
    let before = begun["before"].as_str().unwrap();
    let (whole, told) = office.verified(&[]);
    assert!(whole && told.contains(before), "{told}");
    office.client();
    assert!(office.verified(&[]).0);
}
