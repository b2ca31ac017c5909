//! The journals of a run, decided part by part.

use std::collections::BTreeSet;

use fieldlink_client::Client;
use fieldlink_contract::Journal;
use fieldlink_domain::journal::Rules;

use super::decided::{Counting, Decided};
use super::gather::each_journal;
use super::kept::{Kept, Keys};
use super::marks::Marks;
use super::since::{Found, Since};
use super::{Job, RunError, kiva};
use crate::kind::Kind;
use crate::ledger::Ledger;
use crate::mapping::{self, Mapped};
use crate::plan::Policy;
use crate::plan::journals::{Against, Course, plan};
use crate::progress::Progress;

/// Reads the journals and decides on each; none when none are configured.
pub(super) async fn decided(
    job: &Job<'_>,
    client: &Client,
    ledger: &Ledger,
    counting: Counting,
) -> Result<Option<Decided<Journal>>, RunError> {
    let settings = job.config.settings();
    let Some(config) = &settings.journals else {
        return Ok(None);
    };
    let timezone = settings.partner.timezone;
    let mut since = Since::of(job, ledger, Kind::Journal, (&config.incremental, &config.query)).await?;
    let (mut rows, mut keys) = (Kept::new()?, Keys::default());
    let mut loan_ids = BTreeSet::new();
    each_journal(job, config, since.as_ref(), |record| {
        let Mapped { key, outcome, .. } = mapping::journals::map(&record, config, timezone);
        key.iter().for_each(|key| keys.push(key));
        loan_ids.extend(outcome.ok().map(|journal| journal.internal_loan_id));
        Ok(rows.push(&record)?)
    })
    .await?;
    let repeated = keys.repeated();
    drop(keys);
    job.watch.tell(Progress::Asking("loans"));
    let loans = kiva::of_journals(client, &loan_ids).await.map_err(RunError::api)?;
    drop(loan_ids);
    let mut marks = Marks::of(ledger, Kind::Journal, job.options.limit).await?;
    let mut course = Course::default();
    let mut decided = Decided::new(counting)?;
    for part in rows.parts() {
        let records = part.map(|at| rows.get(at)).collect::<Result<Vec<_>, _>>()?;
        let mapped: Vec<_> = records
            .iter()
            .map(|record| mapping::journals::map(record, config, timezone))
            .collect();
        let known: Vec<String> = mapped.iter().filter_map(|record| record.key.clone()).collect();
        let against = Against {
            known: &ledger.known_of(Kind::Journal, &known).await?,
            repeated: &repeated,
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
        let mut items = plan(mapped, &against, &mut course);
        let found = match &mut since {
            Some(since) => since.saw(&records, &items)?,
            None => Found::new(),
        };
        marks.apply(&mut items);
        decided.take(items, found)?;
    }
    decided.reading = since.map(Since::ended);
    Ok(Some(decided))
}
