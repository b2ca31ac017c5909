//! What is kept beside the loans so that lists and searches stay quick: how many loans of each status stand in each
//! block of the list, and the words of their names. Both change in the transaction that changes the loan.

use std::collections::BTreeMap;

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::search;

use crate::{Ask as _, Db, Engine, Result, Sql, Tx, sql};

/// Loans in a block of the list.
pub(crate) const BLOCK: i64 = 1024;

/// The loans that a month's report looks at.
pub(crate) const TAKE_REPAYMENTS: [LoanStatus; 2] = [LoanStatus::PayingBack, LoanStatus::Defaulted];

/// Rows written by one statement: far below the bind limits of both engines (SQLite 32,766, PostgreSQL 65,535).
pub(crate) const ROWS: usize = 1_000;
/// And of three values each.
const TERMS: usize = 5_000;

/// Takes the partner's list for this transaction, so that two movers on PostgreSQL wait for each other here, in one
/// place and order, instead of blocking each other in the middle. SQLite has one writer anyway.
pub(crate) async fn lock(tx: &Tx, partner: PartnerId) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        tx.any(sql!(
            "SELECT id FROM partner WHERE id = $1 FOR NO KEY UPDATE",
            partner.0
        ))
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

    pub(crate) async fn write(self, tx: &Tx) -> Result<()> {
        // A change that moves no loan still makes what a month keeps of the block old.
        let in_months = |status: &str| TAKE_REPAYMENTS.iter().any(|s| s.as_str() == status);
        let changes: Vec<_> = self
            .0
            .into_iter()
            .filter(|((_, status, _), n)| *n != 0 || in_months(status))
            .collect();
        for chunk in changes.chunks(ROWS) {
            let rows = chunk.iter().map(|((partner, status, block), n)| {
                [
                    (*partner).into(),
                    (*status).into(),
                    (*block).into(),
                    (*n).into(),
                    1_i64.into(),
                ]
            });
            let mut sql = Sql::new("INSERT INTO loan_block (partner_id, status, block, n, version) VALUES ");
            sql.rows(rows).say(
                " ON CONFLICT (partner_id, status, block) DO UPDATE SET n = loan_block.n + excluded.n, \
                 version = loan_block.version + 1",
            );
            tx.run(sql).await?;
        }
        Ok(())
    }
}

/// Writes the words of new loans of one partner, sorted as their index is, so that neighbours are written together.
pub(crate) async fn insert_terms(tx: &Tx, loans: &[Loan]) -> Result<()> {
    let mut terms: Vec<(String, &Loan)> = Vec::with_capacity(loans.len() * 3);
    for loan in loans {
        terms.extend(search::terms(loan).into_iter().map(|term| (term, loan)));
    }
    terms.sort_unstable_by(|(a, x), (b, y)| (a, x.seq).cmp(&(b, y.seq)));
    for chunk in terms.chunks(TERMS) {
        let mut sql = Sql::new("INSERT INTO loan_term (partner_id, term, seq) VALUES ");
        sql.rows(
            chunk
                .iter()
                .map(|(term, loan)| [loan.partner_id.0.into(), term.into(), loan.seq.into()]),
        );
        tx.run(sql).await?;
    }
    Ok(())
}

/// How many loans of each status a partner has; those without any are left out.
pub async fn counts(db: &dyn Db, partner: PartnerId) -> Result<BTreeMap<LoanStatus, i64>> {
    let sql = "SELECT status, CAST(SUM(n) AS BIGINT) AS n FROM loan_block WHERE partner_id = $1 GROUP BY status";
    let mut counts = BTreeMap::new();
    for row in db.all(sql!(sql, partner.0)).await? {
        let row = row.of("loan_block", "status");
        let n: i64 = row.get("n")?;
        if n > 0 {
            counts.insert(row.text("status")?, n);
        }
    }
    Ok(counts)
}
