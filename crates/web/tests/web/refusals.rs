//! What no handler words, through the real server, in the form of who asks: a page to a browser, with the tabs of whoever
//! is signed in; `{code, message}` to a program.

use std::net::SocketAddr;

use axum::http::StatusCode;
use axum::routing::get;
use fieldlink_app::Role;
use fieldlink_contract::Scope;
use fieldlink_serve::{Limits, Server};
use fieldlink_testkit::{TestDatabase, for_each_engine};
use fieldlink_web::{AppState, Router};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::TestApp;

/// Serves until the test ends.
async fn serves(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(Server::new(Limits::default()).run(listener, router, Box::pin(std::future::pending())));
    address
}

/// Handlers that end as no handler should.
fn unworded(state: AppState) -> Router {
    let panics = || async {
        if true {
            panic!("a handler broke")
        }
    };
    let late = || async { StatusCode::GATEWAY_TIMEOUT };
    let routes = Router::new()
        .route("/broken", get(panics))
        .route("/v3/broken", get(panics))
        .route("/late", get(late))
        .route("/v3/late", get(late));
    fieldlink_web::served(routes, state)
}

/// Status, and what was answered.
async fn asked(server: SocketAddr, line: &str, who: &str, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let head = format!(
        "{line} HTTP/1.1\r\nhost: pa2.test\r\nconnection: close\r\n{who}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // A body that is too large is not read to its end.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("{line}: no answer: {answer}")), answer)
}

async fn each_is_answered_in_the_form_of_who_asks(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let person = app.person(Role::Coordinator).await;
    let program = app.client(&[Scope::CreateRepayment]).await;
    let real = serves(app.router.clone()).await;
    let bad = serves(unworded(AppState::new(app.pa2.clone()))).await;
    let browser = format!(
        "accept: text/html\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded",
        person.cookie()
    );
    let caller = format!(
        "authorization: Bearer {}\r\ncontent-type: application/json",
        program.token
    );
    let form = vec![b'a'; 300 * 1024];
    let large = vec![b' '; 64 * 1024 * 1024];

    let tabs = "href=\"/repayments\"";
    for (server, line, body, status, words, has_tabs) in [
        (real, "GET /no/such/page", &b""[..], 404, "There is no", true),
        (real, "DELETE /drafts", b"", 405, "", true),
        (real, "POST /account/profile", &form[..], 413, "large", true),
        (
            bad,
            "GET /broken",
            b"",
            500,
            "It is not known whether this was saved",
            false,
        ),
        (bad, "GET /late", b"", 504, "It is not known whether", false),
    ] {
        let (came, answer) = asked(server, line, &browser, body).await;
        assert_eq!(came, status, "{line}: {answer}");
        assert!(answer.contains("<html") && answer.contains(words), "{line}: {answer}");
        assert_eq!(answer.contains(tabs), has_tabs, "{line}: {answer}");
        assert!(!answer.contains("a handler broke"), "{line}: {answer}");
    }
    for (server, line, body, status, code) in [
        (real, "GET /v3/no/such/route", &b""[..], 404, "api.notFound"),
        (real, "DELETE /v3/partner/1/loans", b"", 405, ""),
        (real, "POST /v3/partner/1/repayments", &large[..], 413, ""),
        (bad, "GET /v3/broken", b"", 500, "api.outcomeUnknown"),
        (bad, "GET /v3/late", b"", 504, ""),
    ] {
        let (came, answer) = asked(server, line, &caller, body).await;
        assert_eq!(came, status, "{line}: {answer}");
        let said = answer.rsplit("\r\n\r\n").next().unwrap_or_default();
        let said = said.trim_matches(|c: char| c != '{' && c != '}');
        let said: serde_json::Value = serde_json::from_str(said).unwrap_or_else(|e| panic!("{line}: {e}: {answer}"));
        assert!(
            said["message"].as_str().is_some_and(|message| !message.is_empty()),
            "{line}: {said}"
        );
        assert!(
            said["code"].as_str().is_some_and(|told| told.contains(code)),
            "{line}: {said}"
        );
        assert!(!answer.contains("a handler broke"), "{line}: {answer}");
    }
}

for_each_engine!(each_is_answered_in_the_form_of_who_asks);
