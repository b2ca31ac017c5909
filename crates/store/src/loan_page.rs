//! A page of the loan list, at any offset, with or without a search.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::search;

use crate::loan_index::{BLOCK};
use crate::loan_row::from_row;
use crate::{Db, Result, gathered};

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
        let sql = "SELECT next_seq AS n FROM partner WHERE id = $1";
        let total = number(db, sql, vec![self.partner.0.into()]).await?;
        if self.offset >= total || self.limit == 0 {
            return Ok((count(total), Vec::new()));
        }
        Ok((count(total), listed(db, self.starting_at(self.offset)).await?))
    }

    pub(crate) fn starting_at(&self, place: i64) -> Select<loan::Entity> {
        loan::Entity::find()
            .filter(loan::Column::PartnerId.eq(self.partner.0))
            .filter(loan::Column::Seq.gte(place))
            .filter(loan::Column::Seq.lt(place.saturating_add(whole(self.limit))))
            .order_by_asc(loan::Column::Seq)
    }

    /// The counts say in which block the offset lies; within it at most 1023 entries of an index are stepped over.
    async fn of_status(&self, db: &dyn Db, status: LoanStatus) -> Result<(u64, Vec<Loan>)> {
        let key = || -> Vec<Value> { vec![self.partner.0.into(), status.as_str().into()] };
        let total = number(db, TOTAL_OF_STATUS, key()).await?;
        if self.offset >= total || self.limit == 0 {
            return Ok((count(total), Vec::new()));
        }
        let mut values = key();
        values.push(self.offset.into());
        let Some(start) = db.one(Sql::with(BLOCK_OF_OFFSET, values))
            .await?
        else {
            return Ok((count(total), Vec::new()));
        };
        let (block, before): (i64, i64) = (start.get("block")?, start.get("before")?);
        let within = self.within_status(status, block, self.offset - before);
        Ok((count(total), listed(db, within).await?))
    }

    pub(crate) fn within_status(&self, status: LoanStatus, block: i64, skip: i64) -> Select<loan::Entity> {
        loan::Entity::find()
            .filter(loan::Column::PartnerId.eq(self.partner.0))
            .filter(loan::Column::Status.eq(status.as_str()))
            .filter(loan::Column::Seq.gte(block * BLOCK))
            .order_by_asc(loan::Column::Seq)
            .offset(count(skip))
            .limit(self.limit)
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
        let (matches, values) = self.matches(&words);
        let sql = format!("SELECT COUNT(*) AS n FROM ({matches}) AS m");
        let total = number(db, &sql, values.clone()).await?;
        if self.offset >= total || self.limit == 0 {
            return Ok((count(total), Vec::new()));
        }
        let sql = format!(
            "SELECT seq AS n FROM ({matches}) AS m ORDER BY seq LIMIT {} OFFSET {}",
            whole(self.limit),
            self.offset
        );
        let places = numbers(db.all(Sql::with(sql, values)).await?)?;
        Ok((count(total), self.at_places(db, &places).await?))
    }

    /// Places of the loans, or of the groups with a member, that have this loan ID, client ID or Kiva ID.
    pub(crate) async fn places_by_id(&self, db: &dyn Db, query: &str) -> Result<Vec<i64>> {
        let kiva_id: i64 = query.parse().unwrap_or(-1);
        let values = vec![
            self.partner.0.into(),
            query.into(),
            kiva_id.into(),
            search::id_term(query).into(),
        ];
        numbers(db.all(Sql::with(BY_ID, values)).await?)
    }

    pub(crate) async fn at_places(&self, db: &dyn Db, places: &[i64]) -> Result<Vec<Loan>> {
        let mut loans = Vec::with_capacity(places.len());
        for chunk in places.chunks(10_000) {
            loans.extend(listed(db, self.places(chunk)).await?);
        }
        Ok(loans)
    }

    pub(crate) fn places(&self, places: &[i64]) -> Select<loan::Entity> {
        loan::Entity::find()
            .filter(loan::Column::PartnerId.eq(self.partner.0))
            .filter(loan::Column::Seq.is_in(places.iter().copied()))
            .order_by_asc(loan::Column::Seq)
    }

    /// The statement that finds the places of all loans with a word for each of `words`, and its values.
    pub(crate) fn matches(&self, words: &[String]) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = vec![self.partner.0.into()];
        let mut parts = Vec::new();
        for word in words.iter().take(MOST_WORDS) {
            let n = values.len();
            parts.push(format!(
                "SELECT seq FROM loan_term WHERE partner_id = $1 AND term >= ${} AND term < ${}",
                n + 1,
                n + 2
            ));
            // Terms compare by bytes, and no character has greater ones than the last.
            values.extend([word.clone().into(), format!("{word}\u{10ffff}").into()]);
        }
        // INTERSECT leaves each place once; a single word needs the same.
        let mut sql = match parts.as_slice() {
            [one] => one.replacen("SELECT", "SELECT DISTINCT", 1),
            several => several.join(" INTERSECT "),
        };
        if let Some(status) = self.status {
            values.push(status.as_str().into());
            sql = format!(
                "SELECT w.seq FROM ({sql}) AS w JOIN loan ON loan.partner_id = $1 AND loan.status = ${} \
                 AND loan.seq = w.seq",
                values.len()
            );
        }
        (sql, values)
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
async fn listed(db: &dyn Db, select: Select<loan::Entity>) -> Result<Vec<Loan>> {
    let backend = db.engine();
    let Statement { sql, values, .. } = select.build(backend);
    let columns: Vec<String> = loan::Column::iter().map(|c| format!("l.{}", c.as_str())).collect();
    let sql = gathered::sql(backend, &columns.join(","), &format!("({sql}) AS l"));
    let values = values.map_or_else(Vec::new, |values| values.0);
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let mut rows: Vec<loan::Model> = gathered::rows(db, "loan", statement).await?;
    rows.sort_unstable_by_key(|row| row.seq);
    rows.into_iter().map(from_row).collect()
}

async fn number(db: &dyn Db, sql: &str, values: Vec<Value>) -> Result<i64> {
    let row = db.one(Sql::with(sql, values)).await?;
    Ok(row.map(|row| row.get("n")).transpose()?.unwrap_or(0))
}

pub(crate) fn numbers(rows: Vec<Row>) -> Result<Vec<i64>> {
    rows.iter().map(|row| Ok(row.get("n")?)).collect()
}
