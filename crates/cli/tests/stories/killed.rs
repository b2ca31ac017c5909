//! kill -9, on either side, at moments found by watching the tables. Afterwards everything is there, once.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::demo::{is_whole, read};
use crate::records::Partner;
use crate::support::{Pa2, Running, Tables, fieldlink, number, path};

/// A moment: a query that answers how far things are, and the number at which it has come.
type Moment = (&'static str, i64);

const DRAFT: &str = "SELECT COUNT(*) FROM draft";
const LOAN: &str = "SELECT COUNT(*) FROM loan";
const PAYING: &str = "SELECT COUNT(*) FROM loan WHERE status = 'payingBack'";
const REPORTED: &str = "SELECT COUNT(*) FROM reported";
const UPLOAD: &str = "SELECT COUNT(*) FROM upload";
const ARCHIVE: &str = "SELECT COUNT(*) FROM archive";
const PUBLISHED: &str = "SELECT COUNT(*) FROM journal WHERE state = 'published'";

/// Starts a command and kills it when the moment has come. Fails when it ends before.
#[track_caller]
fn kill_at(command: Command, file: &Path, (sql, from): Moment) {
    let mut running = Running::start(command);
    let mut tables = None;
    let reached = running.reaches(|| number(file, &mut tables, sql) >= from);
    assert!(reached, "it ended before {sql} was {from}:\n{}", running.said());
    running.kill();
}

#[test]
fn a_demo_killed_again_and_again_comes_to_a_whole_end() {
    let folder = TempDir::new().unwrap();
    let demo = || fieldlink(&["demo", "--once", "--json", "--data", path(folder.path())]);

    // Before anything is sent: while the accounts, the MIS and the photos are being made.
    for word in ["PA2 runs at", "Six weeks ago"] {
        let mut running = Running::start(demo());
        running.hear(|line| line.starts_with(word).then_some(()));
        running.kill();
    }
    let file = folder.path().join("pa2").join("pa2.db");
    let before_today = [(DRAFT, 1), (DRAFT, 19), (DRAFT, 47), (LOAN, 1), (LOAN, 33), (PAYING, 9)];
    for moment in before_today {
        kill_at(demo(), &file, moment);
    }
    // While the month is being entered into the MIS.
    kill_at(
        demo(),
        &folder.path().join("mis.db"),
        ("SELECT COUNT(*) FROM payments", 1),
    );
    for moment in [(DRAFT, 62), (REPORTED, 1), (ARCHIVE, 1), (LOAN, 64), (PUBLISHED, 1)] {
        kill_at(demo(), &file, moment);
    }

    let output = demo().output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let outcome = read(&String::from_utf8(output.stdout).unwrap());
    is_whole(&outcome);
    let mut tables = Tables::open(&file).unwrap();
    let once = "SELECT COUNT(DISTINCT internal_loan_id || ' ' || subject) FROM journal";
    for (sql, count) in [
        (DRAFT, 70),
        (LOAN, 70),
        (ARCHIVE, 1),
        (PUBLISHED, 12),
        (once, 12),
        (UPLOAD, 1),
    ] {
        assert_eq!(tables.number(sql), count, "{sql}");
    }
}

/// Sends until nothing is left to be done.
#[track_caller]
fn send_to_the_end(partner: &Partner) -> Value {
    let output = partner.link(&["send"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    read(&String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_link_killed_while_it_sends_goes_on_where_it_stopped() {
    let partner = Partner::new(true);
    let file = partner.pa2_file();
    for moment in [
        (DRAFT, 1),
        (DRAFT, 14),
        (DRAFT, 30),
        (UPLOAD, 1),
        (UPLOAD, 4),
        (ARCHIVE, 1),
        (ARCHIVE, 4),
    ] {
        kill_at(partner.link(&["send"]), &file, moment);
    }
    send_to_the_end(&partner);
    partner.assert_all_there_once();

    let again = send_to_the_end(&partner);
    for kind in ["loan_drafts", "repayments", "journals"] {
        assert_eq!(again[kind]["delivered"]["sent"], 0, "{kind}: {again}");
    }
    partner.assert_all_there_once();
}

#[test]
fn pa2_killed_while_it_is_sent_to_loses_and_doubles_nothing() {
    let mut partner = Partner::new(true);
    let file = partner.pa2_file();
    for (sql, from) in [(DRAFT, 5), (DRAFT, 22), (UPLOAD, 2), (ARCHIVE, 2)] {
        let mut running = Running::start(partner.link(&["send"]));
        let mut tables = None;
        let reached = running.reaches(|| number(&file, &mut tables, sql) >= from);
        assert!(reached, "it ended before {sql} was {from}:\n{}", running.said());
        partner.pa2 = partner.pa2.take().map(Pa2::kill_and_restart);
        // The link may have got over it or stopped and said so; it never fails in another way.
        let (status, said) = running.end();
        assert!(matches!(status.code(), Some(0 | 1 | 4 | 5)), "{status}: {said}");
    }
    send_to_the_end(&partner);
    partner.assert_all_there_once();
}

#[test]
fn without_keys_a_lost_answer_waits_for_a_person_and_is_never_sent_twice() {
    let partner = Partner::new(false);
    let in_flight = "SELECT COUNT(*) FROM ledger_row WHERE kind = 'loan_draft' AND state = 'sending'
                     AND (SELECT COUNT(*) FROM ledger_row WHERE state = 'accepted') >= 10";
    kill_at(partner.link(&["send"]), &partner.ledger_file(), (in_flight, 1));

    let output = partner.link(&["send"]).output().unwrap();
    let mut ledger = Tables::open(&partner.ledger_file()).unwrap();
    let uncertain = ledger.texts("SELECT id || ' ' || record_key FROM ledger_row WHERE state = 'uncertain'");
    assert_eq!(uncertain.len(), 1, "{output:?}");
    assert_eq!(output.status.code(), Some(4), "{output:?}");

    // The person looks in PA2 and says what is there.
    let (row, key) = uncertain[0].split_once(' ').unwrap();
    let mut tables = Tables::open(&partner.pa2_file()).unwrap();
    let there = tables.number(&format!(
        "SELECT COUNT(*) FROM draft WHERE body ->> '$.entreps[0].loan_id' = '{key}'"
    ));
    let found = if there == 1 { "--arrived" } else { "--not-arrived" };
    let resolved = partner.link(&["resolve", row, found]).output().unwrap();
    assert!(resolved.status.success(), "{resolved:?}");

    send_to_the_end(&partner);
    partner.assert_all_there_once();
}

#[test]
fn pa2_killed_while_it_makes_its_tables_makes_them_the_next_time() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pa2.db");
    let mut running = Running::start(fieldlink(&[
        "pa2",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data",
        path(folder.path()),
    ]));
    assert!(
        running.reaches(|| file.exists()),
        "it ended before it had a file:\n{}",
        running.said()
    );
    running.kill();
    Pa2::serve_data(folder.path());
}

#[test]
fn seeding_that_was_killed_ends_with_the_same_loans() {
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let seed = |folder: &TempDir| {
        fieldlink(&[
            "pa2",
            "seed",
            "--partner",
            "1",
            "--loans",
            "400",
            "--seed",
            "9",
            "--json",
            "--data",
            path(folder.path()),
        ])
    };
    let killed = folders[0].path().join("pa2.db");
    kill_at(seed(&folders[0]), &killed, ("SELECT COUNT(*) FROM partner", 1));
    let all = |folder: &TempDir| {
        assert!(seed(folder).output().unwrap().status.success());
        let mut tables = Tables::open(&folder.path().join("pa2.db")).unwrap();
        tables.texts("SELECT id || name || status || principal || repaid || schedule FROM loan ORDER BY seq")
    };
    let (resumed, straight) = (all(&folders[0]), all(&folders[1]));
    assert_eq!(resumed.len(), 400);
    assert_eq!(resumed, straight);
}

#[test]
fn two_links_over_one_ledger_do_not_get_in_each_others_way() {
    let partner = Partner::new(true);
    let mut both = [
        Running::start(partner.link(&["send"])),
        Running::start(partner.link(&["send"])),
    ];
    let mut tables = None;
    both[0].reaches(|| number(&partner.pa2_file(), &mut tables, DRAFT) >= 1);
    let codes = both.map(|running| running.end().0.code());
    assert!(codes.contains(&Some(0)), "{codes:?}");
    send_to_the_end(&partner);
    partner.assert_all_there_once();
}
