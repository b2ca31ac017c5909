//! Bad days between the link and PA2, by their seeds: calls refused, lost, cut, garbled, answered twice; tokens that expire in
//! the middle. The link goes on until all is done. Nothing is lost, nothing has its effect twice, each stop says why, and each
//! row of which nobody knows is named.
//!
//! A few small days run with the tests. `cargo xtask prove faults` runs many, with a partner of real size.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_client::{Clock, SystemClock};
use fieldlink_link::ledger::{Closing, Event, Ledger, Row, State};
use fieldlink_link::progress::Progress;
use fieldlink_link::run::{self, Job, Options, RunError, SendSummary};
use fieldlink_link::{Config, Kind};
use fieldlink_testkit::{FaultServer, Seeded, TestClock};
use futures::future::BoxFuture;

use crate::prove;
use crate::records::Partner;
use crate::support::Tables;
use crate::weather::Weather;

/// Runs of the link on one bad day, at most; the weather clears before the last ones.
const RUNS: usize = 40;
/// After so many runs the faults stop.
const BAD_RUNS: usize = 12;

#[test]
fn with_keys_all_heals_by_itself() {
    days(true);
}

#[test]
fn without_keys_a_person_is_asked_and_nothing_is_doubled() {
    days(false);
}

fn days(keys: bool) {
    let mut partner = Partner::of(prove::size(), keys);
    let first = Seeded::fresh();
    let runs = prove::runs(3);
    for n in 0..runs {
        let seed = first.seed().wrapping_add(n);
        let day = partner.another(keys);
        let outcome = bad_day(&day, seed, keys);
        prove::tell(&format!(
            "day {} of {runs}, keys {keys}, FIELDLINK_TEST_SEED={seed}: {outcome:?}",
            n + 1
        ));
        day.assert_each_effect_once();
    }
}

/// What happened on a day.
#[derive(Debug, Default)]
struct Day {
    runs: usize,
    faults: usize,
    /// Of the faults, those that struck a call which brought something.
    struck: usize,
    stops: usize,
    uncertain: usize,
}

fn bad_day(partner: &Partner, seed: u64, keys: bool) -> Day {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut day = Day::default();
        let weather = Arc::new(std::sync::Mutex::new(Weather::new(seed)));
        let pa2: SocketAddr = partner.address();
        let deciding = weather.clone();
        let between = FaultServer::start(pa2, move |call| deciding.lock().unwrap().next(call)).await;
        partner.point_to(&format!("http://{}", between.address()));
        let config = Config::load(&partner.config_file()).unwrap();
        let clock = Quick(TestClock::at(SystemClock.now()));
        for n in 1..=RUNS {
            day.runs = n;
            weather.lock().unwrap().turn(n, n <= BAD_RUNS);
            let sent = send(&config, &clock).await;
            let done = explained(&sent, seed, &mut day);
            if !keys {
                day.uncertain += a_person_looks(partner, &config).await;
            }
            if done {
                break;
            }
        }
        (day.faults, day.struck) = weather.lock().unwrap().struck();
        assert!(day.runs < RUNS, "seed {seed}: it never came to an end: {day:?}");
        day
    })
}

async fn send(config: &Config, clock: &Quick) -> Result<SendSummary, RunError> {
    let options = Options::default();
    let nothing = |_: Progress| {};
    run::send(&Job {
        config,
        options: &options,
        clock: Arc::new(clock.clone()),
        watch: &nothing,
    })
    .await
}

/// Whether all is done. A run that is not says why, and what to do.
fn explained(sent: &Result<SendSummary, RunError>, seed: u64, day: &mut Day) -> bool {
    match sent {
        Err(error) => {
            day.stops += 1;
            let said = error.to_string();
            assert!(
                !said.is_empty() && error.next().is_some(),
                "seed {seed}: no word of what to do: {error:?}"
            );
            false
        }
        Ok(summary) => {
            if let Some(stop) = summary.stop() {
                day.stops += 1;
                assert!(
                    !stop.message.is_empty() && !stop.next.to_string().is_empty(),
                    "seed {seed}: {stop:?}"
                );
            }
            for (kind, sent) in summary.kinds() {
                assert!(
                    sent.plan.held.is_empty(),
                    "seed {seed}: {kind}: {:?}",
                    sent.plan.held.first()
                );
                assert!(
                    sent.delivered.refused.is_empty(),
                    "seed {seed}: {kind}: {:?}",
                    sent.delivered.refused
                );
                assert!(
                    sent.delivered.stop.is_some() || sent.delivered.not_sent == 0,
                    "seed {seed}: {kind}: rows were left behind without a word"
                );
                assert!(
                    sent.delivered
                        .uncertain
                        .iter()
                        .all(|row| !row.key.is_empty() && !row.message.is_empty()),
                    "seed {seed}: {kind}: a row that nobody can name"
                );
            }
            summary.exit_code() == 0
        }
    }
}

/// A person looks into PA2 for each row whose answer was lost, and says what is there. Answers how many there were.
async fn a_person_looks(partner: &Partner, config: &Config) -> usize {
    let ledger = Ledger::of(config, "sandbox", config.profile(None).unwrap().1)
        .await
        .unwrap();
    let mut rows = ledger.rows(&[State::Uncertain], None).await.unwrap();
    // The same total of a loan may be said again: the next send does so by itself.
    rows.retain(|row| row.kind != Kind::Repayment);
    if rows.is_empty() {
        return 0;
    }
    let file = partner.pa2_file();
    let (rows, there): (Vec<Row>, Vec<bool>) = tokio::task::spawn_blocking(move || {
        let mut tables = Tables::open(&file).unwrap();
        rows.into_iter()
            .map(|row| {
                let there = is_there(&mut tables, row.kind, &row.key);
                (row, there)
            })
            .unzip()
    })
    .await
    .unwrap();
    let now = SystemClock.now();
    for (row, there) in rows.iter().zip(there) {
        let event = if there { Event::FoundThere } else { Event::FoundMissing };
        ledger.close(&[Closing::new(row.id, event)], None, now).await.unwrap();
    }
    rows.len()
}

/// Whether PA2 has what a row of the ledger is about.
pub fn is_there(tables: &mut Tables, kind: Kind, key: &str) -> bool {
    let sql = match kind {
        Kind::LoanDraft => format!("SELECT COUNT(*) FROM draft WHERE body ->> '$.entreps[0].loan_id' = '{key}'"),
        Kind::Journal => {
            let number: usize = key.trim_start_matches('V').parse().unwrap();
            format!("SELECT COUNT(*) FROM journal WHERE subject = 'A visit {number}'")
        }
        Kind::Repayment => unreachable!("the same total may be said again: {key}"),
    };
    tables.number(&sql) > 0
}

/// A clock that is moved by waiting: an hour of `Retry-After` costs nothing.
#[derive(Clone)]
struct Quick(TestClock);

impl Clock for Quick {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.advance(TimeDelta::from_std(duration).unwrap());
        Box::pin(tokio::task::yield_now())
    }
}
