//! The guide "Month-end, approval and going live" as it stands, and what a full disk does.

use std::process::Command;

use serde_json::Value;

use crate::records::{Partner, Size};
use crate::support::{Tables, fieldlink, path};

/// The lines of a page that a person would type, each as its words.
fn commands(page: &str) -> Vec<Vec<String>> {
    let blocks = page
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next());
    blocks.flat_map(str::lines).map(words).collect()
}

/// A line as a shell takes it apart: blanks part words, and quotes keep them together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn the_guide_works_as_it_is_printed() {
    let partner = Partner::of(Size::SMALL, true);
    let folder = partner.config_file().parent().unwrap().to_owned();
    let page = include_str!("../../../../docs/sending-safely.md");
    let mut ran = 0;
    for words in commands(page) {
        assert_eq!(words[0], "fieldlink", "{words:?}");
        let mut command = fieldlink(&words[1..].iter().map(String::as_str).collect::<Vec<_>>());
        let output = command.current_dir(&folder).output().unwrap();
        let said = format!("{words:?}: {output:?}");
        assert!(output.status.success(), "{said}");
        ran += 1;
    }
    assert_eq!(ran, 13);
    partner.assert_all_there_once();
    for (file, beginning) in [
        ("month.html", &b"<!DOCTYPE html>"[..]),
        ("plan.html", b"<!DOCTYPE html>"),
        ("month.xlsx", b"PK"),
        ("support.zip", b"PK"),
        ("plan.json", b"{"),
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        assert!(bytes.starts_with(beginning), "{file}");
    }
    // The approval is in the history of what was sent.
    let mut ledger = Tables::open(&partner.ledger_file()).unwrap();
    let unnamed = "SELECT COUNT(*) FROM row_event WHERE event = 'accepted' AND by_name IS NOT 'Grace Wanjiru'";
    assert_eq!(ledger.number(unnamed), 0);
    let accepted = "SELECT SUM(last_row - first_row + 1) FROM row_event WHERE event = 'accepted'";
    assert!(ledger.number(accepted) > 60);
}

#[test]
fn a_full_disk_stops_with_a_word_and_the_next_run_goes_on() {
    let partner = Partner::of(Size::SMALL, true);
    // Files of this process and what it starts may not grow beyond so many KiB; the write fails as on a full disk.
    let limited = |kib: u32| {
        let mut send = fieldlink(&["send", "--json", "--config", path(&partner.config_file())]);
        let mut command = Command::new("bash");
        command
            .args(["-c", &format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\"")])
            .arg(send.get_program())
            .args(send.get_args());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FIELDLINK_")) {
            command.env_remove(name);
        }
        send.env_clear();
        command.output().unwrap()
    };
    let mut stopped = 0;
    for kib in [16, 96, 160, 224, 320] {
        let output = limited(kib);
        if output.status.success() {
            continue;
        }
        stopped += 1;
        let said: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains("ledger"), "{said}");
        let next = said["error"]["next"].as_str().unwrap();
        assert!(next.contains("make room"), "{said}");
    }
    assert!(stopped >= 2, "the limits were never met");
    let output = partner.link(&["send"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    partner.assert_all_there_once();
}

#[test]
fn production_is_not_sent_to_without_a_person_or_a_word() {
    let partner = Partner::of(Size::SMALL, true);
    let as_production = |args: &[&str]| {
        let mut command = partner.link(args);
        command.env("FIELDLINK_PROFILE__SANDBOX__ENVIRONMENT", "production");
        let output = command.output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        (output.status.code(), said)
    };
    let (code, said) = as_production(&["send"]);
    assert_eq!(code, Some(1));
    assert!(
        said["error"]["message"]
            .as_str()
            .unwrap()
            .contains("nobody is here to be asked"),
        "{said}"
    );
    let (code, said) = as_production(&["send", "--yes"]);
    assert_eq!(code, Some(1));
    assert!(
        said["error"]["message"]
            .as_str()
            .unwrap()
            .contains("the first run is an approved plan"),
        "{said}"
    );

    let file = partner.config_file().with_file_name("first.json");
    let file = path(&file);
    assert_eq!(as_production(&["plan", "--limit", "2", "--out", file]).0, Some(0));
    let (code, said) = as_production(&["approve", file, "--by", "Grace"]);
    assert_eq!((code, &said["rows"]), (Some(0), &Value::from(6)), "{said}");
    let (code, said) = as_production(&["send", "--plan", file, "--yes"]);
    assert_eq!(code, Some(0), "{said}");
    let mut tables = Tables::open(&partner.pa2_file()).unwrap();
    assert_eq!(tables.number("SELECT COUNT(*) FROM draft"), 2);
    assert_eq!(tables.number("SELECT COUNT(*) FROM reported"), 2);

    // The way has no beginning while there is no profile for Stage.
    let (code, said) = as_production(&["go-live"]);
    assert_eq!(code, Some(1));
    assert!(
        said["error"]["next"].as_str().unwrap().contains("[profile.stage]"),
        "{said}"
    );
}
