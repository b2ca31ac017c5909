//! Repayments: single calls, and a whole report by the link.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use miette::{IntoDiagnostic, Result, miette};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::load::{self, Load};
use crate::server::{Caller, Server};

/// A row of a report.
#[derive(Clone, Serialize)]
pub struct Row {
    /// Loan ID.
    pub loan_id: String,
    /// Client ID.
    pub client_id: String,
    /// Amount, in local currency.
    pub amount: String,
}

/// Rows for the first loans that are paying back: each repaid in full, so that no row has a problem.
pub async fn rows(caller: &Caller, count: usize) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    while rows.len() < count {
        let limit = (count - rows.len()).min(3_000);
        let page = caller.get(&format!("/loans?status=payingBack&limit={limit}&offset={}", rows.len()));
        let page: Value = page.send().await.into_diagnostic()?.json().await.into_diagnostic()?;
        let loans = page["data"].as_array().filter(|loans| !loans.is_empty());
        for loan in loans.ok_or_else(|| miette!("fewer than {count} loans are paying back; seed more"))? {
            let text = |name: &str| loan[name].as_str().unwrap_or_default().to_owned();
            rows.push(Row {
                loan_id: text("internal_loan_id"),
                client_id: text("internal_client_id"),
                amount: text("loan_local_price"),
            });
        }
    }
    Ok(rows)
}

/// Calls a second with all of these rows in each.
pub async fn calls(server: &Server, caller: &Caller, rows: &[Row], time: Duration) -> Result<f64> {
    let body = json!({ "repayments": rows });
    let request = caller.post("/repayments").json(&body).build().into_diagnostic()?;
    let load = Load::new(server.http.clone(), request);
    Ok(load::run(&load, time).await?.per_second())
}

/// How long `fieldlink send` takes for a CSV of these rows, from its start to its end.
pub async fn report_from_csv(
    binary: &Path,
    folder: &Path,
    server: &Server,
    caller: &Caller,
    rows: &[Row],
) -> Result<Duration> {
    let mut csv = String::from("loan,amount\n");
    for row in rows {
        let _ = writeln!(csv, "{},{}", row.loan_id, row.amount);
    }
    std::fs::write(folder.join("report.csv"), csv).into_diagnostic()?;
    std::fs::write(folder.join("client-secret"), &caller.client_secret).into_diagnostic()?;
    let config = format!(
        "[partner]\nid = {partner}\n\n[profile.bench]\ntoken_url = \"{url}/oauth/token\"\napi_base = \"{url}\"\n\
         client_id = \"{id}\"\nclient_secret_file = \"client-secret\"\nidempotency = true\n\n[source.report]\n\
         kind = \"csv\"\npath = \"report.csv\"\n\n[repayments]\nsource = \"report\"\n\n[repayments.columns]\n\
         loan_id = \"loan\"\namount = \"amount\"\n",
        partner = caller.partner,
        url = server.url,
        id = caller.client_id,
    );
    let file = folder.join("fieldlink.toml");
    std::fs::write(&file, config).into_diagnostic()?;
    let started = Instant::now();
    let output = Command::new(binary)
        .args(["send", "--json", "--config"])
        .arg(&file)
        .output()
        .await
        .into_diagnostic()?;
    let took = started.elapsed();
    // 3 says that Kiva lists loans that the CSV lacks: the partner has a few more than are reported here.
    let summary: Value = serde_json::from_slice(&output.stdout).into_diagnostic()?;
    let sent = summary["repayments"]["delivered"]["sent"].as_u64().unwrap_or_default();
    if matches!(output.status.code(), Some(0 | 3)) && usize::try_from(sent).is_ok_and(|sent| sent == rows.len()) {
        Ok(took)
    } else {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(miette!("send ended with {}, {sent} rows sent: {why}", output.status))
    }
}
