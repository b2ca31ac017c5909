//! A month as a report.

use super::{Report, ReportTable, Tone};
use crate::run::MonthSummary;
use crate::run::month::{MonthRow, Standing};

/// The report of a month. `made` says when and by whom.
pub fn of_month(month: &MonthSummary, made: &str) -> Report {
    let tables = Standing::ALL
        .into_iter()
        .filter(|standing| month.count(*standing) > 0)
        .map(|standing| table(month, standing))
        .collect();
    Report {
        title: format!("Repayments of partner {}, {}", month.partner_id, month.period),
        facts: vec![
            (String::from("Profile"), month.profile.clone()),
            (String::from("Loans that Kiva expects"), month.expected.to_string()),
            (String::from("Calls to send what is ready"), month.batches.to_string()),
            (
                String::from("Rows of other loans, passed over"),
                month.ignored.to_string(),
            ),
            (String::from("Made"), made.to_owned()),
        ],
        bar: Standing::ALL
            .into_iter()
            .map(|standing| (standing.words().to_owned(), month.count(standing), tone(standing)))
            .filter(|(_, rows, _)| *rows > 0)
            .collect(),
        tables,
    }
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Ready | Standing::Changed | Standing::Reported => Tone::Good,
        Standing::Waiting | Standing::Suspicious | Standing::Unknown => Tone::Look,
        Standing::Refused | Standing::Held | Standing::Missing => Tone::Bad,
    }
}

fn table(month: &MonthSummary, standing: Standing) -> ReportTable {
    let rows = month.rows.iter().filter(|row| row.standing == standing).map(row);
    let words = standing.words();
    let mut title = words.to_owned();
    if let Some(first) = title.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    ReportTable {
        title,
        heads: vec![
            "Loan ID",
            "Kiva ID",
            "Status",
            "Currency",
            "Amount",
            "Last time",
            "Place",
            "Why",
        ],
        numbers: vec![4, 5],
        rows: rows.collect(),
    }
}

fn row(row: &MonthRow) -> Vec<String> {
    let place = row.reasons.iter().find_map(|reason| reason.origin.as_ref());
    let why: Vec<&str> = row.reasons.iter().map(|reason| reason.message.as_str()).collect();
    vec![
        row.loan_id.clone(),
        row.kiva_id.clone().unwrap_or_default(),
        row.status.clone().unwrap_or_default(),
        row.currency.clone().unwrap_or_default(),
        row.amount.map(|amount| amount.to_string()).unwrap_or_default(),
        row.last.map(|amount| amount.to_string()).unwrap_or_default(),
        place.map(ToString::to_string).unwrap_or_default(),
        why.join(" "),
    ]
}
