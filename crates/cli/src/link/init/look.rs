//! What a source holds, and which of its tables look like what.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use fieldlink_link::config::{Source, SourceKind, TableRef};
use fieldlink_link::ledger::Sheet;
use fieldlink_link::propose::{self, Proposal, Sample};
use fieldlink_link::source::{Place, csv, sql, workbook};
use fieldlink_say::message;

use crate::link::failure::Failure;

/// Rows that are looked at to see how values are written.
const ROWS: usize = 50;

/// So many bytes of a file show its first line.
const HEAD: u64 = 4_096;

/// What stands before a connection string of ODBC.
const ODBC: &str = "odbc:";

/// A source that has been looked at.
pub struct Seen {
    /// Its kind; none when there is to be no source yet.
    pub kind: Option<SourceKind>,
    /// Its path, when it is a file.
    pub path: Option<PathBuf>,
    /// The tables that fit a section.
    pub proposals: Vec<Proposal>,
}

impl Seen {
    /// No source yet.
    pub fn nothing() -> Seen {
        Seen {
            kind: None,
            path: None,
            proposals: Vec::new(),
        }
    }

    /// The sections that something is proposed for.
    pub fn sections(&self) -> Vec<&'static str> {
        match self.kind {
            Some(SourceKind::Push) => vec!["loan_drafts", "repayments", "journals"],
            _ => self.proposals.iter().map(|proposal| proposal.section.name()).collect(),
        }
    }
}

/// Looks at a file or URL.
pub async fn at(source: &str) -> Result<Seen, Failure> {
    let (kind, path) = kind_of(source)?;
    if kind == SourceKind::Push {
        return Ok(Seen {
            kind: Some(kind),
            path,
            proposals: Vec::new(),
        });
    }
    let settings = Source {
        url: path
            .is_none()
            .then(|| source.strip_prefix(ODBC).unwrap_or(source).to_owned()),
        path: path.clone(),
        timeout_seconds: 30,
        ..Source::of(kind)
    };
    let place = Place::new("source", settings);
    let tables = match kind {
        SourceKind::Csv => vec![(source.to_owned(), csv::columns::columns(&place, None)?)],
        SourceKind::Workbook => {
            // A cover sheet with titles has no header; it keeps nobody from reading the others.
            let (mut tables, mut unread) = (Vec::new(), None);
            for sheet in workbook::columns::sheets(&place)? {
                match workbook::columns::columns(&place, Some(&sheet)) {
                    Ok(columns) => tables.push((sheet, columns)),
                    Err(why) => unread = Some(unread.unwrap_or(why)),
                }
            }
            match unread {
                Some(why) if tables.is_empty() => return Err(why.into()),
                _ => tables,
            }
        }
        _ => sql::columns::tables(&place).await?,
    };
    let mut samples = Vec::with_capacity(tables.len());
    for (name, columns) in tables {
        let rows = rows(&place, kind, &name).await;
        samples.push(Sample { name, columns, rows });
    }
    Ok(Seen {
        kind: Some(kind),
        path,
        proposals: propose::propose(&samples),
    })
}

/// The first rows of a table; fewer where one of them cannot be read, which `doctor` will say better.
async fn rows(place: &Place, kind: SourceKind, table: &str) -> Vec<fieldlink_link::record::Record> {
    let query = format!("SELECT * FROM {}", super::template::identifier(table, kind));
    let wanted = TableRef {
        section: "the first rows",
        source: place.name(),
        query: kind.is_sql().then_some(query.as_str()),
        sheet: (kind == SourceKind::Workbook).then_some(table),
        file: None,
        since: None,
    };
    let mut stream = place.records(&wanted);
    let mut rows = Vec::new();
    while rows.len() < ROWS
        && let Some(Ok(row)) = stream.next().await
    {
        rows.push(row);
    }
    rows
}

pub fn kind_of(source: &str) -> Result<(SourceKind, Option<PathBuf>), Failure> {
    if source == "push" {
        return Ok((SourceKind::Push, None));
    }
    if source.starts_with("postgres://") || source.starts_with("postgresql://") {
        return Ok((SourceKind::Postgres, None));
    }
    if source.starts_with("mysql://") || source.starts_with("mariadb://") {
        return Ok((SourceKind::Mysql, None));
    }
    if source.starts_with(ODBC) {
        return Ok((SourceKind::Odbc, None));
    }
    let path = Path::new(source.strip_prefix("sqlite://").unwrap_or(source));
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let kind = match ending.as_str() {
        "csv" | "tsv" | "txt" => SourceKind::Csv,
        // Many programs give a text the name of a workbook.
        "xls" | "xlsx" if is_delimited(path) => SourceKind::Csv,
        "xlsx" | "xlsm" | "xls" | "xlsb" | "ods" | "xltx" | "xltm" | "xlt" | "ots" => SourceKind::Workbook,
        "db" | "sqlite" | "sqlite3" => SourceKind::Sqlite,
        _ => {
            return Err(Failure::new(
                message!("no-source", file = path.display().to_string()),
                message!("give-csv-xlsx-xls-xlsb"),
            ));
        }
    };
    Ok((kind, Some(path.to_owned())))
}

/// Whether a file is a text with delimiters, whatever its name: it begins with a line of several fields, and not as a
/// workbook or a web page does.
fn is_delimited(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let plain: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let line = plain
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .next()
        .unwrap_or_default();
    let other = matches!(
        head.as_slice(),
        [b'P', b'K', ..] | [0xD0, 0xCF, ..] | [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..]
    );
    let page = line.contains(&b'<') || line.starts_with(b"MIME");
    read.is_ok() && !other && !page && line.iter().any(|byte| matches!(byte, b'\t' | b';' | b','))
}

/// The fields of a pushed sheet, which are columns by their own names.
pub fn usual(sheet: Sheet) -> &'static [&'static str] {
    fieldlink_link::source::push::columns::usual(sheet)
}
