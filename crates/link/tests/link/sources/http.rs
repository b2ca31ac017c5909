//! An API over real HTTP: paging, signing in, failing and recovering.

use std::collections::BTreeMap;

use fieldlink_link::config::{
    HttpAuth, HttpAuthKind, HttpPaging, HttpPagingKind, HttpRequest, HttpShape, HttpSource, Source, SourceKind,
};
use fieldlink_link::source::Place;
use secrecy::SecretString;
use serde_json::json;
use wiremock::matchers::{basic_auth, body_string, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{all, chain, query};

fn request(paging: Option<HttpPaging>) -> HttpRequest {
    HttpRequest {
        path: String::from("/loans?status=300"),
        rows: Some(String::from("/pageItems")),
        total: None,
        shape: HttpShape::Objects,
        paging,
    }
}

fn paging(kind: HttpPagingKind) -> HttpPaging {
    HttpPaging {
        kind,
        parameter: None,
        size_parameter: None,
        size: Some(2),
        first: None,
        at: None,
    }
}

fn auth(kind: HttpAuthKind) -> HttpAuth {
    HttpAuth {
        kind,
        user: Some(String::from("reader")),
        header: Some(String::from("X-Api-Key")),
        token_url: None,
        scope: None,
        secret_env: None,
        secret_file: None,
    }
}

fn place(server: &MockServer, request: HttpRequest, auth: Option<HttpAuth>) -> Place {
    let http = HttpSource {
        headers: BTreeMap::from([(String::from("Tenant"), String::from("default"))]),
        auth,
        requests: BTreeMap::from([(String::from("loans"), request)]),
        max_megabytes: Some(1),
    };
    let source = Source {
        url: Some(format!("{}/api/v1/", server.uri())),
        http: Some(http),
        ..Source::of(SourceKind::Http)
    };
    Place::new("mis", source).with_secret(SecretString::from("pass word"))
}

fn items(ids: &[u32]) -> ResponseTemplate {
    let rows: Vec<_> = ids
        .iter()
        .map(|id| json!({ "id": id, "client": { "no": format!("000{id}") } }))
        .collect();
    ResponseTemplate::new(200).set_body_json(json!({ "pageItems": rows }))
}

async fn ids(place: &Place) -> Vec<String> {
    let records = all(place, &query("loans")).await.unwrap();
    records
        .iter()
        .map(|record| record.get("id").unwrap().unwrap().to_owned())
        .collect()
}

async fn said(place: &Place) -> String {
    chain(&all(place, &query("loans")).await.unwrap_err())
}

#[tokio::test]
async fn pages_are_read_to_the_end_by_offset_and_by_number() {
    let server = MockServer::start().await;
    for (offset, found) in [("0", vec![1, 2]), ("2", vec![3]), ("3", vec![])] {
        Mock::given(method("GET"))
            .and(path("/api/v1/loans"))
            .and(query_param("status", "300"))
            .and(query_param("offset", offset))
            .and(query_param("limit", "2"))
            .and(header("Tenant", "default"))
            .respond_with(items(&found))
            .expect(1)
            .mount(&server)
            .await;
    }
    let place_of = |kind| place(&server, request(Some(paging(kind))), None);
    assert_eq!(ids(&place_of(HttpPagingKind::Offset)).await, ["1", "2", "3"]);
    for (page, found) in [("1", vec![7, 8]), ("2", vec![9]), ("3", vec![])] {
        Mock::given(query_param("page", page))
            .respond_with(items(&found))
            .mount(&server)
            .await;
    }
    let pages = place_of(HttpPagingKind::Page);
    assert_eq!(ids(&pages).await, ["7", "8", "9"]);
    let first = all(&pages, &query("loans")).await.unwrap().remove(0);
    assert_eq!(first.get("client.no"), Some(Some("0007")));
    assert_eq!(first.origin.to_string(), "mis (repayments), row 1");
}

#[tokio::test]
async fn pages_follow_what_the_answer_tells() {
    let server = MockServer::start().await;
    let told = |next: serde_json::Value, id: u32| {
        ResponseTemplate::new(200).set_body_json(json!({ "pageItems": [{ "id": id }], "meta": { "next": next } }))
    };
    Mock::given(query_param("cursor", "b"))
        .respond_with(told(json!(null), 2))
        .mount(&server)
        .await;
    Mock::given(query_param("at", "2"))
        .respond_with(told(json!(""), 4))
        .mount(&server)
        .await;
    let linked = items(&[6]).insert_header("link", "</api/v1/loans?last=1>; rel=\"next\"");
    Mock::given(query_param("last", "1"))
        .respond_with(items(&[7]))
        .mount(&server)
        .await;
    for (kind, first, wanted) in [
        (HttpPagingKind::Cursor, told(json!("b"), 1), ["1", "2"]),
        (HttpPagingKind::Next, told(json!("/api/v1/loans?at=2"), 3), ["3", "4"]),
        (HttpPagingKind::Link, linked, ["6", "7"]),
    ] {
        let mock = Mock::given(query_param("status", "300"))
            .respond_with(first)
            .up_to_n_times(1);
        mock.with_priority(9).mount(&server).await;
        let paging = HttpPaging {
            at: Some(String::from("/meta/next")),
            ..paging(kind)
        };
        assert_eq!(
            ids(&place(&server, request(Some(paging)), None)).await,
            wanted,
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_the_paging_is_found_out() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(items(&[1, 2]))
        .mount(&server)
        .await;
    let said = said(&place(&server, request(Some(paging(HttpPagingKind::Offset))), None)).await;
    assert!(
        said.contains("same page again; its paging is not as configured"),
        "{said}"
    );
}

#[tokio::test]
async fn every_way_of_signing_in() {
    let server = MockServer::start().await;
    let get = || Mock::given(method("GET")).and(path("/api/v1/loans"));
    get()
        .and(basic_auth("reader", "pass word"))
        .respond_with(items(&[1]))
        .mount(&server)
        .await;
    get()
        .and(header("authorization", "Bearer pass word"))
        .respond_with(items(&[2]))
        .mount(&server)
        .await;
    get()
        .and(header("X-Api-Key", "pass word"))
        .respond_with(items(&[3]))
        .mount(&server)
        .await;
    get()
        .and(header("authorization", "Bearer issued"))
        .respond_with(items(&[4]))
        .mount(&server)
        .await;
    for (kind, wanted) in [
        (HttpAuthKind::Basic, "1"),
        (HttpAuthKind::Bearer, "2"),
        (HttpAuthKind::Header, "3"),
    ] {
        assert_eq!(
            ids(&place(&server, request(None), Some(auth(kind)))).await,
            [wanted],
            "{kind:?}"
        );
    }
    Mock::given(method("POST"))
        .and(path("/token"))
        .and(basic_auth("reader", "pass word"))
        .and(body_string("grant_type=client_credentials&scope=read"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({ "access_token": "issued", "token_type": "bearer" })),
        )
        .expect(1)
        .mount(&server)
        .await;
    let with_token = HttpAuth {
        token_url: Some(format!("{}/token", server.uri())),
        scope: Some(String::from("read")),
        ..auth(HttpAuthKind::ClientCredentials)
    };
    assert_eq!(ids(&place(&server, request(None), Some(with_token))).await, ["4"]);
}

#[tokio::test]
async fn a_token_that_is_no_longer_taken_is_asked_for_again_once() {
    let server = MockServer::start().await;
    let issued = |token: &str| ResponseTemplate::new(200).set_body_json(json!({ "access_token": token }));
    Mock::given(path("/token"))
        .respond_with(issued("old"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/token"))
        .respond_with(issued("new"))
        .mount(&server)
        .await;
    Mock::given(header("authorization", "Bearer new"))
        .respond_with(items(&[1]))
        .mount(&server)
        .await;
    Mock::given(header("authorization", "Bearer old"))
        .respond_with(ResponseTemplate::new(401))
        .expect(1)
        .mount(&server)
        .await;
    let with_token = HttpAuth {
        token_url: Some(format!("{}/token", server.uri())),
        ..auth(HttpAuthKind::ClientCredentials)
    };
    assert_eq!(ids(&place(&server, request(None), Some(with_token))).await, ["1"]);
}

#[tokio::test]
async fn what_passes_by_itself_is_asked_again() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "0");
    Mock::given(method("GET"))
        .respond_with(busy)
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .with_priority(2)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(items(&[1]))
        .with_priority(3)
        .mount(&server)
        .await;
    assert_eq!(ids(&place(&server, request(None), None)).await, ["1"]);
}

#[tokio::test]
async fn what_does_not_pass_is_named_with_the_next_step() {
    for (status, wanted) in [
        (401, "is not let in (401); check `auth.user` and the secret"),
        (403, "is not allowed (403)"),
        (404, "finds nothing (404); check `url` and `path`"),
        (500, "is answered with 500"),
        (302, "is sent elsewhere (302); set `url`"),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).insert_header("location", "https://evil.example/");
        Mock::given(method("GET"))
            .respond_with(answer)
            .expect(1)
            .mount(&server)
            .await;
        let said = said(&place(&server, request(None), Some(auth(HttpAuthKind::Basic)))).await;
        assert!(said.contains(wanted) && !said.contains("pass word"), "{said}");
    }
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_string("<html>"))
        .mount(&server)
        .await;
    assert!(said(&place(&server, request(None), None)).await.contains("no JSON"));
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "loans": [] })))
        .mount(&server)
        .await;
    let said_of_rows = said(&place(&server, request(None), None)).await;
    assert!(
        said_of_rows.contains("nothing at /pageItems") && said_of_rows.contains("lists at /loans"),
        "{said_of_rows}"
    );
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_bytes(vec![b' '; 1_100_000]))
        .mount(&server)
        .await;
    assert!(
        said(&place(&server, request(None), None))
            .await
            .contains("more than 1 MB")
    );
}

/// A server that answers these pages by their number.
async fn paged(pages: &[serde_json::Value], beyond: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    for (number, page) in (1..).zip(pages) {
        Mock::given(method("GET"))
            .and(query_param("page", number.to_string()))
            .respond_with(ResponseTemplate::new(200).set_body_json(page))
            .with_priority(1)
            .mount(&server)
            .await;
    }
    Mock::given(method("GET"))
        .respond_with(beyond)
        .with_priority(2)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn rows_that_the_api_keeps_back_are_missed() {
    let page = |ids: &[u32]| json!({ "pageItems": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>() });
    let by_page = || request(Some(paging(HttpPagingKind::Page)));
    let none = || ResponseTemplate::new(404);

    let server = paged(&[page(&[1, 2]), page(&[3])], none()).await;
    assert_eq!(
        ids(&place(&server, by_page(), None)).await,
        ["1", "2", "3"],
        "a 404 is the end"
    );

    let mut all_of_five = page(&[1, 2]);
    all_of_five["totalFilteredRecords"] = json!(5);
    let server = paged(&[all_of_five, page(&[3])], none()).await;
    let why = said(&place(&server, by_page(), None)).await;
    assert!(why.contains("3 rows") && why.contains("there are 5"), "{why}");
    let unsaid = HttpRequest {
        total: Some(String::new()),
        ..by_page()
    };
    assert_eq!(ids(&place(&server, unsaid, None)).await.len(), 3);

    let server = paged(&[page(&[1, 2]), page(&[2, 3])], none()).await;
    let why = said(&place(&server, by_page(), None)).await;
    assert!(why.contains("no fixed order"), "{why}");

    // The number of the page differs, the rows do not.
    let last_again = |number: u32| json!({ "page": number, "pageItems": [{ "id": 1 }] });
    let server = paged(&[last_again(1), last_again(2)], none()).await;
    let why = said(&place(&server, by_page(), None)).await;
    assert!(why.contains("the same page again"), "{why}");
}

#[tokio::test]
async fn fields_that_are_left_out_are_empty_and_words_of_the_api_are_repeated() {
    let server = MockServer::start().await;
    let rows = json!({ "pageItems": [{ "id": 1 }, { "id": 2, "client": { "no": "0002" } }] });
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(rows))
        .mount(&server)
        .await;
    let records = all(&place(&server, request(None), None), &query("loans"))
        .await
        .unwrap();
    assert_eq!(records[0].get("client.no"), Some(None));
    assert_eq!(records[1].get("client.no"), Some(Some("0002")));

    for (status, body, kind, wanted) in [
        (
            400,
            r#"{"message": "unknown office"}"#,
            "application/json",
            "unknown office",
        ),
        (
            200,
            r#"{"error": "session ended"}"#,
            "application/json",
            "session ended",
        ),
        (403, "<html>Blocked</html>", "text/html", "with a web page"),
        (
            200,
            "<html>Sign in</html>",
            "text/html; charset=utf-8",
            "with a web page",
        ),
        (
            200,
            r#"{"pageItems": [{"id": 1, "id": 2}]}"#,
            "application/json",
            "`id` stands twice",
        ),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_raw(body, kind);
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        let why = said(&place(&server, request(None), None)).await;
        assert!(why.contains(wanted), "{why}");
    }
}

#[tokio::test]
async fn a_token_server_is_asked_as_it_wants_to_be() {
    let server = MockServer::start().await;
    let token = || ResponseTemplate::new(200).set_body_json(json!({ "access_token": "t", "expires_in": "soon" }));
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503).insert_header("retry-after", "0"))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(basic_auth("reader", "pass word"))
        .respond_with(ResponseTemplate::new(401))
        .with_priority(2)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(body_string(
            "grant_type=client_credentials&client_id=reader&client_secret=pass+word",
        ))
        .respond_with(token())
        .with_priority(3)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(header("authorization", "Bearer t"))
        .respond_with(items(&[1]))
        .mount(&server)
        .await;
    let auth = HttpAuth {
        token_url: Some(format!("{}/token", server.uri())),
        ..auth(HttpAuthKind::ClientCredentials)
    };
    assert_eq!(ids(&place(&server, request(None), Some(auth))).await, ["1"]);
}
