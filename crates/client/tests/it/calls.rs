//! Each call: its route, its query or body, and the shapes of reply that servers send.

use fieldlink_client::{Client, Clock as _, Credentials, Error, JournalsBody, JournalsRoute, Post};
use fieldlink_contract::{Journal, LoanStatus, LoansQuery, Repayment, Severity};
use futures::{StreamExt, TryStreamExt};
use wiremock::matchers::{body_json_string, body_string, header, method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::*;

async fn answer(server: &MockServer, tail: &str, body: &str) {
    give_tokens(server).await;
    Mock::given(path(route(tail)))
        .respond_with(
            ResponseTemplate::new(200)
                .insert_header("x-request-id", "r-5")
                .set_body_string(body),
        )
        .mount(server)
        .await;
}

#[tokio::test]
async fn the_servers_clock_is_compared_with_ours() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    for (date, times) in [("Tue, 10 Mar 2026 12:00:00 GMT", 1), ("no date", 1)] {
        Mock::given(path(route("config/themes")))
            .respond_with(
                ResponseTemplate::new(200)
                    .insert_header("date", date)
                    .set_body_string(THEMES),
            )
            .up_to_n_times(times)
            .mount(&server)
            .await;
    }
    let clock = TestClock::new();
    let client = client(&server, &clock);
    assert_eq!(client.server_ahead(), None, "nothing was asked yet");
    client.themes().await.unwrap();
    let theirs: chrono::DateTime<chrono::Utc> = "2026-03-10T12:00:00Z".parse().unwrap();
    let ahead = client.server_ahead().unwrap();
    assert_eq!(ahead.num_seconds(), (theirs - clock.now()).num_seconds());
    // What cannot be read says nothing.
    client.themes().await.unwrap();
    assert_eq!(client.server_ahead(), Some(ahead));
}

#[tokio::test]
async fn the_four_config_calls() {
    let server = MockServer::start().await;
    let at = r#""as_of_date_time":"2026-01-09T15:48:12Z","code":"api.success","message":"""#;
    answer(
        &server,
        "config/activities",
        &format!(r#"{{{at},"activities":[{{"activity_id":31,"activity":"Farming"}}]}}"#),
    )
    .await;
    answer(
        &server,
        "config/locales",
        &format!(r#"{{{at},"locales":[{{"currency":"KES","languageId":1}}]}}"#),
    )
    .await;
    answer(&server, "config/themes", THEMES).await;
    answer(
        &server,
        "config/locations",
        &format!(r#"{{{at},"locations":[{{"full_name":"Nairobi: Kenya"}}]}}"#),
    )
    .await;
    let client = client(&server, &TestClock::new());
    assert_eq!(client.activities().await.unwrap().activities[0].activity_id, 31);
    assert_eq!(client.locales().await.unwrap().locales[0].currency, "KES");
    let themes = client.themes().await.unwrap();
    assert_eq!(
        (themes.themes[0].theme_type_id, themes.request_id.as_deref()),
        (1, Some("r-5"))
    );
    assert_eq!(
        client.locations().await.unwrap().locations[0].full_name,
        "Nairobi: Kenya"
    );
}

#[tokio::test]
async fn a_page_of_loans_sends_what_was_asked() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    Mock::given(path(route("loans")))
        .and(query_param("query", "Amina & co"))
        .and(query_param("status", "payingBack"))
        .and(query_param("limit", "1"))
        .and(header("accept", "application/json"))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"total_records":0,"data":[]}"#))
        .expect(1)
        .mount(&server)
        .await;
    let query = LoansQuery {
        query: Some("Amina & co".into()),
        status: Some(LoanStatus::PayingBack),
        limit: Some(1),
        ..LoansQuery::default()
    };
    assert_eq!(
        client(&server, &TestClock::new())
            .loans(&query)
            .await
            .unwrap()
            .total_records,
        0
    );
}

/// A list of loans that gives at most `most` at a time.
async fn many_loans(server: &MockServer, total: usize, most: usize) {
    give_tokens(server).await;
    Mock::given(path(route("loans")))
        .respond_with(move |request: &Request| {
            let number = |name: &str| -> usize {
                request
                    .url
                    .query_pairs()
                    .find(|(key, _)| key == name)
                    .unwrap()
                    .1
                    .parse()
                    .unwrap()
            };
            let (offset, limit) = (number("offset"), number("limit").min(most));
            let loans: Vec<_> = (offset..(offset + limit).min(total))
                .map(|n| format!(r#"{{"kiva_id":"{n}","status":"payingBack"}}"#))
                .collect();
            ResponseTemplate::new(200)
                .set_body_string(format!(r#"{{"total_records":{total},"data":[{}]}}"#, loans.join(",")))
        })
        .mount(server)
        .await;
}

#[tokio::test]
async fn a_stream_reads_all_pages_in_order() {
    for (total, page, most, requests) in [
        (0, 10, 10, 1),
        (7, 10, 10, 1),
        (20, 10, 10, 2),
        (25, 10, 10, 3),
        (25, 10, 4, 7),
    ] {
        let server = MockServer::start().await;
        many_loans(&server, total, most).await;
        let client = client(&server, &TestClock::new());
        let ids: Vec<String> = client
            .loans_stream(LoansQuery::default(), page)
            .map_ok(|loan| loan.kiva_id)
            .try_collect()
            .await
            .unwrap();
        assert_eq!(ids, (0..total).map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!(
            requests_to(&server, &route("loans")).await.len(),
            requests,
            "{total} by {page}"
        );
    }
}

#[tokio::test]
async fn a_stream_fetches_only_what_is_taken() {
    let server = MockServer::start().await;
    many_loans(&server, 1000, 3000).await;
    let client = client(&server, &TestClock::new());
    let from = LoansQuery {
        offset: Some(500),
        ..LoansQuery::default()
    };
    let first: Vec<_> = client.loans_stream(from, 100).take(3).try_collect().await.unwrap();
    assert_eq!(first[0].kiva_id, "500");
    assert_eq!(requests_to(&server, &route("loans")).await.len(), 1);
}

#[tokio::test]
async fn a_stream_ends_after_an_error() {
    let server = MockServer::start().await;
    answer(&server, "loans", "not json").await;
    let client = client(&server, &TestClock::new());
    let outcomes: Vec<_> = client.loans_stream(LoansQuery::default(), 10).collect().await;
    assert_eq!(outcomes.len(), 1);
    assert!(matches!(outcomes[0], Err(Error::UnreadableAnswer { .. })));
}

#[tokio::test]
async fn repayments_with_an_object_and_with_a_list() {
    let object = r#"{"code":"api.success","message":"ok","upload_id":7,"problems":[{"loan_id":"0042","details":"d","code":"c","severity":"warning"}]}"#;
    for body in [object.to_owned(), format!("[{object}]")] {
        let server = MockServer::start().await;
        give_tokens(&server).await;
        Mock::given(path(route("repayments")))
            .and(header("content-type", "application/json"))
            .and(body_string(r#"{"repayments":[{"loan_id":"0042","amount":480.10}]}"#))
            .respond_with(ResponseTemplate::new(200).set_body_string(body))
            .expect(1)
            .mount(&server)
            .await;
        let rows = [Repayment {
            loan_id: "0042".into(),
            amount: "480.10".parse().unwrap(),
            client_id: None,
        }];
        let reply = client(&server, &TestClock::new())
            .repayments(&rows, &Post::once())
            .await
            .unwrap();
        assert_eq!(
            (reply[0].upload_id, reply[0].problems[0].severity),
            (7, Severity::Warning)
        );
    }
}

#[tokio::test]
async fn journals_in_the_four_ways_that_servers_want() {
    let item = r#"{"subject":"s","body":"b","internal_loan_id":"1"}"#;
    let journals = [Journal {
        subject: "s".into(),
        body: "b".into(),
        internal_loan_id: "1".into(),
        ..Journal::default()
    }];
    for (spelling, word) in [
        (JournalsRoute::Plural, "partners"),
        (JournalsRoute::Singular, "partner"),
    ] {
        for (shape, sent) in [
            (JournalsBody::List, format!("[{item}]")),
            (JournalsBody::Envelope, format!(r#"{{"journals":[{item}]}}"#)),
        ] {
            let server = MockServer::start().await;
            give_tokens(&server).await;
            Mock::given(method("POST"))
                .and(path(format!("/v3/{word}/{PARTNER}/journals")))
                .and(body_json_string(sent))
                .respond_with(
                    ResponseTemplate::new(201)
                        .set_body_string(r#"[{"code":"api.success","archiveId":"a","confirmUrl":"https://x/c"}]"#),
                )
                .expect(1)
                .mount(&server)
                .await;
            let mut profile = profile(&server.uri());
            profile.journals_route = spelling;
            profile.journals_body = shape;
            let client = Client::new(profile, Credentials::new("c", "s")).unwrap();
            let reply = client.journals(&journals, &Post::once()).await.unwrap();
            assert_eq!(reply[0].confirm_url, "https://x/c");
        }
    }
}

#[tokio::test]
async fn a_failure_dressed_as_success_is_a_refusal() {
    let server = MockServer::start().await;
    answer(&server, "repayments", r#"{"code":"api.error","message":"no"}"#).await;
    let rows = [Repayment {
        loan_id: "1".into(),
        amount: 1.into(),
        client_id: None,
    }];
    let error = client(&server, &TestClock::new())
        .repayments(&rows, &Post::once())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
}

#[tokio::test]
async fn answers_without_end_and_empty_lists_are_unreadable() {
    let server = MockServer::start().await;
    answer(&server, "config/themes", &format!("\"{}\"", "x".repeat(5000))).await;
    answer(&server, "repayments", "[]").await;
    let client = builder(&server.uri(), &TestClock::new())
        .max_answer(4096)
        .build()
        .unwrap();
    assert!(matches!(client.themes().await, Err(Error::UnreadableAnswer { .. })));
    let rows = [Repayment {
        loan_id: "1".into(),
        amount: 1.into(),
        client_id: None,
    }];
    assert!(matches!(
        client.repayments(&rows, &Post::once()).await,
        Err(Error::UnreadableAnswer { .. })
    ));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    Mock::given(path(route("config/themes")))
        .respond_with(ResponseTemplate::new(307).insert_header("location", "/elsewhere"))
        .mount(&server)
        .await;
    let error = client(&server, &TestClock::new()).themes().await.unwrap_err();
    assert_eq!(error.answer().unwrap().status, 307);
    assert!(requests_to(&server, "/elsewhere").await.is_empty());
}
