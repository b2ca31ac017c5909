//! Looks at everything a run needs, one thing after the other, and says what to do about what is wrong.

use fieldlink_client::Client;
use serde::Serialize;

use crate::config::{Field, SourceKind, TableRef};
use crate::kind::Kind;
use crate::ledger::{Ledger, LedgerLock};
use crate::mapping::{doubled_columns, missing_columns};
use crate::run::{self, Job, RunError, fields};
use crate::said::Said;
use crate::source::{Place, SourceError};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at: `secret`, `source mis`, `token`.
    pub name: Said,
    /// Whether it is fine.
    pub ok: bool,
    /// What was found.
    pub detail: Said,
    /// What to do, when it is not fine.
    pub next: Option<Said>,
}

impl Check {
    fn fine(name: impl Into<Said>, detail: impl Into<Said>) -> Check {
        Check {
            name: name.into(),
            ok: true,
            detail: detail.into(),
            next: None,
        }
    }

    fn wrong(name: impl Into<Said>, detail: impl Into<Said>, next: impl Into<Said>) -> Check {
        Check {
            name: name.into(),
            ok: false,
            detail: detail.into(),
            next: Some(next.into()),
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
                add(Check::wrong("clock", &error, error.next().unwrap_or_default()));
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
    let name = Said::new(
        "said-doctor-source",
        &[
            ("source", table.source.to_owned()),
            ("section", table.section.to_owned()),
        ],
        format!("source {} for [{}]", table.source, table.section),
    );
    let place = match Place::open(job.config, table.source) {
        Ok(place) => place,
        Err(error) => return Check::wrong(name, &error, "set it, and run `fieldlink doctor` again"),
    };
    let mut records = place.records(table);
    match records.next().await {
        None if may_be_empty(job, kind, table) => {
            Check::fine(name, "reachable; there are no rows, which is said to be fine")
        }
        None => Check::wrong(
            name,
            "reachable, but there are no rows",
            Said::new(
                "said-doctor-empty",
                &[],
                format!(
                    "nothing is planned from an empty source; check it, or set `allow_empty = true` for {}",
                    kind.plural()
                ),
            )
            .quoting("kind", [kind.into()]),
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
                return Check::wrong(name, &error, error.next().unwrap_or_default());
            }
            let missing = missing_columns(&record, fields.iter());
            if missing.is_empty() {
                let columns = record.columns().count();
                let english = format!("reachable, {columns} columns, all that are named are there");
                let fine = match place.how(table) {
                    None => Said::new("said-doctor-reachable", &[], english),
                    Some(how) => {
                        let english = format!("{english} ({how})");
                        Said::new("said-doctor-reachable-how", &[], english).quoting("how", [how])
                    }
                };
                return Check::fine(name, fine.counting("columns", columns));
            }
            let error = RunError::Columns {
                source_name: table.source.to_owned(),
                section: table.section.to_owned(),
                missing,
            };
            let there: Vec<&str> = record.columns().collect();
            let there = there.join(", ");
            let next = Said::new(
                "said-doctor-has",
                &[("columns", there.clone())],
                format!("it has: {there}"),
            );
            Check::wrong(name, &error, next)
        }
    }
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

fn next_for(kind: SourceKind, error: &SourceError) -> &'static str {
    match kind {
        _ if matches!(error, SourceError::MayWrite { .. }) => run::ACCOUNT_READS,
        SourceKind::Postgres | SourceKind::Mysql | SourceKind::Mssql | SourceKind::Odbc => {
            "check that the database runs, that the URL, user and password are right, and that the query works in the database's own client"
        }
        SourceKind::Sqlite => "check `path` and the query",
        SourceKind::Csv | SourceKind::Workbook => {
            "check `path`, and that the file is whole and not open in another program"
        }
        SourceKind::Http => {
            "check `url`, the way to sign in, and that the request works in the API's own documentation"
        }
        SourceKind::Push => "check that the ledger's database can be reached",
    }
}

async fn ledger(job: &Job<'_>) -> Check {
    let name = "ledger";
    let (profile_name, profile) = match job.profile() {
        Ok(found) => found,
        Err(error) => return Check::wrong("profile", &error, "choose one with --profile"),
    };
    let url = match Ledger::place_of(job.config, profile) {
        Ok(url) => url,
        Err(error) => return Check::wrong(name, &error, "set the variable, or use `ledger.path`"),
    };
    if let Err(error) = Ledger::of(job.config, profile_name, profile).await {
        return Check::wrong(
            name,
            &error,
            "check its keys, and that its folder exists and can be written",
        );
    }
    match LedgerLock::take(&url).await {
        Ok(_) => Check::fine(
            name,
            Said::new(
                "said-doctor-writable",
                &[("place", url.to_string())],
                format!("{} can be written", url),
            ),
        ),
        Err(error) => Check::wrong(name, &error, "wait for the other one, or see what it is doing"),
    }
}

fn secret(job: &Job<'_>) -> Result<(Check, Client), Box<Check>> {
    let (_, profile) = job
        .profile()
        .map_err(|error| Box::new(Check::wrong("profile", &error, "choose one with --profile")))?;
    match job.client() {
        Ok(client) => Ok((
            Check::fine(
                "secret",
                Said::new("said-doctor-found", &[], format!("found in {}", profile.secret_place()))
                    .quoting("place", [profile.secret_place()]),
            ),
            client,
        )),
        Err(error) => Err(Box::new(Check::wrong(
            "secret",
            &error,
            "PA2 > Account > API Access shows it to the partner",
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
            return (Check::wrong("token", api(&error), step(&stop)), false);
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
        (Check::fine("token", "issued, with all scopes that are needed"), true)
    } else {
        let next = "ask Kiva (or whoever runs the PA2) to allow these scopes to the client";
        (
            Check::wrong(
                "token",
                Said::new(
                    "said-doctor-without",
                    &[("scopes", lacking.join(", "))],
                    format!("issued, but without {}", lacking.join(", ")),
                ),
                next,
            ),
            true,
        )
    }
}

async fn offers(client: &Client) -> Check {
    match run::offers(client).await {
        Ok(offers) => {
            let counts = [
                ("activities", offers.activities.len()),
                ("themes", offers.themes.len()),
                ("locales", offers.locales.len()),
                ("locations", offers.locations.len()),
            ];
            let english: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
            let values = counts.map(|(name, count)| (name, count.to_string()));
            Check::fine(
                "configuration",
                Said::new("said-doctor-offers", &values, english.join(", ")),
            )
        }
        Err(error) => {
            let stop = crate::delivery::Stop::of(&error);
            Check::wrong("configuration", api(&error), step(&stop))
        }
    }
}

async fn loans(client: &Client) -> Check {
    let query = fieldlink_contract::LoansQuery {
        limit: Some(1),
        ..fieldlink_contract::LoansQuery::default()
    };
    match client.loans(&query).await {
        Ok(reply) => {
            let count = reply.value.total_records.to_string();
            let english = format!("{count} on Kiva");
            Check::fine("loans", Said::new("said-doctor-loans", &[("loans", count)], english))
        }
        Err(error) => {
            let stop = crate::delivery::Stop::of(&error);
            Check::wrong("loans", api(&error), step(&stop))
        }
    }
}

/// What the Partner API said.
fn api(error: &fieldlink_client::Error) -> Said {
    let why = crate::delivery::Stop::of(error).why;
    Said::new(format!("said-api-{why}"), &[("message", chain(error))], chain(error))
}

/// What to do about it.
fn step(stop: &crate::delivery::Stop) -> Said {
    Said::new(format!("stop-{}", stop.why), &[], stop.next)
}

/// An error with everything below it, in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        below = error.source();
    }
    text
}
