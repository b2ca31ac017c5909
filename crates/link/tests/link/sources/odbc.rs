//! ODBC: Debian's driver manager with its PostgreSQL, MariaDB and SQLite drivers, against the real databases.

use fieldlink_link::config::{Source, SourceKind};
use fieldlink_link::source::sql::{columns, one};
use fieldlink_link::source::{Place, SourceError};
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{Connection, Executor, MySqlConnection, PgConnection, SqliteConnection};
use url::Url;

use super::only_read::{ROWS as ROWS_OF_VICTIM, VICTIM, read};
use super::{all, chain, fields, query, row};
use crate::support::at;

const TABLE: &str = "CREATE TABLE loan (id bigint, no varchar(20), amount decimal(20, 6), day date, story varchar(200), gap varchar(5), empty varchar(5))";
const ROW: &str = "INSERT INTO loan VALUES (9007199254740993, '000 17', 12345678901234.500000, '2026-01-31', 'José grows maize', NULL, '')";

fn odbc(connection: &str) -> Place {
    accepting(connection, None)
}

/// The same with an account that may write, and is accepted.
fn accepting(connection: &str, account: Option<String>) -> Place {
    let source = Source {
        url: Some(connection.to_owned()),
        accept_writing_account: account,
        timeout_seconds: 60,
        ..Source::of(SourceKind::Odbc)
    };
    Place::new("mis", source)
}

/// A connection string without a DSN: the driver of this name, and the parts of the URL.
fn string(driver: &str, url: &str, more: &str) -> String {
    let url = Url::parse(url).unwrap();
    format!(
        "Driver={{{driver}}};Server={};Port={};Database={};UID={};PWD={};{more}",
        url.host_str().unwrap(),
        url.port().unwrap(),
        url.path().trim_start_matches('/'),
        url.username(),
        url.password().unwrap_or_default()
    )
}

fn postgres(database: &TestDatabase) -> Place {
    let user = Url::parse(database.url()).unwrap().username().to_owned();
    accepting(&string("PostgreSQL Unicode", database.url(), ""), Some(user))
}

async fn mariadb(database: &TestDatabase) -> Place {
    let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
    let account: String = sqlx::query_scalar("SELECT CURRENT_USER()")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    accepting(&string("MariaDB Unicode", database.url(), ""), Some(account))
}

async fn reads(place: &Place, amount: &str) {
    let records = all(place, &query("SELECT * FROM loan")).await.unwrap();
    assert_eq!(
        row(&records[0]),
        fields(&[
            ("id", Some("9007199254740993")),
            ("no", Some("000 17")),
            ("amount", Some(amount)),
            ("day", Some("2026-01-31")),
            ("story", Some("José grows maize")),
            ("gap", None),
            ("empty", Some("")),
        ])
    );
}

#[tokio::test]
async fn postgres_by_odbc() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    connection.execute(TABLE).await.unwrap();
    connection.execute(ROW).await.unwrap();
    connection
        .execute("CREATE FUNCTION touch() RETURNS int LANGUAGE sql AS 'DELETE FROM loan RETURNING 1'")
        .await
        .unwrap();
    let place = postgres(&database);
    reads(&place, "12345678901234.500000").await;
    let error = all(&place, &query("SELECT touch()")).await.unwrap_err();
    assert!(chain(&error).contains("read-only transaction"), "{}", chain(&error));
    let error = all(&place, &query("SELECT nothing FROM loan")).await.unwrap_err();
    assert!(chain(&error).contains("nothing"), "{}", chain(&error));
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM loan")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn mariadb_by_odbc() {
    let database = TestDatabase::new(Engine::Mariadb).await;
    let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
    connection.execute(TABLE).await.unwrap();
    connection.execute(ROW).await.unwrap();
    connection
        .execute(sqlx::raw_sql(
            "CREATE FUNCTION touch() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM loan; RETURN 1; END",
        ))
        .await
        .unwrap();
    let place = mariadb(&database).await;
    reads(&place, "12345678901234.500000").await;
    let error = all(&place, &query("SELECT touch()")).await.unwrap_err();
    assert!(chain(&error).contains("READ ONLY"), "{}", chain(&error));
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM loan")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn sqlite_by_odbc() {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "mis.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display()))
        .await
        .unwrap();
    // Text, as a MIS on SQLite keeps what must stay exact.
    connection
        .execute("CREATE TABLE loan (id bigint, no varchar(20), amount varchar(30), day date, story varchar(200), gap varchar(5), empty varchar(5))")
        .await
        .unwrap();
    let row = ROW.replace("12345678901234.500000", "'12345678901234.500000'");
    connection.execute(sqlx::AssertSqlSafe(row)).await.unwrap();
    let place = odbc(&format!("Driver={{SQLite3}};Database={};", path.display()));
    reads(&place, "12345678901234.500000").await;
}

#[tokio::test]
async fn a_driver_or_password_that_is_wrong_is_named() {
    let error = all(&odbc("Driver={No Such Driver};PWD=hunter2"), &query("SELECT 1"))
        .await
        .unwrap_err();
    assert!(!chain(&error).contains("hunter2"), "{}", chain(&error));
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut url = Url::parse(database.url()).unwrap();
    url.set_password(Some("hunter2")).unwrap();
    let wrong = odbc(&string("PostgreSQL Unicode", url.as_str(), ""));
    let error = all(&wrong, &query("SELECT 1")).await.unwrap_err();
    assert!(
        chain(&error).contains("password") && !chain(&error).contains("hunter2"),
        "{}",
        chain(&error)
    );
}

/// What `init` sees of a database by ODBC: its own tables with their columns, and none of the system's.
async fn lists(place: &Place) {
    let tables = columns::tables(place).await.unwrap();
    assert_eq!(
        tables,
        [
            ("loan".to_owned(), ["no", "story"].map(str::to_owned).to_vec()),
            (
                "pictures".to_owned(),
                ["loan_no", "content"].map(str::to_owned).to_vec()
            ),
        ]
    );
}

/// A photo by its loan's number, byte for byte, and none where there is none.
async fn gives_photos(place: &Place, content: &[u8]) {
    let query = "SELECT content FROM pictures WHERE loan_no = :loan_id";
    let photo = async |id: &str| {
        one::bytes(place, "loan_drafts.photos", query, |name| {
            (name == "loan_id").then(|| id.to_owned())
        })
        .await
        .unwrap()
    };
    assert_eq!(photo("000 17").await.as_deref(), Some(content));
    assert_eq!(photo("000 18").await, None, "NULL");
    assert_eq!(photo("x' OR '1'='1").await, None, "no row");
}

/// Every byte there is, and more of them than a driver hands over at once.
fn content() -> Vec<u8> {
    (0..=255).cycle().take(70_000).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const LOANS: &str = "CREATE TABLE loan (no varchar(20), story varchar(200))";
const ROWS: &str = "INSERT INTO pictures VALUES ('000 17', CONTENT), ('000 18', NULL)";

#[tokio::test]
async fn postgres_tables_and_photos_by_odbc() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    connection.execute(LOANS).await.unwrap();
    connection
        .execute("CREATE TABLE pictures (loan_no varchar(20), content bytea)")
        .await
        .unwrap();
    let rows = ROWS.replace("CONTENT", &format!("'\\x{}'", hex(&content())));
    connection.execute(sqlx::AssertSqlSafe(rows)).await.unwrap();
    let place = postgres(&database);
    lists(&place).await;
    gives_photos(&place, &content()).await;
}

#[tokio::test]
async fn mariadb_tables_and_photos_by_odbc() {
    let database = TestDatabase::new(Engine::Mariadb).await;
    let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
    connection.execute(LOANS).await.unwrap();
    connection
        .execute("CREATE TABLE pictures (loan_no varchar(20), content longblob)")
        .await
        .unwrap();
    let rows = ROWS.replace("CONTENT", &format!("0x{}", hex(&content())));
    connection.execute(sqlx::AssertSqlSafe(rows)).await.unwrap();
    let place = mariadb(&database).await;
    lists(&place).await;
    gives_photos(&place, &content()).await;
}

#[tokio::test]
async fn sqlite_tables_and_photos_by_odbc() {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "mis.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display()))
        .await
        .unwrap();
    connection.execute(LOANS).await.unwrap();
    connection
        .execute("CREATE TABLE pictures (loan_no varchar(20), content blob)")
        .await
        .unwrap();
    let rows = ROWS.replace("CONTENT", &format!("x'{}'", hex(&content())));
    connection.execute(sqlx::AssertSqlSafe(rows)).await.unwrap();
    let place = odbc(&format!("Driver={{SQLite3}};Database={};", path.display()));
    lists(&place).await;
    gives_photos(&place, &content()).await;
}

/// An account that may write is refused with its name, until a person accepts it; one that only reads is not.
#[tokio::test]
async fn an_account_that_may_write_is_accepted_by_a_person() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    connection.execute(LOANS).await.unwrap();
    let writes = odbc(&string("PostgreSQL Unicode", database.url(), ""));
    let asked = query("SELECT no FROM loan");
    let error = all(&writes, &asked).await.unwrap_err();
    assert!(matches!(error, SourceError::MayWrite { .. }), "{}", chain(&error));
    assert!(chain(&error).contains("accept_writing_account"), "{}", chain(&error));
    all(&postgres(&database), &asked).await.unwrap();

    let role = format!("reader_{}", database.url().rsplit('/').next().unwrap());
    let made = format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'reads'; GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT ON loan TO {role}"
    );
    connection
        .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(made)))
        .await
        .unwrap();
    let mut url = Url::parse(database.url()).unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("reads")).unwrap();
    all(&odbc(&string("PostgreSQL Unicode", url.as_str(), "")), &asked)
        .await
        .unwrap();
    let gone = format!("DROP OWNED BY {role}; DROP ROLE {role}");
    connection
        .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(gone)))
        .await
        .unwrap();
}

/// Each of these would write to the table; not one is asked.
const ATTEMPTS: &[&str] = &[
    "SELECT 1; DELETE FROM victim",
    "SELECT 1; COMMIT; DELETE FROM victim",
    "SELECT wipe()",
    "DELETE FROM victim",
    "WITH gone AS (DELETE FROM victim RETURNING a) SELECT * FROM gone",
    "SELECT * INTO copy FROM victim",
    "{call wipe()}",
    "SELECT a FROM victim FOR UPDATE",
    "SELECT 'a\\'; COMMIT; DELETE FROM victim; -- '; COMMIT; DELETE FROM victim",
    "SELECT * FROM victim INTO OUTFILE '/tmp/fieldlink-never'",
];

const HONEST: &[&str] = &[
    "SELECT 1;",
    "SELECT a AS updated, 'a; COMMIT' AS text FROM victim /* delete */",
    "SELECT replace(name, 'a', 'b') FROM victim -- drop table victim",
    "WITH b AS (SELECT a FROM victim) SELECT * FROM b",
    "SELECT a, sum(a) OVER (ORDER BY a) FROM victim",
    "SELECT a FROM victim UNION ALL SELECT 9",
];

async fn refused(place: &Place) {
    for attempt in ATTEMPTS {
        assert!(all(place, &query(attempt)).await.is_err(), "{attempt}");
    }
    read(place, HONEST).await;
    let records = all(place, &query("SELECT name FROM victim ORDER BY a")).await.unwrap();
    assert_eq!(records.len(), 3);
}

#[tokio::test]
async fn databases_are_left_as_they_are_by_odbc() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let wipe = "CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM victim RETURNING 1'";
    for statement in [
        VICTIM,
        ROWS_OF_VICTIM,
        wipe,
        "CREATE VIEW copy_of AS SELECT * FROM victim",
    ] {
        connection.execute(statement).await.unwrap();
    }
    refused(&postgres(&database)).await;
    let operator = "SELECT 1 # 2; COMMIT; DELETE FROM victim";
    assert!(all(&postgres(&database), &query(operator)).await.is_err());
    read(
        &postgres(&database),
        &["SELECT '{\"a\": 1}'::json #>> '{a}' AS \"update\""],
    )
    .await;

    let database = TestDatabase::new(Engine::Mariadb).await;
    let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
    let wipe = "CREATE FUNCTION wipe() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM victim; RETURN 1; END";
    for statement in [VICTIM, ROWS_OF_VICTIM, wipe] {
        connection.execute(sqlx::raw_sql(statement)).await.unwrap();
    }
    refused(&mariadb(&database).await).await;
    read(
        &mariadb(&database).await,
        &["SELECT TRUNCATE(3.7, 0) AS `update`, CAST(a AS CHAR CHARACTER SET utf8mb4) FROM victim"],
    )
    .await;

    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "mis.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display()))
        .await
        .unwrap();
    for statement in [VICTIM, ROWS_OF_VICTIM] {
        connection.execute(statement).await.unwrap();
    }
    let place = odbc(&format!("Driver={{SQLite3}};Database={};", path.display()));
    refused(&place).await;
    for attempt in [
        "PRAGMA query_only = OFF",
        "VACUUM INTO '/tmp/fieldlink-never'",
        "REPLACE INTO victim VALUES (1, 'x')",
    ] {
        assert!(all(&place, &query(attempt)).await.is_err(), "{attempt}");
    }
    read(&place, &["SELECT a AS [update], name AS `delete` FROM victim"]).await;
}
