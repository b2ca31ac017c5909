//! The ledger on both engines.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_link::Kind;
use fieldlink_link::ledger::{
    Candidate, Closing, Confirmation, Entry, Event, Intent, Ledger, LedgerError, LedgerLock, Mark, Place, RunEntry,
    State, Wanted,
};
use fieldlink_link::mapping::Reason;
use fieldlink_testkit::{Engine, TestDatabase, for_each_engine};

pub fn url(database: &TestDatabase) -> Place {
    match database.engine() {
        Engine::Postgres => Place::parse(database.url()).unwrap(),
        _ => {
            let path = database
                .url()
                .trim_start_matches("sqlite://")
                .split('?')
                .next()
                .unwrap();
            Place::File(path.into())
        }
    }
}

pub async fn open(database: &TestDatabase) -> Ledger {
    Ledger::open(&url(database), "test", PartnerId(1)).await.unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

fn period() -> Period {
    "2026-03".parse().unwrap()
}

fn entry(key: &str, amount: &str) -> Entry {
    Entry {
        key: format!("2026-03/{key}"),
        revision: 1,
        hash: amount.to_owned(),
        seen: None,
        since: None,
        held: Vec::new(),
        origin: None,
        repayment: Some((key.to_owned(), amount.parse().ok())),
    }
}

async fn a_row_goes_its_way(database: &TestDatabase) {
    let ledger = open(database).await;
    let held = Entry {
        held: vec![Reason::without_origin("why", "because")],
        ..entry("L2", "5")
    };
    ledger
        .enter(Kind::Repayment, Some(period()), &[entry("L1", "250.50"), held], now())
        .await
        .unwrap();
    let planned = ledger.planned(Kind::Repayment).await.unwrap();
    assert_eq!(planned.len(), 1);
    let (id, _) = planned["2026-03/L1"];
    let intent = Intent {
        request_id: "r".into(),
        idempotency_key: Some("k".into()),
        rows: vec![(id, "{}".into())],
    };
    ledger.intend(&intent, now()).await.unwrap();
    let sending = ledger.row(id).await.unwrap();
    assert_eq!(
        (
            sending.state,
            sending.payload.as_deref(),
            sending.idempotency_key.as_deref()
        ),
        (State::Sending, Some("{}"), Some("k"))
    );
    ledger
        .close(&[Closing::new(id, Event::LoseAnswer)], None, now())
        .await
        .unwrap();
    assert_eq!(
        ledger.row(id).await.unwrap().payload.as_deref(),
        Some("{}"),
        "kept to be sent again"
    );
    ledger.intend(&intent, now()).await.unwrap();
    ledger
        .close(
            &[Closing {
                reference: Some("7".into()),
                ..Closing::new(id, Event::Accept)
            }],
            None,
            now(),
        )
        .await
        .unwrap();
    let accepted = ledger.row(id).await.unwrap();
    assert_eq!(
        (accepted.state, accepted.payload, accepted.reference.as_deref()),
        (State::Accepted, None, Some("7"))
    );
    let last = ledger.last_amounts_of(&["L1".into(), "L2".into()]).await.unwrap();
    assert_eq!((last.len(), last["L1"].amount.to_string().as_str()), (1, "250.50"));
    let known = ledger.known(Kind::Repayment, Some(period())).await.unwrap();
    assert_eq!(known["2026-03/L1"].sent.as_ref().unwrap().hash, "250.50");
    assert_eq!(known["2026-03/L2"].unsent, Some(1));
    let both = ["2026-03/L1".into(), "2026-03/L2".into(), "2026-03/L3".into()];
    assert_eq!(ledger.known_of(Kind::Repayment, &both).await.unwrap(), known);
    // What was accepted is not touched by another plan, whatever it says.
    ledger
        .enter(Kind::Repayment, Some(period()), &[entry("L1", "9")], now())
        .await
        .unwrap();
    assert_eq!(ledger.row(id).await.unwrap().state, State::Accepted);
    assert!(matches!(
        ledger.intend(&intent, now()).await,
        Err(LedgerError::Moved { .. })
    ));
}

async fn an_intent_is_whole_or_nothing(database: &TestDatabase) {
    let ledger = open(database).await;
    ledger
        .enter(Kind::Repayment, Some(period()), &[entry("L1", "1")], now())
        .await
        .unwrap();
    let (id, _) = ledger.planned(Kind::Repayment).await.unwrap()["2026-03/L1"];
    let rows = vec![(id, "{}".into()), (id + 1, "{}".into())];
    let intent = Intent {
        request_id: "r".into(),
        idempotency_key: None,
        rows,
    };
    assert!(ledger.intend(&intent, now()).await.is_err());
    assert_eq!(ledger.row(id).await.unwrap().state, State::Planned);
}

async fn partners_and_profiles_do_not_see_each_other(database: &TestDatabase) {
    let ledger = open(database).await;
    ledger
        .enter(Kind::Repayment, Some(period()), &[entry("L1", "1")], now())
        .await
        .unwrap();
    let (id, _) = ledger.planned(Kind::Repayment).await.unwrap()["2026-03/L1"];
    for (profile, partner) in [("production", 1), ("test", 2)] {
        let other = Ledger::open(&url(database), profile, PartnerId(partner)).await.unwrap();
        assert!(other.known(Kind::Repayment, None).await.unwrap().is_empty());
        assert!(matches!(other.row(id).await, Err(LedgerError::NoSuchRow(_))));
        let intent = Intent {
            request_id: "r".into(),
            idempotency_key: None,
            rows: vec![(id, "{}".into())],
        };
        assert!(other.intend(&intent, now()).await.is_err());
    }
}

async fn the_same_link_stands_once(database: &TestDatabase) {
    let ledger = open(database).await;
    let link = Confirmation {
        url: "http://x/1".into(),
        archive_id: None,
        journals: 2,
        received: now(),
        done: None,
    };
    ledger.close(&[], Some(&link), now()).await.unwrap();
    ledger.close(&[], Some(&link), now()).await.unwrap();
    assert_eq!(ledger.inbox(false).await.unwrap(), [link]);
}

async fn one_process_has_the_lock(database: &TestDatabase) {
    let url = url(database);
    let lock = LedgerLock::take(&url).await.unwrap();
    assert!(matches!(LedgerLock::take(&url).await, Err(LedgerError::InUse { .. })));
    lock.release().await;
    assert!(LedgerLock::take(&url).await.is_ok());
}

async fn thousands_of_rows_enter_at_once(database: &TestDatabase) {
    let ledger = open(database).await;
    let entries: Vec<Entry> = (0..2_300).map(|n| entry(&format!("L{n}"), "1")).collect();
    ledger
        .enter(Kind::Repayment, Some(period()), &entries, now())
        .await
        .unwrap();
    ledger
        .enter(Kind::Repayment, Some(period()), &entries[..1_200], now())
        .await
        .unwrap();
    let counts = ledger.counts().await.unwrap();
    assert_eq!(counts[&(Kind::Repayment, State::Planned)], 1_200);
    assert_eq!(counts[&(Kind::Repayment, State::Withdrawn)], 1_100);
}

/// How many statements some work takes.
async fn statements<T>(seen: &AtomicUsize, work: impl Future<Output = T>) -> (usize, T) {
    seen.store(0, Ordering::SeqCst);
    let done = work.await;
    (seen.load(Ordering::SeqCst), done)
}

async fn ten_times_the_rows_take_no_statement_for_each(database: &TestDatabase) {
    let mut ledger = open(database).await;
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = seen.clone();
    ledger.watch(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let entries: Vec<Entry> = (0..4_000).map(|n| entry(&format!("L{n}"), "1")).collect();
    let enter = ledger.enter_part(Kind::Repayment, Some(period()), &entries, now());
    let (entering, numbers) = statements(&seen, enter).await;
    let numbers: Vec<i64> = numbers.unwrap().seen().collect();
    assert_eq!(numbers.len(), 4_000);
    assert!((1..40).contains(&entering), "{entering} statements to enter 4,000 rows");
    for (entry, number) in entries.iter().zip(&numbers).step_by(777) {
        assert_eq!(ledger.row(*number).await.unwrap().key, entry.key);
    }
    let keys: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
    let (asking, known) = statements(&seen, ledger.known_of(Kind::Repayment, &keys)).await;
    assert_eq!(known.unwrap().len(), 4_000);
    assert!((1..20).contains(&asking), "{asking} statements to ask for 4,000 rows");

    let intents: Vec<Intent> = numbers
        .chunks(300)
        .zip(0..)
        .map(|(rows, n)| Intent {
            request_id: format!("r{n}"),
            idempotency_key: None,
            rows: rows.iter().map(|id| (*id, String::from("{}"))).collect(),
        })
        .collect();
    let (leaving, done) = statements(&seen, ledger.intend_all(&intents, now())).await;
    done.unwrap();
    assert!((1..80).contains(&leaving), "{leaving} statements for 14 requests");
    let accepted = |id: &i64| Closing {
        reference: Some((*id / 300).to_string()),
        ..Closing::new(*id, Event::Accept)
    };
    let closings: Vec<Closing> = numbers.iter().map(accepted).collect();
    let close = ledger.close_all::<Confirmation>(&closings, &[], now());
    let (keeping, done) = statements(&seen, close).await;
    done.unwrap();
    assert!((1..80).contains(&keeping), "{keeping} statements for 14 answers");
    let counts = ledger.counts().await.unwrap();
    assert_eq!(counts[&(Kind::Repayment, State::Accepted)], 4_000);
    let events: Vec<_> = ledger.history(numbers[2_500]).await.unwrap();
    let told: Vec<&str> = events.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(told, ["planned", "about to leave", "accepted"]);
    assert_eq!(events[1].request_id.as_deref(), Some("r8"));
}

/// Rows L1 to L3: the first one accepted, the second one refused, the third one planned.
async fn three_rows(ledger: &Ledger) -> Vec<fieldlink_link::ledger::Row> {
    let entries = ["L1", "L2", "L3"].map(|key| entry(key, "5"));
    ledger
        .enter(Kind::Repayment, Some(period()), &entries, now())
        .await
        .unwrap();
    let planned = ledger.planned(Kind::Repayment).await.unwrap();
    for (key, event) in [("2026-03/L1", Event::Accept), ("2026-03/L2", Event::Refuse)] {
        let intent = Intent {
            request_id: key.into(),
            idempotency_key: None,
            rows: vec![(planned[key].0, "{}".into())],
        };
        ledger.intend(&intent, now()).await.unwrap();
        ledger
            .close(&[Closing::new(planned[key].0, event)], None, now())
            .await
            .unwrap();
    }
    let mut rows = ledger.list(&Wanted::default()).await.unwrap();
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    rows
}

async fn rows_are_found_by_kind_state_and_key(database: &TestDatabase) {
    let ledger = open(database).await;
    let rows = three_rows(&ledger).await;
    let found = async |wanted: Wanted| -> Vec<String> {
        let mut keys: Vec<String> = ledger
            .list(&wanted)
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.key)
            .collect();
        keys.sort();
        keys
    };
    assert_eq!(rows.len(), 3);
    let states = vec![State::Accepted, State::Refused];
    assert_eq!(
        found(Wanted {
            states,
            ..Wanted::default()
        })
        .await,
        ["2026-03/L1", "2026-03/L2"]
    );
    let kind = Some(Kind::Journal);
    assert!(
        found(Wanted {
            kind,
            ..Wanted::default()
        })
        .await
        .is_empty()
    );
    let key = Some(String::from("L3"));
    assert_eq!(
        found(Wanted {
            key,
            ..Wanted::default()
        })
        .await,
        ["2026-03/L3"]
    );
    let most = Some(2);
    assert_eq!(
        found(Wanted {
            most,
            ..Wanted::default()
        })
        .await
        .len(),
        2
    );
}

async fn marks_and_notes_are_kept_with_their_names(database: &TestDatabase) {
    let ledger = open(database).await.acting("by hand", Some("Grace"));
    let rows = three_rows(&ledger).await;
    ledger.hold(&rows[2], "wait", now()).await.unwrap();
    ledger.hold(&rows[2], "wait longer", now()).await.unwrap();
    ledger.retry(&rows[1], now()).await.unwrap();
    let marks = ledger.marks(Kind::Repayment).await.unwrap();
    let held = &marks["2026-03/L3"];
    assert_eq!(
        (held.mark, held.why.as_str(), held.by.as_deref()),
        (Mark::Hold, "wait longer", Some("Grace"))
    );
    assert_eq!(marks["2026-03/L2"].mark, Mark::Retry);
    assert!(ledger.release(&rows[2], now()).await.unwrap());
    assert_eq!(ledger.marks(Kind::Repayment).await.unwrap().len(), 1);

    let first = ledger.note_or("a/1", "one", now()).await.unwrap();
    let second = ledger.note_or("a/1", "two", now()).await.unwrap();
    assert_eq!((first.value.as_str(), second.value.as_str()), ("one", "one"));
    ledger.put_note("a/1", "three", now()).await.unwrap();
    ledger.put_note("b", "other", now()).await.unwrap();
    let notes = ledger.notes("a/").await.unwrap();
    assert_eq!((notes.len(), notes[0].value.as_str()), (1, "three"));
    ledger.drop_note("a/1").await.unwrap();
    assert_eq!(ledger.note("a/1").await.unwrap(), None);
    let other = Ledger::open(&url(database), "other", PartnerId(1)).await.unwrap();
    assert_eq!(other.note("b").await.unwrap(), None, "each profile has its own");
}

async fn history_runs_and_pruning(database: &TestDatabase) {
    let ledger = open(database).await.acting("run-1", None);
    let rows = three_rows(&ledger).await;
    let events: Vec<String> = ledger
        .history(rows[1].id)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.event)
        .collect();
    assert_eq!(events, ["planned", "about to leave", "refused"]);
    let run = RunEntry {
        run: "run-1".into(),
        at: now(),
        by: None,
        approved_by: Some("Grace".into()),
        exit_code: 3,
        sent: 1,
        stopped: None,
    };
    ledger.put_run(&run).await.unwrap();
    assert_eq!(ledger.runs(5).await.unwrap(), [run]);
    assert!(ledger.has_sent().await.unwrap());
    let pruned = ledger.prune(now() + chrono::TimeDelta::days(1)).await.unwrap();
    // The third row has not left: nothing of it is taken away, not even what it shares with the others.
    assert_eq!((pruned.history, pruned.runs), (4, 1));
    assert_eq!(ledger.history(rows[2].id).await.unwrap().len(), 1);
    assert!(ledger.has_sent().await.unwrap());
    let known = ledger.known(Kind::Repayment, Some(period())).await.unwrap();
    assert_eq!(known["2026-03/L1"].sent.as_ref().unwrap().hash, "5");
}

async fn a_claim_takes_what_is_still_to_be_sent_as_it_was_read(database: &TestDatabase) {
    let ledger = open(database).await;
    let rows = three_rows(&ledger).await;
    let candidate = |row: &fieldlink_link::ledger::Row, hash: &str| Candidate {
        id: row.id,
        hash: hash.to_owned(),
        payload: "{}".into(),
    };
    let name = |_: usize, _: &[i64]| (String::from("request"), None);
    let stale = ledger
        .claim(&[vec![candidate(&rows[2], "another")]], name, now())
        .await
        .unwrap();
    assert_eq!(stale.concat(), [0_i64; 0], "planned anew since it was read");
    let all: Vec<Candidate> = rows.iter().map(|row| candidate(row, "5")).collect();
    let all = [all.clone(), all];
    assert_eq!(
        ledger.claim(&all, name, now()).await.unwrap(),
        [vec![rows[2].id], vec![]]
    );
    assert!(ledger.claim(&all, name, now()).await.unwrap().concat().is_empty());
    assert_eq!(ledger.row(rows[2].id).await.unwrap().state, State::Sending);
}

for_each_engine!(
    rows_are_found_by_kind_state_and_key,
    marks_and_notes_are_kept_with_their_names,
    history_runs_and_pruning,
    a_claim_takes_what_is_still_to_be_sent_as_it_was_read,
    a_row_goes_its_way,
    an_intent_is_whole_or_nothing,
    partners_and_profiles_do_not_see_each_other,
    the_same_link_stands_once,
    one_process_has_the_lock,
    thousands_of_rows_enter_at_once,
    ten_times_the_rows_take_no_statement_for_each,
);
