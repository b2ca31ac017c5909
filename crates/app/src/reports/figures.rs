//! The REPORTS tab: the Loan Activity Statement, the Credit Limit Calculation, and the rates over time (domain.md 2.4,
//! 2.6, 2.7, 2.9).

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::{Period, day_start};
use fieldlink_domain::draft_rules::Used;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::money::Minor;
use fieldlink_domain::statement::{ReportState, Standing, Statement};
use fieldlink_store::activity::{self, Activity, Entry, Happened, Total};
use fieldlink_store::{reports, usage};

use crate::{Actor, Pa2, Permission, Result};

/// Months that the charts look back.
const LOOKED_BACK: usize = 24;

/// What happened to a partner's loans in a month.
#[derive(Debug, Clone)]
pub struct ActivityMonth {
    /// The month.
    pub period: Period,
    /// How far its report is.
    pub state: ReportState,
    /// How many loans what happened to.
    pub totals: Vec<(Happened, Total)>,
    /// The month's statement, as far as it is.
    pub statement: Statement,
}

/// Some of the loans that something happened to.
#[derive(Debug, Clone)]
pub struct ActivityPage {
    /// All of them.
    pub total: Total,
    /// In the order of time.
    pub entries: Vec<Entry>,
}

/// A theme and its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThemeLimit {
    /// Theme type id.
    pub id: i64,
    /// Its own limit, US cents; none for an unrestricted theme.
    pub limit: Option<Minor>,
    /// How far it is used.
    pub used: Used,
}

/// The Credit Limit Calculation (domain.md 2.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditLimits {
    /// The partner's limit, US cents; none where Kiva set none.
    pub limit: Option<Minor>,
    /// Used under all themes.
    pub total: Used,
    /// Each theme that the partner may use or has loans of.
    pub themes: Vec<ThemeLimit>,
}

/// How a partner stood at the end of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatesOfMonth {
    /// The month.
    pub period: Period,
    /// Whether its report is final; otherwise these are the figures of now.
    pub is_final: bool,
    /// The figures.
    pub standing: Standing,
}

impl Pa2 {
    /// The Loan Activity Statement of a month.
    pub async fn activity_of(&self, actor: &Actor, partner: PartnerId, period: Period) -> Result<ActivityMonth> {
        let drawn_up = self.statement(actor, partner, period).await?;
        let mut totals = Vec::new();
        for happened in Happened::ALL {
            let total = activity::total(&self.store, &of_month(partner, period, happened)).await?;
            totals.push((happened, total));
        }
        Ok(ActivityMonth {
            period,
            state: drawn_up.state,
            totals,
            statement: drawn_up.statement,
        })
    }

    /// The loans that something happened to in a month: `limit` of them behind this one.
    pub async fn activity_page(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (period, happened): (Period, Happened),
        after: Option<(DateTime<Utc>, KivaId)>,
        limit: u64,
    ) -> Result<ActivityPage> {
        actor.may(Permission::ReadLoans, partner)?;
        let wanted = of_month(partner, period, happened);
        Ok(ActivityPage {
            total: activity::total(&self.store, &wanted).await?,
            entries: activity::page(&self.store, &wanted, after, limit).await?,
        })
    }

    /// The Credit Limit Calculation of a partner.
    pub async fn credit_limits(&self, actor: &Actor, partner: PartnerId) -> Result<CreditLimits> {
        actor.may(Permission::ReadLoans, partner)?;
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let mut usage = usage::of_partner(&self.store, partner.id).await?;
        for (theme, cents) in self.expected_back(&partner, now).await? {
            usage.themes.entry(theme).or_default().expected = cents;
        }
        let configured = |id: i64| partner.config.themes.iter().find(|theme| theme.id == id);
        let mut ids: Vec<i64> = partner.config.themes.iter().map(|theme| theme.id).collect();
        ids.extend(usage.themes.keys().filter(|id| configured(**id).is_none()));
        let themes = ids
            .into_iter()
            .map(|id| ThemeLimit {
                id,
                limit: configured(id).and_then(|theme| theme.limit),
                used: usage.theme(id),
            })
            .collect();
        Ok(CreditLimits {
            limit: partner.profile.credit_limit,
            total: usage.total(),
            themes,
        })
    }

    /// How a partner stood month by month, the oldest first; the last one is the month in hand, as it stands now.
    pub async fn rates_over_time(&self, actor: &Actor, partner: PartnerId) -> Result<Vec<RatesOfMonth>> {
        actor.may(Permission::ReadLoans, partner)?;
        let kept = reports::all(&self.store, partner).await?;
        let mut months: Vec<RatesOfMonth> = kept
            .into_iter()
            .filter_map(|report| {
                Some(RatesOfMonth {
                    period: report.period,
                    is_final: true,
                    standing: report.made_final?.statement.standing,
                })
            })
            .take(LOOKED_BACK)
            .collect();
        months.reverse();
        let in_hand = self.month_in_hand_of(partner).await?;
        if let Some(period) = in_hand {
            let now = self.statement(actor, partner, period).await?;
            months.push(RatesOfMonth {
                period,
                is_final: false,
                standing: now.statement.standing,
            });
        }
        Ok(months)
    }
}

fn of_month(partner: PartnerId, period: Period, happened: Happened) -> Activity {
    Activity {
        partner,
        happened,
        from: day_start(period.first_day()),
        until: day_start(period.next().first_day()),
    }
}
