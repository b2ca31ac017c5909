//! What is kept beside the loans so that lists and searches stay quick: how many loans of each status stand in each
//! block of the list, and the words of their names. Both change in the transaction that changes the loan.

use std::collections::BTreeMap;

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::search;

use crate::{Db, Result};

/// Loans in a block of the list.
pub(crate) const BLOCK: i64 = 1024;

/// The loans that a month's report looks at.
pub(crate) const TAKE_REPAYMENTS: [LoanStatus; 2] = [LoanStatus::PayingBack, LoanStatus::Defaulted];

/// Rows written by one statement: far below the bind limits of both engines (SQLite 32,766, PostgreSQL 65,535).
pub(crate) const ROWS: usize = 1_000;

/// Takes the partner's list for this transaction, so that two movers on PostgreSQL wait for each other here, in one
/// place and order, instead of blocking each other in the middle. SQLite has one writer anyway.
pub(crate) async fn lock(db: &dyn Db, partner: PartnerId) -> Result<()> {
    if db.engine() == Engine::Postgres {
        let sql = "SELECT id FROM partner WHERE id = $1 FOR NO KEY UPDATE";
        db.one(Sql::with(sql, vec![partner.0.into()]))
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
            db.run(Sql::with(sql, values)).await?;
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
    for row in db.all(Sql::with(sql, vec![partner.0.into()]))
        .await?
    {
        let (status, n): (String, i64) = (row.get("status")?, row.get("n")?);
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

