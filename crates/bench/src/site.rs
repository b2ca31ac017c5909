//! A person at the site: the search box at a partner with very many loans, and a month's report made final.

use std::path::Path;
use std::time::{Duration, Instant};

use miette::{IntoDiagnostic, Result, miette};
use reqwest::redirect::Policy;
use reqwest::{Client, Request, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::load::{self, Load, Outcome};
use crate::repayments;
use crate::report::Table;
use crate::server::{self, Caller, Server};

/// What a search must answer in.
const SEARCH_AIM: Duration = Duration::from_millis(50);
/// What a month's page must open in.
const OPEN_AIM: Duration = Duration::from_millis(300);
/// What making a month final must take at most.
const FINAL_AIM: Duration = Duration::from_secs(5);
/// Rows of one call.
const AT_ONCE: usize = 3_000;

/// Somebody who is signed in.
pub struct Person {
    http: Client,
    url: String,
    cookie: String,
}

impl Person {
    /// Makes a coordinator of a partner and signs them in by the site's own form.
    pub async fn sign_in(server: &Server, binary: &Path, folder: &Path, partner: i64) -> Result<Person> {
        let email = format!("bench-{partner}@example.org");
        let number = partner.to_string();
        let create = [
            "user",
            "create",
            "--partner",
            &number,
            "--email",
            &email,
            "--role",
            "coordinator",
            "--json",
        ];
        let made = server::command(binary, folder, &create).await?;
        let made: Value = serde_json::from_slice(&made).into_diagnostic()?;
        let password = made["password"].as_str().unwrap_or_default();
        // The cookie is carried by hand, and where a form leads is not followed: each request is one that is measured.
        let http = Client::builder().redirect(Policy::none()).build().into_diagnostic()?;
        let nobody = Person {
            http,
            url: server.url.clone(),
            cookie: String::new(),
        };
        let fields = [("email", email.as_str()), ("password", password)];
        let reply = nobody.post("/sign-in", &fields).send().await.into_diagnostic()?;
        let cookie = reply
            .headers()
            .get("set-cookie")
            .and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or_else(|| miette!("signing in answered {}", reply.status()))?;
        Ok(Person {
            cookie: cookie.to_owned(),
            ..nobody
        })
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.http
            .get(format!("{}{path}", self.url))
            .header("cookie", &self.cookie)
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        self.http
            .post(format!("{}{path}", self.url))
            .header("cookie", &self.cookie)
            .form(fields)
    }

    async fn page(&self, path: &str) -> Result<String> {
        let reply = self.get(path).send().await.into_diagnostic()?;
        if reply.status().is_success() {
            reply.text().await.into_diagnostic()
        } else {
            Err(miette!("{path} answered {}", reply.status()))
        }
    }

    /// Where a search leads: the list, or the page of the one loan.
    fn search(&self, query: &str) -> Result<Request> {
        let request = self.get("/loans").query(&[("query", query)]);
        request.build().into_diagnostic()
    }
}

/// Searches of each kind, one after the other on a few connections at once.
pub async fn searches(person: &Person, caller: &Caller, time: Duration, table: &mut Table) -> Result<()> {
    for (what, query) in queries(caller).await? {
        let load = Load::new(person.http.clone(), person.search(&query)?);
        let outcome = load::run(&load, time).await?;
        table.aimed("search box", &what, &quantiles(&outcome), SEARCH_AIM);
    }
    Ok(())
}

/// What people type, made of a loan in the middle of the partner's list.
async fn queries(caller: &Caller) -> Result<Vec<(String, String)>> {
    let middle = caller.total_loans().await? / 2;
    let page = caller.get(&format!("/loans?limit=1&offset={middle}"));
    let page: Value = page.send().await.into_diagnostic()?.json().await.into_diagnostic()?;
    let text = |name: &str| page["data"][0][name].as_str().unwrap_or_default().to_owned();
    let (name, loan_id, client_id) = (text("name"), text("internal_loan_id"), text("internal_client_id"));
    let first = name.split(' ').next().unwrap_or_default().to_owned();
    let start = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let last = name.split(' ').next_back().unwrap_or_default();
    let kinds = [
        ("a whole name", name.clone()),
        (
            "parts of both names",
            format!("{} {}", start(last, 3), start(&first, 3)),
        ),
        ("part of a name", start(&first, 4)),
        ("a name with diacritics", accented(&first)),
        ("one letter", start(&first, 1)),
        ("a Loan ID", loan_id.clone()),
        (
            "part of a Loan ID",
            start(&loan_id, loan_id.chars().count().saturating_sub(2)),
        ),
        ("a Client ID", client_id),
        ("a Kiva ID", text("kiva_id")),
        ("nothing there", String::from("zzyzx")),
    ];
    Ok(kinds.map(|(what, query)| (format!("{what}: {query}"), query)).into())
}

/// The same name as somebody types it who puts accents everywhere, in capitals.
fn accented(name: &str) -> String {
    let accents = [('A', 'Á'), ('E', 'È'), ('I', 'Ï'), ('O', 'Ô'), ('U', 'Ű')];
    let capital = |c: char| c.to_uppercase().next().unwrap_or(c);
    name.chars()
        .map(capital)
        .map(|c| {
            accents
                .iter()
                .find(|(plain, _)| *plain == c)
                .map_or(c, |(_, with)| *with)
        })
        .collect()
}

/// Reports so many loans of a partner.
pub async fn send_report(caller: &Caller, loans: usize) -> Result<()> {
    let rows = repayments::rows(caller, loans).await?;
    for some in rows.chunks(AT_ONCE) {
        let sent = caller.post("/repayments").json(&json!({ "repayments": some }));
        must_be_fine(&sent.send().await.into_diagnostic()?)?;
    }
    Ok(())
}

/// A report of so many loans on a server that has done nothing else: the page of the month opened, the report made final,
/// and the memory that took.
pub async fn report(
    server: &Server,
    person: &Person,
    (loans, time): (usize, Duration),
    table: &mut Table,
) -> Result<()> {
    let figure = format!("report of {loans} loans");
    let page = person.page("/repayments").await?;
    let month = part_between(&page, "/repayments/", "/finalize")
        .ok_or_else(|| miette!("the month's page leads to no report that can be made final"))?;
    let path = format!("/repayments/{month}");
    let opened = Instant::now();
    person.page(&path).await?;
    table.aimed(&figure, "its page, the first time", &millis(opened.elapsed()), OPEN_AIM);
    let load = Load::new(person.http.clone(), person.get(&path).build().into_diagnostic()?);
    let outcome = load::run(&load, time).await?;
    table.aimed(&figure, "its page, again and again", &quantiles(&outcome), OPEN_AIM);

    let form = person.page(&format!("{path}/finalize")).await?;
    let field = |name: &str| part_between(&form, &format!("name=\"{name}\" value=\""), "\"").unwrap_or_default();
    let (csrf, version) = (field("csrf"), field("version"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("confirm", "yes"),
    ];
    let before = server.resident_mb()?;
    server.forget_peak()?;
    let begun = Instant::now();
    let reply = person
        .post(&format!("{path}/finalize"), &fields)
        .send()
        .await
        .into_diagnostic()?;
    let took = begun.elapsed();
    must_be_fine(&reply)?;
    if !reply.status().is_redirection() {
        return Err(miette!("making {month} final answered {}", reply.status()));
    }
    table.aimed(&figure, "made final", &millis(took), FINAL_AIM);
    let peak = server.peak_mb()?;
    table.row(
        &figure,
        "memory while made final",
        &format!("{peak} MB, {before} MB before"),
        "",
        "",
    );
    Ok(())
}

fn must_be_fine(reply: &Response) -> Result<()> {
    let status = reply.status();
    if status.is_success() || status.is_redirection() {
        Ok(())
    } else {
        Err(miette!("{} answered {status}", reply.url()))
    }
}

/// The first text between these two that is one word, without quotes or slashes.
fn part_between(page: &str, start: &str, end: &str) -> Option<String> {
    page.split(start).skip(1).find_map(|rest| {
        let (part, _) = rest.split_once(end)?;
        let plain = !part.contains(['"', '<', '/', ' ']);
        plain.then(|| part.to_owned())
    })
}

fn quantiles(outcome: &Outcome) -> String {
    let (half, most) = (outcome.quantile(50), outcome.quantile(99));
    format!("p50 {}, p99 {}", millis(half), millis(most))
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}
