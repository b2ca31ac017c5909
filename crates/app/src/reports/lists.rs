//! The lists of a month: its lines by what the report says of them, searched and exported, and the problems of rows.

use std::collections::VecDeque;

use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::Partner;
use fieldlink_domain::search;
use fieldlink_domain::statement::{Category, Counts, Line};
use fieldlink_store::month_blocks::block_of;
use fieldlink_store::repayments::{self, Problem, ProblemKey, ProblemList};
use fieldlink_store::reports::Report;

use crate::{Actor, Error, Pa2, Permission, Result};

/// Blocks of the list that one page of a search looks through; the next page goes on behind them.
const SEARCHED: usize = 32;
/// Problems read by one statement of an export.
const PROBLEMS_AT_ONCE: u64 = 1_000;

/// Which lines of a month a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// All of them: what the statement bills.
    All,
    /// Loans with a repayment due.
    Expected,
    /// Loans that something was reported of.
    Reported,
    /// Loans in one category.
    In(Category),
}

impl Lines {
    fn takes(self, line: &Line) -> bool {
        match self {
            Lines::All => true,
            Lines::Expected => line.expected,
            Lines::Reported => line.reported.is_some(),
            Lines::In(category) => line.category == category,
        }
    }

    /// How many of the counted lines it shows.
    fn count(self, counts: &Counts) -> u64 {
        match self {
            Lines::All => counts.expected + counts.reported_beside,
            Lines::Expected => counts.expected,
            Lines::Reported => counts.reported + counts.reported_beside,
            Lines::In(Category::OnTime) => counts.on_time,
            Lines::In(Category::Delinquent) => counts.delinquent,
            Lines::In(Category::Prepaid) => counts.prepaid,
            Lines::In(Category::NotReported) => counts.not_reported,
        }
    }
}

/// A search in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineSearch<'a> {
    /// The list.
    pub list: Lines,
    /// The beginning of a loan ID or client ID, a Kiva ID, or the beginnings of words of a name.
    pub text: &'a str,
    /// Only lines behind this place of the partner's list.
    pub after: Option<i64>,
    /// How many at most.
    pub limit: usize,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLines {
    /// In the order of the partner's list.
    pub lines: Vec<Line>,
    /// Where the search goes on; none when all was looked through.
    pub next: Option<i64>,
}

/// What a text looks for.
struct Sought {
    id: String,
    words: Vec<String>,
}

impl Sought {
    fn new(text: &str) -> Sought {
        let id = text.trim().to_lowercase();
        Sought {
            words: search::words(&id),
            id,
        }
    }

    fn takes(&self, line: &Line) -> bool {
        if self.id.is_empty() {
            return true;
        }
        let begins = |id: &str| id.to_lowercase().starts_with(&self.id);
        if begins(&line.loan_id) || begins(&line.client_id) || line.id.to_string() == self.id {
            return true;
        }
        let name = search::words(&line.name);
        let in_name = |word: &String| name.iter().any(|own| own.starts_with(word.as_str()));
        !self.words.is_empty() && self.words.iter().all(in_name)
    }
}

impl Pa2 {
    /// Lines of a month: how many there are, and `limit` of them after the first `offset`.
    pub async fn month_lines(
        &self,
        actor: &Actor,
        partner: PartnerId,
        period: Period,
        list: Lines,
        (offset, limit): (u64, u64),
    ) -> Result<(u64, Vec<Line>)> {
        actor.may(Permission::ReadLoans, partner)?;
        let (partner, report) = self.partners_report(partner, period).await?;
        let parts = self.parts(&partner, &report).await?;
        let counted = parts
            .iter()
            .map(|(block, part)| (*block, list.count(&part.sums.counts)));
        let total = counted.clone().map(|(_, n)| n).sum();
        let mut skip = offset;
        let mut lines = Vec::new();
        for (block, n) in counted {
            if lines.len() as u64 >= limit {
                break;
            }
            if n <= skip {
                skip -= n;
                continue;
            }
            let some = self.block_lines(&partner, &report, block).await?;
            let left = usize::try_from(limit).unwrap_or(usize::MAX) - lines.len();
            let begin = usize::try_from(skip).unwrap_or(usize::MAX);
            lines.extend(some.into_iter().filter(|line| list.takes(line)).skip(begin).take(left));
            skip = 0;
        }
        Ok((total, lines))
    }

    /// Searches a list of a month. A page looks through so many loans and no more: it may hold few lines and still say
    /// where to go on.
    pub async fn search_month(
        &self,
        actor: &Actor,
        partner: PartnerId,
        period: Period,
        search: LineSearch<'_>,
    ) -> Result<FoundLines> {
        actor.may(Permission::ReadLoans, partner)?;
        let (partner, report) = self.partners_report(partner, period).await?;
        let sought = Sought::new(search.text);
        let parts = self.parts(&partner, &report).await?;
        let first = search.after.map_or(0, block_of);
        let mut blocks = parts
            .iter()
            .filter(|(block, part)| **block >= first && search.list.count(&part.sums.counts) > 0)
            .map(|(block, _)| *block);
        let mut lines = Vec::new();
        let mut last_place = None;
        for block in blocks.by_ref().take(SEARCHED) {
            for line in self.block_lines(&partner, &report, block).await? {
                let behind = search.after.is_none_or(|after| line.seq > after);
                if !behind || !search.list.takes(&line) || !sought.takes(&line) {
                    continue;
                }
                if lines.len() == search.limit {
                    return Ok(FoundLines {
                        next: lines.last().map(|line: &Line| line.seq),
                        lines,
                    });
                }
                lines.push(line);
            }
            last_place = Some(fieldlink_store::month_blocks::last_of(block));
        }
        let next = if blocks.next().is_some() { last_place } else { None };
        Ok(FoundLines { lines, next })
    }

    /// A list of a month, to be written out whole.
    pub async fn export_month(
        &self,
        actor: &Actor,
        partner: PartnerId,
        period: Period,
        list: Lines,
        text: &str,
    ) -> Result<LineExport> {
        actor.may(Permission::ReadLoans, partner)?;
        let (partner, report) = self.partners_report(partner, period).await?;
        let parts = self.parts(&partner, &report).await?;
        let blocks = parts
            .iter()
            .filter(|(_, part)| list.count(&part.sums.counts) > 0)
            .map(|(block, _)| *block)
            .collect();
        Ok(LineExport {
            pa2: self.clone(),
            partner,
            report,
            list,
            sought: Sought::new(text),
            blocks,
        })
    }

    /// Problems of a month that no later upload mended, errors first.
    pub async fn month_problems(
        &self,
        actor: &Actor,
        partner: PartnerId,
        period: Period,
        wanted: ProblemList,
    ) -> Result<Vec<Problem>> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(repayments::standing(&self.store, partner, period, wanted).await?)
    }

    /// The same, to be written out whole.
    pub fn export_problems(
        &self,
        actor: &Actor,
        partner: PartnerId,
        period: Period,
        wanted: ProblemList,
    ) -> Result<ProblemExport> {
        actor.may(Permission::ReadLoans, partner)?;
        let limit = PROBLEMS_AT_ONCE;
        Ok(ProblemExport {
            pa2: self.clone(),
            partner,
            period,
            wanted: Some(ProblemList { limit, ..wanted }),
        })
    }

    /// A problem and the month it is of.
    pub async fn problem(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<(Period, Problem)> {
        actor.may(Permission::ReadLoans, partner)?;
        let found = repayments::problem(&self.store, partner, id).await?;
        found.ok_or_else(|| Error::not_found("This problem").said("error-problem-gone", []))
    }

    async fn partners_report(&self, partner: PartnerId, period: Period) -> Result<(Partner, Report)> {
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let report = self.begun_report(&partner, period, now).await?;
        Ok((partner, report))
    }
}

/// The lines of a list, some at a time.
pub struct LineExport {
    pa2: Pa2,
    partner: Partner,
    report: Report,
    list: Lines,
    sought: Sought,
    blocks: VecDeque<i64>,
}

impl LineExport {
    /// The next lines; none when there are no more.
    pub async fn next(&mut self) -> Result<Option<Vec<Line>>> {
        let Some(block) = self.blocks.pop_front() else {
            return Ok(None);
        };
        let lines = self.pa2.block_lines(&self.partner, &self.report, block).await?;
        let wanted = |line: &Line| self.list.takes(line) && self.sought.takes(line);
        Ok(Some(lines.into_iter().filter(wanted).collect()))
    }
}

/// Problems, some at a time.
pub struct ProblemExport {
    pa2: Pa2,
    partner: PartnerId,
    period: Period,
    wanted: Option<ProblemList>,
}

impl ProblemExport {
    /// The next problems; none when there are no more.
    pub async fn next(&mut self) -> Result<Option<Vec<Problem>>> {
        let Some(wanted) = self.wanted.take() else {
            return Ok(None);
        };
        let problems = repayments::standing(&self.pa2.store, self.partner, self.period, wanted).await?;
        if problems.len() as u64 == wanted.limit {
            let after = problems.last().map(|last| ProblemKey {
                severity: last.severity,
                id: last.id,
            });
            self.wanted = Some(ProblemList { after, ..wanted });
        }
        Ok(Some(problems))
    }
}
