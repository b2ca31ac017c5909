//! A query as its database reads it: words, names in quotes, texts, signs. Blanks and comments are left out.

use std::ops::Range;

use fieldlink_say::{Message, message};

use super::dialect::Dialect;
use super::read_only::NotReadOnly;

/// What a piece of a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'q> {
    /// A word or a number, as it is written.
    Word(&'q str),
    /// A name in quotes, with them.
    Name(&'q str),
    /// A text in quotes.
    Text,
    /// What a value is put in for, such as `loan_id` for `:loan_id`.
    Parameter(&'q str),
    /// Anything else.
    Sign(char),
}

/// A piece of a query, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'q> {
    pub(super) token: Token<'q>,
    pub(super) place: Range<usize>,
}

const COMMENT_RUNS: Message = message!("query-comment-runs");
const LINE_BREAK: Message = message!("query-line-break");
const NUL: Message = message!("query-zero-byte");

/// The pieces of a query.
pub(super) fn pieces(query: &str, dialect: Dialect) -> Result<Vec<Piece<'_>>, NotReadOnly> {
    if query.contains('\0') {
        return Err(NotReadOnly::Unclear(NUL));
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(sign) = query[at..].chars().next() {
        let rest = &query[at..];
        let (token, length) = if let Some(length) = blank(rest, sign, dialect)? {
            at += length;
            continue;
        } else if let Some(close) = dialect.closing(sign) {
            // `E'…'` is a text with backslashes in PostgreSQL.
            let escapes = dialect.escapes(sign) || sign == '\'' && dialect == Dialect::Postgres && after_e(&pieces, at);
            let length = quoted(rest, close, dialect.doubles(close), escapes)
                .ok_or(NotReadOnly::Open(message!("word-quote")))?;
            let name = Token::Name(&rest[..length]);
            (if dialect.is_text(sign) { Token::Text } else { name }, length)
        } else if let Some(tag) = dollar_tag(rest).filter(|_| dialect.dollar_quotes()) {
            let end = rest[tag.len()..]
                .find(tag)
                .ok_or(NotReadOnly::Open(message!("dollar-quote")))?;
            (Token::Text, end + 2 * tag.len())
        } else if dialect.begins_word(sign) {
            let number = sign.is_ascii_digit();
            let goes_on = |sign: char| dialect.in_word(sign) && !(number && sign == '$');
            let length = rest.find(|sign| !goes_on(sign)).unwrap_or(rest.len());
            (Token::Word(&rest[..length]), length)
        } else if let Some(name) = parameter(rest).filter(|_| !query[..at].ends_with(ends_value)) {
            (Token::Parameter(name), name.len() + 1)
        } else {
            // A cast of PostgreSQL's is no parameter.
            let length = if rest.starts_with("::") { 2 } else { sign.len_utf8() };
            (Token::Sign(sign), length)
        };
        let place = at..at + length;
        at += length;
        pieces.push(Piece { token, place });
    }
    Ok(pieces)
}

/// How long the blank or the comment is that stands here.
fn blank(rest: &str, sign: char, dialect: Dialect) -> Result<Option<usize>, NotReadOnly> {
    if sign.is_whitespace() {
        return Ok(Some(sign.len_utf8()));
    }
    if dialect.line_comment(rest) {
        let length = rest.find('\n').unwrap_or(rest.len());
        let line = rest[..length].trim_end_matches('\r');
        // Elsewhere the line would end sooner, and the rest of it would be run.
        if line.contains(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
            return Err(NotReadOnly::Unclear(LINE_BREAK));
        }
        return Ok(Some(length));
    }
    if !rest.starts_with("/*") || !dialect.block_comment() {
        return Ok(None);
    }
    if dialect.is_mysql() && (rest.starts_with("/*!") || rest.starts_with("/*M!")) {
        return Err(NotReadOnly::Unclear(COMMENT_RUNS));
    }
    let open = NotReadOnly::Open(message!("word-comment"));
    if !dialect.nests_comments() {
        return Ok(Some(rest[2..].find("*/").ok_or(open)? + 4));
    }
    let (mut depth, mut at) = (1_usize, 2);
    while depth > 0 {
        let next = &rest[at..];
        let (end, begin) = (next.find("*/").ok_or(open.clone())?, next.find("/*"));
        let begins = begin.filter(|begin| *begin < end);
        depth = if begins.is_some() { depth + 1 } else { depth - 1 };
        at += begins.unwrap_or(end) + 2;
    }
    Ok(Some(at))
}

/// How long a quote is, with both its signs.
fn quoted(rest: &str, close: char, doubles: bool, escapes: bool) -> Option<usize> {
    let mut signs = rest.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        if sign == close {
            if !(doubles && signs.peek().is_some_and(|(_, next)| *next == close)) {
                return Some(at + sign.len_utf8());
            }
            signs.next();
        } else if escapes && sign == '\\' {
            signs.next();
        }
    }
    None
}

/// Whether the word `e` stands directly before this place.
fn after_e(pieces: &[Piece<'_>], at: usize) -> bool {
    pieces
        .last()
        .is_some_and(|piece| piece.place.end == at && matches!(piece.token, Token::Word("e" | "E")))
}

/// `$$` or `$name$` at the start of the text.
fn dollar_tag(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('$')?;
    let name = &inner[..inner.find('$')?];
    let plain = name.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
    let fine = plain && !name.starts_with(|sign: char| sign.is_ascii_digit());
    fine.then(|| &rest[..name.len() + 2])
}

/// The name of a parameter at the start of the text.
fn parameter(rest: &str) -> Option<&str> {
    let name = rest.strip_prefix(':')?;
    if !name.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '_') {
        return None;
    }
    let end = name.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'));
    Some(&name[..end.unwrap_or(name.len())])
}

/// What ends a value: after it a colon is part of a slice such as `days[first:last]`.
fn ends_value(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | ')' | ']' | '"' | '\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, dialect: Dialect) -> String {
        let pieces = match pieces(query, dialect) {
            Ok(pieces) => pieces,
            Err(why) => return why.to_string(),
        };
        let words = pieces.iter().map(|piece| match piece.token {
            Token::Word(word) => word.to_owned(),
            Token::Name(name) => name.to_owned(),
            Token::Text => String::from("TEXT"),
            Token::Parameter(name) => format!("<{name}>"),
            Token::Sign(sign) => sign.to_string(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_database_is_read_in_its_own_way() {
        use Dialect::{Access, Mssql, Mysql, MysqlPlain, Postgres, Sqlite, Standard};
        for (dialect, query, pieces) in [
            (Postgres, "a # b #>> '{c}' -- d", "a # b # > > TEXT"),
            (Postgres, "a /* b /* c */ d */ e", "a e"),
            (Postgres, "$$ a ' $$ $b$ c $$ $b$ $1", "TEXT TEXT $ 1"),
            (Postgres, r"'a\' E'b\' c' d", "TEXT E TEXT d"),
            (Postgres, "a[1:2] b[c:d] e::text", "a [ 1 : 2 ] b [ c : d ] e : text"),
            (Postgres, "`", "`"),
            (Mysql, "1--5; a -- b\n# c\n/* /* */ d", "1 - - 5 ; a d"),
            (Mysql, r#"'a\' b' "c\" d" `e\` f"#, r"TEXT TEXT `e\` f"),
            (MysqlPlain, r"'a\' b", "TEXT b"),
            (Mysql, "$$ a $$", "$ $ a $ $"),
            (Sqlite, "[a]]", "[a] ]"),
            (Mssql, "[a'] b [c]]d] 'e'", "[a'] b [c]]d] TEXT"),
            (Mssql, "a# $$ b $$ ` c /* /* */ d */ e", "a# $ $ b $ $ ` c e"),
            (Mssql, "$1COMMIT 1a", "$ 1COMMIT 1a"),
            (Mssql, "a\u{a0}b", "a b"),
            (Access, "a -- b #1/2/2026# [c]", "a - - b TEXT [c]"),
            (Standard, "[a' b'] -- c", "[ a TEXT ]"),
            (Sqlite, "x = :loan_id AND y=:b ':c'", "x = <loan_id> AND y = <b> TEXT"),
        ] {
            assert_eq!(shown(query, dialect), pieces, "{dialect:?}: {query}");
        }
    }

    #[test]
    fn what_has_no_end_or_two_readings_is_refused() {
        for query in ["'a", "[a", "/* a", "/* /* */", "\"a", "a -- b\rc", "a\0b"] {
            assert!(pieces(query, Dialect::Mssql).is_err(), "{query:?}");
        }
        assert!(pieces("SELECT /*!50000 1 */", Dialect::Mysql).is_err());
        assert!(pieces("a -- b\r\nc", Dialect::Mssql).is_ok());
    }
}
