//! The text of a new fieldlink.toml.

use std::fmt::Write as _;
use std::path::Path;

use fieldlink_client::Environment;
use fieldlink_link::config::SourceKind;
use fieldlink_link::ledger::Sheet;
use fieldlink_link::propose::{Guess, Proposal, Section};
use url::Url;

use super::look::{self, Seen};

/// What is known already.
pub struct Known<'a> {
    /// The partner's number.
    pub partner: Option<i64>,
    /// Where the Partner API is.
    pub server: &'a str,
    /// The API client.
    pub client_id: Option<&'a str>,
    /// Where its secret is kept.
    pub secret: Option<&'a Path>,
    /// What was seen of the source.
    pub seen: Option<&'a Seen>,
}

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
token_url = SERVER_TOKEN
api_base = SERVER_BASE
client_id = CLIENT_ID
CLIENT_SECRET
# Fieldlink's own PA2 honours idempotency keys; Kiva's does not.
idempotency = true

# Kiva's own, each with a ledger of its own; `fieldlink go-live` walks from the first to the second.
# [profile.stage]
# token_url = STAGE_TOKEN
# api_base = STAGE_BASE
# audience = STAGE_AUDIENCE
# client_id = \"from PA2 > Account > API Access of Stage\"
# client_secret_env = \"FIELDLINK_STAGE_SECRET\"
# ledger = { path = \"stage-ledger.db\" }
#
# [profile.production]
# token_url = KIVA_TOKEN
# api_base = KIVA_BASE
# audience = KIVA_AUDIENCE
# client_id = \"from PA2 > Account > API Access\"
# client_secret_env = \"FIELDLINK_KIVA_SECRET\"
# require_approval = true
# ledger = { path = \"production-ledger.db\" }

# What was sent is remembered here. Keep this file: it is what stops a loan from being sent twice.
[ledger]
path = \"fieldlink-ledger.db\"
";

const NO_SOURCE: &str = "
# Where your data is. Kinds: postgres, mysql (MariaDB too), sqlite, csv, workbook; mssql, odbc and http too (docs/using-the-link.md).
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

/// What every file begins with: the partner, the profiles, the ledger.
pub fn head(known: &Known<'_>) -> String {
    let id = known
        .partner
        .map_or_else(|| String::from("0  # put your number here"), |id| id.to_string());
    let secret = match known.secret {
        Some(file) => format!("client_secret_file = {}", quoted(&file.display().to_string())),
        None => String::from("client_secret_env = \"FIELDLINK_SANDBOX_SECRET\""),
    };
    let (stage, kiva) = (Environment::stage(), Environment::production());
    let address = |url: &Url| quoted(url.as_str().trim_end_matches('/'));
    PARTNER
        .replace("PARTNER_ID", &id)
        .replace("STAGE_TOKEN", &address(&stage.token_url))
        .replace("STAGE_BASE", &address(&stage.api_base))
        .replace("STAGE_AUDIENCE", &quoted(&stage.audience))
        .replace("KIVA_TOKEN", &address(&kiva.token_url))
        .replace("KIVA_BASE", &address(&kiva.api_base))
        .replace("KIVA_AUDIENCE", &quoted(&kiva.audience))
        .replace("SERVER_TOKEN", &quoted(&format!("{}/oauth/token", known.server)))
        .replace("SERVER_BASE", &quoted(known.server))
        .replace(
            "CLIENT_ID",
            &quoted(known.client_id.unwrap_or("put the client id here")),
        )
        .replace("CLIENT_SECRET", &secret)
}

/// The text, with what is known filled in.
pub fn text(known: &Known<'_>) -> String {
    let mut text = head(known);
    let kind = match known.seen {
        Some(Seen { kind: None, .. }) => return text,
        Some(Seen {
            kind: Some(SourceKind::Push),
            ..
        }) => {
            push(&mut text);
            return text;
        }
        Some(seen) => {
            source(&mut text, seen);
            seen.kind.unwrap_or(SourceKind::Postgres)
        }
        None => {
            text.push_str(NO_SOURCE);
            SourceKind::Postgres
        }
    };
    for name in Section::ALL {
        let proposal = known
            .seen
            .and_then(|seen| seen.proposals.iter().find(|proposal| proposal.section == name));
        section(&mut text, name, kind, proposal);
    }
    text
}

fn source(text: &mut String, seen: &Seen) {
    let kind = seen.kind.map_or("postgres", SourceKind::as_str);
    let _ = writeln!(text, "\n[source.mis]\nkind = \"{kind}\"");
    match &seen.path {
        Some(path) => {
            let _ = writeln!(text, "path = {}", quoted(&path.display().to_string()));
            if let Some(row) = seen.header_row {
                let _ = writeln!(text, "# Titles stand above the names of the columns.\nheader_row = {row}");
            }
        }
        // The URL may hold a password, so it is not written down.
        None => text.push_str("# The variable that holds the URL you gave. The link's user should only be able to read.\nurl_env = \"MIS_URL\"\n"),
    }
}

/// For senders that use the usual names: every field is the column of its name.
fn push(text: &mut String) {
    text.push_str(
        "\n# What plug-ins and macros send to `fieldlink receive`. Here they use the names of the fields themselves; for names\n\
         # of their own, say which is which: loan_id = \"account_no\".\n[source.plugin]\nkind = \"push\"\n",
    );
    let sections = [
        ("loan_drafts", Sheet::Loans, None),
        ("loan_drafts.members", Sheet::Members, Some("group_id")),
        ("loan_drafts.schedule", Sheet::Schedules, Some("loan_id")),
        ("repayments", Sheet::Repayments, None),
        ("journals", Sheet::Journals, None),
    ];
    for (section, sheet, key) in sections {
        let _ = writeln!(text, "\n[{section}]");
        match key {
            Some(key) => {
                let _ = writeln!(text, "key = \"{key}\"");
            }
            None => text.push_str("source = \"plugin\"\n# Nothing may have been sent yet.\nallow_empty = true\n"),
        }
        let _ = writeln!(text, "\n[{section}.columns]");
        let due_dates = sheet == Sheet::Schedules;
        for field in look::usual(sheet)
            .iter()
            .filter(|field| Some(**field) != key.filter(|_| due_dates || **field == "group_id"))
        {
            let _ = writeln!(text, "{field} = \"{field}\"");
        }
    }
}

/// A section: live where a table fits, commented out otherwise.
fn section(text: &mut String, name: Section, kind: SourceKind, found: Option<&Proposal>) {
    let mut lines = format!("[{}]\nsource = \"mis\"\n", name.name());
    let proposal = found.cloned().unwrap_or_else(|| Proposal::empty(name));
    if kind.is_sql() {
        let wanted: Vec<String> = proposal
            .fields
            .iter()
            .filter_map(|(_, guess)| guess.as_ref())
            .map(|guess| identifier(&guess.column, kind))
            .collect();
        let list = if wanted.is_empty() {
            String::from("*")
        } else {
            wanted.join(", ")
        };
        let table = identifier(&proposal.table, kind);
        let _ = writeln!(lines, "query = \"\"\"\nSELECT {list} FROM {table}\n\"\"\"");
    } else if kind == SourceKind::Workbook {
        let _ = writeln!(lines, "sheet = {}", quoted(&proposal.table));
    } else if kind == SourceKind::Csv && found.is_some_and(|proposal| !proposal.table.is_empty()) {
        let _ = writeln!(lines, "file = {}", quoted(&proposal.table));
    }
    if name == Section::LoanDrafts {
        lines.push_str("# photo = \"photos/{loan_id}.jpg\"\n");
    }
    let _ = writeln!(lines, "\n[{}.columns]", name.name());
    for (field, guess) in &proposal.fields {
        let _ = match guess {
            Some(guess) => writeln!(lines, "{}", field_line(field, guess)),
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
        let live = found.is_some_and(Proposal::is_live) || line.starts_with('#') || line.is_empty();
        let _ = writeln!(text, "{}{line}", if live { "" } else { "# " });
    }
}

/// A field as it is written: a comment when the name leaves a doubt.
fn field_line(field: &str, guess: &Guess) -> String {
    let column = quoted(&guess.column);
    let value = if guess.more.is_empty() {
        column
    } else {
        format!("{{ column = {column}, {} }}", guess.more.join(", "))
    };
    let doubt = if guess.is_certain(field) { "" } else { "# " };
    let check = match (&guess.check, guess.sure) {
        (Some(check), _) => format!("  # {check}"),
        (None, false) => String::from("  # perhaps"),
        (None, true) => String::new(),
    };
    format!("{doubt}{field} = {value}{check}")
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A name in a query: quoted when it is not plain.
pub fn identifier(name: &str, kind: SourceKind) -> String {
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

/// What is written for senders, for the test of the comments.
#[cfg(test)]
pub(super) fn pushed() -> String {
    let mut text = String::new();
    push(&mut text);
    text
}
