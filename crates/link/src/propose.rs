//! Which column is likely to hold which field: a first guess for `fieldlink init`, for a person to correct.
//!
//! Names in English, Spanish and French are known, and the first rows are looked at: they tell how dates and amounts are
//! written and what codes stand for. What is only likely is said to be so, and stays a comment.

mod names;
mod values;

use crate::record::{CellValue, Record};

pub use self::names::Section;

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
    fn values(&self, column: &str) -> Vec<&str> {
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

impl Proposal {
    /// Nothing but the fields.
    pub fn empty(section: Section) -> Proposal {
        Proposal {
            section,
            table: String::from("loans"),
            fields: section.fields().iter().map(|(field, _)| (*field, None)).collect(),
        }
    }

    fn sure(&self) -> usize {
        let sure = |guess: &&(&'static str, Option<Guess>)| guess.1.as_ref().is_some_and(|guess| guess.sure);
        self.fields.iter().filter(sure).count()
    }
}

/// The table that fits each section best, where one does.
pub fn propose(tables: &[Sample]) -> Vec<Proposal> {
    Section::ALL
        .into_iter()
        .filter_map(|section| {
            let fitting = tables.iter().filter_map(|table| fit(section, table));
            fitting.max_by_key(Proposal::sure)
        })
        .collect()
}

/// The section with this table; none when a field is missing without which it makes no sense.
fn fit(section: Section, table: &Sample) -> Option<Proposal> {
    let fields = guesses(section, table);
    let has = |needed: &&str| {
        let found = fields.iter().find(|(field, _)| field == needed);
        found.is_some_and(|(_, guess)| guess.as_ref().is_some_and(|guess| guess.sure))
    };
    section.needed().iter().all(has).then(|| Proposal {
        section,
        table: table.name.clone(),
        fields,
    })
}

/// Each field of the section with the column that is likely to hold it. A column is proposed once; sure guesses first.
fn guesses(section: Section, table: &Sample) -> Vec<(&'static str, Option<Guess>)> {
    let mut taken: Vec<&String> = Vec::new();
    let mut found: Vec<(&'static str, Option<Guess>)> = Vec::new();
    for (field, known) in section.fields() {
        let column = known.iter().find_map(|name| {
            let once = |column: &&String| table.columns.iter().filter(|other| other == column).count() == 1;
            let column = table
                .columns
                .iter()
                .filter(once)
                .find(|column| names::folded(column) == *name);
            column.filter(|column| !taken.contains(column))
        });
        taken.extend(column);
        found.push((field, column.map(|column| values::guess(field, column, true, table))));
    }
    for (at, (field, known)) in section.fields().iter().enumerate() {
        if found[at].1.is_some() {
            continue;
        }
        let column = known.iter().filter(|name| name.len() >= 4).find_map(|name| {
            let holds = |column: &&String| names::folded(column).contains(name) && !taken.contains(column);
            table.columns.iter().find(holds)
        });
        taken.extend(column);
        found[at].1 = column.map(|column| values::guess(field, column, false, table));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Origin;

    fn sample(columns: &[&str], rows: &[&[&str]]) -> Sample {
        let record = |row: usize, values: &[&str]| {
            let origin = Origin {
                source: "s".into(),
                table: "t".into(),
                row: u64::try_from(row).unwrap(),
            };
            let fields = columns.iter().zip(values);
            Record::new(
                origin,
                fields
                    .map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())))
                    .collect(),
            )
        };
        Sample {
            name: "t".into(),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: rows
                .iter()
                .enumerate()
                .map(|(row, values)| record(row + 2, values))
                .collect(),
        }
    }

    fn guess<'p>(proposals: &'p [Proposal], section: Section, field: &str) -> Option<&'p Guess> {
        let proposal = proposals.iter().find(|proposal| proposal.section == section)?;
        proposal.fields.iter().find(|(name, _)| *name == field)?.1.as_ref()
    }

    #[test]
    fn spanish_and_french_names_are_known_and_their_values_looked_at() {
        let table = sample(
            &[
                "N° de préstamo",
                "Cód. cliente",
                "Nombres",
                "Apellidos",
                "Sexo",
                "Monto desembolsado",
                "Fecha de desembolso",
                "Destino del crédito",
            ],
            &[
                &[
                    "00017",
                    "C1",
                    "María",
                    "Quispe",
                    "Mujer",
                    "1.250,50",
                    "31/01/2026",
                    "comprar semillas",
                ],
                &[
                    "00018",
                    "C2",
                    "José",
                    "Mamani",
                    "Hombre",
                    "800,00",
                    "02/02/2026",
                    "pagar",
                ],
            ],
        );
        let proposals = propose(&[table]);
        let of = |field: &str| guess(&proposals, Section::LoanDrafts, field).unwrap_or_else(|| panic!("{field}"));
        assert_eq!(of("loan_id").column, "N° de préstamo");
        assert_eq!(of("first_name").column, "Nombres");
        assert_eq!(of("amount").more, ["format = \"1.234,56\""]);
        assert_eq!(of("disburse_date").more, ["format = \"%d/%m/%Y\""]);
        assert_eq!(
            of("gender").more,
            ["values = { \"Hombre\" = \"male\", \"Mujer\" = \"female\" }"]
        );
        assert_eq!(of("loan_use").column, "Destino del crédito");
        let french = sample(
            &["Numéro de prêt", "Capital remboursé", "Capital restant dû"],
            &[&["1", "250", "0"]],
        );
        let proposals = propose(&[french]);
        assert_eq!(
            guess(&proposals, Section::Repayments, "amount").unwrap().column,
            "Capital remboursé"
        );
        assert_eq!(
            guess(&proposals, Section::Repayments, "outstanding").unwrap().column,
            "Capital restant dû"
        );
    }

    #[test]
    fn what_is_only_likely_is_not_sure() {
        let table = sample(
            &[
                "Loan ID",
                "Amount",
                "Customer first name (as on ID)",
                "Approval date",
                "Disbursal date",
            ],
            &[&["1", "5", "Amina", "x", "03/04/2026"]],
        );
        let proposals = propose(&[table]);
        let name = guess(&proposals, Section::LoanDrafts, "first_name").unwrap();
        assert!(!name.sure);
        let day = guess(&proposals, Section::LoanDrafts, "disburse_date").unwrap();
        assert!(
            day.sure && day.check.as_ref().unwrap().contains("month first"),
            "{day:?}"
        );
        assert_eq!(guess(&proposals, Section::LoanDrafts, "photo"), None);
    }

    #[test]
    fn a_table_fits_when_it_surely_has_what_is_needed() {
        let fits = |columns: &[&str]| {
            propose(&[sample(columns, &[])])
                .iter()
                .map(|proposal| proposal.section.name())
                .collect::<Vec<_>>()
        };
        assert_eq!(fits(&["Account No", "Principal repaid", "Outstanding"]), ["repayments"]);
        assert!(fits(&["Loan ID", "something"]).is_empty());
        assert_eq!(fits(&["Loan ID", "Headline", "Text", "Visit"]), ["journals"]);
    }
}
