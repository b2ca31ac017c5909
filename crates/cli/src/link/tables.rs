//! Plans and summaries as text.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, Table};
use fieldlink_link::Kind;
use fieldlink_link::run::KindPlan;

/// Reasons shown per kind; the rest is counted. `--json` has them all.
const SHOWN: usize = 50;

/// The counts of a plan.
pub fn plan<'a>(kinds: impl Iterator<Item = (Kind, &'a KindPlan)> + Clone) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    table.set_header([
        "",
        "records",
        "new",
        "changed",
        "unchanged",
        "held",
        "suspicious",
        "waiting",
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
        let row = std::iter::once(kind.plural().to_owned()).chain(numbers.iter().map(ToString::to_string));
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// What is held and why, and what is worth a look.
pub fn reasons<'a>(kinds: impl Iterator<Item = (Kind, &'a KindPlan)>, all: bool) -> String {
    let mut text = String::new();
    for (kind, plan) in kinds {
        let most = if all { usize::MAX } else { SHOWN };
        for (title, suspicious) in [("Suspicious", true), ("Held", false)] {
            let held: Vec<String> = plan
                .held
                .iter()
                .filter(|row| row.suspicious == suspicious)
                .flat_map(|row| &row.reasons)
                .map(|reason| format!("  {reason}\n"))
                .collect();
            section(&mut text, &format!("{title} {}", kind.plural()), &held, most);
        }
        if plan.later > 0 {
            text.push_str(&format!(
                "\n{} {} wait for another run: --limit.\n",
                plan.later,
                kind.plural()
            ));
        }
        let notes: Vec<String> = plan.notes.iter().map(|reason| format!("  {reason}\n")).collect();
        section(&mut text, &format!("Worth a look, {}", kind.plural()), &notes, most);
        if plan.refused_before > 0 {
            text.push_str(&format!(
                "\n{} {} were refused earlier and have not changed; `fieldlink status` says why, --retry-refused sends them again.\n",
                plan.refused_before,
                kind.plural()
            ));
        }
        if plan.waiting > 0 {
            text.push_str(&format!(
                "\n{} {} wait for a person: see `fieldlink status`.\n",
                plan.waiting,
                kind.plural()
            ));
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
        text.push_str(&format!("  … and {} more (--all shows them)\n", lines.len() - most));
    }
}
