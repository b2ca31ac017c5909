//! A page of the loan list, at any offset, with or without a search.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::search;

use crate::loan_index::BLOCK;
use crate::loan_row::{COLUMNS, LoanRow, from_row, select};
use crate::{Ask as _, Db, Result, Row, Sql, gathered, sql};

/// Words of a query beyond these are not looked at.
pub(crate) const MOST_WORDS: usize = 8;

/// Which loans a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In this status only.
    pub status: Option<LoanStatus>,
    /// A loan ID, client ID or Kiva ID as a whole; otherwise the beginnings of words of a name. The search box also finds
    /// the beginnings of loan IDs and client IDs, whatever the case.
    pub query: Option<String>,
}

/// How many loans match in all, and those from `offset` on, `limit` at most, in the order in which they were posted.
pub async fn page(
    db: &dyn Db,
    partner: PartnerId,
    filter: &Filter,
    offset: u64,
    limit: u64,
) -> Result<(u64, Vec<Loan>)> {
    let window = Window {
        partner,
        status: filter.status,
        offset: whole(offset),
        limit,
    };
    match filter.query.as_deref().map(str::trim).filter(|query| !query.is_empty()) {
        // No id and no name holds a NUL, which PostgreSQL would not even compare with.
        Some(query) if query.contains('\0') => Ok((0, Vec::new())),
        Some(query) => window.search(db, query).await,
        None => match filter.status {
            Some(status) => window.of_status(db, status).await,
            None => window.of_all(db).await,
        },
    }
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

pub(crate) struct Window {
    pub(crate) partner: PartnerId,
    pub(crate) status: Option<LoanStatus>,
    pub(crate) offset: i64,
    pub(crate) limit: u64,
}

impl Window {
    /// Places in the list have no gaps: the offset is the place.
    async fn of_all(&self, db: &dyn Db) -> Result<(u64, Vec<Loan>)> {
        let total = number(
            db,
            sql!("SELECT next_seq AS n FROM partner WHERE id = $1", self.partner.0),
        )
        .await?;
        if self.offset >= total || self.limit == 0 {
            return Ok((count(total), Vec::new()));
        }
        Ok((count(total), listed(db, self.starting_at(self.offset)).await?))
    }

    /// A statement that reads loans of the partner, so far.
    fn of_partner(&self) -> Sql {
        let mut sql = select();
        sql.say("partner_id = ").value(self.partner.0);
        sql
    }

    pub(crate) fn starting_at(&self, place: i64) -> Sql {
        let mut sql = self.of_partner();
        sql.say(" AND seq >= ").value(place);
        sql.say(" AND seq < ")
            .value(place.saturating_add(whole(self.limit)))
            .say(" ORDER BY seq");
        sql
    }

    /// The counts say in which block the offset lies; within it at most 1023 entries of an index are stepped over.
    async fn of_status(&self, db: &dyn Db, status: LoanStatus) -> Result<(u64, Vec<Loan>)> {
        let total = number(db, sql!(TOTAL_OF_STATUS, self.partner.0, status.as_str())).await?;
        if self.offset >= total || self.limit == 0 {
            return Ok((count(total), Vec::new()));
        }
        let start = sql!(BLOCK_OF_OFFSET, self.partner.0, status.as_str(), self.offset);
        let Some(start) = db.one(start).await? else {
            return Ok((count(total), Vec::new()));
        };
        let (block, before): (i64, i64) = (start.get("block")?, start.get("before")?);
        let within = self.within_status(status, block, self.offset - before);
        Ok((count(total), listed(db, within).await?))
    }

    pub(crate) fn within_status(&self, status: LoanStatus, block: i64, skip: i64) -> Sql {
        let mut sql = self.of_partner();
        sql.say(" AND status = ")
            .value(status.as_str())
            .say(" AND seq >= ")
            .value(block * BLOCK);
        sql.say(" ORDER BY seq LIMIT ")
            .value(self.limit)
            .say(" OFFSET ")
            .value(skip);
        sql
    }

    /// Ids first, as a whole; only when no id matches, names by the beginnings of their words.
    async fn search(&self, db: &dyn Db, query: &str) -> Result<(u64, Vec<Loan>)> {
        let ids = self.places_by_id(db, query).await?;
        if !ids.is_empty() {
            let mut loans = self.at_places(db, &ids).await?;
            loans.retain(|loan| self.status.is_none_or(|status| loan.status == status));
            let total = loans.len() as u64;
            let skip = usize::try_from(self.offset).unwrap_or(usize::MAX);
            let take = usize::try_from(self.limit).unwrap_or(usize::MAX);
            return Ok((total, loans.into_iter().skip(skip).take(take).collect()));
        }
        let words = search::words(query);
        if words.is_empty() {
            return Ok((0, Vec::new()));
        }
        let mut counted = Sql::new("SELECT COUNT(*) AS n FROM (");
        self.matches(&mut counted, &words);
        counted.say(") AS m");
        let total = number(db, counted).await?;
        if self.offset >= total || self.limit == 0 {
            return Ok((count(total), Vec::new()));
        }
        let mut found = Sql::new("SELECT seq AS n FROM (");
        self.matches(&mut found, &words);
        found
            .say(") AS m ORDER BY seq LIMIT ")
            .value(self.limit)
            .say(" OFFSET ")
            .value(self.offset);
        let places = numbers(db.all(found).await?)?;
        Ok((count(total), self.at_places(db, &places).await?))
    }

    /// Places of the loans, or of the groups with a member, that have this loan ID, client ID or Kiva ID.
    pub(crate) async fn places_by_id(&self, db: &dyn Db, query: &str) -> Result<Vec<i64>> {
        let kiva_id: i64 = query.parse().unwrap_or(-1);
        let sql = sql!(BY_ID, self.partner.0, query, kiva_id, search::id_term(query));
        numbers(db.all(sql).await?)
    }

    pub(crate) async fn at_places(&self, db: &dyn Db, places: &[i64]) -> Result<Vec<Loan>> {
        let mut loans = Vec::with_capacity(places.len());
        for chunk in places.chunks(10_000) {
            loans.extend(listed(db, self.places(chunk)).await?);
        }
        Ok(loans)
    }

    pub(crate) fn places(&self, places: &[i64]) -> Sql {
        let mut sql = self.of_partner();
        sql.say(" AND seq IN (")
            .list(places.iter().copied())
            .say(") ORDER BY seq");
        sql
    }

    /// The statement that finds the places of all loans with a word for each of `words`.
    pub(crate) fn matches(&self, sql: &mut Sql, words: &[String]) {
        if self.status.is_some() {
            sql.say("SELECT w.seq FROM (");
        }
        // INTERSECT leaves each place once; a single word needs the same.
        let distinct = if words.len() == 1 { "DISTINCT " } else { "" };
        for (at, word) in words.iter().take(MOST_WORDS).enumerate() {
            sql.say(if at > 0 { " INTERSECT " } else { "" });
            sql.say("SELECT ")
                .say(distinct)
                .say("seq FROM loan_term WHERE partner_id = ")
                .value(self.partner.0);
            // Terms compare by bytes, and no character has greater ones than the last.
            sql.say(" AND term >= ")
                .value(word)
                .say(" AND term < ")
                .value(format!("{word}\u{10ffff}"));
        }
        if let Some(status) = self.status {
            sql.say(") AS w JOIN loan ON loan.partner_id = ").value(self.partner.0);
            sql.say(" AND loan.status = ")
                .value(status.as_str())
                .say(" AND loan.seq = w.seq");
        }
    }
}

pub(crate) const TOTAL_OF_STATUS: &str =
    "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM loan_block WHERE partner_id = $1 AND status = $2";

pub(crate) const BLOCK_OF_OFFSET: &str = "SELECT block, before FROM \
    (SELECT block, n, CAST(SUM(n) OVER (ORDER BY block) AS BIGINT) - n AS before FROM loan_block \
     WHERE partner_id = $1 AND status = $2) AS b WHERE before <= $3 AND before + n > $3";

pub(crate) const BY_ID: &str = "SELECT seq AS n FROM loan WHERE partner_id = $1 AND internal_loan_id = $2 \
    UNION SELECT seq FROM loan WHERE partner_id = $1 AND internal_client_id = $2 \
    UNION SELECT seq FROM loan WHERE id = $3 AND partner_id = $1 \
    UNION SELECT seq FROM loan_term WHERE partner_id = $1 AND term = $4";

/// The loans that a select finds, in the order of the list.
async fn listed(db: &dyn Db, mut select: Sql) -> Result<Vec<Loan>> {
    let columns: Vec<String> = COLUMNS.iter().map(|column| format!("l.{column}")).collect();
    let around = gathered::sql(db.engine(), &columns.join(","), "(");
    select.within(&around, ") AS l");
    let mut rows: Vec<LoanRow> = gathered::rows(db, "loan", select).await?;
    rows.sort_unstable_by_key(|row| row.seq);
    rows.into_iter().map(from_row).collect()
}

async fn number(db: &dyn Db, sql: Sql) -> Result<i64> {
    Ok(db.value(sql).await?.unwrap_or(0))
}

pub(crate) fn numbers(rows: Vec<Row>) -> Result<Vec<i64>> {
    rows.iter().map(|row| Ok(row.get("n")?)).collect()
}
