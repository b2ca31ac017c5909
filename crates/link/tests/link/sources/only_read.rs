//! Each database is asked in ways that would write to it, and finds itself unchanged; and in odd ways that only read.

use fieldlink_link::config::SourceKind;
use fieldlink_link::source::{Place, SourceError};
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{Connection, Executor, MySqlConnection, PgConnection, SqliteConnection};

use super::{all, chain, place, query};
use crate::support::at;

/// The table that every attempt is after.
pub const VICTIM: &str = "CREATE TABLE victim (a int, name varchar(40))";
pub const ROWS: &str = "INSERT INTO victim VALUES (1, 'Amina'), (2, 'José; DELETE'), (3, 'it''s')";

/// Asks each of these queries, which must fail, and looks at the table after each.
async fn unchanged<F: Future<Output = Vec<(i64, String)>>>(place: &Place, queries: &[&str], table: impl Fn() -> F) {
    let before = table().await;
    assert_eq!(before.len(), 3);
    for attempt in queries {
        let answer = all(place, &query(attempt)).await;
        assert!(answer.is_err(), "{attempt}");
        assert_eq!(table().await, before, "{attempt}");
    }
}

/// Asks each of these queries, which must be answered.
pub async fn read(place: &Place, queries: &[&str]) {
    for honest in queries {
        match all(place, &query(honest)).await {
            Ok(records) => assert!(!records.is_empty(), "{honest}"),
            Err(error) => panic!("{honest}: {}", chain(&error)),
        }
    }
}

const TABLE: &str = "SELECT a, name FROM victim ORDER BY a";

#[tokio::test]
async fn postgres_is_left_as_it_is() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    connection
        .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "{VICTIM}; {ROWS}; CREATE SEQUENCE numbers;
             CREATE FUNCTION truncate(a numeric) RETURNS numeric LANGUAGE sql AS 'SELECT trunc(a)';
             CREATE FUNCTION wipe() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM victim; RETURN 1; END $$;
             CREATE FUNCTION unlock() RETURNS int LANGUAGE plpgsql AS
                $$ BEGIN SET LOCAL transaction_read_only = off; DELETE FROM victim; RETURN 1; END $$;
             CREATE PROCEDURE pay() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM victim; COMMIT; END $$"
        ))))
        .await
        .unwrap();
    let place = place(SourceKind::Postgres, Some(database.url()), None);
    let table = || async {
        let mut connection = PgConnection::connect(database.url()).await.unwrap();
        let rows = sqlx::query_as::<_, (i32, String)>(TABLE)
            .fetch_all(&mut connection)
            .await;
        let rows = rows.unwrap().into_iter();
        rows.map(|(a, name)| (i64::from(a), name)).collect()
    };
    let attempts = [
        "SELECT 1 WHERE 1 # 2 > 0; COMMIT; DELETE FROM victim",
        "SELECT '\\'; COMMIT; DELETE FROM victim; SELECT '\\'",
        "SELECT 1 AS a$a$; COMMIT; DELETE FROM victim --$a$",
        "/* /* */ SELECT 1 */ DELETE FROM victim RETURNING a",
        "SELECT wipe()",
        "SELECT unlock()",
        "SELECT set_config('transaction_read_only', 'off', true), wipe()",
        "WITH gone AS (DELETE FROM victim RETURNING a) SELECT * FROM gone",
        "SELECT * INTO copy FROM victim",
        "SELECT a FROM victim FOR UPDATE",
        "CALL pay()",
        "DO $$ BEGIN DELETE FROM victim; END $$",
        "COPY victim TO PROGRAM 'touch /tmp/never'",
        "SELECT nextval('numbers')",
        "SELECT setval('numbers', 9)",
        "SELECT lo_create(7), lo_from_bytea(8, '\\x00')",
        "SELECT \"pg_terminate_backend\" (pid) FROM pg_stat_activity",
        "SELECT query_to_xml('SELECT wipe()', true, true, '')",
        "SELECT U&\"\\0070g_sleep\"(0)",
        "COMMIT",
        "SET TRANSACTION READ WRITE",
        "SELECT 1;",
    ];
    // The last one is fine: a statement may end with a semicolon.
    unchanged(&place, &attempts[..attempts.len() - 1], table).await;
    read(
        &place,
        &[
            "SELECT 1;",
            "SELECT 1 AS \"update\", 'a; COMMIT' AS text, E'Amina\\'s; farm' AS name /* delete /* nested */ */",
            "SELECT '{\"a\": {\"b\": 1}}'::json #>> '{a,b}' AS b, 5 # 3, $$it's; $$ AS c",
            "SELECT truncate(3.7), round(a::numeric, 2) FROM victim -- drop table victim",
            "WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 3) SELECT * FROM n",
            "SELECT a, sum(a) OVER (ORDER BY a), 1--5\n FROM victim",
            "SELECT current_date, now(), clock_timestamp(), gen_random_uuid(), random()",
            "(SELECT a FROM victim) UNION ALL (SELECT 9) ORDER BY 1",
            "VALUES (1, 'a'), (2, 'b')",
            "TABLE victim",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_shorter_limit_of_the_database_stays() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let name = database.url().rsplit('/').next().unwrap();
    let alter = format!("ALTER DATABASE {name} SET statement_timeout = '300ms'");
    connection.execute(sqlx::AssertSqlSafe(alter)).await.unwrap();
    let place = place(SourceKind::Postgres, Some(database.url()), None);
    let limit = all(&place, &query("SELECT current_setting('statement_timeout') AS t"))
        .await
        .unwrap();
    assert_eq!(limit[0].get("t"), Some(Some("300ms")));
    let error = all(&place, &query("SELECT pg_sleep(60)")).await.unwrap_err();
    assert!(chain(&error).contains("statement timeout"), "{}", chain(&error));
    assert!(matches!(error, SourceError::Query { .. }), "{error:?}");
}

#[tokio::test]
async fn mariadb_is_left_as_it_is() {
    let database = TestDatabase::new(Engine::Mariadb).await;
    let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
    for statement in [
        VICTIM,
        ROWS,
        "CREATE SEQUENCE numbers",
        "CREATE FUNCTION wipe() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM victim; RETURN 1; END",
        "CREATE PROCEDURE pay() BEGIN DELETE FROM victim; COMMIT; SELECT 1; END",
    ] {
        connection.execute(sqlx::raw_sql(statement)).await.unwrap();
    }
    let place = place(SourceKind::Mysql, Some(database.url()), None);
    let table = || async {
        let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
        let rows = sqlx::query_as::<_, (i32, String)>(TABLE)
            .fetch_all(&mut connection)
            .await;
        let rows = rows.unwrap().into_iter();
        rows.map(|(a, name)| (i64::from(a), name)).collect()
    };
    unchanged(
        &place,
        &[
            "SELECT 30000--5000; COMMIT; DELETE FROM victim",
            "SELECT 'a\\'; COMMIT; DELETE FROM victim; -- '; COMMIT; DELETE FROM victim",
            "SELECT 1 /*! ; COMMIT; DELETE FROM victim */",
            "SELECT 1 /* /* */ ; COMMIT; DELETE FROM victim; -- */",
            "SELECT wipe()",
            "CALL pay()",
            "EXECUTE IMMEDIATE 'DELETE FROM victim'",
            "BEGIN NOT ATOMIC COMMIT; DELETE FROM victim; END",
            "SET STATEMENT max_statement_time = 1 FOR DELETE FROM victim",
            "DELETE FROM victim RETURNING a",
            "INSERT INTO victim VALUES (4, 'x') RETURNING a",
            "SELECT * FROM victim INTO OUTFILE '/tmp/fieldlink-never'",
            "SELECT name FROM victim LIMIT 1 INTO DUMPFILE '/tmp/fieldlink-never'",
            "SELECT NEXT VALUE FOR numbers",
            "SELECT setval(numbers, 9)",
            "SELECT a FROM victim FOR UPDATE",
            "OPTIMIZE TABLE victim",
            "SELECT $$; COMMIT; DELETE FROM victim; -- $$",
        ],
        table,
    )
    .await;
    read(
        &place,
        &[
            "SELECT 1;",
            "SELECT a AS `update`, 'a; COMMIT' AS text, 'Amina\\'s; farm' AS name FROM victim # delete",
            "SELECT CAST(name AS CHAR CHARACTER SET utf8mb4), TRUNCATE(3.7, 0), REPLACE(name, 'a', 'b') FROM victim",
            "SELECT INSERT('abc', 1, 1, 'x'), 1--5 /* drop /* table victim */",
            "WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 3) SELECT * FROM n",
            "SELECT a, SUM(a) OVER (ORDER BY a) FROM victim -- drop table victim",
            "SELECT \"it's; here\" AS t, CURRENT_DATE, NOW(), UUID(), RAND()",
            "(SELECT a FROM victim) UNION ALL (SELECT 9)",
            "SELECT JSON_VALUE('{\"a\": 1}', '$.a') AS a, @x := 5",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_sqlite_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "mis.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let mut owner = SqliteConnection::connect(&url).await.unwrap();
    for statement in ["PRAGMA journal_mode = WAL", VICTIM, ROWS] {
        owner.execute(statement).await.unwrap();
    }
    let other = at(&folder, "other.db");
    let made = |statement: &str| statement.replace("OTHER", &other.display().to_string());
    let attempts = [
        "SELECT 1; DELETE FROM victim",
        "SELECT 1 AS [a'] ; DELETE FROM victim; --'",
        "WITH a AS (SELECT 1) DELETE FROM victim",
        "REPLACE INTO victim VALUES (1, 'x')",
        "PRAGMA user_version = 7",
        "PRAGMA writable_schema = ON",
        "ATTACH 'file:OTHER?mode=rwc' AS other",
        "SELECT 1; ATTACH 'OTHER' AS other; CREATE TABLE other.x (a)",
        "VACUUM INTO 'OTHER'",
        "SELECT load_extension('OTHER')",
        "CREATE TABLE copy AS SELECT * FROM victim",
    ];
    let attempts: Vec<String> = attempts.iter().map(|attempt| made(attempt)).collect();
    let attempts: Vec<&str> = attempts.iter().map(String::as_str).collect();
    let place = place(SourceKind::Sqlite, None, Some(path.clone()));
    let table = || async {
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        sqlx::query_as::<_, (i64, String)>(TABLE)
            .fetch_all(&mut connection)
            .await
            .unwrap()
    };
    unchanged(&place, &attempts, table).await;
    assert!(!other.exists(), "reading makes no file");
    // The owner has it open, and what it wrote last stands beside the file still.
    read(
        &place,
        &[
            "SELECT 1;",
            "SELECT a AS [update], 'a; COMMIT' AS \"delete\", `name` FROM victim -- drop table victim",
            "SELECT replace(name, 'a', 'b'), '\\' AS b, 1--5\n FROM victim",
            "SELECT a, sum(a) OVER (ORDER BY a) FROM victim /* delete */",
            "WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 3) SELECT * FROM n",
            "VALUES (1), (2)",
            "SELECT json_extract('{\"a\": 1}', '$.a') AS a",
        ],
    )
    .await;
    owner.close().await.unwrap();
}

#[tokio::test]
async fn today_is_the_days_of_the_partner_and_of_the_server() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let place_of =
        |kind, database: &TestDatabase| place(kind, Some(database.url()), None).in_timezone("Africa/Nairobi");
    let asked = query("SELECT current_setting('timezone') AS zone, timestamptz '2026-11-30 21:30:00+00' AS at");
    let records = all(&place_of(SourceKind::Postgres, &database), &asked).await.unwrap();
    assert_eq!(records[0].get("zone"), Some(Some("Africa/Nairobi")));
    assert_eq!(records[0].get("at"), Some(Some("2026-12-01 00:30:00+03")));

    let database = TestDatabase::new(Engine::Mariadb).await;
    let asked = query("SELECT @@session.time_zone = @@global.time_zone AS same, 1 = 2 || 1 = 1 AS either");
    let records = all(&place_of(SourceKind::Mysql, &database), &asked).await.unwrap();
    assert_eq!(records[0].get("same"), Some(Some("1")));
    assert_eq!(records[0].get("either"), Some(Some("1")));
}
