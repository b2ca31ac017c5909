//! The way as a report for Kiva: what was tested, who said what, and when.

use chrono::{DateTime, Utc};

use super::Way;
use crate::report::{Report, ReportTable, Tone};
use crate::voice::English;

/// As Markdown, to be pasted into a mail.
pub fn markdown(way: &Way, made: DateTime<Utc>) -> String {
    let mut text = format!(
        "# From Stage to production, partner {}\n\nMade {} by Fieldlink {}. Stage profile `{}`, production profile `{}`.\n\n| step | done | what was found |\n|---|---|---|\n",
        way.partner_id,
        made.format("%Y-%m-%d %H:%M UTC"),
        env!("CARGO_PKG_VERSION"),
        way.stage,
        way.production,
    );
    for step in &way.steps {
        let done = if step.done { "yes" } else { "no" };
        text.push_str(&format!(
            "| {} | {done} | {} |\n",
            step.words,
            cell(&step.detail.english)
        ));
    }
    if let Some(back) = &way.back {
        let by = back.by.as_deref().unwrap_or("somebody");
        text.push_str(&format!("\nProduction was taken back by {by}: {}\n", cell(&back.value)));
    }
    text
}

/// A text that stays in its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// As a page.
pub fn html(way: &Way, made: DateTime<Utc>) -> String {
    let done = way.steps.iter().filter(|step| step.done).count();
    let rows = way.steps.iter().map(|step| {
        let done = if step.done { "yes" } else { "no" };
        vec![step.words.to_owned(), done.to_owned(), step.detail.english.clone()]
    });
    let title = format!("From Stage to production, partner {}", way.partner_id);
    // Kiva reads it, so it is English.
    crate::report::html(&Report {
        facts: vec![
            (String::from("Stage profile"), way.stage.clone()),
            (String::from("Production profile"), way.production.clone()),
            (String::from("Made"), made.format("%Y-%m-%d %H:%M UTC").to_string()),
            (String::from("Fieldlink"), env!("CARGO_PKG_VERSION").to_owned()),
        ],
        bar: vec![
            (String::from("done"), done, Tone::Good),
            (String::from("not done"), way.steps.len() - done, Tone::Look),
        ],
        tables: vec![ReportTable {
            title: String::from("Steps"),
            heads: ["Step", "Done", "What was found"].map(String::from).to_vec(),
            wide: Some(2),
            numbers: Vec::new(),
            rows: rows.collect(),
        }],
        ..Report::empty(title, &English)
    })
}
