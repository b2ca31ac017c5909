//! Databases that really run.

use fieldlink_link::config::{Source, SourceKind};
use fieldlink_link::source::{Place, SourceError, sql};
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{AssertSqlSafe, Connection, Executor, MySqlConnection, PgConnection, SqliteConnection};

use super::{all, chain, fields, place, query, row};
use crate::support::at;

#[tokio::test]
async fn postgres_values_come_as_they_are() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    connection
        .execute(
            "CREATE TYPE sex AS ENUM ('F', 'M');
             CREATE TABLE loan (id bigint, no text, amount numeric(20, 6), day date, at timestamptz, ok boolean, gender sex, code uuid, gap text, empty text);
             INSERT INTO loan VALUES (9007199254740993, '000 17', 12345678901234.500000, '2026-01-31', '2026-01-31 22:30:00+00', true, 'F',
                'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', NULL, '')",
        )
        .await
        .unwrap();
    // A server that writes dates in its country's way must not change what we read.
    let name = database.url().rsplit('/').next().unwrap();
    let alter = format!("ALTER DATABASE {name} SET DateStyle = 'SQL, DMY'");
    connection.execute(AssertSqlSafe(alter)).await.unwrap();
    let place = place(SourceKind::Postgres, Some(database.url()), None);
    let records = all(&place, &query("SELECT * FROM loan")).await.unwrap();
    assert_eq!(
        row(&records[0]),
        fields(&[
            ("id", Some("9007199254740993")),
            ("no", Some("000 17")),
            ("amount", Some("12345678901234.500000")),
            ("day", Some("2026-01-31")),
            ("at", records[0].get("at").unwrap()),
            ("ok", Some("t")),
            ("gender", Some("F")),
            ("code", Some("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
            ("gap", None),
            ("empty", Some("")),
        ])
    );
    assert!(records[0].get("at").unwrap().unwrap().starts_with("2026-"));
    assert_eq!(records[0].origin.to_string(), "mis (repayments), row 1");
}

#[tokio::test]
async fn postgres_is_only_read_and_has_a_limit() {
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    connection
        .execute(
            "CREATE TABLE touched (n int);
             CREATE FUNCTION touch() RETURNS int LANGUAGE sql AS 'INSERT INTO touched VALUES (1) RETURNING n'",
        )
        .await
        .unwrap();
    let place = place(SourceKind::Postgres, Some(database.url()), None);
    // The words of the query say nothing about what the function does; the transaction does.
    let error = all(&place, &query("SELECT touch()")).await.unwrap_err();
    assert!(chain(&error).contains("read-only transaction"), "{}", chain(&error));

    let mut source = place.source().clone();
    source.timeout_seconds = 1;
    let slow = Place::new("mis", source);
    let error = all(&slow, &query("SELECT count(*) FROM generate_series(1, 100000000000)"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, SourceError::TooSlow { seconds: 1, .. }),
        "{}",
        chain(&error)
    );
    let error = all(&slow, &query("SELECT nothing FROM touched")).await.unwrap_err();
    assert!(chain(&error).contains("nothing"), "{}", chain(&error));
}

#[tokio::test]
async fn mariadb_values_come_as_they_are() {
    let database = TestDatabase::new(Engine::Mariadb).await;
    let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
    connection
        .execute(
            "CREATE TABLE loan (id bigint unsigned, no varchar(20), amount decimal(24, 6), day date, at datetime, ok tinyint(1), flag bit(1),
                gender enum('F', 'M'), story text, gap text, empty varchar(5))",
        )
        .await
        .unwrap();
    connection
        .execute(
            "INSERT INTO loan VALUES (18446744073709551615, '000 17', 12345678901234.500000, '2026-01-31', '2026-01-31 22:30:00', 1, b'1',
                'F', 'José grows maize', NULL, '')",
        )
        .await
        .unwrap();
    let place = place(SourceKind::Mysql, Some(database.url()), None);
    let records = all(&place, &query("SELECT * FROM loan")).await.unwrap();
    assert_eq!(
        row(&records[0]),
        fields(&[
            ("id", Some("18446744073709551615")),
            ("no", Some("000 17")),
            ("amount", Some("12345678901234.500000")),
            ("day", Some("2026-01-31")),
            ("at", Some("2026-01-31 22:30:00")),
            ("ok", Some("1")),
            ("flag", Some("1")),
            ("gender", Some("F")),
            ("story", Some("José grows maize")),
            ("gap", None),
            ("empty", Some("")),
        ])
    );
}

#[tokio::test]
async fn mariadb_is_only_read_and_has_a_limit() {
    let database = TestDatabase::new(Engine::Mariadb).await;
    let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
    connection.execute("CREATE TABLE touched (n int)").await.unwrap();
    connection
        .execute(sqlx::raw_sql(
            "CREATE FUNCTION touch() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO touched VALUES (1); RETURN 1; END",
        ))
        .await
        .unwrap();
    let place = place(SourceKind::Mysql, Some(database.url()), None);
    let error = all(&place, &query("SELECT touch()")).await.unwrap_err();
    assert!(chain(&error).contains("READ ONLY"), "{}", chain(&error));

    let mut source = place.source().clone();
    source.timeout_seconds = 1;
    let slow = Place::new("mis", source);
    let endless = "WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n";
    let cross = "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c WHERE a.column_name < concat(b.column_name, c.column_name)";
    let error = match all(&slow, &query(cross)).await {
        Err(error) => error,
        Ok(_) => all(&slow, &query(endless)).await.unwrap_err(),
    };
    assert!(
        matches!(error, SourceError::TooSlow { seconds: 1, .. }),
        "{}",
        chain(&error)
    );
}

#[tokio::test]
async fn sqlite_values_come_as_they_are_and_the_file_is_only_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "mis.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display()))
        .await
        .unwrap();
    connection
        .execute("CREATE TABLE loan (no TEXT, amount, whole, note, gap)")
        .await
        .unwrap();
    connection.execute("INSERT INTO loan VALUES ('00017', 480.55, 9007199254740993, x'4a6f73c3a9', NULL), ('2', 0.1, 1000.0, '', NULL)").await.unwrap();
    let place = place(SourceKind::Sqlite, None, Some(path.clone()));
    let records = all(&place, &query("SELECT * FROM loan ORDER BY no")).await.unwrap();
    assert_eq!(
        row(&records[0]),
        fields(&[
            ("no", Some("00017")),
            ("amount", Some("480.55")),
            ("whole", Some("9007199254740993")),
            ("note", Some("José")),
            ("gap", None)
        ])
    );
    assert_eq!(records[1].get("amount"), Some(Some("0.1")));
    assert_eq!(records[1].get("whole"), Some(Some("1000")));
    let tables = sql::columns::tables(&place).await.unwrap();
    assert_eq!(tables[0].0, "loan");
    assert_eq!(tables[0].1.len(), 5);

    let missing = Place::new(
        "mis",
        Source {
            path: Some(at(&folder, "none.db")),
            ..place.source().clone()
        },
    );
    assert!(matches!(
        all(&missing, &query("SELECT 1")).await,
        Err(SourceError::Connect { .. })
    ));
    assert!(!at(&folder, "none.db").exists(), "reading makes no file");
}

#[tokio::test]
async fn databases_list_their_tables() {
    for engine in [Engine::Postgres, Engine::Mariadb] {
        let database = TestDatabase::new(engine).await;
        let create = "CREATE TABLE loan_account (account_no varchar(20), principal decimal(10, 2))";
        let kind = if engine == Engine::Postgres {
            PgConnection::connect(database.url())
                .await
                .unwrap()
                .execute(AssertSqlSafe(create))
                .await
                .unwrap();
            SourceKind::Postgres
        } else {
            MySqlConnection::connect(database.url())
                .await
                .unwrap()
                .execute(AssertSqlSafe(create))
                .await
                .unwrap();
            SourceKind::Mysql
        };
        let tables = sql::columns::tables(&place(kind, Some(database.url()), None))
            .await
            .unwrap();
        assert_eq!(
            tables,
            [(
                String::from("loan_account"),
                vec![String::from("account_no"), String::from("principal")]
            )]
        );
    }
}
