//! Refuses queries that could change something, before any database sees them.
//!
//! This is the first of three locks; the others are a read-only transaction and, best of all, a database user that may
//! only read.

use crate::said::Said;

/// Why a query is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReadOnly {
    /// Nothing but blanks and comments.
    #[error("the query is empty")]
    Empty,
    /// It does not begin with SELECT or WITH.
    #[error("a query begins with SELECT or WITH; this one begins with {0}")]
    Beginning(String),
    /// More than one statement.
    #[error("only one statement is allowed: there is more after the `;`")]
    Several,
    /// A word that changes data.
    #[error("the query may only read, but holds the word {0}; a column of that name must stand in quotes")]
    Word(String),
    /// A quote or comment that does not end.
    #[error("a {0} is opened and not closed")]
    Open(&'static str),
}

impl From<&NotReadOnly> for Said {
    fn from(why: &NotReadOnly) -> Said {
        let english = why.to_string();
        match why {
            NotReadOnly::Empty | NotReadOnly::Several => Said::from(english),
            NotReadOnly::Beginning(word) => Said::new("said-query-beginning", &[("word", word.clone())], english),
            NotReadOnly::Word(word) => Said::new("said-query-word", &[("word", word.clone())], english),
            NotReadOnly::Open(what) => Said::new("said-query-open", &[], english).quoting("what", [Said::from(*what)]),
        }
    }
}

/// Words that change data, take locks, run other code or reach the server's files, outside of quotes.
const FORBIDDEN: &[&str] = &[
    "INSERT",
    "UPDATE",
    "DELETE",
    "MERGE",
    "REPLACE",
    "TRUNCATE",
    "DROP",
    "ALTER",
    "CREATE",
    "GRANT",
    "REVOKE",
    "CALL",
    "EXECUTE",
    "PREPARE",
    "COPY",
    "INTO",
    "LOCK",
    "SET",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "ATTACH",
    "DETACH",
    "PRAGMA",
    "VACUUM",
    "HANDLER",
    "LOAD",
    "DO",
    "OUTFILE",
    "DUMPFILE",
    "LOAD_FILE",
    "PG_READ_FILE",
    "LO_IMPORT",
    "LO_EXPORT",
    "PG_SLEEP",
    "SLEEP",
    "BENCHMARK",
    "DBLINK",
    "NEXTVAL",
    "SETVAL",
    "PG_TERMINATE_BACKEND",
    "PG_CANCEL_BACKEND",
    // Microsoft SQL Server takes several statements without anything between them.
    "EXEC",
    "BACKUP",
    "RESTORE",
    "SHUTDOWN",
    "KILL",
    "DBCC",
    "DENY",
    "BULK",
    "WAITFOR",
    "RECONFIGURE",
    "OPENROWSET",
    "OPENQUERY",
    "OPENDATASOURCE",
    "SP_EXECUTESQL",
    "XP_CMDSHELL",
];

/// Functions of these names are harmless, although the bare words are statements.
const ALSO_FUNCTIONS: &[&str] = &["REPLACE", "INSERT"];

/// Whether the text is a single query that only reads.
///
/// # Errors
/// [`NotReadOnly`] with the reason.
pub fn check(query: &str) -> Result<(), NotReadOnly> {
    let words = words(query)?;
    let mut words = words.as_slice();
    while let [rest @ .., Token::Semicolon] = words {
        words = rest;
    }
    match words.iter().find(|token| **token != Token::Open) {
        None => return Err(NotReadOnly::Empty),
        Some(Token::Word(word)) if word == "SELECT" || word == "WITH" => {}
        Some(Token::Word(word)) => return Err(NotReadOnly::Beginning(word.clone())),
        Some(_) => return Err(NotReadOnly::Beginning(String::from("something else"))),
    }
    if words.contains(&Token::Semicolon) {
        return Err(NotReadOnly::Several);
    }
    for (at, token) in words.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let function = words.get(at + 1) == Some(&Token::Open) && ALSO_FUNCTIONS.contains(&word.as_str());
        if FORBIDDEN.contains(&word.as_str()) && !function {
            return Err(NotReadOnly::Word(word.clone()));
        }
    }
    Ok(())
}

/// Whether the query names this table or column, outside of comments and strings.
pub(super) fn names(query: &str, name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let plain = words(query).is_ok_and(|words| {
        words
            .iter()
            .any(|token| matches!(token, Token::Word(word) if *word == name))
    });
    // A quoted name is no word here.
    plain
        || ['"', '`']
            .iter()
            .any(|quote| query.to_ascii_uppercase().contains(&format!("{quote}{name}{quote}")))
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Open,
    Semicolon,
    Other,
}

/// The words outside of quotes and comments, in upper case.
fn words(query: &str) -> Result<Vec<Token>, NotReadOnly> {
    let bytes = query.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &query[at..];
        at = match byte {
            b'\'' | b'"' | b'`' => {
                tokens.push(Token::Other);
                at + quoted(&rest.as_bytes()[1..], byte).ok_or(NotReadOnly::Open("quote"))? + 1
            }
            b'[' => {
                tokens.push(Token::Other);
                at + 1
            }
            b'-' if rest.starts_with("--") => at + line_end(rest),
            b'#' => at + line_end(rest),
            // MySQL runs what stands in /*! … */, so it is no comment.
            b'/' if rest.starts_with("/*!") || rest.starts_with("/*M!") => {
                return Err(NotReadOnly::Word(String::from("/*!")));
            }
            b'/' if rest.starts_with("/*") => at + rest.find("*/").ok_or(NotReadOnly::Open("comment"))? + 2,
            b'$' if dollar_tag(rest).is_some() => {
                let tag = dollar_tag(rest).unwrap_or_default();
                tokens.push(Token::Other);
                at + tag.len() + rest[tag.len()..].find(tag).ok_or(NotReadOnly::Open("dollar quote"))? + tag.len()
            }
            _ if is_word(byte) => {
                let length = rest.bytes().take_while(|b| is_word(*b)).count();
                tokens.push(Token::Word(rest[..length].to_ascii_uppercase()));
                at + length
            }
            b' ' | b'\t' | b'\r' | b'\n' => at + 1,
            b';' => {
                tokens.push(Token::Semicolon);
                at + 1
            }
            b'(' => {
                tokens.push(Token::Open);
                at + 1
            }
            _ => {
                tokens.push(Token::Other);
                at + 1
            }
        };
    }
    Ok(tokens)
}

/// Letters beyond ASCII belong to words too, so that the text is never cut within one of them.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// How long the quoted text is with its closing quote; a doubled quote is part of it. Backslashes are plain characters
/// here, so a query that MySQL reads differently because of one is refused by the database's own locks.
fn quoted(bytes: &[u8], quote: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        let next = bytes[at..].iter().position(|byte| *byte == quote)?;
        at += next + 1;
        if bytes.get(at) != Some(&quote) {
            return Some(at);
        }
        at += 1;
    }
}

fn line_end(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

/// `$$` or `$name$` at the start of the text.
fn dollar_tag(rest: &str) -> Option<&str> {
    let end = rest[1..].find('$')? + 1;
    let name = &rest[1..end];
    let fine =
        name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !name.starts_with(|c: char| c.is_ascii_digit());
    fine.then_some(&rest[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reading_is_allowed() {
        for query in [
            "SELECT * FROM loans",
            "  -- all\n select id, replace(name, 'a;', 'b') from loans where note <> 'drop table x;' ;\n",
            "WITH due AS (SELECT 1 AS \"update\") SELECT * FROM due /* delete */",
            "(SELECT 1) UNION (SELECT 2)",
            "SELECT $$insert$$, $tag$ ; $tag$, `set`, 'it''s' FROM `order`",
            "SELECT último FROM año",
        ] {
            assert_eq!(check(query), Ok(()), "{query}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for (query, why) in [
            ("", NotReadOnly::Empty),
            (" ; -- x", NotReadOnly::Empty),
            ("UPDATE loans SET x = 1", NotReadOnly::Beginning("UPDATE".into())),
            ("SELECT 1; DROP TABLE loans", NotReadOnly::Several),
            (
                "WITH x AS (DELETE FROM loans RETURNING *) SELECT * FROM x",
                NotReadOnly::Word("DELETE".into()),
            ),
            ("SELECT * INTO copy FROM loans", NotReadOnly::Word("INTO".into())),
            ("SELECT * FROM loans FOR UPDATE", NotReadOnly::Word("UPDATE".into())),
            ("SELECT load_file('/etc/passwd')", NotReadOnly::Word("LOAD_FILE".into())),
            ("SELECT 1 /*! ; DROP TABLE loans */", NotReadOnly::Word("/*!".into())),
            ("SELECT 'x", NotReadOnly::Open("quote")),
            ("SELECT /* 1", NotReadOnly::Open("comment")),
        ] {
            assert_eq!(check(query), Err(why), "{query}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(query in "(SELECT|WITH)?[ -~é\\n]{0,60}") {
            let _ = check(&query);
        }

        #[test]
        fn a_second_statement_never_passes(head in "[a-z0-9 ,'*()]{0,30}", tail in "[a-z ]{1,10}[a-z]") {
            let query = format!("SELECT {head};{tail}");
            // A quote in the head may swallow the tail into a string, which is then unclosed.
            prop_assert!(check(&query).is_err());
        }
    }
}
