//! Bad days by the dozen: answers lost, servers failing after they took a request, runs killed at any step, people who look
//! and tell the truth. Whatever the order, in the end everything has arrived, and nothing twice.
//!
//! A failure prints its seed; `FIELDLINK_TEST_SEED` repeats it.

use std::collections::BTreeMap;
use std::sync::Arc;

use fieldlink_link::Kind;
use fieldlink_link::ledger::{Closing, Event, Row, State};
use fieldlink_testkit::Seeded;
use rand::Rng;

use crate::crash::{quiet, run_and_die_at};
use crate::support::{Fault, Partner};

fn bad_luck(random: &mut Seeded) -> Vec<Fault> {
    (0..30)
        .map(|_| match random.random_range(0..10) {
            0 => Fault::LoseAnswer,
            1 => Fault::FailAfter(500),
            2 => Fault::FailAfter(504),
            3 => Fault::Answer(503, "{}"),
            4 => Fault::Answer(429, "{}"),
            5 => Fault::Answer(401, "{}"),
            _ => Fault::FailAfter(200),
        })
        .map(|fault| {
            if fault == Fault::FailAfter(200) {
                Fault::None
            } else {
                fault
            }
        })
        .collect()
}

/// Whether PA2 has what the row was about, as a person would see it there.
fn is_there(partner: &Partner, row: &Row) -> bool {
    partner.server.taken(|taken| match row.kind {
        Kind::LoanDraft => taken
            .drafts
            .iter()
            .any(|draft| draft["entreps"][0]["loan_id"] == row.key.as_str()),
        Kind::Journal => taken
            .journals
            .iter()
            .any(|j| row.key == format!("{}: News", j["internal_loan_id"].as_str().unwrap())),
        Kind::Repayment => taken
            .repayments
            .iter()
            .any(|r| row.key.ends_with(r["loan_id"].as_str().unwrap())),
    })
}

async fn a_person_looks(partner: &Partner) {
    let ledger = partner.ledger().await;
    for row in ledger.rows(&[State::Uncertain], None).await.unwrap() {
        let event = if is_there(partner, &row) {
            Event::FoundThere
        } else {
            Event::FoundMissing
        };
        ledger
            .close(&[Closing::new(row.id, event)], None, partner.clock.now())
            .await
            .unwrap();
    }
}

async fn live_through(seed: u64, keys: bool) {
    let mut random = Seeded::fixed(seed);
    let mut partner = Partner::new().await;
    partner.idempotency = keys;
    partner.server.honours_keys(keys);
    let partner = Arc::new(partner);
    for _ in 0..4 {
        partner.server.faults(&bad_luck(&mut random));
        // Beyond the last step the run simply ends, well or with a stop.
        run_and_die_at(&partner, random.random_range(0..40)).await;
        if random.random_bool(0.5) {
            a_person_looks(&partner).await;
        }
    }
    partner.server.behave();
    partner.send().await.unwrap();
    a_person_looks(&partner).await;
    let last = partner.send().await.unwrap();
    let held: Vec<_> = last.kinds().flat_map(|(_, sent)| sent.plan.held.clone()).collect();
    assert_eq!(last.exit_code(), 0, "seed {seed}, keys {keys}: {held:?} {last:?}");

    let counts = partner.ledger().await.counts().await.unwrap();
    let accepted = BTreeMap::from([
        ((Kind::LoanDraft, State::Accepted), 3),
        ((Kind::Repayment, State::Accepted), 2),
        ((Kind::Journal, State::Accepted), 2),
    ]);
    assert_eq!(counts, accepted, "seed {seed}, keys {keys}: every row has one end");
    partner.server.taken(|taken| {
        let mut drafts: Vec<_> = taken
            .drafts
            .iter()
            .map(|d| d["entreps"][0]["loan_id"].as_str().unwrap())
            .collect();
        drafts.sort_unstable();
        assert_eq!(drafts, ["00017", "L 2", "L3"], "seed {seed}, keys {keys}");
        let mut journals: Vec<_> = taken
            .journals
            .iter()
            .map(|j| j["internal_loan_id"].as_str().unwrap())
            .collect();
        journals.sort_unstable();
        assert_eq!(journals, ["P1", "P2"], "seed {seed}, keys {keys}");
        for row in &taken.repayments {
            let amount = if row["loan_id"] == "P1" { "250" } else { "1000" };
            assert_eq!(row["amount"].to_string(), amount, "seed {seed}, keys {keys}");
        }
        assert!(
            !keys || taken.repayments.len() == 2,
            "seed {seed}: with keys nothing is even said twice"
        );
    });
}

#[tokio::test]
async fn with_keys() {
    quiet();
    let first = Seeded::fresh().seed();
    for seed in (0..24).map(|n| first.wrapping_add(n)) {
        live_through(seed, true).await;
    }
}

#[tokio::test]
async fn without_keys() {
    quiet();
    let first = Seeded::fresh().seed();
    for seed in (0..24).map(|n| first.wrapping_add(n)) {
        live_through(seed, false).await;
    }
}
