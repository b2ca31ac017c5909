//! What the types alone cannot say about a configuration.

use std::path::Path;

use super::check_source::source_problem;
use super::load::invalid;
use super::{Condition, ConfigError, Field, LedgerPlace, PARAMETER, Settings, SourceKind, TableRef};
use crate::run::fields::{draft_fields, journal_fields, member_fields, repayment_fields, schedule_fields};
use crate::said::Said;
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

fn problem(settings: &Settings) -> Option<(String, Said)> {
    if settings.partner.id <= 0 {
        return Some((
            String::from("partner.id"),
            Said::from("a partner id is a number above zero"),
        ));
    }
    if let Some(name) = &settings.default_profile
        && !settings.profile.contains_key(name)
    {
        let english = format!("there is no [profile.{name}]");
        let said = Said::new("said-check-profile", &[("name", name.clone())], english);
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
            return Some((
                key("client_secret"),
                Said::from(
                    "the secret itself does not belong in this file; name its place with `client_secret_env` or `client_secret_file` (or set `secret_in_config = true` if you must)",
                ),
            ));
        }
        if given.iter().filter(|given| **given).count() != 1 {
            return Some((
                key("client_id"),
                Said::from(
                    "say where the secret is: exactly one of `client_secret_env`, `client_secret_file` and `client_secret_command`",
                ),
            ));
        }
        if profile.client_secret_command.as_ref().is_some_and(Vec::is_empty) {
            return Some((
                key("client_secret_command"),
                Said::from("name a program, then its arguments"),
            ));
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

fn ledger_problem(ledger: &LedgerPlace) -> Option<(&'static str, Said)> {
    if ledger.key_env.is_some() && ledger.key_file.is_some() {
        Some(("key_file", Said::from("either this or `key_env`, not both")))
    } else if ledger.url_env.is_some() && ledger.url_file.is_some() {
        Some(("url_file", Said::from("either this or `url_env`, not both")))
    } else if ledger.workers && ledger.url_env.is_none() && ledger.url_file.is_none() {
        Some((
            "workers",
            Said::from("several workers need a ledger on PostgreSQL: set `url_env` or `url_file`"),
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

fn table_problem(settings: &Settings, table: &TableRef<'_>) -> Option<(String, Said)> {
    let key = |field: &str| format!("{}.{field}", table.section);
    let Some(source) = settings.source.get(table.source) else {
        let known: Vec<&str> = settings.source.keys().map(String::as_str).collect();
        let known = known.join(", ");
        let english = format!("there is no [source.{}]; the file has {known}", table.source);
        let values = [("name", table.source.to_owned()), ("known", known)];
        return Some((key("source"), Said::new("said-check-source-known", &values, english)));
    };
    let kind = source.kind.as_str();
    let of_kind = |id: &'static str, english: String| Said::new(id, &[("kind", kind.to_owned())], english);
    if source.kind.is_sql() {
        let Some(query) = table.query else {
            let english = format!("a {kind} source needs a `query` here");
            return Some((key("source"), of_kind("said-check-needs-query", english)));
        };
        if let Err(why) = read_only::check(query, source.kind) {
            return Some((key("query"), Said::from(&why)));
        }
    } else if source.kind == SourceKind::Http {
        if let Some(why) = super::check_source::request_problem(source, table.query) {
            return Some((key("query"), why));
        }
    } else if table.query.is_some() {
        let english = format!("a {kind} source has no queries");
        return Some((key("query"), of_kind("said-check-no-queries", english)));
    }
    if table.sheet.is_some() && source.kind != SourceKind::Workbook {
        let english = format!("a {kind} source has no sheets");
        return Some((key("sheet"), of_kind("said-check-no-sheets", english)));
    }
    if table.file.is_some() && source.kind != SourceKind::Csv {
        let english = format!("a {kind} source has no files to choose from");
        return Some((key("file"), of_kind("said-check-no-files", english)));
    }
    None
}

/// A section that reads only what is new, and cannot.
fn incremental(settings: &Settings) -> Option<(String, Said)> {
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
        let message =
            Said::from("rows of one group may have been written at different times; leave out this or `group_by`");
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
    sections.into_iter().flatten().find_map(|(section, incremental, query, source)| {
        match (incremental.is_some(), asks(query.as_ref(), source)) {
            (true, false) => Some((
                format!("{section}.incremental"),
                Said::from("the query does not ask for it: add `WHERE changed_at >= :since` with the column's name"),
            )),
            (false, true) => Some((
                format!("{section}.query"),
                Said::new(
                    "said-check-since",
                    &[("section", section.to_owned())],
                    format!(
                        "the query asks for :since; say what it is: a table [{section}.incremental] with `column` and `start`"
                    ),
                ),
            )),
            _ => None,
        }
    })
}

/// A condition that asks for nothing.
fn conditions(settings: &Settings) -> Option<(String, Said)> {
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
        Said::from("a condition needs `column` and at least one of `is`, `is_not` and `empty`"),
    ))
}

/// Fields that nothing can be sent without.
fn fields(settings: &Settings) -> Option<(String, Said)> {
    let required = |key: &str| Some((key.to_owned(), Said::from("this field is required: name its column")));
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
                Said::from("either this (each row is a borrower) or [loan_drafts.members], not both"),
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
                Said::from(
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
                Said::from("expected 1 to 300 rows per call"),
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
                Said::from("expected 1 to 300 journals per call"),
            ));
        }
    }
    None
}
