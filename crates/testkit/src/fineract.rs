//! A server that answers as Apache Fineract does where the link asks it: saved reports, and images of clients.
//!
//! Written from what its API says of itself: a tenant header and Basic are needed; a report answers `columnHeaders` and
//! `data`; days come as `[2026, 1, 31]`; an image comes as a data URL whose base64 has line breaks. The reports really
//! run, on a PostgreSQL database that the test gives.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sqlx::{AssertSqlSafe, Column, Connection, PgConnection, Row, TypeInfo, ValueRef};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The user and password that are let in.
pub const USER: (&str, &str) = ("kiva-reader", "pass word");
/// The tenant that there is.
pub const TENANT: &str = "default";

/// A small Fineract on a free port. It ends with the test.
#[derive(Debug, Clone)]
pub struct FineractServer {
    url: String,
}

struct Inner {
    database: String,
    reports: BTreeMap<String, String>,
    images: BTreeMap<String, Vec<u8>>,
}

impl FineractServer {
    /// Starts one: a PostgreSQL URL, the reports by name, and the images by the client's number.
    pub async fn start(
        database: &str,
        reports: BTreeMap<String, String>,
        images: BTreeMap<String, Vec<u8>>,
    ) -> FineractServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let inner = Arc::new(Inner {
            database: database.to_owned(),
            reports,
            images,
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(inner.clone(), stream));
            }
        });
        FineractServer {
            url: format!("http://{address}/fineract-provider/api/v1"),
        }
    }

    /// What stands before every path.
    pub fn url(&self) -> &str {
        &self.url
    }
}

async fn serve(inner: Arc<Inner>, mut stream: TcpStream) {
    let mut head = Vec::new();
    let mut chunk = [0_u8; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(read) => head.extend_from_slice(&chunk[..read]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let (status, kind, body) = inner.answer(&head).await;
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
}

impl Inner {
    async fn answer(&self, head: &str) -> (u16, &'static str, String) {
        let header = |name: &str| {
            head.lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(found, _)| found.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim().to_owned())
        };
        let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", USER.0, USER.1)));
        if header("authorization") != Some(basic) {
            return (401, "application/json", String::from(r#"{"httpStatusCode":"401"}"#));
        }
        if header("fineract-platform-tenantid").as_deref() != Some(TENANT) {
            return (400, "application/json", String::from(r#"{"httpStatusCode":"400"}"#));
        }
        let target = head.split_whitespace().nth(1).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default();
        let path = path.strip_prefix("/fineract-provider/api/v1").unwrap_or_default();
        if let Some(name) = path.strip_prefix("/runreports/") {
            return match self.reports.get(&name.replace("%20", " ")) {
                Some(sql) => (200, "application/json", report(&self.database, sql).await),
                None => (404, "application/json", String::from(r#"{"httpStatusCode":"404"}"#)),
            };
        }
        let client = path
            .strip_prefix("/clients/")
            .and_then(|rest| rest.strip_suffix("/images"));
        match client.and_then(|client| self.images.get(client)) {
            Some(image) => (200, "text/plain", data_url(image)),
            None => (404, "application/json", String::from(r#"{"httpStatusCode":"404"}"#)),
        }
    }
}

/// An image as Java's MIME encoder writes it: 76 characters a line.
fn data_url(image: &[u8]) -> String {
    let base64 = STANDARD.encode(image);
    let lines: Vec<String> = base64
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    format!("data:image/png;base64,{}", lines.join("\r\n"))
}

/// Runs a report. Columns are known from the first row, which is all that the tests need.
async fn report(database: &str, sql: &str) -> String {
    let mut connection = PgConnection::connect(database)
        .await
        .expect("the test PostgreSQL answers");
    let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .fetch_all(&mut connection)
        .await;
    let rows = rows.expect("the report runs");
    let mut headers = Vec::new();
    let mut data = Vec::new();
    for row in &rows {
        let mut values = Vec::new();
        for column in row.columns() {
            if headers.len() < row.columns().len() {
                let name = serde_json::Value::from(column.name());
                headers.push(format!(
                    r#"{{"columnName":{name},"columnType":"{}","isColumnNullable":true}}"#,
                    column.type_info().name()
                ));
            }
            let value = row.try_get_raw(column.ordinal()).expect("a value");
            let text = if value.is_null() {
                None
            } else {
                Some(value.as_str().expect("text"))
            };
            values.push(match (text, column.type_info().name()) {
                (None, _) => String::from("null"),
                (Some(day), "DATE") => {
                    let parts: Vec<&str> = day.split('-').map(|part| part.trim_start_matches('0')).collect();
                    format!("[{}]", parts.join(","))
                }
                (Some(number), "NUMERIC" | "INT8" | "INT4" | "INT2") => number.to_owned(),
                (Some(text), _) => serde_json::Value::from(text).to_string(),
            });
        }
        data.push(format!(r#"{{"row":[{}]}}"#, values.join(",")));
    }
    let mut answer = String::new();
    let _ = write!(
        answer,
        r#"{{"columnHeaders":[{}],"data":[{}]}}"#,
        headers.join(","),
        data.join(",")
    );
    answer
}
