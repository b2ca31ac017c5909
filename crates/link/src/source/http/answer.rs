//! What an API answers: bytes to JSON, its own words, and what it tells about pages.

use encoding_rs::{Encoding, UTF_8};
use fieldlink_say::{Message, message};

use super::exact::Json;

/// So much of an API's own words is repeated.
const WORDS: usize = 200;
/// Where APIs say in words what is wrong.
const SAID_IN: [&str; 8] = [
    "defaultUserMessage",
    "error_description",
    "detail",
    "message",
    "error",
    "errors",
    "title",
    "developerMessage",
];
/// Where APIs say how many rows there are, when nobody has told.
const TOTALS: [&str; 8] = [
    "totalFilteredRecords",
    "totalElements",
    "totalRecords",
    "total_records",
    "totalCount",
    "total_count",
    "totalItems",
    "total_items",
];
/// Where APIs say whether there is more.
const MORE: [&str; 4] = ["has_more", "hasMore", "has_next", "hasNext"];

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    /// The headers `Link`, joined.
    pub(super) link: Option<String>,
    /// The header `Content-Type`.
    pub(super) kind: String,
}

impl Answer {
    /// Whether it is a page for people.
    pub(super) fn is_page(&self) -> bool {
        let begin = self.body.trim_ascii_start();
        self.kind.starts_with("text/html") && begin.starts_with(b"<")
    }

    /// The JSON of the answer. The error is a sentence.
    pub(super) fn json(&self) -> Result<Json, Message> {
        let label = self.kind.split(';').skip(1).find_map(|parameter| {
            let (name, label) = parameter.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case("charset")
                .then(|| label.trim().trim_matches('"'))
        });
        let told = label
            .and_then(|label| Encoding::for_label(label.as_bytes()))
            .unwrap_or(UTF_8);
        // A byte order mark says more than the header.
        let (encoding, mark) = Encoding::for_bom(&self.body).unwrap_or((told, 0));
        let text = encoding.decode_without_bom_handling_and_without_replacement(&self.body[mark..]);
        let text = text.ok_or_else(|| message!("http-no-text", encoding = encoding.name()))?;
        Json::read(&text).map_err(|_| message!("http-no-json"))
    }

    /// What the API says is wrong, in its own words.
    pub(super) fn words(&self) -> Option<String> {
        words(&self.json().ok()?)
    }
}

/// What an API says is wrong, in its own words, cut.
pub(super) fn words(answer: &Json) -> Option<String> {
    let found = SAID_IN.iter().find_map(|name| match answer.get(name)? {
        Json::Text(text) => Some(text.clone()),
        Json::List(some) => match some.first()? {
            Json::Text(text) => Some(text.clone()),
            inner => words(inner),
        },
        inner => words(inner),
    })?;
    let seen: String = found.chars().filter(|sign| !sign.is_control()).take(WORDS).collect();
    (!seen.trim().is_empty()).then_some(seen)
}

/// How many rows there are, as the answer tells: at this place, else where APIs usually do.
pub(super) fn total(answer: &Json, at: Option<&str>) -> Option<usize> {
    let number = |value: &Json| match value {
        Json::Number(number) | Json::Text(number) => number.parse().ok(),
        _ => None,
    };
    match at {
        Some(at) => answer.at(at).filter(|_| !at.is_empty()).and_then(number),
        None => TOTALS.iter().find_map(|name| number(answer.get(name)?)),
    }
}

/// Whether the answer says that nothing follows: beside what tells the next page, or on top.
pub(super) fn is_last(answer: &Json, at: Option<&str>) -> bool {
    let beside = at
        .and_then(|at| at.rsplit_once('/'))
        .and_then(|(folder, _)| answer.at(folder));
    let says_no = |place: &Json| MORE.iter().any(|name| place.get(name) == Some(&Json::Flag(false)));
    says_no(answer) || beside.is_some_and(says_no)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: &str, body: &[u8]) -> Answer {
        Answer {
            body: body.to_vec(),
            link: None,
            kind: kind.to_owned(),
        }
    }

    #[test]
    fn texts_are_read_in_the_encoding_that_is_told() {
        let name = |kind: &str, body: &[u8]| {
            let json = answer(kind, body).json().map_err(|why| why.to_string())?;
            Ok::<_, String>(json.get("n").cloned())
        };
        let jose = Ok(Some(Json::Text(String::from("José"))));
        assert_eq!(name("application/json", "\u{feff}{\"n\":\"José\"}".as_bytes()), jose);
        assert_eq!(
            name("application/json; charset=\"ISO-8859-1\"", b"{\"n\":\"Jos\xe9\"}"),
            jose
        );
        let why = name("application/json", b"{\"n\":\"Jos\xe9\"}").unwrap_err();
        assert!(why.contains("UTF-8"), "{why}");
    }

    #[test]
    fn an_api_says_in_its_own_words_what_is_wrong() {
        for (body, said) in [
            (r#"{"message": "no such office"}"#, Some("no such office")),
            (r#"{"error": {"detail": "expired"}}"#, Some("expired")),
            (
                r#"{"errors": [{"defaultUserMessage": "not yours"}]}"#,
                Some("not yours"),
            ),
            (r#"{"error": true}"#, None),
            ("[]", None),
        ] {
            assert_eq!(words(&Json::read(body).unwrap()).as_deref(), said, "{body}");
        }
    }

    #[test]
    fn totals_and_ends_are_found() {
        let json = |text: &str| Json::read(text).unwrap();
        assert_eq!(total(&json(r#"{"totalElements": 5}"#), None), Some(5));
        assert_eq!(total(&json(r#"{"meta": {"all": "7"}}"#), Some("/meta/all")), Some(7));
        assert_eq!(total(&json(r#"{"totalElements": 5}"#), Some("")), None);
        assert!(is_last(
            &json(r#"{"meta": {"next": "c", "has_more": false}}"#),
            Some("/meta/next")
        ));
        assert!(!is_last(&json(r#"{"has_more": true}"#), None));
    }
}
