//! What the types alone cannot say about a configuration.

use std::path::Path;

use fieldlink_say::{Message, message};

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

fn problem(settings: &Settings) -> Option<(String, Message)> {
    if settings.partner.id <= 0 {
        return Some((String::from("partner.id"), message!("check-partner-id")));
    }
    if let Some(name) = &settings.default_profile
        && !settings.profile.contains_key(name)
    {
        let said = message!("check-profile", name = &name);
        return Some((String::from("default_profile"), said));
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
            return Some((key("client_secret"), message!("check-secret-in-file")));
        }
        if given.iter().filter(|given| **given).count() != 1 {
            return Some((key("client_id"), message!("check-secret-place")));
        }
        if profile.client_secret_command.as_ref().is_some_and(Vec::is_empty) {
            return Some((key("client_secret_command"), message!("check-secret-command")));
        }
        if let Some(ledger) = &profile.ledger
            && let Some((field, message)) = ledger_problem(ledger)
        {
            return Some((key(&format!("ledger.{field}")), message));
        }
    }
    if let Some((field, message)) = ledger_problem(&settings.ledger) {
        return Some((format!("ledger.{field}"), message));
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

fn ledger_problem(ledger: &LedgerPlace) -> Option<(&'static str, Message)> {
    if ledger.key_env.is_some() && ledger.key_file.is_some() {
        Some(("key_file", message!("check-key-both")))
    } else if ledger.url_env.is_some() && ledger.url_file.is_some() {
        Some(("url_file", message!("check-url-both")))
    } else if ledger.workers && ledger.url_env.is_none() && ledger.url_file.is_none() {
        Some(("workers", message!("check-workers")))
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

fn table_problem(settings: &Settings, table: &TableRef<'_>) -> Option<(String, Message)> {
    let key = |field: &str| format!("{}.{field}", table.section);
    let Some(source) = settings.source.get(table.source) else {
        let known: Vec<&str> = settings.source.keys().map(String::as_str).collect();
        let known = known.join(", ");
        return Some((
            key("source"),
            message!("check-source-known", name = table.source, known = known),
        ));
    };
    let kind = source.kind.as_str();
    if source.kind.is_sql() {
        let Some(query) = table.query else {
            return Some((key("source"), message!("check-needs-query", kind = kind)));
        };
        if let Err(why) = read_only::check(query, source.kind) {
            return Some((key("query"), Message::from(&why)));
        }
    } else if source.kind == SourceKind::Http {
        if let Some(why) = super::check_source::request_problem(source, table.query) {
            return Some((key("query"), why));
        }
    } else if table.query.is_some() {
        return Some((key("query"), message!("check-no-queries", kind = kind)));
    }
    if table.sheet.is_some() && source.kind != SourceKind::Workbook {
        return Some((key("sheet"), message!("check-no-sheets", kind = kind)));
    }
    if table.file.is_some() && source.kind != SourceKind::Csv {
        return Some((key("file"), message!("check-no-files", kind = kind)));
    }
    None
}

/// A section that reads only what is new, and cannot.
fn incremental(settings: &Settings) -> Option<(String, Message)> {
    let asks = |query: Option<&String>, source: &str| {
        let kind = settings.source.get(source).map(|source| source.kind);
        let asked = query.zip(kind).map(|(query, kind)| parameters(query, kind));
        asked.is_some_and(|asked| asked.iter().any(|name| name == PARAMETER))
    };
    let grouped = settings
        .loan_drafts
        .as_ref()
        .is_some_and(|drafts| drafts.incremental.is_some() && drafts.group_by.is_some());
    if grouped {
        let message = message!("check-incremental-groups");
        return Some((String::from("loan_drafts.incremental"), message));
    }
    let sections = [
        settings
            .loan_drafts
            .as_ref()
            .map(|drafts| ("loan_drafts", &drafts.incremental, &drafts.query, &drafts.source)),
        settings
            .journals
            .as_ref()
            .map(|journals| ("journals", &journals.incremental, &journals.query, &journals.source)),
    ];
    sections
        .into_iter()
        .flatten()
        .find_map(
            |(section, incremental, query, source)| match (incremental.is_some(), asks(query.as_ref(), source)) {
                (true, false) => Some((format!("{section}.incremental"), message!("check-incremental-query"))),
                (false, true) => Some((format!("{section}.query"), message!("check-since", section = section))),
                _ => None,
            },
        )
}

/// A condition that asks for nothing.
fn conditions(settings: &Settings) -> Option<(String, Message)> {
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
    Some((format!("{section}.{key}"), message!("check-condition")))
}

/// Fields that nothing can be sent without.
fn fields(settings: &Settings) -> Option<(String, Message)> {
    let required = |key: &str| Some((key.to_owned(), message!("check-field-required")));
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
            return Some((String::from("loan_drafts.group_by"), message!("check-group-both")));
        }
        let photos = drafts.photos.as_ref();
        let ways = [
            drafts.photo.is_some(),
            drafts.columns.photo.is_some(),
            photos.is_some_and(|photos| photos.query.is_some()),
            photos.is_some_and(|photos| photos.path.is_some()),
        ];
        if ways.into_iter().filter(|given| *given).count() > 1 {
            return Some((String::from("loan_drafts.photo"), message!("check-photos-one")));
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
            return Some((String::from("repayments.batch"), message!("check-batch-rows")));
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
            return Some((String::from("journals.batch"), message!("check-batch-journals")));
        }
    }
    None
}
