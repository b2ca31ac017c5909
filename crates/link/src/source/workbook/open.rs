//! Opens a workbook by what its bytes say, and says in words why it cannot.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read as _, Seek as _};
use std::path::Path;

use calamine::{Dimensions, Ods, Reader, Xls, Xlsb, Xlsx};

use super::package;
use super::shown::{self, Shapes};
use super::unpack::{self, Limits, TooMuch, Trouble};
use crate::said::Said;
use crate::source::Cause;

/// A workbook that is open, with what the reading crate does not tell.
pub(super) enum Book {
    /// .xlsx and .xlsm.
    Xlsx(Box<Xlsx<Bytes>>),
    /// .xlsb.
    Xlsb(Box<Xlsb<BufReader<File>>>, shown::Sheets),
    /// .xls.
    Xls(Box<Xls<BufReader<File>>>, shown::Sheets),
    /// .ods.
    Ods(Box<Ods<Bytes>>, shown::Sheets),
}

/// Where a workbook's bytes are: in its file, or in memory when they had to be packed again.
pub(super) type Bytes = BufReader<Box<dyn ReadSeek + Send>>;

/// What can be read anywhere.
pub(super) trait ReadSeek: std::io::Read + std::io::Seek {}

impl<T: std::io::Read + std::io::Seek> ReadSeek for T {}

const NOT_WHOLE: &str = "the workbook is not whole: it may still be being saved or copied, or the copy broke off; save it again, and copy it again";
const NO_WORKBOOK: &str = "this is a zip archive, but no workbook";
/// So many bytes tell what a file is.
const HEAD: u64 = 512;
/// So many bytes of the list of an .ods tell whether it has a password.
const MANIFEST: u64 = 1 << 20;
const PASSWORD: &str = "the workbook is protected by a password; save a copy without one (File > Info > Protect Workbook > Encrypt with Password, and empty the field)";

/// Opens a workbook. The error is a sentence.
pub(super) fn open(path: &Path) -> Result<Book, Said> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Said::from("there is no such file; check `path`"),
        kind => unopened(kind),
    })?;
    let mut head = Vec::new();
    let read = (&file).take(HEAD).read_to_end(&mut head);
    read.map_err(|error| unread(error.kind()))?;
    file.rewind().map_err(|error| unread(error.kind()))?;
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    match head.as_slice() {
        [] => Err(Said::new(
            "said-book-empty",
            &[],
            "the file is empty; it may still be being saved",
        )),
        [b'P', b'K', 3, 4, ..] => zipped(path, file),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => compound(path, file),
        [0x09, 0x00 | 0x02 | 0x04, ..] => Err(Said::from(
            "this is a workbook of a very old version (Excel 2, 3 or 4); open it in Excel or LibreOffice and save it as .xlsx",
        )),
        _ if is_archived_page(text) => Err(Said::from(
            "this is a web page with all that belongs to it (MHTML), with the name of a workbook; open it in Excel and save it as .xlsx",
        )),
        _ if text.starts_with(b"<") => Err(Said::from(
            "this is a web page or XML with the name of a workbook, as some programs export it; open it in Excel or LibreOffice and save it as .xlsx",
        )),
        _ => Err(Said::from(
            "this is no workbook; if it is text with delimiters, set kind = \"csv\" in its [source]",
        )),
    }
}

/// Whether a text begins as e-mail does: so a browser saves a page with its pictures.
fn is_archived_page(text: &[u8]) -> bool {
    let begins = |head: &str| {
        text.get(..head.len())
            .is_some_and(|text| text.eq_ignore_ascii_case(head.as_bytes()))
    };
    ["MIME-Version:", "Content-Type: multipart/related", "From: <Saved by"]
        .into_iter()
        .any(begins)
}

fn bytes(path: &Path) -> Result<Bytes, Said> {
    let file = File::open(path).map_err(|error| unopened(error.kind()))?;
    Ok(BufReader::new(Box::new(file)))
}

fn reader(path: &Path) -> Result<BufReader<File>, Said> {
    let file = File::open(path).map_err(|error| unopened(error.kind()))?;
    Ok(BufReader::new(file))
}

fn zipped(path: &Path, mut file: File) -> Result<Book, Said> {
    let limits = &Limits::OFFICE;
    unpack::directory(&mut file, limits).map_err(unpacked)?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| Said::from(NOT_WHOLE))?;
    if locked(&mut archive) {
        return Err(Said::from(PASSWORD));
    }
    unpack::check(&mut archive, limits).map_err(unpacked)?;
    let names = archive.file_names().flatten();
    let names: Vec<String> = names.map(|name| package::canonical(&name)).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("xl/workbook.bin") {
        let shown = shown::xlsb::sheets(&mut archive, limits).map_err(counted)?;
        let book = Xlsb::new(reader(path)?).map_err(damaged)?;
        Ok(Book::Xlsb(Box::new(book), shown))
    } else if has("xl/workbook.xml") || (has("_rels/.rels") && !has("content.xml")) {
        let bytes = match package::renamed(&mut archive).map_err(damaged)? {
            Some(packed) => BufReader::new(Box::new(packed) as Box<dyn ReadSeek + Send>),
            None => bytes(path)?,
        };
        let book = Xlsx::new(bytes).map_err(|error| match error {
            calamine::XlsxError::Password => Said::from(PASSWORD),
            calamine::XlsxError::FileNotFound(_) if !has("xl/workbook.xml") => Said::from(NO_WORKBOOK),
            error => damaged(error),
        })?;
        Ok(Book::Xlsx(Box::new(book)))
    } else if has("content.xml") {
        let book = match Ods::new(bytes(path)?) {
            Ok(book) => book,
            Err(calamine::OdsError::Password) => return Err(Said::from(PASSWORD)),
            Err(calamine::OdsError::Mismatch { .. }) => {
                let packed = package::without_indents(&mut archive).map_err(damaged)?;
                Ods::new(BufReader::new(Box::new(packed) as Box<dyn ReadSeek + Send>)).map_err(damaged)?
            }
            Err(error) => return Err(damaged(error)),
        };
        let shown = shown::ods::sheets(&mut archive).map_err(damaged)?;
        Ok(Book::Ods(Box::new(book), shown))
    } else {
        Err(Said::from(NO_WORKBOOK))
    }
}

/// Whether an .ods has a password: its parts are no XML then.
fn locked<F: std::io::Read + std::io::Seek>(archive: &mut zip::ZipArchive<F>) -> bool {
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else {
        return false;
    };
    let mut text = Vec::new();
    let read = manifest.take(MANIFEST).read_to_end(&mut text);
    let mark = b"encryption-data";
    read.is_ok() && text.windows(mark.len()).any(|found| found == mark)
}

fn compound(path: &Path, file: File) -> Result<Book, Said> {
    let limits = &Limits::OFFICE;
    let length = file.metadata().map_err(|error| unread(error.kind()))?.len();
    limits.compound(length).map_err(too_much)?;
    let mut archive = cfb::CompoundFile::open(file).map_err(|_| Said::from(NOT_WHOLE))?;
    if archive.exists("/EncryptedPackage") {
        return Err(Said::from(PASSWORD));
    }
    let shown = shown::xls::sheets(&mut archive, limits).map_err(counted)?;
    let book = Xls::new(reader(path)?).map_err(|error| match error {
        calamine::XlsError::Password => Said::from(PASSWORD),
        error => damaged(error),
    })?;
    Ok(Book::Xls(Box::new(book), shown))
}

/// What is said of an archive that becomes too much, or cannot be unpacked.
fn unpacked(trouble: Trouble) -> Said {
    match trouble {
        Trouble::TooMuch(why) => too_much(why),
        trouble => damaged(trouble),
    }
}

/// The same of what was found while its cells were counted.
fn counted(cause: Cause) -> Said {
    match cause.downcast_ref::<TooMuch>() {
        Some(why) => too_much(*why),
        None => damaged(cause),
    }
}

fn too_much(why: TooMuch) -> Said {
    let id = match why {
        TooMuch::File(_) => "said-too-much-file",
        TooMuch::Parts(_) => "said-too-much-parts",
        TooMuch::Part(_) => "said-too-much-part",
        TooMuch::Kept(_) => "said-too-much-kept",
        TooMuch::Total(_) => "said-too-much-total",
        TooMuch::Ratio(_) => "said-too-much-ratio",
        TooMuch::Cell(_) => "said-too-much-cell",
        TooMuch::Depth(_) => "said-too-much-depth",
        TooMuch::Entities(_) => "said-too-much-entities",
        TooMuch::Strings(_) => "said-too-much-strings",
        TooMuch::Items(_) => "said-too-much-items",
        TooMuch::Cells(_) => "said-too-much-cells",
        TooMuch::Texts(_) => "said-too-much-texts",
    };
    let why = Said::new(id, &[("limit", why.limit().to_string())], why.to_string());
    let english = format!(
        "the workbook is more than is read: {why}; copy the rows that are wanted into a workbook of their own, or save them as CSV"
    );
    Said::new("said-book-too-much", &[], english).quoting("why", [why])
}

fn unopened(kind: ErrorKind) -> Said {
    let english = format!("the file cannot be opened: {kind}");
    Said::new("said-book-unopened", &[("why", kind.to_string())], english)
}

fn unread(kind: ErrorKind) -> Said {
    let english = format!("the file cannot be read: {kind}");
    Said::new("said-book-unread", &[("why", kind.to_string())], english)
}

fn damaged(error: impl std::fmt::Display) -> Said {
    let english = format!("the workbook is damaged or not whole; open it, save it again, and copy it again ({error})");
    Said::new("said-book-damaged", &[("why", error.to_string())], english)
}

impl Book {
    /// The names of the sheets, in their order.
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Book::Xlsx(book) => book.sheet_names(),
            Book::Xlsb(book, _) => book.sheet_names(),
            Book::Xls(book, _) => book.sheet_names(),
            Book::Ods(book, _) => book.sheet_names(),
        }
    }

    /// As a person calls this kind.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Book::Xlsx(_) => ".xlsx",
            Book::Xlsb(..) => ".xlsb",
            Book::Xls(..) => ".xls",
            Book::Ods(..) => ".ods",
        }
    }

    /// The cells of a sheet that are merged.
    pub(super) fn merged(&mut self, sheet: &str) -> Vec<Dimensions> {
        let of = |shown: &shown::Sheets| shown.get(sheet).map(|sheet| sheet.merged.clone()).unwrap_or_default();
        match self {
            Book::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            Book::Xls(book, _) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            Book::Xlsb(_, shown) | Book::Ods(_, shown) => of(shown),
        }
    }

    /// All cells of a sheet, for the kinds that are read whole.
    pub(super) fn whole(&mut self, sheet: &str) -> Result<Option<(calamine::Range<calamine::Data>, Shapes)>, Said> {
        let shapes = |shown: &mut shown::Sheets| shown.remove(sheet).unwrap_or_default();
        Ok(match self {
            Book::Xlsx(_) => None,
            Book::Xlsb(book, shown) => Some((book.worksheet_range(sheet).map_err(damaged)?, shapes(shown))),
            Book::Xls(book, shown) => Some((book.worksheet_range(sheet).map_err(damaged)?, shapes(shown))),
            Book::Ods(book, shown) => Some((book.worksheet_range(sheet).map_err(damaged)?, shapes(shown))),
        })
    }
}

/// What is said of a sheet that breaks off.
pub(super) fn broken(error: impl std::fmt::Display) -> Said {
    damaged(error)
}
