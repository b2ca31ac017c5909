//! Once a month: the report of the month before is due, and issue loans wait.

use chrono::{DateTime, Datelike, Utc};
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_domain::loan::LoanStatus;
use fieldlink_store::{loans, partners, reports, settings};

use super::Letter;
use crate::{Pa2, Result, Role};

/// The last month for which everybody was reminded of the report.
const REMINDED: &str = "report_due_reminded";
/// The last month in which everybody was reminded of issue loans.
const REMINDED_OF_ISSUES: &str = "issues_reminded";
/// What waits for the partner, not for Kiva.
const WITH_PARTNER: [LoanStatus; 2] = [LoanStatus::Issue, LoanStatus::IssueRevising];

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

    /// Reminds partners of their issue loans, from the day that the settings name (domain.md 2.3). Each person once a
    /// month, whoever calls this how often.
    pub async fn remind_of_issues(&self, now: DateTime<Utc>) -> Result<()> {
        let from = self.settings.issue_reminder_day;
        if from == 0 || pacific_day(now).day() < from {
            return Ok(());
        }
        let month = Period::at(now).to_string();
        let reminded = settings::get(&self.store, REMINDED_OF_ISSUES).await?;
        if reminded.is_some_and(|last| last >= month) {
            return Ok(());
        }
        for partner in partners::all(&self.store).await? {
            let counts = loans::counts(&self.store, partner.id).await?;
            let waiting = WITH_PARTNER.iter().filter_map(|status| counts.get(status)).sum();
            if waiting == 0 {
                continue;
            }
            let letter = Letter::IssuesWaiting {
                partner: partner.name,
                loans: waiting,
                link: format!("{}/loans?status=issue", self.public_url),
            };
            let tx = self.store.begin().await?;
            let once = format!("issues:{}:{month}", partner.id);
            self.tell(&tx, partner.id, &[Role::Coordinator], &letter, Some(&once))
                .await?;
            tx.commit().await?;
        }
        let tx = self.store.begin().await?;
        settings::set(&tx, REMINDED_OF_ISSUES, &month).await?;
        Ok(tx.commit().await?)
    }
}
