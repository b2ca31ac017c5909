use fieldlink_say::message;

use proptest::prelude::*;

use super::*;

const KINDS: [SourceKind; 5] = [
    SourceKind::Postgres,
    SourceKind::Mysql,
    SourceKind::Sqlite,
    SourceKind::Mssql,
    SourceKind::Odbc,
];

fn mssql(query: &str) -> Result<(), NotReadOnly> {
    check_words(query, Some(Dialect::Mssql))
}

#[test]
fn reading_is_allowed_everywhere() {
    for query in [
        "SELECT * FROM loans",
        "  -- all\n select id, replace(name, 'a;', 'b') from loans where note <> 'drop table x;' ;\n",
        "WITH due AS (SELECT 1 AS \"update\") SELECT * FROM due /* delete */",
        "(SELECT 1) UNION (SELECT 2)",
        "SELECT truncate(amount, 0), insert(name, 1, 1, 'x') FROM loans",
        "SELECT sum(x) OVER (PARTITION BY y ORDER BY z ROWS 3 PRECEDING) FROM loans",
        "SELECT último FROM año WHERE note = 'it''s; COMMIT'",
    ] {
        for kind in KINDS {
            assert_eq!(check(query, kind), Ok(()), "{kind:?}: {query}");
        }
        assert_eq!(check_words(query, None), Ok(()), "{query}");
    }
}

#[test]
fn each_database_may_be_asked_in_its_own_way() {
    for (kind, query) in [
        (
            SourceKind::Postgres,
            "SELECT $$insert;$$, data #>> '{a}', E'Amina\\'s; farm' FROM x",
        ),
        (SourceKind::Postgres, "VALUES (1), (2)"),
        (
            SourceKind::Mysql,
            "SELECT `set`, 'Amina\\'s; farm', CAST(a AS CHAR CHARACTER SET utf8mb4) # delete;\nFROM x",
        ),
        (SourceKind::Mysql, "SELECT 'C:\\', 'a' AS b"),
        (SourceKind::Sqlite, "SELECT [update], `delete` FROM [order;s]"),
        (
            SourceKind::Odbc,
            "SELECT [Client's name], `b` FROM [Order Items] WHERE d > #1/2/2026#",
        ),
    ] {
        assert_eq!(check(query, kind), Ok(()), "{kind:?}: {query}");
    }
    for query in [
        "SELECT [Client's name], [a]] ; DELETE], \"update\" FROM [Order Items] WITH (NOLOCK) FOR JSON PATH",
        "SELECT TOP 5 1e5, 0x00ff, $12.50, @@ROWCOUNT /* /* DELETE */ ; */ FROM #due OPTION (MAXDOP 1)",
        "SELECT a FROM b ORDER BY a OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY",
        "WITH a AS (SELECT 1 AS deleted_at, CASE WHEN 1 = 1 THEN 2 END AS next_value) SELECT * FROM a",
    ] {
        assert_eq!(mssql(query), Ok(()), "{query}");
    }
}

#[test]
fn anything_else_is_not() {
    for (query, why) in [
        ("", NotReadOnly::Empty),
        (" ; -- x", NotReadOnly::Empty),
        ("UPDATE loans SET x = 1", NotReadOnly::Beginning("UPDATE".into())),
        ("SELECT 1; DROP TABLE loans", NotReadOnly::Several),
        ("call pay()", NotReadOnly::Procedure("CALL".into())),
        ("{call pay()}", NotReadOnly::Beginning("{".into())),
        ("SELECT 'x", NotReadOnly::Open(message!("word-quote"))),
    ] {
        for kind in KINDS {
            assert_eq!(check(query, kind), Err(why.clone()), "{kind:?}: {query}");
        }
    }
    assert_eq!(mssql("SELECT /* 1"), Err(NotReadOnly::Open(message!("word-comment"))));
    for query in [
        "SELECT 1 FOR UPDATE",
        "SELECT 1 LOCK IN SHARE MODE",
        "SELECT 1 /*! INTO @a */",
        "SELECT 1--5; COMMIT",
    ] {
        assert!(check(query, SourceKind::Mysql).is_err(), "{query}");
    }
    for query in [
        "SELECT 1 # 2; COMMIT",
        "SELECT '\\'; COMMIT --'",
        "/* /* */ SELECT 1 */ CALL x()",
        "SELECT 1 AS a$a$; COMMIT --$a$",
    ] {
        assert!(check(query, SourceKind::Postgres).is_err(), "{query}");
    }
}

#[test]
fn sql_server_needs_nothing_between_two_statements() {
    for query in [
        "SELECT 1 AS a# COMMIT DELETE FROM victim",
        "SELECT 1 AS [a'] COMMIT DELETE FROM victim --']",
        "SELECT 1 AS [a\"] DELETE FROM victim --\"]",
        "SELECT 1 AS [a--] DELETE FROM victim",
        "SELECT 1 AS [a/*] DELETE FROM victim --*/",
        "SELECT $$ COMMIT DELETE FROM victim $$",
        "SELECT 1 AS ` DELETE FROM victim --`",
        "SELECT 1 /* /* */ ' */ DELETE FROM victim --'",
        "SELECT 1COMMIT DELETE FROM victim",
        "SELECT 0xINSERT victim VALUES (4)",
        "SELECT 1eDELETE FROM victim",
        "SELECT $1DELETE FROM victim",
        "SELECT 1 AS a\u{a0}DELETE\u{3000}FROM victim",
        "SELECT 1 -- a\rDELETE FROM victim",
        "SELECT 'x'DELETE FROM victim",
        "SELECT 1 DELETE victim",
        "WITH a AS (SELECT 1 b) DELETE FROM a",
        "SELECT * INTO copy FROM victim",
        "SELECT NEXT /* a */ VALUE FOR numbers",
        "SELECT 1 EXEC pay",
        "SELECT * FROM OPENROWSET('a', 'b', 'DELETE FROM victim')",
        "SELECT * FROM OPENQUERY(other, 'DELETE FROM victim')",
        "SELECT 1 DIſABLE TRIGGER t ON victim",
        "SELECT 1 ſET IMPLICIT_TRANSACTIONS OFF",
        "SELECT 1 TRUNCATE TABLE victim",
        "SELECT 1; SELECT 2",
        "EXEC pay",
    ] {
        assert!(mssql(query).is_err(), "{query}");
    }
}

#[test]
fn an_unknown_database_must_read_it_in_one_way_only() {
    for query in [
        "SELECT `a'` FROM b; DELETE FROM c --'",
        "SELECT 1 # COMMIT",
        "SELECT [a'b]",
        "SELECT $$;$$",
    ] {
        assert!(check_words(query, None).is_err(), "{query}");
    }
}

#[test]
fn a_table_is_named_by_its_word_or_in_quotes() {
    assert!(names("SELECT a FROM LOAN", SourceKind::Postgres, "loan"));
    assert!(names("SELECT a FROM [loan]", SourceKind::Mssql, "loan"));
    assert!(!names("SELECT 'loan' FROM b -- loan", SourceKind::Postgres, "loan"));
}

proptest! {
    #[test]
    fn never_panics(query in "(SELECT|WITH)?[ -~éſ\\n]{0,60}") {
        for kind in KINDS {
            let _ = check(&query, kind);
        }
        let _ = check_words(&query, None);
    }

    #[test]
    fn a_second_statement_never_passes(head in "[a-z0-9 ,'*()]{0,30}", tail in "[a-z ]{1,10}[a-z]") {
        let query = format!("SELECT {head};{tail}");
        // A quote in the head may swallow the tail into a string, which is then unclosed.
        for kind in KINDS {
            prop_assert!(check(&query, kind).is_err());
        }
    }
}
