//! ACCOUNT > API Access > Request log: what the partner's programs asked of late, and why they were refused.

use axum::extract::State;
use fieldlink_store::api_calls::{ApiCall, CallPage};
use maud::{Markup, html};
use serde::Deserialize;

use super::{page, time};
use crate::AppState;
use crate::request::Query;
use crate::site::Pages;
use crate::site::layout::SiteError;
use crate::site::session::Visitor;
use crate::site::text::Text;

const PAGE: &str = "/account/api-access/calls";
/// Calls of a page.
const ROWS: i64 = 50;

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new().get(PAGE, show)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    before: Option<i64>,
    #[serde(default)]
    client: Option<String>,
    #[serde(default)]
    refused: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Markup, SiteError> {
    let wanted = CallPage {
        before: asked.before,
        client_id: asked.client.filter(|client| !client.is_empty()),
        refused: asked.refused.is_some(),
        limit: ROWS,
    };
    let calls = state.pa2.list_calls(&visitor.actor(), visitor.partner, &wanted).await?;
    let text = &visitor.text;
    let base = state.pa2.public_url();
    let body = html! {
        p { (text.get("calls-mean")) }
        form method="get" action=(PAGE) {
            label for="client" { "client_id" } " "
            input #client name="client" value=[wanted.client_id.as_deref()];
            " " label { input type="checkbox" name="refused" value="1" checked[wanted.refused]; " " (text.get("calls-refused")) }
            " " button { (text.get("calls-show")) }
        }
        @if calls.is_empty() { p { (text.get("calls-none")) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(text.get("calls-title")) {
                table {
                    thead { tr {
                        th scope="col" { (text.get("calls-when")) }
                        th scope="col" { (text.get("calls-request")) }
                        th scope="col" { (text.get("calls-answer")) }
                        th scope="col" { (text.get("calls-details")) }
                    } }
                    tbody { @for call in &calls { (row(text, base, call)) } }
                }
            }
        }
        (older(text, &wanted, &calls))
        p.ways { a href="/account/api-access" { (text.get("api-access-title")) } }
    };
    Ok(page(&visitor, "/account/api-access", &text.get("calls-title"), body))
}

fn row(text: &Text, base: &str, call: &ApiCall) -> Markup {
    html! {
        tr {
            td { (time(call.at)) }
            td { code { (call.method) " " (call.path) } }
            td {
                (call.status) " · " (text.number(call.ms)) " ms"
                @if let Some(why) = why(call) { p.error { (text.get(why)) } }
            }
            td {
                details {
                    summary { (text.get("calls-details")) span.hidden { " " (call.request_id) } }
                    dl {
                        dt { "x-request-id" } dd { code { (call.request_id) } }
                        @if let Some(client) = &call.client_id { dt { "client_id" } dd { code { (client) } } }
                        dt { (text.get("calls-curl")) } dd { pre.secret { (curl(base, call)) } }
                    }
                }
            }
        }
    }
}

/// Why a call was refused, as a text of ours.
fn why(call: &ApiCall) -> Option<&'static str> {
    match (call.reason.as_str(), call.status) {
        (_, ..400) => None,
        ("no_token", _) => Some("why-no-token"),
        ("expired_token", _) => Some("why-expired-token"),
        ("bad_token", _) => Some("why-bad-token"),
        ("other_partner", _) => Some("why-other-partner"),
        ("scope", _) => Some("why-scope"),
        ("quota", _) => Some("why-quota"),
        (_, 401) if call.path == "/oauth/token" => Some("why-client"),
        (_, 400) if call.path == "/oauth/token" => Some("why-token-request"),
        (_, 400) => Some("why-invalid"),
        (_, 401 | 403) => Some("why-bad-token"),
        (_, 404) => Some("why-not-found"),
        (_, 405) => Some("why-method"),
        (_, 409) => Some("why-conflict"),
        (_, 413) => Some("why-too-large"),
        (_, 422) => Some("why-idempotency"),
        (_, 429) => Some("why-too-many"),
        (_, 500..) => Some("why-server"),
        _ => Some("why-invalid"),
    }
}

/// The call as one would type it. What is secret stands as a variable of the shell; the body is not kept.
fn curl(base: &str, call: &ApiCall) -> String {
    let path = call.path.replace('\'', "%27");
    let mut lines = vec![format!("curl -X {} '{base}{path}'", call.method)];
    if call.path == "/oauth/token" {
        let client = call.client_id.as_deref().unwrap_or("$CLIENT_ID").replace('\'', "");
        lines.push(String::from("-d grant_type=client_credentials"));
        lines.push(format!("-d 'client_id={client}'"));
        lines.push(String::from("--data-urlencode \"client_secret=$CLIENT_SECRET\""));
    } else {
        lines.push(String::from("-H \"Authorization: Bearer $ACCESS_TOKEN\""));
        if call.method == "POST" {
            lines.push(String::from("-H 'Content-Type: application/json'"));
            lines.push(String::from("--data @body.json"));
        }
    }
    lines.join(" \\\n  ")
}

fn older(text: &Text, wanted: &CallPage, calls: &[ApiCall]) -> Markup {
    let last = calls
        .last()
        .filter(|_| i64::try_from(calls.len()).unwrap_or(ROWS) == ROWS);
    let client = wanted.client_id.as_deref().unwrap_or_default();
    let client: String = url::form_urlencoded::byte_serialize(client.as_bytes()).collect();
    let refused = if wanted.refused { "&refused=1" } else { "" };
    html! {
        @if let Some(last) = last {
            p.pages {
                a rel="next" href=(format!("{PAGE}?before={}&client={client}{refused}", last.id)) {
                    (text.get("account-older"))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &str, path: &str) -> ApiCall {
        ApiCall {
            id: 1,
            partner_id: fieldlink_domain::ids::PartnerId(1),
            client_id: Some("c0ffee".into()),
            known: true,
            at: chrono::DateTime::UNIX_EPOCH,
            method: method.into(),
            path: path.into(),
            status: 200,
            ms: 3,
            request_id: "r".into(),
            reason: String::new(),
        }
    }

    #[test]
    fn a_call_can_be_repeated_without_its_secret() {
        let post = curl("https://pa2.example.org", &call("POST", "/v3/partner/1/repayments"));
        assert_eq!(
            post,
            "curl -X POST 'https://pa2.example.org/v3/partner/1/repayments' \\\n  -H \"Authorization: Bearer $ACCESS_TOKEN\" \\\n  \
             -H 'Content-Type: application/json' \\\n  --data @body.json"
        );
        let token = curl("https://pa2.example.org", &call("POST", "/oauth/token"));
        assert!(
            token.contains("client_id=c0ffee") && token.contains("$CLIENT_SECRET"),
            "{token}"
        );
        let quoted = curl("https://pa2.example.org", &call("GET", "/v3/partner/1/loans?x=';rm"));
        assert!(quoted.contains("x=%27;rm'"), "{quoted}");
    }
}
