//! A month as a report.

use fieldlink_say::{Message, Text, message};

use super::texts::{capital, place};
use super::{Report, ReportTable, Tone};
use crate::run::MonthSummary;
use crate::run::month::{MonthRow, Standing};

/// The report of a month. `made` says when and by whom.
pub fn of_month(month: &MonthSummary, made: &str, voice: Text) -> Report {
    let say = |text: Message| voice.say(&text);
    let tables = Standing::ALL
        .into_iter()
        .filter(|standing| month.count(*standing) > 0)
        .map(|standing| table(month, standing, voice))
        .collect();
    let title = message!(
        "report-of-month",
        partner = month.partner_id.to_string(),
        period = &month.period
    );
    Report {
        facts: vec![
            (say(message!("report-profile")), month.profile.clone()),
            (say(message!("report-expected")), month.expected.to_string()),
            (say(message!("report-calls")), month.batches.to_string()),
            (say(message!("report-ignored")), month.ignored.to_string()),
            (say(message!("report-made")), made.to_owned()),
        ],
        bar: Standing::ALL
            .into_iter()
            .map(|standing| (words(standing, voice), month.count(standing), tone(standing)))
            .filter(|(_, rows, _)| *rows > 0)
            .collect(),
        tables,
        ..Report::empty(voice.say(&title), voice)
    }
}

fn words(standing: Standing, voice: Text) -> String {
    voice.say(&standing.words())
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Ready | Standing::Changed | Standing::Reported => Tone::Good,
        Standing::Waiting | Standing::Suspicious | Standing::Unknown => Tone::Look,
        Standing::Refused | Standing::Held | Standing::Missing => Tone::Bad,
    }
}

fn table(month: &MonthSummary, standing: Standing, voice: Text) -> ReportTable {
    let rows = month.rows.iter().filter(|row| row.standing == standing);
    let heads = [
        message!("report-loan-id"),
        message!("report-kiva-id"),
        message!("report-status"),
        message!("report-currency"),
        message!("report-amount"),
        message!("report-last"),
        message!("report-place"),
        message!("report-why"),
    ];
    ReportTable {
        title: capital(&words(standing, voice)),
        heads: heads.map(|head| voice.say(&head)).to_vec(),
        wide: Some(7),
        numbers: vec![4, 5],
        rows: rows.map(|row| cells(row, voice)).collect(),
    }
}

fn cells(row: &MonthRow, voice: Text) -> Vec<String> {
    let stands = row.reasons.iter().find(|reason| reason.origin.is_some());
    let why: Vec<String> = row.reasons.iter().map(|reason| reason.sentence(voice)).collect();
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
