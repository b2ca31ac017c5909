//! Rows with problems that no correct row can follow, such as one with an ID that no loan has: a person sets them aside.

use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::repayments::{self, Aside, Problem};
use fieldlink_store::reports;

use crate::audit::Deed;
use crate::names::Names;
use crate::{Actor, Error, Pa2, Permission, Result, words};

/// Some of the problems that were set aside.
#[derive(Debug, Clone)]
pub struct AsidePage {
    /// In the order in which they came.
    pub problems: Vec<Problem>,
    /// Who set them aside.
    pub names: Names,
    /// The number of the last one, when there are more.
    pub next: Option<i64>,
}

impl Pa2 {
    /// Says that a row with a problem needs no correct one, and why. It is kept, and can be undone while the month is open.
    pub async fn set_problem_aside(&self, actor: &Actor, partner: PartnerId, id: i64, reason: &str) -> Result<Period> {
        let aside = |reason: &str| -> Result<Option<String>> { Ok(Some(words::reason(reason)?.to_owned())) };
        self.change_aside(actor, partner, id, || aside(reason)).await
    }

    /// Has a problem stand again.
    pub async fn have_problem_stand(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<Period> {
        self.change_aside(actor, partner, id, || Ok(None)).await
    }

    async fn change_aside(
        &self,
        actor: &Actor,
        partner: PartnerId,
        id: i64,
        reason: impl FnOnce() -> Result<Option<String>>,
    ) -> Result<Period> {
        // Whose it is comes first: what a stranger may not do is not there for them.
        let (period, problem) = self.problem(actor, partner, id).await?;
        actor.may(Permission::ReportRepayments, partner)?;
        let reason = reason()?;
        let at = self.now().await?;
        let aside = reason.map(|reason| Aside {
            at,
            by: actor.label(),
            reason,
        });
        let tx = self.store.begin().await?;
        // Holds the month, and tells who is about to make it final that it is another one now.
        if !reports::touch(&tx, partner, period).await? {
            return Err(super::is_final(period));
        }
        if !repayments::set_aside(&tx, partner, id, aside.as_ref()).await? {
            let before = "Somebody else set this problem aside, or had it stand again, at this moment.";
            return Err(Error::conflict(before).said("error-problem-aside", []));
        }
        let subject = format!("problem {id}");
        let row = format!("upload {}, row {}", problem.upload_id, problem.line);
        let detail = match &aside {
            Some(aside) => format!("{row}: {}", aside.reason),
            None => row,
        };
        let deed = Deed {
            partner: Some(partner),
            action: if aside.is_some() {
                "problem.set_aside"
            } else {
                "problem.stand_again"
            },
            subject: &subject,
            detail: &detail,
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(period)
    }

    /// Problems of a month that were set aside, behind this number.
    pub async fn problems_aside(
        &self,
        actor: &Actor,
        partner: PartnerId,
        period: Period,
        (after, limit): (i64, usize),
    ) -> Result<AsidePage> {
        actor.may(Permission::ReadLoans, partner)?;
        let mut problems = repayments::aside(&self.store, partner, period, after, limit as u64 + 1).await?;
        let more = problems.len() > limit;
        problems.truncate(limit);
        let by = problems.iter().filter_map(|problem| problem.aside.as_ref());
        let labels: Vec<&str> = by.map(|aside| aside.by.as_str()).collect();
        Ok(AsidePage {
            names: Names::of(&self.store, partner, &labels).await?,
            next: problems.last().map(|problem| problem.id).filter(|_| more),
            problems,
        })
    }
}
