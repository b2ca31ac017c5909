//! What is kept beside the loans so that lists and searches stay quick: how many loans of each status stand in each
//! block of the list, and the words of their names. Both change in the transaction that changes the loan.

use std::collections::BTreeMap;

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::search;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement, Value};

use crate::entity::loan_term;
use crate::{Db, Result};

/// Loans in a block of the list.
pub(crate) const BLOCK: i64 = 1024;

/// The loans that a month's report looks at.
pub(crate) const TAKE_REPAYMENTS: [LoanStatus; 2] = [LoanStatus::PayingBack, LoanStatus::Defaulted];

/// Rows written by one statement: far below the bind limits of both engines (SQLite 32,766, PostgreSQL 65,535).
pub(crate) const ROWS: usize = 1_000;

/// A statement with `$1`-style places, in any order and as often as needed, for either engine.
pub(crate) fn statement(db: &dyn Db, sql: impl Into<String>, values: Vec<Value>) -> Statement {
    let backend = db.connection().get_database_backend();
    let (sql, values) = match backend {
        DbBackend::Sqlite => unnumbered(&sql.into(), values),
        _ => (sql.into(), values),
    };
    Statement::from_sql_and_values(backend, sql, values)
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

/// `($1,$2),($3,$4),…` for `rows` rows of as many values as `casts` has; the first row names the types, which
/// PostgreSQL could not know otherwise.
pub(crate) fn places(rows: usize, casts: &[&str]) -> String {
    let width = casts.len();
    let mut text = String::with_capacity(rows * width * 7);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for (column, cast) in casts.iter().enumerate() {
            let n = row * width + column + 1;
            let comma = if column == 0 { "" } else { "," };
            if row == 0 {
                text.push_str(&format!("{comma}CAST(${n} AS {cast})"));
            } else {
                text.push_str(&format!("{comma}${n}"));
            }
        }
        text.push(')');
    }
    text
}

/// Takes the partner's list for this transaction, so that two movers on PostgreSQL wait for each other here, in one
/// place and order, instead of blocking each other in the middle. SQLite has one writer anyway.
pub(crate) async fn lock(db: &dyn Db, partner: PartnerId) -> Result<()> {
    if db.connection().get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT id FROM partner WHERE id = $1 FOR NO KEY UPDATE";
        db.connection()
            .query_one_raw(statement(db, sql, vec![partner.0.into()]))
            .await?;
    }
    Ok(())
}

/// Changes in the number of loans per partner, status and block; and which blocks changed at all.
#[derive(Debug, Default)]
pub(crate) struct Counts(BTreeMap<(i64, &'static str, i64), i64>);

impl Counts {
    pub(crate) fn add(&mut self, loan: &Loan, status: LoanStatus, n: i64) {
        *self
            .0
            .entry((loan.partner_id.0, status.as_str(), loan.seq / BLOCK))
            .or_default() += n;
    }

    pub(crate) async fn write(self, db: &dyn Db) -> Result<()> {
        // A change that moves no loan still makes what a month keeps of the block old.
        let in_months = |status: &str| TAKE_REPAYMENTS.iter().any(|s| s.as_str() == status);
        let changes: Vec<_> = self
            .0
            .into_iter()
            .filter(|((_, status, _), n)| *n != 0 || in_months(status))
            .collect();
        for chunk in changes.chunks(ROWS) {
            let sql = format!(
                "INSERT INTO loan_block (partner_id, status, block, n, version) VALUES {} \
                 ON CONFLICT (partner_id, status, block) DO UPDATE SET n = loan_block.n + excluded.n, \
                 version = loan_block.version + 1",
                places(chunk.len(), &["BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT"])
            );
            let values = chunk
                .iter()
                .flat_map(|((partner, status, block), n)| {
                    [
                        (*partner).into(),
                        (*status).into(),
                        (*block).into(),
                        (*n).into(),
                        1_i64.into(),
                    ]
                })
                .collect();
            db.connection().execute_raw(statement(db, sql, values)).await?;
        }
        Ok(())
    }
}

/// Writes the words of a new loan.
pub(crate) async fn insert_terms(db: &dyn Db, loan: &Loan) -> Result<()> {
    let rows = search::terms(loan).into_iter().map(|term| {
        sea_orm::IntoActiveModel::into_active_model(loan_term::Model {
            partner_id: loan.partner_id.0,
            term,
            seq: loan.seq,
        })
    });
    let rows: Vec<loan_term::ActiveModel> = rows.collect();
    if !rows.is_empty() {
        loan_term::Entity::insert_many(rows)
            .exec_without_returning(&db.connection())
            .await?;
    }
    Ok(())
}

/// How many loans of each status a partner has; those without any are left out.
pub async fn counts(db: &dyn Db, partner: PartnerId) -> Result<BTreeMap<LoanStatus, i64>> {
    let sql = "SELECT status, CAST(SUM(n) AS BIGINT) AS n FROM loan_block WHERE partner_id = $1 GROUP BY status";
    let mut counts = BTreeMap::new();
    for row in db
        .connection()
        .query_all_raw(statement(db, sql, vec![partner.0.into()]))
        .await?
    {
        let (status, n): (String, i64) = (row.try_get("", "status")?, row.try_get("", "n")?);
        let status = status.parse().map_err(|_| crate::Error::Corrupt {
            table: "loan_block",
            row: format!("{partner}, {status}"),
            column: "status",
        })?;
        if n > 0 {
            counts.insert(status, n);
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_places_become_the_order_of_values() {
        let three = || -> Vec<Value> { vec![1_i64.into(), 2_i64.into(), 3_i64.into()] };
        assert_eq!(
            unnumbered("a = $1 AND b IN ($2,$3)", three()),
            ("a = ? AND b IN (?,?)".into(), three())
        );
        let (sql, values) = unnumbered("x = $3 OR y = $1 OR z = $3 OR '$'", three());
        assert_eq!(sql, "x = ? OR y = ? OR z = ? OR '$'");
        assert_eq!(values, [3_i64, 1, 3].map(Value::from));
        assert_eq!(unnumbered("SELECT 1", vec![]), ("SELECT 1".into(), vec![]));
    }
}
