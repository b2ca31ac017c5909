//! Web hooks: a MIS says that something has changed. It is kept as a hint, and the record is read again from the source.
//!
//! Apache Fineract signs nothing and repeats nothing, sends failed commands too, and can only be told a URL. So the
//! secret is in the path, nothing in the body is believed but where to look, and a nightly run finds what got lost.
#![expect(
    clippy::disallowed_types,
    reason = "a sheet and a key are compared with those that there are; an id is checked"
)]

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State as Extract};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer::Refusal;
use super::{MAX_HINT, State, read};
use crate::ledger::Purpose;
use crate::preset::fineract::hook as fineract;

/// The longest name or id that is kept.
const LONGEST: usize = 60;

/// `POST /hook/{token}/`.
pub(super) async fn hint(
    Extract(state): Extract<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let holder = state.pushed.holder(&token, Purpose::Hook).await;
    let Some(sender) = holder.map_err(|error| Refusal::storage(&error))? else {
        return Err(Refusal::unknown("this address is not known or was revoked"));
    };
    let bytes = read::whole(&state.room, body, MAX_HINT).await?;
    let _turn = state.turns.acquire().await;
    // A body that is no JSON still says that something happened.
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if fineract::failed(&body) {
        return Ok(Json(json!({ "message": "a failed command: nothing has changed" })).into_response());
    }
    let word = |header: &str, names: [&str; 2]| {
        let from_header = headers.get(header).and_then(|value| value.to_str().ok());
        let from_body = names.iter().find_map(|name| body[*name].as_str());
        short(from_header.or(from_body).unwrap_or_default())
    };
    let entity = word("x-fineract-entity", ["entityName", "entity"]);
    let action = word("x-fineract-action", ["actionName", "action"]);
    let now = state.clock.now();
    state.waiting.has_room(&state.pushed, &sender, now).await?;
    let kept = state.pushed.hint(&sender, &entity, &action, &ids(&body), now).await;
    if kept.map_err(|error| Refusal::storage(&error))? {
        state.waiting.one_more(&sender);
    }
    Ok(Json(json!({ "message": "noted" })).into_response())
}

/// The ids of a body, wherever they stand in its first two levels: names that end in `Id`, with short plain values.
fn ids(body: &Value) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    let levels = [Some(body), body.get("request"), body.get("response"), body.get("body")];
    for (name, value) in levels.into_iter().flatten().filter_map(Value::as_object).flatten() {
        if !(name == "id" || name.ends_with("Id")) || name.len() > LONGEST {
            continue;
        }
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => continue,
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
        if !text.is_empty() && text.len() <= LONGEST && text.chars().all(plain) {
            ids.insert(name.clone(), text);
        }
    }
    ids
}

/// A word of a header or body: letters, digits and underscores, and not many.
fn short(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(LONGEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_are_kept_of_a_body() {
        let body = json!({
            "entityName": "LOAN", "officeId": 1, "clientId": 7, "createdByFullName": "Amina Otieno",
            "request": { "note": "late", "externalId": "A 1; DROP" },
            "response": { "loanId": 42, "resourceId": 99, "changes": { "x": 1 } },
        });
        let kept: Vec<(String, String)> = ids(&body).into_iter().collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            kept,
            [
                pair("clientId", "7"),
                pair("loanId", "42"),
                pair("officeId", "1"),
                pair("resourceId", "99")
            ]
        );
        assert_eq!(short("LOAN\r\nx: y"), "LOANxy");
    }
}
