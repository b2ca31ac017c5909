//! What is sent again, and what is not.

use std::time::Duration;

use fieldlink_client::{Effect, Error, Post, Who};
use fieldlink_contract::{Journal, LoanDraft, Repayment};
use wiremock::matchers::{header, header_exists, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::*;

fn journals() -> Vec<Journal> {
    vec![Journal {
        subject: "s".into(),
        body: "b".into(),
        internal_loan_id: "1".into(),
        ..Journal::default()
    }]
}

fn rows(count: usize) -> Vec<Repayment> {
    (0..count)
        .map(|n| Repayment {
            loan_id: n.to_string(),
            amount: 1.into(),
            client_id: None,
        })
        .collect()
}

/// Fails that many times with the status, then answers.
async fn fail_then(server: &MockServer, tail: &str, status: u16, times: u64, reply: &str) {
    give_tokens(server).await;
    Mock::given(path(route(tail)))
        .respond_with(ResponseTemplate::new(status))
        .up_to_n_times(times)
        .mount(server)
        .await;
    Mock::given(path(route(tail)))
        .respond_with(ResponseTemplate::new(200).set_body_string(reply))
        .mount(server)
        .await;
}

#[tokio::test]
async fn a_read_gets_through_a_busy_server() {
    for status in [429, 502, 503, 504] {
        let server = MockServer::start().await;
        fail_then(&server, "config/themes", status, 3, THEMES).await;
        let clock = TestClock::new();
        let reply = client(&server, &clock).themes().await.unwrap();
        assert_eq!((reply.attempts, clock.slept().len()), (4, 3), "{status}");
    }
}

#[tokio::test]
async fn a_read_gives_up_in_the_end_and_says_that_it_passes() {
    let server = MockServer::start().await;
    fail_then(&server, "config/themes", 502, 99, THEMES).await;
    let clock = TestClock::new();
    let error = client(&server, &clock).themes().await.unwrap_err();
    assert_eq!(requests_to(&server, &route("config/themes")).await.len(), 5);
    assert_eq!(error.class().who, Who::Nobody);
}

#[tokio::test]
async fn retry_after_is_kept() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    Mock::given(path(route("loan_draft")))
        .respond_with(ResponseTemplate::new(429).insert_header("retry-after", "17"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path(route("loan_draft")))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"code":"api.success","loan_draft_uuid":"u"}"#))
        .mount(&server)
        .await;
    let clock = TestClock::new();
    client(&server, &clock)
        .loan_draft(&LoanDraft::default(), &Post::once())
        .await
        .unwrap();
    let slept = clock.slept();
    assert!(
        slept.len() == 1 && slept[0] >= Duration::from_secs(17) && slept[0] < Duration::from_secs(18),
        "{slept:?}"
    );
}

#[tokio::test]
async fn a_retry_after_beyond_patience_goes_to_the_caller() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(429).insert_header("retry-after", "3600"))
        .expect(1)
        .mount(&server)
        .await;
    let clock = TestClock::new();
    let error = client(&server, &clock).themes().await.unwrap_err();
    assert_eq!(
        (error.retry_after(), clock.slept().len()),
        (Some(Duration::from_secs(3600)), 0)
    );
}

#[tokio::test]
async fn a_post_is_not_sent_again_when_it_may_have_been_done() {
    for status in [500, 502, 503, 504] {
        let server = MockServer::start().await;
        fail_then(&server, "loan_draft", status, 1, r#"{"loan_draft_uuid":"u"}"#).await;
        let error = client(&server, &TestClock::new())
            .loan_draft(&LoanDraft::default(), &Post::keyed("k"))
            .await
            .unwrap_err();
        assert_eq!(
            (error.class().who, error.class().effect),
            (Who::Checker, Effect::Unknown),
            "{status}"
        );
        assert_eq!(requests_to(&server, &route("loan_draft")).await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_post_is_sent_again_when_the_caller_says_that_twice_is_once() {
    let server = MockServer::start().await;
    fail_then(
        &server,
        "repayments",
        504,
        2,
        r#"{"code":"api.success","upload_id":7,"problems":[]}"#,
    )
    .await;
    let reply = client(&server, &TestClock::new())
        .repayments(&rows(3), &Post::once().repeatable())
        .await
        .unwrap();
    assert_eq!((reply[0].upload_id, reply.attempts), (7, 3));
}

#[tokio::test]
async fn a_post_whose_token_was_refused_is_sent_once_more() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    let url = format!("/v3/partners/{PARTNER}/journals");
    Mock::given(path(&url))
        .respond_with(ResponseTemplate::new(401))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path(&url))
        .and(header("idempotency-key", "\"9001:journal:1\""))
        .respond_with(
            ResponseTemplate::new(201)
                .set_body_string(r#"{"code":"api.success","archive_id":3,"confirm_url":"https://x/c"}"#),
        )
        .expect(1)
        .mount(&server)
        .await;
    let reply = client(&server, &TestClock::new())
        .journals(&journals(), &Post::keyed("9001:journal:1"))
        .await
        .unwrap();
    assert_eq!((reply[0].archive_id.as_str(), reply.status), ("3", 201));
}

#[tokio::test]
async fn a_post_still_being_worked_on_is_asked_for_again_with_the_same_key() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    let target = route("loan_draft");
    Mock::given(path(&target))
        .and(header_exists("idempotency-key"))
        .respond_with(
            ResponseTemplate::new(409).set_body_string(r#"{"code":"api.idempotencyInProgress","message":"wait"}"#),
        )
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path(&target))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"loanDraftUuid":"u-9"}"#))
        .mount(&server)
        .await;
    let client = client(&server, &TestClock::new());
    let reply = client
        .loan_draft(&LoanDraft::default(), &Post::keyed("k").repeatable())
        .await
        .unwrap();
    assert_eq!(reply.loan_draft_uuid, "u-9");
}

#[tokio::test]
async fn a_refusal_tells_code_and_request_id_but_not_the_words() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    Mock::given(path(route("loan_draft")))
        .respond_with(
            ResponseTemplate::new(400)
                .insert_header("x-request-id", "req-77")
                .set_body_string(r#"{"code":"api.invalidRequest","message":"Amina Wanjiru has no gender"}"#),
        )
        .expect(1)
        .mount(&server)
        .await;
    let error = client(&server, &TestClock::new())
        .loan_draft(&LoanDraft::default(), &Post::once())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "refused: loan draft answered 400 api.invalidRequest (request id req-77)"
    );
    assert!(!format!("{error:?}").contains("Amina"));
    assert_eq!(error.answer().unwrap().message.as_str(), "Amina Wanjiru has no gender");
    assert_eq!(
        (error.class().who, error.request_id()),
        (Who::RecordKeeper, Some("req-77"))
    );
}

#[tokio::test]
async fn too_many_rows_and_none_are_never_sent() {
    let server = MockServer::start().await;
    let client = client(&server, &TestClock::new());
    let many = client.repayments(&rows(301), &Post::once()).await.unwrap_err();
    assert!(matches!(many, Error::TooManyRows { rows: 301, limit: 300 }), "{many}");
    assert!(matches!(
        client.repayments(&[], &Post::once()).await,
        Err(Error::NothingToSend { .. })
    ));
    assert!(matches!(
        client.journals(&[], &Post::once()).await,
        Err(Error::NothingToSend { .. })
    ));
    assert!(server.received_requests().await.unwrap().is_empty());
}
