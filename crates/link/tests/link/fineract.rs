//! Apache Fineract: the queries on PostgreSQL and MariaDB with a case of every trap, the reports over HTTP.

use std::collections::BTreeMap;
use std::path::Path;

use fieldlink_link::Config;
use fieldlink_link::config::{Source, SourceKind};
use fieldlink_link::mapping;
use fieldlink_link::preset::fineract::{Schema, config, queries};
use fieldlink_link::record::Record;
use fieldlink_link::source::Place;
use fieldlink_testkit::fineract::{self, FineractServer};
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{Connection, Executor, MySqlConnection, PgConnection};

use crate::sources::{all, query};

const TABLES: &str = include_str!("../fixtures/fineract.sql");
/// Older versions lack these.
const OLDER: &str = "ALTER TABLE m_loan_repayment_schedule DROP COLUMN is_additional;
ALTER TABLE m_loan DROP COLUMN total_recovered_derived; ALTER TABLE m_loan DROP COLUMN is_charged_off; DROP TABLE kiva";
const FUND: &str = "Kiva's";
const HEAD: &str = "[partner]\nid = 1\n[profile.sandbox]\ntoken_url = \"http://127.0.0.1:1/oauth/token\"\napi_base = \"http://127.0.0.1:1\"\nclient_id = \"c\"\nclient_secret_env = \"S\"\n";

struct Mis {
    database: TestDatabase,
    kind: SourceKind,
}

impl Mis {
    async fn new(engine: Engine) -> Mis {
        let mis = Mis {
            database: TestDatabase::new(engine).await,
            kind: if engine == Engine::Postgres {
                SourceKind::Postgres
            } else {
                SourceKind::Mysql
            },
        };
        mis.run(TABLES).await;
        mis
    }

    async fn run(&self, sql: &'static str) {
        if self.kind == SourceKind::Postgres {
            let mut connection = PgConnection::connect(self.database.url()).await.unwrap();
            connection.execute(sqlx::raw_sql(sql)).await.unwrap();
        } else {
            let mut connection = MySqlConnection::connect(self.database.url()).await.unwrap();
            connection.execute(sqlx::raw_sql(sql)).await.unwrap();
        }
    }

    fn place(&self) -> Place {
        let source = Source {
            url: Some(self.database.url().to_owned()),
            ..Source::of(self.kind)
        };
        Place::new("mis", source)
    }

    async fn rows(&self, sql: &str) -> BTreeMap<String, Record> {
        by_key(all(&self.place(), &query(sql)).await.unwrap())
    }
}

/// The records by their first column, each only once.
fn by_key(records: Vec<Record>) -> BTreeMap<String, Record> {
    let many = records.len();
    let key = |record: &Record| {
        let first = record.columns().next().unwrap().to_owned();
        record.get(&first).flatten().unwrap().to_owned()
    };
    let rows: BTreeMap<String, Record> = records.into_iter().map(|record| (key(&record), record)).collect();
    assert_eq!(rows.len(), many, "a key twice");
    rows
}

fn of<'r>(rows: &'r BTreeMap<String, Record>, key: &str, column: &str) -> Option<&'r str> {
    rows.get(key).unwrap_or_else(|| panic!("no {key}")).get(column).unwrap()
}

fn parsed(text: &str) -> Config {
    Config::parse(Path::new("fieldlink.toml"), &format!("{HEAD}{text}"))
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What the mapping makes of the repayments: the amount, or the reasons.
fn mapped(rows: &BTreeMap<String, Record>, settings: &Config) -> BTreeMap<String, Result<String, String>> {
    let repayments = settings.settings().repayments.as_ref().unwrap();
    let map = |record: &Record| match mapping::repayments::map(record, repayments, chrono_tz::UTC).outcome {
        Ok(row) => Ok(row.repayment.amount.to_string()),
        Err(reasons) => Err(reasons
            .iter()
            .map(|reason| reason.rule.clone())
            .collect::<Vec<_>>()
            .join(" ")),
    };
    rows.iter().map(|(key, record)| (key.clone(), map(record))).collect()
}

async fn repayments_are_exact_and_doubtful_ones_are_held(engine: Engine) {
    let mis = Mis::new(engine).await;
    let schema = Schema::probe(&mis.place()).await.unwrap();
    assert!(schema.missing().is_empty());
    let rows = mis.rows(&queries::repayments(&schema, FUND)).await;
    let settings = parsed(&config::database(mis.kind, &schema, FUND));
    let held = |rule: &str| Err(rule.to_owned());
    let wanted: BTreeMap<String, Result<String, String>> = [
        ("L-0101", Ok("500")),
        // An empty external id is none.
        ("000000102", Ok("400")),
        // Charged off, and in transfer: they go on.
        ("000000110", Ok("20")),
        ("000000112", Ok("125.5")),
        // A loan to a group as a whole is one loan.
        ("000000108", Ok("90")),
        // The sum of the group's loans.
        ("GLIM-9", Ok("50")),
        ("000000109", Err("held_by_source")),
    ]
    .into_iter()
    .map(|(key, outcome)| (key.to_owned(), outcome.map(str::to_owned).or_else(held)))
    .collect();
    assert_eq!(mapped(&rows, &settings), wanted);
    assert!(
        of(&rows, "000000109", "fieldlink_hold")
            .unwrap()
            .contains("recovered after the write-off")
    );
    assert_eq!(of(&rows, "GLIM-9", "client_id"), Some("G-5"));
    assert_eq!(of(&rows, "L-0101", "outstanding"), Some("500.000000"));
}

async fn repayments_as_of_a_day_leave_out_what_was_reversed(engine: Engine) {
    let mis = Mis::new(engine).await;
    let rows = mis.rows(&queries::repayments_as_of(FUND, "DATE '2026-01-31'")).await;
    let amount = |key: &str| {
        of(&rows, key, "amount")
            .unwrap()
            .trim_end_matches(['0', '.'])
            .to_owned()
    };
    // 999 was reversed, 200 came later.
    assert_eq!(amount("L-0101"), "3");
    assert_eq!(of(&rows, "L-0101", "amount").map(|text| &text[..4]), Some("300."));
    assert_eq!(of(&rows, "000000102", "amount").map(|text| &text[..1]), Some("0"));
    assert_eq!(of(&rows, "GLIM-9", "amount").map(|text| &text[..3]), Some("50."));
    // A chargeback is no repayment.
    assert_eq!(amount("000000112"), "125.5");
    for key in ["L-0101", "000000102", "GLIM-9", "000000109", "000000112"] {
        assert_eq!(of(&rows, key, "fieldlink_hold"), None, "{key}");
    }
    assert!(
        of(&rows, "000000110", "fieldlink_hold")
            .unwrap()
            .contains("do not add up")
    );
}

async fn loans_and_groups_are_told_apart(engine: Engine) {
    let mis = Mis::new(engine).await;
    let schema = Schema::probe(&mis.place()).await.unwrap();
    let rows = mis.rows(&queries::loan_drafts(&schema, FUND)).await;
    let keys: Vec<&str> = rows.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "000000108",
            "000000110",
            "000000113",
            "GLIM-9",
            "JLG-5-2026-10-01-1",
            "L-0101"
        ]
    );
    // Approved with nothing but what was asked for; a company has no first name.
    assert_eq!(of(&rows, "000000113", "amount"), Some("1500000.000000"));
    assert_eq!(of(&rows, "000000113", "first_name"), Some("Mama Mboga Ltd"));
    assert_eq!(of(&rows, "000000113", "gender"), None);
    assert_eq!(of(&rows, "000000113", "activity"), Some("Retail"));
    assert_eq!(of(&rows, "000000113", "disbursed_on"), Some("2026-10-05"));
    assert_eq!(of(&rows, "L-0101", "group_name"), None);
    assert_eq!(of(&rows, "L-0101", "last_name"), Some("Pérez"));
    assert_eq!(of(&rows, "GLIM-9", "group_name"), Some("Umoja"));
    assert_eq!(of(&rows, "GLIM-9", "disbursed_on"), Some("2026-02-03"));
    assert_eq!(of(&rows, "JLG-5-2026-10-01-1", "activity"), Some("Farming"));
    assert!(
        of(&rows, "000000108", "fieldlink_hold")
            .unwrap()
            .contains("loan type 2")
    );

    let members = all(&mis.place(), &query(&queries::members(FUND))).await.unwrap();
    let pairs: Vec<(&str, &str)> = members
        .iter()
        .map(|record| {
            (
                record.get("group_key").flatten().unwrap(),
                record.get("loan_id").flatten().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        pairs,
        [
            ("GLIM-9", "000000105"),
            ("GLIM-9", "000000106"),
            ("JLG-5-2026-10-01-1", "000000103"),
            ("JLG-5-2026-10-01-1", "000000104")
        ]
    );
    let due = all(&mis.place(), &query(&queries::schedule(&schema, FUND)))
        .await
        .unwrap();
    let of_113 = due
        .iter()
        .filter(|record| record.get("loan_id") == Some(Some("000000113")))
        .count();
    assert_eq!((due.len(), of_113), (4, 2), "additional installments are left out");
}

async fn older_versions_lack_columns(engine: Engine) {
    let mis = Mis::new(engine).await;
    mis.run(OLDER).await;
    let schema = Schema::probe(&mis.place()).await.unwrap();
    assert!(!schema.has("m_loan", "total_recovered_derived") && !schema.has_table("kiva"));
    assert_eq!(mis.rows(&queries::repayments(&schema, FUND)).await.len(), 7);
    assert_eq!(mis.rows(&queries::loan_drafts(&schema, FUND)).await.len(), 6);
    assert_eq!(
        all(&mis.place(), &query(&queries::schedule(&schema, FUND)))
            .await
            .unwrap()
            .len(),
        5
    );
    let text = config::database(mis.kind, &schema, FUND);
    assert!(text.contains("This database has no data table `kiva`"), "{text}");
    let settings = parsed(&text);
    assert!(
        settings
            .settings()
            .loan_drafts
            .as_ref()
            .unwrap()
            .columns
            .activity
            .is_none()
    );
}

macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn postgres() {
                super::$name(fieldlink_testkit::Engine::Postgres).await;
            }

            #[tokio::test]
            async fn mariadb() {
                super::$name(fieldlink_testkit::Engine::Mariadb).await;
            }
        }
    )+};
}

on_both!(
    repayments_are_exact_and_doubtful_ones_are_held,
    repayments_as_of_a_day_leave_out_what_was_reversed,
    loans_and_groups_are_told_apart,
    older_versions_lack_columns,
);

/// `ROUND(x, digits)` gives different texts on the two engines; ours do not round, and the link sends the same.
#[tokio::test]
async fn both_engines_give_the_same_amounts() {
    let mut seen = Vec::new();
    for engine in [Engine::Postgres, Engine::Mariadb] {
        let mis = Mis::new(engine).await;
        let schema = Schema::probe(&mis.place()).await.unwrap();
        let settings = parsed(&config::database(mis.kind, &schema, FUND));
        seen.push(mapped(&mis.rows(&queries::repayments(&schema, FUND)).await, &settings));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn saved_reports_over_the_api_say_the_same_as_the_database() {
    let mis = Mis::new(Engine::Postgres).await;
    let schema = Schema::probe(&mis.place()).await.unwrap();
    let texts = config::report_texts(&schema, FUND);
    let reports = config::REPORTS
        .into_iter()
        .zip(texts)
        .map(|((_, name), text)| (name.to_owned(), text));
    let server = FineractServer::start(mis.database.url(), reports.collect(), BTreeMap::new()).await;
    let text = config::reports(SourceKind::Postgres, &schema, FUND)
        .replace("https://fineract.example.org/fineract-provider/api/v1", server.url());
    let settings = parsed(&text);
    let source = settings.source("mis").unwrap().clone();
    let place = Place::new("mis", source.clone()).with_secret(fineract::USER.1.to_owned().into());
    for (name, sql) in [
        ("repayments", queries::repayments(&schema, FUND)),
        ("loan_drafts", queries::loan_drafts(&schema, FUND)),
    ] {
        let over_api = by_key(all(&place, &query(name)).await.unwrap());
        let direct = mis.rows(&sql).await;
        assert_eq!(over_api.len(), direct.len());
        for (key, record) in &direct {
            for column in record.columns() {
                assert_eq!(over_api[key].get(column), record.get(column), "{name} {key} {column}");
            }
        }
    }
    let nobody = Place::new("mis", source).with_secret("wrong".to_owned().into());
    let error = all(&nobody, &query("repayments")).await.unwrap_err();
    assert!(error.to_string().contains("is not let in (401)"), "{error}");
}
