//! A month as a report.

use super::texts::{capital, place, text};
use super::{Report, ReportTable, Tone};
use crate::run::MonthSummary;
use crate::run::month::{MonthRow, Standing};
use crate::said::Said;
use crate::voice::Voice;

/// The report of a month. `made` says when and by whom.
pub fn of_month(month: &MonthSummary, made: &str, voice: &dyn Voice) -> Report {
    let say = |id, english| text(voice, id, english);
    let tables = Standing::ALL
        .into_iter()
        .filter(|standing| month.count(*standing) > 0)
        .map(|standing| table(month, standing, voice))
        .collect();
    let title = Said::new(
        "said-report-of-month",
        &[
            ("partner", month.partner_id.to_string()),
            ("period", month.period.clone()),
        ],
        format!("Repayments of partner {}, {}", month.partner_id, month.period),
    );
    Report {
        facts: vec![
            (say("said-report-profile", "Profile"), month.profile.clone()),
            (
                say("said-report-expected", "Loans that Kiva expects"),
                month.expected.to_string(),
            ),
            (
                say("said-report-calls", "Calls to send what is ready"),
                month.batches.to_string(),
            ),
            (
                say("said-report-ignored", "Rows of other loans, passed over"),
                month.ignored.to_string(),
            ),
            (say("said-report-made", "Made"), made.to_owned()),
        ],
        bar: Standing::ALL
            .into_iter()
            .map(|standing| (words(standing, voice), month.count(standing), tone(standing)))
            .filter(|(_, rows, _)| *rows > 0)
            .collect(),
        tables,
        ..Report::empty(voice.said(&title), voice)
    }
}

fn words(standing: Standing, voice: &dyn Voice) -> String {
    voice.said(&Said::from(standing.words()))
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Ready | Standing::Changed | Standing::Reported => Tone::Good,
        Standing::Waiting | Standing::Suspicious | Standing::Unknown => Tone::Look,
        Standing::Refused | Standing::Held | Standing::Missing => Tone::Bad,
    }
}

fn table(month: &MonthSummary, standing: Standing, voice: &dyn Voice) -> ReportTable {
    let rows = month.rows.iter().filter(|row| row.standing == standing);
    let heads = [
        ("said-report-loan-id", "Loan ID"),
        ("said-report-kiva-id", "Kiva ID"),
        ("said-report-status", "Status"),
        ("said-report-currency", "Currency"),
        ("said-report-amount", "Amount"),
        ("said-report-last", "Last time"),
        ("said-report-place", "Place"),
        ("said-report-why", "Why"),
    ];
    ReportTable {
        title: capital(&words(standing, voice)),
        heads: heads.map(|(id, english)| text(voice, id, english)).to_vec(),
        wide: Some(7),
        numbers: vec![4, 5],
        rows: rows.map(|row| cells(row, voice)).collect(),
    }
}

fn cells(row: &MonthRow, voice: &dyn Voice) -> Vec<String> {
    let stands = row.reasons.iter().find(|reason| reason.origin.is_some());
    let why: Vec<String> = row.reasons.iter().map(|reason| voice.sentence(reason)).collect();
    vec![
        row.loan_id.clone(),
        row.kiva_id.clone().unwrap_or_default(),
        row.status.clone().unwrap_or_default(),
        row.currency.clone().unwrap_or_default(),
        row.amount.map(|amount| amount.to_string()).unwrap_or_default(),
        row.last.map(|amount| amount.to_string()).unwrap_or_default(),
        stands.map(|reason| place(voice, reason)).unwrap_or_default(),
        why.join(" "),
    ]
}
