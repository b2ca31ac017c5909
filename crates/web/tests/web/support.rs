//! A PA2 of a test's own, and the actors that ask it.

use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use fieldlink_app::clock::SystemClock;
use fieldlink_app::partners::NewPartner;
use fieldlink_app::{Actor, Entropy, Options, Pa2, PersonActor, Role};
use fieldlink_contract::{Scope, ScopeSet};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_store::photos::Photos;
use fieldlink_testkit::{TestClock, TestDatabase};
use fieldlink_web::{AppState, Router};
use serde_json::Value;
use tower::ServiceExt;

/// Where the PA2 of a test believes to be.
pub const URL: &str = "http://pa2.test";
/// The partner that every test has.
pub const PARTNER: PartnerId = PartnerId(1);
/// Another partner, to prove that its things stay its own.
pub const STRANGER: PartnerId = PartnerId(2);
/// Noon UTC of a day in the middle of a month.
pub const NOW: &str = "2026-11-17T12:00:00Z";
/// The password of every person.
pub const PASSWORD: &str = "a long enough password";

/// A PA2 with its own database and a clock that stands still.
pub struct TestApp {
    pub pa2: Pa2,
    pub clock: TestClock,
    pub router: Router,
    statements: Arc<Mutex<Vec<String>>>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a readable header"))
    }

    /// Fails with the whole answer when the status is another one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Reply {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}

impl TestApp {
    /// With the default settings and both partners.
    pub async fn new(database: &TestDatabase) -> TestApp {
        TestApp::with(database, Settings::default()).await
    }

    /// With these settings.
    pub async fn with(database: &TestDatabase, settings: Settings) -> TestApp {
        TestApp::at(database.url(), settings).await
    }

    /// Over the database at this URL.
    pub async fn at(url: &str, settings: Settings) -> TestApp {
        let mut store = Store::open(url).await.expect("a store");
        let statements = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&statements);
        store.watch(move |sql| seen.lock().expect("no panic").push(sql.to_owned()));
        let clock = TestClock::at_text(NOW);
        let hand = clock.clone();
        let options = Options {
            settings,
            public_url: URL.to_owned(),
            system: SystemClock::new(move || hand.now()),
            entropy: Entropy::from_seed(7),
            audit_key: fieldlink_app::audit::Key::new(&[7; 32]),
        };
        let pa2 = Pa2::new(store, Photos::memory(), options).await.expect("a PA2");
        for partner in [PARTNER, STRANGER] {
            // They stay where a test starts its PA2 again over the same database.
            if pa2.partner(partner).await.is_err() {
                pa2.create_partner(&Actor::Operator, NewPartner::sample(partner))
                    .await
                    .expect("a partner");
            }
        }
        let router = fieldlink_web::router(AppState::new(pa2.clone()));
        TestApp {
            pa2,
            clock,
            router,
            statements,
        }
    }

    /// What `work` answers, and the statements that the database was asked meanwhile, in their order.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, Vec<String>) {
        self.statements.lock().expect("no panic").clear();
        let answer = work.await;
        (answer, self.statements.lock().expect("no panic").clone())
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a whole body");
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// A GET by nobody.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    /// A form post by nobody.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.post_encoded(path, form(fields)).await
    }

    /// These bytes as a form, by nobody.
    pub async fn post_encoded(&self, path: &str, encoded: String) -> Reply {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded))
            .expect("a request");
        self.send(request).await
    }

    /// A program of the test's partner, with a token for these scopes got from the token route.
    pub async fn client(&self, scopes: &[Scope]) -> ApiCaller<'_> {
        self.client_of(PARTNER, scopes).await
    }

    /// A program of any partner.
    pub async fn client_of(&self, partner: PartnerId, scopes: &[Scope]) -> ApiCaller<'_> {
        let scopes: ScopeSet = scopes.iter().copied().collect();
        let secret = self
            .pa2
            .create_client(&Actor::Operator, partner, "test", &scopes)
            .await
            .expect("a client");
        let reply = self
            .post_form(
                "/oauth/token",
                &[
                    ("grant_type", "client_credentials"),
                    ("client_id", &secret.client_id),
                    (
                        "client_secret",
                        secrecy::ExposeSecret::expose_secret(&secret.client_secret),
                    ),
                    ("audience", URL),
                ],
            )
            .await
            .expect(200);
        let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
        ApiCaller { app: self, token }
    }

    /// A signed-in person of the test's partner (of none for Kiva's roles).
    pub async fn person(&self, role: Role) -> Browser<'_> {
        let partner = (!role.is_kivas()).then_some(PARTNER);
        self.person_of(partner, role).await
    }

    /// A signed-in person of any partner.
    pub async fn person_of(&self, partner: Option<PartnerId>, role: Role) -> Browser<'_> {
        let email = format!("{role}-{}@example.org", partner.map_or(0, |p| p.0));
        let new = fieldlink_app::people::NewPerson {
            email: email.clone(),
            name: format!("Test {role}"),
            partner_id: partner,
            role,
            password: Some(PASSWORD.into()),
        };
        let person = self
            .pa2
            .create_person(&Actor::Operator, new)
            .await
            .expect("a person")
            .person;
        let browser = Browser {
            app: self,
            person,
            cookie: Mutex::new(String::new()),
        };
        browser.sign_in(&email).await;
        browser
    }
}

/// A program with a token.
pub struct ApiCaller<'a> {
    pub app: &'a TestApp,
    pub token: String,
}

impl ApiCaller<'_> {
    pub async fn get(&self, path: &str) -> Reply {
        self.request(Method::GET, path, "", &[]).await
    }

    pub async fn post(&self, path: &str, body: &str) -> Reply {
        self.request(Method::POST, path, body, &[("content-type", "application/json")])
            .await
    }

    /// Posts, and answers whether the connection was cut before the answer's first byte.
    pub async fn post_cut(&self, path: &str, body: &str) -> bool {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Body::from(body.to_owned()))
            .expect("a request");
        let response = self.app.router.clone().oneshot(request).await.expect("an answer");
        to_bytes(response.into_body(), usize::MAX).await.is_err()
    }

    /// With just these headers besides the token.
    pub async fn request(&self, method: Method, path: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.app
            .send(request.body(Body::from(body.to_owned())).expect("a request"))
            .await
    }
}

/// A person's browser: keeps its cookie and fills in the CSRF token of the session.
pub struct Browser<'a> {
    pub app: &'a TestApp,
    pub person: PersonActor,
    cookie: Mutex<String>,
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Reply {
        let request = Request::get(path).header(header::COOKIE, self.cookie());
        self.keep(self.app.send(request.body(Body::empty()).expect("a request")).await)
    }

    /// The page in a language.
    pub async fn get_in(&self, path: &str, language: &str) -> Reply {
        let cookie = format!("{}; language={language}", self.cookie());
        let request = Request::get(path).header(header::COOKIE, cookie);
        self.keep(self.app.send(request.body(Body::empty()).expect("a request")).await)
    }

    /// The page as a browser loads it: compressed.
    pub async fn get_compressed(&self, path: &str) -> Reply {
        let request = Request::get(path)
            .header(header::COOKIE, self.cookie())
            .header(header::ACCEPT_ENCODING, "br");
        self.keep(self.app.send(request.body(Body::empty()).expect("a request")).await)
    }

    /// Posts a form with the CSRF token that the page at `from` carries.
    pub async fn submit(&self, from: &str, to: &str, fields: &[(&str, &str)]) -> Reply {
        let page = self.get(from).await.expect(200);
        let csrf = hidden(page.text(), "csrf");
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(to, &all).await
    }

    /// Posts just these fields.
    pub async fn post_raw(&self, to: &str, fields: &[(&str, &str)]) -> Reply {
        let request = Request::post(to)
            .header(header::COOKIE, self.cookie())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form(fields)))
            .expect("a request");
        self.keep(self.app.send(request).await)
    }

    /// Posts these bytes as a form.
    pub async fn post_encoded(&self, to: &str, encoded: String) -> Reply {
        let request = Request::post(to)
            .header(header::COOKIE, self.cookie())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.app.send(request.body(encoded.into()).expect("a request")).await
    }

    /// Posts a form with a file in it, and the CSRF token that the page at `from` carries.
    pub async fn submit_file(&self, from: &str, to: &str, field: &str, file: &[u8]) -> Reply {
        let page = self.get(from).await.expect(200);
        self.post_file_raw(to, &[("csrf", &hidden(page.text(), "csrf"))], field, file)
            .await
    }

    /// Posts a form with a file in the field `photo`, with the CSRF token that the page at the same path carries.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Reply {
        let page = self.get(path).await.expect(200);
        let csrf = hidden(page.text(), "csrf");
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_file_raw(path, &all, "photo", file).await
    }

    /// Posts just these fields and a file.
    pub async fn post_file_raw(&self, to: &str, fields: &[(&str, &str)], field: &str, file: &[u8]) -> Reply {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"file\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post(to)
            .header(header::COOKIE, self.cookie())
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body))
            .expect("a request");
        self.keep(self.app.send(request).await)
    }

    async fn sign_in(&self, email: &str) {
        let page = self.get("/sign-in").await.expect(200);
        let csrf = hidden(page.text(), "csrf");
        let reply = self
            .post_raw("/sign-in", &[("csrf", &csrf), ("email", email), ("password", PASSWORD)])
            .await;
        reply.expect(303);
    }

    /// What it sends as its cookie.
    pub fn cookie(&self) -> String {
        self.cookie.lock().expect("one test").clone()
    }

    fn keep(&self, reply: Reply) -> Reply {
        for cookie in reply.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a readable cookie");
            let pair = cookie.split(';').next().unwrap_or_default();
            if pair.starts_with("fieldlink=") {
                pair.clone_into(&mut self.cookie.lock().expect("one test"));
            }
        }
        reply
    }
}

/// The value of a hidden field, empty when the page has none.
pub fn hidden(page: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    page.split_once(&marker)
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or(String::new(), |(v, _)| v.to_owned())
}

pub fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
