//! How a post is sent.

use reqwest::header::HeaderValue;

use crate::error::Error;
use crate::retry::Repeat;

/// Choices that come with each post. The default: no key, sent again only when the first try surely had no effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// Sent as `Idempotency-Key`. Kiva's API ignores it; Fieldlink's own PA2 answers the same key with the same
    /// answer. The same content must always have the same key, and other content another.
    pub idempotency_key: Option<String>,
    /// Whether doing it twice is the same as doing it once.
    pub repeat: Repeat,
}

impl Post {
    /// Without a key, sent again only when the first try surely had no effect.
    #[must_use]
    pub fn once() -> Self {
        Self::default()
    }

    /// With a key, to a server that may not honour it: sent again only when the first try surely had no effect.
    #[must_use]
    pub fn keyed(key: impl Into<String>) -> Self {
        Self {
            idempotency_key: Some(key.into()),
            repeat: Repeat::Unsafe,
        }
    }

    /// The same, and it may be sent again: because the server honours the key, or because the content says the same
    /// when said twice (cumulative repayments).
    #[must_use]
    pub fn repeatable(self) -> Self {
        Self {
            repeat: Repeat::Safe,
            ..self
        }
    }

    /// The header: a quoted string, as the draft standard wants it.
    pub(crate) fn header(&self) -> Result<Option<HeaderValue>, Error> {
        let Some(key) = &self.idempotency_key else {
            return Ok(None);
        };
        let fits =
            (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
        let problem = || Error::Settings {
            problem: "an idempotency key is 1 to 255 visible ASCII characters without quotes and backslashes"
                .to_owned(),
        };
        if !fits {
            return Err(problem());
        }
        HeaderValue::from_str(&format!("\"{key}\""))
            .map(Some)
            .map_err(|_| problem())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_quoted_and_checked() {
        assert_eq!(Post::once().header().unwrap(), None);
        assert_eq!(
            Post::keyed("9001:draft:7:1").header().unwrap().unwrap(),
            "\"9001:draft:7:1\""
        );
        for key in ["", "a b", "a\"b", "é", "a\nb"] {
            assert!(Post::keyed(key).header().is_err(), "{key:?}");
        }
    }

    #[test]
    fn a_key_alone_does_not_make_it_repeatable() {
        assert_eq!(Post::keyed("k").repeat, Repeat::Unsafe);
        assert_eq!(Post::keyed("k").repeatable().repeat, Repeat::Safe);
    }
}
