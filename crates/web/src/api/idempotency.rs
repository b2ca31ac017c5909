//! The `Idempotency-Key` header: optional, so that a client may post again when it lost the answer
//! (draft-ietf-httpapi-idempotency-key-header).

use axum::http::{HeaderMap, StatusCode};
use fieldlink_app::ClientActor;
use fieldlink_app::idempotency::IdempotencyKey;
use fieldlink_contract::codes;

use crate::error::ApiError;

const HEADER: &str = "idempotency-key";
/// Longest key, in characters.
const LONGEST: usize = 255;

/// The key of a post; none when it carries none. `method_path` is the request line, as in
/// `POST /v3/partner/1/loan_draft`: with the body it tells one request from another.
///
/// # Errors
/// 400 when the header is there and no key.
pub fn key(
    headers: &HeaderMap,
    method_path: &str,
    body: &[u8],
    client: &ClientActor,
) -> Result<Option<IdempotencyKey>, ApiError> {
    let mut sent = headers.get_all(HEADER).iter();
    let Some(value) = sent.next() else { return Ok(None) };
    if sent.next().is_some() {
        return Err(refused("The request carries more than one Idempotency-Key."));
    }
    let key = value.to_str().ok().and_then(read).ok_or_else(|| {
        refused("The Idempotency-Key must be 1 to 255 printable ASCII characters, bare or in double quotes.")
    })?;
    Ok(Some(IdempotencyKey::new(&client.client_id, key, method_path, body)))
}

fn refused(text: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, codes::INVALID_REQUEST, text)
}

/// The standard's form is a quoted string (RFC 8941); clients also send it bare.
fn read(text: &str) -> Option<String> {
    let text = text.trim();
    let key = match text.strip_prefix('"') {
        Some(rest) => unquote(rest.strip_suffix('"')?)?,
        None => text.to_owned(),
    };
    let good = (1..=LONGEST).contains(&key.len()) && key.bytes().all(|b| (0x20..0x7f).contains(&b));
    good.then_some(key)
}

fn unquote(inner: &str) -> Option<String> {
    let mut key = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => key.push(chars.next().filter(|c| matches!(c, '"' | '\\'))?),
            '"' => return None,
            other => key.push(other),
        }
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use fieldlink_domain::ids::PartnerId;

    use super::*;

    fn with(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|v| (axum::http::HeaderName::from_static(HEADER), v.parse().unwrap()))
            .collect()
    }

    fn keyed(values: &[&str], line: &str, body: &[u8]) -> Result<Option<IdempotencyKey>, StatusCode> {
        let client = ClientActor {
            client_id: "c".into(),
            partner_id: PartnerId(1),
            scopes: [].into_iter().collect(),
        };
        key(&with(values), line, body, &client).map_err(|e| e.status())
    }

    #[test]
    fn quoted_and_bare_are_the_same_key() {
        let bare = keyed(&["a-1"], "POST /x", b"{}").unwrap().unwrap();
        let quoted = keyed(&["\"a-1\""], "POST /x", b"{}").unwrap().unwrap();
        assert_eq!((bare.key, bare.request_hash), (quoted.key, quoted.request_hash));
        assert_eq!(keyed(&["\"a\\\"b\""], "", b"").unwrap().unwrap().key, "a\"b");
        assert!(keyed(&[], "POST /x", b"{}").unwrap().is_none());
    }

    #[test]
    fn another_path_or_body_is_another_request() {
        let hash = |line: &str, body: &[u8]| keyed(&["k"], line, body).unwrap().unwrap().request_hash;
        assert_ne!(hash("POST /x", b"{}"), hash("POST /y", b"{}"));
        assert_ne!(hash("POST /x", b"{}"), hash("POST /x", b"{} "));
        assert_ne!(hash("POST /x", b"y"), hash("POST /xy", b""));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let long = "x".repeat(256);
        for values in [
            &[""][..],
            &["\"\""],
            &["\"open"],
            &["\"a\"b\""],
            &[long.as_str()],
            &["a", "b"],
        ] {
            assert_eq!(
                keyed(values, "", b"").unwrap_err(),
                StatusCode::BAD_REQUEST,
                "{values:?}"
            );
        }
    }
}
