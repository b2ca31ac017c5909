//! A plan as a report.

use super::texts::{of_kind, place, text};
use super::{Report, ReportTable, Tone};
use crate::kind::Kind;
use crate::run::{HeldRow, KindPlan, PlanSummary};
use crate::said::Said;
use crate::voice::Voice;

/// The report of a plan. `made` says when and by whom.
pub fn of_plan(summary: &PlanSummary, made: &str, voice: &dyn Voice) -> Report {
    let say = |id, english| text(voice, id, english);
    let mut tables = vec![counts(summary, voice)];
    if !summary.guards.is_empty() {
        let guards = summary.guards.iter();
        tables.push(ReportTable {
            title: say("said-report-guards", "Guards that stop it"),
            heads: vec![say("said-report-why", "Why")],
            wide: Some(0),
            numbers: Vec::new(),
            rows: guards.map(|guard| vec![voice.said(&guard.into())]).collect(),
        });
    }
    for (kind, plan) in summary.kinds() {
        let suspicious = of_kind(voice, "said-report-suspicious-of", "Suspicious {}", kind);
        let others = of_kind(voice, "said-report-held-of", "Held {}", kind);
        for (title, suspicious) in [(suspicious, true), (others, false)] {
            let rows: Vec<_> = plan.held.iter().filter(|row| row.suspicious == suspicious).collect();
            if !rows.is_empty() {
                tables.push(held(title, &rows, voice));
            }
        }
        if !plan.notes.is_empty() {
            let notes = plan.notes.iter();
            tables.push(ReportTable {
                title: of_kind(voice, "said-report-notes-of", "Worth a look, {}", kind),
                heads: vec![say("said-report-place", "Place"), say("said-report-why", "Why")],
                wide: Some(1),
                numbers: Vec::new(),
                rows: notes
                    .map(|note| vec![place(voice, note), voice.sentence(note)])
                    .collect(),
            });
        }
        tables.push(to_be_sent(kind, plan, voice));
    }
    let sum = |of: fn(&KindPlan) -> usize| summary.kinds().map(|(_, plan)| of(plan)).sum::<usize>();
    let title = Said::new(
        "said-report-plan",
        &[
            ("partner", summary.partner_id.to_string()),
            ("period", summary.period.clone()),
        ],
        format!("Plan for partner {}, {}", summary.partner_id, summary.period),
    );
    Report {
        facts: vec![
            (say("said-report-profile", "Profile"), summary.profile.clone()),
            (
                say("said-report-month", "Month of the repayment report"),
                summary.period.clone(),
            ),
            (say("said-report-made", "Made"), made.to_owned()),
        ],
        bar: vec![
            (
                say("said-report-to-send", "to be sent"),
                sum(|plan| plan.planned),
                Tone::Good,
            ),
            (
                say("said-report-same", "unchanged"),
                sum(|plan| plan.unchanged),
                Tone::Good,
            ),
            (
                say("said-report-for-person", "waiting for a person"),
                sum(|plan| plan.waiting),
                Tone::Look,
            ),
            (
                say("said-report-strange", "suspicious"),
                sum(|plan| plan.suspicious),
                Tone::Look,
            ),
            (
                say("said-report-back", "held back"),
                sum(|plan| plan.held.len() - plan.suspicious),
                Tone::Bad,
            ),
        ],
        tables,
        ..Report::empty(voice.said(&title), voice)
    }
}

fn counts(summary: &PlanSummary, voice: &dyn Voice) -> ReportTable {
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
        std::iter::once(voice.said(&kind.into()))
            .chain(numbers.iter().map(ToString::to_string))
            .collect()
    });
    let heads = [
        ("said-report-kind", "Kind"),
        ("said-report-records", "Records"),
        ("said-report-new", "New"),
        ("said-report-changed", "Changed"),
        ("said-report-unchanged", "Unchanged"),
        ("said-report-held", "Held"),
        ("said-report-suspicious", "Suspicious"),
        ("said-report-waiting", "Waiting"),
    ];
    ReportTable {
        title: text(voice, "said-report-counts", "Counts"),
        heads: heads.map(|(id, english)| text(voice, id, english)).to_vec(),
        wide: None,
        numbers: (1..8).collect(),
        rows: rows.collect(),
    }
}

fn held(title: String, rows: &[&HeldRow], voice: &dyn Voice) -> ReportTable {
    let rows = rows.iter().flat_map(|row| {
        row.reasons.iter().map(|reason| {
            vec![
                row.key.clone(),
                place(voice, reason),
                reason.column.clone().unwrap_or_default(),
                reason.value.clone().unwrap_or_default(),
                voice.sentence(reason),
            ]
        })
    });
    let heads = [
        ("said-report-record", "Record"),
        ("said-report-place", "Place"),
        ("said-report-column", "Column"),
        ("said-report-value", "Value"),
        ("said-report-why", "Why"),
    ];
    ReportTable {
        title,
        heads: heads.map(|(id, english)| text(voice, id, english)).to_vec(),
        wide: Some(4),
        numbers: Vec::new(),
        rows: rows.collect(),
    }
}

fn to_be_sent(kind: Kind, plan: &KindPlan, voice: &dyn Voice) -> ReportTable {
    let changed = text(voice, "said-report-one-changed", "changed");
    let new = text(voice, "said-report-one-new", "new");
    let rows = plan.rows.iter().map(|row| {
        let origin = row.origin.as_ref();
        vec![
            row.key.clone(),
            if row.changed { changed.clone() } else { new.clone() },
            origin.map(|origin| voice.said(&origin.into())).unwrap_or_default(),
        ]
    });
    let heads = [
        ("said-report-record", "Record"),
        ("said-report-what", "What"),
        ("said-report-place", "Place"),
    ];
    ReportTable {
        title: of_kind(voice, "said-report-sent-of", "To be sent, {}", kind),
        heads: heads.map(|(id, english)| text(voice, id, english)).to_vec(),
        wide: None,
        numbers: Vec::new(),
        rows: rows.collect(),
    }
}
