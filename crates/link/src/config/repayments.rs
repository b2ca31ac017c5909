//! `[repayments]`: what has been repaid.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::condition::Condition;
use super::field::Field;
use super::source::TableRef;

/// What has been repaid: one record per loan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repayments {
    /// Which source, by its name.
    pub source: String,
    /// For databases: a single SELECT.
    #[serde(default)]
    pub query: Option<String>,
    /// For workbooks: the sheet, or `"*"` for all of them as one table. The first one when left out.
    #[serde(default)]
    pub sheet: Option<String>,
    /// For csv: the file in the source's folder.
    #[serde(default)]
    pub file: Option<String>,
    /// Which rows are meant; all when left out. Example: `when = { column = "for_kiva", is = ["yes"] }`
    #[serde(default)]
    pub when: Option<Condition>,
    /// Whether it is fine that there are no rows.
    #[serde(default)]
    pub allow_empty: bool,
    /// Which column each field comes from.
    pub columns: RepaymentColumns,
    /// Which month the report is for: the one that PA2's calendar is in, or the one before.
    #[serde(default)]
    pub period: PeriodChoice,
    /// Whether rows of loans that Kiva does not list as paying back or defaulted are passed over without a word. For
    /// sources that hold the partner's other loans too.
    #[serde(default)]
    pub ignore_other_loans: bool,
    // Kiva's advice (domain.md 1.7).
    /// Rows per call, at most 300.
    #[serde(default = "batch")]
    pub batch: usize,
    /// Loan IDs whose amounts a person has looked at: an amount that is lower than last time or equal to the
    /// outstanding balance is then sent as it is.
    #[serde(default)]
    pub checked: BTreeSet<String>,
}

fn batch() -> usize {
    300
}

/// Which month a report is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PeriodChoice {
    /// The month that PA2's calendar is in.
    #[default]
    Current,
    /// The month before.
    Previous,
}

/// Which column each field of a repayment comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RepaymentColumns {
    /// The Loan ID.
    pub loan_id: Option<Field>,
    /// The Client ID: for partners on the three-column format.
    pub client_id: Option<Field>,
    /// The amount, meaning what `partner.amount_mode` says, in local currency.
    pub amount: Option<Field>,
    /// The MIS's own outstanding principal, when the query can tell it: it shows when the wrong of the two columns was
    /// taken for the amount.
    pub outstanding: Option<Field>,
}

impl Repayments {
    /// Which rows the repayments are.
    pub fn table(&self) -> TableRef<'_> {
        TableRef {
            section: "repayments",
            source: &self.source,
            query: self.query.as_deref(),
            sheet: self.sheet.as_deref(),
            file: self.file.as_deref(),
            since: None,
        }
    }
}
