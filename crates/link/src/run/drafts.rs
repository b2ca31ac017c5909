//! The loan drafts of a run, with what belongs to them, decided part by part.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use fieldlink_client::Client;
use fieldlink_domain::calendar::pacific_day;

use super::decided::{Counting, Decided};
use super::fields::{draft_fields, member_fields, schedule_fields};
use super::gather::{Asked, each, from};
use super::kept::{Kept, KeptChildren, Keys};
use super::marks::Marks;
use super::since::{Found, Since, whole};
use super::{Job, RunError, kiva};
use crate::config::{LoanDrafts, TableRef};
use crate::kind::Kind;
use crate::ledger::{Known, Ledger};
use crate::mapping::loan_drafts::{Children, DraftMapping, DraftToSend, loan_id};
use crate::mapping::{Mapped, Reason, group_rows};
use crate::photo::Photos;
use crate::plan::loan_drafts::{Against, Course, Draft, plan, seen};
use crate::plan::{Decision, Item, Policy, Repeated};
use crate::progress::Progress;
use crate::record::Record;
use crate::spool::SpoolError;

/// The records of loan drafts, with those that belong to them.
pub(super) struct DraftRecords<'j> {
    config: &'j LoanDrafts,
    timezone: chrono_tz::Tz,
    loans: Kept,
    members: KeptChildren,
    schedule: KeptChildren,
    repeated: Repeated,
    /// Rows that belong to nobody.
    pub(super) strays: Vec<Reason>,
}

/// Some of them.
pub(super) struct DraftPart {
    pub(super) loans: Vec<Record>,
    pub(super) members: Children,
    pub(super) schedule: Children,
}

impl<'j> DraftRecords<'j> {
    /// Reads all tables of loan drafts.
    pub(super) async fn read(
        job: &Job<'_>,
        config: &'j LoanDrafts,
        since: Option<&Since<'_>>,
    ) -> Result<DraftRecords<'j>, RunError> {
        let members_key = config.members.as_ref().map(|members| members.key.as_str());
        let schedule_key = config.schedule.as_ref().map(|schedule| schedule.key.as_str());
        let mut read = DraftRecords {
            config,
            timezone: job.config.settings().partner.timezone,
            loans: Kept::new()?,
            members: KeptChildren::new(members_key.or(config.group_by.as_deref()).unwrap_or_default())?,
            schedule: KeptChildren::new(schedule_key.unwrap_or_default())?,
            repeated: Repeated::new(),
            strays: Vec::new(),
        };
        read.read_loans(job, since).await?;
        if let (Some(members), Some(table)) = (&config.members, config.members_table()) {
            // No group this time is nothing unusual.
            let asked = Asked::of(Kind::LoanDraft, table, true)
                .fields(member_fields(&members.columns, &members.key))
                .when(members.when.as_ref());
            children(job, &asked, &mut read.members, &mut read.strays).await?;
        }
        if let (Some(schedule), Some(table)) = (&config.schedule, config.schedule_table()) {
            // Where loans may have parameters instead, there need not be a single due date.
            let allow_empty = read.loans.len() == 0 || config.columns.first_repayment_date.is_some();
            let asked = Asked::of(Kind::LoanDraft, table, allow_empty)
                .fields(schedule_fields(&schedule.columns, &schedule.key))
                .when(schedule.when.as_ref());
            children(job, &asked, &mut read.schedule, &mut read.strays).await?;
        }
        Ok(read)
    }

    /// Reads the loans. Of those whose rows are borrowers the first row stands for the loan, and all are its members.
    async fn read_loans(&mut self, job: &Job<'_>, since: Option<&Since<'_>>) -> Result<(), RunError> {
        let config = self.config;
        let (table, allow_empty): (TableRef<'_>, bool) = from(since, config.table(), config.allow_empty);
        let asked = Asked::of(Kind::LoanDraft, table, allow_empty)
            .fields(draft_fields(config))
            .when(config.when.as_ref());
        let mut groups: HashSet<String> = HashSet::new();
        let mut keys = Keys::default();
        each(job, &asked, |record| {
            if let Some(group) = group_rows::group_of(&record, config) {
                // A table of members goes before.
                if config.members.is_none() {
                    self.members.push(group, &record)?;
                }
                if !groups.insert(group.to_owned()) {
                    return Ok(());
                }
            }
            if let Some(key) = loan_id(&record, config, self.timezone) {
                keys.push(&key);
            }
            Ok(self.loans.push(&record)?)
        })
        .await?;
        self.repeated = keys.repeated();
        Ok(())
    }

    /// Some thousand of them at a time.
    pub(super) fn parts(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        self.loans.parts()
    }

    /// Some of them, with what belongs to these.
    pub(super) fn part(&mut self, part: Range<usize>) -> Result<DraftPart, SpoolError> {
        let loans = part.map(|at| self.loans.get(at)).collect::<Result<Vec<_>, _>>()?;
        // A loan without an ID is looked up by the empty one; children without a key belong to nobody.
        let keys: BTreeSet<String> = loans
            .iter()
            .filter_map(|record| loan_id(record, self.config, self.timezone))
            .collect();
        Ok(DraftPart {
            members: self.members.of(keys.iter().map(String::as_str))?,
            schedule: self.schedule.of(keys.iter().map(String::as_str))?,
            loans,
        })
    }
}

/// Reads a table of records that belong to loans.
async fn children(
    job: &Job<'_>,
    asked: &Asked<'_>,
    kept: &mut KeptChildren,
    strays: &mut Vec<Reason>,
) -> Result<(), RunError> {
    each(job, asked, |record| {
        match kept.key_of(&record) {
            Ok(key) => kept.push(&key, &record)?,
            Err(stray) => strays.push(*stray),
        }
        Ok(())
    })
    .await
}

/// Reads the loan drafts and decides on each; none when none are configured.
pub(super) async fn decided(
    job: &Job<'_>,
    client: &Client,
    ledger: &Ledger,
    counting: Counting,
) -> Result<Option<Decided<Draft>>, RunError> {
    let settings = job.config.settings();
    let Some(config) = &settings.loan_drafts else {
        return Ok(None);
    };
    let mut since = Since::of(job, ledger, Kind::LoanDraft, (&config.incremental, &config.query)).await?;
    let mut read = DraftRecords::read(job, config, since.as_ref()).await?;
    job.watch.tell(Progress::Asking("configuration"));
    let offers = kiva::offers(client).await.map_err(RunError::api)?;
    let partner = kiva::partner_config(&offers, &settings.partner.rates);
    let photos = Photos::open(job.config, config)?;
    let mut marks = Marks::of(ledger, Kind::LoanDraft, job.options.limit).await?;
    let mut course = Course::default();
    let mut decided = Decided::new(counting)?;
    job.watch.tell(Progress::Asking("loans"));
    for part in read.parts() {
        let part = read.part(part)?;
        let mapping = DraftMapping {
            config,
            offers: &offers,
            timezone: settings.partner.timezone,
            members: &part.members,
            schedule: &part.schedule,
        };
        let mapped: Vec<_> = part.loans.iter().map(|record| mapping.map(record)).collect();
        let keys: Vec<String> = mapped.iter().filter_map(|record| record.key.clone()).collect();
        let known = ledger.known_of(Kind::LoanDraft, &keys).await?;
        // Those that were sent already are not asked for again.
        let fresh = |id: &&str| known.get(*id).is_none_or(|known| known.sent.is_none());
        let loan_ids: BTreeSet<&str> = keys.iter().map(String::as_str).filter(fresh).collect();
        let live = kiva::live(client, &loan_ids).await.map_err(RunError::api)?;
        let settled = settled(&mapped, &known, &photos).await;
        let against = Against {
            known: &known,
            repeated: &read.repeated,
            settled: &settled,
            config: &partner,
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
        let looks = photos.look_all(pictures).await;
        let mut items = plan(mapped, &against, &mut course, |place| {
            let unseen = || Err(String::from("the photo was not looked at"));
            looks.get(place).cloned().unwrap_or_else(unseen)
        });
        let found = match &mut since {
            Some(since) => since.saw(&part.loans, &items)?,
            None => Found::new(),
        };
        marks.apply(&mut items);
        decided.take(items, found)?;
    }
    let mut strays: Vec<Item<Draft>> = read.strays.into_iter().map(stray).collect();
    marks.apply(&mut strays);
    // Tables of members and due dates are read whole each time.
    let found = if since.is_some() {
        whole(strays.len())
    } else {
        Found::new()
    };
    decided.take(strays, found)?;
    decided.reading = since.map(Since::ended);
    Ok(Some(decided))
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
        let Some(before) = sent
            .filter(|sent| sent.state.is_accepted())
            .and_then(|sent| sent.seen.as_ref())
        else {
            continue;
        };
        if let Some(place) = &what.photo
            && let Some(stamp) = photos.stamp(place).await
            && *before == seen(&what.draft, &stamp)
        {
            settled.insert(key.clone());
        }
    }
    settled
}

/// A row of a child table that belongs to nobody: held, so that it is named.
fn stray(reason: Reason) -> Item<Draft> {
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
        decision: Decision::Held(vec![reason]),
        notes: Vec::new(),
    }
}
