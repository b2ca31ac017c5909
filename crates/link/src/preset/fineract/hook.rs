//! A web hook of Fineract's: a hint that something changed, after which the link reads again.
//!
//! Fineract signs nothing, sends once and does not look at the answer; failed commands are sent too, batch jobs are not.
//! So the body is never taken for the truth, the address carries a secret, and a nightly run stays necessary.

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::kind::Kind;

/// Longer addresses do not fit into Fineract's table.
pub const LONGEST_URL: usize = 100;
/// Shorter secrets could be guessed.
const SHORTEST_TOKEN: usize = 20;

/// What is to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Fineract's own number of the loan, when the hook tells it; all loans otherwise.
    pub loan: Option<String>,
    /// Which kinds of record may have changed.
    pub kinds: &'static [Kind],
}

#[derive(Deserialize)]
struct Body<'b> {
    #[serde(rename = "entityName")]
    entity: Option<String>,
    #[serde(rename = "actionName")]
    action: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default, borrow)]
    response: Option<&'b RawValue>,
}

#[derive(Deserialize)]
struct Ids<'b> {
    #[serde(rename = "loanId", default, borrow)]
    loan: Option<&'b RawValue>,
    #[serde(rename = "resourceId", default, borrow)]
    resource: Option<&'b RawValue>,
}

/// What a hook's body hints at; none when it is about something else, or says that the command failed. The headers
/// `X-Fineract-Entity` and `X-Fineract-Action` say the same as the body and are not needed.
pub fn hint(body: &str) -> Option<Hint> {
    let body: Body<'_> = serde_json::from_str(body).ok()?;
    if body
        .status
        .is_some_and(|status| status.eq_ignore_ascii_case("exception"))
    {
        return None;
    }
    if !body.entity.is_some_and(|entity| entity.eq_ignore_ascii_case("loan")) {
        return None;
    }
    let kinds: &[Kind] = match body.action?.to_ascii_uppercase().as_str() {
        "APPROVE" | "DISBURSALUNDO" => &[Kind::LoanDraft],
        "DISBURSE" => &[Kind::LoanDraft, Kind::Repayment],
        "REPAYMENT" | "ADJUST" | "WRITEOFF" | "UNDOWRITEOFF" | "RECOVERYPAYMENT" | "CLOSE" | "FORECLOSURE" => {
            &[Kind::Repayment]
        }
        _ => return None,
    };
    // The response may be an object, or that object as a text.
    let response = body.response.map(RawValue::get).unwrap_or("null");
    let unpacked: Option<String> = serde_json::from_str(response).ok();
    let ids: Option<Ids<'_>> = serde_json::from_str(unpacked.as_deref().unwrap_or(response)).ok();
    let loan = ids.and_then(|ids| {
        let number = |raw: &RawValue| Some(raw.get().trim_matches('"').to_owned()).filter(|text| text != "null");
        ids.loan.and_then(number).or_else(|| ids.resource.and_then(number))
    });
    Some(Hint { loan, kinds })
}

/// The address to be given to Fineract: of the receiver, with the secret in its path, as Fineract can take it.
///
/// # Errors
/// A sentence: the secret is too short, or the whole too long.
pub fn address(receiver: &Url, token: &str) -> Result<Url, String> {
    if token.len() < SHORTEST_TOKEN || !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(format!(
            "the secret in the address needs at least {SHORTEST_TOKEN} letters and digits"
        ));
    }
    // Fineract's HTTP client takes only addresses that end with a slash.
    let text = format!("{}/{token}/", receiver.as_str().trim_end_matches('/'));
    if text.len() > LONGEST_URL {
        return Err(format!(
            "the address has {} characters; Fineract keeps at most {LONGEST_URL}: use a shorter host name or path",
            text.len()
        ));
    }
    Url::parse(&text).map_err(|_| String::from("the receiver's address cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_the_loan_and_what_may_have_changed() {
        let body = r#"{"entityName":"LOAN","actionName":"REPAYMENT","createdBy":1,"officeId":2,"clientId":11,
            "request":{"transactionAmount":"100"},"response":{"officeId":2,"clientId":11,"loanId":101,"resourceId":7001},"timestamp":"2026-01-31T10:00:00Z"}"#;
        let hint_of = hint(body).unwrap();
        assert_eq!(hint_of.loan.as_deref(), Some("101"));
        assert_eq!(hint_of.kinds, [Kind::Repayment]);
        let disburse =
            hint(r#"{"entityName":"LOAN","actionName":"DISBURSE","response":"{\"resourceId\":\"102\"}"}"#).unwrap();
        assert_eq!(disburse.loan.as_deref(), Some("102"));
        assert!(disburse.kinds.contains(&Kind::LoanDraft));
        assert_eq!(
            hint(r#"{"entityName":"LOAN","actionName":"APPROVE"}"#).unwrap().loan,
            None
        );
    }

    #[test]
    fn failed_commands_and_other_things_hint_at_nothing() {
        for body in [
            r#"{"entityName":"LOAN","actionName":"REPAYMENT","status":"Exception"}"#,
            r#"{"entityName":"CLIENT","actionName":"UPDATE"}"#,
            r#"{"entityName":"LOAN","actionName":"READ"}"#,
            "[]",
            "no json",
            "",
        ] {
            assert_eq!(hint(body), None, "{body}");
        }
    }

    #[test]
    fn the_address_fits_into_fineracts_table_and_ends_with_a_slash() {
        let receiver = Url::parse("https://link.example.org/hooks").unwrap();
        let token = "a".repeat(32);
        let address_of = address(&receiver, &token).unwrap();
        assert!(
            address_of
                .as_str()
                .ends_with("/hooks/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/")
        );
        let long = Url::parse(&format!("https://{}.example.org/", "b".repeat(60))).unwrap();
        assert!(address(&long, &token).unwrap_err().contains("at most 100"));
        assert!(address(&receiver, "short").unwrap_err().contains("at least 20"));
        assert!(address(&receiver, "../../../../../../..").is_err());
    }
}
