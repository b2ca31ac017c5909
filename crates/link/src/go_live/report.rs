//! The way as a report: what was tested, who said what, and when.
//!
//! It is made for Kiva, whose people read English, so English is what the command writes unless another language is asked
//! for: a partner's own people, an auditor or a manager, may want to read the same.

use chrono::{DateTime, Utc};
use fieldlink_say::{Message, Text, message};

use super::Way;
use crate::report::{Report, ReportTable, Tone};

fn title(way: &Way, voice: Text) -> String {
    let partner = way.partner_id.to_string();
    voice.say(&message!("go-live-report", partner = partner))
}

/// Over the columns of the steps.
fn heads(voice: Text) -> [String; 3] {
    let heads = [message!("word-step"), message!("report-done"), message!("was-found")];
    heads.map(|head| voice.say(&head))
}

/// `yes` or `no`.
fn done(done: bool, voice: Text) -> String {
    voice.say(&if done {
        message!("word-yes")
    } else {
        message!("word-no")
    })
}

/// As Markdown, to be pasted into a mail.
pub fn markdown(way: &Way, made: DateTime<Utc>, voice: Text) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let made = made.format("%Y-%m-%d %H:%M UTC").to_string();
    let (stage, production) = (&way.stage, &way.production);
    let about = voice.say(&message!(
        "go-live-about",
        made = made,
        version = version,
        stage = &stage,
        production = &production
    ));
    let heads = heads(voice);
    let mut text = format!(
        "# {}\n\n{about}\n\n| {} |\n|---|---|---|\n",
        title(way, voice),
        heads.join(" | ")
    );
    for step in &way.steps {
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            voice.say(&step.words),
            done(step.done, voice),
            cell(&voice.say(&step.detail))
        ));
    }
    if let Some(back) = &way.back {
        let by = back
            .by
            .as_deref()
            .map_or_else(|| message!("word-somebody"), Message::as_is);
        let back = message!("go-live-taken-back", why = &back.value, by = by);
        text.push_str(&format!("\n{}\n", cell(&voice.say(&back))));
    }
    text
}

/// A text that stays in its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// As a page.
pub fn html(way: &Way, made: DateTime<Utc>, voice: Text) -> String {
    let good = way.steps.iter().filter(|step| step.done).count();
    let rows = way
        .steps
        .iter()
        .map(|step| vec![voice.say(&step.words), done(step.done, voice), voice.say(&step.detail)]);
    let fact = |name: Message, value: String| (voice.say(&name), value);
    crate::report::html(&Report {
        facts: vec![
            fact(message!("stage-profile"), way.stage.clone()),
            fact(message!("production-profile"), way.production.clone()),
            fact(message!("report-made"), made.format("%Y-%m-%d %H:%M UTC").to_string()),
            (String::from("Fieldlink"), env!("CARGO_PKG_VERSION").to_owned()),
        ],
        bar: vec![
            (voice.say(&message!("word-done")), good, Tone::Good),
            (voice.say(&message!("not-done")), way.steps.len() - good, Tone::Look),
        ],
        tables: vec![ReportTable {
            title: voice.say(&message!("word-steps")),
            heads: heads(voice).to_vec(),
            wide: Some(2),
            numbers: Vec::new(),
            rows: rows.collect(),
        }],
        ..Report::empty(title(way, voice), voice)
    })
}
