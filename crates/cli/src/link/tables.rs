//! Plans and summaries as text.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use fieldlink_link::Kind;
use fieldlink_link::run::KindPlan;

use crate::manner::words;

/// Reasons shown per kind; the rest is counted. `--json` has them all.
const SHOWN: usize = 50;

/// An empty table that fits the terminal.
pub fn table() -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic);
    // Where nobody looks, such as in a pipe, lines are as long as they need to be.
    if let Some((terminal_size::Width(columns), _)) = terminal_size::terminal_size_of(std::io::stdout()) {
        table.set_width(columns);
    }
    table
}

/// A table of texts.
pub fn texts<const N: usize>(head: [String; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut table = table();
    table.set_header(head);
    for row in rows {
        table.add_row(row);
    }
    table.to_string()
}

/// What a plan or a sending is about.
pub fn title(id: &str, partner: i64, profile: &str, period: &str) -> String {
    words().with(
        id,
        &[
            ("partner", partner.to_string().into()),
            ("profile", profile.into()),
            ("period", period.into()),
        ],
    )
}

/// The counts of a plan.
pub fn plan<'a>(kinds: impl Iterator<Item = (Kind, &'a KindPlan)> + Clone) -> String {
    let words = words();
    let mut table = table();
    table.set_header([
        String::new(),
        words.get("table-records"),
        words.get("table-new"),
        words.get("table-changed"),
        words.get("table-unchanged"),
        words.get("table-held"),
        words.get("table-suspicious"),
        words.get("table-waiting"),
    ]);
    for (kind, plan) in kinds {
        let numbers = [
            plan.records,
            plan.new,
            plan.changed,
            plan.unchanged,
            plan.held.len() - plan.suspicious,
            plan.suspicious,
            plan.waiting,
        ];
        let row = std::iter::once(words.kinds(kind)).chain(numbers.iter().map(ToString::to_string));
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// What is held and why, and what is worth a look.
pub fn reasons<'a>(kinds: impl Iterator<Item = (Kind, &'a KindPlan)>, all: bool) -> String {
    let words = words();
    let mut text = String::new();
    for (kind, plan) in kinds {
        let most = if all { usize::MAX } else { SHOWN };
        let name = words.kinds(kind);
        for (title, suspicious) in [("suspicious-of", true), ("held-of", false)] {
            let held: Vec<String> = plan
                .held
                .iter()
                .filter(|row| row.suspicious == suspicious)
                .flat_map(|row| &row.reasons)
                .map(|reason| format!("  {}\n", words.reason(reason)))
                .collect();
            let title = words.with(title, &[("kinds", name.as_str().into())]);
            section(&mut text, &title, &held, most);
        }
        let notes: Vec<String> = plan
            .notes
            .iter()
            .map(|reason| format!("  {}\n", words.reason(reason)))
            .collect();
        let title = words.with("notes-of", &[("kinds", name.as_str().into())]);
        section(&mut text, &title, &notes, most);
        for (id, rows) in [
            ("refused-before", plan.refused_before),
            ("wait-for-person", plan.waiting),
            ("wait-for-answer", plan.unanswered),
            ("wait-for-run", plan.later),
        ] {
            if rows > 0 {
                let line = words.with(id, &[("rows", rows.into()), ("kinds", name.as_str().into())]);
                text.push_str(&format!("\n{line}\n"));
            }
        }
    }
    text
}

fn section(text: &mut String, title: &str, lines: &[String], most: usize) {
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("\n{title}:\n"));
    for line in lines.iter().take(most) {
        text.push_str(line);
    }
    if lines.len() > most {
        let more = words().with("and-more", &[("rows", (lines.len() - most).into())]);
        text.push_str(&format!("  {more}\n"));
    }
}
