//! `[partner]`: who the partner is.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The Field Partner.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// The partner's number at Kiva, as in the path of every call. Example: `id = 123`
    pub id: i64,
    /// The partner's time zone; moments with an offset become days of it. Example: `timezone = "Africa/Nairobi"`
    #[serde(default = "utc", deserialize_with = "timezone")]
    #[schemars(with = "String")]
    pub timezone: Tz,
    /// What the amount of a repayment row means: PA2 > Account > Profile.
    #[serde(default)]
    pub amount_mode: AmountMode,
    /// Which ids a row carries: PA2 > Account > Profile > CSV upload format.
    #[serde(default)]
    pub csv_upload_format: CsvUploadFormat,
    /// Local currency for one US dollar, for the rules that PA2 states in dollars (a loan is for more than 5 USD).
    /// The Partner API does not tell the rate; without one those rules are left to PA2. Example:
    /// `rates = { KES = "129.5" }`
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub rates: BTreeMap<String, Decimal>,
}

impl Partner {
    /// The number as the domain has it.
    pub fn partner_id(&self) -> PartnerId {
        PartnerId(self.id)
    }
}

fn utc() -> Tz {
    Tz::UTC
}

fn timezone<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map_err(|_| {
        serde::de::Error::custom(format!(
            "{name:?} is no time zone; expected a name such as \"Africa/Nairobi\""
        ))
    })
}

/// What the amount of a repayment row counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AmountMode {
    /// Principal repaid since the disbursal.
    #[default]
    CumulativePrincipalRepaid,
    /// Principal still outstanding.
    PrincipalOutstanding,
    /// Principal repaid in this month alone.
    AmountThisMonth,
}

impl AmountMode {
    /// Whether the same row sent twice says the same as once, so that a lost answer may be asked for again.
    pub fn may_be_repeated(self) -> bool {
        self != AmountMode::AmountThisMonth
    }
}

impl From<AmountMode> for partner::AmountMode {
    fn from(mode: AmountMode) -> Self {
        match mode {
            AmountMode::CumulativePrincipalRepaid => Self::CumulativePrincipalRepaid,
            AmountMode::PrincipalOutstanding => Self::PrincipalOutstanding,
            AmountMode::AmountThisMonth => Self::AmountThisMonth,
        }
    }
}

/// Which ids the rows of this partner carry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CsvUploadFormat {
    /// Loan ID and amount.
    #[default]
    TwoColumn,
    /// Loan ID, client ID and amount.
    ThreeColumn,
}

impl From<CsvUploadFormat> for partner::CsvUploadFormat {
    fn from(format: CsvUploadFormat) -> Self {
        match format {
            CsvUploadFormat::TwoColumn => Self::TwoColumn,
            CsvUploadFormat::ThreeColumn => Self::ThreeColumn,
        }
    }
}
