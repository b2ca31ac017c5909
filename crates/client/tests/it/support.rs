//! A clock that is told the time and only notes how long it was asked to wait, and servers to speak to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_client::{Client, ClientBuilder, Clock, Credentials, Environment, Profile};
use futures::future::BoxFuture;
use rand::SeedableRng;
use rand::rngs::StdRng;
use url::Url;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

pub const PARTNER: i64 = 9001;

#[derive(Clone)]
pub struct TestClock {
    now: Arc<Mutex<DateTime<Utc>>>,
    slept: Arc<Mutex<Vec<Duration>>>,
}

impl TestClock {
    pub fn new() -> Self {
        let now = DateTime::from_timestamp(1_767_973_692, 0).unwrap();
        Self {
            now: Arc::new(Mutex::new(now)),
            slept: Arc::default(),
        }
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.now.lock().unwrap() += by;
    }

    pub fn slept(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.slept.lock().unwrap().push(duration);
        self.advance(TimeDelta::from_std(duration).unwrap());
        // Others get their turn, as in a real wait.
        Box::pin(tokio::task::yield_now())
    }
}

pub fn profile(base: &str) -> Profile {
    Profile::new(Environment::at(&Url::parse(base).unwrap()).unwrap(), PARTNER)
}

pub fn builder(base: &str, clock: &TestClock) -> ClientBuilder {
    Client::builder(profile(base), Credentials::new("client", "very-secret"))
        .clock(clock.clone())
        .rng(StdRng::seed_from_u64(7))
}

pub fn client(server: &MockServer, clock: &TestClock) -> Client {
    builder(&server.uri(), clock).build().unwrap()
}

pub fn route(tail: &str) -> String {
    format!("/v3/partner/{PARTNER}/{tail}")
}

pub fn token_reply(token: &str) -> String {
    format!(
        r#"{{"access_token":"{token}","scope":"read:loans create:repayment ","iss":"https://auth.example/","partnerId":"{PARTNER}","token_type":"bearer","expires_in":43199,"jti":"j-1"}}"#
    )
}

/// Any number of tokens, all the same.
pub async fn give_tokens(server: &MockServer) {
    Mock::given(method("POST"))
        .and(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_string(token_reply("t1")))
        .mount(server)
        .await;
}

pub async fn requests_to(server: &MockServer, path: &str) -> Vec<wiremock::Request> {
    let all = server.received_requests().await.unwrap();
    all.into_iter().filter(|request| request.url.path() == path).collect()
}

pub const THEMES: &str = r#"{"as_of_date_time":"2026-01-09T15:48:12Z","themes":[{"theme_type_id":1,"theme_type":"Green"}],"code":"api.success","message":"Found 1 value(s) for configuration 'themes'"}"#;
