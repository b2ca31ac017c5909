//! A plan as a report.

use super::{Report, ReportTable, Tone};
use crate::kind::Kind;
use crate::mapping::Reason;
use crate::run::{HeldRow, KindPlan, PlanSummary};

/// The report of a plan. `made` says when and by whom.
pub fn of_plan(summary: &PlanSummary, made: &str) -> Report {
    let mut tables = vec![counts(summary)];
    if !summary.guards.is_empty() {
        tables.push(ReportTable {
            title: String::from("Guards that stop it"),
            heads: vec!["Why"],
            numbers: Vec::new(),
            rows: summary.guards.iter().map(|guard| vec![guard.to_string()]).collect(),
        });
    }
    for (kind, plan) in summary.kinds() {
        for (title, suspicious) in [("Suspicious", true), ("Held", false)] {
            let rows: Vec<_> = plan.held.iter().filter(|row| row.suspicious == suspicious).collect();
            if !rows.is_empty() {
                tables.push(held(&format!("{title} {}", kind.plural()), &rows));
            }
        }
        if !plan.notes.is_empty() {
            tables.push(ReportTable {
                title: format!("Worth a look, {}", kind.plural()),
                heads: vec!["Place", "Why"],
                numbers: Vec::new(),
                rows: plan
                    .notes
                    .iter()
                    .map(|note| vec![place(note), note.message.clone()])
                    .collect(),
            });
        }
        tables.push(to_be_sent(kind, plan));
    }
    let sum = |of: fn(&KindPlan) -> usize| summary.kinds().map(|(_, plan)| of(plan)).sum::<usize>();
    Report {
        title: format!("Plan for partner {}, {}", summary.partner_id, summary.period),
        facts: vec![
            (String::from("Profile"), summary.profile.clone()),
            (String::from("Month of the repayment report"), summary.period.clone()),
            (String::from("Made"), made.to_owned()),
        ],
        bar: vec![
            (String::from("to be sent"), sum(|plan| plan.planned), Tone::Good),
            (String::from("unchanged"), sum(|plan| plan.unchanged), Tone::Good),
            (
                String::from("waiting for a person"),
                sum(|plan| plan.waiting),
                Tone::Look,
            ),
            (String::from("suspicious"), sum(|plan| plan.suspicious), Tone::Look),
            (
                String::from("held back"),
                sum(|plan| plan.held.len() - plan.suspicious),
                Tone::Bad,
            ),
        ],
        tables,
    }
}

fn counts(summary: &PlanSummary) -> ReportTable {
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
        std::iter::once(kind.plural().to_owned())
            .chain(numbers.iter().map(ToString::to_string))
            .collect()
    });
    ReportTable {
        title: String::from("Counts"),
        heads: vec![
            "Kind",
            "Records",
            "New",
            "Changed",
            "Unchanged",
            "Held",
            "Suspicious",
            "Waiting",
        ],
        numbers: (1..8).collect(),
        rows: rows.collect(),
    }
}

fn held(title: &str, rows: &[&HeldRow]) -> ReportTable {
    let rows = rows.iter().flat_map(|row| {
        row.reasons.iter().map(|reason| {
            vec![
                row.key.clone(),
                place(reason),
                reason.column.clone().unwrap_or_default(),
                reason.value.clone().unwrap_or_default(),
                reason.message.clone(),
            ]
        })
    });
    ReportTable {
        title: title.to_owned(),
        heads: vec!["Record", "Place", "Column", "Value", "Why"],
        numbers: Vec::new(),
        rows: rows.collect(),
    }
}

fn to_be_sent(kind: Kind, plan: &KindPlan) -> ReportTable {
    let rows = plan.rows.iter().map(|row| {
        vec![
            row.key.clone(),
            String::from(if row.changed { "changed" } else { "new" }),
            row.origin.as_ref().map(ToString::to_string).unwrap_or_default(),
        ]
    });
    ReportTable {
        title: format!("To be sent, {}", kind.plural()),
        heads: vec!["Record", "What", "Place"],
        numbers: Vec::new(),
        rows: rows.collect(),
    }
}

fn place(reason: &Reason) -> String {
    reason.origin.as_ref().map(ToString::to_string).unwrap_or_default()
}
