//! One token for all, renewed in time.

use chrono::TimeDelta;
use fieldlink_client::{Class, Credentials, Effect, Error, Who};
use fieldlink_contract::{Scope, ScopeSet, TokenErrorCode};
use futures::future::join_all;
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::*;

#[tokio::test]
async fn the_form_is_the_documented_one() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    let clock = TestClock::new();
    let token = client(&server, &clock).token().await.unwrap();
    assert_eq!((token.partner_id.as_str(), token.id.as_str()), ("9001", "j-1"));
    assert_eq!(token.scopes.to_string(), "read:loans create:repayment");
    assert!(!format!("{token:?}").contains("t1\""));
    let request = &requests_to(&server, "/oauth/token").await[0];
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.headers["accept"], "application/json");
    let body = String::from_utf8(request.body.clone()).unwrap();
    assert!(
        body.starts_with("grant_type=client_credentials&audience=http%3A%2F%2F127.0.0.1"),
        "{body}"
    );
    assert!(body.ends_with("&client_id=client&client_secret=very-secret"), "{body}");
}

#[tokio::test]
async fn wanted_scopes_are_asked_for() {
    let server = MockServer::start().await;
    Mock::given(body_string_contains("&scope=read%3Aloans+create%3Arepayment"))
        .respond_with(ResponseTemplate::new(200).set_body_string(token_reply("t1")))
        .expect(1)
        .mount(&server)
        .await;
    let scopes: ScopeSet = [Scope::CreateRepayment, Scope::ReadLoans].into_iter().collect();
    let credentials = Credentials::new("c", "s").with_scopes(scopes);
    fieldlink_client::Client::new(profile(&server.uri()), credentials)
        .unwrap()
        .token()
        .await
        .unwrap();
}

#[tokio::test]
async fn many_callers_one_request() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    Mock::given(header("authorization", "Bearer t1"))
        .respond_with(ResponseTemplate::new(200).set_body_string(THEMES))
        .expect(20)
        .mount(&server)
        .await;
    let client = client(&server, &TestClock::new());
    for outcome in join_all((0..20).map(|_| client.themes())).await {
        assert_eq!(outcome.unwrap().themes.len(), 1);
    }
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 1);
}

#[tokio::test]
async fn a_failure_is_shared_by_those_who_waited_and_asked_again_by_the_next() {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/token"))
        .respond_with(
            ResponseTemplate::new(401)
                .set_body_string(r#"{"error":"invalid_client","error_description":"no such client"}"#),
        )
        .mount(&server)
        .await;
    let client = client(&server, &TestClock::new());
    for outcome in join_all((0..10).map(|_| client.themes())).await {
        let error = outcome.unwrap_err();
        assert!(
            matches!(
                error,
                Error::TokenRefused {
                    code: TokenErrorCode::InvalidClient,
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(
            error.class(),
            Class {
                who: Who::Operator,
                effect: Effect::None
            }
        );
        assert!(!error.to_string().contains("very-secret"));
    }
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 1);
    client.token().await.unwrap_err();
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 2);
}

#[tokio::test]
async fn a_token_is_renewed_a_minute_before_its_end() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    let clock = TestClock::new();
    let client = client(&server, &clock);
    client.token().await.unwrap();
    clock.advance(TimeDelta::seconds(43199 - 61));
    client.token().await.unwrap();
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 1);
    clock.advance(TimeDelta::seconds(1));
    client.token().await.unwrap();
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 2);
}

/// The first token is refused, the second works.
async fn refuse_the_first_token(server: &MockServer, status: u16) {
    for (token, times) in [("old", 1), ("new", u64::MAX)] {
        Mock::given(path("/oauth/token"))
            .respond_with(ResponseTemplate::new(200).set_body_string(token_reply(token)))
            .up_to_n_times(times)
            .mount(server)
            .await;
    }
    Mock::given(header("authorization", "Bearer old"))
        .respond_with(ResponseTemplate::new(status).set_body_string(r#"{"code":"api.error","message":"Unauthorized"}"#))
        .mount(server)
        .await;
    Mock::given(header("authorization", "Bearer new"))
        .respond_with(ResponseTemplate::new(200).set_body_string(THEMES))
        .mount(server)
        .await;
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all() {
    let server = MockServer::start().await;
    refuse_the_first_token(&server, 401).await;
    let client = client(&server, &TestClock::new());
    for outcome in join_all((0..10).map(|_| client.themes())).await {
        outcome.unwrap();
    }
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 2);
}

#[tokio::test]
async fn a_403_renews_an_old_token_but_not_a_fresh_one() {
    let server = MockServer::start().await;
    refuse_the_first_token(&server, 403).await;
    let clock = TestClock::new();
    let client = client(&server, &clock);
    let error = client.themes().await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error}");
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 1);
    clock.advance(TimeDelta::seconds(60));
    client.themes().await.unwrap();
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 2);
}

#[tokio::test]
async fn a_server_that_refuses_every_token_is_asked_twice_only() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(401))
        .expect(2)
        .mount(&server)
        .await;
    let error = client(&server, &TestClock::new()).themes().await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized(_)), "{error}");
    assert_eq!(error.class().who, Who::Operator);
}

#[tokio::test]
async fn a_token_of_another_partner_is_not_used() {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_string(token_reply("t").replace("9001", "7")))
        .mount(&server)
        .await;
    let clock = TestClock::new();
    let error = client(&server, &clock).themes().await.unwrap_err();
    assert!(matches!(error, Error::WrongToken { what: "partner" }), "{error}");
}

#[tokio::test]
async fn an_issuer_is_checked_when_the_profile_names_one() {
    let server = MockServer::start().await;
    give_tokens(&server).await;
    let token = |issuer: &str| {
        let mut profile = profile(&server.uri());
        profile.environment.issuer = Some(issuer.to_owned());
        let client = fieldlink_client::Client::new(profile, Credentials::new("c", "s")).unwrap();
        async move { client.token().await }
    };
    token("https://auth.example").await.unwrap();
    assert!(matches!(
        token("https://evil.example").await,
        Err(Error::WrongToken { what: "issuer" })
    ));
}

#[tokio::test]
async fn a_busy_token_service_is_asked_again() {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(503).insert_header("retry-after", "3"))
        .up_to_n_times(2)
        .mount(&server)
        .await;
    give_tokens(&server).await;
    let clock = TestClock::new();
    client(&server, &clock).token().await.unwrap();
    assert_eq!(clock.slept().len(), 2);
    assert!(clock.slept().iter().all(|pause| pause.as_secs() == 3));
}

#[tokio::test]
async fn a_token_in_hand_outlives_a_failing_service_but_not_its_own_end() {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_string(token_reply("t1")))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(503))
        .mount(&server)
        .await;
    let clock = TestClock::new();
    let client = builder(&server.uri(), &clock)
        .retry(fieldlink_client::RetryPolicy::never())
        .build()
        .unwrap();
    client.token().await.unwrap();
    clock.advance(TimeDelta::seconds(43199 - 30));
    client.token().await.unwrap();
    client.token().await.unwrap();
    // Asked once more, and not again by the second caller.
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 2);
    clock.advance(TimeDelta::seconds(10));
    client.token().await.unwrap();
    assert_eq!(requests_to(&server, "/oauth/token").await.len(), 3);
    clock.advance(TimeDelta::seconds(20));
    assert!(matches!(client.token().await, Err(Error::ServerBusy { .. })));
}
