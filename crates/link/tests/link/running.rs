//! `fieldlink run` on a clock that the test moves: schedules, watched folders, stopping, and what somebody is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use chrono::TimeDelta;
use fieldlink_link::Config;
use fieldlink_link::config::Channel;
use fieldlink_link::daemon::{Daemon, Stopper};
use fieldlink_link::ledger::{Finished, LedgerError, Outcome, State};
use fieldlink_link::notify::{About, Notice, Secrets, on_all, pause, sign};
use fieldlink_link::overview;
use fieldlink_link::progress::{Progress, Unwatched, Watch};
use fieldlink_link::run::RunError;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::support::{Fault, Partner, Standing};

pub const NIGHTLY: &str = r#"
[[schedule]]
name = "nightly"
cron = "0 2 * * *"
only = ["repayments", "journals"]
"#;

/// Two in the morning in Nairobi.
pub const TWO: &str = "2026-03-10T23:00:00Z";

pub async fn partner(more: &str) -> Partner {
    Partner {
        more: more.to_owned(),
        ..Partner::new().await
    }
}

pub async fn daemon<'a>(partner: &Partner, config: &'a Config, watch: &'a dyn Watch, stopper: &Stopper) -> Daemon<'a> {
    let clock = Arc::new(Standing(partner.clock.clone()));
    Daemon::start(config, None, clock, watch, stopper.clone())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_schedule_runs_at_its_time_in_the_partners_zone_and_what_was_missed_is_caught_up_once() {
    let partner = partner(NIGHTLY).await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;

    // Not when it is first seen, only at its time.
    let next = daemon.tick().await.unwrap();
    assert_eq!(next.to_rfc3339(), "2026-03-10T23:00:00+00:00");
    assert_eq!(partner.server.taken(|taken| taken.uploads), 0);
    partner.clock.set(TWO.parse().unwrap());
    daemon.tick().await.unwrap();
    assert_eq!(partner.server.taken(|taken| taken.repayments.len()), 2);
    assert_eq!(
        partner.server.taken(|taken| taken.drafts.len()),
        0,
        "only what is named"
    );
    daemon.tick().await.unwrap();
    assert_eq!(daemon.ledger().service_runs(None, 10).await.unwrap().len(), 1);
    drop(daemon);

    // Three nights without a process; the third is caught up, once, by the next process.
    partner.clock.advance(TimeDelta::hours(80));
    partner.file("repayments.csv", "loan,repaid\nP1,300\nP2,1000\n");
    let mut daemon = self::daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    let next = daemon.tick().await.unwrap();
    daemon.tick().await.unwrap();
    let runs = daemon.ledger().service_runs(Some("nightly"), 10).await.unwrap();
    assert_eq!(runs.len(), 2, "{runs:?}");
    assert_eq!((runs[0].outcome, runs[0].sent), (Outcome::Done, 1));
    assert_eq!(next.to_rfc3339(), "2026-03-14T23:00:00+00:00");
}

#[tokio::test]
async fn two_do_not_run_on_one_ledger_and_a_person_may_send_between_the_runs() {
    let partner = partner(NIGHTLY).await;
    let config = partner.config();
    let daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    let second = Daemon::start(
        &config,
        None,
        Arc::new(Standing(partner.clock.clone())),
        &Unwatched,
        Stopper::default(),
    )
    .await;
    assert!(matches!(second, Err(RunError::Ledger(LedgerError::InUse { .. }))));
    assert_eq!(partner.send().await.unwrap().exit_code(), 0);
    drop(daemon);
}

#[tokio::test]
async fn what_web_hooks_hint_at_is_read_again_once_for_all_of_them() {
    let partner = partner("[run]\nreceive = \"127.0.0.1:0\"\n").await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    let pushed = daemon.pushed().unwrap().clone();
    for (entity, action, loan) in [
        ("LOAN", "REPAYMENT", "1"),
        ("LOAN", "ADJUST", "2"),
        ("CLIENT", "UPDATE", "3"),
    ] {
        let ids = BTreeMap::from([("loanId".to_owned(), loan.to_owned())]);
        let new = pushed
            .hint("fineract", entity, action, &ids, partner.clock.now())
            .await
            .unwrap();
        assert!(new);
    }
    daemon.tick().await.unwrap();
    partner.server.taken(|taken| {
        assert_eq!(
            (taken.repayments.len(), taken.journals.len()),
            (2, 0),
            "only what may have changed"
        );
    });
    assert!(pushed.hints(10).await.unwrap().is_empty());
    daemon.tick().await.unwrap();
    assert_eq!(
        daemon.ledger().service_runs(Some("web hook"), 10).await.unwrap().len(),
        1
    );

    // While the server asks to wait they wait too, and are not lost.
    partner.file("repayments.csv", "loan,repaid\nP1,300\nP2,1000\n");
    partner.server.faults(&vec![Fault::Answer(429, "{}"); 40]);
    pushed
        .hint("fineract", "LOAN", "REPAYMENT", &BTreeMap::new(), partner.clock.now())
        .await
        .unwrap();
    daemon.tick().await.unwrap();
    assert_eq!(pushed.hints(10).await.unwrap().len(), 1);
    partner.server.behave();
    partner.clock.advance(TimeDelta::minutes(16));
    daemon.tick().await.unwrap();
    assert!(pushed.hints(10).await.unwrap().is_empty());
    assert_eq!(partner.server.taken(|taken| taken.repayments.len()), 3);
}

#[tokio::test]
async fn nothing_scheduled_is_said() {
    let partner = partner("").await;
    let config = partner.config();
    let clock = Arc::new(Standing(partner.clock.clone()));
    let none = Daemon::start(&config, None, clock, &Unwatched, Stopper::default()).await;
    assert!(matches!(none, Err(RunError::NothingScheduled)));
}

/// Asks to stop as soon as the first request of journals is on its way.
struct StopsAtFirstJournal(Stopper);

impl Watch for StopsAtFirstJournal {
    fn tell(&self, progress: Progress) {
        if matches!(progress, Progress::Intended(fieldlink_link::Kind::Journal, _)) {
            self.0.ask();
        }
    }
}

#[tokio::test]
async fn a_stop_finishes_and_keeps_the_request_under_way_and_the_next_start_goes_on() {
    let partner = partner(NIGHTLY).await;
    let config = partner.config();
    let stopper = Stopper::default();
    let watch = StopsAtFirstJournal(stopper.clone());
    let mut daemon = daemon(&partner, &config, &watch, &stopper).await;
    daemon.tick().await.unwrap();
    partner.clock.set(TWO.parse().unwrap());
    // Ends by itself: the wish to stop comes from within the run.
    daemon.run().await;
    assert_eq!(partner.server.taken(|taken| taken.journals.len()), 1);
    let ledger = partner.ledger().await;
    let run = ledger.service_runs(None, 1).await.unwrap().remove(0);
    assert_eq!((run.outcome, run.sent), (Outcome::Stopped, 3));
    let open = [State::Sending, State::Uncertain];
    assert!(ledger.rows(&open, None).await.unwrap().is_empty());

    let mut daemon = self::daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    assert_eq!(partner.server.taken(|taken| taken.journals.len()), 2);
    assert_eq!(partner.server.taken(|taken| taken.repayments.len()), 2, "none twice");
}

#[tokio::test]
async fn a_run_that_a_process_left_open_is_closed_and_done_again() {
    let partner = partner(NIGHTLY).await;
    let config = partner.config();
    let mut first = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    first.tick().await.unwrap();
    let ledger = partner.ledger().await;
    ledger.begin_run("nightly", None, partner.clock.now()).await.unwrap();
    drop(first);
    partner.clock.set(TWO.parse().unwrap());
    let mut second = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    second.tick().await.unwrap();
    let runs = ledger.service_runs(None, 5).await.unwrap();
    let outcomes: Vec<Outcome> = runs.iter().map(|run| run.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Stopped]);
}

pub const DROP: &str = r#"
[watch.office]
folder = "drop"
source = "files"
settle_seconds = 10
"#;

#[tokio::test]
async fn a_dropped_file_is_waited_for_until_it_is_whole_then_sent_and_put_away_with_its_result() {
    let partner = partner(DROP).await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    let drop = partner.folder.path().join("drop");
    partner.file("drop/Repayments March.csv", "loan,repaid\nP1,2");
    partner.file("drop/.~lock.Repayments March.csv#", "open");
    partner.file("drop/half.csv.part", "x");
    daemon.tick().await.unwrap();
    // Still being copied: it grows.
    partner.clock.advance(TimeDelta::seconds(8));
    partner.file("drop/Repayments March.csv", "loan,repaid\nP1,250\nP2,1000\n");
    daemon.tick().await.unwrap();
    partner.clock.advance(TimeDelta::seconds(8));
    daemon.tick().await.unwrap();
    assert_eq!(partner.server.taken(|taken| taken.uploads), 0);
    partner.clock.advance(TimeDelta::seconds(2));
    daemon.tick().await.unwrap();
    assert_eq!(partner.server.taken(|taken| taken.repayments.len()), 2);
    assert_eq!(partner.server.taken(|taken| taken.journals.len()), 0);

    let names = |part: &str| -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(drop.join(part))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        names("done"),
        [
            "2026-03-10 15.00.18 Repayments March.csv",
            "2026-03-10 15.00.18 Repayments March.csv.result.json",
            "2026-03-10 15.00.18 Repayments March.csv.result.txt"
        ]
    );
    let result = std::fs::read_to_string(drop.join("done").join(&names("done")[1])).unwrap();
    let result: Value = serde_json::from_str(&result).unwrap();
    assert_eq!(result["repayments"]["delivered"]["sent"], 2);
    assert_eq!(
        names("."),
        [
            ".~lock.Repayments March.csv#",
            "done",
            "half.csv.part",
            "held",
            "working"
        ]
    );

    // A file with a row that is held, one that nobody can tell what it is, and one of another kind.
    partner.file("drop/repayments.csv", "loan,repaid\nP1,200\nP2,1000\n");
    partner.file("drop/notes.csv", "a,b\n1,2\n");
    partner.file("drop/picture.png", "x");
    daemon.tick().await.unwrap();
    partner.clock.advance(TimeDelta::seconds(10));
    daemon.tick().await.unwrap();
    let held = names("held");
    assert_eq!(held.len(), 9, "{held:?}");
    let text = |end: &str| {
        let name = held.iter().find(|name| name.ends_with(end)).unwrap();
        std::fs::read_to_string(drop.join("held").join(name)).unwrap()
    };
    assert!(
        text(" repayments.csv.result.txt").contains("amount_decreased"),
        "{}",
        text(" repayments.csv.result.txt")
    );
    assert!(
        text("notes.csv.result.txt").contains("repayments….csv"),
        "{}",
        text("notes.csv.result.txt")
    );
    assert!(text("picture.png.result.txt").contains(".csv"));
}

#[tokio::test]
async fn a_dropped_file_stays_while_the_server_is_away() {
    let partner = partner(DROP).await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    partner.file("drop/repayments.csv", "loan,repaid\nP1,250\nP2,1000\n");
    daemon.tick().await.unwrap();
    partner.clock.advance(TimeDelta::seconds(10));
    partner.server.faults(&vec![Fault::Answer(429, "{}"); 12]);
    daemon.tick().await.unwrap();
    let file = partner
        .folder
        .path()
        .join("drop/working/2026-03-10 15.00.10/repayments.csv");
    assert!(file.exists());
    partner.server.behave();
    daemon.tick().await.unwrap();
    assert!(file.exists(), "not at once");
    partner.clock.advance(TimeDelta::minutes(15));
    daemon.tick().await.unwrap();
    assert!(!file.exists());
    let sent = partner.server.taken(|taken| taken.repayments.len());
    assert_eq!(sent, 2, "each once");
}

/// A receiver of web hooks that answers as told, and keeps what came.
pub struct Receiver {
    url: String,
    answers: Arc<Mutex<Vec<u16>>>,
    pub came: Arc<Mutex<Vec<(String, String)>>>,
}

impl Receiver {
    pub async fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (answers, came) = (Arc::<Mutex<Vec<u16>>>::default(), Arc::<Mutex<Vec<_>>>::default());
        let (answering, keeping) = (answers.clone(), came.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut text = Vec::new();
                let (head, body) = loop {
                    let mut chunk = [0; 4096];
                    let n = stream.read(&mut chunk).await.unwrap();
                    text.extend(&chunk[..n]);
                    let so_far = String::from_utf8_lossy(&text).into_owned();
                    let Some((head, body)) = so_far.split_once("\r\n\r\n") else {
                        continue;
                    };
                    let length: usize = head_value(head, "content-length").parse().unwrap();
                    if body.len() >= length {
                        break (head.to_owned(), body.to_owned());
                    }
                };
                let status = answering.lock().unwrap().pop().unwrap_or(204);
                keeping.lock().unwrap().push((head, body));
                let reply = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(reply.as_bytes()).await.unwrap();
            }
        });
        Receiver { url, answers, came }
    }

    pub fn types(&self) -> Vec<String> {
        let came = self.came.lock().unwrap();
        came.iter()
            .map(|(_, body)| {
                serde_json::from_str::<Value>(body).unwrap()["type"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    }
}

fn head_value(head: &str, name: &str) -> String {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_owned())
        .unwrap()
}

pub fn with_hook(receiver: &Receiver) -> String {
    format!(
        "{NIGHTLY}\n[notify.webhook]\nurl = \"{}\"\nsecret_file = \"hook-secret\"\n",
        receiver.url
    )
}

#[tokio::test]
async fn what_needs_a_person_is_told_once_signed_and_again_only_when_it_changed() {
    let receiver = Receiver::start().await;
    let partner = partner(&with_hook(&receiver)).await;
    partner.file("hook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();

    // The source is gone for two nights: told once.
    std::fs::remove_file(partner.folder.path().join("repayments.csv")).unwrap();
    for _ in 0..2 {
        partner.clock.advance(TimeDelta::days(1));
        daemon.tick().await.unwrap();
    }
    assert_eq!(receiver.types(), ["run.failed"]);

    // It works again, with a row that is held and journals that wait: each is told.
    partner.file("repayments.csv", "loan,repaid\nP1,250\nP2,1000\nX9,5\n");
    partner.clock.advance(TimeDelta::days(1));
    daemon.tick().await.unwrap();
    let mut told = receiver.types().split_off(1);
    told.sort();
    assert_eq!(told, ["confirm.waiting", "rows.held", "run.recovered"]);

    // The same row, held again: nothing new. Two nights on, only the reminder of the links.
    partner.clock.advance(TimeDelta::days(1));
    daemon.tick().await.unwrap();
    assert_eq!(receiver.types().len(), 4);
    partner.clock.advance(TimeDelta::days(1));
    daemon.tick().await.unwrap();
    assert_eq!(receiver.types()[4..], ["confirm.waiting"]);

    // Another row is held: that is new.
    partner.file("repayments.csv", "loan,repaid\nP1,250\nP2,1000\nX10,5\n");
    partner.clock.advance(TimeDelta::days(1));
    daemon.tick().await.unwrap();
    assert_eq!(receiver.types()[5..], ["rows.held"]);

    let came = receiver.came.lock().unwrap();
    for (head, body) in came.iter() {
        let (id, at) = (head_value(head, "webhook-id"), head_value(head, "webhook-timestamp"));
        let signature = sign(
            &Secrets::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            &id,
            at.parse().unwrap(),
            body,
        );
        assert_eq!(head_value(head, "webhook-signature"), signature);
        for name in ["Amina", "Otieno", "harvest"] {
            assert!(!body.contains(name), "{body}");
        }
    }
}

#[tokio::test]
async fn a_notice_that_does_not_leave_is_tried_again_and_keeps_its_id() {
    let receiver = Receiver::start().await;
    let partner = partner(&with_hook(&receiver)).await;
    partner.file("hook-secret", &base64::engine::general_purpose::STANDARD.encode("k"));
    std::fs::remove_file(partner.folder.path().join("repayments.csv")).unwrap();
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    receiver.answers.lock().unwrap().extend([500, 500]);
    partner.clock.set(TWO.parse().unwrap());
    let next = daemon.tick().await.unwrap();
    assert_eq!(next, partner.clock.now() + TimeDelta::minutes(1));
    daemon.tick().await.unwrap();
    assert_eq!(receiver.types().len(), 1, "not before its time");
    let seen = overview::look(&config, "test", daemon.ledger(), partner.clock.now())
        .await
        .unwrap();
    assert_eq!((seen.unsent.len(), seen.unsent[0].attempts), (1, 1));
    for minutes in [1, 5] {
        partner.clock.advance(TimeDelta::minutes(minutes));
        daemon.tick().await.unwrap();
    }
    let came = receiver.came.lock().unwrap().clone();
    let ids: std::collections::BTreeSet<String> = came.iter().map(|(head, _)| head_value(head, "webhook-id")).collect();
    assert_eq!((came.len(), ids.len()), (3, 1));
    assert_eq!(pause(10), None, "given up after nine failures");
}

#[tokio::test]
async fn a_letter_leaves_over_smtp_in_the_language_that_was_asked_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 test\r\n").await.unwrap();
        let (mut heard, mut data) = (Vec::new(), false);
        while let Ok(Some(line)) = lines.next_line().await {
            let reply: &[u8] = match line.as_str() {
                _ if data && line != "." => b"",
                "." => {
                    data = false;
                    b"250 ok\r\n"
                }
                "DATA" => {
                    data = true;
                    b"354 go on\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 ok\r\n",
            };
            heard.push(line.clone());
            write.write_all(reply).await.unwrap();
            if line == "." {
                break;
            }
        }
        heard.join("\n")
    });
    let more = format!(
        "{NIGHTLY}\n[notify]\nlanguage = \"fr\"\n[notify.email]\nsmtp_url = \"smtp://{address}\"\n\
         from = \"Fieldlink <link@example.org>\"\nto = [\"it@example.org\", \"finance@example.org\"]\n"
    );
    let partner = partner(&more).await;
    std::fs::remove_file(partner.folder.path().join("repayments.csv")).unwrap();
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    partner.clock.set(TWO.parse().unwrap());
    daemon.tick().await.unwrap();
    let heard = server.await.unwrap();
    for part in [
        "RCPT TO:<it@example.org>",
        "RCPT TO:<finance@example.org>",
        "nightly",
        "Que faire",
    ] {
        assert!(heard.contains(part), "{part} in\n{heard}");
    }
    assert!(daemon.ledger().unsent_notices().await.unwrap().is_empty());
}

/// The same thing is queued once, and a run is kept together with whom to tell of it.
async fn the_queue_and_the_runs_are_kept(database: &TestDatabase) {
    let ledger = crate::ledger::open(database).await;
    let now = TWO.parse().unwrap();
    let notice = Notice::RowsWaiting {
        about: About {
            profile: "test".into(),
            partner_id: 1,
        },
        run: "nightly".into(),
        rows: 1,
    };
    let fresh = on_all(&[Channel::Webhook, Channel::Email], &notice, "same");
    assert_eq!(ledger.handled_until("nightly", now).await.unwrap(), now);
    let id = ledger.begin_run("nightly", None, now).await.unwrap();
    let finished = Finished {
        outcome: Outcome::Held,
        sent: 2,
        held: 1,
        waiting: 0,
        mishap: None,
    };
    let until = now + TimeDelta::hours(1);
    for _ in 0..2 {
        ledger
            .end_run(id, &finished, Some(("nightly", until)), &fresh, now)
            .await
            .unwrap();
    }
    assert_eq!(ledger.notices().await.unwrap(), 2);
    assert_eq!(ledger.handled_until("nightly", now).await.unwrap(), until);
    let due = ledger.due_notices(now).await.unwrap();
    assert_eq!((due.len(), &due[0].notice), (2, &notice));
    ledger.notice_sent(due[0].id, now).await.unwrap();
    ledger.notice_failed(due[1].id, "no", Some(until)).await.unwrap();
    assert_eq!(ledger.next_notice().await.unwrap(), Some(until));
    assert!(ledger.due_notices(now).await.unwrap().is_empty());
    let run = ledger.last_run("nightly", &[Outcome::Held]).await.unwrap().unwrap();
    assert_eq!((run.sent, run.held, run.outcome), (2, 1, Outcome::Held));
    assert_eq!(ledger.close_abandoned_runs(now).await.unwrap(), 0);
}

for_each_engine!(the_queue_and_the_runs_are_kept);
