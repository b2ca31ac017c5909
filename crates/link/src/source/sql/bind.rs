//! Values for a query: `:loan_id` becomes what each database calls a parameter, so that a value is never part of the
//! query's text.

use super::dialect::Dialect;
use super::lex::{Token, pieces};
use crate::config::{Cursor, PARAMETER, SourceKind};

/// The names that a query asks values for, such as `loan_id` for `:loan_id`, each once.
pub fn parameters(query: &str, kind: SourceKind) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in bound(query, kind).1 {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The query with the value in it that `:since` stands for. A [`Cursor`] is nothing but a number or a date.
pub(super) fn with_since(query: &str, kind: SourceKind, since: &Cursor) -> String {
    named(query, kind, |name| match name {
        PARAMETER => since.literal(kind),
        other => format!(":{other}"),
    })
}

/// The query in the database's own words, with the names of its parameters in their order.
pub(super) fn bound(query: &str, kind: SourceKind) -> (String, Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    let text = named(query, kind, |name| {
        let place = match names.iter().position(|known| known == name) {
            Some(place) if !matches!(kind, SourceKind::Mysql | SourceKind::Odbc) => place,
            _ => {
                names.push(name.to_owned());
                names.len() - 1
            }
        };
        match kind {
            SourceKind::Postgres => format!("${}", place + 1),
            SourceKind::Mssql => format!("@P{}", place + 1),
            SourceKind::Sqlite => format!("?{}", place + 1),
            _ => String::from("?"),
        }
    });
    (text, names)
}

/// The query with something in place of each name, such as `:loan_id`; names in quotes and comments are none. A query
/// that cannot be read stays as it is, and is refused where it is checked.
fn named(query: &str, kind: SourceKind, mut put: impl FnMut(&str) -> String) -> String {
    let dialect = Dialect::of(kind).unwrap_or(Dialect::Standard);
    let mut text = String::with_capacity(query.len());
    let mut at = 0;
    for piece in pieces(query, dialect).unwrap_or_default() {
        if let Token::Parameter(name) = piece.token {
            text.push_str(&query[at..piece.place.start]);
            text.push_str(&put(name));
            at = piece.place.end;
        }
    }
    text.push_str(&query[at..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_the_parameters_of_the_database() {
        let query = "SELECT pic, ':no' FROM photo WHERE loan = :loan_id AND (a = :b OR x = :loan_id) -- :c";
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (text, found) = bound(query, SourceKind::Postgres);
        assert_eq!(
            text,
            "SELECT pic, ':no' FROM photo WHERE loan = $1 AND (a = $2 OR x = $1) -- :c"
        );
        assert_eq!(found, names(&["loan_id", "b"]));
        let (text, found) = bound(query, SourceKind::Mysql);
        assert!(text.contains("loan = ? AND (a = ? OR x = ?)"), "{text}");
        assert_eq!(found, names(&["loan_id", "b", "loan_id"]));
        assert_eq!(parameters(query, SourceKind::Mysql), names(&["loan_id", "b"]));
        assert!(bound(query, SourceKind::Mssql).0.contains("x = @P1"));
        let cast = bound("SELECT a[1:b] FROM c WHERE d::text = :e::text", SourceKind::Postgres).0;
        assert_eq!(cast, "SELECT a[1:b] FROM c WHERE d::text = $1::text");
    }

    #[test]
    fn since_becomes_a_value_where_it_is_asked_for() {
        let query = "SELECT ':since', a FROM visit WHERE changed >= :since AND x = :y";
        let with = |since: &str, kind| with_since(query, kind, &since.parse().unwrap());
        assert_eq!(
            with("2026-11-01", SourceKind::Postgres),
            "SELECT ':since', a FROM visit WHERE changed >= '2026-11-01' AND x = :y"
        );
        assert!(with("7", SourceKind::Mysql).contains("changed >= 7 AND"));
        // Behind a minus, two of them would begin a comment.
        assert!(with("-7", SourceKind::Mysql).contains("changed >= (-7) AND"));
        // A date in quotes is read by the language of the login there.
        let moment = with("2026-11-01 12:30:00.1234567", SourceKind::Mssql);
        assert!(
            moment.contains("CAST('2026-11-01T12:30:00.1234567' AS datetime2(7))"),
            "{moment}"
        );
    }

    #[test]
    fn odd_queries_end() {
        for query in ["SELECT 'é", "SELECT /* é", ":", "::", "SELECT :é", "--"] {
            assert_eq!(bound(query, SourceKind::Sqlite).0, query);
        }
    }
}
