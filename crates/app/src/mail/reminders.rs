//! Once a month: the report of the month before is due.

use chrono::{DateTime, Datelike, Utc};
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_store::{partners, reports, settings};

use super::Letter;
use crate::{Pa2, Result, Role};

/// The last month for which everybody was reminded.
const REMINDED: &str = "report_due_reminded";

impl Pa2 {
    /// Reminds partners whose report of the month before is not final, from the day on which it is preliminary. Each
    /// person once a month, whoever calls this how often.
    pub async fn remind_of_reports(&self, now: DateTime<Utc>) -> Result<()> {
        let today = pacific_day(now);
        if today.day() < self.settings.statement_preliminary_day {
            return Ok(());
        }
        let due = Period::at(now).previous();
        let month = due.to_string();
        let reminded = settings::get(&self.store, REMINDED).await?;
        if reminded.is_some_and(|last| last >= month) {
            return Ok(());
        }
        let final_on = Period::at(now).first_day().with_day(self.settings.statement_final_day);
        for partner in partners::all(&self.store).await? {
            let report = reports::get(&self.store, partner.id, due).await?;
            if partner.first_period > due || report.made_final.is_some() {
                continue;
            }
            let letter = Letter::ReportDue {
                partner: partner.name,
                month: month.clone(),
                final_on: final_on.map_or(String::new(), |day| day.to_string()),
                link: format!("{}/repayments/{month}", self.public_url),
            };
            let tx = self.store.begin().await?;
            let roles = [Role::Coordinator, Role::Reporter];
            let once = format!("report_due:{}:{month}", partner.id);
            self.tell(&tx, partner.id, &roles, &letter, Some(&once)).await?;
            tx.commit().await?;
        }
        let tx = self.store.begin().await?;
        settings::set(&tx, REMINDED, &month).await?;
        Ok(tx.commit().await?)
    }
}
