//! Values for a query: `:loan_id` becomes what each database calls a parameter, so that a value is never part of the
//! query's text.

use crate::config::{Cursor, PARAMETER, SourceKind};

/// The names that a query asks values for, such as `loan_id` for `:loan_id`, each once.
pub fn parameters(query: &str) -> Vec<String> {
    bound(query, SourceKind::Postgres).1
}

/// The query with the value in it that `:since` stands for. A [`Cursor`] is nothing but a number or a date.
pub(super) fn with_since(query: &str, since: &Cursor) -> String {
    named(query, |name| match name {
        PARAMETER => since.literal(),
        other => format!(":{other}"),
    })
}

/// The query in the database's own words, with the names of its parameters in their order.
pub(super) fn bound(query: &str, kind: SourceKind) -> (String, Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    let text = named(query, |name| {
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

/// The query with something in place of each name, such as `:loan_id`; names in quotes and comments are none.
fn named(query: &str, mut put: impl FnMut(&str) -> String) -> String {
    let bytes = query.as_bytes();
    let mut text = String::with_capacity(query.len());
    let mut at = 0;
    while let Some(letter) = query[at..].chars().next() {
        let rest = &query[at..];
        let next = bytes.get(at + 1).copied();
        let step = match letter {
            '\'' | '"' | '`' => rest[1..].find(letter).map_or(rest.len(), |end| end + 2),
            '-' if next == Some(b'-') => rest.find('\n').unwrap_or(rest.len()),
            '/' if next == Some(b'*') => rest.find("*/").map_or(rest.len(), |end| end + 2),
            // A cast of PostgreSQL's.
            ':' if next == Some(b':') => 2,
            ':' if next.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_') => {
                let end = rest[1..]
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .map_or(rest.len(), |end| end + 1);
                text.push_str(&put(&rest[1..end]));
                at += end;
                continue;
            }
            letter => letter.len_utf8(),
        };
        text.push_str(&rest[..step]);
        at += step;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_the_parameters_of_the_database() {
        let query = "SELECT pic, ':no' FROM photo WHERE loan = :loan_id::text AND (a = :b OR x = :loan_id) -- :c";
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (text, found) = bound(query, SourceKind::Postgres);
        assert_eq!(
            text,
            "SELECT pic, ':no' FROM photo WHERE loan = $1::text AND (a = $2 OR x = $1) -- :c"
        );
        assert_eq!(found, names(&["loan_id", "b"]));
        let (text, found) = bound(query, SourceKind::Mysql);
        assert!(text.contains("loan = ?::text AND (a = ? OR x = ?)"), "{text}");
        assert_eq!(found, names(&["loan_id", "b", "loan_id"]));
        assert!(bound(query, SourceKind::Mssql).0.contains("x = @P1"));
    }

    #[test]
    fn since_becomes_a_value_where_it_is_asked_for() {
        let query = "SELECT ':since', a::text FROM visit WHERE changed >= :since AND x = :y";
        assert_eq!(
            with_since(query, &"2026-11-01".parse().unwrap()),
            "SELECT ':since', a::text FROM visit WHERE changed >= '2026-11-01' AND x = :y"
        );
        assert!(with_since(query, &"7".parse().unwrap()).contains("changed >= 7 AND"));
    }

    #[test]
    fn odd_queries_end() {
        for query in ["SELECT 'é", "SELECT /* é", ":", "::", "SELECT :é", "--"] {
            assert_eq!(bound(query, SourceKind::Sqlite).0, query);
        }
    }
}
