//! The text of a new fieldlink.toml.

use std::fmt::Write as _;

use fieldlink_link::config::SourceKind;
use fieldlink_link::propose::Section;

use super::look::{Proposal, Seen};

const PARTNER: &str = "# What the link knows about you, where your data is, and where it goes.
# All keys: docs/fieldlink-toml.md. Secrets do not belong here: name the variable or file that holds them.

[partner]
# Your number at Kiva.
id = PARTNER_ID
# Moments with an offset become days of this time zone.
timezone = \"UTC\"
# What the amount of a repayment means. PA2 > Account > Profile says which:
# cumulative_principal_repaid, principal_outstanding or amount_this_month.
amount_mode = \"cumulative_principal_repaid\"
# PA2 > Account > Profile > CSV upload format: two_column (Loan ID) or three_column (Loan ID and Client ID).
csv_upload_format = \"two_column\"
# Local currency for one US dollar, for rules that are stated in dollars. May be left out.
# rates = { KES = \"129.5\" }

# Where to deliver. `fieldlink pa2 serve` is a PA2 of your own to test against.
[profile.sandbox]
token_url = \"http://127.0.0.1:8080/oauth/token\"
api_base = \"http://127.0.0.1:8080\"
client_id = \"put the client id here\"
client_secret_env = \"FIELDLINK_SANDBOX_SECRET\"
# Fieldlink's own PA2 honours idempotency keys; Kiva's does not.
idempotency = true

# [profile.production]
# token_url = \"https://auth.k1.kiva.org/oauth/token\"
# api_base = \"https://partner-api.k1.kiva.org\"
# audience = \"https://partner-api.k1.kiva.org\"
# client_id = \"from PA2 > Account > API Access\"
# client_secret_env = \"FIELDLINK_KIVA_SECRET\"

# What was sent is remembered here. Keep this file: it is what stops a loan from being sent twice.
[ledger]
path = \"fieldlink-ledger.db\"
";

const NO_SOURCE: &str = "
# Where your data is. Kinds: postgres, mysql (MariaDB too), sqlite, csv, xlsx.
[source.mis]
kind = \"postgres\"
# The variable that holds postgres://user:password@host/database. Give the link a user that may only read.
url_env = \"MIS_URL\"
";

const LOAN_DRAFTS_MORE: &str = "# Say where the rest comes from; a value in { value = … } is the same for every loan:
# currency = { value = \"KES\" }
# theme = { value = \"General\" }
# language = { value = \"English\" }
# gender = { column = \"sex\", values = { F = \"female\", M = \"male\" } }
# disburse_date = { column = \"disbursed_on\", format = \"%d/%m/%Y\" }

# Due dates, joined by the Loan ID in the `key` column:
# [loan_drafts.schedule]
# query = \"SELECT account_no, due_on, principal, interest FROM installments\"
# key = \"account_no\"
# [loan_drafts.schedule.columns]
# date = \"due_on\"
# principal = \"principal\"
# interest = \"interest\"

# Borrowers of group loans, joined by the group's Loan ID in the `key` column:
# [loan_drafts.members]
# query = \"SELECT group_no, account_no, client_no, given_name, family_name, sex, amount FROM group_members\"
# key = \"group_no\"
# [loan_drafts.members.columns]
# loan_id = \"account_no\"
# client_id = \"client_no\"
# first_name = \"given_name\"
# last_name = \"family_name\"
# gender = \"sex\"
# amount = \"amount\"
";

/// The text, with what was seen of the source filled in.
pub fn text(partner: Option<i64>, seen: Option<&Seen>) -> String {
    let id = partner.map_or_else(|| String::from("0  # put your number here"), |id| id.to_string());
    let mut text = PARTNER.replace("PARTNER_ID", &id);
    match seen {
        Some(seen) => source(&mut text, seen),
        None => text.push_str(NO_SOURCE),
    }
    let kind = seen.map_or(SourceKind::Postgres, |seen| seen.kind);
    for name in Section::ALL {
        let proposal = seen.and_then(|seen| seen.proposals.iter().find(|proposal| proposal.section == name));
        section(&mut text, name, kind, proposal);
    }
    text
}

fn source(text: &mut String, seen: &Seen) {
    let _ = writeln!(text, "\n[source.mis]\nkind = \"{}\"", seen.kind.as_str());
    match &seen.path {
        Some(path) => {
            let _ = writeln!(text, "path = {}", quoted(&path.display().to_string()));
        }
        // The URL may hold a password, so it is not written down.
        None => text.push_str("# The variable that holds the URL you gave. The link's user should only be able to read.\nurl_env = \"MIS_URL\"\n"),
    }
}

/// A section: live where a table fits, commented out otherwise.
fn section(text: &mut String, name: Section, kind: SourceKind, proposal: Option<&Proposal>) {
    let mut lines = format!("[{}]\nsource = \"mis\"\n", name.name());
    let columns = match proposal {
        Some(proposal) => proposal.columns.clone(),
        None => propose_nothing(name),
    };
    let table = proposal.map_or("loans", |proposal| proposal.table.as_str());
    if kind.is_sql() {
        let wanted: Vec<String> = columns
            .iter()
            .filter_map(|(_, column)| column.as_deref())
            .map(|c| identifier(c, kind))
            .collect();
        let list = if wanted.is_empty() {
            String::from("*")
        } else {
            wanted.join(", ")
        };
        let _ = writeln!(
            lines,
            "query = \"\"\"\nSELECT {list} FROM {}\n\"\"\"",
            identifier(table, kind)
        );
    } else if kind == SourceKind::Xlsx {
        let _ = writeln!(lines, "sheet = {}", quoted(table));
    }
    if name == Section::LoanDrafts {
        lines.push_str("# photo = \"photos/{loan_id}.jpg\"\n");
    }
    let _ = writeln!(lines, "\n[{}.columns]", name.name());
    for (field, column) in &columns {
        let _ = match column {
            Some(column) => writeln!(lines, "{field} = {}", quoted(column)),
            None => writeln!(lines, "# {field} = \"\""),
        };
    }
    if name == Section::LoanDrafts {
        lines.push_str(LOAN_DRAFTS_MORE);
    }
    text.push_str(match name {
        Section::LoanDrafts => "\n# Loans to be posted: one row for each loan.\n",
        Section::Repayments => "\n# What has been repaid: one row for each loan.\n",
        Section::Journals => "\n# News of borrowers: one row for each journal.\n",
    });
    for line in lines.lines() {
        let live = proposal.is_some() || line.starts_with('#') || line.is_empty();
        let _ = writeln!(text, "{}{line}", if live { "" } else { "# " });
    }
}

/// The fields that are always needed, to be filled in.
fn propose_nothing(name: Section) -> Vec<(&'static str, Option<String>)> {
    fieldlink_link::propose::columns(name, &[])
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A name in a query: quoted when it is not plain.
fn identifier(name: &str, kind: SourceKind) -> String {
    let plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    match kind {
        _ if plain => name.to_owned(),
        SourceKind::Mysql => format!("`{}`", name.replace('`', "``")),
        // In a TOML string of three quotes a single one is fine.
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}
