//! What is acknowledged is kept, and what leaves was written down before: while the link sends, and while the receiver
//! takes, each statement of its ledger fails in turn, twice in a row, and a second connection looks what there is.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use fieldlink_link::Kind;
use fieldlink_link::ledger::{Closing, Event, LedgerError, Place, State};
use fieldlink_link::progress::Progress;
use fieldlink_link::run::{Options, RunError, SendSummary};
use fieldlink_rows::Error;
use fieldlink_testkit::{Engine, Met, Strikes, TestDatabase, for_each_engine};
use serde_json::json;

use crate::receive::{Receiver, answered};
use crate::support::Partner;

/// The loans of each send's journals. A line has so many messages that one journal makes enough of them.
fn loans(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Sqlite => &["P1", "P2"],
        _ => &["P1"],
    }
}

/// A partner whose ledger stands in a database that can be struck.
struct Sender<'a> {
    database: &'a TestDatabase,
    strikes: &'a Strikes,
    partner: Partner,
}

impl<'a> Sender<'a> {
    async fn new(database: &'a TestDatabase, strikes: &'a Strikes, url: &str, keys: bool) -> Sender<'a> {
        let mut partner = Partner::new().await;
        partner.idempotency = keys;
        partner.server.honours_keys(keys);
        partner.ledger_lines = match Place::parse(url).unwrap() {
            Place::File(file) => format!("path = {file:?}\n"),
            Place::Postgres(_) => {
                partner.file("ledger-url", url);
                String::from("url_file = \"ledger-url\"\n")
            }
        };
        Sender {
            database,
            strikes,
            partner,
        }
    }

    /// Sends the journals there are. What was armed strikes once the plan is written, from the first intent on.
    async fn sends(&self, met: Met) -> (Result<SendSummary, RunError>, usize) {
        let options = Options {
            only: Some([Kind::Journal].into()),
            ..Options::default()
        };
        let intended = AtomicUsize::new(0);
        let watch = |progress: Progress| match progress {
            Progress::Sending(..) => self.strikes.arm(met),
            Progress::Intended(..) => drop(intended.fetch_add(1, Ordering::SeqCst)),
            _ => {}
        };
        let sent = self.partner.send_with(&options, &watch).await;
        (sent, intended.into_inner())
    }

    /// How often the server has taken the journal of each loan with this subject.
    fn taken(&self, subject: &str) -> BTreeMap<String, i64> {
        self.partner.server.taken(|taken| {
            let mut times = BTreeMap::new();
            for journal in taken.journals.iter().filter(|journal| journal["subject"] == subject) {
                let loan = journal["internal_loan_id"].as_str().unwrap();
                *times.entry(loan.to_owned()).or_default() += 1;
            }
            times
        })
    }

    /// How many of the newest rows a second connection finds in these states.
    async fn found(&self, states: &[&str]) -> i64 {
        let newest = loans(self.database.engine()).len();
        let newest = format!("SELECT state FROM ledger_row ORDER BY id DESC LIMIT {newest}");
        let all = self.database.all::<String>(&newest).await;
        let found = all.iter().filter(|state| states.contains(&state.as_str()));
        i64::try_from(found.count()).unwrap()
    }

    /// Somebody looks in PA2 for the rows whose answer is lost, and tells the link. Whether there were any.
    async fn a_person_looks(&self, subject: &str) -> bool {
        let ledger = self.partner.ledger().await;
        let lost = ledger.rows(&[State::Uncertain], None).await.unwrap();
        for row in &lost {
            let loan = row.key.split(": ").next().unwrap();
            let there = self.taken(subject).contains_key(loan);
            let event = if there { Event::FoundThere } else { Event::FoundMissing };
            let closing = [Closing::new(row.id, event)];
            ledger.close(&closing, None, self.partner.clock.now()).await.unwrap();
        }
        !lost.is_empty()
    }
}

/// How the run's words stand to what is known.
fn says_what_is_known(error: &RunError) -> bool {
    let RunError::Ledger(LedgerError::Database(below)) = error else {
        return false;
    };
    let not_known = error.to_string().contains("it is not known whether the ledger kept it");
    not_known == matches!(below, Error::Unanswered(_))
}

async fn sending(database: &TestDatabase, keys: bool) {
    let (strikes, url) = Strikes::on(database).await;
    let sender = Sender::new(database, &strikes, &url, keys).await;
    let loans = loans(database.engine());
    let once: BTreeMap<String, i64> = loans.iter().map(|loan| ((*loan).to_owned(), 1)).collect();
    let mut n = 0;
    let (mut stopped, mut not_known) = (0, 0);
    let struck = strikes
        .each_in_turn(async |met| {
            n += 1;
            let subject = format!("News {n}");
            let row = |loan: &&str| format!("{loan},{subject},A good harvest came in.\n");
            let rows: String = loans.iter().map(row).collect();
            sender
                .partner
                .file("journals.csv", &format!("loan,subject,body\n{rows}"));

            let (sent, intended) = sender.sends(met).await;
            let struck = strikes.heal().await;
            let taken = sender.taken(&subject);
            let accepted = sender.found(&["accepted"]).await;
            let on_the_way = sender.found(&["accepted", "sending", "uncertain"]).await;
            assert!(taken.values().all(|times| *times == 1), "{met:?}: {taken:?}");
            assert!(taken.len() <= intended, "{met:?}: it left before it was written down");
            assert!(
                i64::try_from(taken.len()).unwrap() <= on_the_way,
                "{met:?}: gone, and not known to the ledger"
            );
            assert!(
                accepted <= i64::try_from(taken.len()).unwrap(),
                "{met:?}: accepted by nobody"
            );
            match &sent {
                Ok(summary) => {
                    let said = summary.journals.as_ref().map_or(0, |journals| journals.delivered.sent);
                    assert_eq!(i64::try_from(said).unwrap(), accepted, "{met:?}: {summary:?}");
                }
                Err(error) => {
                    stopped += 1;
                    not_known += usize::from(error.to_string().contains("not known"));
                    assert!(says_what_is_known(error), "{met:?}: {error:?}");
                    assert!(error.next().is_some(), "{error}");
                    assert_ne!(met, Met::Nothing, "{error:?}");
                }
            }

            // The next run goes on where it stopped; without keys a person says what became of a lost answer.
            let (again, _) = sender.sends(Met::Nothing).await;
            strikes.heal().await;
            let exit_code = again.unwrap().exit_code();
            if !keys && sender.a_person_looks(&subject).await {
                sender.sends(Met::Nothing).await.0.unwrap();
                strikes.heal().await;
            } else {
                assert_eq!(exit_code, 0, "{met:?}");
            }
            assert_eq!(sender.taken(&subject), once, "{met:?}");
            assert_eq!(
                sender.found(&["accepted"]).await,
                i64::try_from(loans.len()).unwrap(),
                "{met:?}"
            );
            struck
        })
        .await;
    assert!(struck >= 20 && stopped >= 20, "{struck} struck, {stopped} stopped");
    // A line that breaks after the commit leaves it open whether it was heard; a file says.
    assert!(not_known > 0 || database.engine() == Engine::Sqlite);
}

/// On one engine: what differs with keys is the server, not the ledger.
#[test]
fn sending_with_keys() {
    let run = async |database: &TestDatabase| sending(database, true).await;
    fieldlink_testkit::databases::run(Engine::Sqlite, run);
}

async fn sending_without_keys(database: &TestDatabase) {
    sending(database, false).await;
}

async fn taking(database: &TestDatabase) {
    let (strikes, url) = Strikes::on(database).await;
    let receiver = Receiver::start(&Place::parse(&url).unwrap(), tempfile::tempdir().unwrap()).await;
    let mut n = 0;
    let mut said = BTreeMap::<String, usize>::new();
    let struck = strikes
        .each_in_turn(async |met| {
            n += 1;
            let rows =
                json!([{ "loan_id": format!("{n}/a"), "amount": 1 }, { "loan_id": format!("{n}/b"), "amount": 2 }]);
            let send = || {
                let request = receiver
                    .post("/v1/repayments")
                    .header("Idempotency-Key", format!("request {n}"));
                answered(request.json(&rows))
            };
            let there = format!("SELECT COUNT(*) FROM pushed WHERE record_id LIKE '{n}/%'");
            strikes.arm(met);
            let (status, answer) = send().await;
            let struck = strikes.heal().await;
            let found = database.number(&there).await;
            let code = answer["code"].as_str().unwrap_or("kept");
            let is_true = match (status, code) {
                (200, "kept") => found == 2,
                (503, "not_begun") | (500, "nothing_kept") => found == 0,
                (503, "not_known") => found == 0 || found == 2,
                _ => false,
            };
            assert!(is_true, "{met:?}: {status} {answer}, and {found} there");
            assert!(status == 200 || met != Met::Nothing, "{answer}");
            *said.entry(code.to_owned()).or_default() += 1;

            let (status, answer) = send().await;
            assert_eq!((status, &answer["new"]), (200, &json!(2)), "{met:?}: {answer}");
            assert_eq!(database.number(&there).await, 2, "{met:?}");
            struck
        })
        .await;
    assert!(struck >= 16, "{struck} struck: {said:?}");
    // Where a line breaks before the begin, the next one is taken; one that breaks after the commit leaves it open.
    let others = match database.engine() {
        Engine::Sqlite => ["not_begun", "nothing_kept"],
        _ => ["nothing_kept", "not_known"],
    };
    assert!(others.iter().all(|code| said.contains_key(*code)), "{said:?}");
}

for_each_engine!(sending_without_keys, taking);
