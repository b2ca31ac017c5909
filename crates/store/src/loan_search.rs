//! What the site's search box finds: bounded, so that it answers at once however many loans there are and however short
//! the word is. The Partner API counts to the end; a person who gets more than a thousand loans types another letter.

use std::collections::BTreeSet;

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::{Borrower, Loan};
use fieldlink_domain::search;

use crate::loan_page::{Filter, MOST_WORDS, Window, numbers};
use crate::{Ask as _, Db, Engine, Error, Result, Sql, Value, sql};

/// Most loans that a search finds.
pub const MOST_FOUND: usize = 1_000;

/// How far a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Most loans that it finds.
    pub found: usize,
    /// A word that begins more entries than this is too common to be read to its end.
    pub common: usize,
    /// Loans that are read to see whether the common words fit too.
    pub read: usize,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            found: MOST_FOUND,
            common: 100_000,
            read: 1_500,
        }
    }
}

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
    find_within(db, partner, filter, (offset, limit), Bounds::default()).await
}

/// [`find`] with other bounds.
pub async fn find_within(
    db: &dyn Db,
    partner: PartnerId,
    filter: &Filter,
    (offset, limit): (usize, usize),
    bounds: Bounds,
) -> Result<Found> {
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
        return page(db, &window, Vec::new(), (false, bounds)).await;
    }
    let mut places = window.places_by_id(db, query).await?;
    if !places.is_empty() {
        places.sort_unstable();
        let more = places.len() > bounds.found;
        let mut loans = window.at_places(db, &places[..places.len().min(bounds.found)]).await?;
        loans.retain(|loan| filter.status.is_none_or(|status| loan.status == status));
        let total = loans.len();
        let loans = loans.into_iter().skip(offset).take(limit).collect();
        return Ok(Found { total, more, loans });
    }
    let (ids, more_ids) = by_id_beginnings(db, &window, query, bounds).await?;
    let words = search::words(query);
    let (mut places, more) = by_names(db, &window, &words, bounds).await?;
    places.extend(ids);
    page(db, &window, places, (more || more_ids, bounds)).await
}

/// Places of loans with a loan ID or client ID that begins so, whatever the case, and whether there may be more of them.
/// Where one is the whole id, those that only begin so are left out.
async fn by_id_beginnings(db: &dyn Db, window: &Window, query: &str, bounds: Bounds) -> Result<(Vec<i64>, bool)> {
    let Some(term) = search::id_beginning(query) else {
        return Ok((Vec::new(), false));
    };
    let mut places = numbers(db.all(sql!(OF_TERM, window.partner.0, &term)).await?)?;
    if places.is_empty() {
        let values = range(window.partner, &term, bounds.read + 1);
        places = numbers(db.all(Sql::with(FIRST_ENTRIES, values)).await?)?;
    }
    let cut = places.len() > bounds.read;
    places.sort_unstable();
    places.dedup();
    if window.status.is_none() {
        return Ok((places, cut));
    }
    places.truncate(bounds.read);
    let (places, all_read) = reading(db, window, &places, (&[], bounds.found)).await?;
    Ok((places, cut || !all_read))
}

pub(crate) const OF_TERM: &str = "SELECT seq AS n FROM loan_term WHERE partner_id = $1 AND term = $2";

async fn page(db: &dyn Db, window: &Window, mut places: Vec<i64>, (more, bounds): (bool, Bounds)) -> Result<Found> {
    places.sort_unstable();
    places.dedup();
    let more = more || places.len() > bounds.found;
    places.truncate(bounds.found);
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
async fn by_names(db: &dyn Db, window: &Window, words: &[String], bounds: Bounds) -> Result<(Vec<i64>, bool)> {
    let words = &words[..words.len().min(MOST_WORDS)];
    if words.is_empty() {
        return Ok((Vec::new(), false));
    }
    // Of one word alone no more entries are wanted than are shown.
    let alone = words.len() == 1 && window.status.is_none();
    let most = if alone { bounds.read } else { bounds.common };
    let (common, rare) = entries_of_all(db, window.partner, words, most).await?;
    if common.is_empty() {
        let places = of_status(db, window, rare.unwrap_or_default(), bounds.found).await?;
        let more = places.len() > bounds.found;
        return Ok((places, more));
    }
    // The rare words say which loans are looked at, or else a status with few loans, or the first entries of a word.
    let (mut candidates, cut) = match rare {
        Some(places) => {
            let cut = places.len() > bounds.read;
            (places, cut)
        }
        None => match of_small_status(db, window, bounds.read).await? {
            Some(places) => (places, false),
            None => (first_entries(db, window.partner, &common[0], bounds.read).await?, true),
        },
    };
    if alone {
        return Ok((candidates, cut));
    }
    candidates.truncate(bounds.read);
    let (places, all_read) = reading(db, window, &candidates, (&common, bounds.found)).await?;
    Ok((places, cut || !all_read))
}

/// The words that begin too many entries to read them all; and the places of the loans that have all others, if there are
/// others.
async fn entries_of_all(
    db: &dyn Db,
    partner: PartnerId,
    words: &[String],
    common: usize,
) -> Result<(Vec<String>, Option<Vec<i64>>)> {
    let mut too_common = Vec::new();
    let mut rare: Option<Vec<i64>> = None;
    for word in words {
        match (entries(db, partner, word, common).await?, &mut rare) {
            (None, _) => too_common.push(word.clone()),
            (Some(places), None) => rare = Some(places),
            (Some(places), Some(both)) => both.retain(|place| places.binary_search(place).is_ok()),
        }
    }
    Ok((too_common, rare))
}

/// Those of the loans that have all words and the status, read one after the other; and whether all were read.
async fn reading(
    db: &dyn Db,
    window: &Window,
    candidates: &[i64],
    (words, most): (&[String], usize),
) -> Result<(Vec<i64>, bool)> {
    let mut places = Vec::new();
    for some in candidates.chunks(500) {
        if places.len() > most {
            return Ok((places, false));
        }
        for loan in names_at(db, window.partner, some).await? {
            let status = window.status.is_none_or(|status| loan.status == status.as_str());
            let begins = |word: &String| loan.words.iter().any(|own| own.starts_with(word));
            if status && words.iter().all(begins) {
                places.push(loan.seq);
            }
        }
    }
    Ok((places, true))
}

/// What a search reads of a loan.
struct Names {
    seq: i64,
    status: String,
    words: Vec<String>,
}

/// The names on the loans at these places; the rest of a loan is long and not asked for here.
async fn names_at(db: &dyn Db, partner: PartnerId, places: &[i64]) -> Result<Vec<Names>> {
    let mut sql = sql!(
        "SELECT seq, status, name, borrowers FROM loan WHERE partner_id = $1 AND seq IN (",
        partner.0
    );
    sql.list(places.iter().copied()).say(")");
    let rows = db.all(sql).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("loan", "seq");
            let name: String = row.get("name")?;
            let borrowers: Vec<Borrower> = row.json("borrowers")?;
            let mut words = search::words(&name);
            for borrower in &borrowers {
                words.extend(search::words(&borrower.first_name));
                words.extend(search::words(&borrower.last_name));
            }
            Ok(Names {
                seq: row.get("seq")?,
                status: row.get("status")?,
                words,
            })
        })
        .collect()
}

pub(crate) const OF_STATUS: &str = "SELECT seq AS n FROM loan WHERE partner_id = $1 AND status = $2 LIMIT $3";

/// The places of all loans in the wanted status, where there are few enough to read.
async fn of_small_status(db: &dyn Db, window: &Window, most: usize) -> Result<Option<Vec<i64>>> {
    let Some(status) = window.status else { return Ok(None) };
    let sql = sql!(OF_STATUS, window.partner.0, status.as_str(), most + 1);
    let places = numbers(db.all(sql).await?)?;
    Ok((places.len() <= most).then_some(places))
}

pub(crate) const FIRST_ENTRIES: &str =
    "SELECT seq AS n FROM loan_term WHERE partner_id = $1 AND term >= $2 AND term < $3 LIMIT $4";

/// The places of the first entries of a word, each once.
async fn first_entries(db: &dyn Db, partner: PartnerId, word: &str, most: usize) -> Result<Vec<i64>> {
    let values = range(partner, word, most);
    let rows = db.all(Sql::with(FIRST_ENTRIES, values)).await?;
    let places: BTreeSet<i64> = numbers(rows)?.into_iter().collect();
    Ok(places.into_iter().collect())
}

/// All entries that begin with a word, and how many of them are wanted.
fn range(partner: PartnerId, word: &str, most: usize) -> Vec<Value> {
    vec![
        partner.0.into(),
        word.into(),
        format!("{word}\u{10ffff}").into(),
        most.into(),
    ]
}

/// One row for all entries: a driver spends more on a row than the database on an entry.
pub(crate) fn entries_as_json(engine: Engine) -> String {
    let list = match engine {
        Engine::Sqlite => "json_group_array(seq)",
        Engine::Postgres => "CAST(COALESCE(json_agg(seq), '[]') AS TEXT)",
    };
    format!(
        "SELECT {list} AS places FROM \
         (SELECT seq FROM loan_term WHERE partner_id = $1 AND term >= $2 AND term < $3 LIMIT $4) AS t"
    )
}

/// The places of the entries of a word, in their order and each once; none when there are more entries than `most`.
async fn entries(db: &dyn Db, partner: PartnerId, word: &str, most: usize) -> Result<Option<Vec<i64>>> {
    let sql = entries_as_json(db.engine());
    let values = range(partner, word, most + 1);
    let Some(places) = db.value::<String>(Sql::with(sql, values)).await? else {
        return Ok(None);
    };
    let mut places: Vec<i64> =
        serde_json::from_str(&places).map_err(|_| Error::corrupt("loan_term", partner, "seq"))?;
    if places.len() > most {
        return Ok(None);
    }
    places.sort_unstable();
    places.dedup();
    Ok(Some(places))
}

/// Those of the places whose loans have the wanted status; once more than `most` are found, the others are left out.
async fn of_status(db: &dyn Db, window: &Window, places: Vec<i64>, most: usize) -> Result<Vec<i64>> {
    let Some(status) = window.status else { return Ok(places) };
    let mut found = Vec::new();
    for some in places.chunks(10_000) {
        let mut sql = sql!(
            "SELECT seq FROM loan WHERE partner_id = $1 AND status = $2 AND seq IN (",
            window.partner.0,
            status.as_str(),
        );
        sql.list(some.iter().copied()).say(")");
        found.extend(db.values::<i64>(sql).await?);
        if found.len() > most {
            break;
        }
    }
    Ok(found)
}
