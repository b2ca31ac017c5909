//! What the machine could do at best, measured in the same run: bare signatures, bare HTTP, bare inserts.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use axum::Router;
use axum::http::header;
use axum::routing::get;
use miette::{IntoDiagnostic, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, QueryBuilder};
use tokio::net::TcpListener;

use crate::load::{self, Load, Outcome};
use crate::repayments::Row;

/// As many bytes as the header and claims of a token.
const MESSAGE: [u8; 480] = [b'x'; 480];

/// RS256 signatures a second on all cores, with the library and the size of key that PA2 signs with.
pub fn signatures_per_second(time: Duration) -> f64 {
    let key = Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).expect("a key pair"));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let started = Instant::now();
    let signers: Vec<_> = (0..cores)
        .map(|_| {
            let key = Arc::clone(&key);
            thread::spawn(move || {
                let mut signature = vec![0; key.public_modulus_len()];
                let mut signed = 0_u32;
                while started.elapsed() < time {
                    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &MESSAGE, &mut signature)
                        .expect("a signature");
                    signed += 1;
                }
                signed
            })
        })
        .collect();
    let signed: u32 = signers
        .into_iter()
        .map(|signer| signer.join().unwrap_or_default())
        .sum();
    f64::from(signed) / started.elapsed().as_secs_f64()
}

/// The same bytes from a handler that does nothing.
pub async fn bare_http(bytes: Vec<u8>, time: Duration) -> Result<Outcome> {
    let listener = TcpListener::bind("127.0.0.1:0").await.into_diagnostic()?;
    let url = format!("http://{}", listener.local_addr().into_diagnostic()?);
    let router = Router::new().route(
        "/",
        get(move || {
            let bytes = bytes.clone();
            async move { ([(header::CONTENT_TYPE, "application/json")], bytes) }
        }),
    );
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let client = reqwest::Client::new();
    let request = client.get(url).build().into_diagnostic()?;
    let outcome = load::run(&Load::new(client, request), time).await;
    serving.abort();
    outcome
}

/// Transactions a second that insert these rows and nothing else, as durable as PA2's own.
pub async fn raw_insert(folder: &Path, rows: &[Row], time: Duration) -> Result<f64> {
    let mut db = table(folder).await?;
    let started = Instant::now();
    let mut done = 0_u32;
    while started.elapsed() < time {
        insert(&mut db, rows).await?;
        done += 1;
    }
    Ok(f64::from(done) / started.elapsed().as_secs_f64())
}

/// How long one transaction with all of these rows takes.
pub async fn raw_insert_once(folder: &Path, rows: &[Row]) -> Result<Duration> {
    let mut db = table(folder).await?;
    let started = Instant::now();
    insert(&mut db, rows).await?;
    Ok(started.elapsed())
}

async fn table(folder: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("raw.db"))
        .create_if_missing(true)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "FULL");
    let mut db = SqliteConnection::connect_with(&options).await.into_diagnostic()?;
    let create = "CREATE TABLE IF NOT EXISTS raw (id INTEGER PRIMARY KEY, loan_id TEXT, client_id TEXT, amount TEXT)";
    sqlx::raw_sql(create).execute(&mut db).await.into_diagnostic()?;
    Ok(db)
}

async fn insert(db: &mut SqliteConnection, rows: &[Row]) -> Result<()> {
    let mut tx = db.begin().await.into_diagnostic()?;
    for part in rows.chunks(5_000) {
        let mut insert = QueryBuilder::new("INSERT INTO raw (loan_id, client_id, amount) ");
        insert.push_values(part, |mut values, row| {
            values
                .push_bind(&row.loan_id)
                .push_bind(&row.client_id)
                .push_bind(&row.amount);
        });
        insert.build().execute(&mut *tx).await.into_diagnostic()?;
    }
    tx.commit().await.into_diagnostic()
}
