//! The text of a fieldlink.toml for Fineract: what follows `[partner]`, `[profile]` and `[ledger]`.

use std::fmt::Write as _;

use super::{Schema, queries};
use crate::config::SourceKind;

const COLUMNS: &str = "loan_id = \"loan_id\"
client_id = \"client_id\"
group_name = \"group_name\"
first_name = \"first_name\"
last_name = \"last_name\"
# Fineract lets each partner name its genders.
gender = { column = \"gender\", default = \"unknown\", values = { Female = \"female\", Male = \"male\" } }
amount = \"amount\"
currency = \"currency\"
disburse_date = \"disbursed_on\"
loan_use = \"purpose\"
";

const MEMBER_COLUMNS: &str = "loan_id = \"loan_id\"
client_id = \"client_id\"
first_name = \"first_name\"
last_name = \"last_name\"
gender = { column = \"gender\", default = \"unknown\", values = { Female = \"female\", Male = \"male\" } }
amount = \"amount\"
";

const FROM_DATA_TABLE: &str = "# From the data table `kiva` on m_loan (docs/fineract.md says how to make it).
activity = \"activity\"
theme = \"theme\"
location = \"location\"
description = \"description\"
language = \"language\"
waiver_signed = \"waiver_signed\"
";

const WITHOUT_DATA_TABLE: &str =
    "# This database has no data table `kiva` on m_loan (docs/fineract.md says how to make one). Until then:
# activity = { value = \"Retail\" }
# theme = { value = \"General\" }
# location = \"office\"
# description = \"\"
# language = { value = \"English\" }
# waiver_signed = { value = \"yes\" }
";

/// Photos over Fineract's API, whatever way the loans are read.
const PHOTOS: &str = "
# Photos, over Fineract's API. Fineract makes them smaller itself.
# [loan_drafts.photos]
# source = \"api\"
# path = \"/clients/{client_key}/images?maxWidth=1600&maxHeight=1600\"
";

/// A partner whose database can be read. `kind` is postgres or mysql.
pub fn database(kind: SourceKind, schema: &Schema, fund: &str) -> String {
    let mut text = format!(
        "
# Fineract's database, by a user that may only read, on a replica where there is one.
[source.mis]
kind = \"{}\"
url_env = \"MIS_URL\"
",
        kind.as_str()
    );
    let query = |query: String| format!("query = \"\"\"\n{query}\n\"\"\"");
    sections(
        &mut text,
        schema,
        [
            query(queries::loan_drafts(schema, fund)),
            query(queries::members(fund)),
            query(queries::schedule(schema, fund)),
            query(queries::repayments(schema, fund)),
        ],
    );
    let day = match kind {
        SourceKind::Mysql => "LAST_DAY(CURRENT_DATE - INTERVAL 1 MONTH)",
        _ => "CAST(date_trunc('month', CURRENT_DATE) - INTERVAL '1 day' AS date)",
    };
    text.push_str("\n# Instead, what was repaid until the end of last month, from the transactions:\n");
    for line in query(queries::repayments_as_of(fund, day)).lines() {
        let _ = writeln!(text, "# {line}");
    }
    api(&mut text, true);
    text
}

/// The names of the reports, and of the requests that ask for them.
pub const REPORTS: [(&str, &str); 4] = [
    ("loan_drafts", "Kiva loan drafts"),
    ("members", "Kiva group members"),
    ("schedule", "Kiva schedules"),
    ("repayments", "Kiva repayments"),
];

/// A partner that keeps the queries in Fineract as reports (Admin > System > Manage Reports), with the texts to put there.
pub fn reports(kind: SourceKind, schema: &Schema, fund: &str) -> String {
    let mut text = String::new();
    api(&mut text, false);
    let request = |name: &str| format!("query = \"{name}\"");
    let [drafts, members, schedule, repayments] = REPORTS.map(|(name, _)| request(name));
    sections(&mut text, schema, [drafts, members, schedule, repayments]);
    let _ = writeln!(
        text,
        "\n# The reports: type Table, with these texts ({} and others alike).",
        kind.as_str()
    );
    for ((_, name), sql) in REPORTS.iter().zip(report_texts(schema, fund)) {
        let _ = writeln!(text, "#\n# --- {name}");
        for line in sql.lines() {
            let _ = writeln!(text, "# {line}");
        }
    }
    text
}

/// The texts of the reports, in the order of [`REPORTS`].
pub fn report_texts(schema: &Schema, fund: &str) -> [String; 4] {
    [
        queries::loan_drafts(schema, fund),
        queries::members(fund),
        queries::schedule(schema, fund),
        queries::repayments(schema, fund),
    ]
}

/// Fineract's API as a source: for the reports, and for photos.
fn api(text: &mut String, commented: bool) {
    let mut lines = String::from(
        "
# Fineract's API, by a user whose role may only read.
[source.SOURCE]
kind = \"http\"
url = \"https://fineract.example.org/fineract-provider/api/v1\"

[source.SOURCE.http]
headers = { Fineract-Platform-TenantId = \"default\" }
auth = { kind = \"basic\", user = \"kiva-reader\", secret_env = \"FINERACT_PASSWORD\" }
",
    );
    let name = if commented { "api" } else { "mis" };
    if !commented {
        for (request, report) in REPORTS {
            let _ = write!(
                lines,
                "\n[source.SOURCE.http.requests.{request}]\npath = \"/runreports/{}\"\nshape = \"report\"\n",
                report.replace(' ', "%20")
            );
        }
    }
    for line in lines.replace("SOURCE", name).lines() {
        let mark = if commented && !line.is_empty() && !line.starts_with('#') {
            "# "
        } else {
            ""
        };
        let _ = writeln!(text, "{mark}{line}");
    }
}

/// The sections; `rows` says which rows each wants: loans, members, due dates, repayments.
fn sections(text: &mut String, schema: &Schema, rows: [String; 4]) {
    let [drafts, members, schedule, repayments] = rows;
    let data_table = if schema.has_table(queries::DATA_TABLE) {
        FROM_DATA_TABLE
    } else {
        WITHOUT_DATA_TABLE
    };
    let _ = write!(
        text,
        "
# Loans of the fund that are approved or active.
[loan_drafts]
source = \"mis\"
{drafts}

[loan_drafts.columns]
{COLUMNS}{data_table}
# The borrowers of GLIM and JLG lendings.
[loan_drafts.members]
{members}
key = \"group_key\"

[loan_drafts.members.columns]
{MEMBER_COLUMNS}
# Due dates. Whether fees and penalties belong to the interest is yours to say: add s.fee_charges_amount and
# s.penalty_charges_amount to s.interest_amount if they do.
[loan_drafts.schedule]
{schedule}
key = \"loan_id\"

[loan_drafts.schedule.columns]
date = \"due_on\"
principal = \"principal\"
interest = \"interest\"
{PHOTOS}
# Principal repaid until now.
[repayments]
source = \"mis\"
{repayments}

[repayments.columns]
loan_id = \"loan_id\"
client_id = \"client_id\"
amount = \"amount\"
outstanding = \"outstanding\"
"
    );
}
