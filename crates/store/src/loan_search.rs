//! What the site's search box finds: bounded, so that it answers at once however many loans there are and however short
//! the word is. The Partner API counts to the end; a person who gets more than a thousand loans types another letter.

use std::collections::BTreeSet;

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::search;
use sea_orm::{ConnectionTrait, Value};

use crate::loan_index::statement;
use crate::loan_page::{Filter, MOST_WORDS, Window, numbers};
use crate::{Db, Result};

/// Most loans that a search finds.
pub const MOST_FOUND: usize = 1_000;
/// A word that begins more entries than this is too common to be read to its end.
const COMMON: i64 = 20_000;
/// Loans that are read to see whether the common words fit too.
const MOST_READ: usize = 3_000;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How many were found, [`MOST_FOUND`] at most.
    pub total: usize,
    /// Whether there are, or may be, more than these.
    pub more: bool,
    /// Those of the page, in the order in which they were posted.
    pub loans: Vec<Loan>,
}

/// The partner's loans that a search finds, `limit` of them from `offset` on. Without a query it is the whole list, or
/// that of a status, which is counted exactly.
pub async fn find(db: &dyn Db, partner: PartnerId, filter: &Filter, offset: usize, limit: usize) -> Result<Found> {
    let query = filter.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let window = Window {
        partner,
        status: filter.status,
        offset: i64::try_from(offset).unwrap_or(i64::MAX),
        limit: limit as u64,
    };
    let Some(query) = query else {
        let (total, loans) = crate::loan_page::page(db, partner, filter, offset as u64, limit as u64).await?;
        return Ok(Found {
            total: usize::try_from(total).unwrap_or(usize::MAX),
            more: false,
            loans,
        });
    };
    // No id and no name holds a NUL, which PostgreSQL would not even compare with.
    if query.contains('\0') {
        return page(&window, db, Vec::new(), false).await;
    }
    let mut places = window.places_by_id(db, query).await?;
    if !places.is_empty() {
        places.sort_unstable();
        let more = places.len() > MOST_FOUND;
        let mut loans = window.at_places(db, &places[..places.len().min(MOST_FOUND)]).await?;
        loans.retain(|loan| filter.status.is_none_or(|status| loan.status == status));
        let total = loans.len();
        let loans = loans.into_iter().skip(offset).take(limit).collect();
        return Ok(Found { total, more, loans });
    }
    let words = search::words(query);
    let (places, more) = by_names(db, &window, &words).await?;
    page(&window, db, places, more).await
}

async fn page(window: &Window, db: &dyn Db, mut places: Vec<i64>, more: bool) -> Result<Found> {
    places.sort_unstable();
    places.truncate(MOST_FOUND);
    let offset = usize::try_from(window.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let shown: Vec<i64> = places.iter().skip(offset).take(limit).copied().collect();
    Ok(Found {
        total: places.len(),
        more,
        loans: window.at_places(db, &shown).await?,
    })
}

/// Places of loans with a word for each of `words`, and whether there may be more of them.
async fn by_names(db: &dyn Db, window: &Window, words: &[String]) -> Result<(Vec<i64>, bool)> {
    let words = &words[..words.len().min(MOST_WORDS)];
    if words.is_empty() {
        return Ok((Vec::new(), false));
    }
    let (common, rare) = split(db, window.partner, words).await?;
    if common.is_empty() {
        let (matches, values) = window.matches(&rare);
        let places = some_places(db, &matches, values, MOST_FOUND + 1).await?;
        let more = places.len() > MOST_FOUND;
        return Ok((places, more));
    }
    // The rare words say which loans are looked at, or else the first entries of a common one.
    let (candidates, cut) = if rare.is_empty() {
        (first_entries(db, window.partner, &common[0]).await?, true)
    } else {
        let (matches, values) = window.matches(&rare);
        let some = some_places(db, &matches, values, MOST_READ + 1).await?;
        let cut = some.len() > MOST_READ;
        (some, cut)
    };
    if rare.is_empty() && common.len() == 1 && window.status.is_none() {
        return Ok((candidates, cut));
    }
    let (places, all_read) = reading(db, window, &candidates, &common).await?;
    Ok((places, cut || !all_read))
}

/// Those of the loans that have all words and the status, read one after the other; and whether all were read.
async fn reading(db: &dyn Db, window: &Window, candidates: &[i64], words: &[String]) -> Result<(Vec<i64>, bool)> {
    let mut places = Vec::new();
    for some in candidates[..candidates.len().min(MOST_READ)].chunks(500) {
        if places.len() > MOST_FOUND {
            return Ok((places, false));
        }
        let loans = window.at_places(db, some).await?;
        let fitting = loans.iter().filter(|loan| {
            let terms = search::terms(loan);
            window.status.is_none_or(|status| loan.status == status)
                && words.iter().all(|word| terms.iter().any(|term| term.starts_with(word)))
        });
        places.extend(fitting.map(|loan| loan.seq));
    }
    Ok((places, true))
}

pub(crate) const FIRST_ENTRIES: &str =
    "SELECT seq AS n FROM loan_term WHERE partner_id = $1 AND term >= $2 AND term < $3 LIMIT $4";

/// The places of the first entries of a word, each once.
async fn first_entries(db: &dyn Db, partner: PartnerId, word: &str) -> Result<Vec<i64>> {
    let most = i64::try_from(MOST_READ).unwrap_or(i64::MAX);
    let values = range(partner, word, most);
    let rows = db
        .connection()
        .query_all_raw(statement(db, FIRST_ENTRIES, values))
        .await?;
    let places: BTreeSet<i64> = numbers(rows)?.into_iter().collect();
    Ok(places.into_iter().collect())
}

/// All entries that begin with a word, and how many of them are wanted.
fn range(partner: PartnerId, word: &str, most: i64) -> Vec<Value> {
    vec![
        partner.0.into(),
        word.into(),
        format!("{word}\u{10ffff}").into(),
        most.into(),
    ]
}

pub(crate) const ENTRIES: &str = "SELECT COUNT(*) AS n FROM \
    (SELECT 1 FROM loan_term WHERE partner_id = $1 AND term >= $2 AND term < $3 LIMIT $4) AS t";

/// The words that begin too many entries to read them all, and the others.
async fn split(db: &dyn Db, partner: PartnerId, words: &[String]) -> Result<(Vec<String>, Vec<String>)> {
    let mut parts = (Vec::new(), Vec::new());
    for word in words {
        let values = range(partner, word, COMMON + 1);
        let row = db.connection().query_one_raw(statement(db, ENTRIES, values)).await?;
        let entries: i64 = row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0);
        match entries > COMMON {
            true => parts.0.push(word.clone()),
            false => parts.1.push(word.clone()),
        }
    }
    Ok(parts)
}

/// Up to `most` of the places that a statement finds, whichever come first.
async fn some_places(db: &dyn Db, matches: &str, values: Vec<Value>, most: usize) -> Result<Vec<i64>> {
    let sql = format!("SELECT seq AS n FROM ({matches}) AS m LIMIT {most}");
    numbers(db.connection().query_all_raw(statement(db, sql, values)).await?)
}
