//! How each database reads a query: where its quotes and comments end.

use crate::config::SourceKind;

/// One way to read a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
    /// The same with NO_BACKSLASH_ESCAPES in their `sql_mode`.
    MysqlPlain,
    /// SQLite.
    Sqlite,
    /// Microsoft SQL Server and Sybase.
    Mssql,
    /// Microsoft Access.
    Access,
    /// The standard, and no more than it.
    Standard,
}

impl Dialect {
    /// The ways in which a database may read whose name is not known. Access always tells its name.
    pub(super) const ALL: &'static [Dialect] = &[
        Dialect::Standard,
        Dialect::Mssql,
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::MysqlPlain,
        Dialect::Sqlite,
    ];

    /// The way of a kind of source; by ODBC it is known only when the database has told its name.
    pub(super) fn of(kind: SourceKind) -> Option<Dialect> {
        match kind {
            SourceKind::Postgres => Some(Dialect::Postgres),
            SourceKind::Mysql => Some(Dialect::Mysql),
            SourceKind::Sqlite => Some(Dialect::Sqlite),
            SourceKind::Mssql => Some(Dialect::Mssql),
            _ => None,
        }
    }

    /// The way of a database by the name that its ODBC driver tells.
    #[cfg(feature = "odbc")]
    pub(super) fn called(system: &str) -> Option<Dialect> {
        let system = system.to_lowercase();
        let is = |name: &str| system.contains(name);
        match () {
            () if is("postgres") => Some(Dialect::Postgres),
            () if is("maria") || is("mysql") => Some(Dialect::Mysql),
            () if is("sqlite") => Some(Dialect::Sqlite),
            () if is("sql server") => Some(Dialect::Mssql),
            () if is("access") => Some(Dialect::Access),
            () => None,
        }
    }

    pub(super) fn is_mysql(self) -> bool {
        matches!(self, Dialect::Mysql | Dialect::MysqlPlain)
    }

    /// Whether `/* /* */ */` is one comment.
    pub(super) fn nests_comments(self) -> bool {
        matches!(self, Dialect::Postgres | Dialect::Mssql)
    }

    /// Whether a comment can begin here.
    pub(super) fn line_comment(self, rest: &str) -> bool {
        match self {
            Dialect::Access => false,
            // `5--3` is eight there.
            Dialect::Mysql | Dialect::MysqlPlain => {
                rest.starts_with('#')
                    || rest
                        .strip_prefix("--")
                        .is_some_and(|rest| !rest.starts_with(|next: char| !next.is_whitespace() && !next.is_control()))
            }
            _ => rest.starts_with("--"),
        }
    }

    /// Whether `/*` begins a comment.
    pub(super) fn block_comment(self) -> bool {
        self != Dialect::Access
    }

    /// What ends a quote that begins with this sign; none when the sign is no quote.
    pub(super) fn closing(self, open: char) -> Option<char> {
        match open {
            '\'' | '"' => Some(open),
            '`' => {
                let quotes = self.is_mysql() || matches!(self, Dialect::Sqlite | Dialect::Access);
                quotes.then_some('`')
            }
            '[' => matches!(self, Dialect::Mssql | Dialect::Sqlite | Dialect::Access).then_some(']'),
            '#' => (self == Dialect::Access).then_some('#'),
            _ => None,
        }
    }

    /// Whether the closing sign twice is one sign of what is quoted.
    pub(super) fn doubles(self, close: char) -> bool {
        match close {
            ']' => self == Dialect::Mssql,
            '#' => false,
            _ => true,
        }
    }

    /// Whether a backslash keeps the next sign from ending a quote.
    pub(super) fn escapes(self, open: char) -> bool {
        self == Dialect::Mysql && open != '`'
    }

    /// Whether what is in these quotes is a text, and no name.
    pub(super) fn is_text(self, open: char) -> bool {
        open == '\'' || open == '#' || open == '"' && self.is_mysql()
    }

    /// Whether `$$` and `$name$` are quotes.
    pub(super) fn dollar_quotes(self) -> bool {
        self == Dialect::Postgres
    }

    /// Whether a word can go on with this sign.
    pub(super) fn in_word(self, sign: char) -> bool {
        match sign {
            '_' => true,
            '$' => !matches!(self, Dialect::Access | Dialect::Standard),
            '@' | '#' => self == Dialect::Mssql,
            sign => sign.is_alphanumeric(),
        }
    }

    /// Whether a word can begin with this sign.
    pub(super) fn begins_word(self, sign: char) -> bool {
        // In SQL Server `$1` is an amount, at which a word ends: `$1COMMIT` is two words.
        sign != '$' && self.in_word(sign)
    }
}
