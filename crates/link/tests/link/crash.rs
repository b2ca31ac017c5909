//! The process dies between any two steps, or an answer is lost: nothing is lost, nothing is sent twice.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use fieldlink_link::Kind;
use fieldlink_link::ledger::{Closing, Event, State};
use fieldlink_link::progress::Progress;
use fieldlink_link::run::Options;
use serde_json::Value;

use crate::support::{Fault, Partner};

/// Dies at the n-th step of delivery, as a killed process does: no code runs after it. Answers whether the run ended
/// before it came to that.
pub async fn run_and_die_at(partner: &Arc<Partner>, step: usize) -> bool {
    let steps = Arc::new(AtomicUsize::new(0));
    let doomed = partner.clone();
    let run = tokio::spawn(async move {
        let watch = move |progress: Progress| {
            let counts = matches!(
                progress,
                Progress::Intended(..) | Progress::Answered(..) | Progress::Kept(..)
            );
            if counts && steps.fetch_add(1, Ordering::SeqCst) == step {
                std::panic::panic_any("killed here");
            }
        };
        doomed.send_with(&Options::default(), &watch).await.unwrap();
    });
    run.await.is_ok()
}

fn times<'v>(rows: &'v [Value], id: impl Fn(&'v Value) -> &'v Value) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for row in rows {
        *times.entry(id(row).as_str().unwrap().to_owned()).or_default() += 1;
    }
    times
}

fn once(ids: &[&str]) -> BTreeMap<String, usize> {
    ids.iter().map(|id| ((*id).to_owned(), 1)).collect()
}

pub fn quiet() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if info.payload().downcast_ref::<&str>() != Some(&"killed here") {
                usual(info);
            }
        }));
    });
}

#[tokio::test]
async fn with_keys_every_crash_heals_by_itself() {
    quiet();
    for step in 0.. {
        let mut partner = Partner::new().await;
        partner.server.honours_keys(true);
        partner.idempotency = true;
        let partner = Arc::new(partner);
        let ended = run_and_die_at(&partner, step).await;
        let sent = partner.send().await.unwrap();
        assert_eq!(sent.exit_code(), 0, "step {step}: {sent:?}");
        partner.server.taken(|taken| {
            assert_eq!(
                times(&taken.drafts, |d| &d["entreps"][0]["loan_id"]),
                once(&["00017", "L 2", "L3"]),
                "step {step}"
            );
            assert_eq!(
                times(&taken.repayments, |r| &r["loan_id"]),
                once(&["P1", "P2"]),
                "step {step}"
            );
            assert_eq!(
                times(&taken.journals, |j| &j["internal_loan_id"]),
                once(&["P1", "P2"]),
                "step {step}"
            );
        });
        assert_eq!(
            partner.ledger().await.inbox(false).await.unwrap().len(),
            2,
            "step {step}"
        );
        if ended {
            assert!(step >= 21, "each of the seven requests has three steps");
            return;
        }
    }
}

#[tokio::test]
async fn without_keys_a_crash_leaves_at_most_one_row_to_a_person_and_doubles_none() {
    quiet();
    for step in 0.. {
        let partner = Arc::new(Partner::new().await);
        let ended = run_and_die_at(&partner, step).await;
        let sent = partner.send().await.unwrap();
        let ledger = partner.ledger().await;
        let uncertain = ledger.rows(&[State::Uncertain], None).await.unwrap();
        assert!(uncertain.len() <= 1, "step {step}: {uncertain:?}");
        assert_eq!(
            sent.exit_code(),
            if uncertain.is_empty() { 0 } else { 4 },
            "step {step}"
        );

        // A person looks in PA2 and says what is there.
        for row in &uncertain {
            let loan = row.key.split(": ").next().unwrap();
            let there = partner.server.taken(|taken| {
                taken.drafts.iter().any(|draft| draft["entreps"][0]["loan_id"] == loan)
                    || (row.kind == fieldlink_link::Kind::Journal
                        && taken.journals.iter().any(|j| j["internal_loan_id"] == loan))
            });
            let event = if there { Event::FoundThere } else { Event::FoundMissing };
            ledger
                .close(&[Closing::new(row.id, event)], None, partner.clock.now())
                .await
                .unwrap();
        }
        assert_eq!(partner.send().await.unwrap().exit_code(), 0, "step {step}");
        partner.server.taken(|taken| {
            assert_eq!(
                times(&taken.drafts, |d| &d["entreps"][0]["loan_id"]),
                once(&["00017", "L 2", "L3"]),
                "step {step}"
            );
            assert_eq!(
                times(&taken.journals, |j| &j["internal_loan_id"]),
                once(&["P1", "P2"]),
                "step {step}"
            );
            // A cumulative amount may be said twice, but it always says the same.
            let said: BTreeMap<String, Vec<String>> = taken.repayments.iter().fold(BTreeMap::new(), |mut said, row| {
                let amounts: &mut Vec<String> = said.entry(row["loan_id"].as_str().unwrap().to_owned()).or_default();
                amounts.push(row["amount"].to_string());
                said
            });
            assert!(
                said["P1"].iter().all(|amount| amount == "250") && said["P2"].iter().all(|amount| amount == "1000")
            );
            assert!(said.values().map(Vec::len).sum::<usize>() <= 3, "step {step}");
        });
        if ended {
            return;
        }
    }
}

#[tokio::test]
async fn a_lost_answer_makes_a_draft_uncertain_and_stops() {
    let partner = Partner::new().await;
    partner.server.faults(&[Fault::LoseAnswer]);
    let sent = partner.send().await.unwrap();
    let drafts = sent.loan_drafts.as_ref().unwrap();
    assert_eq!(
        (
            drafts.delivered.sent,
            drafts.delivered.uncertain.len(),
            drafts.delivered.not_sent
        ),
        (0, 1, 2)
    );
    assert_eq!(sent.exit_code(), 4);
    // Not sent again by itself, ever; the others are.
    let again = partner.send().await.unwrap();
    assert_eq!(again.loan_drafts.as_ref().unwrap().delivered.sent, 2);
    assert_eq!(again.exit_code(), 4);
    partner.server.taken(|taken| assert_eq!(taken.drafts.len(), 3));
}

#[tokio::test]
async fn a_lost_answer_to_cumulative_repayments_is_asked_for_again() {
    let partner = Partner::new().await;
    partner.file("loans.csv", "loan,client,first,last,sex,amount,activity,use,day\n");
    partner.server.faults(&vec![Fault::LoseAnswer; 40]);
    let repayments = Options {
        only: Some([Kind::Repayment].into()),
        ..Options::default()
    };
    let lost = partner.send_with(&repayments, &|_: Progress| {}).await.unwrap();
    assert_eq!(lost.exit_code(), 5, "nobody is needed: {lost:?}");
    assert!(
        lost.repayments
            .unwrap()
            .delivered
            .uncertain
            .iter()
            .all(|row| row.repeats)
    );
    partner.server.faults(&[Fault::LoseAnswer]);
    let sent = partner.send().await.unwrap();
    assert_eq!(sent.exit_code(), 0);
    assert_eq!(sent.repayments.unwrap().delivered.sent, 2);
}

/// The server forgets the answers to keys of long ago, and would do the same again.
#[tokio::test]
async fn a_lost_answer_of_long_ago_waits_for_a_person_in_spite_of_its_key() {
    for (days, again, left) in [(59, 1, 0), (61, 0, 1)] {
        let mut partner = Partner::new().await;
        partner.idempotency = true;
        partner.server.honours_keys(true);
        let journals = Options {
            only: Some([Kind::Journal].into()),
            ..Options::default()
        };
        partner
            .server
            .faults(&vec![Fault::Answer(502, "a gateway's own words"); 40]);
        let lost = partner.send_with(&journals, &|_: Progress| {}).await.unwrap();
        assert_eq!(lost.exit_code(), 5, "{lost:?}");
        partner.server.faults(&[]);
        partner.clock.jump(TimeDelta::days(days));
        let sent = partner.send_with(&journals, &|_: Progress| {}).await.unwrap();
        let delivered = sent.journals.unwrap().delivered;
        let waiting = delivered.uncertain.iter().filter(|row| !row.repeats).count();
        assert_eq!(
            (delivered.sent.min(1), waiting.min(1)),
            (again, left),
            "after {days} days"
        );
    }
}

#[tokio::test]
async fn a_second_process_is_refused() {
    use fieldlink_link::ledger::{LedgerLock, Place};
    let partner = Partner::new().await;
    let url = Place::File(partner.folder.path().join("fieldlink-ledger.db"));
    let lock = LedgerLock::take(&url).await.unwrap();
    let error = partner.send().await.unwrap_err().to_string();
    assert!(error.contains("another fieldlink is sending"), "{error}");
    drop(lock);
    assert_eq!(partner.send().await.unwrap().exit_code(), 0);
}
