//! One row looked at before it is taken: a person who types it is told at once what is wrong, and nothing is kept.

use fieldlink_domain::finding::Severity;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::repayment::{self, PeriodState, Row, RowProblem, Terms};
use fieldlink_domain::statement::month_in_hand;
use fieldlink_store::repayments::{self, Target};
use fieldlink_store::reports;

use crate::{Actor, Pa2, Permission, Result};

impl Pa2 {
    /// Why a row would not count in the month in hand; none when it would. Nothing is kept.
    pub async fn judge_repayment(&self, actor: &Actor, partner: PartnerId, row: Row<'_>) -> Result<Option<RowProblem>> {
        actor.may(Permission::ReportRepayments, partner)?;
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let last_final = reports::last_final(&self.store, partner.id).await?;
        let in_hand = month_in_hand(partner.first_period, last_final, now);
        let loans = match in_hand {
            Some(period) => {
                let ids = std::iter::once(row.loan_id);
                repayments::targets(&self.store, partner.id, period, ids).await?
            }
            None => Vec::new(),
        };
        let views: Vec<_> = loans.iter().map(Target::view).collect();
        let terms = Terms {
            mode: partner.profile.amount_mode,
            format: partner.profile.csv_upload_format,
            period: in_hand.map_or(PeriodState::Final, |_| PeriodState::Open),
        };
        let judged = repayment::check(&[row], &views, terms).into_iter().next();
        Ok(judged
            .and_then(|judged| judged.problem)
            .filter(|problem| problem.severity == Severity::Error))
    }

    /// The loans with this loan ID, with what the month in hand has of each. Several where an ID came again.
    pub async fn loans_of_row(&self, actor: &Actor, partner: PartnerId, loan_id: &str) -> Result<Vec<Target>> {
        actor.may(Permission::ReadLoans, partner)?;
        if loan_id.is_empty() {
            return Ok(Vec::new());
        }
        let Some(period) = self.month_in_hand_of(partner).await? else {
            return Ok(Vec::new());
        };
        let ids = std::iter::once(loan_id);
        Ok(repayments::targets(&self.store, partner, period, ids).await?)
    }
}
