//! A statement with its values.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::{Engine, Value};

/// A statement with its values. Places are written `$1`, `$2` …, in any order and as often as needed; [`Sql::value`] writes
/// the next one.
///
/// ```
/// # use fieldlink_rows::Sql;
/// let mut sql = Sql::new("SELECT name FROM partner WHERE id IN (");
/// sql.list([1_i64, 2]).say(") AND first_period < ").value("2026-03");
/// assert_eq!(sql.text(), "SELECT name FROM partner WHERE id IN ($1,$2) AND first_period < $3");
/// ```
#[derive(Debug, Clone)]
pub struct Sql {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

impl Sql {
    /// A statement, or its beginning, without values so far.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Sql {
        Sql::with(text, Vec::new())
    }

    /// A statement with the values of its places.
    pub fn with(text: impl Into<Cow<'static, str>>, values: Vec<Value>) -> Sql {
        Sql {
            text: text.into(),
            values,
        }
    }

    /// The text, with numbered places.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// More words.
    pub fn say(&mut self, words: &str) -> &mut Sql {
        self.text.to_mut().push_str(words);
        self
    }

    /// A value where it stands.
    pub fn value(&mut self, value: impl Into<Value>) -> &mut Sql {
        self.values.push(value.into());
        // Writing to a String cannot fail.
        let _ = write!(self.text.to_mut(), "${}", self.values.len());
        self
    }

    /// Values with commas between them.
    pub fn list(&mut self, values: impl IntoIterator<Item = impl Into<Value>>) -> &mut Sql {
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.say(",");
            }
            self.value(value);
        }
        self
    }

    /// Rows in brackets, as `INSERT … VALUES` wants them.
    pub fn rows<R, V>(&mut self, rows: R) -> &mut Sql
    where
        R: IntoIterator<Item = V>,
        V: IntoIterator<Item = Value>,
    {
        for (at, row) in rows.into_iter().enumerate() {
            self.say(if at > 0 { ",(" } else { "(" });
            self.list(row).say(")");
        }
        self
    }

    /// Rows in brackets whose columns have these types, for `VALUES` that stand alone: PostgreSQL could not know the types
    /// otherwise. Their columns are called `column1` and so on.
    pub fn typed_rows<R, V>(&mut self, types: &[&str], rows: R) -> &mut Sql
    where
        R: IntoIterator<Item = V>,
        V: IntoIterator<Item = Value>,
    {
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else { return self };
        self.say("(");
        for (at, (value, kind)) in first.into_iter().zip(types).enumerate() {
            self.say(if at > 0 { ",CAST(" } else { "CAST(" });
            self.value(value).say(" AS ").say(kind).say(")");
        }
        self.say(")");
        for row in rows {
            self.say(",(");
            self.list(row).say(")");
        }
        self
    }

    /// Puts words around what stands there so far.
    pub fn within(&mut self, before: &str, after: &str) -> &mut Sql {
        self.text = format!("{before}{}{after}", self.text).into();
        self
    }

    /// Text and values as the engine wants them.
    pub(crate) fn for_engine(self, engine: Engine) -> (String, Vec<Value>) {
        match engine {
            Engine::Sqlite => unnumbered(&self.text, self.values),
            Engine::Postgres => (self.text.into_owned(), self.values),
        }
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Sql {
        Sql::new(text)
    }
}

/// A statement with the values of its places: `sql!("… WHERE id = $1", id)`.
#[macro_export]
macro_rules! sql {
    ($text:expr $(, $value:expr)* $(,)?) => {
        $crate::Sql::with($text, vec![$($crate::Value::from($value)),*])
    };
}

/// The same statement with plain `?` places. SQLite looks numbered ones up one after the other, for each of them: twenty
/// thousand in one statement take a second.
fn unnumbered(sql: &str, values: Vec<Value>) -> (String, Vec<Value>) {
    let mut plain = String::with_capacity(sql.len());
    let mut order = Vec::with_capacity(values.len());
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('$') {
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = after[..digits].parse().ok().and_then(|n: usize| n.checked_sub(1));
        plain.push_str(before);
        match number {
            Some(number) => {
                plain.push('?');
                order.push(number);
            }
            None => plain.push('$'),
        }
        rest = &after[digits..];
    }
    plain.push_str(rest);
    if order.iter().copied().eq(0..values.len()) {
        return (plain, values);
    }
    let values = order.iter().filter_map(|at| values.get(*at).cloned()).collect();
    (plain, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Vec<Value> {
        [1_i64, 2, 3].map(Value::from).to_vec()
    }

    #[test]
    fn numbers_of_places_become_the_order_of_values_on_sqlite() {
        let plain = |text: &'static str| Sql::with(text, three()).for_engine(Engine::Sqlite);
        assert_eq!(
            plain("a = $1 AND b IN ($2,$3)"),
            ("a = ? AND b IN (?,?)".into(), three())
        );
        let (text, values) = plain("x = $3 OR y = $1 OR z = $3 OR '$'");
        assert_eq!(text, "x = ? OR y = ? OR z = ? OR '$'");
        assert_eq!(values, [3_i64, 1, 3].map(Value::from));
    }

    #[test]
    fn each_engine_has_its_own_places() {
        let mut sql = Sql::new("SELECT ");
        sql.value(1_i64).say(" FROM (VALUES ");
        sql.typed_rows(
            &["TEXT", "BIGINT"],
            [["a".into(), 1_i64.into()], ["b".into(), 2_i64.into()]],
        );
        sql.say(")");
        let (text, values) = sql.clone().for_engine(Engine::Postgres);
        assert_eq!(
            text,
            "SELECT $1 FROM (VALUES (CAST($2 AS TEXT),CAST($3 AS BIGINT)),($4,$5))"
        );
        assert_eq!(values.len(), 5);
        let (text, _) = sql.for_engine(Engine::Sqlite);
        assert_eq!(text, "SELECT ? FROM (VALUES (CAST(? AS TEXT),CAST(? AS BIGINT)),(?,?))");
    }
}
