//! The ledger's server has no room, no memory, no connection, or is being stopped: a run ends with that word, and the next
//! one goes on. PostgreSQL says so with codes; here a trigger raises them where a real server would.

use fieldlink_link::Kind;
use fieldlink_link::ledger::{State, Trouble};
use fieldlink_link::progress::Progress;
use fieldlink_link::run::{Options, RunError, SendSummary};
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::support::{Partner, Taken};

/// What fails, as PostgreSQL says when a trigger fires.
const ENTER: &str = "BEFORE INSERT ON ledger_row FOR EACH ROW";
const TAKE: &str = "BEFORE UPDATE ON ledger_row FOR EACH ROW WHEN (NEW.state = 'sending')";
const CLOSE: &str = "BEFORE UPDATE ON ledger_row FOR EACH ROW WHEN (NEW.state LIKE 'accepted%')";

struct Troubled {
    partner: Partner,
    database: TestDatabase,
}

impl Troubled {
    async fn new(idempotency: bool) -> Troubled {
        let database = TestDatabase::new(Engine::Postgres).await;
        let mut partner = Partner::new().await;
        partner.file("ledger-url", database.url());
        partner.ledger_lines = String::from("url_file = \"ledger-url\"\n");
        partner.idempotency = idempotency;
        partner.server.honours_keys(idempotency);
        // Makes the tables.
        partner.ledger().await;
        Troubled { partner, database }
    }

    async fn run(&self, sql: String) {
        let mut connection = PgConnection::connect(self.database.url()).await.unwrap();
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
    }

    /// From now on this fails with this code.
    async fn fails(&self, when: &str, code: &str) {
        self.run(format!(
            "CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'as told' USING ERRCODE = '{code}'; END $$"
        ))
        .await;
        self.run(format!("CREATE TRIGGER trouble {when} EXECUTE FUNCTION trouble()"))
            .await;
    }

    async fn mended(&self) {
        self.run(String::from("DROP TRIGGER trouble ON ledger_row")).await;
        self.run(String::from("DROP FUNCTION trouble()")).await;
    }

    async fn send(&self, kind: Kind) -> Result<SendSummary, RunError> {
        let options = Options {
            only: Some([kind].into()),
            ..Options::default()
        };
        self.partner.send_with(&options, &|_: Progress| {}).await
    }

    /// The run stops with the word for this.
    async fn stops(&self, kind: Kind, trouble: Trouble, said: [&str; 2]) {
        let error = self.send(kind).await.unwrap_err();
        let RunError::Ledger(below) = &error else {
            panic!("{error}")
        };
        assert_eq!(below.trouble(), Some(trouble), "{error:?}");
        assert!(error.to_string().contains(said[0]), "{error}");
        assert!(
            error.next().unwrap().to_string().contains(said[1]),
            "{:?}",
            error.next()
        );
    }

    async fn in_state(&self, kind: Kind, state: State) -> usize {
        let ledger = self.partner.ledger().await;
        ledger.rows(&[state], Some(kind)).await.unwrap().len()
    }

    fn taken(&self, kind: Kind) -> usize {
        self.partner.server.taken(|taken: &Taken| match kind {
            Kind::LoanDraft => taken.drafts.len(),
            Kind::Repayment => taken.repayments.len(),
            Kind::Journal => taken.journals.len(),
        })
    }

    /// The next run brings all that is left, and each record is with Kiva once.
    async fn goes_on(&self, kind: Kind) {
        let summary = self.send(kind).await.unwrap();
        assert!(summary.stop().is_none(), "{summary:?}");
        assert_eq!(self.taken(kind), all(kind), "{kind}");
        assert_eq!(self.in_state(kind, State::Accepted).await, all(kind), "{kind}");
        assert_eq!(self.send(kind).await.unwrap().exit_code(), 0);
        assert_eq!(self.taken(kind), all(kind), "{kind}");
    }
}

/// How many records there are.
fn all(kind: Kind) -> usize {
    if kind == Kind::LoanDraft { 3 } else { 2 }
}

const FULL: [&str; 2] = ["its disk is full", "make room on the disk"];

#[tokio::test]
async fn a_full_disk_while_the_plan_is_written_stops_before_anything_leaves() {
    for kind in Kind::ALL {
        let troubled = Troubled::new(false).await;
        troubled.fails(ENTER, "53100").await;
        troubled.stops(kind, Trouble::Full, FULL).await;
        assert_eq!(troubled.taken(kind), 0);
        assert!(troubled.partner.ledger().await.counts().await.unwrap().is_empty());
        troubled.mended().await;
        troubled.goes_on(kind).await;
    }
}

#[tokio::test]
async fn a_full_disk_while_an_intent_is_written_stops_before_the_request_leaves() {
    for kind in Kind::ALL {
        let troubled = Troubled::new(false).await;
        troubled.fails(TAKE, "53100").await;
        troubled.stops(kind, Trouble::Full, FULL).await;
        assert_eq!(troubled.taken(kind), 0);
        assert_eq!(troubled.in_state(kind, State::Planned).await, all(kind));
        troubled.mended().await;
        troubled.goes_on(kind).await;
    }
}

#[tokio::test]
async fn a_full_disk_while_an_answer_is_written_leaves_what_may_be_asked_for_again() {
    for kind in Kind::ALL {
        let troubled = Troubled::new(true).await;
        troubled.fails(CLOSE, "53100").await;
        troubled.stops(kind, Trouble::Full, FULL).await;
        assert!(troubled.in_state(kind, State::Sending).await > 0);
        assert_eq!(troubled.in_state(kind, State::Accepted).await, 0);
        troubled.mended().await;
        troubled.goes_on(kind).await;
    }
}

#[tokio::test]
async fn where_nothing_may_be_asked_for_again_an_answer_that_was_not_written_waits_for_a_person() {
    for kind in [Kind::LoanDraft, Kind::Journal] {
        let troubled = Troubled::new(false).await;
        troubled.fails(CLOSE, "53100").await;
        troubled.stops(kind, Trouble::Full, FULL).await;
        assert_eq!(troubled.taken(kind), 1);
        troubled.mended().await;
        let summary = troubled.send(kind).await.unwrap();
        assert_eq!(summary.exit_code(), 4, "{summary:?}");
        // The one that nobody knows of is named; the others have left, and none of them twice.
        assert_eq!(troubled.in_state(kind, State::Uncertain).await, 1);
        assert_eq!(troubled.in_state(kind, State::Accepted).await, all(kind) - 1);
        assert_eq!(troubled.taken(kind), all(kind));
    }
}

#[tokio::test]
async fn each_trouble_of_the_server_has_its_word_and_its_way_out() {
    for (code, trouble, said) in [
        ("53200", Trouble::Memory, ["no memory left", "more memory"]),
        (
            "53300",
            Trouble::Connections,
            ["gives no connection", "max_connections"],
        ),
        ("57P01", Trouble::Stopping, ["being stopped", "wait until"]),
        ("57P02", Trouble::Stopping, ["being stopped", "wait until"]),
        ("57P03", Trouble::Stopping, ["not ready yet", "wait until"]),
    ] {
        let troubled = Troubled::new(false).await;
        troubled.fails(TAKE, code).await;
        troubled.stops(Kind::Repayment, trouble, said).await;
        assert_eq!(troubled.taken(Kind::Repayment), 0);
        troubled.mended().await;
        troubled.goes_on(Kind::Repayment).await;
    }
}

#[tokio::test]
async fn a_server_without_a_free_connection_is_said_when_the_ledger_is_opened() {
    let troubled = Troubled::new(false).await;
    let url = url::Url::parse(troubled.database.url()).unwrap();
    let name = url.path().trim_start_matches('/');
    troubled
        .run(format!("CREATE ROLE {name}_one LOGIN PASSWORD 'p' CONNECTION LIMIT 0"))
        .await;
    let mut theirs = url.clone();
    theirs.set_username(&format!("{name}_one")).unwrap();
    theirs.set_password(Some("p")).unwrap();
    troubled.partner.file("ledger-url", theirs.as_str());
    let error = troubled.send(Kind::Repayment).await.unwrap_err();
    troubled.run(format!("DROP ROLE {name}_one")).await;
    let RunError::Ledger(below) = &error else {
        panic!("{error}")
    };
    assert_eq!(below.trouble(), Some(Trouble::Connections), "{error:?}");
    assert_eq!(troubled.taken(Kind::Repayment), 0);
}
