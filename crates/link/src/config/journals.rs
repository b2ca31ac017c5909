//! `[journals]`: news of borrowers.

use schemars::JsonSchema;
use serde::Deserialize;

use super::condition::Condition;
use super::field::Field;
use super::incremental::Incremental;
use super::source::TableRef;

/// News of borrowers for their lenders: one record per journal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Journals {
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
    /// For databases: read only what was written since the last time.
    #[serde(default)]
    pub incremental: Option<Incremental>,
    /// Which column each field comes from.
    pub columns: JournalColumns,
    /// Journals per call: each call becomes one archive with one confirm URL for a person to open.
    #[serde(default = "batch")]
    pub batch: usize,
    /// Whether a journal that was sent and has changed since is sent again, as a second one. When not, it is held.
    #[serde(default)]
    pub resend_changed: bool,
    /// Fewest characters of a body.
    #[serde(default = "one")]
    pub body_min: usize,
}

fn batch() -> usize {
    50
}

fn one() -> usize {
    1
}

/// Which column each field of a journal comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct JournalColumns {
    /// How the link knows a journal again, such as the number of the visit. Loan ID and subject together when left out.
    pub id: Option<Field>,
    /// The Loan ID.
    pub loan_id: Option<Field>,
    /// The Client ID: for partners on the three-column format.
    pub client_id: Option<Field>,
    /// The headline.
    pub subject: Option<Field>,
    /// The text.
    pub body: Option<Field>,
    /// Where a picture can be fetched.
    pub image_url: Option<Field>,
}

impl Journals {
    /// Which rows the journals are.
    pub fn table(&self) -> TableRef<'_> {
        TableRef {
            section: "journals",
            source: &self.source,
            query: self.query.as_deref(),
            sheet: self.sheet.as_deref(),
            file: self.file.as_deref(),
            since: self.incremental.as_ref().map(|incremental| &incremental.start),
        }
    }
}
