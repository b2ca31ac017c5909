//! What a source holds, and which of its tables look like what.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use fieldlink_link::config::{Source, SourceKind, TableRef, extensions};
use fieldlink_link::ledger::Sheet;
use fieldlink_link::propose::{self, Proposal, Sample};
use fieldlink_link::source::{Place, SourceError, csv, sql, workbook};
use fieldlink_say::message;

use crate::link::failure::Failure;

/// Rows that are looked at to see how values are written.
const ROWS: usize = 50;

/// So many rows at the top of a table may be titles.
const TITLES: u64 = 15;

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
    /// Its tables with their first rows.
    pub tables: Vec<Sample>,
    /// The row its headers stand in, when titles stand above them.
    pub header_row: Option<u64>,
    /// Tables that fit a section but have their headers in another row, with that row.
    pub elsewhere: Vec<(String, u64)>,
    /// The tables that fit a section.
    pub proposals: Vec<Proposal>,
}

impl Seen {
    /// No source yet.
    pub fn nothing() -> Seen {
        Seen {
            kind: None,
            path: None,
            tables: Vec::new(),
            header_row: None,
            elsewhere: Vec::new(),
            proposals: Vec::new(),
        }
    }

    /// The sections that can be read as they are proposed.
    pub fn sections(&self) -> Vec<&'static str> {
        match self.kind {
            Some(SourceKind::Push) => vec!["loan_drafts", "repayments", "journals"],
            _ => {
                let live = self.proposals.iter().filter(|proposal| proposal.is_live());
                live.map(|proposal| proposal.section.name()).collect()
            }
        }
    }
}

/// Looks at a file, a folder of files, or a URL.
pub async fn at(source: &str) -> Result<Seen, Failure> {
    let (kind, path) = kind_of(source)?;
    if kind == SourceKind::Push {
        return Ok(Seen {
            kind: Some(kind),
            path,
            ..Seen::nothing()
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
    let place = Place::new("source", settings.clone());
    let names = match kind {
        SourceKind::Csv => files(path.as_deref()),
        SourceKind::Workbook => workbook::columns::sheets(&place)?,
        _ => Vec::new(),
    };
    // A cover sheet with titles has no header; it keeps nobody from reading the others.
    let (mut tables, mut unread) = (Vec::new(), None);
    for name in names {
        match header(&settings, kind, &name) {
            Ok((row, columns)) => tables.push((name, row, columns)),
            Err(why) => unread = Some(unread.unwrap_or(why)),
        }
    }
    match unread {
        Some(why) if tables.is_empty() => return Err(why.into()),
        _ => {}
    }
    if kind.is_sql() {
        let found = sql::columns::tables(&place).await?;
        tables.extend(found.into_iter().map(|(name, columns)| (name, None, columns)));
    }
    let mut samples = Vec::with_capacity(tables.len());
    let mut header_rows = Vec::new();
    for (name, row, columns) in tables {
        let place = Place::new("source", with_header(&settings, row));
        let rows = rows(&place, kind, &name).await;
        header_rows.push((name.clone(), row));
        samples.push(Sample { name, columns, rows });
    }
    let mut proposals = propose::propose(&samples);
    // One source has its headers in one row.
    let row_of = |proposal: &Proposal| {
        let found = header_rows.iter().find(|(name, _)| *name == proposal.table);
        found.and_then(|(_, row)| *row)
    };
    let header_row = proposals.first().and_then(row_of);
    let others = proposals.iter().filter(|proposal| row_of(proposal) != header_row);
    let elsewhere = others
        .map(|proposal| (proposal.table.clone(), row_of(proposal).unwrap_or(1)))
        .collect();
    proposals.retain(|proposal| row_of(proposal) == header_row);
    Ok(Seen {
        kind: Some(kind),
        path,
        tables: samples,
        header_row,
        elsewhere,
        proposals,
    })
}

/// The names of the files of text in a folder; of a file that is given by itself, nothing.
fn files(path: Option<&Path>) -> Vec<String> {
    let folder = path.filter(|path| path.is_dir());
    let Some(entries) = folder.and_then(|folder| folder.read_dir().ok()) else {
        return vec![String::new()];
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names
        .filter(|name| {
            let ending = Path::new(name).extension().unwrap_or_default().to_ascii_lowercase();
            extensions(SourceKind::Csv).iter().any(|known| ending == *known)
        })
        .collect();
    names.sort_unstable();
    names
}

fn with_header(settings: &Source, row: Option<u64>) -> Source {
    Source {
        header_row: row,
        ..settings.clone()
    }
}

/// The columns of a table, and the row they stand in when titles stand above them: the first row, unless a later one has
/// more names that are known.
fn header(settings: &Source, kind: SourceKind, table: &str) -> Result<(Option<u64>, Vec<String>), SourceError> {
    let columns = |row| {
        let place = Place::new("source", with_header(settings, row));
        match kind {
            SourceKind::Workbook => workbook::columns::columns(&place, Some(table)),
            _ => csv::columns::columns(&place, Some(table).filter(|table| !table.is_empty())),
        }
    };
    let first = columns(None);
    let mut best = (first.as_ref().map_or(0, |columns| propose::known(columns)), None, first);
    if best.0 < 2 {
        for row in 2..=TITLES {
            if let Ok(found) = columns(Some(row)) {
                let known = propose::known(&found);
                if known >= best.0.max(2) {
                    best = (known, Some(row), Ok(found));
                }
            }
        }
    }
    let (_, row, columns) = best;
    Ok((row, columns?))
}

/// The first rows of a table; fewer where one of them cannot be read, which `doctor` will say better.
async fn rows(place: &Place, kind: SourceKind, table: &str) -> Vec<fieldlink_link::record::Record> {
    let query = format!("SELECT * FROM {}", super::template::identifier(table, kind));
    let wanted = TableRef {
        section: "the first rows",
        source: place.name(),
        query: kind.is_sql().then_some(query.as_str()),
        sheet: (kind == SourceKind::Workbook).then_some(table),
        file: (kind == SourceKind::Csv && !table.is_empty()).then_some(table),
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
    // Many programs give a text the name of a workbook, and people give files any name.
    let by_bytes = kind_by_bytes(path);
    let by_name = || match ending.as_str() {
        _ if path.is_dir() => Ok(SourceKind::Csv),
        known if extensions(SourceKind::Csv).contains(&known) => Ok(SourceKind::Csv),
        known if extensions(SourceKind::Workbook).contains(&known) => Ok(SourceKind::Workbook),
        "db" | "sqlite" | "sqlite3" => Ok(SourceKind::Sqlite),
        _ => Err(Failure::new(
            message!("no-source", file = path.display().to_string()),
            message!("next-source-kind"),
        )),
    };
    Ok((by_bytes.map_or_else(by_name, Ok)?, Some(path.to_owned())))
}

/// What a file is whatever its name, as far as its first bytes say it.
fn kind_by_bytes(path: &Path) -> Option<SourceKind> {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    match head.as_slice() {
        _ if read.is_err() => None,
        [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(SourceKind::Workbook),
        head if head.starts_with(b"SQLite format 3\0") => Some(SourceKind::Sqlite),
        head => is_delimited(head).then_some(SourceKind::Csv),
    }
}

/// Whether a text has delimiters: it begins with a line of several fields, and not as a web page does.
fn is_delimited(head: &[u8]) -> bool {
    let plain: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let line = plain
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .next()
        .unwrap_or_default();
    // A workbook of Excel 2 to 5; a page, or an e-mail with one; JSON.
    let other = matches!(head, [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..] | [b'{' | b'[', ..]);
    let page = line.contains(&b'<') || line.starts_with(b"MIME");
    !other && !page && line.iter().any(|byte| matches!(byte, b'\t' | b';' | b','))
}

/// The fields of a pushed sheet, which are columns by their own names.
pub fn usual(sheet: Sheet) -> &'static [&'static str] {
    fieldlink_link::source::push::columns::usual(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_its_bytes_say() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes, kind) in [
            ("export.xls", &b"Loan\tPaid\n1\t5\n"[..], SourceKind::Csv),
            ("export.tab", b"Loan\tPaid\n", SourceKind::Csv),
            ("export", b"Loan;Paid\n", SourceKind::Csv),
            ("loans.csv", b"PK\x03\x04rest", SourceKind::Workbook),
            ("mis.dat", b"SQLite format 3\0", SourceKind::Sqlite),
            ("page.xls", b"<html><td>1,2</td>", SourceKind::Workbook),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            let found = kind_of(&path.display().to_string()).map(|(kind, _)| kind);
            assert!(found.is_ok_and(|found| found == kind), "{name}");
        }
        let json = folder.path().join("loans.json");
        std::fs::write(&json, b"{\"a\": 1, \"b\": 2}").unwrap();
        assert!(kind_of(&json.display().to_string()).is_err());
    }
}
