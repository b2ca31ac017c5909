//! Records in, and out again.
#![expect(
    clippy::disallowed_types,
    reason = "a sheet and a key are compared with those that there are; an id is checked"
)]

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State as Extract};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use fieldlink_contract::text;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::answer::Refusal;
use super::{MAX_BODY, OPENAPI, State, body, key, read};
use crate::ledger::{Batch, Sheet, Taken, Took};

/// The header that names a request, so that the same one sent again is known.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

pub(super) async fn welcome() -> Json<serde_json::Value> {
    Json(json!({
        "message": "This is Fieldlink's receiver. Send records to /v1/loans, /v1/members, /v1/schedules, /v1/repayments and /v1/journals.",
        "openapi": "/openapi.json",
    }))
}

pub(super) async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

pub(super) async fn alive() -> &'static str {
    "ok"
}

pub(super) async fn nowhere() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "there is nothing here; send records to /v1/loans, /v1/members, /v1/schedules, /v1/repayments or /v1/journals",
    )
}

pub(super) async fn wrong_method() -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this address takes another method: POST to send records, DELETE /v1/SHEET/ID to take one away",
    )
}

/// `POST /v1/{sheet}`.
pub(super) async fn push(
    Extract(state): Extract<State>,
    Path(sheet): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let sender = key::sender(&state, &headers).await?;
    let sheet = sheet_of(&sheet)?;
    let bytes = read::whole(&state.room, body, MAX_BODY).await?;
    let _turn = state.turns.acquire().await;
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?").trim());
    let request_key = text(IDEMPOTENCY_KEY).filter(|key| !key.is_empty());
    if request_key.is_some_and(|key| key.len() > 200) {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "the Idempotency-Key is longer than 200 characters",
        ));
    }
    let content_type = text(CONTENT_TYPE.as_str()).unwrap_or_default();
    let rows = body::rows(sheet, content_type, &bytes, request_key)?;
    let mut hash = Sha256::new();
    hash.update(sheet.as_str());
    hash.update(&*bytes);
    let hash = hex::encode(hash.finalize());
    let batch = Batch {
        sender: &sender,
        sheet,
        rows: &rows,
        request: request_key.map(|key| (key, hash.as_str())),
    };
    let taken = state.pushed.take(&batch, state.clock.now()).await;
    match taken.map_err(|error| Refusal::storage(&error))? {
        Taken::Now(took) => Ok(answer(took, false)),
        Taken::Before(took) => Ok(answer(took, true)),
        Taken::OtherRequest => Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "this Idempotency-Key was used for a request with another body; use a new one for a new request",
        )),
    }
}

fn answer(took: Took, repeated: bool) -> Response {
    let received = took.new + took.changed + took.unchanged;
    let mut message = format!(
        "{received} records: {} new, {} changed, {} as before",
        took.new, took.changed, took.unchanged
    );
    if repeated {
        message.push_str(" (this is the answer of the first time)");
    }
    Json(json!({
        "message": message,
        "received": received,
        "new": took.new,
        "changed": took.changed,
        "unchanged": took.unchanged,
        "repeated": repeated,
    }))
    .into_response()
}

/// `DELETE /v1/{sheet}/{id}`.
pub(super) async fn withdraw(
    Extract(state): Extract<State>,
    Path((sheet, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let _turn = state.turns.acquire().await;
    key::sender(&state, &headers).await?;
    let sheet = sheet_of(&sheet)?;
    // Asked for what no record can be called, PostgreSQL fails.
    let keepable = text::fault(&id, text::LINE).is_none();
    let gone = keepable
        && state
            .pushed
            .withdraw(sheet, &id)
            .await
            .map_err(|error| Refusal::storage(&error))?;
    if gone {
        Ok(Json(json!({ "message": "taken away; what was sent to Kiva already stays there" })).into_response())
    } else {
        Err(Refusal::new(StatusCode::NOT_FOUND, "there is no record with this id"))
    }
}

fn sheet_of(name: &str) -> Result<Sheet, Refusal> {
    Sheet::of_name(name).ok_or_else(|| {
        let names: Vec<&str> = Sheet::ALL.into_iter().map(Sheet::as_str).collect();
        let message = match crate::mapping::lookup::nearest(name, names.iter().copied()) {
            Some(near) => format!("there is no /v1/ sheet of this name; did you mean /v1/{near}?"),
            None => format!("there is no /v1/ sheet of this name; there are {}", names.join(", ")),
        };
        Refusal::new(StatusCode::NOT_FOUND, message)
    })
}
