//! A Partner API that keeps everything in memory and decides nothing: what is measured against it is its client alone.
#![expect(clippy::disallowed_types, reason = "a stand-in that nobody but the bench calls")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use miette::{IntoDiagnostic, Result};
use tokio::net::TcpListener;

/// A running sink.
pub struct Sink {
    /// Where it answers.
    pub url: String,
    taken: Arc<AtomicU64>,
}

#[derive(Clone)]
struct Inner {
    loans: u64,
    taken: Arc<AtomicU64>,
}

impl Sink {
    /// A sink with so many loans that are paying back: `L-000000` and so on, of 1,000 KES each.
    pub async fn start(loans: u64) -> Result<Sink> {
        let listener = TcpListener::bind("127.0.0.1:0").await.into_diagnostic()?;
        let url = format!("http://{}", listener.local_addr().into_diagnostic()?);
        let taken = Arc::new(AtomicU64::new(0));
        let router = Router::new()
            .route("/oauth/token", post(token))
            .route("/v3/partner/1/loans", get(page))
            .route("/v3/partner/1/repayments", post(repayments))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(Inner {
                loans,
                taken: taken.clone(),
            });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Sink { url, taken })
    }

    /// Rows that came since this was last asked.
    pub fn taken(&self) -> u64 {
        self.taken.swap(0, Ordering::SeqCst)
    }
}

/// The Loan ID of a number.
pub fn loan_id(number: u64) -> String {
    format!("L-{number:06}")
}

fn json(text: String) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], text)
}

async fn token() -> impl IntoResponse {
    json(String::from(
        r#"{"access_token":"t","token_type":"bearer","expires_in":43199,"partnerId":"1","jti":"j","iss":"i","scope":"read:loans create:repayment"}"#,
    ))
}

async fn page(State(inner): State<Inner>, Query(asked): Query<HashMap<String, String>>) -> impl IntoResponse {
    let number = |name: &str, or: u64| asked.get(name).and_then(|text| text.parse().ok()).unwrap_or(or);
    let total = match asked.get("status").map(String::as_str) {
        Some("payingBack") => inner.loans,
        _ => 0,
    };
    let first = number("offset", 0).min(total);
    let last = (first + number("limit", 20)).min(total);
    let mut text = format!(r#"{{"total_records":{total},"data":["#);
    for at in first..last {
        let comma = if at > first { "," } else { "" };
        let _ = write!(
            text,
            r#"{comma}{{"borrower_count":1,"internal_loan_id":"{id}","internal_client_id":"C-{at}","partner_id":"1","partner":"Sample","kiva_id":"{kiva}","uuid":"u-{at}","name":"A","location":"Nairobi: Kenya","status":"payingBack","loan_price":"25","loan_local_price":"1000.00","loan_currency":"KES","delinquent":false}}"#,
            id = loan_id(at),
            kiva = 2_000_000 + at,
        );
    }
    text.push_str("]}");
    json(text)
}

async fn repayments(State(inner): State<Inner>, body: Bytes) -> impl IntoResponse {
    // Counted without being understood.
    let needle = b"\"loan_id\"";
    let rows = body.windows(needle.len()).filter(|window| window == needle).count();
    inner.taken.fetch_add(rows as u64, Ordering::SeqCst);
    json(String::from(
        r#"{"code":"api.success","message":"","upload_id":1,"problems":[]}"#,
    ))
}
