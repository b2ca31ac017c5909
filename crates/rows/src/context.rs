//! What a database and its transactions share.

use std::fmt;
use std::sync::Arc;

use crate::line::Line;
use crate::{Engine, Sql};

/// Who is told the text of every statement.
pub(crate) type Onlooker = Arc<dyn Fn(&str) + Send + Sync>;

/// The engine, the line to it, and who looks on.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) engine: Engine,
    pub(crate) line: Line,
    pub(crate) seen: Option<Onlooker>,
}

impl Context {
    /// Tells whoever looks on of a statement.
    pub(crate) fn see(&self, sql: &Sql) {
        if let Some(seen) = &self.seen {
            seen(sql.text());
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({:?})", self.engine)
    }
}
