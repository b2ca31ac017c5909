//! The partner's loans: `GET {api}/v3/partner/{id}/loans`, scope `read:loans` (`domain.md 1.5`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::{IntoParams, ToSchema};

use crate::amount::{self, Amount};
use crate::read;

/// What to list. All parts are optional.
// Known from domain.md 1.5.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct LoansQuery {
    /// What PA2's search box takes: a borrower's name, Loan ID, Client ID or Kiva ID.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "blank_as_none")]
    pub query: Option<String>,
    /// Loans in this status only. Absent: all.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "blank_as_none")]
    pub status: Option<LoanStatus>,
    /// How many loans to skip. Absent: 0.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "number_or_none")]
    pub offset: Option<u64>,
    /// How many loans to return at most. Absent: 20. Kiva advises against more than 300 and takes up to 3000.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "number_or_none")]
    pub limit: Option<u64>,
}

/// A number of 64 bits with a sign, as the OpenAPI text has it, that is not below zero.
fn number_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let number: Option<u64> = blank_as_none(deserializer)?;
    match number {
        Some(number) if i64::try_from(number).is_err() => Err(de::Error::custom("this number is too large")),
        number => Ok(number),
    }
}

/// Query strings carry text only, and forms send empty fields: `?status=&limit=20`.
fn blank_as_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: fmt::Display,
{
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        Ok(None)
    } else {
        text.trim().parse().map(Some).map_err(de::Error::custom)
    }
}

/// Where a loan stands in its life: every status that Kiva documents or that its newest sample
/// uses. The casing is Kiva's, mixed as it is.
// Known from domain.md 1.5, 2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
pub enum LoanStatus {
    /// Posted, not yet reviewed or not yet activated.
    #[schema(rename = "inactive")]
    Inactive,
    /// Passed review, waiting to be listed.
    #[schema(rename = "reviewed")]
    Reviewed,
    /// The reviewer found a problem.
    #[schema(rename = "issue")]
    Issue,
    /// The partner is correcting the problem.
    #[schema(rename = "issue_revising")]
    IssueRevising,
    /// Kiva checks the correction.
    #[schema(rename = "issue_approving")]
    IssueApproving,
    /// Did not go live in time.
    #[schema(rename = "inactive_expired")]
    InactiveExpired,
    /// Listed for lenders.
    #[schema(rename = "fundRaising")]
    FundRaising,
    /// Funded; the disbursal has not counted yet.
    #[schema(rename = "raised")]
    Raised,
    /// Funded and disbursed: repayments are due.
    #[schema(rename = "payingBack")]
    PayingBack,
    /// The listing ended unfunded; lenders got their money back.
    #[schema(rename = "expired")]
    Expired,
    /// Repaid in full.
    #[schema(rename = "ended")]
    Ended,
    /// Given up by the partner, or half a year past its last due date.
    #[schema(rename = "defaulted")]
    Defaulted,
    /// Kiva gave the lenders their money back.
    #[schema(rename = "refunded")]
    Refunded,
    /// Withdrawn.
    #[schema(rename = "deleted")]
    Deleted,
}

/// A text that names no [`LoanStatus`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown loan status `{0}` (one of: inactive, reviewed, issue, issue_revising, issue_approving, inactive_expired, fundRaising, raised, payingBack, expired, ended, defaulted, refunded, deleted)"
)]
pub struct UnknownStatus(pub String);

impl LoanStatus {
    /// All of them, roughly in the order of a loan's life.
    pub const ALL: [Self; 14] = [
        Self::Inactive,
        Self::Reviewed,
        Self::Issue,
        Self::IssueRevising,
        Self::IssueApproving,
        Self::InactiveExpired,
        Self::FundRaising,
        Self::Raised,
        Self::PayingBack,
        Self::Expired,
        Self::Ended,
        Self::Defaulted,
        Self::Refunded,
        Self::Deleted,
    ];

    /// The spelling on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Reviewed => "reviewed",
            Self::Issue => "issue",
            Self::IssueRevising => "issue_revising",
            Self::IssueApproving => "issue_approving",
            Self::InactiveExpired => "inactive_expired",
            Self::FundRaising => "fundRaising",
            Self::Raised => "raised",
            Self::PayingBack => "payingBack",
            Self::Expired => "expired",
            Self::Ended => "ended",
            Self::Defaulted => "defaulted",
            Self::Refunded => "refunded",
            Self::Deleted => "deleted",
        }
    }

    /// Whether a repayment may be reported on such a loan: paying back and defaulted.
    // Known from domain.md 1.5.
    #[must_use]
    pub const fn takes_repayments(self) -> bool {
        matches!(self, Self::PayingBack | Self::Defaulted)
    }
}

impl fmt::Display for LoanStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for LoanStatus {
    type Err = UnknownStatus;

    /// Exact spelling only.
    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

impl Serialize for LoanStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for LoanStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// One page of loans. There is no `code` and no `message` here.
// Known from domain.md 1.5.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoansReply {
    /// How many loans match, on all pages together.
    #[serde(alias = "totalRecords", deserialize_with = "read::int")]
    pub total_records: i64,
    /// The loans of this page.
    #[serde(default, deserialize_with = "read::null_as_default")]
    pub data: Vec<Loan>,
}

/// A loan as the list shows it. Ids are text, prices are text, times are unix seconds.
// Known from domain.md 1.5.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Loan {
    /// How many borrowers: 1 for an individual loan.
    #[serde(alias = "borrowerCount", deserialize_with = "read::int")]
    pub borrower_count: i64,
    /// The partner's Loan ID: of the loan for a group, of its one borrower otherwise.
    #[serde(alias = "internalLoanId", deserialize_with = "read::text_or_empty")]
    pub internal_loan_id: String,
    /// The partner's Client ID, in the same way.
    #[serde(alias = "internalClientId", deserialize_with = "read::text_or_empty")]
    pub internal_client_id: String,
    /// The Field Partner's id.
    #[serde(alias = "partnerId", deserialize_with = "read::text_or_empty")]
    pub partner_id: String,
    /// The Field Partner's name.
    #[serde(deserialize_with = "read::text_or_empty")]
    pub partner: String,
    /// Kiva's id of the loan.
    #[serde(alias = "kivaId", deserialize_with = "read::text_or_empty")]
    pub kiva_id: String,
    /// The id that the draft was given (`loan_draft_uuid`).
    #[serde(deserialize_with = "read::text_or_empty")]
    pub uuid: String,
    /// The borrower's or group's name.
    #[serde(deserialize_with = "read::text_or_empty")]
    pub name: String,
    /// Where, as `Town: Country`.
    #[serde(deserialize_with = "read::text_or_empty")]
    pub location: String,
    /// A status as in the query; text, so that a new one does not make a page unreadable.
    // Read it with `loan_status`.
    #[serde(deserialize_with = "read::text_or_empty")]
    pub status: String,
    /// More about the status. Often absent.
    #[serde(
        alias = "statusDetail",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub status_detail: Option<String>,
    /// What is asked of lenders, in USD. A string on the wire.
    #[serde(
        alias = "loanPrice",
        deserialize_with = "read::optional_amount",
        serialize_with = "amount::as_text"
    )]
    #[schema(value_type = Option<String>)]
    pub loan_price: Option<Amount>,
    /// The loan in the borrower's currency (`loan_currency`). A string on the wire.
    #[serde(
        alias = "loanLocalPrice",
        deserialize_with = "read::optional_amount",
        serialize_with = "amount::as_text"
    )]
    #[schema(value_type = Option<String>)]
    pub loan_local_price: Option<Amount>,
    /// ISO 4217 code of the borrower's currency.
    #[serde(alias = "loanCurrency", deserialize_with = "read::text_or_empty")]
    pub loan_currency: String,
    /// When it was posted, unix seconds.
    #[serde(
        alias = "createTime",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub create_time: Option<i64>,
    /// When its listing ends, unix seconds.
    #[serde(
        alias = "plannedExpirationTime",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub planned_expiration_time: Option<i64>,
    /// Until when it must be listed, unix seconds.
    #[serde(
        alias = "plannedInactiveExpireTime",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub planned_inactive_expire_time: Option<i64>,
    /// When it was repaid, unix seconds; null until then.
    #[serde(alias = "endedTime", deserialize_with = "read::optional_int")]
    pub ended_time: Option<i64>,
    /// When its lenders were refunded, unix seconds; null until then.
    #[serde(alias = "refundedTime", deserialize_with = "read::optional_int")]
    pub refunded_time: Option<i64>,
    /// When its listing ended unfunded, unix seconds; null until then.
    #[serde(alias = "expiredTime", deserialize_with = "read::optional_int")]
    pub expired_time: Option<i64>,
    /// When it defaulted, unix seconds; null until then.
    #[serde(alias = "defaultedTime", deserialize_with = "read::optional_int")]
    pub defaulted_time: Option<i64>,
    /// Whether a repayment is past due.
    #[serde(deserialize_with = "read::flag")]
    pub delinquent: bool,
    /// When the partner answered the reviewer, unix seconds.
    #[serde(
        alias = "issueFeedbackTime",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub issue_feedback_time: Option<i64>,
    /// Who reported the issue: a name, or a number in one client's reading.
    #[serde(
        alias = "issueReportedBy",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub issue_reported_by: Option<String>,
    /// Whether a part of the sum is paid out when the listing ends. Text `true`/`false` on the wire, as its one known
    /// reader wants it; a boolean is read too.
    #[serde(
        alias = "flexibleFundraisingEnabled",
        deserialize_with = "read::optional_flag",
        serialize_with = "flag_as_text",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<String>)]
    pub flexible_fundraising_enabled: Option<bool>,
    /// What lenders have given so far, in USD. camelCase on the wire, a number.
    #[serde(
        rename = "fundedAmount",
        alias = "funded_amount",
        deserialize_with = "read::optional_amount",
        skip_serializing_if = "Option::is_none"
    )]
    pub funded_amount: Option<Amount>,
}

impl Loan {
    /// The status as one of those known here.
    ///
    /// # Errors
    /// [`UnknownStatus`] when Kiva has a new one.
    pub fn loan_status(&self) -> Result<LoanStatus, UnknownStatus> {
        self.status.parse()
    }
}

fn flag_as_text<S: Serializer>(flag: &Option<bool>, serializer: S) -> Result<S::Ok, S::Error> {
    match flag {
        Some(flag) => serializer.serialize_str(if *flag { "true" } else { "false" }),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_keeps_its_casing() {
        for status in LoanStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{status}\""));
        }
        assert!("fundraising".parse::<LoanStatus>().is_err());
        assert_eq!(LoanStatus::ALL.into_iter().filter(|s| s.takes_repayments()).count(), 2);
    }

    #[test]
    fn a_page_as_the_fineract_fork_reads_it() {
        let json = r#"{"total_records":1,"data":[{"borrower_count":1,"internal_loan_id":"000123","internal_client_id":"45","partner_id":"9001","partner":"Sample","kiva_id":"2400001","uuid":"u-1","name":"Amina","location":"Nairobi: Kenya","status":"payingBack","loan_price":"475.00","loan_local_price":"50000","loan_currency":"KES","create_time":1700000000,"planned_expiration_time":1702592000,"planned_inactive_expire_time":1702592000,"ended_time":null,"refunded_time":null,"expired_time":null,"defaulted_time":null,"delinquent":false,"flexible_fundraising_enabled":"true","fundedAmount":475.00}]}"#;
        let page: LoansReply = serde_json::from_str(json).unwrap();
        let loan = &page.data[0];
        assert_eq!(loan.internal_loan_id, "000123");
        assert_eq!(loan.loan_status(), Ok(LoanStatus::PayingBack));
        assert_eq!(loan.funded_amount.unwrap().to_string(), "475.00");
        assert_eq!(serde_json::to_string(&page).unwrap(), json);
    }

    #[test]
    fn fps_lib_camel_case_numbers_and_new_statuses_are_read() {
        let page: LoansReply = serde_json::from_str(
            r#"{"totalRecords":"2","data":[{"kivaId":24,"internalLoanId":12,"status":"somethingNew","loanPrice":475.5,"issueReportedBy":77,"flexibleFundraisingEnabled":true,"delinquent":"true","surprise":[1]},{"status":null,"fundedAmount":"1.10"}]}"#,
        )
        .unwrap();
        let loan = &page.data[0];
        assert_eq!((loan.kiva_id.as_str(), loan.internal_loan_id.as_str()), ("24", "12"));
        assert_eq!(loan.loan_price.unwrap().to_string(), "475.5");
        assert!(loan.loan_status().is_err() && loan.delinquent);
        assert_eq!(
            (loan.issue_reported_by.as_deref(), loan.flexible_fundraising_enabled),
            (Some("77"), Some(true))
        );
        assert_eq!(page.data[1].funded_amount.unwrap().to_string(), "1.10");
    }

    #[test]
    fn a_query_reads_text_and_blanks() {
        let query: LoansQuery =
            serde_json::from_str(r#"{"query":" ","status":"payingBack","offset":"","limit":"300"}"#).unwrap();
        assert_eq!(
            query,
            LoansQuery {
                status: Some(LoanStatus::PayingBack),
                limit: Some(300),
                ..LoansQuery::default()
            }
        );
        assert!(serde_json::from_str::<LoansQuery>(r#"{"offset":"-1"}"#).is_err());
        assert!(
            serde_json::from_str::<LoansQuery>(r#"{"status":"paying"}"#)
                .unwrap_err()
                .to_string()
                .contains("`paying`")
        );
        assert_eq!(
            serde_json::to_string(&query).unwrap(),
            r#"{"status":"payingBack","limit":300}"#
        );
    }
}
