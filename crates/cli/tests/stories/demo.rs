//! `fieldlink demo --once --json`, as a script relies on it.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Running, ended, fieldlink, path};

/// Runs the demo to its end: it succeeds, and standard output holds one JSON object and nothing else.
fn demo(folder: &Path) -> Value {
    let output = ended(&["demo", "--once", "--json", "--data", path(folder)]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    read(&text)
}

pub fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn n(outcome: &Value, pointer: &str) -> i64 {
    outcome
        .pointer(pointer)
        .and_then(Value::as_i64)
        .unwrap_or_else(|| panic!("{pointer} is no number: {outcome}"))
}

/// What every demo that has come to its end says, whatever happened on the way.
#[track_caller]
pub fn is_whole(outcome: &Value) {
    assert_eq!((n(outcome, "/lost"), n(outcome, "/sent_twice")), (0, 0), "{outcome}");
    assert_eq!(outcome["repayments"]["finalized"], true, "{outcome}");
    for kind in ["loan_drafts", "repayments", "journals"] {
        assert!(n(outcome, &format!("/{kind}/held")) > 0, "{kind}: {outcome}");
    }
}

#[test]
fn goes_the_whole_way_and_a_second_run_sends_nothing() {
    let folder = TempDir::new().unwrap();
    let first = demo(folder.path());
    is_whole(&first);
    for (part, keys) in [
        (
            "",
            &["journals", "loan_drafts", "lost", "repayments", "seconds", "sent_twice"][..],
        ),
        ("/loan_drafts", &["held", "planned", "published", "sent"]),
        ("/repayments", &["finalized", "held", "problems", "rows", "uploads"]),
        ("/journals", &["confirm_urls", "held", "planned", "published", "sent"]),
    ] {
        let object = first.pointer(part).and_then(Value::as_object).expect("an object");
        let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, keys, "{part}");
    }
    for kind in ["loan_drafts", "journals"] {
        let counts = ["planned", "sent", "published"].map(|name| n(&first, &format!("/{kind}/{name}")));
        assert!(counts[0] > 0, "{kind}: {first}");
        assert_eq!(counts, [counts[0]; 3], "{kind}");
    }
    assert!(n(&first, "/repayments/rows") > n(&first, "/repayments/held"));
    assert!(n(&first, "/repayments/uploads") > 0);
    let urls = first["journals"]["confirm_urls"].as_array().unwrap();
    assert!(!urls.is_empty());
    assert!(
        urls.iter()
            .all(|url| url.as_str().is_some_and(|url| url.starts_with("http://127.0.0.1:"))),
        "{urls:?}"
    );
    assert!(first["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0));

    let second = demo(folder.path());
    is_whole(&second);
    for sent in ["/loan_drafts/sent", "/repayments/uploads", "/journals/sent"] {
        assert_eq!(n(&second, sent), 0, "{sent}");
    }
}

#[test]
fn two_at_once_do_not_collide() {
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let mut running: Vec<Running> = folders
        .iter()
        .map(|folder| Running::start(fieldlink(&["demo", "--json", "--data", path(folder.path())])))
        .collect();
    let outcomes: Vec<Value> = running
        .iter_mut()
        .map(|demo| demo.hear(|line| serde_json::from_str(line).ok()))
        .collect();
    // Both still serve, each for itself.
    let addresses: Vec<String> = running.iter_mut().map(|demo| demo.hear_after("Open this:")).collect();
    assert_ne!(addresses[0], addresses[1]);
    for (outcome, address) in outcomes.iter().zip(&addresses) {
        assert_eq!((n(outcome, "/lost"), n(outcome, "/sent_twice")), (0, 0), "{outcome}");
        let urls = outcome["journals"]["confirm_urls"].as_array().unwrap();
        assert!(
            urls.iter()
                .all(|url| url.as_str().is_some_and(|url| url.starts_with(address.as_str()))),
            "{urls:?} at {address}"
        );
    }
}

#[test]
fn it_ends_with_what_to_open_whom_to_sign_in_as_and_what_to_try() {
    for (language, words) in [
        ("en", ["Open this:", "Sign in as:", "Try this next:"]),
        ("es", ["Abra esto:", "Inicie sesión como:", "Pruebe ahora:"]),
        (
            "fr",
            ["Ouvrez ceci :", "Connectez-vous comme :", "Essayez maintenant :"],
        ),
    ] {
        let folder = TempDir::new().unwrap();
        let mut demo = fieldlink(&["demo", "--data", path(folder.path())]);
        demo.args(["--language", language]);
        let mut running = Running::start(demo);
        let next = running.hear_after(words[2]);
        let last: Vec<String> = running.said().lines().rev().take(3).map(str::to_owned).collect();
        for (line, words) in last.iter().rev().zip(words) {
            assert!(line.contains(words), "{line:?} has no {words:?}");
        }
        let url = running.hear_after(words[0]);
        assert!(next.ends_with(&format!("{url}/drafts")), "{next}");
        let signed = running.hear_after(words[1]);
        assert!(signed.starts_with("coordinator@example.org  "), "{signed}");
    }
}
