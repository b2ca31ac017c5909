//! `fieldlink probe` against a server that differs: FPS-Lib's camelCase, lists for replies, 403 for everything. What PA2
//! answers is told by the program's own test.

use fieldlink_link::probe::{Probe, Target, Verdict, probe};
use serde_json::{Value, json};
use wiremock::matchers::{body_string_contains, method, path, path_regex, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn asked(server: &MockServer, post: bool) -> Probe {
    let base: url::Url = server.uri().parse().unwrap();
    let target = Target {
        token_url: base.join("/oauth/token").unwrap(),
        api_base: base,
        audience: server.uri(),
        client_id: "c".into(),
        secret: String::from("s3cret").into(),
        partner_id: 7,
    };
    probe(&target, post).await.unwrap()
}

fn found(probe: &Probe, name: &str) -> (Verdict, String) {
    let fact = probe.facts.iter().find(|fact| fact.name == name);
    let fact = fact.unwrap_or_else(|| panic!("{name} is not asked"));
    (fact.verdict, fact.found.to_string())
}

/// A server as FPS-Lib's types have it.
async fn fps_lib() -> MockServer {
    let server = MockServer::start().await;
    let reply = |status, body: Value| ResponseTemplate::new(status).set_body_json(body);
    let forbidden = || ResponseTemplate::new(403).set_body_json(json!({ "error": "Unauthorized" }));
    let token = reply(
        200,
        json!({ "access_token": "opaque", "scope": "create:loan_draft read:loans", "partnerId": 7, "token_type": "Bearer", "expires_in": 3600 }),
    );
    Mock::given(path("/oauth/token"))
        .and(body_string_contains("client_secret=s3cret"))
        .and(body_string_contains("grant_type=client_credentials"))
        .respond_with(token)
        .mount(&server)
        .await;
    let lists = [
        ("activities", json!([{ "activityId": 31, "activityName": "Farming" }])),
        (
            "locales",
            json!([{ "currency": "KES", "languageCode": "EN", "languageId": 1, "languageName": "English" }]),
        ),
        ("themes", json!([{ "themeTypeId": 1, "themeType": "Green" }])),
        (
            "locations",
            json!([{ "country": "Kenya", "location": "Nairobi", "fullName": "Kenya, Nairobi" }]),
        ),
    ];
    let authorized =
        |mock: wiremock::MockBuilder| mock.and(wiremock::matchers::header("authorization", "Bearer opaque"));
    for (list, items) in lists {
        let body =
            json!({ "asOfDateTime": "2026-01-09T15:48:12.123Z", list: items, "code": "api.success", "message": "" });
        authorized(Mock::given(path(format!("/v3/partner/7/config/{list}"))))
            .respond_with(reply(200, body))
            .mount(&server)
            .await;
    }
    let loan = json!({ "borrowerCount": 1, "internalLoanId": "L-1", "status": "sleeping", "partner_id": 7 });
    authorized(Mock::given(method("GET")).and(path("/v3/partner/7/loans")))
        .and(query_param("query", "L-1"))
        .respond_with(reply(200, json!({ "totalRecords": 0, "data": [] })))
        .mount(&server)
        .await;
    authorized(Mock::given(method("GET")).and(path("/v3/partner/7/loans")))
        .respond_with(reply(200, json!({ "totalRecords": 1, "data": [loan] })))
        .mount(&server)
        .await;
    authorized(Mock::given(path("/v3/partner/7/repayments")))
        .respond_with(reply(200, json!([{ "uploadId": 3, "problems": [] }])))
        .mount(&server)
        .await;
    authorized(Mock::given(path("/v3/partner/7/loan_draft")))
        .respond_with(reply(200, json!({ "loanDraftUuid": "u", "code": "api.success" })))
        .mount(&server)
        .await;
    authorized(Mock::given(path("/v3/partners/7/journals")))
        .respond_with(reply(200, json!({ "confirm_url": "https://x/1", "archive_id": "1" })))
        .mount(&server)
        .await;
    authorized(Mock::given(path("/v3/partner/7/journals")))
        .respond_with(reply(200, json!([{ "confirmUrl": "https://x/1" }])))
        .mount(&server)
        .await;
    Mock::given(path_regex("^/"))
        .respond_with(forbidden())
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn each_difference_of_another_server_is_named() {
    let server = fps_lib().await;
    let probe = asked(&server, true).await;
    let differs = [
        ("token.lifetime", "3600"),
        ("token.partner_id", "a number"),
        ("token.claims", "no JWT"),
        ("token.wrong_secret", "403"),
        ("token.wrong_grant", "403"),
        ("errors.no_token", "403"),
        ("errors.bad_token", "403"),
        ("errors.body", "error"),
        ("config.activities", "activity_id is spelled activityId"),
        ("config.activities", "as_of_date_time is spelled asOfDateTime"),
        ("config.locales", "language_code is spelled languageCode"),
        ("config.themes", "theme_type is spelled themeType"),
        ("config.locations", "full_name is spelled fullName"),
        ("loans.envelope", "total_records is spelled totalRecords"),
        ("loans.fields", "internal_loan_id is spelled internalLoanId"),
        ("loans.texts", "partner_id is a number"),
        ("loans.status_names", "sleeping"),
        ("repayments.reply", "a list of replies"),
        ("repayments.problem", "without a problem"),
        ("loan_draft.reply", "loan_draft_uuid is missing"),
        ("journals.plural", "answered 200"),
        ("journals.singular", "a list of replies"),
    ];
    for (name, how) in differs {
        let (verdict, said) = found(&probe, name);
        assert_eq!(verdict, Verdict::Differs, "{name}: {said}");
        assert!(said.contains(how), "{name}: {said}");
    }
    for name in [
        "token.type",
        "token.blanks",
        "errors.other_partner",
        "loans.status_optional",
    ] {
        assert_eq!(
            found(&probe, name).0,
            Verdict::AsAssumed,
            "{name}: {:?}",
            found(&probe, name)
        );
    }
    let text = serde_json::to_string(&probe).unwrap();
    assert!(!text.contains("s3cret") && !text.contains("opaque"), "{text}");
}

#[tokio::test]
async fn nothing_is_posted_but_requests_for_tokens_unless_it_is_wished() {
    let server = fps_lib().await;
    let probe = asked(&server, false).await;
    let requests = server.received_requests().await.unwrap();
    assert!(requests.len() > 8);
    for request in requests {
        let asks = request.method == wiremock::http::Method::GET || request.url.path() == "/oauth/token";
        assert!(asks, "{} {}", request.method, request.url.path());
    }
    assert_eq!(found(&probe, "repayments.reply").0, Verdict::CouldNotAsk);
}

#[tokio::test]
async fn a_server_that_is_not_there_could_not_be_asked() {
    // A port that was free a moment ago.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base: url::Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let target = Target {
        token_url: base.join("/oauth/token").unwrap(),
        api_base: base,
        audience: "a".into(),
        client_id: "c".into(),
        secret: String::from("s").into(),
        partner_id: 7,
    };
    let probe = probe(&target, false).await.unwrap();
    assert!(
        probe.facts.iter().all(|fact| fact.verdict == Verdict::CouldNotAsk),
        "{probe:?}"
    );
}
