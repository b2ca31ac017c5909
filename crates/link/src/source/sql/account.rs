//! Whether an account may do more than read, where no transaction of the database keeps it from it.

use fieldlink_say::message;

use super::dialect::Dialect;
use super::read::Job;
use crate::source::SourceError;

/// What an account is called whose name cannot be found out.
pub(super) const NAMELESS: &str = "unknown";

/// What a database says of the account that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    /// Its name.
    pub(super) name: String,
    /// Whether it may do more than read; none when the database does not tell.
    pub(super) writes: Option<bool>,
}

impl Account {
    /// Lets an account pass that only reads, or that a person has accepted by name.
    pub(super) fn admitted(&self, job: &Job) -> Result<(), SourceError> {
        if self.writes == Some(false) || job.accepted.as_deref() == Some(self.name.as_str()) {
            return Ok(());
        }
        let name = &self.name;
        let why = match self.writes {
            Some(_) => message!("account-writes", account = &name),
            None => message!("account-unknown", account = &name),
        };
        Err(SourceError::MayWrite {
            source_name: job.source_name.clone(),
            account: self.name.clone(),
            why: Box::new(why),
        })
    }
}

/// The account's name, in one row with one column; none for a database that has no words for it.
pub(super) fn name_query(dialect: Dialect) -> Option<&'static str> {
    match dialect {
        Dialect::Mssql => Some("SELECT SUSER_SNAME()"),
        Dialect::Postgres => Some("SELECT current_user::text"),
        Dialect::Mysql | Dialect::MysqlPlain => Some("SELECT CURRENT_USER()"),
        Dialect::Sqlite | Dialect::Access | Dialect::Standard => None,
    }
}

/// Whether the account may do more than read: one row with `1` or `0`; none for a database that cannot be asked.
pub(super) fn rights_query(dialect: Dialect) -> Option<&'static str> {
    match dialect {
        Dialect::Mssql => Some(MSSQL),
        Dialect::Postgres => Some(POSTGRES),
        Dialect::Mysql | Dialect::MysqlPlain => Some(MYSQL),
        Dialect::Sqlite | Dialect::Access | Dialect::Standard => None,
    }
}

const MSSQL: &str = "SELECT CASE WHEN IS_SRVROLEMEMBER('sysadmin') = 1 OR IS_MEMBER('db_owner') = 1 \
    OR IS_MEMBER('db_datawriter') = 1 OR IS_MEMBER('db_ddladmin') = 1 \
    OR HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'INSERT') = 1 OR HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'UPDATE') = 1 \
    OR HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'DELETE') = 1 OR HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'ALTER') = 1 \
    OR HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'EXECUTE') = 1 \
    OR EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.TABLES AS t CROSS APPLY \
        (SELECT QUOTENAME(t.TABLE_SCHEMA) + '.' + QUOTENAME(t.TABLE_NAME) AS name) AS n \
        WHERE HAS_PERMS_BY_NAME(n.name, 'OBJECT', 'INSERT') = 1 OR HAS_PERMS_BY_NAME(n.name, 'OBJECT', 'UPDATE') = 1 \
        OR HAS_PERMS_BY_NAME(n.name, 'OBJECT', 'DELETE') = 1 OR HAS_PERMS_BY_NAME(n.name, 'OBJECT', 'ALTER') = 1) \
    THEN 1 ELSE 0 END";

const POSTGRES: &str = "SELECT CASE WHEN (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) \
    OR EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
        WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') \
        AND n.nspname NOT LIKE 'pg\\_t%' \
        AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')) THEN 1 ELSE 0 END";

const MYSQL: &str = "SELECT CASE WHEN EXISTS (SELECT 1 FROM (\
        SELECT grantee, privilege_type FROM information_schema.user_privileges \
        UNION ALL SELECT grantee, privilege_type FROM information_schema.schema_privileges \
        UNION ALL SELECT grantee, privilege_type FROM information_schema.table_privileges \
        UNION ALL SELECT grantee, privilege_type FROM information_schema.column_privileges) AS held \
    WHERE privilege_type NOT IN ('USAGE', 'SELECT', 'SHOW VIEW', 'SHOW DATABASES', 'PROCESS', 'REFERENCES', 'EXECUTE') \
        AND REPLACE(grantee, '''', '') = CURRENT_USER()) THEN 1 ELSE 0 END";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Source, SourceKind};
    use crate::source::Place;

    #[test]
    fn an_account_that_writes_is_accepted_by_its_own_name_only() {
        let account = |writes| Account {
            name: String::from("mis_app"),
            writes,
        };
        let admitted = |account: &Account, accepted: Option<&str>| {
            let source = Source {
                accept_writing_account: accepted.map(str::to_owned),
                ..Source::of(SourceKind::Mssql)
            };
            account.admitted(&super::super::read::job(&Place::new("mis", source), "repayments", ""))
        };
        assert!(admitted(&account(Some(false)), None).is_ok());
        for writes in [Some(true), None] {
            assert!(admitted(&account(writes), Some("mis_app")).is_ok());
            for other in [None, Some("MIS_APP"), Some("")] {
                let why = admitted(&account(writes), other).unwrap_err().to_string();
                assert!(why.contains("accept_writing_account = \"mis_app\""), "{why}");
            }
        }
    }
}
