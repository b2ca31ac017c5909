//! A loan draft: `POST {api}/v3/partner/{id}/loan_draft`, scope `create:loan_draft` (`domain.md 1.6`).

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::amount::{self, Amount};
use crate::read;

/// What a partner knows about a loan to be. Every part may be absent: a person adds the rest in
/// PA2. Absent parts are left out of the JSON.
// Known from domain.md 1.6.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct LoanDraft {
    /// What the money is for, an id of `config/activities`. The sector follows from it.
    #[serde(
        alias = "activityId",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub activity_id: Option<i64>,
    /// Whether a waiver signed by the client is on file.
    #[serde(
        alias = "clientWaiverSigned",
        deserialize_with = "read::optional_flag",
        skip_serializing_if = "Option::is_none"
    )]
    pub client_waiver_signed: Option<bool>,
    /// ISO 4217 code, one of `config/locales`; the currency of every amount here.
    #[serde(deserialize_with = "read::optional_text", skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The story of the borrower or group, in the language below.
    #[serde(deserialize_with = "read::optional_text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The description's language, an id of `config/locales`.
    #[serde(
        alias = "descriptionLanguageId",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub description_language_id: Option<i64>,
    /// The day on which the borrower got or gets the money, `YYYY-MM-DD`.
    #[serde(
        alias = "disburseTime",
        deserialize_with = "read::optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<String>, format = Date, example = "2026-01-09")]
    pub disburse_time: Option<NaiveDate>,
    /// The borrowers: one, or several for a group.
    #[serde(deserialize_with = "read::objects_or_none", skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Option<Vec<Entrep>>)]
    pub entreps: Vec<Entrep>,
    /// Group loans only: the group's name. A blank one counts as absent.
    #[serde(
        alias = "groupName",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub group_name: Option<String>,
    /// Group loans only: the group's Client ID.
    #[serde(
        alias = "internalClientId",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub internal_client_id: Option<String>,
    /// Group loans only: the group's Loan ID.
    #[serde(
        alias = "internalLoanId",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub internal_loan_id: Option<String>,
    /// Group loans only: for each borrower, in the order of `entreps`, whether the photo leaves them out.
    #[serde(alias = "notPictured", skip_serializing_if = "Option::is_none")]
    pub not_pictured: Option<Vec<bool>>,
    /// The photo as base64, bare or after `data:image/…;base64,`. The label may be wrong: look at the bytes.
    #[serde(
        alias = "imageEncoded",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub image_encoded: Option<String>,
    /// Where the photo can be fetched. Given up by Kiva in 2022, still accepted.
    #[serde(
        alias = "imageUrl",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub image_url: Option<String>,
    /// The purpose in a few words, beginning with "to".
    #[serde(
        alias = "loanUse",
        alias = "loan_use",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub loanuse: Option<String>,
    /// Where, a `full_name` of `config/locations`: `Town: Country`.
    #[serde(deserialize_with = "read::optional_text", skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// When what is repaid. Either this or `schedule_parameters`.
    #[serde(deserialize_with = "read::optional_objects", skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Vec<Installment>>,
    /// From what PA2 works out the schedule.
    #[serde(
        alias = "scheduleParameters",
        deserialize_with = "read::optional_object",
        skip_serializing_if = "Option::is_none"
    )]
    pub schedule_parameters: Option<ScheduleParameters>,
    /// The loan theme, an id of `config/themes`.
    #[serde(
        alias = "themeTypeId",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub theme_type_id: Option<i64>,
    /// A number of the partner's representative. Only in the oldest description of the API.
    #[serde(
        alias = "repPersonId",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub rep_person_id: Option<i64>,
}

impl LoanDraft {
    /// The group's name, unless it is blank: some clients send a blank one for individual loans.
    // Known from domain.md 1.6.
    #[must_use]
    pub fn group_name(&self) -> Option<&str> {
        self.group_name.as_deref().filter(|name| !name.trim().is_empty())
    }
}

/// Borrower data and photos stay out of logs: only the shape is printed.
impl std::fmt::Debug for LoanDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoanDraft")
            .field("entreps", &self.entreps.len())
            .field("schedule", &self.schedule.as_ref().map(Vec::len))
            .field("image", &(self.image_encoded.is_some() || self.image_url.is_some()))
            .finish_non_exhaustive()
    }
}

/// A borrower on a draft.
// Known from domain.md 1.6.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Entrep {
    /// The disbursed principal of this borrower, in the draft's currency.
    #[serde(deserialize_with = "read::optional_amount", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// The partner's Client ID of the borrower.
    #[serde(
        alias = "clientId",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub client_id: Option<String>,
    /// The given name.
    #[serde(
        alias = "firstName",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub first_name: Option<String>,
    /// The family name. Never public. One client sends a blank when there is none.
    #[serde(
        alias = "lastName",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_name: Option<String>,
    /// The gender.
    #[serde(deserialize_with = "optional_gender", skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// The partner's Loan ID of the borrower.
    #[serde(
        alias = "loanId",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub loan_id: Option<String>,
}

/// Borrower data stays out of logs.
impl std::fmt::Debug for Entrep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entrep").finish_non_exhaustive()
    }
}

/// A borrower's gender.
// Known from domain.md 1.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Not known: a person chooses in PA2.
    Unknown,
}

impl Gender {
    /// The spelling on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for Gender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Gender {
    type Err = UnknownGender;

    fn from_str(text: &str) -> Result<Self, UnknownGender> {
        match text.trim().to_ascii_lowercase().as_str() {
            "female" => Ok(Self::Female),
            "male" => Ok(Self::Male),
            "unknown" => Ok(Self::Unknown),
            _ => Err(UnknownGender),
        }
    }
}

/// A text that names no [`Gender`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a gender is one of: female, male, unknown")]
pub struct UnknownGender;

/// Any casing; null and blank are nothing.
fn optional_gender<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Gender>, D::Error> {
    match read::optional_text(deserializer)? {
        Some(text) if !text.trim().is_empty() => text.parse().map(Some).map_err(serde::de::Error::custom),
        _ => Ok(None),
    }
}

/// One due date of a schedule.
// Known from domain.md 1.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Installment {
    /// The day, `YYYY-MM-DD`.
    #[serde(deserialize_with = "read::date")]
    #[schema(value_type = String, format = Date, example = "2026-02-09")]
    pub date: NaiveDate,
    /// Interest due, in the draft's currency. Zero when absent.
    #[serde(default, deserialize_with = "zero_when_absent")]
    pub interest: Amount,
    /// Principal due, in the draft's currency.
    pub principal: Amount,
}

fn zero_when_absent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
    read::optional_amount(deserializer).map(Option::unwrap_or_default)
}

/// A schedule in a few numbers instead of rows (one client only, since 2024). The keys are written in
/// camelCase, the only spelling that is known to have been sent; snake_case is read too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct ScheduleParameters {
    /// The first due day, `YYYY-MM-DD`.
    #[serde(
        alias = "first_repayment_date",
        deserialize_with = "read::optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<String>, format = Date)]
    pub first_repayment_date: Option<NaiveDate>,
    /// How many due dates.
    #[serde(
        alias = "n_installments",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub n_installments: Option<i64>,
    /// How many units lie between two due dates.
    #[serde(
        alias = "n_repeat",
        deserialize_with = "read::optional_int",
        skip_serializing_if = "Option::is_none"
    )]
    pub n_repeat: Option<i64>,
    /// That unit: `days`, `weeks`, `months`, `years`.
    #[serde(
        alias = "n_repeat_unit",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub n_repeat_unit: Option<String>,
    /// `decliningBalance` or `flat`.
    #[serde(
        alias = "interest_rate_type",
        deserialize_with = "read::optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub interest_rate_type: Option<String>,
    /// Interest per year in percent. Text on the wire.
    #[serde(
        alias = "annual_rate",
        deserialize_with = "read::optional_amount",
        serialize_with = "amount::as_text",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<String>)]
    pub annual_rate: Option<Amount>,
}

/// The draft was taken.
// Known from domain.md 1.6.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanDraftReply {
    /// `api.success`.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub code: String,
    /// A sentence for a person.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub message: String,
    /// The draft's id; the loan that comes of it keeps it as `uuid`.
    #[serde(alias = "loanDraftUuid", deserialize_with = "read::text")]
    pub loan_draft_uuid: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_individual_draft_goes_round() {
        let json = r#"{"activity_id":31,"client_waiver_signed":true,"currency":"KES","description":"Amina farms.","description_language_id":1,"disburse_time":"2026-01-09","entreps":[{"amount":50000,"client_id":"0045","first_name":"Amina","last_name":"W","gender":"female","loan_id":"000123"}],"image_encoded":"aGVsbG8=","loanuse":"to buy seed","location":"Nairobi: Kenya","schedule":[{"date":"2026-02-09","interest":12.5,"principal":50000}],"theme_type_id":48}"#;
        let draft: LoanDraft = serde_json::from_str(json).unwrap();
        assert_eq!(draft.entreps[0].client_id.as_deref(), Some("0045"));
        assert_eq!(serde_json::to_string(&draft).unwrap(), json);
    }

    #[test]
    fn an_empty_draft_is_a_draft() {
        assert_eq!(serde_json::from_str::<LoanDraft>("{}").unwrap(), LoanDraft::default());
        assert_eq!(serde_json::to_string(&LoanDraft::default()).unwrap(), "{}");
    }

    #[test]
    fn the_fineract_fork_sends_a_blank_group_name_and_parameters() {
        let draft: LoanDraft = serde_json::from_str(
            r#"{"group_name":" ","internal_loan_id":"9","internal_client_id":"8","entreps":[{"amount":1200.55,"gender":"Male","last_name":" "}],"schedule_parameters":{"firstRepaymentDate":"2026-02-09","nInstallments":12,"nRepeat":1,"nRepeatUnit":"months","interestRateType":"decliningBalance","annualRate":"18.5"}}"#,
        )
        .unwrap();
        assert_eq!(draft.group_name(), None);
        assert_eq!(draft.entreps[0].gender, Some(Gender::Male));
        let parameters = draft.schedule_parameters.unwrap();
        assert_eq!(parameters.n_installments, Some(12));
        assert_eq!(
            serde_json::to_string(&parameters).unwrap(),
            r#"{"firstRepaymentDate":"2026-02-09","nInstallments":12,"nRepeat":1,"nRepeatUnit":"months","interestRateType":"decliningBalance","annualRate":"18.5"}"#
        );
        let snake: ScheduleParameters = serde_json::from_str(
            r#"{"first_repayment_date":"2026-02-09","n_installments":12,"n_repeat":1,"n_repeat_unit":"months","interest_rate_type":"decliningBalance","annual_rate":18.5}"#,
        )
        .unwrap();
        assert_eq!(snake, parameters);
    }

    #[test]
    fn fps_lib_sends_nulls_for_what_it_does_not_set() {
        let draft: LoanDraft = serde_json::from_str(
            r#"{"description_language_id":1,"activity_id":31,"theme_type_id":48,"location":null,"internal_client_id":null,"internal_loan_id":null,"group_name":null,"client_waiver_signed":false,"loanuse":"to buy","description":null,"entreps":[{"client_id":"1","loan_id":"2","first_name":"A","last_name":null,"gender":"unknown","amount":10}],"not_pictured":null,"currency":"USD","disburse_time":"2026-01-09T00:00:00","image_encoded":null,"schedule":[]}"#,
        )
        .unwrap();
        assert_eq!(draft.entreps[0].gender, Some(Gender::Unknown));
        assert_eq!(draft.disburse_time, NaiveDate::from_ymd_opt(2026, 1, 9));
        assert_eq!((draft.not_pictured, draft.schedule), (None, Some(vec![])));
    }

    #[test]
    fn kivas_dotnet_sample_names_a_group_of_one() {
        let draft: LoanDraft = serde_json::from_str(
            r#"{"group_name":"No Group","internal_loan_id":7,"internal_client_id":7,"not_pictured":[false],"entreps":[{"amount":"500"}]}"#,
        )
        .unwrap();
        assert_eq!(
            (draft.group_name(), draft.not_pictured.as_deref()),
            (Some("No Group"), Some(&[false][..]))
        );
        assert_eq!(draft.internal_loan_id.as_deref(), Some("7"));
    }

    #[test]
    fn borrower_data_is_not_printed() {
        let draft: LoanDraft =
            serde_json::from_str(r#"{"description":"secret story","entreps":[{"first_name":"Amina"}]}"#).unwrap();
        let printed = format!("{draft:?} {:?}", draft.entreps);
        assert!(
            !printed.contains("secret story") && !printed.contains("Amina"),
            "{printed}"
        );
    }

    #[test]
    fn either_reply_spelling_is_read() {
        for key in ["loan_draft_uuid", "loanDraftUuid"] {
            let reply: LoanDraftReply =
                serde_json::from_str(&format!("{{\"code\":\"api.success\",\"{key}\":\"u-1\"}}")).unwrap();
            assert_eq!(reply.loan_draft_uuid, "u-1");
        }
    }
}
