//! kill -9 at random moments of a send, over a ledger in a file and over one in PostgreSQL. Afterwards everything is there,
//! once.
//!
//! A few kills run with the tests. `cargo xtask prove kills` makes many. `killed.rs` has the moments that were chosen.

use std::process::Command;

use fieldlink_testkit::{Engine, Seeded, TestDatabase};
use rand::Rng;
use serde_json::Value;

use crate::demo::read;
use crate::faults::is_there;
use crate::prove;
use crate::records::{Partner, Size};
use crate::support::{Running, Tables, number};

/// How far a send is, counted in what PA2 has: drafts, uploads, archives.
const DONE: &str =
    "SELECT (SELECT COUNT(*) FROM draft) + (SELECT COUNT(*) FROM upload) + (SELECT COUNT(*) FROM archive)";
/// Of what is counted there, a send of small records comes to more than this.
const STEPS: i64 = 55;
/// Kills before the send is left in peace.
const KILLS: u64 = 5;
/// The variable with the URL of a ledger in PostgreSQL.
const LEDGER: &str = "LEDGER_URL";

#[test]
fn a_ledger_in_a_file_survives_every_kill() {
    kills(Engine::Sqlite);
}

#[test]
fn a_ledger_in_postgresql_survives_every_kill() {
    kills(Engine::Postgres);
}

fn kills(engine: Engine) {
    let mut partner = Partner::of(Size::SMALL, true);
    let first = Seeded::fresh();
    let wanted = prove::runs(2 * KILLS);
    let mut done = 0;
    for n in 0.. {
        if done >= wanted {
            break;
        }
        // Every second one without keys: there a person says what became of a lost answer.
        let keys = n % 2 == 0;
        let mut random = Seeded::fixed(first.seed().wrapping_add(n));
        let day = Day::new(partner.another(keys), engine);
        for _ in 0..KILLS {
            done += u64::from(day.send_and_kill(&mut random));
            day.a_person_looks();
        }
        prove::tell(&format!(
            "{done} kills of {wanted}, {engine:?}, keys {keys}, FIELDLINK_TEST_SEED={}",
            random.seed()
        ));
        day.send_to_the_end();
        if keys {
            day.partner.assert_all_there_once();
        } else {
            day.partner.assert_each_effect_once();
        }
    }
}

struct Day {
    partner: Partner,
    ledger: Option<TestDatabase>,
}

impl Day {
    fn new(partner: Partner, engine: Engine) -> Day {
        let ledger = (engine == Engine::Postgres).then(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            partner.add_to_config(&format!("[ledger]\nurl_env = \"{LEDGER}\"\n"));
            runtime.block_on(TestDatabase::new(engine))
        });
        Day { partner, ledger }
    }

    fn link(&self, args: &[&str]) -> Command {
        let mut command = self.partner.link(args);
        if let Some(ledger) = &self.ledger {
            command.env(LEDGER, ledger.url());
        }
        command
    }

    /// Kills a send when it is so far, or a little later. `false` when it ended before.
    fn send_and_kill(&self, random: &mut Seeded) -> bool {
        let file = self.partner.pa2_file();
        let (steps, glances) = (random.random_range(0..=STEPS), random.random_range(0..20));
        let mut running = Running::start(self.link(&["send"]));
        let mut tables = None;
        let mut seen = 0;
        let reached = running.reaches(|| {
            seen += usize::from(number(&file, &mut tables, DONE) >= steps);
            seen > glances
        });
        running.kill();
        reached
    }

    /// Finds the rows whose answer was lost, looks for them in PA2, and tells the link.
    fn a_person_looks(&self) {
        let status = self.link(&["status"]).output().unwrap();
        let status = read(&String::from_utf8(status.stdout).unwrap());
        let mut tables = Tables::open(&self.partner.pa2_file()).unwrap();
        for row in status["waiting"].as_array().unwrap() {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            // The same total of a loan may be said again: the next send does so by itself.
            if text("state") != "uncertain" || text("kind") == "repayment" {
                continue;
            }
            let there = is_there(&mut tables, text("kind").parse().unwrap(), &text("key"));
            let found = if there { "--arrived" } else { "--not-arrived" };
            let resolved = self.link(&["resolve", &row["id"].to_string(), found]).output().unwrap();
            assert!(resolved.status.success(), "{resolved:?}");
        }
    }

    /// Sends until nothing is left; in between a person looks.
    fn send_to_the_end(&self) {
        for _ in 0..4 {
            let output = self.link(&["send"]).output().unwrap();
            if output.status.code() == Some(0) {
                let sent: Value = read(&String::from_utf8(output.stdout).unwrap());
                assert_eq!(sent["loan_drafts"]["plan"]["waiting"], 0, "{sent}");
                return;
            }
            assert_eq!(output.status.code(), Some(4), "{output:?}");
            self.a_person_looks();
        }
        panic!("it never came to an end");
    }
}
