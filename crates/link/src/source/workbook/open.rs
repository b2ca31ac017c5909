//! Opens a workbook by what its bytes say, and says in words why it cannot.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read as _, Seek as _};
use std::path::Path;

use calamine::{Dimensions, Ods, Reader, Xls, Xlsb, Xlsx};
use fieldlink_say::{Message, message};

use super::package;
use super::shown::{self, Shapes};
use super::unpack::{self, Limits, TooMuch, Trouble};
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

const NOT_WHOLE: Message = message!("book-not-whole");
const NO_WORKBOOK: Message = message!("book-is-zip");
/// So many bytes tell what a file is.
const HEAD: u64 = 512;
/// So many bytes of the list of an .ods tell whether it has a password.
const MANIFEST: u64 = 1 << 20;
const PASSWORD: Message = message!("book-password");

/// Opens a workbook. The error is a sentence.
pub(super) fn open(path: &Path) -> Result<Book, Message> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => message!("file-missing"),
        kind => unopened(kind),
    })?;
    let mut head = Vec::new();
    let read = (&file).take(HEAD).read_to_end(&mut head);
    read.map_err(|error| unread(error.kind()))?;
    file.rewind().map_err(|error| unread(error.kind()))?;
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    match head.as_slice() {
        [] => Err(message!("book-empty")),
        [b'P', b'K', 3, 4, ..] => zipped(path, file),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => compound(path, file),
        [0x09, 0x00 | 0x02 | 0x04, ..] => Err(message!("book-too-old")),
        _ if is_archived_page(text) => Err(message!("book-is-mhtml")),
        _ if text.starts_with(b"<") => Err(message!("book-is-page")),
        _ => Err(message!("book-is-none")),
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

fn bytes(path: &Path) -> Result<Bytes, Message> {
    let file = File::open(path).map_err(|error| unopened(error.kind()))?;
    Ok(BufReader::new(Box::new(file)))
}

fn reader(path: &Path) -> Result<BufReader<File>, Message> {
    let file = File::open(path).map_err(|error| unopened(error.kind()))?;
    Ok(BufReader::new(file))
}

fn zipped(path: &Path, mut file: File) -> Result<Book, Message> {
    let limits = &Limits::OFFICE;
    unpack::directory(&mut file, limits).map_err(unpacked)?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| NOT_WHOLE)?;
    if locked(&mut archive) {
        return Err(PASSWORD);
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
            calamine::XlsxError::Password => PASSWORD,
            calamine::XlsxError::FileNotFound(_) if !has("xl/workbook.xml") => NO_WORKBOOK,
            error => damaged(error),
        })?;
        Ok(Book::Xlsx(Box::new(book)))
    } else if has("content.xml") {
        let book = match Ods::new(bytes(path)?) {
            Ok(book) => book,
            Err(calamine::OdsError::Password) => return Err(PASSWORD),
            Err(calamine::OdsError::Mismatch { .. }) => {
                let packed = package::without_indents(&mut archive).map_err(damaged)?;
                Ods::new(BufReader::new(Box::new(packed) as Box<dyn ReadSeek + Send>)).map_err(damaged)?
            }
            Err(error) => return Err(damaged(error)),
        };
        let shown = shown::ods::sheets(&mut archive).map_err(damaged)?;
        Ok(Book::Ods(Box::new(book), shown))
    } else {
        Err(NO_WORKBOOK)
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

fn compound(path: &Path, file: File) -> Result<Book, Message> {
    let limits = &Limits::OFFICE;
    let length = file.metadata().map_err(|error| unread(error.kind()))?.len();
    limits.compound(length).map_err(too_much)?;
    let mut archive = cfb::CompoundFile::open(file).map_err(|_| NOT_WHOLE)?;
    if archive.exists("/EncryptedPackage") {
        return Err(PASSWORD);
    }
    let shown = shown::xls::sheets(&mut archive, limits).map_err(counted)?;
    let book = Xls::new(reader(path)?).map_err(|error| match error {
        calamine::XlsError::Password => PASSWORD,
        error => damaged(error),
    })?;
    Ok(Book::Xls(Box::new(book), shown))
}

/// What is said of an archive that becomes too much, or cannot be unpacked.
fn unpacked(trouble: Trouble) -> Message {
    match trouble {
        Trouble::TooMuch(why) => too_much(why),
        trouble => damaged(trouble),
    }
}

/// The same of what was found while its cells were counted.
fn counted(cause: Cause) -> Message {
    match cause.downcast_ref::<TooMuch>() {
        Some(why) => too_much(*why),
        None => damaged(cause),
    }
}

fn too_much(why: TooMuch) -> Message {
    message!("book-too-much", why = Message::from(&why))
}

fn unopened(kind: ErrorKind) -> Message {
    message!("book-unopened", why = kind.to_string())
}

fn unread(kind: ErrorKind) -> Message {
    message!("book-unread", why = kind.to_string())
}

fn damaged(error: impl std::fmt::Display) -> Message {
    message!("book-damaged", why = error.to_string())
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
    pub(super) fn whole(&mut self, sheet: &str) -> Result<Option<(calamine::Range<calamine::Data>, Shapes)>, Message> {
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
pub(super) fn broken(error: impl std::fmt::Display) -> Message {
    damaged(error)
}
