//! Reading a JSON body with errors that name the place.

use serde::de::DeserializeOwned;

/// A body that is not the JSON that was wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", self.place())]
pub struct JsonError {
    path: String,
    reason: String,
}

impl JsonError {
    /// The field, with the position in each list counted from 0: `repayments[3].amount`. Empty when the body as a
    /// whole is at fault.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there. May repeat a piece of the body: give it to whoever sent the body, never to a log.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    fn place(&self) -> String {
        if self.path.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.path)
        }
    }
}

/// Reads a whole body. A byte order mark at its head is skipped; bytes that are not UTF-8 are an error.
///
/// # Errors
/// [`JsonError`] naming the first field at fault.
pub fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let whole = |reason: String| JsonError {
        path: String::new(),
        reason,
    };
    let text = std::str::from_utf8(body).map_err(|_| whole("the body is not UTF-8".to_owned()))?;
    if text.trim().is_empty() {
        return Err(whole("the body is empty".to_owned()));
    }
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    // Only a body that cannot be read is read again, with an eye on where it breaks: that takes twice as long.
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        let path = if path == "." || inner.is_syntax() || inner.is_eof() {
            String::new()
        } else {
            path
        };
        // A place inside a nested raw value would mislead, and the path already says where.
        let reason = if path.is_empty() {
            inner.to_string()
        } else {
            without_place(&inner.to_string())
        };
        JsonError { path, reason }
    })?;
    reader.end().map_err(|error| whole(error.to_string()))?;
    Ok(value)
}

fn without_place(message: &str) -> String {
    message
        .rsplit_once(" at line ")
        .map_or(message, |(head, _)| head)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RepaymentsRequest;

    fn error(body: &[u8]) -> JsonError {
        from_slice::<RepaymentsRequest>(body).unwrap_err()
    }

    #[test]
    fn names_the_field_and_the_row() {
        let found = error(br#"{"repayments":[{"loan_id":"1","amount":1},{"loan_id":"2","amount":"1,5"}]}"#);
        assert_eq!(found.path(), "repayments[1].amount");
        assert!(
            found
                .to_string()
                .starts_with("repayments[1].amount: not a decimal number"),
            "{found}"
        );
        assert!(!found.to_string().contains("line"), "{found}");
    }

    #[test]
    fn a_missing_field_is_named() {
        let found = error(br#"{"repayments":[{"amount":1}]}"#);
        assert_eq!(
            (found.path(), found.reason()),
            ("repayments[0]", "missing field `loan_id`")
        );
    }

    #[test]
    fn bodies_that_are_no_json() {
        assert_eq!(error(b" ").to_string(), "the body is empty");
        assert_eq!(error(b"\"\xff\"").to_string(), "the body is not UTF-8");
        assert!(error(b"{\"repayments\":[").to_string().contains("line 1"));
        assert!(error(b"{\"repayments\":[]} x").to_string().contains("trailing"));
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert!(from_slice::<RepaymentsRequest>(b"\xef\xbb\xbf{\"repayments\":[]}").is_ok());
    }
}
