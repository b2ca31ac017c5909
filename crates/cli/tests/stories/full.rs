//! The disk is full, as a limit on the size of files has it: what PA2 and the receiver acknowledge is kept, what they deny
//! is not there, and when there is room again they go on.

use std::path::Path;

use reqwest::{Client, RequestBuilder};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Pa2, Running, Tables, fieldlink, json as run, make_client, path, shielded, token};

/// Requests while the disk fills up.
const SENT: usize = 60;
/// Room that is left at first, in bytes; a request takes some thousands.
const ROOM: u64 = 200_000;

/// Files of the process may grow to so many bytes; none: as they like.
fn limit(process: u32, bytes: Option<u64>) {
    let process = Pid::from_raw(i32::try_from(process).unwrap());
    let limit = Rlimit {
        current: bytes,
        maximum: None,
    };
    prlimit(process, Resource::Fsize, limit).unwrap();
}

/// The size of a database's larger file.
fn size(file: &Path) -> u64 {
    let log = format!("{}-wal", path(file));
    let length = |file: &Path| std::fs::metadata(file).map_or(0, |data| data.len());
    length(file).max(length(Path::new(&log)))
}

/// Sends one request after the other while the disk fills up, and all of them again when there is room; looks after each
/// of the two what is there. `found` is the query that tells how much a request has left; whole is 1.
async fn fills_up(process: u32, file: &Path, post: impl Fn(usize) -> RequestBuilder, found: impl Fn(usize) -> String) {
    let left = |n: usize| {
        let (file, sql) = (file.to_owned(), found(n));
        let look = move || Tables::open(&file).unwrap().number(&sql);
        async move { tokio::task::spawn_blocking(look).await.unwrap() }
    };
    limit(process, Some(size(file) + ROOM));
    let (mut kept, mut refused) = (0, 0);
    for n in 0..SENT {
        let reply = post(n).send().await.unwrap();
        let status = reply.status().as_u16();
        let said: Value = reply.json().await.unwrap();
        let words = said["message"].as_str().unwrap_or_default();
        let there = left(n).await;
        match status {
            200 => {
                kept += 1;
                assert_eq!(there, 1, "{n}: acknowledged and lost: {said}");
            }
            500 | 503 if !words.contains("not known") && !words.contains("did not answer the commit") => {
                refused += 1;
                assert!(words.to_lowercase().contains("nothing was"), "{n}: {said}");
                assert_eq!(there, 0, "{n}: denied and kept: {said}");
            }
            // The limit strikes where the pages are written, at the commit: the file may be whole for who reads it next.
            500 | 503 => {
                refused += 1;
                assert!(there <= 1, "{n}: {said}");
            }
            _ => panic!("{n}: {status}: {said}"),
        }
    }
    assert!(kept > 1 && refused > 5, "{kept} acknowledged, {refused} not");
    limit(process, None);
    for n in 0..SENT {
        let reply = post(n).send().await.unwrap();
        assert_eq!(reply.status(), 200, "{n}: {:?}", reply.text().await);
        assert_eq!(left(n).await, 1, "{n}: once, however often it was sent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pa2_keeps_its_word_on_a_full_disk() {
    let folder = TempDir::new().unwrap();
    let at = ["--data", path(folder.path())];
    let pa2 = Pa2::serve(&at);
    let (http, credentials) = (Client::new(), make_client("1", &at));
    let issued = token(&http, &pa2, &credentials, &[]).await;
    let bearer = issued["access_token"].as_str().unwrap();
    let story = "She grows maize. ".repeat(400);
    let post = |n: usize| {
        let body = json!({ "description": story, "entreps": [{ "loan_id": format!("F-{n}"), "first_name": "Amina" }] });
        http.post(pa2.url("/v3/partner/1/loan_draft"))
            .bearer_auth(bearer)
            .header("Idempotency-Key", format!("full-{n}"))
            .json(&body)
    };
    let found = |n: usize| format!("SELECT COUNT(*) FROM draft WHERE body LIKE '%\"F-{n}\"%'");
    fills_up(pa2.id(), &folder.path().join("pa2.db"), post, found).await;
    assert_eq!(pa2.end_by_term().code(), Some(0));
}

/// A receiver with a key.
pub fn receiver(folder: &Path) -> (Running, String, String) {
    let text = "[partner]\nid = 1\n[profile.test]\ntoken_url = \"http://127.0.0.1:1/oauth/token\"\n\
        api_base = \"http://127.0.0.1:1\"\nclient_id = \"c\"\nclient_secret_file = \"secret\"\n\
        [source.plugin]\nkind = \"push\"\n[repayments]\nsource = \"plugin\"\n\
        columns = { loan_id = \"loan_id\", amount = \"amount\" }\n";
    let config = folder.join("fieldlink.toml");
    std::fs::write(&config, text).unwrap();
    std::fs::write(folder.join("secret"), "s3cret\n").unwrap();
    let made = run(&["receive", "key", "new", "office", "--json", "--config", path(&config)]);
    let mut command = shielded(&["receive", "--listen", "127.0.0.1:0", "--config"]);
    command.arg(&config);
    let mut running = Running::start(command);
    let url = running.hear(|line| {
        let (_, rest) = line.split_once("http://")?;
        let address = rest.split(|c: char| !(c.is_ascii_digit() || ".:".contains(c))).next()?;
        Some(format!("http://{}", address.trim_end_matches('.')))
    });
    (running, url, made["key"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receiver_keeps_its_word_on_a_full_disk() {
    let folder = TempDir::new().unwrap();
    let (running, url, key) = receiver(folder.path());
    let http = Client::new();
    let note = "paid at the market ".repeat(400);
    let post = |n: usize| {
        http.post(format!("{url}/v1/repayments"))
            .bearer_auth(&key)
            .header("Idempotency-Key", format!("full-{n}"))
            .json(&json!([{ "loan_id": format!("F-{n}"), "amount": "1", "note": note }]))
    };
    let found = |n: usize| format!("SELECT COUNT(*) FROM pushed WHERE record_id = 'F-{n}'");
    let ledger = folder.path().join("fieldlink-ledger.db");
    fills_up(running.id(), &ledger, post, found).await;
    assert_eq!(running.end_by_term().0.code(), Some(0));
    // Whoever opens it next finds it whole.
    let listed = fieldlink(&["receive", "list", "--json", "--config"])
        .arg(folder.path().join("fieldlink.toml"))
        .output()
        .unwrap();
    assert!(listed.status.success(), "{listed:?}");
}
