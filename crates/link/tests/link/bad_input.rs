//! What bad input gets: a stop that names the cause and the next step, and a ledger that is as it was.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use fieldlink_link::Kind;
use fieldlink_link::ledger::State;
use fieldlink_link::progress::Progress;
use fieldlink_link::run::{Options, RunError};
use fieldlink_testkit::{Engine, TestDatabase};

use crate::support::Partner;

/// A partner that has sent everything once.
async fn settled() -> (Partner, BTreeMap<(Kind, State), u64>) {
    let partner = Partner::new().await;
    partner.send().await.unwrap();
    let counts = partner.ledger().await.counts().await.unwrap();
    assert_eq!(counts.values().sum::<u64>(), 7);
    (partner, counts)
}

/// A send stops with these words, says what to do, and changes nothing.
async fn stops(partner: &Partner, before: &BTreeMap<(Kind, State), u64>, words: &[&str]) -> RunError {
    let error = partner.send().await.unwrap_err();
    let said = fieldlink_say::chain(&error);
    for part in words {
        assert!(said.contains(part), "{part:?} in {said:?}");
    }
    assert!(
        error.next().is_some_and(|next| !next.to_string().is_empty()),
        "no next step: {said}"
    );
    assert_eq!(&partner.ledger().await.counts().await.unwrap(), before);
    partner
        .server
        .taken(|taken| assert_eq!((taken.drafts.len(), taken.uploads, taken.archives), (3, 2, 2)));
    let runs = partner.ledger().await.runs(1).await.unwrap();
    assert_eq!(
        (runs[0].exit_code, runs[0].sent),
        (1, 0),
        "the run is written down: {runs:?}"
    );
    error
}

#[tokio::test]
async fn an_empty_result() {
    let (partner, before) = settled().await;
    partner.file("repayments.csv", "loan,repaid\n");
    stops(&partner, &before, &["repayments"]).await;
}

#[tokio::test]
async fn titles_above_the_header_and_another_delimiter() {
    let (partner, before) = settled().await;
    partner.file(
        "repayments.csv",
        "Our Bank, all loans\n\n;;\nloan;repaid\nP1;250\nP2;1000\n",
    );
    partner.send().await.unwrap();
    let counts = partner.ledger().await.counts().await.unwrap();
    assert_eq!(counts, before, "the same rows, so that nothing is sent again");
}

#[tokio::test]
async fn a_changed_schema() {
    let (partner, before) = settled().await;
    partner.file("repayments.csv", "loan,principal_repaid\nP1,500\nP2,1000\n");
    let error = stops(&partner, &before, &["no column \"repaid\"", "[repayments]"]).await;
    assert_eq!(error.name(), "source");
}

/// Repayments stand in a workbook with these bytes.
fn in_a_workbook(partner: &mut Partner, bytes: &[u8]) {
    std::fs::write(partner.folder.path().join("book.xlsx"), bytes).unwrap();
    partner.more = String::from("[source.book]\nkind = \"workbook\"\npath = \"book.xlsx\"\n");
    partner.repayments = String::from("source = \"book\"");
}

#[tokio::test]
async fn a_half_written_workbook_and_one_with_a_password() {
    let (mut partner, before) = settled().await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, [loan, repaid]) in (0..).zip([["loan", "repaid"], ["P1", "500"], ["P2", "1000"]]) {
        sheet.write_string(row, 0, loan).unwrap();
        sheet.write_string(row, 1, repaid).unwrap();
    }
    let whole = book.save_to_buffer().unwrap();
    for part in [1, 5, 9] {
        in_a_workbook(&mut partner, &whole[..whole.len() * part / 10]);
        let error = stops(&partner, &before, &["book"]).await;
        assert!(error.next().unwrap().to_string().contains("whole"), "{error}");
    }
    let locked = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/locked.xlsx");
    in_a_workbook(&mut partner, &std::fs::read(locked).unwrap());
    stops(&partner, &before, &["book", "protected by a password"]).await;
    // Whole again: only what has changed leaves.
    in_a_workbook(&mut partner, &whole);
    let sent = partner.send().await.unwrap();
    assert_eq!((sent.exit_code(), sent.repayments.unwrap().delivered.sent), (0, 1));
}

#[tokio::test]
async fn a_wrong_password_of_the_mis() {
    let (mut partner, before) = settled().await;
    let database = TestDatabase::new(Engine::Postgres).await;
    let (user, rest) = database.url().split_once("://").unwrap().1.split_once(':').unwrap();
    let (_, host) = rest.split_once('@').unwrap();
    partner.more = format!("[source.mis]\nkind = \"postgres\"\nurl = \"postgres://{user}:wrong-password@{host}\"\n");
    partner.repayments_from("mis");
    let error = stops(&partner, &before, &["mis"]).await;
    let said = fieldlink_say::chain(&error);
    assert!(!said.contains("wrong-password"), "a password in {said}");
    assert!(error.next().unwrap().to_string().contains("password"));
}

#[tokio::test]
async fn a_clock_that_jumps_back_and_one_that_is_set_right() {
    let (partner, before) = settled().await;
    partner.clock.advance(TimeDelta::days(-400));
    let error = partner.send().await.unwrap_err();
    assert!(matches!(error, RunError::Clock { .. }), "{error}");
    assert!(
        error.to_string().contains("2025-02-03") && error.to_string().contains("2026-03-10"),
        "{error}"
    );
    assert_eq!(partner.ledger().await.counts().await.unwrap(), before);
    partner
        .server
        .taken(|taken| assert_eq!(taken.uploads, 2, "no month of last year is reported"));

    let right = Options {
        clock_is_right: true,
        only: Some([Kind::Journal].into()),
        ..Options::default()
    };
    assert_eq!(
        partner.send_with(&right, &|_: Progress| {}).await.unwrap().exit_code(),
        0
    );
    // The run that was right is the last one now.
    let journals = Options {
        only: Some([Kind::Journal].into()),
        ..Options::default()
    };
    assert_eq!(
        partner
            .send_with(&journals, &|_: Progress| {})
            .await
            .unwrap()
            .exit_code(),
        0
    );
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_is_seen_by_the_servers() {
    let (mut partner, before) = settled().await;
    partner.profile = String::from("environment = \"stage\"");
    partner.server.date("Tue, 10 Mar 2026 12:00:40 GMT");
    partner.clock.jump(TimeDelta::days(365));
    let error = stops(
        &partner,
        &before,
        &["says 2027-03-10 12:00", "server's says 2026-03-10 12:00"],
    )
    .await;
    assert_eq!(error.name(), "clock");
    assert!(error.next().unwrap().to_string().contains("timedatectl"));
    // Half an hour is no matter, and a person may know better.
    partner.clock.jump(TimeDelta::days(-365) + TimeDelta::minutes(20));
    assert_eq!(partner.send().await.unwrap().exit_code(), 0);
    partner.clock.jump(TimeDelta::hours(2));
    let right = Options {
        clock_is_right: true,
        ..Options::default()
    };
    assert_eq!(
        partner.send_with(&right, &|_: Progress| {}).await.unwrap().exit_code(),
        0
    );
    // A sandbox lives in whatever time it likes.
    partner.profile.clear();
    assert_eq!(partner.send().await.unwrap().exit_code(), 0);
}

#[tokio::test]
async fn a_clock_that_is_corrected_by_minutes_is_no_matter() {
    let (partner, _) = settled().await;
    partner.clock.advance(TimeDelta::minutes(-20));
    assert_eq!(partner.send().await.unwrap().exit_code(), 0);
}

#[tokio::test]
async fn a_ledger_that_cannot_be_written_stops_before_anything_leaves() {
    let partner = Partner::new().await;
    // A folder stands where the file should be.
    std::fs::create_dir(partner.folder.path().join("fieldlink-ledger.db")).unwrap();
    let error = partner.send().await.unwrap_err();
    assert!(error.next().is_some(), "{error}");
    partner.server.taken(|taken| assert!(taken.drafts.is_empty()));
}
