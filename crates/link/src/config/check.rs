//! What the types alone cannot say about a configuration.

use std::path::Path;

use super::check_source::source_problem;
use super::load::invalid;
use super::{Condition, ConfigError, Field, LedgerPlace, PARAMETER, Settings, SourceKind, TableRef};
use crate::run::fields::{draft_fields, journal_fields, member_fields, repayment_fields, schedule_fields};
use crate::source::sql::{parameters, read_only};

/// The first thing that is wrong, if any.
pub(super) fn settings(file: &Path, text: &str, settings: &Settings) -> Result<(), ConfigError> {
    match problem(settings) {
        None => Ok(()),
        Some((key, message)) => {
            let path: Vec<String> = key.split('.').map(str::to_owned).collect();
            Err(invalid(file, text, &path, message))
        }
    }
}

fn problem(settings: &Settings) -> Option<(String, String)> {
    if settings.partner.id <= 0 {
        return Some((
            String::from("partner.id"),
            String::from("a partner id is a number above zero"),
        ));
    }
    if let Some(name) = &settings.default_profile
        && !settings.profile.contains_key(name)
    {
        return Some((String::from("default_profile"), format!("there is no [profile.{name}]")));
    }
    for (name, profile) in &settings.profile {
        let key = |field: &str| format!("profile.{name}.{field}");
        let given = [
            profile.client_secret_env.is_some(),
            profile.client_secret_file.is_some(),
            profile.client_secret_command.is_some(),
            profile.client_secret.is_some(),
        ];
        if profile.client_secret.is_some() && !profile.secret_in_config {
            return Some((
                key("client_secret"),
                String::from(
                    "the secret itself does not belong in this file; name its place with `client_secret_env` or `client_secret_file` (or set `secret_in_config = true` if you must)",
                ),
            ));
        }
        if given.iter().filter(|given| **given).count() != 1 {
            return Some((
                key("client_id"),
                String::from(
                    "say where the secret is: exactly one of `client_secret_env`, `client_secret_file` and `client_secret_command`",
                ),
            ));
        }
        if profile.client_secret_command.as_ref().is_some_and(Vec::is_empty) {
            return Some((
                key("client_secret_command"),
                String::from("name a program, then its arguments"),
            ));
        }
        if let Some(ledger) = &profile.ledger
            && let Some((field, message)) = ledger_problem(ledger)
        {
            return Some((key(&format!("ledger.{field}")), message.to_owned()));
        }
    }
    if let Some((field, message)) = ledger_problem(&settings.ledger) {
        return Some((format!("ledger.{field}"), message.to_owned()));
    }
    for (name, source) in &settings.source {
        if let Some((field, message)) = source_problem(source) {
            return Some((format!("source.{name}.{field}"), message));
        }
    }
    tables(settings)
        .into_iter()
        .find_map(|table| table_problem(settings, &table))
        .or_else(|| incremental(settings))
        .or_else(|| conditions(settings))
        .or_else(|| fields(settings))
        .or_else(|| super::check_running::problem(settings))
}

fn ledger_problem(ledger: &LedgerPlace) -> Option<(&'static str, &'static str)> {
    if ledger.key_env.is_some() && ledger.key_file.is_some() {
        Some(("key_file", "either this or `key_env`, not both"))
    } else if ledger.url_env.is_some() && ledger.url_file.is_some() {
        Some(("url_file", "either this or `url_env`, not both"))
    } else if ledger.workers && ledger.url_env.is_none() && ledger.url_file.is_none() {
        Some((
            "workers",
            "several workers need a ledger on PostgreSQL: set `url_env` or `url_file`",
        ))
    } else {
        None
    }
}

fn tables(settings: &Settings) -> Vec<TableRef<'_>> {
    let mut tables = Vec::new();
    if let Some(drafts) = &settings.loan_drafts {
        tables.push(drafts.table());
        tables.extend(drafts.members_table());
        tables.extend(drafts.schedule_table());
    }
    tables.extend(settings.repayments.as_ref().map(super::Repayments::table));
    tables.extend(settings.journals.as_ref().map(super::Journals::table));
    tables
}

fn table_problem(settings: &Settings, table: &TableRef<'_>) -> Option<(String, String)> {
    let key = |field: &str| format!("{}.{field}", table.section);
    let Some(source) = settings.source.get(table.source) else {
        let known: Vec<&str> = settings.source.keys().map(String::as_str).collect();
        return Some((
            key("source"),
            format!(
                "there is no [source.{}]; the file has {}",
                table.source,
                known.join(", ")
            ),
        ));
    };
    let kind = source.kind.as_str();
    if source.kind.is_sql() {
        let Some(query) = table.query else {
            return Some((key("source"), format!("a {kind} source needs a `query` here")));
        };
        if let Err(why) = read_only::check(query) {
            return Some((key("query"), why.to_string()));
        }
    } else if source.kind == SourceKind::Http {
        if let Some(why) = super::check_source::request_problem(source, table.query) {
            return Some((key("query"), why));
        }
    } else if table.query.is_some() {
        return Some((key("query"), format!("a {kind} source has no queries")));
    }
    if table.sheet.is_some() && source.kind != SourceKind::Workbook {
        return Some((key("sheet"), format!("a {kind} source has no sheets")));
    }
    if table.file.is_some() && source.kind != SourceKind::Csv {
        return Some((key("file"), format!("a {kind} source has no files to choose from")));
    }
    None
}

/// A section that reads only what is new, and cannot.
fn incremental(settings: &Settings) -> Option<(String, String)> {
    let asks =
        |query: Option<&String>| query.is_some_and(|query| parameters(query).iter().any(|name| name == PARAMETER));
    let grouped = settings
        .loan_drafts
        .as_ref()
        .is_some_and(|drafts| drafts.incremental.is_some() && drafts.group_by.is_some());
    if grouped {
        let message = "rows of one group may have been written at different times; leave out this or `group_by`";
        return Some((String::from("loan_drafts.incremental"), message.to_owned()));
    }
    let sections = [
        settings
            .loan_drafts
            .as_ref()
            .map(|drafts| ("loan_drafts", &drafts.incremental, &drafts.query)),
        settings
            .journals
            .as_ref()
            .map(|journals| ("journals", &journals.incremental, &journals.query)),
    ];
    sections.into_iter().flatten().find_map(|(section, incremental, query)| {
        match (incremental.is_some(), asks(query.as_ref())) {
            (true, false) => Some((
                format!("{section}.incremental"),
                String::from("the query does not ask for it: add `WHERE changed_at >= :since` with the column's name"),
            )),
            (false, true) => Some((
                format!("{section}.query"),
                format!("the query asks for :since; say what it is: a table [{section}.incremental] with `column` and `start`"),
            )),
            _ => None,
        }
    })
}

/// A condition that asks for nothing.
fn conditions(settings: &Settings) -> Option<(String, String)> {
    let mut all: Vec<(&str, Option<&Condition>)> = Vec::new();
    let mut fields: Vec<(&str, Vec<Field>)> = Vec::new();
    if let Some(drafts) = &settings.loan_drafts {
        all.push(("loan_drafts", drafts.when.as_ref()));
        fields.push(("loan_drafts", draft_fields(drafts)));
        if let Some(members) = &drafts.members {
            all.push(("loan_drafts.members", members.when.as_ref()));
            fields.push(("loan_drafts.members", member_fields(&members.columns, &members.key)));
        }
        if let Some(schedule) = &drafts.schedule {
            all.push(("loan_drafts.schedule", schedule.when.as_ref()));
            fields.push((
                "loan_drafts.schedule",
                schedule_fields(&schedule.columns, &schedule.key),
            ));
        }
    }
    if let Some(repayments) = &settings.repayments {
        all.push(("repayments", repayments.when.as_ref()));
        fields.push(("repayments", repayment_fields(&repayments.columns)));
    }
    if let Some(journals) = &settings.journals {
        all.push(("journals", journals.when.as_ref()));
        fields.push(("journals", journal_fields(&journals.columns)));
    }
    let of_sections = all
        .iter()
        .filter_map(|(section, when)| Some((*section, "when", (*when)?)));
    let of_fields = fields.iter().flat_map(|(section, fields)| {
        fields
            .iter()
            .filter_map(|field| Some((*section, "columns", field.0.when.as_ref()?)))
    });
    let mut wrong = of_sections.chain(of_fields).filter(|(_, _, when)| !when.asks());
    let (section, key, _) = wrong.next()?;
    Some((
        format!("{section}.{key}"),
        String::from("a condition needs `column` and at least one of `is`, `is_not` and `empty`"),
    ))
}

/// Fields that nothing can be sent without.
fn fields(settings: &Settings) -> Option<(String, String)> {
    let required = |key: &str| Some((key.to_owned(), String::from("this field is required: name its column")));
    if let Some(drafts) = &settings.loan_drafts {
        if drafts.columns.loan_id.is_none() {
            return required("loan_drafts.columns.loan_id");
        }
        if drafts
            .schedule
            .as_ref()
            .is_some_and(|s| s.columns.date.is_none() || s.columns.principal.is_none())
        {
            return required("loan_drafts.schedule.columns.date");
        }
        if drafts.group_by.is_some() && drafts.members.is_some() {
            return Some((
                String::from("loan_drafts.group_by"),
                String::from("either this (each row is a borrower) or [loan_drafts.members], not both"),
            ));
        }
        let photos = drafts.photos.as_ref();
        let ways = [
            drafts.photo.is_some(),
            drafts.columns.photo.is_some(),
            photos.is_some_and(|photos| photos.query.is_some()),
            photos.is_some_and(|photos| photos.path.is_some()),
        ];
        if ways.into_iter().filter(|given| *given).count() > 1 {
            return Some((
                String::from("loan_drafts.photo"),
                String::from(
                    "photos are in one place: only one of this, `columns.photo`, `photos.query` and `photos.path`",
                ),
            ));
        }
        if let Some(problem) = photos.and_then(|photos| super::check_source::photos_problem(settings, drafts, photos)) {
            return Some(problem);
        }
    }
    if let Some(repayments) = &settings.repayments {
        if repayments.columns.loan_id.is_none() {
            return required("repayments.columns.loan_id");
        }
        if repayments.columns.amount.is_none() {
            return required("repayments.columns.amount");
        }
        if !(1..=300).contains(&repayments.batch) {
            return Some((
                String::from("repayments.batch"),
                String::from("expected 1 to 300 rows per call"),
            ));
        }
        let three = settings.partner.csv_upload_format == super::CsvUploadFormat::ThreeColumn;
        if three && repayments.columns.client_id.is_none() {
            return required("repayments.columns.client_id");
        }
    }
    if let Some(journals) = &settings.journals {
        let columns = &journals.columns;
        for (name, field) in [
            ("loan_id", &columns.loan_id),
            ("subject", &columns.subject),
            ("body", &columns.body),
        ] {
            if field.is_none() {
                return required(&format!("journals.columns.{name}"));
            }
        }
        if !(1..=300).contains(&journals.batch) {
            return Some((
                String::from("journals.batch"),
                String::from("expected 1 to 300 journals per call"),
            ));
        }
    }
    None
}
