//! `fieldlink pa2 sandbox` beside a server that runs: scenarios, snapshots, faults.

use reqwest::Client;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Pa2, asked, ended, json as run, make_client, number, path, token};

fn sandbox(data: &str, args: &[&str]) -> serde_json::Value {
    run(&[&["pa2", "sandbox"], args, &["--json", "--data", data]].concat())
}

#[test]
fn a_scenario_is_kept_emptied_and_put_back() {
    let folder = TempDir::new().unwrap();
    let data = path(folder.path());
    let made = sandbox(data, &["scenario", "every-status", "--partner", "7"]);
    assert_eq!((&made["loans"], &made["drafts"]), (&json!(300), &json!(4)));
    sandbox(data, &["snapshot", "save", "begun"]);
    sandbox(data, &["reset", "--yes"]);
    let show = ["pa2", "loan", "show", "0000001", "--partner", "7", "--data", data];
    assert!(!ended(&show).status.success());
    sandbox(data, &["snapshot", "restore", "begun"]);
    assert!(ended(&show).status.success());
    let list = sandbox(data, &["snapshot", "list"]);
    assert_eq!((&list[0]["name"], &list[0]["loans"]), (&json!("begun"), &json!(300)));

    let unsure = ended(&["pa2", "sandbox", "reset", "--data", data]);
    assert_eq!(unsure.status.code(), Some(2));
    let unknown = ended(&["pa2", "sandbox", "snapshot", "restore", "other", "--data", data]);
    assert!(
        String::from_utf8_lossy(&unknown.stderr).contains("\"other\""),
        "{unknown:?}"
    );
}

/// What a program sees on the wire: no answer at all, and the work done or not.
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_set_beside_a_running_server_cuts_its_connections() {
    let folder = TempDir::new().unwrap();
    let data = path(folder.path());
    let pa2 = Pa2::serve(&["--data", data]);
    let credentials = make_client("1", &["--data", data]);
    let http = Client::new();
    let issued = token(&http, &pa2, &credentials, &[]).await;
    let bearer = issued["access_token"].as_str().unwrap();
    let faults = || http.get(pa2.url("/sandbox/partner/1/faults")).bearer_auth(bearer);
    assert_eq!(asked(faults(), 200).await, json!([]));

    for (kind, calls) in [("cut_before", 1), ("cut_after", 1)] {
        let body = json!({ "route": "loan_draft", "kind": kind, "calls": calls });
        let set = http
            .post(pa2.url("/sandbox/partner/1/faults"))
            .bearer_auth(bearer)
            .json(&body);
        assert_eq!(set.send().await.unwrap().status(), 204);
        let draft = json!({ "loanuse": "to buy seed" });
        let post = http
            .post(pa2.url("/v3/partner/1/loan_draft"))
            .bearer_auth(bearer)
            .json(&draft);
        let error = post.send().await.expect_err(kind);
        assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
    }
    assert_eq!(asked(faults(), 200).await, json!([]));
    let file = folder.path().join("pa2.db");
    let drafts = tokio::task::spawn_blocking(move || number(&file, &mut None, "SELECT COUNT(*) FROM draft"));
    assert_eq!(
        drafts.await.unwrap(),
        1,
        "the second draft was kept before the line was cut"
    );

    sandbox(
        data,
        &[
            "fault",
            "add",
            "--kind",
            "unavailable",
            "--retry-after",
            "9",
            "--route",
            "config",
        ],
    );
    // Within a second: until then calls go through.
    let themes = || {
        http.get(pa2.url("/v3/partner/1/config/themes"))
            .bearer_auth(bearer)
            .send()
    };
    let struck = loop {
        let reply = themes().await.unwrap();
        if reply.status() != 200 {
            break reply;
        }
    };
    assert_eq!(
        (struck.status().as_u16(), &struck.headers()["retry-after"]),
        (503, &"9".parse().unwrap())
    );
    sandbox(data, &["fault", "clear"]);
    assert_eq!(sandbox(data, &["fault", "list"]), json!([]));
}
