//! Looks at everything a run needs, one thing after the other, and says what to do about what is wrong.

use std::collections::BTreeSet;

use fieldlink_client::Client;
use fieldlink_say::{Message, message};
use serde::Serialize;

use crate::config::{Field, SourceKind, TableRef};
use crate::kind::Kind;
use crate::ledger::{Ledger, LedgerLock};
use crate::mapping::{doubled_columns, missing_columns};
use crate::propose::{self, Sample, Section};
use crate::record::Record;
use crate::run::{self, Job, RunError, fields};
use crate::source::{Place, SourceError};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at: `secret`, `source mis`, `token`.
    pub name: Message,
    /// Whether it is fine.
    pub ok: bool,
    /// What was found.
    pub detail: Message,
    /// What to do, when it is not fine.
    pub next: Option<Message>,
}

impl Check {
    fn fine(name: Message, detail: Message) -> Check {
        Check {
            name,
            ok: true,
            detail,
            next: None,
        }
    }

    fn wrong(name: Message, detail: impl Into<Message>, next: impl Into<Option<Message>>) -> Check {
        Check {
            name,
            ok: false,
            detail: detail.into(),
            next: next.into(),
        }
    }
}

/// Looks at everything, telling each thing as soon as it is known. Sends nothing.
pub async fn examine(job: &Job<'_>, mut tell: impl FnMut(&Check)) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut add = |check: Check| {
        tell(&check);
        checks.push(check);
    };
    for (kind, table, fields) in tables(job) {
        add(source(job, kind, &table, &fields).await);
    }
    add(ledger(job).await);
    let client = match secret(job) {
        Ok((check, client)) => {
            add(check);
            Some(client)
        }
        Err(check) => {
            add(*check);
            None
        }
    };
    if let Some(client) = client {
        let (check, works) = token(job, &client).await;
        add(check);
        if works {
            add(offers(&client).await);
            add(loans(&client).await);
            if let Err(error) = run::production::same_time_at(job, &client) {
                add(Check::wrong(message!("word-clock"), &error, error.next()));
            }
        }
    }
    checks
}

fn tables<'a>(job: &'a Job<'_>) -> Vec<(Kind, TableRef<'a>, Vec<Field>)> {
    let settings = job.config.settings();
    let mut tables = Vec::new();
    if let Some(drafts) = settings.loan_drafts.as_ref().filter(|_| job.wants(Kind::LoanDraft)) {
        tables.push((Kind::LoanDraft, drafts.table(), fields::draft_fields(drafts)));
        if let (Some(members), Some(table)) = (&drafts.members, drafts.members_table()) {
            tables.push((
                Kind::LoanDraft,
                table,
                fields::member_fields(&members.columns, &members.key),
            ));
        }
        if let (Some(schedule), Some(table)) = (&drafts.schedule, drafts.schedule_table()) {
            tables.push((
                Kind::LoanDraft,
                table,
                fields::schedule_fields(&schedule.columns, &schedule.key),
            ));
        }
    }
    if let Some(repayments) = settings.repayments.as_ref().filter(|_| job.wants(Kind::Repayment)) {
        tables.push((
            Kind::Repayment,
            repayments.table(),
            fields::repayment_fields(&repayments.columns),
        ));
    }
    if let Some(journals) = settings.journals.as_ref().filter(|_| job.wants(Kind::Journal)) {
        tables.push((
            Kind::Journal,
            journals.table(),
            fields::journal_fields(&journals.columns),
        ));
    }
    tables
}

async fn source(job: &Job<'_>, kind: Kind, table: &TableRef<'_>, fields: &[Field]) -> Check {
    let name = message!("doctor-source", source = table.source, section = table.section);
    let place = match Place::open(job.config, table.source) {
        Ok(place) => place.wanting(fields),
        Err(error) => return Check::wrong(name, &error, message!("doctor-next-set")),
    };
    let mut records = place.records(table);
    match records.next().await {
        None if may_be_empty(job, kind, table) => Check::fine(name, message!("doctor-empty-fine")),
        None => Check::wrong(
            name,
            message!("doctor-no-rows"),
            message!("doctor-empty", kind = kind.plural()),
        ),
        Some(Err(error)) => {
            let next = next_for(place.source().kind, &error);
            Check::wrong(name, &error, next)
        }
        Some(Ok(record)) => {
            let doubled = doubled_columns(&record, fields.iter());
            if !doubled.is_empty() {
                let error = RunError::DoubledColumns {
                    source_name: table.source.to_owned(),
                    section: table.section.to_owned(),
                    doubled,
                };
                return Check::wrong(name, &error, error.next());
            }
            let missing = missing_columns(&record, fields.iter());
            if missing.is_empty() {
                let fine = message!(
                    "doctor-reachable",
                    columns = record.columns().count(),
                    how = place.how(table),
                    unused = unused(&record, table.section, fields),
                );
                return Check::fine(name, fine);
            }
            let error = RunError::Columns {
                source_name: table.source.to_owned(),
                section: table.section.to_owned(),
                missing,
            };
            let there: Vec<&str> = record.columns().collect();
            let there = there.join(", ");
            let next = message!("doctor-has", columns = &there);
            Check::wrong(name, &error, next)
        }
    }
}

/// Columns that no field is read from, and that are called as a field is.
fn unused(record: &Record, section: &str, fields: &[Field]) -> Vec<Message> {
    let used: BTreeSet<&str> = fields.iter().filter_map(|field| field.0.column.as_deref()).collect();
    let Some(section) = Section::ALL.into_iter().find(|known| known.name() == section) else {
        return Vec::new();
    };
    let columns = record.columns().filter(|column| !used.contains(column));
    let sample = Sample {
        name: String::new(),
        columns: columns.map(str::to_owned).collect(),
        rows: Vec::new(),
    };
    propose::certain(section, &sample)
        .map(|(field, column)| message!("doctor-may-be", column = column, field = field))
        .collect()
}

/// Whether the configuration says that a table may have no rows. One that belongs to loans always may.
fn may_be_empty(job: &Job<'_>, kind: Kind, table: &TableRef<'_>) -> bool {
    let settings = job.config.settings();
    let allowed = match kind {
        Kind::LoanDraft => settings.loan_drafts.as_ref().map(|drafts| drafts.allow_empty),
        Kind::Repayment => settings.repayments.as_ref().map(|repayments| repayments.allow_empty),
        Kind::Journal => settings.journals.as_ref().map(|journals| journals.allow_empty),
    };
    table.section.contains('.') || allowed.unwrap_or(false)
}

fn next_for(kind: SourceKind, error: &SourceError) -> Message {
    match kind {
        _ if matches!(error, SourceError::MayWrite { .. }) => run::ACCOUNT_READS,
        SourceKind::Postgres | SourceKind::Mysql | SourceKind::Mssql | SourceKind::Odbc => {
            message!("doctor-next-database")
        }
        SourceKind::Sqlite => message!("doctor-next-sqlite"),
        SourceKind::Csv | SourceKind::Workbook => {
            message!("doctor-next-file")
        }
        SourceKind::Http => {
            message!("doctor-next-http")
        }
        SourceKind::Push => message!("doctor-next-push"),
    }
}

async fn ledger(job: &Job<'_>) -> Check {
    let name = message!("word-ledger");
    let (profile_name, profile) = match job.profile() {
        Ok(found) => found,
        Err(error) => return Check::wrong(message!("word-profile"), &error, message!("doctor-next-profile")),
    };
    let url = match Ledger::place_of(job.config, profile) {
        Ok(url) => url,
        Err(error) => return Check::wrong(name, &error, message!("doctor-next-ledger-url")),
    };
    if let Err(error) = Ledger::of(job.config, profile_name, profile).await {
        return Check::wrong(name, &error, message!("doctor-next-ledger"));
    }
    match LedgerLock::take(&url).await {
        Ok(_) => Check::fine(name, message!("doctor-writable", place = url.to_string())),
        Err(error) => Check::wrong(name, &error, message!("doctor-next-ledger-lock")),
    }
}

fn secret(job: &Job<'_>) -> Result<(Check, Client), Box<Check>> {
    let (_, profile) = job.profile().map_err(|error| {
        Box::new(Check::wrong(
            message!("word-profile"),
            &error,
            message!("doctor-next-profile"),
        ))
    })?;
    match job.client() {
        Ok(client) => Ok((
            Check::fine(
                message!("word-secret"),
                message!("doctor-found", place = profile.secret_place()),
            ),
            client,
        )),
        Err(error) => Err(Box::new(Check::wrong(
            message!("word-secret"),
            &error,
            message!("doctor-next-secret"),
        ))),
    }
}

/// The token, and whether it has a scope for everything that is configured.
async fn token(job: &Job<'_>, client: &Client) -> (Check, bool) {
    use fieldlink_contract::Scope;
    let token = match client.token().await {
        Ok(token) => token,
        Err(error) => {
            let stop = crate::delivery::Stop::of(&error);
            return (Check::wrong(message!("word-token"), api(&error), stop.next), false);
        }
    };
    let needed = [
        (Kind::LoanDraft, Scope::CreateLoanDraft),
        (Kind::Repayment, Scope::CreateRepayment),
        (Kind::Journal, Scope::CreateJournalUpdate),
    ];
    let lacking: Vec<String> = needed
        .into_iter()
        .filter(|(kind, _)| job.wants(*kind))
        .map(|(_, scope)| scope)
        .chain([Scope::ReadLoans])
        .filter(|scope| !token.scopes.contains(*scope))
        .map(|scope| scope.to_string())
        .collect();
    if lacking.is_empty() {
        (
            Check::fine(message!("word-token"), message!("doctor-token-issued")),
            true,
        )
    } else {
        let next = message!("doctor-next-scopes");
        (
            Check::wrong(
                message!("word-token"),
                message!("doctor-without", scopes = lacking.join(", ")),
                next,
            ),
            true,
        )
    }
}

async fn offers(client: &Client) -> Check {
    match run::offers(client).await {
        Ok(offers) => {
            let found = message!(
                "doctor-offers",
                activities = offers.activities.len(),
                themes = offers.themes.len(),
                locales = offers.locales.len(),
                locations = offers.locations.len(),
            );
            Check::fine(message!("word-configuration"), found)
        }
        Err(error) => {
            let stop = crate::delivery::Stop::of(&error);
            Check::wrong(message!("word-configuration"), api(&error), stop.next)
        }
    }
}

async fn loans(client: &Client) -> Check {
    // With a status, since not every server answers without one.
    let query = fieldlink_contract::LoansQuery {
        status: Some(fieldlink_contract::LoanStatus::PayingBack),
        limit: Some(1),
        ..fieldlink_contract::LoansQuery::default()
    };
    match client.loans(&query).await {
        Ok(reply) => {
            let count = reply.value.total_records.to_string();
            Check::fine(message!("word-loans"), message!("doctor-loans", loans = count))
        }
        Err(error) => {
            let stop = crate::delivery::Stop::of(&error);
            Check::wrong(message!("word-loans"), api(&error), stop.next)
        }
    }
}

/// What the Partner API said.
fn api(error: &fieldlink_client::Error) -> Message {
    let why = crate::delivery::Stop::of(error).why;
    Message::new(format!("api-{why}")).with("message", fieldlink_say::chain(error))
}
