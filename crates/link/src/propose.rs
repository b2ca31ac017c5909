//! Which column is likely to hold which field: a first guess for `fieldlink init`, for a person to correct.
//!
//! Names in English, Spanish, French and Portuguese are known by their words, and the first rows are looked at: they tell
//! how dates and amounts are written and what codes stand for. What is only likely is said to be so, and stays a comment.

mod fields;
mod values;
mod words;

use std::collections::BTreeSet;

use self::fields::Called;
use self::words::Heard;
use crate::record::{CellValue, Record};

pub use self::fields::Section;

/// A table as it was seen: its columns, and its first rows.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The table, sheet or file.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Its first rows.
    pub rows: Vec<Record>,
}

impl Sample {
    /// What a person reads in a column, where that is not blank.
    pub fn values(&self, column: &str) -> Vec<&str> {
        let shown = self.rows.iter().filter_map(|row| row.get(column).flatten());
        shown.map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    /// The texts of a column: what a `format` is about. Numbers and days need none.
    fn texts(&self, column: &str) -> Vec<&str> {
        let cells = self.rows.iter().filter_map(|row| row.cell(column));
        let texts = cells.filter_map(|cell| match cell.value() {
            CellValue::Text(text) => Some(text.trim()),
            _ => None,
        });
        texts.filter(|text| !text.is_empty()).collect()
    }
}

/// A column that is likely to hold a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The column.
    pub column: String,
    /// More keys of the field, as TOML: `format = "%d/%m/%Y"`.
    pub more: Vec<String>,
    /// Whether the name leaves no doubt.
    pub sure: bool,
    /// What a person should look at.
    pub check: Option<String>,
}

/// A section with a table that fits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The section.
    pub section: Section,
    /// The table, sheet or file.
    pub table: String,
    /// Each field with its guess.
    pub fields: Vec<(&'static str, Option<Guess>)>,
}

impl Guess {
    /// Whether it may stand in the file as it is: its name leaves no doubt, and where it is money nothing is left to ask.
    pub fn is_certain(&self, field: &str) -> bool {
        self.sure && !(fields::is_money(field) && self.check.is_some())
    }
}

impl Proposal {
    /// Nothing but the fields.
    pub fn empty(section: Section) -> Proposal {
        Proposal {
            section,
            table: String::from("loans"),
            fields: section.fields().iter().map(|(field, _)| (*field, None)).collect(),
        }
    }

    /// Whether the section can be read as it is: all that it needs is certain.
    pub fn is_live(&self) -> bool {
        let certain = |needed: &&str| self.certain().any(|field| field == *needed);
        self.section.needed().iter().all(certain)
    }

    fn certain(&self) -> impl Iterator<Item = &'static str> + '_ {
        let certain = |(field, guess): &(&'static str, Option<Guess>)| {
            guess
                .as_ref()
                .is_some_and(|guess| guess.is_certain(field))
                .then_some(*field)
        };
        self.fields.iter().filter_map(certain)
    }

    fn found(&self) -> usize {
        self.fields.iter().filter(|(_, guess)| guess.is_some()).count()
    }

    /// Whether the table is one of this section: something in it is found in no other, and something beside it.
    fn fits(&self) -> bool {
        let tells =
            |(field, guess): &(&'static str, Option<Guess>)| guess.is_some() && self.section.telling().contains(field);
        self.fields.iter().any(tells) && self.found() > 1
    }
}

/// The table that fits each section best, where one does.
pub fn propose(tables: &[Sample]) -> Vec<Proposal> {
    Section::ALL
        .into_iter()
        .filter_map(|section| {
            let fitting = tables.iter().map(|table| Proposal {
                section,
                table: table.name.clone(),
                fields: guesses(section, table),
            });
            let fitting = fitting.filter(Proposal::fits);
            fitting.max_by_key(|proposal| (proposal.is_live(), proposal.certain().count(), proposal.found()))
        })
        .collect()
}

/// The fields of a section that columns are surely called by, with the column of each.
pub fn certain(section: Section, table: &Sample) -> impl Iterator<Item = (&'static str, String)> {
    guesses(section, table).into_iter().filter_map(|(field, guess)| {
        let guess = guess.filter(|guess| guess.sure)?;
        Some((field, guess.column))
    })
}

/// How many columns of a header are known by their names: the row of titles above it has none.
pub fn known(columns: &[String]) -> usize {
    let heard: Vec<Heard> = columns.iter().map(|column| words::heard(column)).collect();
    let is_known = |heard: &&Heard| {
        let fields = Section::ALL.iter().flat_map(|section| section.fields());
        fields
            .flat_map(|(_, called)| *called)
            .any(|called| fit(called, heard) == Some(Fit::Sure))
    };
    heard.iter().filter(is_known).count()
}

/// How well a name fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It says just this.
    Sure,
    /// It says this, which may be something else.
    Likely,
    /// It is written a little differently.
    Near,
    /// It says more.
    More,
}

/// Meanings that are in so many names that alone they tell nothing when more stands beside them.
const EVERYWHERE: &[&str] = &[
    "number",
    "loan",
    "amount",
    "name",
    "first",
    "last",
    "nom",
    "date",
    "repaid",
    "principal",
    "disbursed",
    "outstanding",
    "journal",
    "body",
    "group",
    "rate",
    "client",
];

fn fit(called: &Called, heard: &Heard) -> Option<Fit> {
    let mut left: Vec<&BTreeSet<&str>> = Vec::new();
    for meaning in &heard.meanings {
        // "Loan account number" says one thing twice.
        if !left.contains(&meaning) || meaning.is_empty() {
            left.push(meaning);
        }
    }
    for meaning in called.meanings {
        let at = left.iter().position(|word| word.contains(meaning))?;
        left.swap_remove(at);
    }
    match called.meanings {
        _ if left.is_empty() && heard.is_near => Some(Fit::Near),
        _ if left.is_empty() && called.is_sure => Some(Fit::Sure),
        _ if left.is_empty() => Some(Fit::Likely),
        [only] if EVERYWHERE.contains(only) => None,
        _ => called.is_sure.then_some(Fit::More),
    }
}

/// Each field of the section with the column that is likely to hold it. A column is proposed once; the best fits first.
fn guesses(section: Section, table: &Sample) -> Vec<(&'static str, Option<Guess>)> {
    let heard: Vec<Heard> = table.columns.iter().map(|column| words::heard(column)).collect();
    let mut fitting = Vec::new();
    for (field, (_, called)) in section.fields().iter().enumerate() {
        for (order, called) in called.iter().enumerate() {
            for (column, heard) in heard.iter().enumerate() {
                // A name that stands twice is nobody's.
                let once = table
                    .columns
                    .iter()
                    .filter(|other| **other == table.columns[column])
                    .count()
                    == 1;
                if let Some(fit) = fit(called, heard).filter(|_| once) {
                    let left = heard.meanings.len() - called.meanings.len();
                    fitting.push((fit, left, order, field, column));
                }
            }
        }
    }
    fitting.sort_unstable();
    let mut found: Vec<Option<(Fit, usize)>> = vec![None; section.fields().len()];
    let mut taken = BTreeSet::new();
    for (fit, _, _, field, column) in fitting {
        if found[field].is_none() && taken.insert(column) {
            found[field] = Some((fit, column));
        }
    }
    let has = |wanted: &str| {
        let names = section.fields().iter().map(|(name, _)| *name);
        names.zip(&found).any(|(name, found)| name == wanted && found.is_some())
    };
    let (first, last) = (has("first_name"), has("last_name"));
    let fields = section.fields().iter().zip(&found);
    fields
        .map(|((field, _), found)| {
            let guess = found.map(|(fit, column)| {
                // "Name" alone is often the whole name.
                let whole = match *field {
                    "first_name" => !last,
                    "last_name" => !first,
                    _ => false,
                };
                values::guess(field, &table.columns[column], fit == Fit::Sure && !whole, table)
            });
            (*field, guess)
        })
        .collect()
}

#[cfg(test)]
mod tests;
