//! What is wrong with a database is named, with the next step and without the password.

use fieldlink_link::config::{Source, SourceKind};
use fieldlink_link::source::Place;
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{Connection, Executor, MySqlConnection, PgConnection, SqliteConnection};

use super::{all, chain, place, query};
use crate::support::at;

const TABLE: &str = "CREATE TABLE loan_account (account_no varchar(20), principal_repaid decimal(10, 2))";

async fn said(place: &Place, text: &str) -> String {
    chain(&all(place, &query(text)).await.unwrap_err())
}

/// The databases with a table, as the link is told of them.
async fn databases() -> Vec<(TestDatabase, SourceKind)> {
    let postgres = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(postgres.url()).await.unwrap();
    connection.execute(TABLE).await.unwrap();
    let mariadb = TestDatabase::new(Engine::Mariadb).await;
    let mut connection = MySqlConnection::connect(mariadb.url()).await.unwrap();
    connection.execute(TABLE).await.unwrap();
    vec![(postgres, SourceKind::Postgres), (mariadb, SourceKind::Mysql)]
}

#[tokio::test]
async fn a_column_or_table_that_is_gone_is_named_with_those_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "mis.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    SqliteConnection::connect(&url)
        .await
        .unwrap()
        .execute(TABLE)
        .await
        .unwrap();
    let databases = databases().await;
    let mut places = vec![place(SourceKind::Sqlite, None, Some(path))];
    places.extend(
        databases
            .iter()
            .map(|(database, kind)| place(*kind, Some(database.url()), None)),
    );
    for place in &places {
        let column = said(place, "SELECT account_no, repaid FROM loan_account").await;
        assert!(column.contains("repaid"), "{column}");
        let there = "loan_account has the columns account_no, principal_repaid";
        assert!(column.contains(there), "{column}");
        let table = said(place, "SELECT account_no FROM loans").await;
        assert!(table.contains("the database has the tables loan_account"), "{table}");
    }
}

#[tokio::test]
async fn a_url_of_a_java_program_is_none() {
    for (kind, url) in [
        (
            SourceKind::Postgres,
            "jdbc:postgresql://db.example:5432/mis?user=reader&password=hunter2",
        ),
        (SourceKind::Mysql, "jdbc:mysql://db.example/mis"),
        (SourceKind::Mysql, "postgres://reader:hunter2@db.example/mis"),
        (SourceKind::Postgres, "db.example"),
    ] {
        let why = said(&place(kind, Some(url), None), "SELECT 1 AS one").await;
        assert!(why.contains("without jdbc:") && !why.contains("hunter2"), "{why}");
    }
}

#[tokio::test]
async fn a_query_names_its_own_line_and_not_one_of_the_server() {
    let (postgres, kind) = databases().await.remove(0);
    let why = said(
        &place(kind, Some(postgres.url()), None),
        "SELECT account_no\nFROM nowhere",
    )
    .await;
    assert!(
        why.contains("(line 2 of the query)") && !why.contains("at line"),
        "{why}"
    );
}

#[tokio::test]
async fn a_wrong_password_a_missing_database_and_a_silent_host_are_named() {
    for (database, kind) in databases().await {
        let mut url = url::Url::parse(database.url()).unwrap();
        let right = url.clone();
        url.set_password(Some("hunter2")).unwrap();
        let refused = said(&place(kind, Some(url.as_str()), None), "SELECT 1").await;
        assert!(
            refused.contains("refuses the user or the password; correct them in `url`"),
            "{refused}"
        );
        assert!(!refused.contains("hunter2"), "{refused}");

        let mut url = right.clone();
        url.set_path("/nothing_of_that_name");
        let missing = said(&place(kind, Some(url.as_str()), None), "SELECT 1").await;
        assert!(missing.contains("has no such database"), "{missing}");

        // A port that was free a moment ago.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut url = right;
        url.set_port(Some(port)).unwrap();
        let silent = said(&place(kind, Some(url.as_str()), None), "SELECT 1").await;
        assert!(
            silent.contains(&format!("nothing answers at 127.0.0.1:{port}")),
            "{silent}"
        );

        let odd = said(&place(kind, Some("postgres//x"), None), "SELECT 1").await;
        assert!(odd.contains("the URL in `url` cannot be read"), "{odd}");
    }
    let folder = tempfile::tempdir().unwrap();
    let none = place(SourceKind::Sqlite, None, Some(at(&folder, "none.db")));
    assert!(said(&none, "SELECT 1").await.contains("there is no file"));
    std::fs::write(
        at(&folder, "text.db"),
        "this is a letter and no database, however long it may be",
    )
    .unwrap();
    let text = place(SourceKind::Sqlite, None, Some(at(&folder, "text.db")));
    assert!(said(&text, "SELECT 1").await.contains("not a database"));
}

#[tokio::test]
async fn a_picture_in_a_row_holds_only_what_asks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "mis.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", path.display()))
        .await
        .unwrap();
    connection
        .execute("CREATE TABLE loan (no TEXT, pic BLOB)")
        .await
        .unwrap();
    connection
        .execute("INSERT INTO loan VALUES ('17', x'ffd8ffe0')")
        .await
        .unwrap();
    let records = all(
        &place(SourceKind::Sqlite, None, Some(path)),
        &query("SELECT * FROM loan"),
    )
    .await
    .unwrap();
    assert_eq!(records[0].get("no"), Some(Some("17")));
    assert!(
        records[0]
            .cell("pic")
            .unwrap()
            .fault()
            .unwrap()
            .to_string()
            .contains("loan_drafts.photos")
    );
}

#[tokio::test]
async fn sql_server_is_refused_in_words() {
    // No SQL Server runs here: what is tested is what happens when none answers, or something else does.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = format!("mssql://reader:hunter2@127.0.0.1:{port}/mis");
    let silent = said(&place(SourceKind::Mssql, Some(&url), None), "SELECT 1").await;
    assert!(silent.contains("nothing answers at 127.0.0.1"), "{silent}");
    assert!(!silent.contains("hunter2"), "{silent}");
    let odd = said(
        &place(SourceKind::Mssql, Some("mssql://x@h/mis?trust=1"), None),
        "SELECT 1",
    )
    .await;
    assert!(odd.contains("`trust` is not known"), "{odd}");
    if !cfg!(feature = "odbc") {
        let source = Source {
            url: Some(String::from("DSN=mis")),
            ..Source::of(SourceKind::Odbc)
        };
        let without = said(&Place::new("mis", source), "SELECT 1").await;
        assert!(without.contains("built without ODBC"), "{without}");
    }
}
