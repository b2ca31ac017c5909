//! A plan as a report.

use fieldlink_say::{Message, Text, message};

use super::texts::place;
use super::{Report, ReportTable, Tone};
use crate::kind::Kind;
use crate::run::{HeldRow, KindPlan, PlanSummary};

/// The report of a plan. `made` says when and by whom.
pub fn of_plan(summary: &PlanSummary, made: &str, voice: Text) -> Report {
    let say = |text: Message| voice.say(&text);
    let mut tables = vec![counts(summary, voice)];
    if !summary.guards.is_empty() {
        let guards = summary.guards.iter();
        tables.push(ReportTable {
            title: say(message!("report-guards")),
            heads: vec![say(message!("report-why"))],
            wide: Some(0),
            numbers: Vec::new(),
            rows: guards.map(|guard| vec![voice.say(&guard.into())]).collect(),
        });
    }
    for (kind, plan) in summary.kinds() {
        let suspicious = say(message!("report-suspicious-of", kinds = &kind));
        let others = say(message!("report-held-of", kinds = &kind));
        for (title, suspicious) in [(suspicious, true), (others, false)] {
            let rows: Vec<_> = plan.held.iter().filter(|row| row.suspicious == suspicious).collect();
            if !rows.is_empty() {
                tables.push(held(title, &rows, voice));
            }
        }
        if !plan.notes.is_empty() {
            let notes = plan.notes.iter();
            tables.push(ReportTable {
                title: say(message!("report-notes-of", kinds = &kind)),
                heads: vec![say(message!("report-place")), say(message!("report-why"))],
                wide: Some(1),
                numbers: Vec::new(),
                rows: notes
                    .map(|note| vec![place(voice, note), note.sentence(voice)])
                    .collect(),
            });
        }
        tables.push(to_be_sent(kind, plan, voice));
    }
    let sum = |of: fn(&KindPlan) -> usize| summary.kinds().map(|(_, plan)| of(plan)).sum::<usize>();
    let title = message!(
        "report-plan",
        partner = summary.partner_id.to_string(),
        period = &summary.period
    );
    Report {
        facts: vec![
            (say(message!("report-profile")), summary.profile.clone()),
            (say(message!("report-month")), summary.period.clone()),
            (say(message!("report-made")), made.to_owned()),
        ],
        bar: vec![
            (say(message!("report-to-send")), sum(|plan| plan.planned), Tone::Good),
            (say(message!("report-same")), sum(|plan| plan.unchanged), Tone::Good),
            (say(message!("report-for-person")), sum(|plan| plan.waiting), Tone::Look),
            (say(message!("report-strange")), sum(|plan| plan.suspicious), Tone::Look),
            (
                say(message!("report-back")),
                sum(|plan| plan.held.len() - plan.suspicious),
                Tone::Bad,
            ),
        ],
        tables,
        ..Report::empty(voice.say(&title), voice)
    }
}

fn counts(summary: &PlanSummary, voice: Text) -> ReportTable {
    let rows = summary.kinds().map(|(kind, plan)| {
        let numbers = [
            plan.records,
            plan.new,
            plan.changed,
            plan.unchanged,
            plan.held.len() - plan.suspicious,
            plan.suspicious,
            plan.waiting,
        ];
        std::iter::once(voice.say(&Message::from(kind)))
            .chain(numbers.iter().map(ToString::to_string))
            .collect()
    });
    let heads = [
        message!("report-kind"),
        message!("report-records"),
        message!("report-new"),
        message!("report-changed"),
        message!("report-unchanged"),
        message!("report-held"),
        message!("report-suspicious"),
        message!("report-waiting"),
    ];
    ReportTable {
        title: voice.say(&message!("report-counts")),
        heads: heads.map(|head| voice.say(&head)).to_vec(),
        wide: None,
        numbers: (1..8).collect(),
        rows: rows.collect(),
    }
}

fn held(title: String, rows: &[&HeldRow], voice: Text) -> ReportTable {
    let rows = rows.iter().flat_map(|row| {
        row.reasons.iter().map(|reason| {
            vec![
                row.key.clone(),
                place(voice, reason),
                reason.column.clone().unwrap_or_default(),
                reason.value.clone().unwrap_or_default(),
                reason.sentence(voice),
            ]
        })
    });
    let heads = [
        message!("report-record"),
        message!("report-place"),
        message!("report-column"),
        message!("report-value"),
        message!("report-why"),
    ];
    ReportTable {
        title,
        heads: heads.map(|head| voice.say(&head)).to_vec(),
        wide: Some(4),
        numbers: Vec::new(),
        rows: rows.collect(),
    }
}

fn to_be_sent(kind: Kind, plan: &KindPlan, voice: Text) -> ReportTable {
    let changed = voice.say(&message!("report-one-changed"));
    let new = voice.say(&message!("report-one-new"));
    let rows = plan.rows.iter().map(|row| {
        let origin = row.origin.as_ref();
        vec![
            row.key.clone(),
            if row.changed { changed.clone() } else { new.clone() },
            origin.map(|origin| voice.say(&origin.into())).unwrap_or_default(),
        ]
    });
    let heads = [
        message!("report-record"),
        message!("report-what"),
        message!("report-place"),
    ];
    ReportTable {
        title: voice.say(&message!("report-sent-of", kinds = &kind)),
        heads: heads.map(|head| voice.say(&head)).to_vec(),
        wide: None,
        numbers: Vec::new(),
        rows: rows.collect(),
    }
}
