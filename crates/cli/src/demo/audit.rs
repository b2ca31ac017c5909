//! Counts in PA2's own tables, against the rows of the MIS: was anything lost, is anything there twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use miette::{IntoDiagnostic, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, query_as};

/// What should be at PA2: MIS rows without those that were held back.
pub struct Wanted {
    /// Loan IDs of drafts.
    pub drafts: BTreeSet<String>,
    /// Loan IDs in the report.
    pub repayments: BTreeSet<String>,
    /// Loan ID and headline of journals.
    pub journals: BTreeSet<(String, String)>,
}

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Wanted, and not there.
    pub lost: usize,
    /// There more than once.
    pub sent_twice: usize,
}

/// Counts in PA2's database file.
pub async fn count(pa2: &Path, wanted: &Wanted, period: &str) -> Result<Counted> {
    let options = SqliteConnectOptions::new().filename(pa2).read_only(true);
    let mut db = SqliteConnection::connect_with(&options).await.into_diagnostic()?;
    // A draft that became a loan is there once: the loan came of it.
    let drafts: Vec<(String, i64)> = query_as(
        "SELECT COALESCE(NULLIF(TRIM(body ->> '$.internal_loan_id'), ''), body ->> '$.entreps[0].loan_id'), COUNT(*)
         FROM draft WHERE state <> 'deleted' GROUP BY 1",
    )
    .fetch_all(&mut db)
    .await
    .into_diagnostic()?;
    let reported: Vec<(String, i64)> = query_as(
        "SELECT l.internal_loan_id, COUNT(*) FROM reported r JOIN loan l ON l.id = r.loan_id
         WHERE r.period = ? GROUP BY 1",
    )
    .bind(period)
    .fetch_all(&mut db)
    .await
    .into_diagnostic()?;
    let journals: Vec<(String, String, i64)> =
        query_as("SELECT internal_loan_id, subject, COUNT(*) FROM journal GROUP BY 1, 2")
            .fetch_all(&mut db)
            .await
            .into_diagnostic()?;
    let uploads: Vec<(String,)> = query_as("SELECT rows_csv FROM upload WHERE period = ?")
        .bind(period)
        .fetch_all(&mut db)
        .await
        .into_diagnostic()?;
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    for (csv,) in &uploads {
        for line in csv.lines() {
            *rows
                .entry(line.split(',').next().unwrap_or_default().to_owned())
                .or_default() += 1;
        }
    }
    let journals = journals.into_iter().map(|(loan, subject, n)| ((loan, subject), n));
    let parts = [
        compare(&wanted.drafts, drafts),
        compare(&wanted.repayments, reported),
        compare(&wanted.journals, journals),
    ];
    Ok(Counted {
        lost: parts.iter().map(|c| c.lost).sum(),
        sent_twice: parts.iter().map(|c| c.sent_twice).sum::<usize>() + rows.values().filter(|n| **n > 1).count(),
    })
}

/// How many journals have been published.
pub async fn published_journals(pa2: &Path) -> Result<usize> {
    let options = SqliteConnectOptions::new().filename(pa2).read_only(true);
    let mut db = SqliteConnection::connect_with(&options).await.into_diagnostic()?;
    let (n,): (i64,) = query_as("SELECT COUNT(*) FROM journal WHERE state = 'published'")
        .fetch_one(&mut db)
        .await
        .into_diagnostic()?;
    Ok(usize::try_from(n).unwrap_or_default())
}

fn compare<K: Ord>(wanted: &BTreeSet<K>, found: impl IntoIterator<Item = (K, i64)>) -> Counted {
    let found: BTreeMap<K, i64> = found.into_iter().collect();
    Counted {
        lost: wanted.iter().filter(|key| !found.contains_key(key)).count(),
        sent_twice: found.values().filter(|n| **n > 1).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_and_what_is_there_twice_is_counted() {
        let wanted = BTreeSet::from(["a", "b", "c"]);
        assert_eq!(
            compare(&wanted, [("a", 1), ("b", 2), ("x", 1)]),
            Counted { lost: 1, sent_twice: 1 }
        );
    }
}
