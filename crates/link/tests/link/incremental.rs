//! Reading only what was written since the last time, from each database.

use fieldlink_link::Kind;
use fieldlink_link::ledger::State;
use fieldlink_link::run::{KindSent, Options, RunError};
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{AssertSqlSafe, Connection, Executor, MySqlConnection, PgConnection, SqliteConnection};

use crate::support::Partner;

/// A database of visits, of which the journals are made.
struct Mis {
    partner: Partner,
    database: TestDatabase,
}

impl Mis {
    /// Visits to `J1` to `J5`, one a minute.
    async fn new(engine: Engine, moment: &str) -> Mis {
        let mut partner = Partner::new().await;
        partner.batch = 50;
        let database = TestDatabase::new(engine).await;
        let source = match engine {
            Engine::Postgres => format!("kind = \"postgres\"\nurl = \"{}\"", database.url()),
            Engine::Mariadb => format!("kind = \"mysql\"\nurl = \"{}\"", database.url()),
            Engine::Sqlite => {
                let file = database.url().trim_start_matches("sqlite://");
                format!("kind = \"sqlite\"\npath = \"{}\"", file.split('?').next().unwrap())
            }
        };
        partner.more = format!("[source.mis]\n{source}\n");
        partner.journals = journals("SELECT * FROM visit WHERE changed >= :since");
        let mis = Mis { partner, database };
        mis.run(&format!(
            "CREATE TABLE visit (loan varchar(20), subject varchar(20), body varchar(200), changed {moment})"
        ))
        .await;
        for n in 1..=5 {
            mis.visit(&format!("J{n}"), n).await;
            mis.partner.server.loan(&format!("J{n}"), "payingBack", "1000");
        }
        mis
    }

    async fn run(&self, sql: &str) {
        let (sql, url) = (AssertSqlSafe(sql.to_owned()), self.database.url());
        let done = match self.database.engine() {
            Engine::Postgres => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                connection.execute(sql).await.map(drop)
            }
            Engine::Mariadb => {
                let mut connection = MySqlConnection::connect(url).await.unwrap();
                connection.execute(sql).await.map(drop)
            }
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(url).await.unwrap();
                connection.execute(sql).await.map(drop)
            }
        };
        done.unwrap();
    }

    async fn visit(&self, loan: &str, minute: u32) {
        let values = format!("('{loan}', 'News', 'A good harvest came in.', '2026-03-01 12:{minute:02}:00')");
        self.run(&format!("INSERT INTO visit VALUES {values}")).await;
    }

    async fn send(&self) -> KindSent {
        self.partner.send().await.unwrap().journals.unwrap()
    }

    /// How many records were read, are new and are held.
    async fn sends(&self) -> (usize, usize, usize) {
        let sent = self.send().await;
        assert_eq!(sent.delivered.sent, sent.plan.new, "{:?}", sent.plan.held);
        (sent.plan.records, sent.plan.new, sent.plan.held.len())
    }
}

fn journals(query: &str) -> String {
    format!(
        "source = \"mis\"\nquery = \"{query}\"\nincremental = {{ column = \"changed\", start = \"2026-01-01\", again = 2 }}"
    )
}

async fn only_what_is_new_is_read_again(engine: Engine, moment: &str) {
    let mut mis = Mis::new(engine, moment).await;
    assert_eq!(mis.sends().await, (5, 5, 0));
    // What was new is looked at once more, and then only the newest two.
    assert_eq!(mis.sends().await, (5, 0, 0));
    assert_eq!(mis.sends().await, (2, 0, 0));

    // One that waits for something is read until it is settled, however many come after it.
    mis.visit("unknown", 6).await;
    for n in 7..=9 {
        mis.visit(&format!("J{n}"), n).await;
        mis.partner.server.loan(&format!("J{n}"), "payingBack", "1000");
    }
    assert_eq!(mis.sends().await, (6, 3, 1));
    for _ in 0..3 {
        assert_eq!(mis.sends().await, (4, 0, 1));
    }
    mis.partner.server.loan("unknown", "payingBack", "1000");
    assert_eq!(mis.sends().await, (4, 1, 0));
    assert_eq!(mis.sends().await, (4, 0, 0));
    assert_eq!(mis.sends().await, (2, 0, 0));

    // An old one that is written again comes again.
    mis.run("UPDATE visit SET body = 'The rain came.', changed = '2026-03-01 13:00:00' WHERE loan = 'J1'")
        .await;
    let sent = mis.send().await;
    assert_eq!((sent.plan.records, sent.plan.held.len()), (3, 1));
    assert_eq!(sent.plan.held[0].reasons[0].rule, "changed_after_sending");

    // All of it where it is asked for, and where the query is another.
    let whole = Options {
        whole: true,
        ..Options::default()
    };
    let plan = mis.partner.plan_with(&whole).await.unwrap().journals.unwrap();
    assert_eq!((plan.records, plan.unchanged), (9, 8));
    mis.partner.journals = journals("SELECT * FROM visit WHERE changed >= :since AND loan <> 'J2'");
    assert_eq!(mis.sends().await, (8, 0, 1));

    // That nothing is new is no fault; that a record does not say when it was written is.
    mis.run("DELETE FROM visit WHERE changed >= '2026-03-01 12:07:00'")
        .await;
    for _ in 0..2 {
        mis.send().await;
    }
    mis.run("DELETE FROM visit").await;
    assert_eq!(mis.sends().await, (0, 0, 0));
    mis.run("INSERT INTO visit VALUES ('J2', 'News', 'The shop has grown.', NULL)")
        .await;
    mis.partner.journals = journals("SELECT * FROM visit WHERE changed >= :since OR changed IS NULL");
    let error = mis.partner.send().await.unwrap_err();
    assert!(
        matches!(&error, RunError::Cursor { column, .. } if column == "changed"),
        "{error}"
    );
}

/// How many rows of the ledger are in a state.
async fn rows(mis: &Mis, state: State) -> Vec<String> {
    let ledger = mis.partner.ledger().await;
    let mut keys: Vec<String> = ledger
        .rows(&[state], Some(Kind::Journal))
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.key.split(':').next().unwrap().to_owned())
        .collect();
    keys.sort();
    keys
}

/// `J1` to `J5` are sent, and `old` and `young` are held: Kiva does not know them.
async fn with_two_held(ledger: &TestDatabase) -> Mis {
    let mut mis = Mis::new(Engine::Sqlite, "text").await;
    mis.partner.keeps_its_ledger_in(ledger);
    mis.visit("old", 0).await;
    mis.visit("young", 30).await;
    assert_eq!(mis.sends().await, (7, 5, 2));
    mis
}

async fn what_a_later_start_does_not_read_is_not_withdrawn(database: &TestDatabase) {
    let mut mis = with_two_held(database).await;
    mis.partner.journals =
        journals("SELECT * FROM visit WHERE changed >= :since").replace("2026-01-01", "2026-03-01 12:10:00");
    assert_eq!(mis.sends().await, (1, 0, 1));
    assert_eq!(
        (rows(&mis, State::Held).await, rows(&mis, State::Withdrawn).await),
        (vec!["old".into(), "young".into()], vec![])
    );
    // What was read by the new query and is gone is withdrawn; what it never read stays.
    mis.run("DELETE FROM visit WHERE loan = 'young'").await;
    mis.visit("other", 40).await;
    assert_eq!(mis.sends().await, (1, 0, 1));
    assert_eq!(rows(&mis, State::Held).await, ["old", "other"]);
    assert_eq!(rows(&mis, State::Withdrawn).await, ["young"]);
    // All of it again: the old one is in the source, and can be sent.
    mis.partner.server.loan("old", "payingBack", "1000");
    mis.partner.journals = journals("SELECT * FROM visit WHERE changed >= :since");
    assert_eq!(mis.sends().await, (7, 1, 1));
    assert_eq!(rows(&mis, State::Held).await, ["other"]);
}

async fn what_another_query_does_not_find_is_not_withdrawn(database: &TestDatabase) {
    let mut mis = with_two_held(database).await;
    // A code was renamed in the MIS, or a join lost its rows.
    mis.partner.journals = journals("SELECT * FROM visit WHERE changed >= :since AND loan LIKE 'J%'");
    for _ in 0..3 {
        mis.send().await;
    }
    assert_eq!(rows(&mis, State::Held).await, ["old", "young"]);
    // A column that holds something else now, so that nothing is found: that says nothing.
    mis.partner.journals = journals("SELECT * FROM visit WHERE changed >= :since");
    mis.send().await;
    mis.run("UPDATE visit SET changed = CAST(substr(changed, 15, 2) AS INTEGER)")
        .await;
    mis.run("CREATE TABLE numbered AS SELECT loan, subject, body, CAST(changed AS INTEGER) AS changed FROM visit")
        .await;
    mis.run("DROP TABLE visit").await;
    mis.run("ALTER TABLE numbered RENAME TO visit").await;
    assert_eq!(mis.sends().await, (0, 0, 0));
    assert_eq!(
        (
            rows(&mis, State::Held).await.len(),
            rows(&mis, State::Withdrawn).await.len()
        ),
        (2, 0)
    );
}

async fn what_was_held_before_it_was_read_so_is_not_withdrawn(database: &TestDatabase) {
    let mut mis = Mis::new(Engine::Sqlite, "text").await;
    mis.partner.keeps_its_ledger_in(database);
    mis.visit("old", 0).await;
    mis.partner.journals = String::from("source = \"mis\"\nquery = \"SELECT * FROM visit\"");
    assert_eq!(mis.sends().await, (6, 5, 1));
    mis.partner.journals =
        journals("SELECT * FROM visit WHERE changed >= :since").replace("2026-01-01", "2026-03-01 12:02:00");
    assert_eq!(mis.sends().await, (4, 0, 0));
    assert_eq!(rows(&mis, State::Held).await, ["old"]);
    // Read whole each time, what is gone is gone.
    mis.run("DELETE FROM visit WHERE loan = 'old'").await;
    mis.partner.journals = String::from("source = \"mis\"\nquery = \"SELECT * FROM visit\"");
    assert_eq!(mis.sends().await, (5, 0, 0));
    assert_eq!(rows(&mis, State::Withdrawn).await, ["old"]);
}

fieldlink_testkit::for_each_engine!(
    what_a_later_start_does_not_read_is_not_withdrawn,
    what_another_query_does_not_find_is_not_withdrawn,
    what_was_held_before_it_was_read_so_is_not_withdrawn,
);

#[tokio::test]
async fn from_sqlite_only_what_is_new_is_read_again() {
    only_what_is_new_is_read_again(Engine::Sqlite, "text").await;
}

#[tokio::test]
async fn from_postgres_only_what_is_new_is_read_again() {
    only_what_is_new_is_read_again(Engine::Postgres, "timestamptz").await;
}

#[tokio::test]
async fn from_mariadb_only_what_is_new_is_read_again() {
    only_what_is_new_is_read_again(Engine::Mariadb, "datetime").await;
}

#[tokio::test]
async fn what_cannot_be_read_so_is_an_error_of_the_file() {
    let mut partner = Partner::new().await;
    partner.more = String::from("[source.mis]\nkind = \"sqlite\"\npath = \"mis.db\"\n");
    let start = "incremental = { column = \"changed\", start = \"2026-01-01\" }";
    for (journals, why) in [
        (
            format!("source = \"mis\"\nquery = \"SELECT 1\"\n{start}"),
            "add `WHERE changed_at >= :since`",
        ),
        (
            format!("source = \"files\"\nfile = \"journals.csv\"\n{start}"),
            "add `WHERE changed_at >= :since`",
        ),
        (
            String::from("source = \"mis\"\nquery = \"SELECT 1 WHERE 1 > :since\""),
            "[journals.incremental]",
        ),
        (
            format!(
                "source = \"mis\"\nquery = \"SELECT 1 WHERE 1 > :since\"\n{}",
                start.replace("2026-01-01", "soon")
            ),
            "neither a whole number nor a date",
        ),
    ] {
        partner.journals = journals;
        let error = partner.parsed().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}
