//! PA2 as its operator runs it: two replicas over one database, a data folder, and the commands beside them.

use fieldlink_testkit::databases::postgres_database;
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Pa2, asked, ended, json as run, make_client, path, token};

const DRAFT: &str = "/v3/partner/1/loan_draft";

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_over_one_database_are_one_pa2() {
    let database = postgres_database().await;
    let folder = TempDir::new().unwrap();
    let key = folder.path().join("audit-key");
    assert!(ended(&["pa2", "audit", "make-key", path(&key)]).status.success());
    let at = [
        "--sandbox",
        "--database-url",
        database.url(),
        "--photos",
        path(folder.path()),
        "--audit-key-file",
        path(&key),
    ];
    // What stands before them has one address.
    let served = [&at[..], &["--public-url", "https://pa2.example"]].concat();
    // Both start at once on an empty database: one of them makes the tables.
    let replicas: Vec<Pa2> = std::thread::scope(|scope| {
        let start = || Pa2::serve(&served);
        let started = [scope.spawn(start), scope.spawn(start)];
        started
            .map(|thread| thread.join().expect("a replica"))
            .into_iter()
            .collect()
    });
    let credentials = make_client("1", &at);
    let http = Client::new();

    // A token of the one is good at the other.
    let [one, other] = [&replicas[0], &replicas[1]];
    let issued = token(&http, one, &credentials, &[]).await;
    let bearer = issued["access_token"].as_str().unwrap();
    for replica in [one, other] {
        let request = http.get(replica.url("/v3/partner/1/loans")).bearer_auth(bearer);
        assert_eq!(asked(request, 200).await["total_records"], 0);
    }

    // The same key at both gives one draft, also when both are asked at the same time.
    let body = json!({"loanuse": "to buy seed", "entreps": [{"loan_id": "R-1", "first_name": "Amina"}]});
    let post = |replica: &Pa2| {
        http.post(replica.url(DRAFT))
            .bearer_auth(bearer)
            .header("Idempotency-Key", "r-1")
            .json(&body)
    };
    let (first, second) = tokio::join!(post(one).send(), post(other).send());
    for reply in [first.unwrap(), second.unwrap()] {
        // The one that came while the other was being answered may have been told to wait.
        assert!(matches!(reply.status().as_u16(), 200 | 409), "{reply:?}");
    }
    let answers = [asked(post(one), 200).await, asked(post(other), 200).await];
    assert_eq!(answers[0]["loan_draft_uuid"], answers[1]["loan_draft_uuid"]);

    // What came to the one is seen at the other, by a person who signed in at the first.
    let person = run(&[
        &[
            "pa2",
            "user",
            "create",
            "--partner",
            "1",
            "--email",
            "kc@example.org",
            "--role",
            "coordinator",
            "--json",
        ],
        &at[..],
    ]
    .concat());
    let form = [
        ("email", "kc@example.org"),
        ("password", person["password"].as_str().unwrap()),
    ];
    let browser = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let signed_in = browser.post(one.url("/sign-in")).form(&form).send().await.unwrap();
    assert_eq!(signed_in.status(), 303);
    let cookie = signed_in.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let page = browser
        .get(other.url("/drafts"))
        .header("cookie", cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("Amina") && page.contains("1 draft"), "{page}");

    // What both wrote is one trail, under the key that both were given; another key does not start.
    let trail = run(&[&["pa2", "audit", "verify", "--json"], &at[..]].concat());
    assert!(
        trail.as_array().unwrap().iter().all(|chain| chain["whole"] == true),
        "{trail}"
    );
    let other = folder.path().join("other-key");
    assert!(ended(&["pa2", "audit", "make-key", path(&other)]).status.success());
    let mut refused = [&["pa2", "audit", "verify"], &at[..]].concat();
    *refused.last_mut().unwrap() = path(&other);
    let refused = ended(&refused);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("is kept under the key"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_holds_everything_over_a_restart() {
    let folder = TempDir::new().unwrap();
    let at = ["--data", path(folder.path())];
    let pa2 = Pa2::serve(&at);
    let credentials = make_client("7", &at);
    let http = Client::new();
    let issued = token(&http, &pa2, &credentials, &[]).await;
    let bearer = issued["access_token"].as_str().unwrap().to_owned();
    assert_eq!(issued["partnerId"], "7");

    let pa2 = pa2.kill_and_restart();
    for probe in ["/livez", "/readyz"] {
        assert_eq!(http.get(pa2.url(probe)).send().await.unwrap().status(), 200, "{probe}");
    }
    let themes = asked(
        http.get(pa2.url("/v3/partner/7/config/themes")).bearer_auth(&bearer),
        200,
    )
    .await;
    assert_eq!(themes["code"], "api.success");
    // Another partner's loans are not this client's business.
    asked(http.get(pa2.url("/v3/partner/1/loans")).bearer_auth(&bearer), 403).await;
}

/// All loans of partner 1 as the Partner API tells them.
async fn loans(folder: &TempDir) -> Vec<Value> {
    let at = ["--data", path(folder.path())];
    let seeded = run(&[
        &[
            "pa2",
            "seed",
            "--partner",
            "1",
            "--loans",
            "200",
            "--seed",
            "1",
            "--json",
        ],
        &at[..],
    ]
    .concat());
    assert_eq!((&seeded["loans"], &seeded["made"]), (&json!(200), &json!(200)));
    let pa2 = Pa2::serve(&at);
    let (http, credentials) = (Client::new(), make_client("1", &at));
    let issued = token(&http, &pa2, &credentials, &[]).await;
    let request = http
        .get(pa2.url("/v3/partner/1/loans?limit=300"))
        .bearer_auth(issued["access_token"].as_str().unwrap());
    asked(request, 200).await["data"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_makes_the_same_loans_in_every_status() {
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let (one, other) = (loans(&folders[0]).await, loans(&folders[1]).await);
    assert_eq!(one.len(), 200);
    assert_eq!(one, other);
    for status in [
        "inactive",
        "fundRaising",
        "raised",
        "payingBack",
        "ended",
        "defaulted",
        "expired",
        "refunded",
    ] {
        assert!(one.iter().any(|loan| loan["status"] == status), "no loan is {status}");
    }
}

#[test]
fn wrong_arguments_are_told_with_what_is_right() {
    for (args, wanted) in [
        (&["pa2", "client", "create"][..], "--partner"),
        (&["pa2", "client", "create", "--partner", "one"], "one"),
        (
            &["pa2", "client", "create", "--partner", "1", "--scope", "read:all"],
            "read:loans",
        ),
        (
            &["pa2", "user", "create", "--email", "a@example.org", "--role", "boss"],
            "coordinator",
        ),
        (&["pa2", "clock", "advance", "soon"], "30d"),
        (&["pa2", "serve", "--listen", "here"], "--listen"),
        (&["pa2", "seed", "--partner", "1", "--loans", "many"], "--loans"),
        (&["send", "--only", "loans"], "--only"),
        (&["resolve", "12"], "--arrived"),
        (&["demonstrate"], "demo"),
    ] {
        let output = ended(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(wanted), "{args:?} does not name {wanted}: {said}");
        assert!(output.stdout.is_empty(), "{args:?} printed something");
    }
}

#[test]
fn what_is_missing_is_named_with_what_to_do() {
    let folder = TempDir::new().unwrap();
    let in_the_way = folder.path().join("file");
    std::fs::write(&in_the_way, "not a folder").unwrap();
    let nowhere = "postgres://fieldlink:secret-word@127.0.0.1:1/pa2";
    for (args, wanted) in [
        (
            vec!["pa2", "clock", "show"],
            &["--data DIR or --database-url URL", "--data ./pa2-data"][..],
        ),
        (
            vec!["pa2", "clock", "show", "--database-url", nowhere],
            &["127.0.0.1:1", "check that the server runs"],
        ),
        (
            vec!["pa2", "clock", "show", "--database-url", "oracle://host/pa2"],
            &["oracle"],
        ),
        (
            vec!["pa2", "clock", "show", "--data", path(&in_the_way)],
            &["file", "cannot be made"],
        ),
        (
            vec!["plan", "--config", "/nowhere/fieldlink.toml"],
            &["/nowhere/fieldlink.toml", "fieldlink init"],
        ),
    ] {
        let output = ended(&args);
        // The terminal's own line breaks are not what is looked at.
        let said = String::from_utf8_lossy(&output.stderr).replace(['│', '\n'], " ");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        for wanted in wanted {
            assert!(said.contains(wanted), "{args:?} does not say {wanted}: {said}");
        }
        assert!(!said.contains("secret-word"), "a password is shown: {said}");
    }
}

#[test]
fn a_draft_becomes_a_repaying_loan_and_time_can_be_moved() {
    let folder = TempDir::new().unwrap();
    let at = ["--data", path(folder.path())];
    let command = |args: &[&str]| run(&[args, &["--json"], &at[..]].concat());
    command(&["pa2", "seed", "--partner", "1", "--loans", "120", "--seed", "2"]);
    let before = command(&["pa2", "clock", "show"]);
    let after = command(&["pa2", "clock", "advance", "2w"]);
    let day = |clock: &Value| clock["day"].as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
    assert_eq!((day(&after) - day(&before)).num_days(), 14);
    // Nobody has to serve for time to pass: what fell due on the way has happened.
    let statuses: Vec<Value> = (1..=120)
        .map(|n| format!("{n:07}"))
        .map(|id| command(&["pa2", "loan", "show", &id, "--partner", "1"]))
        .collect();
    let live = statuses
        .iter()
        .find(|loan| loan["status"] == "fundRaising")
        .expect("a loan that is live");
    let kiva_id = live["kiva_id"].as_str().unwrap();
    let funded = command(&["pa2", "loan", "fund", kiva_id]);
    // Most loans are disbursed before they are listed, and begin to repay at once.
    let repaying = if funded["status"] == "raised" {
        command(&["pa2", "loan", "disburse", kiva_id])
    } else {
        funded
    };
    assert_eq!(repaying["status"], "payingBack");
}
