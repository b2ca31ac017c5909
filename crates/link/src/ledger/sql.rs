//! Statements over many rows at once, written by hand: what a builder makes of thousands of values takes longer to make
//! than to run.

use sea_orm::{DbBackend, Statement, Value};

/// A statement that is being written, with its values.
pub(super) struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(super) fn new(backend: DbBackend) -> Sql {
        Sql {
            backend,
            text: String::new(),
            values: Vec::new(),
        }
    }

    /// Words of the statement.
    pub(super) fn say(&mut self, words: &str) -> &mut Sql {
        self.text.push_str(words);
        self
    }

    /// A value where it stands.
    pub(super) fn value(&mut self, value: impl Into<Value>) -> &mut Sql {
        self.values.push(value.into());
        match self.backend {
            // A number here would make SQLite look for it among all others, at each value.
            DbBackend::Sqlite => self.text.push('?'),
            _ => {
                self.text.push('$');
                self.text.push_str(&self.values.len().to_string());
            }
        }
        self
    }

    /// Values with commas between them.
    pub(super) fn list(&mut self, values: impl IntoIterator<Item = impl Into<Value>>) -> &mut Sql {
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.say(", ");
            }
            self.value(value);
        }
        self
    }

    /// Rows in brackets, as `VALUES` wants them; their columns are then called `column1` and so on.
    pub(super) fn rows<R, V>(&mut self, rows: R) -> &mut Sql
    where
        R: IntoIterator<Item = V>,
        V: IntoIterator<Item = Value>,
    {
        for (at, row) in rows.into_iter().enumerate() {
            self.say(if at > 0 { ", (" } else { "(" });
            self.list(row).say(")");
        }
        self
    }

    pub(super) fn done(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_has_its_own_places_for_values() {
        let written = |backend| {
            let mut sql = Sql::new(backend);
            sql.say("SELECT ").value(1_i64).say(" FROM (VALUES ");
            sql.rows([["a", "b"], ["c", "d"]].map(|row| row.map(Value::from)));
            sql.say(")");
            sql.done().sql
        };
        assert_eq!(written(DbBackend::Sqlite), "SELECT ? FROM (VALUES (?, ?), (?, ?))");
        assert_eq!(
            written(DbBackend::Postgres),
            "SELECT $1 FROM (VALUES ($2, $3), ($4, $5))"
        );
    }
}
