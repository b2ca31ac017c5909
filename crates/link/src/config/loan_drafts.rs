//! `[loan_drafts]`: loans to be posted.

use schemars::JsonSchema;
use serde::Deserialize;

use super::condition::Condition;
use super::field::Field;
use super::incremental::Incremental;
use super::photos::Photos;
use super::source::TableRef;

/// Loans to be posted: one record per loan, individual or group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoanDrafts {
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
    /// Whether it is fine that there are no rows. A source that is suddenly empty is usually a broken one.
    #[serde(default)]
    pub allow_empty: bool,
    /// For databases: read only what was written since the last time.
    #[serde(default)]
    pub incremental: Option<Incremental>,
    /// Which column each field comes from.
    pub columns: LoanDraftColumns,
    /// Where the photos are: a path with fields of the record in braces, relative to the folder of fieldlink.toml.
    /// Example: `photo = "photos/{loan_id}.jpg"`. Or use `columns.photo`.
    #[serde(default)]
    pub photo: Option<String>,
    /// The longest edge of a photo as it is sent, in pixels; larger ones are made smaller.
    #[serde(default = "photo_edge")]
    pub photo_max_edge: u32,
    /// When each row is a borrower: the column that holds the group's Loan ID. Rows with the same one are one group loan,
    /// whose group columns must agree; a row without one is an individual loan. Instead of `[loan_drafts.members]`.
    #[serde(default)]
    pub group_by: Option<String>,
    /// Photos that are not files: in a database, in the MIS, or at an address. And how large they leave.
    #[serde(default)]
    pub photos: Option<Photos>,
    /// The borrowers of group loans: one record per borrower.
    #[serde(default)]
    pub members: Option<Members>,
    /// The schedules: one record per due date.
    #[serde(default)]
    pub schedule: Option<ScheduleTable>,
    /// Whether a draft that was sent and has changed since is sent again, as a second draft. When not, it is held and
    /// named, so that a person corrects it in PA2.
    #[serde(default)]
    pub resend_changed: bool,
    /// Whether a draft is sent that PA2 would not let a person publish yet, to be completed there. When not, it is held.
    #[serde(default)]
    pub send_incomplete: bool,
}

fn photo_edge() -> u32 {
    2_000
}

/// Which column each field of a loan draft comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoanDraftColumns {
    /// The Loan ID: of the borrower for an individual loan, of the group otherwise. It is also how the link knows a
    /// loan again, so it is required.
    pub loan_id: Option<Field>,
    /// The Client ID, in the same way.
    pub client_id: Option<Field>,
    /// The given name (individual loans).
    pub first_name: Option<Field>,
    /// The family name (individual loans).
    pub last_name: Option<Field>,
    /// `female`, `male` or `unknown` (individual loans).
    pub gender: Option<Field>,
    /// The disbursed principal in local currency (individual loans).
    pub amount: Option<Field>,
    /// The group's name. A loan with one is a group loan.
    pub group_name: Option<Field>,
    /// With `group_by`: the group's Client ID, since `client_id` is then each borrower's.
    pub group_client_id: Option<Field>,
    /// ISO code, such as `KES`.
    pub currency: Option<Field>,
    /// The activity, by name (`Farming`) or id.
    pub activity: Option<Field>,
    /// The loan theme, by name or id.
    pub theme: Option<Field>,
    /// The location, as `Town: Country`, or the town alone where it is clear.
    pub location: Option<Field>,
    /// The language of the description, by name, code (`EN`) or id.
    pub language: Option<Field>,
    /// The borrower's or group's story.
    pub description: Option<Field>,
    /// What the loan is for. In English a missing "to " is put before it.
    pub loan_use: Option<Field>,
    /// The day of the disbursal.
    pub disburse_date: Option<Field>,
    /// Whether a signed waiver is on file: yes or no.
    pub waiver_signed: Option<Field>,
    /// With `group_by`: whether the group's photo leaves this borrower out: yes or no. No when left out.
    pub not_pictured: Option<Field>,
    /// The path of the photo, relative to the folder of fieldlink.toml; or its address, on a server that
    /// `[loan_drafts.photos]` allows.
    pub photo: Option<Field>,
    /// Instead of a schedule: the first due date.
    pub first_repayment_date: Option<Field>,
    /// Instead of a schedule: how many due dates.
    pub installments: Option<Field>,
    /// Instead of a schedule: how many units between two due dates; 1 when left out.
    pub repeat_every: Option<Field>,
    /// Instead of a schedule: that unit (`days`, `weeks`, `months`, `years`); months when left out.
    pub repeat_unit: Option<Field>,
    /// Instead of a schedule: `decliningBalance` or `flat`.
    pub interest_type: Option<Field>,
    /// Instead of a schedule: interest per year in percent.
    pub annual_rate: Option<Field>,
}

/// `[loan_drafts.members]`: the borrowers of group loans.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Members {
    /// Which source; that of the loans when left out.
    #[serde(default)]
    pub source: Option<String>,
    /// For databases: a single SELECT over all groups.
    #[serde(default)]
    pub query: Option<String>,
    /// For workbooks: the sheet.
    #[serde(default)]
    pub sheet: Option<String>,
    /// For csv: the file.
    #[serde(default)]
    pub file: Option<String>,
    /// Which rows are meant; all when left out. Example: `when = { column = "for_kiva", is = ["yes"] }`
    #[serde(default)]
    pub when: Option<Condition>,
    /// The column that holds the group's Loan ID.
    pub key: String,
    /// Which column each field comes from.
    pub columns: MemberColumns,
}

/// Which column each field of a borrower comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MemberColumns {
    /// The borrower's Loan ID.
    pub loan_id: Option<Field>,
    /// The borrower's Client ID.
    pub client_id: Option<Field>,
    /// The given name.
    pub first_name: Option<Field>,
    /// The family name.
    pub last_name: Option<Field>,
    /// `female`, `male` or `unknown`.
    pub gender: Option<Field>,
    /// The disbursed principal of this borrower.
    pub amount: Option<Field>,
    /// Whether the photo leaves this borrower out: yes or no. No when left out.
    pub not_pictured: Option<Field>,
}

/// `[loan_drafts.schedule]`: due dates.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleTable {
    /// Which source; that of the loans when left out.
    #[serde(default)]
    pub source: Option<String>,
    /// For databases: a single SELECT over all loans.
    #[serde(default)]
    pub query: Option<String>,
    /// For workbooks: the sheet.
    #[serde(default)]
    pub sheet: Option<String>,
    /// For csv: the file.
    #[serde(default)]
    pub file: Option<String>,
    /// Which rows are meant; all when left out. Example: `when = { column = "for_kiva", is = ["yes"] }`
    #[serde(default)]
    pub when: Option<Condition>,
    /// The column that holds the Loan ID: the group's for a group loan. Rows of one loan with the same date are added
    /// up, so the schedules of a group's borrowers may stand here one by one under the group's Loan ID.
    pub key: String,
    /// Which column each field comes from.
    pub columns: ScheduleColumns,
}

/// Which column each field of a due date comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScheduleColumns {
    /// The day.
    pub date: Option<Field>,
    /// Principal due that day.
    pub principal: Option<Field>,
    /// Interest due that day; none when left out.
    pub interest: Option<Field>,
}

impl LoanDrafts {
    /// Which rows the loans are.
    pub fn table(&self) -> TableRef<'_> {
        TableRef {
            section: "loan_drafts",
            source: &self.source,
            query: self.query.as_deref(),
            sheet: self.sheet.as_deref(),
            file: self.file.as_deref(),
            since: self.incremental.as_ref().map(|incremental| &incremental.start),
        }
    }

    /// Which rows the borrowers of groups are.
    pub fn members_table(&self) -> Option<TableRef<'_>> {
        self.members.as_ref().map(|members| TableRef {
            section: "loan_drafts.members",
            source: members.source.as_deref().unwrap_or(&self.source),
            query: members.query.as_deref(),
            sheet: members.sheet.as_deref(),
            file: members.file.as_deref(),
            since: None,
        })
    }

    /// Which rows the due dates are.
    pub fn schedule_table(&self) -> Option<TableRef<'_>> {
        self.schedule.as_ref().map(|schedule| TableRef {
            section: "loan_drafts.schedule",
            source: schedule.source.as_deref().unwrap_or(&self.source),
            query: schedule.query.as_deref(),
            sheet: schedule.sheet.as_deref(),
            file: schedule.file.as_deref(),
            since: None,
        })
    }
}
