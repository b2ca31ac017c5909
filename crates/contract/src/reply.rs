//! What replies have in common.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::json::{self, JsonError};
use crate::read;

/// The `code` and `message` that come with nearly every reply, and all there is in an error.
// Known from domain.md 1.3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApiMessage {
    /// `api.success`, or what went wrong.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub code: String,
    /// A sentence for a person.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub message: String,
}

impl ApiMessage {
    /// A message with its code.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
        }
    }
}

/// Reads a reply that is one object from some servers and a list of such objects from others.
///
/// # Errors
/// [`JsonError`] when it is neither.
// Known from domain.md 1.7, 1.8.
pub fn one_or_list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, JsonError> {
    let first = body
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body)
        .iter()
        .find(|b| !b.is_ascii_whitespace());
    if first == Some(&b'[') {
        json::from_slice(body)
    } else {
        json::from_slice(body).map(|one| vec![one])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_and_a_list_of_one_read_the_same() {
        let one: Vec<ApiMessage> = one_or_list(br#"{"code":"api.success","message":"ok","extra":1}"#).unwrap();
        let list: Vec<ApiMessage> = one_or_list(br#" [{"code":"api.success","message":"ok"}]"#).unwrap();
        assert_eq!(one, list);
        assert!(one_or_list::<ApiMessage>(b"Success").is_err());
        assert!(one_or_list::<ApiMessage>(b"").is_err());
    }
}
