//! A Field Partner: its profile and what Kiva configured for it.

use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::ids::PartnerId;
use crate::money::Minor;

/// What the amount of a repayment row means for this partner (domain.md 2.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountMode {
    /// Principal repaid since disbursal, in local currency. Best supported by the sources.
    #[default]
    CumulativePrincipalRepaid,
    /// Principal still outstanding.
    PrincipalOutstanding,
    /// Principal repaid in this month alone.
    AmountThisMonth,
}

impl AmountMode {
    /// Short stable name.
    pub fn name(self) -> &'static str {
        match self {
            AmountMode::CumulativePrincipalRepaid => "cumulative_principal_repaid",
            AmountMode::PrincipalOutstanding => "principal_outstanding",
            AmountMode::AmountThisMonth => "amount_this_month",
        }
    }
}

/// Which ids a row must carry: Account > Profile > CSV upload format (domain.md 2.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CsvUploadFormat {
    /// Loan ID, amount.
    #[default]
    TwoColumn,
    /// Loan ID, client ID, amount.
    ThreeColumn,
}

/// Who bears a currency loss (domain.md 2.6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurrencyLoss {
    /// The partner bears it: "Covered".
    #[default]
    Covered,
    /// Lenders bear the part over 10 %: "Possible".
    Possible,
    /// A USD loan: "N/A".
    NotApplicable,
}

/// Whom Kiva asks about a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Name of the person.
    pub name: String,
    /// Their address; empty where there is none.
    pub email: String,
    /// Their telephone; empty where there is none.
    pub telephone: String,
}

/// Settings that the partner (or Kiva for it) can change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// What an amount means.
    pub amount_mode: AmountMode,
    /// Two or three columns.
    pub csv_upload_format: CsvUploadFormat,
    /// Default of its loans; only Kiva may change it.
    pub currency_loss: CurrencyLoss,
    /// Credit limit in US cents; none where Kiva set none.
    pub credit_limit: Option<Minor>,
    /// Most that may be posted for lenders in a month, in US cents; none where Kiva set none (domain.md 2.4).
    pub monthly_limit: Option<Minor>,
    /// Most a group loan may come to, in US cents.
    pub group_max_usd: Option<Minor>,
    /// Months from disbursal before which a loan is not eligible to be repaid; none where there is no such rule. Known
    /// of partners in India: 38 (domain.md 2.5).
    pub repay_after_months: Option<u32>,
    /// Whom Kiva asks.
    pub contact: Contact,
}

/// A currency the partner lends in, with the rate in force: local currency per USD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencyRate {
    /// ISO 4217.
    pub currency: Currency,
    /// Local currency for one US dollar.
    #[serde(with = "crate::money::decimal_text")]
    pub rate: Decimal,
}

/// A theme the partner may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerTheme {
    /// Theme type id.
    pub id: i64,
    /// Its own limit in US cents, when the theme is restricted (domain.md 2.4).
    pub limit: Option<Minor>,
}

/// A place the partner works in. Its `full_name` is "Town: Country" (domain.md 1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Country name.
    pub country: String,
    /// Town or area.
    pub location: String,
}

impl Location {
    /// What a draft's `location` field holds.
    pub fn full_name(&self) -> String {
        format!("{}: {}", self.location, self.country)
    }
}

/// What Kiva configured for a partner: the answers of the four config routes (domain.md 1.4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartnerConfig {
    /// Activity ids.
    pub activities: Vec<i64>,
    /// Themes.
    pub themes: Vec<PartnerTheme>,
    /// Currencies with their rates.
    pub currencies: Vec<CurrencyRate>,
    /// Language ids.
    pub languages: Vec<i64>,
    /// Places.
    pub locations: Vec<Location>,
    /// Places out of use: loans keep them, new drafts may not name them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retired_locations: Vec<Location>,
}

impl PartnerConfig {
    /// The rate of a currency, when the partner lends in it.
    pub fn rate(&self, currency: Currency) -> Option<Decimal> {
        self.currencies.iter().find(|c| c.currency == currency).map(|c| c.rate)
    }

    /// Whether `full_name` is one of the partner's places.
    pub fn has_location(&self, full_name: &str) -> bool {
        self.locations.iter().any(|l| l.full_name() == full_name)
    }
}

/// A Field Partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its number.
    pub id: PartnerId,
    /// Its name.
    pub name: String,
    /// Settings.
    pub profile: Profile,
    /// Reference values in force.
    pub config: PartnerConfig,
    /// The first month it reports.
    pub first_period: Period,
}
