//! Planning: records, ledger and Kiva's answers come together.

use std::collections::{BTreeSet, HashMap, HashSet};

use fieldlink_client::Client;
use fieldlink_contract::Journal;
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::journal::Rules;

use super::fields::{draft_fields, member_fields, schedule_fields};
use super::gather::{from, journal_records, records};
use super::plan_file::{self, PlanFile};
use super::repayments::{PlannedReport, Report};
use super::since::{CameTo, Since};
use super::summary::{KindPlan, PlanSummary};
use super::{Job, RunError, guards, kiva};
use crate::config::{Cursor, Incremental, LoanDrafts};
use crate::delivery::Repeats;
use crate::kind::Kind;
use crate::ledger::{Known, Ledger, Mark, Marked, State};
use crate::mapping::loan_drafts::{Children, DraftMapping, DraftToSend};
use crate::mapping::{self, Mapped, Reason, group_rows};
use crate::photo::Photos;
use crate::plan::loan_drafts::Draft;
use crate::plan::{self, Decision, Item, Policy};
use crate::progress::Progress;
use crate::record::{Origin, Record};

/// Everything that was planned, with what would be sent.
pub(super) struct Planned {
    pub(super) loan_drafts: Option<Read<Draft>>,
    pub(super) repayments: Option<PlannedReport>,
    pub(super) journals: Option<Read<Journal>>,
}

/// What was read of a kind, decided on.
pub(super) struct Read<T> {
    pub(super) items: Vec<Item<T>>,
    /// How far reading came, where only what is new is read.
    pub(super) came_to: Option<CameTo>,
}

/// Where reading begins, where only what is new is read.
async fn since<'j>(
    job: &Job<'_>,
    ledger: &Ledger,
    kind: Kind,
    (config, query): (&'j Option<Incremental>, &Option<String>),
) -> Result<Option<Since<'j>>, RunError> {
    let Some(config) = config else { return Ok(None) };
    let query = query.as_deref().unwrap_or_default();
    let since = Since::of(ledger, kind, (config, query), job.options.whole).await?;
    Ok(Some(since))
}

fn places(since: Option<&Since<'_>>, records: &[Record]) -> Result<HashMap<u64, Cursor>, RunError> {
    since.map_or_else(|| Ok(HashMap::new()), |since| since.places(records))
}

/// Says what would be sent and what would not. Sends nothing, and writes nothing but the tables of a new ledger.
///
/// # Errors
/// [`RunError`] when a source, the ledger or the Partner API cannot be asked.
pub async fn plan(job: &Job<'_>) -> Result<PlanSummary, RunError> {
    let (client, ledger) = open(job).await?;
    let mut planned = all(job, &client, &ledger, true).await?;
    summed(job, &mut planned)
}

/// The same, with the file that [`super::send`] applies.
///
/// # Errors
/// As [`plan()`].
pub async fn plan_to_file(job: &Job<'_>) -> Result<(PlanSummary, PlanFile), RunError> {
    let (client, ledger) = open(job).await?;
    let mut planned = all(job, &client, &ledger, true).await?;
    let summary = summed(job, &mut planned)?;
    let key = plan_file::key(&ledger, job.clock.now()).await?;
    let file = PlanFile::new(job, &summary, &key)?;
    Ok((summary, file))
}

pub(super) async fn open(job: &Job<'_>) -> Result<(Client, Ledger), RunError> {
    let (name, profile) = job.profile()?;
    let client = job.client()?;
    Ok((client, Ledger::of(job.config, name, profile).await?))
}

/// What was planned in short. The counts of repayments are taken from it.
pub(super) fn summed(job: &Job<'_>, planned: &mut Planned) -> Result<PlanSummary, RunError> {
    let (name, profile) = job.profile()?;
    let repeats = Repeats::of(job.config, profile);
    let mut summary = PlanSummary {
        profile: name.to_owned(),
        partner_id: job.config.partner_at(profile).0,
        period: job.period().to_string(),
        loan_drafts: planned
            .loan_drafts
            .as_ref()
            .map(|read| KindPlan::of(&read.items, repeats.kind(Kind::LoanDraft))),
        repayments: planned
            .repayments
            .as_mut()
            .map(|report| std::mem::take(&mut report.plan)),
        journals: planned
            .journals
            .as_ref()
            .map(|read| KindPlan::of(&read.items, repeats.kind(Kind::Journal))),
        guards: Vec::new(),
    };
    let guards = &job.config.settings().guards;
    summary.guards = summary
        .kinds()
        .flat_map(|(kind, plan)| guards::tripped(guards, kind, plan))
        .collect();
    Ok(summary)
}

/// Plans everything that is wanted. `listed` says whether repayments that would be sent are named one by one.
pub(super) async fn all(job: &Job<'_>, client: &Client, ledger: &Ledger, listed: bool) -> Result<Planned, RunError> {
    if !Kind::ALL.into_iter().any(|kind| job.wants(kind)) {
        return Err(RunError::NothingToDo);
    }
    let mut planned = Planned {
        loan_drafts: None,
        repayments: None,
        journals: None,
    };
    if job.wants(Kind::LoanDraft) {
        planned.loan_drafts = loan_drafts(job, client, ledger).await?;
        if let Some(read) = &mut planned.loan_drafts {
            let mut marks = Marks::of(ledger, Kind::LoanDraft, job.options.limit).await?;
            marks.apply(&mut read.items);
        }
    }
    if job.wants(Kind::Repayment) {
        planned.repayments = match Report::gather(job, client).await? {
            Some(report) => Some(report.planned(job, ledger, listed).await?),
            None => None,
        };
    }
    if job.wants(Kind::Journal) {
        planned.journals = journals(job, client, ledger).await?;
        if let Some(read) = &mut planned.journals {
            let mut marks = Marks::of(ledger, Kind::Journal, job.options.limit).await?;
            marks.apply(&mut read.items);
        }
    }
    Ok(planned)
}

async fn loan_drafts(job: &Job<'_>, client: &Client, ledger: &Ledger) -> Result<Option<Read<Draft>>, RunError> {
    let settings = job.config.settings();
    let Some(config) = &settings.loan_drafts else {
        return Ok(None);
    };
    let since = since(job, ledger, Kind::LoanDraft, (&config.incremental, &config.query)).await?;
    let DraftRecords {
        loans,
        members,
        schedule,
        strays,
    } = draft_records(job, config, since.as_ref()).await?;
    let places = places(since.as_ref(), &loans)?;
    job.watch.tell(Progress::Asking("configuration"));
    let offers = kiva::offers(client).await.map_err(RunError::api)?;
    let mapping = DraftMapping {
        config,
        offers: &offers,
        timezone: settings.partner.timezone,
        members: &members,
        schedule: &schedule,
    };
    let mapped: Vec<_> = loans.iter().map(|record| mapping.map(record)).collect();
    let known = ledger.known(Kind::LoanDraft, None).await?;
    job.watch.tell(Progress::Asking("loans"));
    // Those that were sent already are not asked for again.
    let fresh = |id: &&str| known.get(*id).is_none_or(|known| known.sent.is_none());
    let loan_ids: BTreeSet<&str> = keys(&mapped).into_iter().filter(fresh).collect();
    let live = kiva::live(client, &loan_ids).await.map_err(RunError::api)?;
    let photos = Photos::open(job.config, config)?;
    let settled = settled(&mapped, &known, &photos).await;
    let against = plan::loan_drafts::Against {
        known: &known,
        settled: &settled,
        config: &kiva::partner_config(&offers, &settings.partner.rates),
        live: &live,
        today: pacific_day(job.clock.now()),
        send_incomplete: config.send_incomplete,
        columns: &config.columns,
        policy: Policy {
            resend_changed: config.resend_changed,
            retry_refused: job.options.retry_refused,
        },
    };
    let looked_at = mapped
        .iter()
        .filter(|record| record.key.as_ref().is_none_or(|key| !settled.contains(key)));
    let pictures: BTreeSet<_> = looked_at.filter_map(Mapped::photo).cloned().collect();
    let seen = photos.look_all(pictures).await;
    let mut items = plan::loan_drafts::plan(mapped, &against, |place| {
        let unseen = || Err(String::from("the photo was not looked at"));
        seen.get(place).cloned().unwrap_or_else(unseen)
    });
    items.extend(strays.into_iter().map(stray));
    let came_to = since.and_then(|since| since.came_to(config.table().section, places, &items));
    Ok(Some(Read { items, came_to }))
}

/// Loan IDs of drafts that Kiva has and that have not changed, as far as can be told without reading their photos.
async fn settled(
    mapped: &[Mapped<DraftToSend>],
    known: &HashMap<String, Known>,
    photos: &Photos<'_>,
) -> HashSet<String> {
    let mut settled = HashSet::new();
    for record in mapped {
        let (Some(key), Ok(what)) = (&record.key, &record.outcome) else {
            continue;
        };
        let sent = known.get(key).and_then(|known| known.sent.as_ref());
        let Some(seen) = sent
            .filter(|sent| sent.state.is_accepted())
            .and_then(|sent| sent.seen.as_ref())
        else {
            continue;
        };
        if let Some(place) = &what.photo
            && let Some(stamp) = photos.stamp(place).await
            && *seen == plan::loan_drafts::seen(&what.draft, &stamp)
        {
            settled.insert(key.clone());
        }
    }
    settled
}

/// The records of loan drafts, with those that belong to them.
pub(super) struct DraftRecords {
    pub(super) loans: Vec<Record>,
    pub(super) members: Children,
    pub(super) schedule: Children,
    /// Rows that belong to nobody.
    pub(super) strays: Vec<mapping::Reason>,
}

/// Reads all tables of loan drafts.
pub(super) async fn draft_records(
    job: &Job<'_>,
    config: &LoanDrafts,
    since: Option<&Since<'_>>,
) -> Result<DraftRecords, RunError> {
    let (table, allow_empty) = from(since, config.table(), config.allow_empty);
    let loans = records(
        job,
        Kind::LoanDraft,
        &table,
        allow_empty,
        draft_fields(config),
        config.when.as_ref(),
    )
    .await?;
    let (loans, by_rows) = group_rows::fold(loans, config);
    let (members, mut strays) = match (&config.members, config.members_table()) {
        (Some(members), Some(table)) => {
            let fields = member_fields(&members.columns, &members.key);
            // No group this time is nothing unusual.
            let when = members.when.as_ref();
            Children::by_key(
                records(job, Kind::LoanDraft, &table, true, fields, when).await?,
                &members.key,
            )
        }
        _ => (by_rows.unwrap_or_default(), Vec::new()),
    };
    let (schedule, more) = match (&config.schedule, config.schedule_table()) {
        (Some(schedule), Some(table)) => {
            let fields = schedule_fields(&schedule.columns, &schedule.key);
            Children::by_key(
                records(
                    job,
                    Kind::LoanDraft,
                    &table,
                    // Where loans may have parameters instead, there need not be a single due date.
                    loans.is_empty() || config.columns.first_repayment_date.is_some(),
                    fields,
                    schedule.when.as_ref(),
                )
                .await?,
                &schedule.key,
            )
        }
        _ => (Children::default(), Vec::new()),
    };
    strays.extend(more);
    Ok(DraftRecords {
        loans,
        members,
        schedule,
        strays,
    })
}

/// A row of a child table that belongs to nobody: held, so that it is named.
fn stray(reason: mapping::Reason) -> Item<Draft> {
    let key = reason
        .origin
        .as_ref()
        .map_or_else(String::new, |origin| format!("at {origin}"));
    Item {
        origin: reason.origin.clone(),
        key,
        what: None,
        hash: String::new(),
        revision: 1,
        decision: plan::Decision::Held(vec![reason]),
        notes: Vec::new(),
    }
}

/// What people said of records, and how many this run may send.
pub(super) struct Marks {
    marks: HashMap<String, Marked>,
    limit: Option<usize>,
    sendable: usize,
}

impl Marks {
    pub(super) async fn of(ledger: &Ledger, kind: Kind, limit: Option<usize>) -> Result<Marks, RunError> {
        Ok(Marks {
            marks: ledger.marks(kind).await?,
            limit,
            sendable: 0,
        })
    }

    /// Changes the decisions accordingly. May be told of items part by part.
    pub(super) fn apply<T>(&mut self, items: &mut [Item<T>]) {
        for item in items {
            match self.marks.get(&item.key) {
                Some(marked) if marked.mark == Mark::Hold && item.is_sendable() => {
                    item.decision = Decision::Held(vec![held_by(marked, item.origin.as_ref())]);
                }
                Some(marked) if marked.mark == Mark::Retry && item.decision == Decision::Unchanged(State::Refused) => {
                    item.decision = Decision::Changed;
                }
                _ => {}
            }
            if item.is_sendable() {
                self.sendable += 1;
                if self.limit.is_some_and(|limit| self.sendable > limit) {
                    item.decision = Decision::Later;
                }
            }
        }
    }
}

fn held_by(marked: &Marked, origin: Option<&Origin>) -> Reason {
    let by = marked.by.as_deref().unwrap_or("somebody");
    let message = format!(
        "{by} holds it: {}; `fieldlink ledger hold ROW --release` lets it go",
        marked.why
    );
    let values = [
        (String::from("by"), by.to_owned()),
        (String::from("why"), marked.why.clone()),
    ];
    match origin {
        Some(origin) => Reason::new(origin, "held_by_person", message),
        None => Reason::without_origin("held_by_person", message),
    }
    .with_values(values)
}

async fn journals(job: &Job<'_>, client: &Client, ledger: &Ledger) -> Result<Option<Read<Journal>>, RunError> {
    let settings = job.config.settings();
    let Some(config) = &settings.journals else {
        return Ok(None);
    };
    let since = since(job, ledger, Kind::Journal, (&config.incremental, &config.query)).await?;
    let rows = journal_records(job, config, since.as_ref()).await?;
    let places = places(since.as_ref(), &rows)?;
    let timezone = settings.partner.timezone;
    let mapped: Vec<_> = rows
        .iter()
        .map(|record| mapping::journals::map(record, config, timezone))
        .collect();
    let known = ledger.known(Kind::Journal, None).await?;
    job.watch.tell(Progress::Asking("loans"));
    let loan_ids: BTreeSet<&str> = mapped
        .iter()
        .filter_map(|record| record.outcome.as_ref().ok())
        .map(|journal| journal.internal_loan_id.as_str())
        .collect();
    let loans = kiva::of_journals(client, &loan_ids).await.map_err(RunError::api)?;
    let against = plan::journals::Against {
        known: &known,
        loans: &loans,
        rules: Rules {
            format: settings.partner.csv_upload_format.into(),
            body_min: config.body_min,
        },
        columns: &config.columns,
        policy: Policy {
            resend_changed: config.resend_changed,
            retry_refused: job.options.retry_refused,
        },
    };
    let items = plan::journals::plan(mapped, &against);
    let came_to = since.and_then(|since| since.came_to(config.table().section, places, &items));
    Ok(Some(Read { items, came_to }))
}

fn keys<T>(records: &[Mapped<T>]) -> BTreeSet<&str> {
    records.iter().filter_map(|record| record.key.as_deref()).collect()
}
