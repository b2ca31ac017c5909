//! Journals: `POST {api}/v3/partner/{id}/journals` and `/v3/partners/{id}/journals`, scope `create:journal_update`
//! (`domain.md 1.8`).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};

use crate::read::{self, Object};

/// The journals of one call: one archive, one confirm URL.
///
/// Reads a bare list or `{"journals":[…]}`. Writes the bare list, as Kiva's sample does; [`JournalsRequest::enveloped`]
/// writes the other form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalsRequest {
    /// The journals, in the order sent.
    pub journals: Vec<Journal>,
}

/// The same as `{"journals":[…]}`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct JournalsEnvelope<'a> {
    /// The journals, in the order sent.
    pub journals: &'a [Journal],
}

impl JournalsRequest {
    /// For servers that want the envelope.
    #[must_use]
    pub fn enveloped(&self) -> JournalsEnvelope<'_> {
        JournalsEnvelope {
            journals: &self.journals,
        }
    }
}

impl utoipa::PartialSchema for JournalsRequest {
    fn schema() -> RefOr<Schema> {
        let journal = || Ref::from_schema_name("Journal");
        OneOfBuilder::new()
            .item(ArrayBuilder::new().items(journal()).min_items(Some(1)))
            .item(
                ObjectBuilder::new()
                    .property("journals", ArrayBuilder::new().items(journal()).min_items(Some(1)))
                    .required("journals"),
            )
            .description(Some("A list of journals, or an object that holds the list."))
            .into()
    }
}

impl ToSchema for JournalsRequest {
    fn name() -> std::borrow::Cow<'static, str> {
        "JournalsRequest".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((
            Journal::name().into_owned(),
            <Journal as utoipa::PartialSchema>::schema(),
        ));
        Journal::schemas(schemas);
    }
}

impl From<Vec<Journal>> for JournalsRequest {
    fn from(journals: Vec<Journal>) -> Self {
        Self { journals }
    }
}

impl Serialize for JournalsRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.journals.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JournalsRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(ListOrEnvelope)
            .map(|journals| Self { journals })
    }
}

struct ListOrEnvelope;

impl<'de> de::Visitor<'de> for ListOrEnvelope {
    type Value = Vec<Journal>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of journals or an object with the field `journals`")
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Journal>, A::Error> {
        let mut journals = Vec::new();
        while let Some(Object(journal)) = list.next_element()? {
            journals.push(journal);
        }
        Ok(journals)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Vec<Journal>, A::Error> {
        let mut journals = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "journals" {
                if journals.is_some() {
                    return Err(de::Error::duplicate_field("journals"));
                }
                let rows: Vec<Object<Journal>> = map.next_value()?;
                journals = Some(rows.into_iter().map(|Object(journal)| journal).collect());
            } else {
                map.next_value::<de::IgnoredAny>()?;
            }
        }
        journals.ok_or_else(|| de::Error::missing_field("journals"))
    }
}

/// News of a borrower for the lenders of that loan.
// Known from domain.md 1.8.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Journal {
    /// The headline.
    #[serde(deserialize_with = "read::text_or_empty")]
    pub subject: String,
    /// The text.
    #[serde(deserialize_with = "read::text_or_empty")]
    pub body: String,
    /// The partner's Loan ID.
    #[serde(
        alias = "internalLoanId",
        alias = "loan_id",
        alias = "loanId",
        deserialize_with = "read::text_or_empty"
    )]
    pub internal_loan_id: String,
    /// The partner's Client ID: for partners on the three-column format only.
    #[serde(
        alias = "internalClientId",
        alias = "client_id",
        alias = "clientId",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub internal_client_id: Option<String>,
    /// Where a picture can be fetched.
    #[serde(
        alias = "imageUrl",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub image_url: Option<String>,
}

/// What is told of a borrower stays out of logs.
impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("internal_loan_id", &self.internal_loan_id)
            .finish_non_exhaustive()
    }
}

/// The journals were taken and wait for a person. Some servers answer
/// an object, others a list of such.
// Known from domain.md 1.8.
// Read it with `one_or_list`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct JournalsReply {
    /// `api.success`.
    #[serde(deserialize_with = "read::text_or_empty")]
    pub code: String,
    /// A sentence for a person.
    #[serde(deserialize_with = "read::text_or_empty")]
    pub message: String,
    /// The archive's id. Written as text, which is what its one known reader wants; a number is read as its digits.
    #[serde(alias = "archiveId", deserialize_with = "read::text_or_empty")]
    pub archive_id: String,
    /// The page on which a person reviews and publishes them.
    #[serde(alias = "confirmUrl", deserialize_with = "read::text_or_empty")]
    pub confirm_url: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::reply::one_or_list;

    const ITEM: &str = r#"{"subject":"A good year","body":"The harvest came in.","internal_loan_id":"000123","internal_client_id":"45","image_url":"https://example.org/a.jpg"}"#;

    #[test]
    fn a_bare_list_and_an_envelope_read_the_same() {
        let bare: JournalsRequest = json::from_slice(format!("[{ITEM}]").as_bytes()).unwrap();
        let envelope: JournalsRequest =
            json::from_slice(format!("{{\"x\":1,\"journals\":[{ITEM}]}}").as_bytes()).unwrap();
        assert_eq!(bare, envelope);
        assert_eq!(serde_json::to_string(&bare).unwrap(), format!("[{ITEM}]"));
        assert_eq!(
            serde_json::to_string(&bare.enveloped()).unwrap(),
            format!("{{\"journals\":[{ITEM}]}}")
        );
    }

    #[test]
    fn numeric_ids_keep_their_digits_in_either_form() {
        for body in [
            r#"[{"internal_loan_id":12345678901234567890}]"#,
            r#"{"journals":[{"loanId":12345678901234567890}]}"#,
        ] {
            let request: JournalsRequest = json::from_slice(body.as_bytes()).unwrap();
            assert_eq!(request.journals[0].internal_loan_id, "12345678901234567890");
        }
    }

    #[test]
    fn errors_name_the_journal() {
        let error = json::from_slice::<JournalsRequest>(br#"[{"subject":"a"},{"subject":{}}]"#).unwrap_err();
        assert_eq!(error.path(), "[1].subject");
        assert!(
            json::from_slice::<JournalsRequest>(b"{}")
                .unwrap_err()
                .to_string()
                .contains("`journals`")
        );
        for body in [&b"7"[..], b"[[null,null]]", br#"{"journals":[[]]}"#] {
            assert!(json::from_slice::<JournalsRequest>(body).is_err());
        }
    }

    #[test]
    fn the_schema_tells_both_forms() {
        let schema = serde_json::to_string(&<JournalsRequest as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(schema.matches("#/components/schemas/Journal").count(), 2, "{schema}");
    }

    #[test]
    fn an_archive_id_may_be_a_number() {
        let json =
            r#"{"code":"api.success","message":"ok","archive_id":"31","confirm_url":"https://example.org/c/31"}"#;
        let text: JournalsReply = serde_json::from_str(json).unwrap();
        let number: Vec<JournalsReply> = one_or_list(
            br#"[{"code":"api.success","message":"ok","archiveId":31,"confirmUrl":"https://example.org/c/31"}]"#,
        )
        .unwrap();
        assert_eq!(number.first(), Some(&text));
        assert_eq!(serde_json::to_string(&text).unwrap(), json);
    }
}
