//! The month: its numbers, its lists, the preliminary statement and the final one.

mod close;
mod figures;
mod lists;
mod parts;
mod set_aside;
mod wires;

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::calendar::{Period, day_start, pacific_day};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::money::{Minor, share};
use fieldlink_domain::partner::Partner;
use fieldlink_domain::statement::{
    Account, Part, ReportState, Standing, Statement, Sums, final_moment, month_in_hand, preliminary_day,
};
use fieldlink_store::repayments::{self, Upload};
use fieldlink_store::reports::{self, Final, Report};
use fieldlink_store::{Db, activity, journals};

use crate::{Actor, Error, Pa2, Permission, Result};

pub use figures::{ActivityMonth, ActivityPage, CreditLimits, RatesOfMonth, ThemeLimit};
pub use lists::{FoundLines, LineExport, LineSearch, Lines, ProblemExport};
pub use set_aside::AsidePage;
pub use wires::NewWire;

/// Uploads that come with a month's numbers.
const NEWEST_UPLOADS: u64 = 20;

/// A month with its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthRef {
    /// The month.
    pub period: Period,
    /// How far its report is.
    pub state: ReportState,
}

/// A month's numbers.
#[derive(Debug, Clone)]
pub struct Month {
    /// The month.
    pub period: Period,
    /// How far its report is.
    pub state: ReportState,
    /// Whether rows go to it now: the oldest month that is not final.
    pub in_hand: bool,
    /// What a finalize form must carry, so that nobody makes final what they have not seen.
    pub version: i64,
    /// Counts and amounts.
    pub sums: Sums,
    /// The newest uploads, newest first; [`Pa2::month_uploads`] has all.
    pub uploads: Vec<MonthUpload>,
    /// How many uploads there are.
    pub upload_count: u64,
    /// Errors that no later upload mended.
    pub errors: u64,
    /// Warnings that no later upload mended.
    pub warnings: u64,
    /// Problems that somebody set aside.
    pub aside: u64,
    /// The day on which the preliminary statement stands.
    pub preliminary_on: NaiveDate,
    /// The day on which the report becomes final by itself.
    pub final_on: NaiveDate,
    /// PA2's day.
    pub today: NaiveDate,
}

/// An upload of a month.
#[derive(Debug, Clone)]
pub struct MonthUpload {
    /// The upload.
    pub upload: Upload,
    /// Loans that it reported and no later upload replaced, on time.
    pub on_time: u64,
}

/// A month's statement.
#[derive(Debug, Clone)]
pub struct MonthStatement {
    /// Preliminary while the report is not final.
    pub state: ReportState,
    /// The statement; changes until it is final.
    pub statement: Statement,
    /// When the report was made final.
    pub final_at: Option<DateTime<Utc>>,
}

impl Pa2 {
    /// The months of a partner that have begun, newest first.
    pub async fn months(&self, actor: &Actor, partner: PartnerId) -> Result<Vec<MonthRef>> {
        actor.may(Permission::ReadLoans, partner)?;
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let last_final = reports::last_final(&self.store, partner.id).await?;
        let newest = Period::at(now).max(last_final.unwrap_or(partner.first_period));
        let mut months = Vec::new();
        let mut period = newest;
        while period >= partner.first_period {
            let is_final = last_final.is_some_and(|last| period <= last);
            months.push(MonthRef {
                period,
                state: self.state(period, is_final, now),
            });
            period = period.previous();
        }
        Ok(months)
    }

    /// A month's numbers; of the month in hand (else the last one) when none is named.
    pub async fn month(&self, actor: &Actor, partner: PartnerId, period: Option<Period>) -> Result<Month> {
        actor.may(Permission::ReadLoans, partner)?;
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let last_final = reports::last_final(&self.store, partner.id).await?;
        let in_hand = month_in_hand(partner.first_period, last_final, now);
        let period = period.or(in_hand).or(last_final).unwrap_or(partner.first_period);
        let report = self.begun_report(&partner, period, now).await?;

        let whole: Part = self.parts(&partner, &report).await?.values().collect();
        let uploads = self.uploads(&report, partner.id, &whole, (0, NEWEST_UPLOADS)).await?;
        let upload_count = repayments::count_uploads(&self.store, partner.id, period).await?;
        let (errors, warnings) = repayments::count_standing(&self.store, partner.id, period).await?;
        Ok(Month {
            period,
            state: self.state(period, report.made_final.is_some(), now),
            in_hand: in_hand == Some(period),
            version: report.version,
            sums: whole.sums,
            uploads,
            upload_count,
            errors,
            warnings,
            aside: repayments::count_aside(&self.store, partner.id, period).await?,
            preliminary_on: preliminary_day(period, &self.settings),
            final_on: pacific_day(final_moment(period, &self.settings)),
            today: pacific_day(now),
        })
    }

    /// Uploads of a month, newest first: how many there are, and `limit` of them after the first `offset`.
    pub async fn month_uploads(
        &self,
        actor: &Actor,
        partner: PartnerId,
        period: Period,
        part: (u64, u64),
    ) -> Result<(u64, Vec<MonthUpload>)> {
        actor.may(Permission::ReadLoans, partner)?;
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let report = self.begun_report(&partner, period, now).await?;
        let whole: Part = self.parts(&partner, &report).await?.values().collect();
        let total = repayments::count_uploads(&self.store, partner.id, period).await?;
        Ok((total, self.uploads(&report, partner.id, &whole, part).await?))
    }

    async fn uploads(
        &self,
        report: &Report,
        partner: PartnerId,
        month: &Part,
        part: (u64, u64),
    ) -> Result<Vec<MonthUpload>> {
        let uploads = repayments::uploads(&self.store, partner, report.period, part).await?;
        let on_time = |id| month.on_time.get(&id).copied().unwrap_or(0);
        Ok(uploads
            .into_iter()
            .map(|upload| MonthUpload {
                on_time: on_time(upload.id),
                upload,
            })
            .collect())
    }

    /// A month's statement: the final one, or what it would be if the report were made final now.
    pub async fn statement(&self, actor: &Actor, partner: PartnerId, period: Period) -> Result<MonthStatement> {
        actor.may(Permission::ReadLoans, partner)?;
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let report = self.begun_report(&partner, period, now).await?;
        if let Some(made_final) = report.made_final {
            let Final { at, statement, .. } = made_final;
            return Ok(MonthStatement {
                state: ReportState::Final,
                statement,
                final_at: Some(at),
            });
        }
        let whole: Part = self.parts(&partner, &report).await?.values().collect();
        let statement = self
            .draw_up(&self.store, &partner, period, whole, pacific_day(now))
            .await?;
        Ok(MonthStatement {
            state: self.state(period, false, now),
            statement,
            final_at: None,
        })
    }

    /// The month that rows go to now.
    pub(crate) async fn month_in_hand_of(&self, partner: PartnerId) -> Result<Option<Period>> {
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let last_final = reports::last_final(&self.store, partner.id).await?;
        Ok(month_in_hand(partner.first_period, last_final, now))
    }

    fn state(&self, period: Period, is_final: bool, now: DateTime<Utc>) -> ReportState {
        if is_final {
            ReportState::Final
        } else {
            ReportState::unless_final(period, now, &self.settings)
        }
    }

    /// The report of a month that has begun and belongs to the partner's time.
    async fn begun_report(&self, partner: &Partner, period: Period, now: DateTime<Utc>) -> Result<Report> {
        let report = reports::get(&self.store, partner.id, period).await?;
        let begun = (partner.first_period..=Period::at(now).max(partner.first_period)).contains(&period);
        if begun || report.made_final.is_some() {
            Ok(report)
        } else {
            Err(no_report(period))
        }
    }

    async fn draw_up(
        &self,
        db: &dyn Db,
        partner: &Partner,
        period: Period,
        whole: Part,
        on: NaiveDate,
    ) -> Result<Statement> {
        let (from, until) = (day_start(period.first_day()), day_start(period.next().first_day()));
        let refunded = reports::refunded(db, partner.id, from, until).await?;
        // What lenders have had back already is not owed again.
        let left = |r: &reports::Refunded| r.funded_usd - share(r.funded_usd, r.repaid, r.principal);
        let before = reports::get(db, partner.id, period.previous()).await?.made_final;
        let (wires_received, wires_sent) =
            fieldlink_store::wires::sums(db, partner.id, period.first_day(), period.last_day()).await?;
        let (ended_usd, defaulted_usd) = activity::over(db, partner.id).await?;
        let journaling = journals::rate(db, partner.id).await?;
        let account = Account {
            raised: reports::raised(db, partner.id, from, until).await?,
            refunded: refunded.iter().map(left).sum(),
            brought_forward: before.as_ref().map_or(Minor::ZERO, |f| f.statement.total_due),
            brought_forward_due: before.as_ref().map(|f| f.statement.due_on),
            wires_received,
            wires_sent,
            standing: Standing {
                book: whole.book,
                ended_usd,
                defaulted_usd,
                eligible: journaling.eligible,
                journaled: journaling.journaled,
            },
        };
        Ok(Statement::new(period, on, whole.sums, &account, &self.settings))
    }
}

fn is_final(period: Period) -> Error {
    Error::conflict(format!("The report of {period} is final. Nothing can change it."))
        .said("error-report-final", [("month", period.to_string())])
}

fn no_report(period: Period) -> Error {
    Error::not_found(&format!("A report for {period}")).said("error-report-none", [("month", period.to_string())])
}
