//! Reports of a plan or a month for the finance officer: a page to print, or a workbook.
//!
//! Both say the same, from one [`Report`]: figures first, then every row that a person must look at, then what would be
//! sent. Nothing of borrowers is in it but the ids and amounts that the officer's own books have. It speaks the language
//! that it is made with.

mod html;
mod of_month;
mod of_plan;
mod texts;
mod xlsx;

use std::path::Path;

use fieldlink_say::{Language, Text, message};

pub use self::html::html;
pub use self::of_month::of_month;
pub use self::of_plan::of_plan;
pub use self::texts::{Maker, made};
pub use self::xlsx::xlsx;

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The language of it all.
    pub language: Language,
    /// What the figures are called: the name of their sheet.
    pub summary: String,
    /// What stands for a table without rows.
    pub none: String,
    /// The heading.
    pub title: String,
    /// What it is about: partner, profile, month, when and by whom made.
    pub facts: Vec<(String, String)>,
    /// Shares of a whole, drawn as a bar: words and rows.
    pub bar: Vec<(String, usize, Tone)>,
    /// The tables, in order.
    pub tables: Vec<ReportTable>,
}

/// How a share of the bar is coloured; the words say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// To be looked at.
    Look,
    /// Missing or wrong.
    Bad,
}

impl Report {
    /// A report with nothing in it.
    pub fn empty(title: String, voice: Text) -> Report {
        Report {
            language: voice.language(),
            summary: voice.say(&message!("report-summary")),
            none: voice.say(&message!("report-none")),
            title,
            facts: Vec::new(),
            bar: Vec::new(),
            tables: Vec::new(),
        }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTable {
    /// Its heading; the name of its sheet.
    pub title: String,
    /// The heads of its columns.
    pub heads: Vec<String>,
    /// The column with sentences, counted from 0: it is wide.
    pub wide: Option<usize>,
    /// The columns that hold numbers, counted from 0.
    pub numbers: Vec<usize>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// Why a report cannot be written.
#[derive(Debug, fieldlink_say::Error)]
#[say("report")]
pub enum ReportError {
    /// The name of the file does not say what it is to be.
    Ending(#[say("file")] String),
    /// The file cannot be written.
    File {
        /// Which file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The workbook cannot be made.
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// Writes a report, as a page or a workbook by the file's ending.
///
/// # Errors
/// [`ReportError`].
pub fn write(report: &Report, file: &Path) -> Result<(), ReportError> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let bytes = match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" => html(report).into_bytes(),
        "xlsx" => xlsx(report)?,
        _ => return Err(ReportError::Ending(file.display().to_string())),
    };
    std::fs::write(file, bytes).map_err(|source| ReportError::File {
        file: file.display().to_string(),
        source,
    })
}
