//! The schema as a page for people: every key with its words, made from the same doc comments.

use std::fmt::Write as _;

use serde_json::Value;

/// The sections in the order of the page: heading, type, and what to say before the keys.
const SECTIONS: &[(&str, &str)] = &[
    ("[partner]", "Partner"),
    ("[profile.NAME]", "Profile"),
    ("[ledger]", "LedgerPlace"),
    ("[guards]", "Guards"),
    ("[guards.repayments], [guards.loan_drafts], [guards.journals]", "Limits"),
    ("[source.NAME]", "Source"),
    ("[source.NAME.http]", "HttpSource"),
    ("[source.NAME.http.auth]", "HttpAuth"),
    ("[source.NAME.http.requests.NAME]", "HttpRequest"),
    ("[source.NAME.http.requests.NAME.paging]", "HttpPaging"),
    ("[loan_drafts]", "LoanDrafts"),
    ("[loan_drafts.columns]", "LoanDraftColumns"),
    ("[loan_drafts.photos]", "Photos"),
    ("[loan_drafts.members]", "Members"),
    ("[loan_drafts.members.columns]", "MemberColumns"),
    ("[loan_drafts.schedule]", "ScheduleTable"),
    ("[loan_drafts.schedule.columns]", "ScheduleColumns"),
    ("[loan_drafts.incremental], [journals.incremental]", "Incremental"),
    ("[repayments]", "Repayments"),
    ("[repayments.columns]", "RepaymentColumns"),
    ("[journals]", "Journals"),
    ("[journals.columns]", "JournalColumns"),
    ("[run]", "Run"),
    ("[[schedule]]", "Schedule"),
    ("[watch.NAME]", "Watched"),
    ("[notify]", "Notify"),
    ("[notify.webhook]", "Webhook"),
    ("[notify.email]", "Email"),
    ("A field", "FieldRule"),
    ("A condition", "Condition"),
];

const HEAD: &str = "# fieldlink.toml, key by key

Made by `fieldlink link-schema --markdown` from the program itself; do not edit it by hand. How to begin, with examples: [Using the
link](using-the-link.md). For an editor that checks while you type: `fieldlink link-schema > fieldlink.schema.json`.

A variable of the environment lies over a key: `FIELDLINK_PARTNER__ID=7` over `partner.id`, with two underscores for each dot. Paths count
from the folder of the file. A key that is not known is an error that names its line.
";

/// The page.
pub fn page() -> String {
    let schema = serde_json::to_value(super::schema()).unwrap_or_default();
    let mut page = String::from(HEAD);
    let _ = writeln!(page, "\n## Top level\n");
    keys(&mut page, &schema, &schema);
    for (heading, name) in SECTIONS {
        let definition = &schema["$defs"][name];
        let _ = writeln!(page, "\n## {heading}\n");
        if let Some(text) = definition["description"].as_str() {
            let _ = writeln!(page, "{}\n", one_line(text));
        }
        keys(&mut page, &schema, definition);
    }
    page
}

fn keys(page: &mut String, schema: &Value, definition: &Value) {
    let required: Vec<&str> = definition["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, property) in definition["properties"].as_object().into_iter().flatten() {
        let text = property["description"].as_str().map(one_line).unwrap_or_default();
        let needed = if required.contains(&key.as_str()) {
            " (required)"
        } else {
            ""
        };
        let default = match &property["default"] {
            Value::Null => String::new(),
            Value::Array(list) if list.is_empty() => String::new(),
            Value::Object(_) => String::new(),
            default => format!(" Default: `{default}`."),
        };
        let _ = writeln!(page, "- `{key}`{needed}: {text}{default}{}", choices(schema, property));
    }
}

/// The values of an enum, each with its words.
fn choices(schema: &Value, property: &Value) -> String {
    let reference = property["$ref"]
        .as_str()
        .or_else(|| property["allOf"][0]["$ref"].as_str());
    let name = reference
        .and_then(|reference| reference.rsplit('/').next())
        .unwrap_or_default();
    let mut text = String::new();
    for choice in schema["$defs"][name]["oneOf"].as_array().into_iter().flatten() {
        if let (Some(value), Some(words)) = (choice["const"].as_str(), choice["description"].as_str()) {
            let _ = write!(text, "\n  - `{value}`: {}", one_line(words));
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
