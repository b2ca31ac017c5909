//! The way as a report: what was tested, who said what, and when.
//!
//! It is made for Kiva, whose people read English, so English is what the command writes unless another language is asked
//! for: a partner's own people, an auditor or a manager, may want to read the same.

use chrono::{DateTime, Utc};

use super::Way;
use crate::report::{Report, ReportTable, Tone};
use crate::said::Said;
use crate::voice::Voice;

fn plain(voice: &dyn Voice, english: &str) -> String {
    voice.said(&Said::from(english))
}

fn title(way: &Way, voice: &dyn Voice) -> String {
    let partner = way.partner_id.to_string();
    let english = format!("From Stage to production, partner {partner}");
    voice.said(&Said::new("said-go-live-report", &[("partner", partner)], english))
}

/// `yes` or `no`.
fn done(done: bool, voice: &dyn Voice) -> String {
    plain(voice, if done { "yes" } else { "no" })
}

/// As Markdown, to be pasted into a mail.
pub fn markdown(way: &Way, made: DateTime<Utc>, voice: &dyn Voice) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let made = made.format("%Y-%m-%d %H:%M UTC").to_string();
    let (stage, production) = (&way.stage, &way.production);
    let english =
        format!("Made {made} by Fieldlink {version}. Stage profile `{stage}`, production profile `{production}`.");
    let values = [
        ("made", made),
        ("version", version.to_owned()),
        ("stage", stage.clone()),
        ("production", production.clone()),
    ];
    let about = voice.said(&Said::new("said-go-live-about", &values, english));
    let heads = ["Step", "Done", "What was found"].map(|head| plain(voice, head));
    let mut text = format!(
        "# {}\n\n{about}\n\n| {} |\n|---|---|---|\n",
        title(way, voice),
        heads.join(" | ")
    );
    for step in &way.steps {
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            plain(voice, step.words),
            done(step.done, voice),
            cell(&voice.said(&step.detail))
        ));
    }
    if let Some(back) = &way.back {
        let by = back.by.as_deref().map_or_else(|| Said::from("somebody"), Said::from);
        let english = format!("Production was taken back by {by}: {}", back.value);
        let back = Said::new("said-go-live-taken-back", &[("why", back.value.clone())], english).quoting("by", [by]);
        text.push_str(&format!("\n{}\n", cell(&voice.said(&back))));
    }
    text
}

/// A text that stays in its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// As a page.
pub fn html(way: &Way, made: DateTime<Utc>, voice: &dyn Voice) -> String {
    let good = way.steps.iter().filter(|step| step.done).count();
    let rows = way.steps.iter().map(|step| {
        vec![
            plain(voice, step.words),
            done(step.done, voice),
            voice.said(&step.detail),
        ]
    });
    let fact = |name: &str, value: String| (plain(voice, name), value);
    crate::report::html(&Report {
        facts: vec![
            fact("Stage profile", way.stage.clone()),
            fact("Production profile", way.production.clone()),
            fact("Made", made.format("%Y-%m-%d %H:%M UTC").to_string()),
            (String::from("Fieldlink"), env!("CARGO_PKG_VERSION").to_owned()),
        ],
        bar: vec![
            (plain(voice, "done"), good, Tone::Good),
            (plain(voice, "not done"), way.steps.len() - good, Tone::Look),
        ],
        tables: vec![ReportTable {
            title: plain(voice, "Steps"),
            heads: ["Step", "Done", "What was found"]
                .map(|head| plain(voice, head))
                .to_vec(),
            wide: Some(2),
            numbers: Vec::new(),
            rows: rows.collect(),
        }],
        ..Report::empty(title(way, voice), voice)
    })
}
