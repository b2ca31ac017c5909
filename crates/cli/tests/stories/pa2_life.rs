//! `fieldlink pa2 seed`, `pa2 loan` and `pa2 clock` over one data folder, as a script uses them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn fieldlink(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fieldlink"))
        .arg("pa2")
        .args(args)
        .arg("--data")
        .arg(data)
        .env("FIELDLINK_LOG", "warn")
        .output()
        .unwrap()
}

/// What a command prints with `--json`: one object and nothing else.
fn json(data: &Path, args: &[&str]) -> Value {
    let output = fieldlink(data, &[args, &["--json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {output:?}"))
}

fn refusal(data: &Path, args: &[&str]) -> String {
    let output = fieldlink(data, args);
    assert!(!output.status.success(), "{args:?} succeeded");
    assert!(output.stdout.is_empty(), "{args:?} printed something");
    String::from_utf8(output.stderr).unwrap()
}

/// The first loan of partner 7's list that has this status.
fn loan_with(data: &Path, status: &str) -> String {
    (1..=150)
        .rev()
        .map(|n| format!("{n:07}"))
        .find(|id| json(data, &["loan", "show", id, "--partner", "7"])["status"] == status)
        .unwrap_or_else(|| panic!("no loan is {status}"))
}

#[test]
fn a_seeded_loan_is_taken_through_its_life() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let seed = ["seed", "--partner", "7", "--loans", "150", "--seed", "3"];
    let first = json(data, &seed);
    assert_eq!((&first["made"], &first["loans"]), (&150.into(), &150.into()));
    let again = json(data, &seed);
    assert_eq!((&again["made"], &again["already_there"]), (&0.into(), &150.into()));

    let id = loan_with(data, "inactive");
    let funded = json(data, &["loan", "fund", &id, "--partner", "7"]);
    assert_eq!(
        (&funded["status"], &funded["internal_loan_id"]),
        (&"payingBack".into(), &id.as_str().into())
    );
    let kiva_id = funded["kiva_id"].as_str().unwrap();
    assert_eq!(json(data, &["loan", "refund", kiva_id])["status"], "refunded");
    let refused = refusal(data, &["loan", "fund", kiva_id]);
    assert!(refused.contains("refunded cannot take the step fund"), "{refused}");

    let waiting = loan_with(data, "raised");
    assert_eq!(
        json(data, &["loan", "disburse", &waiting, "--partner", "7"])["status"],
        "payingBack"
    );
    assert_eq!(
        json(
            data,
            &["loan", "default", &waiting, "--partner", "7", "--reason", "moved"]
        )["status"],
        "defaulted"
    );

    let live = loan_with(data, "fundRaising");
    let before = json(data, &["clock", "show"]);
    let after = json(data, &["clock", "advance", "31d"]);
    let moment = |clock: &Value| {
        clock["now"]
            .as_str()
            .unwrap()
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    };
    assert!((moment(&after) - moment(&before)).num_days() >= 31);
    assert_eq!(
        json(data, &["loan", "show", &live, "--partner", "7"])["status"],
        "expired"
    );
}

#[test]
fn what_cannot_be_done_is_said_on_standard_error() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    for (args, wanted) in [
        (&["clock", "advance", "30"][..], "30d, 12h, 2w or 90m"),
        (&["clock", "set", "2020-01-01"], "only moves forward"),
        (&["clock", "set", "31.12.2026"], "2026-12-01"),
        (&["loan", "fund", "12"], "Loan 12 was not found"),
        (&["loan", "fund", "L-12"], "--partner 1"),
        (&["loan", "fund", "L-12", "--partner", "1"], "Loan L-12 was not found"),
    ] {
        let said = refusal(data, args);
        assert!(said.contains(wanted), "{args:?}: {said}");
    }
}
