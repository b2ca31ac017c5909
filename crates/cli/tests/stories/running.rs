//! `fieldlink run` as a service has it: a dropped file is sent to PA2, the page shows it, and SIGTERM ends it well.

use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fantoccini::Client;
use fieldlink_testkit::browser::Browser;
use serde_json::{Value, json};

use crate::records::Partner;
use crate::support::{Running, Tables, path};

/// Watches a folder and serves its page on a free port.
pub const SERVICE: &str = r#"
[run]
status_page = "127.0.0.1:0"

[[schedule]]
name = "nightly"
cron = "0 2 * * *"

[watch.office]
folder = "drop"
source = "records"
settle_seconds = 0
"#;

/// A link that runs by itself, and the address of its page.
pub fn start(partner: &Partner, notify: Option<&Path>) -> (Running, String) {
    let mut command = partner.link_plain(&["run", "--log", "json"]);
    if let Some(socket) = notify {
        command.env("NOTIFY_SOCKET", socket);
    }
    let mut running = Running::start(command);
    let page = running.hear(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        let said = line["fields"]["message"].as_str()?;
        said.strip_prefix("status page on ").map(str::to_owned)
    });
    (running, page)
}

fn ends_with(running: &mut Running, words: &str) {
    running.hear(|line| line.contains(words).then_some(()));
}

#[test]
fn a_dropped_file_is_sent_shown_and_put_away_and_a_stop_is_a_good_end() {
    let partner = Partner::new(true);
    partner.add_to_config(SERVICE);
    let drop = partner.folder().join("drop");
    std::fs::create_dir(&drop).unwrap();
    let records = std::fs::read(partner.folder().join("repayments.csv")).unwrap();
    std::fs::write(drop.join("repayments from the office.csv"), records).unwrap();
    let socket = partner.folder().join("notify");
    let listener = UnixDatagram::bind(&socket).unwrap();
    listener.set_read_timeout(Some(Duration::from_secs(60))).unwrap();

    let (mut running, page) = start(&partner, Some(&socket));
    ends_with(&mut running, "the file is dealt with");
    let mut told = [0; 64];
    let n = listener.recv(&mut told).unwrap();
    assert_eq!(std::str::from_utf8(&told[..n]).unwrap().trim(), "READY=1");
    let sent = Tables::open(&partner.pa2_file())
        .unwrap()
        .number("SELECT count(*) FROM reported");
    assert!(sent > 10, "{sent}");
    let done: Vec<String> = std::fs::read_dir(drop.join("done"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(done.len(), 3, "{done:?}");

    let shown = Command::new("curl").args(["-fsS", &page]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    for part in [
        "repayments from the office.csv",
        "nightly",
        &sent.to_string(),
        "fieldlink",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(!shown.contains("<script") && !shown.contains("Wanjiru"));
    // Through a name of somebody else's that points here, nothing is shown.
    let refused = Command::new("curl")
        .args([
            "-sS",
            "-o",
            path(&partner.folder().join("other")),
            "-w",
            "%{http_code}",
            "-H",
            "Host: other.example",
            &page,
        ])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(refused.stdout).unwrap(), "421");

    // Another one on the same ledger is refused, while a person may look and send.
    let second = partner.link_plain(&["run"]).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(said.contains("another fieldlink"), "{said}");
    assert_eq!(
        partner
            .link(&["send", "--only", "journals"])
            .output()
            .unwrap()
            .status
            .code(),
        Some(0)
    );

    let (status, _) = running.end_by_term();
    assert_eq!(status.code(), Some(0));
    let n = listener.recv(&mut told).unwrap();
    assert_eq!(std::str::from_utf8(&told[..n]).unwrap().trim(), "STOPPING=1");
}

/// Runs axe over the page that is open and hands its findings back.
async fn look_over(client: &Client, axe: &str, url: &str) -> Vec<String> {
    let ask = "const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] }).then(
            found => done(found.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes[0].html)),
            error => done(['axe: ' + String(error)]));";
    client.goto(url).await.unwrap();
    client.execute(axe, vec![]).await.unwrap();
    let found = client.execute_async(ask, vec![]).await.unwrap();
    serde_json::from_value(found).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_page_keeps_nobody_out_in_any_language() {
    let variable = "FIELDLINK_TEST_AXE";
    let script = std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run `cargo xtask test`"));
    let axe = std::fs::read_to_string(script).unwrap();
    let (_partner, _running, page) = tokio::task::spawn_blocking(|| {
        let partner = Partner::new(true);
        partner.add_to_config(SERVICE);
        // Links to open, rows that are held: the page has something to show.
        let sent = partner.link(&["send"]).output().unwrap();
        assert_eq!(sent.status.code(), Some(0));
        let rows = partner.folder().join("journals.csv");
        let text = std::fs::read_to_string(&rows).unwrap();
        std::fs::write(&rows, format!("{text}V999,nobodys,Title,A visit to nobody.\n")).unwrap();
        assert_eq!(partner.link(&["send"]).output().unwrap().status.code(), Some(3));
        let (running, page) = start(&partner, None);
        (partner, running, page)
    })
    .await
    .unwrap();
    let browser = Browser::start_with(&["--window-size=1200,1000"]).await;
    for (language, words) in [
        ("en", "Journals to publish"),
        ("es", "Seguimientos por publicar"),
        ("fr", "Suivis à publier"),
    ] {
        let url = format!("{page}?lang={language}");
        let found = look_over(browser.client(), &axe, &url).await;
        assert!(found.is_empty(), "{language}: {found:#?}");
        let shown = browser.client().source().await.unwrap();
        assert!(
            shown.contains(words) && shown.contains("nobodys"),
            "{language}: {shown}"
        );
        assert!(shown.contains("fieldlink inbox done URL"));
    }
    browser.close().await;
}

#[test]
fn every_fact_of_our_own_pa2_reads_as_assumed() {
    let partner = Partner::new(true);
    let output = partner.link(&["probe", "--post-test-data"]).output().unwrap();
    let probe: Value = serde_json::from_slice(&output.stdout).unwrap();
    let facts = probe["facts"].as_array().unwrap();
    let other: Vec<&Value> = facts.iter().filter(|fact| fact["verdict"] != "as_assumed").collect();
    assert!(other.is_empty(), "{other:#?}");
    assert!(facts.len() > 25, "{}", facts.len());
    assert_eq!(output.status.code(), Some(0));

    // Without the wish nothing is posted: the facts of posts could not be asked, all others are the same.
    let output = partner.link(&["probe"]).output().unwrap();
    let probe: Value = serde_json::from_slice(&output.stdout).unwrap();
    let unasked = probe["facts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|fact| fact["verdict"] == json!("could_not_ask"));
    assert_eq!(unasked.count(), 5);
    let drafts = Tables::open(&partner.pa2_file())
        .unwrap()
        .number("SELECT count(*) FROM draft");
    assert_eq!(drafts, 1, "the one that was wished for");
}
