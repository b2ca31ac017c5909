//! What no text may be, in every text of every route: refused by a 4xx that names the field, on both engines alike.

use fieldlink_contract::text::{self, Texts};
use fieldlink_contract::{Entrep, Journal, LoanDraft, ScheduleParameters};

use super::*;
use crate::support::form as encoded;

/// A text with U+0000 and one that is longer than any bound of a form, encoded.
fn unfit() -> [(&'static str, String); 3] {
    [
        ("U+0000", String::from("a%00b")),
        ("UTF-8", String::from("a%FFb")),
        ("characters", "x".repeat(text::LONG + 1)),
    ]
}

async fn every_field_of_every_form(database: &TestDatabase) {
    let world = World::new(database).await;
    let coordinator = world.app.person(Role::Coordinator).await;
    let kiva = world.app.person(Role::Kiva).await;
    let before = world.state().await;
    for row in SITE.iter().filter(needs_sign_in) {
        let Sent::Fields(fields) = row.sent else { continue };
        let person = if row.roles.contains(&Role::Coordinator) {
            &coordinator
        } else {
            &kiva
        };
        let csrf = hidden(person.get("/").await.expect(200).text(), "csrf");
        for (spoilt, _) in fields {
            for (what, value) in unfit() {
                let pairs = fields.iter().map(|(name, sound)| match name == spoilt {
                    true => format!("{name}={value}"),
                    false => encoded(&[(*name, *sound)]),
                });
                let body = pairs
                    .chain([encoded(&[("csrf", csrf.as_str())])])
                    .collect::<Vec<_>>()
                    .join("&");
                let reply = person.post_encoded(&world.path(row), body).await;
                let place = format!("{} {spoilt} {what}: {}", label(row), reply.status);
                assert_eq!(reply.status, 422, "{place}");
                // What was typed stands on the page, to be mended.
                assert!(reply.text().contains(&format!("<textarea id=\"{spoilt}\"")), "{place}");
                assert!(reply.text().contains(what), "{place}: {}", reply.text());
            }
        }
    }
    assert_eq!(world.state().await, before);
}

async fn every_name_in_a_path_and_every_query(database: &TestDatabase) {
    let world = World::new(database).await;
    let coordinator = world.app.person(Role::Coordinator).await;
    let kiva = world.app.person(Role::Kiva).await;
    for row in SITE {
        let person = if row.roles.contains(&Role::Coordinator) || row.roles.is_empty() {
            &coordinator
        } else {
            &kiva
        };
        let csrf = hidden(person.get("/").await.expect(200).text(), "csrf");
        for part in row.path.split('/').filter(|part| part.starts_with('{')) {
            for bad in ["a%00b", "a%FFb"] {
                let path = row.path.replacen(part, bad, 1);
                let names = world.names.iter();
                let path = names.fold(path, |path, (name, value)| path.replace(name, value));
                let path = path.replace("{link}", "x").replace("{deed}", "x").replace("{id}", "1");
                let reply = if row.method == "GET" {
                    person.get(&path).await
                } else {
                    person.post_raw(&path, &[("csrf", &csrf)]).await
                };
                assert!(
                    reply.status.is_client_error(),
                    "{} {path}: {}",
                    row.method,
                    reply.status
                );
            }
        }
        if row.method == "GET" && !row.roles.is_empty() {
            for bad in ["query=a%00b", "after=%00", "loan=%FF", "next=%00"] {
                let reply = person.get(&format!("{}?{bad}", world.path(row))).await;
                assert!(!reply.status.is_server_error(), "{} {bad}: {}", row.path, reply.status);
            }
        }
    }
    let reply = coordinator.get("/loans?query=a%00b").await.expect(400);
    assert!(reply.text().contains("query: "), "{}", reply.text());
}

/// A draft with this text in the field of this path, such as `entreps[0].first_name`.
fn draft_with(field: &str, value: &str) -> String {
    let mut draft = complete(1);
    match field.split_once('.') {
        Some(("entreps[0]", name)) => draft["entreps"][0][name] = json!(value),
        Some((_, name)) => draft["schedule_parameters"] = json!({ name: value }),
        None => draft[field] = json!(value),
    }
    draft.to_string()
}

async fn every_text_of_the_api(database: &TestDatabase) {
    let world = World::new(database).await;
    let all = world.app.client(&Scope::ALL).await;
    let under = |part: &'static str, bounds: &'static [(&'static str, usize)]| {
        bounds.iter().map(move |(name, most)| (format!("{part}{name}"), *most))
    };
    let drafts = under("", LoanDraft::BOUNDS)
        .chain(under("entreps[0].", Entrep::BOUNDS))
        .chain(under("schedule_parameters.", ScheduleParameters::BOUNDS));
    let before = world.state().await;
    for (field, most) in drafts {
        let mut bad = vec![(String::from("a\0b"), "holds the character U+0000")];
        if most < text::PICTURE {
            bad.push(("x".repeat(most + 1), "has more than"));
        }
        for (value, why) in bad {
            let reply = all.post("/v3/partner/1/loan_draft", &draft_with(&field, &value)).await;
            let said = reply.expect(400).json()["message"].to_string();
            assert!(said.contains(&format!("{field}: {why}")), "{said}");
        }
    }
    for (field, most) in Journal::BOUNDS.iter().filter(|(name, _)| !name.ends_with("_id")) {
        for (value, why) in [
            (String::from("a\0b"), "holds the character U+0000"),
            ("x".repeat(most + 1), "has more than"),
        ] {
            let mut sent = journal(1);
            sent[*field] = json!(value);
            let reply = all.post("/v3/partners/1/journals", &json!([sent]).to_string()).await;
            let said = reply.expect(400).json()["message"].to_string();
            assert!(said.contains(&format!("journals[0].{field}: {why}")), "{said}");
        }
    }
    for lone in [r#"{"loanuse":"\ud800"}"#, r#"{"entreps":[{"loan_id":"\udc00\ud800"}]}"#] {
        all.post("/v3/partner/1/loan_draft", lone).await.expect(400);
    }
    let said = all.get("/v3/partner/1/loans?query=a%00b").await.expect(400).json();
    assert!(said["message"].as_str().unwrap().starts_with("query: "), "{said}");
    for path in [
        "snapshots/a%00b",
        "snapshots/a%00b/restore",
        "scenarios/a%00b",
        "loans/1/a%00b",
    ] {
        all.post(&format!("/sandbox/partner/1/{path}"), "").await.expect(400);
    }
    let note = r#"{"reason":"moved","note":"a\u0000b"}"#;
    let said = all.post("/sandbox/partner/1/loans/1/default", note).await.expect(400);
    assert!(said.text().contains("note: holds"), "{}", said.text());
    assert_eq!(world.state().await, before);
}

async fn an_id_that_is_none_is_a_problem_of_its_row(database: &TestDatabase) {
    let world = World::new(database).await;
    let all = world.app.client(&Scope::ALL).await;
    let long = "9".repeat(3_000);
    for id in [long.as_str(), "a\0b"] {
        let rows = json!({ "repayments": [
            { "loan_id": id, "amount": 1 },
            { "loan_id": "0001", "client_id": id, "amount": 2 },
            { "loan_id": "0001", "amount": 3 },
        ] });
        let reply = all
            .post("/v3/partner/1/repayments", &rows.to_string())
            .await
            .expect(200)
            .json();
        let codes: Vec<_> = reply["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| &p["code"])
            .collect();
        assert_eq!(codes, ["id_unusable", "id_unusable"], "{reply}");
        assert!(
            reply["message"]
                .as_str()
                .unwrap()
                .starts_with("3 rows taken: 1 accepted"),
            "{reply}"
        );
        let mut bad = journal(1);
        bad["internal_loan_id"] = json!(id);
        let sent = json!([bad, journal(1)]).to_string();
        let reply = all.post("/v3/partners/1/journals", &sent).await.expect(201).json();
        assert!(
            reply["message"]
                .as_str()
                .unwrap()
                .contains("1 cannot be published: 1 (id_unusable)"),
            "{reply}"
        );
    }
    // The same in a file.
    let person = world.app.person(Role::Coordinator).await;
    let file = format!("{long},1\n{long},1\na\0b,2\n0001,a\0b\n0001,5\n");
    let csrf = hidden(person.get("/").await.expect(200).text(), "csrf");
    let token = [("csrf", csrf.as_str())];
    let sent = person.post_file_raw("/repayments/upload", &token, "file", file.as_bytes());
    sent.await.expect(303);
    let page = person.get("/repayments/2026-11/problems").await.expect(200);
    assert!(page.text().contains("At most 200 characters") || page.text().contains("at most 200 characters"));
    // Near its head the character says that the file is none of text.
    let file = format!("0001,News,{}\n0001,News,a\0b\n", "x".repeat(5_000));
    let sent = person.post_file_raw("/journals/upload", &token, "file", file.as_bytes());
    let refused = sent.await.expect(422);
    assert!(refused.text().contains("Line 2"), "{}", refused.text());
    let spoilt = [("csrf", "a\0b")];
    let sent = person.post_file_raw("/journals/upload", &spoilt, "file", b"0001,News,Well.\n");
    sent.await.expect(422);
}

async fn every_parameter_of_the_token_service(database: &TestDatabase) {
    let world = World::new(database).await;
    for path in ["/oauth/token", "/oauth/introspect", "/oauth/revoke"] {
        for field in ["client_id", "client_secret", "scope", "audience", "grant_type", "token"] {
            for bad in ["a%00b", "a%FFb"] {
                let rest = ["client_id", "client_secret", "token"]
                    .into_iter()
                    .filter(|name| *name != field);
                let rest: String = rest.map(|name| format!("&{name}=x")).collect();
                let reply = world
                    .app
                    .post_encoded(path, format!("{field}={bad}{rest}"))
                    .await
                    .expect(400);
                let said = reply.json()["error_description"].to_string();
                assert!(said.contains(&format!("{field}: ")), "{path} {field} {bad}: {said}");
            }
        }
    }
}

for_each_engine!(
    every_field_of_every_form,
    every_name_in_a_path_and_every_query,
    every_text_of_the_api,
    an_id_that_is_none_is_a_problem_of_its_row,
    every_parameter_of_the_token_service,
);
