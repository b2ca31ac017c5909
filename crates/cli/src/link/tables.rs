//! Plans and summaries as text.

use std::collections::HashMap;

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use fieldlink_link::Kind;
use fieldlink_link::mapping::Reason;
use fieldlink_link::plan::by_place;
use fieldlink_link::plan::repayments::loan_of;
use fieldlink_link::run::{HeldRow, KindPlan};

use crate::manner::words;

/// Reasons shown per kind; the rest is counted. `--json` has them all.
const SHOWN: usize = 50;

/// So many rows with the same fault are one line.
const ALIKE: usize = 4;

/// Places that such a line names.
const EXAMPLES: usize = 3;

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
            let rows = plan.held.iter().filter(|row| row.suspicious == suspicious);
            let held: Vec<Line<'_>> = rows.flat_map(Line::of_row).collect();
            let title = words.with(title, &[("kinds", name.as_str().into())]);
            section(&mut text, &title, &lines(&held, all), most);
        }
        let notes: Vec<Line<'_>> = plan.notes.iter().map(|reason| Line { key: "", reason }).collect();
        let title = words.with("notes-of", &[("kinds", name.as_str().into())]);
        section(&mut text, &title, &lines(&notes, all), most);
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

/// A reason, and the record that it holds.
#[derive(Debug, Clone, Copy)]
struct Line<'r> {
    /// How the record is known, such as by its Loan ID; empty where its place says all.
    key: &'r str,
    reason: &'r Reason,
}

impl<'r> Line<'r> {
    fn of_row(row: &'r HeldRow) -> impl Iterator<Item = Line<'r>> {
        // What only Kiva lists is named by its reason; what has no key of its own, or none that fits a line, by its place.
        let origin = row.origin.as_ref().filter(|origin| row.key != by_place(origin));
        let origin = origin.filter(|_| !row.key.contains(char::is_control));
        let key = origin.map_or("", |_| loan_of(&row.key));
        row.reasons.iter().map(move |reason| Line { key, reason })
    }

    fn whole(self) -> String {
        format!("  {}\n", self.named(&words().reason(self.reason)))
    }

    /// The text, with the record before it unless it says which one.
    fn named(self, text: &str) -> String {
        if self.key.is_empty() || self.reason.value.as_deref() == Some(self.key) {
            return text.to_owned();
        }
        format!("{}: {text}", self.key)
    }
}

/// A line for each reason; what is wrong with many rows in the same way is one line with some of their places, unless all
/// are asked for. What a person can mend comes before what the source only lacks.
fn lines(reasons: &[Line<'_>], all: bool) -> Vec<String> {
    let (mendable, lacking): (Vec<Line<'_>>, Vec<Line<'_>>) =
        reasons.iter().partition(|line| line.reason.origin.is_some());
    let ordered = mendable.into_iter().chain(lacking);
    if all {
        return ordered.map(Line::whole).collect();
    }
    let mut alike: Vec<(String, Vec<Line<'_>>)> = Vec::new();
    let mut known = HashMap::new();
    for line in ordered {
        let said = format!("{} ({})", line.reason.sentence(words().text()), line.reason.rule);
        let at = *known.entry(said.clone()).or_insert(alike.len());
        match alike.get_mut(at) {
            Some((_, lines)) => lines.push(line),
            None => alike.push((said, vec![line])),
        }
    }
    let line = |(said, lines): (String, Vec<Line<'_>>)| match lines.as_slice() {
        few if few.len() < ALIKE => few.iter().copied().map(Line::whole).collect(),
        many => {
            let places = many.iter().take(EXAMPLES).filter_map(|line| {
                let place = line.reason.place(words().text())?;
                Some(line.named(&place))
            });
            let places = places.collect::<Vec<_>>().join("; ");
            let values = [("rows", many.len().into()), ("said", said.into())];
            let such = [("places", places.into()), ("more", (many.len() - EXAMPLES).into())];
            format!(
                "  {}\n      {}\n",
                words().with("rows-alike", &values),
                words().with("rows-such-as", &such)
            )
        }
    };
    alike.into_iter().map(line).collect()
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

#[cfg(test)]
mod tests {
    use fieldlink_link::record::Origin;
    use fieldlink_say::message;

    use super::*;

    #[test]
    fn the_same_fault_of_many_rows_is_one_line_and_what_the_source_lacks_comes_last() {
        let at = |row| {
            let origin = Origin {
                source: "mis".into(),
                table: "loans.csv".into(),
                row,
            };
            Reason::of(&origin, "amount_invalid", &message!("reason-amount-invalid")).at(Some("Amount"), Some("x"))
        };
        let lacking = Reason::without_origin("missing_in_source", "the source has no row for it").at(None, Some("L9"));
        let reasons: Vec<Reason> = std::iter::once(lacking).chain((2..8).map(at)).collect();
        let reasons: Vec<Line<'_>> = reasons.iter().map(|reason| Line { key: "L1", reason }).collect();
        let [many, last] = lines(&reasons, false).try_into().unwrap();
        assert!(many.starts_with("  6 rows: not an amount such as 1250.50"), "{many}");
        assert!(
            many.contains("row 2, column Amount, value \"x\"") && many.contains("and 3 more"),
            "{many}"
        );
        assert!(last.contains("L9"), "{last}");
        let each = lines(&reasons, true);
        assert!(each.len() == 7 && each[0].starts_with("  L1: mis"), "{each:?}");
        assert_eq!((loan_of("2026-12/L/1"), loan_of("L/1")), ("L/1", "L/1"));
    }
}
