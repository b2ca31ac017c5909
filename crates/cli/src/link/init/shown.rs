//! What `init` saw, for a person: which column was taken for which field, with its first values and what is not sure.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use fieldlink_link::propose::{Guess, Proposal, Sample};
use serde_json::{Value, json};

use super::look::Seen;
use crate::link::tables;
use crate::words::Words;

/// So many values of a column are shown.
const VALUES: usize = 3;

/// Each section that a table may be for, with its columns.
pub(super) fn text(seen: &Seen, words: Words) -> String {
    let mut text = String::new();
    for proposal in &seen.proposals {
        let title = [
            ("section", proposal.section.name().into()),
            ("table", proposal.table.as_str().into()),
        ];
        let id = if proposal.table.is_empty() {
            "init-seen-file"
        } else {
            "init-seen"
        };
        let heads = ["init-field", "init-column", "init-values", "init-certainty"].map(|id| words.get(id));
        let rows = fields(proposal).map(|(field, guess)| {
            [
                field.to_owned(),
                guess.map_or_else(String::new, |guess| guess.column.clone()),
                guess.map_or_else(String::new, |guess| values(seen, proposal, guess).join(" · ")),
                certainty(field, guess, words),
            ]
        });
        let _ = writeln!(text, "\n{}\n{}", words.with(id, &title), tables::texts(heads, rows));
        let unused = unused(seen, proposal);
        if !unused.is_empty() {
            let _ = writeln!(
                text,
                "{}",
                words.with("init-unused", &[("columns", unused.join(", ").into())])
            );
        }
    }
    for (table, row) in &seen.elsewhere {
        let values = [("table", table.as_str().into()), ("row", row.to_string().into())];
        let _ = writeln!(text, "\n{}", words.with("init-elsewhere", &values));
    }
    text
}

/// The same for programs.
pub(super) fn json(seen: &Seen) -> Value {
    let section = |proposal: &Proposal| {
        let fields = fields(proposal).map(|(field, guess)| {
            json!({
                "field": field,
                "column": guess.map(|guess| &guess.column),
                "certain": guess.is_some_and(|guess| guess.is_certain(field)),
                "check": guess.and_then(|guess| guess.check.as_ref()),
                "values": guess.map(|guess| values(seen, proposal, guess)),
            })
        });
        json!({
            "section": proposal.section.name(),
            "table": proposal.table,
            "live": proposal.is_live(),
            "fields": fields.collect::<Vec<_>>(),
            "unused": unused(seen, proposal),
        })
    };
    let elsewhere: Vec<_> = seen
        .elsewhere
        .iter()
        .map(|(table, row)| json!({ "table": table, "header_row": row }))
        .collect();
    json!({ "header_row": seen.header_row, "elsewhere": elsewhere, "sections": seen.proposals.iter().map(section).collect::<Vec<_>>() })
}

/// The fields that were found, and those that are needed.
fn fields(proposal: &Proposal) -> impl Iterator<Item = (&'static str, Option<&Guess>)> {
    let needed = proposal.section.needed();
    let all = proposal.fields.iter().map(|(field, guess)| (*field, guess.as_ref()));
    all.filter(move |(field, guess)| guess.is_some() || needed.contains(field))
}

fn certainty(field: &str, guess: Option<&Guess>, words: Words) -> String {
    let Some(guess) = guess else {
        return words.get("init-left-open");
    };
    match &guess.check {
        Some(check) => words.plain(check),
        None if guess.is_certain(field) => words.get("init-sure"),
        None => words.get("init-perhaps"),
    }
}

fn sample<'s>(seen: &'s Seen, proposal: &Proposal) -> Option<&'s Sample> {
    seen.tables.iter().find(|table| table.name == proposal.table)
}

fn values<'s>(seen: &'s Seen, proposal: &Proposal, guess: &Guess) -> Vec<&'s str> {
    let sample = sample(seen, proposal);
    sample.map_or_else(Vec::new, |sample| {
        sample.values(&guess.column).into_iter().take(VALUES).collect()
    })
}

/// Columns that were taken for nothing.
fn unused<'s>(seen: &'s Seen, proposal: &Proposal) -> Vec<&'s str> {
    let used: BTreeSet<&str> = fields(proposal)
        .filter_map(|(_, guess)| guess.map(|guess| guess.column.as_str()))
        .collect();
    let columns = sample(seen, proposal).into_iter().flat_map(|sample| &sample.columns);
    columns
        .map(String::as_str)
        .filter(|column| !column.is_empty() && !used.contains(column))
        .collect()
}
