//! Refuses what is no query, in words that help, before any database sees it.
//!
//! What keeps a partner's records as they are is the database: a transaction that may only read, or a file opened so. Where
//! there is none, on SQL Server and some databases by ODBC, the words of the query are looked at too, and the account
//! must be one that may only read (`account`).

use fieldlink_say::Message;

use super::dialect::Dialect;
use super::lex::{Piece, Token, pieces};
use crate::config::SourceKind;

/// Why a query is not taken.
#[derive(Debug, Clone, PartialEq, Eq, fieldlink_say::Error)]
#[say("query")]
pub enum NotReadOnly {
    /// Nothing but blanks and comments.
    Empty,
    /// It does not begin with SELECT or WITH.
    Beginning(#[say("word")] String),
    /// It runs a procedure.
    Procedure(#[say("word")] String),
    /// More than one statement.
    Several,
    /// A word that changes data.
    Word(#[say("word")] String),
    /// A quote or comment that does not end.
    Open(#[say("what")] Message),
    /// It can be read in more than one way.
    #[say(with = Clone::clone)]
    Unclear(#[say(skip)] Message),
    /// The database says that it answers no rows.
    NoColumns,
    /// A function that works outside of the transaction.
    Function(#[say("name")] String),
}

/// What runs procedures.
const PROCEDURES: &[&str] = &["CALL", "EXEC", "EXECUTE", "DO"];

/// Words that change data, commit, run other code or reach other places. They are looked for where no transaction of the
/// database keeps its records as they are. SQL Server takes several statements without anything between them.
const FORBIDDEN: &[&str] = &[
    "INSERT",
    "UPDATE",
    "DELETE",
    "MERGE",
    "TRUNCATE",
    "DROP",
    "ALTER",
    "CREATE",
    "GRANT",
    "REVOKE",
    "DENY",
    "INTO",
    "CALL",
    "EXEC",
    "EXECUTE",
    "SET",
    "COMMIT",
    "ROLLBACK",
    "REVERT",
    "TRIGGER",
    "BACKUP",
    "RESTORE",
    "CHECKPOINT",
    "SHUTDOWN",
    "RECONFIGURE",
    "KILL",
    "DBCC",
    "BULK",
    "WAITFOR",
    "WRITETEXT",
    "UPDATETEXT",
    "RECEIVE",
    "CONVERSATION",
    "OPENROWSET",
    "OPENQUERY",
    "OPENDATASOURCE",
    "NEXTVAL",
    "SETVAL",
    "GEN_ID",
];

/// Functions of these names are harmless, although the bare words are statements.
const ALSO_FUNCTIONS: &[&str] = &["INSERT", "TRUNCATE"];

/// Whether the text is a single query that only reads, as far as its words can tell.
///
/// # Errors
/// [`NotReadOnly`] with the reason.
pub fn check(query: &str, kind: SourceKind) -> Result<(), NotReadOnly> {
    match Dialect::of(kind) {
        // Which of the two ways the server reads it in is known to the server, which takes one statement in either.
        Some(Dialect::Mysql) => reads(query, Dialect::Mysql).or_else(|why| {
            let plain = reads(query, Dialect::MysqlPlain);
            plain.map_err(|_| why)
        }),
        Some(dialect) => reads(query, dialect),
        // The database tells its name when it is asked; until then, one way that fits is enough.
        None => {
            let first = reads(query, Dialect::Standard);
            let mut all = Dialect::ALL.iter().chain(&[Dialect::Access]);
            let fits = all.any(|dialect| reads(query, *dialect).is_ok());
            if fits { Ok(()) } else { first }
        }
    }
}

/// The same for a database that has no transaction that only reads; one whose way of reading is not known must find
/// nothing in any way.
pub(super) fn check_words(query: &str, dialect: Option<Dialect>) -> Result<(), NotReadOnly> {
    let all = match &dialect {
        Some(Dialect::Mysql) => &[Dialect::Mysql, Dialect::MysqlPlain],
        Some(one) => std::slice::from_ref(one),
        None => Dialect::ALL,
    };
    for dialect in all {
        reads(query, *dialect)?;
        words(&pieces(query, *dialect)?)?;
    }
    Ok(())
}

/// Whether it is one statement that begins as a query does.
pub(super) fn reads(query: &str, dialect: Dialect) -> Result<(), NotReadOnly> {
    let pieces = pieces(query, dialect)?;
    let is = |piece: &Piece<'_>, sign: char| piece.token == Token::Sign(sign);
    let last = pieces.iter().rposition(|piece| !is(piece, ';'));
    let statement = &pieces[..last.map_or(0, |last| last + 1)];
    let Some(first) = statement.iter().find(|piece| !is(piece, '(')) else {
        return Err(NotReadOnly::Empty);
    };
    let Token::Word(word) = first.token else {
        return Err(NotReadOnly::Beginning(query[first.place.clone()].to_owned()));
    };
    let word = same_case(word);
    if PROCEDURES.contains(&word.as_str()) {
        return Err(NotReadOnly::Procedure(word));
    }
    if !["SELECT", "WITH", "VALUES", "TABLE"].contains(&word.as_str()) {
        return Err(NotReadOnly::Beginning(word));
    }
    if statement.iter().any(|piece| is(piece, ';')) {
        return Err(NotReadOnly::Several);
    }
    // Rows would stay locked for everybody else as long as the reading lasts.
    let locks = statement.windows(2).find_map(|two| match (two[0].token, two[1].token) {
        (Token::Word(one), Token::Word(two)) if dialect.is_mysql() => locks(&same_case(one), same_case(two)),
        _ => None,
    });
    locks.map_or(Ok(()), |word| Err(NotReadOnly::Word(word)))
}

fn locks(one: &str, two: String) -> Option<String> {
    match (one, two.as_str()) {
        ("FOR", "UPDATE" | "SHARE") | ("LOCK", "IN") => Some(format!("{one} {two}")),
        _ => None,
    }
}

/// Looks for words that write.
fn words(pieces: &[Piece<'_>]) -> Result<(), NotReadOnly> {
    for (at, piece) in pieces.iter().enumerate() {
        let Token::Word(word) = piece.token else { continue };
        let word = same_case(word);
        let next = |more: usize| pieces.get(at + more).map(|piece| piece.token);
        let is_next =
            |more: usize, wanted: &str| matches!(next(more), Some(Token::Word(word)) if same_case(word) == wanted);
        if word == "NEXT" && is_next(1, "VALUE") && is_next(2, "FOR") {
            return Err(NotReadOnly::Word(String::from("NEXT VALUE FOR")));
        }
        let function = next(1) == Some(Token::Sign('(')) && ALSO_FUNCTIONS.contains(&word.as_str());
        let before = at
            .checked_sub(1)
            .and_then(|before| pieces.get(before))
            .map(|piece| piece.token);
        let of_letters =
            word == "SET" && matches!(before, Some(Token::Word(before)) if same_case(before) == "CHARACTER");
        // A number ends where a word begins: `1COMMIT` is two.
        let number = word.starts_with(|sign: char| sign.is_ascii_digit());
        let same = |forbidden: &&&str| word == **forbidden || number && word.ends_with(**forbidden);
        if let Some(found) = FORBIDDEN.iter().find(same).filter(|_| !function && !of_letters) {
            return Err(NotReadOnly::Word((*found).to_owned()));
        }
    }
    Ok(())
}

/// Letters that any database may take for the same become the same: `ſ` is an S.
fn same_case(word: &str) -> String {
    word.to_lowercase().to_uppercase()
}

/// Whether the query names this table or column, outside of comments and strings.
pub(super) fn names(query: &str, kind: SourceKind, name: &str) -> bool {
    let dialect = Dialect::of(kind).unwrap_or(Dialect::Standard);
    pieces(query, dialect).is_ok_and(|pieces| {
        pieces.iter().any(|piece| match piece.token {
            Token::Word(word) => word.eq_ignore_ascii_case(name),
            Token::Name(quoted) => quoted[1..quoted.len() - 1].eq_ignore_ascii_case(name),
            _ => false,
        })
    })
}

#[cfg(test)]
#[path = "read_only_tests.rs"]
mod tests;
