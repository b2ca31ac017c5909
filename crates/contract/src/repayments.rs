//! A repayment report: `POST {api}/v3/partner/{id}/repayments`, scope `create:repayment` (`domain.md 1.7`).

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::amount::Amount;
use crate::read;

/// The rows of one call; each call becomes one upload in PA2. Kiva advises at most 200 to 300.
// Known from domain.md 1.7.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RepaymentsRequest {
    /// The rows.
    #[schema(min_items = 1)]
    #[serde(deserialize_with = "read::objects")]
    pub repayments: Vec<Repayment>,
}

/// What a loan has repaid.
// Known from domain.md 1.7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repayment {
    /// The partner's Loan ID.
    #[serde(
        alias = "loanId",
        alias = "internal_loan_id",
        alias = "internalLoanId",
        deserialize_with = "read::text"
    )]
    pub loan_id: String,
    /// In the loan's local currency. Zero is legal. What it counts (cumulative principal repaid, principal
    /// outstanding, this month's amount) is a setting of the partner.
    // Known from domain.md 2.5.
    pub amount: Amount,
    /// The partner's Client ID: for partners on the three-column format only.
    #[serde(
        alias = "clientId",
        alias = "internal_client_id",
        alias = "internalClientId",
        default,
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub client_id: Option<String>,
}

/// What PA2 made of the rows. Some servers answer an object, others a list of
/// such.
// Known from domain.md 1.7.
// Read it with `one_or_list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RepaymentsReply {
    /// `api.success`.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub code: String,
    /// A sentence for a person.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub message: String,
    /// The upload's number in PA2.
    #[serde(alias = "uploadId", deserialize_with = "read::int")]
    pub upload_id: i64,
    /// What is wrong, or to be looked at, row by row. Empty when all is well.
    #[serde(default, deserialize_with = "read::null_as_default")]
    pub problems: Vec<Problem>,
}

/// An error or a warning about one row.
// Known from domain.md 1.7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// The row's Loan ID.
    #[serde(alias = "loanId", default, deserialize_with = "read::text_or_empty")]
    pub loan_id: String,
    /// A sentence for a person.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub details: String,
    /// Which rule it breaks, such as `loan_not_found`.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub code: String,
    /// Whether the row was left out.
    #[serde(deserialize_with = "severity")]
    pub severity: Severity,
}

/// How bad a problem is.
// Known from domain.md 1.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The row does not count until it is mended.
    Error,
    /// The row counts; a person should look at it.
    Warning,
}

impl Severity {
    /// The spelling on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Any casing. A word that is not known is an error: taking it for a warning could hide a row that was left out.
fn severity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Severity, D::Error> {
    let word = read::text_or_empty(deserializer)?;
    Ok(if word.trim().eq_ignore_ascii_case("warning") {
        Severity::Warning
    } else {
        Severity::Error
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::one_or_list;

    #[test]
    fn rows_as_documented_and_with_the_names_of_the_translations() {
        let json =
            r#"{"repayments":[{"loan_id":"000123","amount":480.50,"client_id":"45"},{"loan_id":"7","amount":0}]}"#;
        let request: RepaymentsRequest = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&request).unwrap(), json);
        let translated: RepaymentsRequest = serde_json::from_str(
            r#"{"repayments":[{"internal_loan_id":"000123","amount":"480.50","internal_client_id":45},{"loanId":7,"amount":0.0,"client_id":null}]}"#,
        )
        .unwrap();
        assert_eq!(translated, request);
    }

    #[test]
    fn an_object_and_a_list_of_replies_read_the_same() {
        let json = r#"{"code":"api.success","message":"ok","upload_id":77,"problems":[{"loan_id":"7","details":"no such loan","code":"loan_not_found","severity":"error"}]}"#;
        let one: Vec<RepaymentsReply> = one_or_list(json.as_bytes()).unwrap();
        let list: Vec<RepaymentsReply> = one_or_list(format!("[{json}]").as_bytes()).unwrap();
        assert_eq!(one, list);
        assert_eq!(serde_json::to_string(&one[0]).unwrap(), json);
    }

    #[test]
    fn an_unknown_severity_is_an_error() {
        let reply: RepaymentsReply =
            serde_json::from_str(r#"{"uploadId":"5","problems":[{"severity":"WARNING"},{"severity":"fatal"}]}"#)
                .unwrap();
        let severities: Vec<_> = reply.problems.iter().map(|p| p.severity).collect();
        assert_eq!(
            (reply.upload_id, severities),
            (5, vec![Severity::Warning, Severity::Error])
        );
        let none: RepaymentsReply = serde_json::from_str(r#"{"upload_id":5,"problems":null}"#).unwrap();
        assert!(none.problems.is_empty());
    }
}
