//! Workbooks as Excel and LibreOffice write them. The .xlsx are made by a writer of that format; LibreOffice itself makes
//! .xls and .ods of them; the .xlsb in `fixtures` were written once by SheetJS 0.16.9, which has no counterpart here.

use std::path::{Path, PathBuf};
use std::process::Command;

use fieldlink_link::config::{Field, SourceKind};
use fieldlink_link::source::{Place, workbook};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use tempfile::TempDir;

use super::{all, chain, fields, place, row, sheet};
use crate::support::at;

fn book(path: PathBuf) -> Place {
    place(SourceKind::Workbook, None, Some(path))
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// The same workbook in another format, by LibreOffice.
fn converted(folder: &TempDir, from: &Path, ending: &str) -> PathBuf {
    let profile = tempfile::tempdir().unwrap();
    let told = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
        .args(["--headless", "--norestore", "--convert-to", ending, "--outdir"])
        .arg(folder.path())
        .arg(from)
        .output()
        .expect("LibreOffice runs; `cargo xtask test` installs it");
    let made = from.with_extension(ending.split(':').next().unwrap());
    let made = folder.path().join(made.file_name().unwrap());
    assert!(made.is_file(), "{}", String::from_utf8_lossy(&told.stderr));
    made
}

/// The sheet that every kind of workbook is tested with; its header stands in the third row, from the second column on.
fn sample(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Loans").unwrap();
    let names = ["Loan ID", "Client", "Amount", "Day", "Sum", "Sure", "Broken"];
    for (column, name) in (1_u16..).zip(names) {
        sheet.write(2, column, name).unwrap();
    }
    let zeros = Format::new().set_num_format("00000");
    sheet.write_with_format(3, 1, 17, &zeros).unwrap();
    sheet.write(3, 2, "00042").unwrap();
    sheet.write(3, 3, 1250.5).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 1, 31).unwrap();
    let shown = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_with_format(3, 4, &day, &shown).unwrap();
    sheet.write(3, 5, Formula::new("=D4*2").set_result("2501")).unwrap();
    sheet.write(3, 6, true).unwrap();
    sheet.write(3, 7, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write(5, 1, 100_000_000_000_018.0).unwrap();
    sheet.write(5, 2, "José").unwrap();
    book.save(path).unwrap();
}

async fn reads_as_the_sheet_shows_it(path: PathBuf) {
    // LibreOffice writes a yes as the number 1 that is shown as TRUE.
    let sure = if path.extension().is_some_and(|ending| ending == "ods") {
        "1"
    } else {
        "true"
    };
    let place = book(path);
    let records = all(&place, &sheet(Some("Loans"))).await.unwrap();
    let what = place.how(&sheet(None)).unwrap().to_string();
    assert_eq!(
        row(&records[0]),
        fields(&[
            ("Loan ID", Some("00017")),
            ("Client", Some("00042")),
            ("Amount", Some("1250.5")),
            ("Day", Some("2026-01-31")),
            ("Sum", Some("2501")),
            ("Sure", Some(sure)),
            ("Broken", None),
        ]),
        "{what}"
    );
    // SheetJS writes an empty cell for an error; the .xlsb has none to test with.
    if place
        .source()
        .path
        .as_ref()
        .is_some_and(|path| path.extension() != Some("xlsb".as_ref()))
    {
        let fault = records[0].cell("Broken").unwrap().fault().unwrap();
        assert_eq!(fault.shown(), Some("#N/A"), "{what}: {fault}");
        assert_eq!(records[0].place("Broken").as_deref(), Some("H4"), "{what}");
    }
    assert_eq!(records[0].cell("Loan ID").unwrap().fault(), None);
    assert_eq!(records[1].get("Loan ID"), Some(Some("100000000000018")), "{what}");
    assert_eq!(records[1].get("Client"), Some(Some("José")));
    let places: Vec<String> = records.iter().map(|record| record.origin.to_string()).collect();
    assert_eq!(places, ["mis (Loans), row 4", "mis (Loans), row 6"]);
    assert_eq!(workbook::columns::sheets(&place).unwrap(), ["Loans"]);
    assert_eq!(workbook::columns::columns(&place, None).unwrap().len(), 7);

    let error = all(&place, &sheet(Some("Lones"))).await.unwrap_err();
    let said = chain(&error);
    assert!(
        said.contains("there is no sheet \"Lones\"; the workbook has Loans"),
        "{said}"
    );
}

#[tokio::test]
async fn xlsx() {
    let folder = tempfile::tempdir().unwrap();
    sample(&at(&folder, "book.xlsx"));
    reads_as_the_sheet_shows_it(at(&folder, "book.xlsx")).await;
}

#[tokio::test]
async fn xls_as_libreoffice_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    sample(&at(&folder, "book.xlsx"));
    reads_as_the_sheet_shows_it(converted(&folder, &at(&folder, "book.xlsx"), "xls")).await;
}

#[tokio::test]
async fn ods_as_libreoffice_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    sample(&at(&folder, "book.xlsx"));
    reads_as_the_sheet_shows_it(converted(&folder, &at(&folder, "book.xlsx"), "ods")).await;
}

#[tokio::test]
async fn xlsb() {
    reads_as_the_sheet_shows_it(fixture("book.xlsb")).await;
}

/// SheetJS 0.18.5 wrote this one in a form that would lose most of its cells without a word.
#[tokio::test]
async fn xlsb_in_a_form_that_is_not_read_is_refused() {
    let error = all(&book(fixture("short.xlsb")), &sheet(None)).await.unwrap_err();
    assert!(
        chain(&error).contains("in a short form that is not read"),
        "{}",
        chain(&error)
    );
}

#[tokio::test]
async fn what_a_workbook_is_its_bytes_say() {
    let folder = tempfile::tempdir().unwrap();
    sample(&at(&folder, "book.xls"));
    reads_as_the_sheet_shows_it(at(&folder, "book.xls")).await;
    for (bytes, said) in [
        (&b""[..], "the file is empty"),
        (b"<html><table>", "web page or XML with the name of a workbook"),
        (b"Loan;Amount\n", "kind = \"csv\""),
        (b"PK\x03\x04half a workbook", "not whole"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1half", "not whole"),
    ] {
        std::fs::write(at(&folder, "book.xls"), bytes).unwrap();
        let error = all(&book(at(&folder, "book.xls")), &sheet(None)).await.unwrap_err();
        assert!(chain(&error).contains(said), "{}", chain(&error));
    }
    let error = all(&book(at(&folder, "none.xls")), &sheet(None)).await.unwrap_err();
    assert!(chain(&error).contains("there is no such file"), "{}", chain(&error));
}

/// A file that is cut off anywhere gives an error, never some of its rows.
#[tokio::test]
async fn a_half_written_workbook_gives_no_rows() {
    let folder = tempfile::tempdir().unwrap();
    sample(&at(&folder, "book.xlsx"));
    let mut whole = vec![at(&folder, "book.xlsx"), fixture("book.xlsb")];
    whole.push(converted(&folder, &at(&folder, "book.xlsx"), "xls"));
    whole.push(converted(&folder, &at(&folder, "book.xlsx"), "ods"));
    for path in whole {
        let bytes = std::fs::read(&path).unwrap();
        for part in 1..20 {
            std::fs::write(at(&folder, "half"), &bytes[..bytes.len() * part / 20]).unwrap();
            let read = all(&book(at(&folder, "half")), &sheet(None)).await;
            // What Excel 97 wrote may end in a block of padding, and then nothing is missing.
            let same = read.as_ref().is_ok_and(|records| records.len() == 2);
            assert!(
                read.is_err() || same && part > 15,
                "{} cut at {part}/20",
                path.display()
            );
        }
    }
}

/// LibreOffice wrote the .xls and .ods and msoffcrypto-tool the .xlsx, with the password `x`.
#[tokio::test]
async fn a_password_is_named() {
    for name in ["locked.xlsx", "locked.xls", "locked.ods"] {
        let error = all(&book(fixture(name)), &sheet(None)).await.unwrap_err();
        assert!(
            chain(&error).contains("protected by a password"),
            "{name}: {}",
            chain(&error)
        );
    }
}

#[tokio::test]
async fn both_calendars_of_excel_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut book_1900 = Workbook::new();
    let sheet_1900 = book_1900.add_worksheet();
    sheet_1900.write(0, 0, "Day").unwrap();
    // The day that 1900 did not have stands between these two.
    for (line, number) in (1_u32..).zip([59.0, 61.0, 46_053.0, 46_053.75]) {
        sheet_1900.write_with_format(line, 0, number, &day).unwrap();
    }
    book_1900.save(at(&folder, "1900.xlsx")).unwrap();
    let days = async |name: &str| {
        let records = all(&book(at(&folder, name)), &sheet(None)).await.unwrap();
        records
            .iter()
            .map(|record| record.get("Day").unwrap().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        days("1900.xlsx").await,
        ["1900-02-28", "1900-03-01", "2026-01-31", "2026-01-31 18:00:00"]
    );

    // The same numbers in a workbook that counts from 1904, as Excel for Mac wrote it: 1462 days later.
    let whole = std::fs::read(at(&folder, "1900.xlsx")).unwrap();
    std::fs::write(at(&folder, "1904.xlsx"), counting_from_1904(&whole)).unwrap();
    assert_eq!(days("1904.xlsx").await[2..], ["2030-02-01", "2030-02-01 18:00:00"]);
}

#[tokio::test]
async fn merged_cells_in_the_header_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut written = Workbook::new();
    let page = written.add_worksheet().set_name("Loans").unwrap();
    page.merge_range(0, 0, 0, 1, "Loan", &Format::new()).unwrap();
    page.write(0, 2, "Amount").unwrap();
    page.write(1, 0, "A").unwrap();
    written.save(at(&folder, "merged.xlsx")).unwrap();
    let xlsx = at(&folder, "merged.xlsx");
    for path in [
        converted(&folder, &xlsx, "xls"),
        converted(&folder, &xlsx, "ods"),
        fixture("merged.xlsb"),
        xlsx,
    ] {
        let error = all(&book(path), &sheet(None)).await.unwrap_err();
        let said = chain(&error);
        assert!(
            said.contains("sheet \"Loans\": the cells A1 to B1 of the header are merged"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_number_too_long_for_a_workbook_holds_its_row_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut written = Workbook::new();
    let page = written.add_worksheet();
    page.write(0, 0, "Loan").unwrap();
    page.write(1, 0, 1_234_567_890_123_456.0).unwrap();
    page.write(2, 0, "1234567890123456").unwrap();
    page.write_with_format(3, 0, 1234, &Format::new().set_num_format("\"LN-\"000-000"))
        .unwrap();
    written.save(at(&folder, "long.xlsx")).unwrap();
    let records = all(&book(at(&folder, "long.xlsx")), &sheet(None)).await.unwrap();
    let fault = records[0].cell("Loan").unwrap().fault().unwrap().to_string();
    assert!(fault.starts_with("a number of more than 15 digits"), "{fault}");
    assert_eq!(records[1].get("Loan"), Some(Some("1234567890123456")));
    assert_eq!(records[2].get("Loan"), Some(Some("LN-001-234")));
    let ods = converted(&folder, &at(&folder, "long.xlsx"), "ods");
    let records = all(&book(ods), &sheet(None)).await.unwrap();
    assert_eq!(records[2].get("Loan"), Some(Some("LN-001-234")));
}

/// Numbers in the formats of ids, amounts and rates: each with its face where that tells more than the number.
#[tokio::test]
async fn a_number_has_a_face_where_it_tells_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut written = Workbook::new();
    let page = written.add_worksheet();
    page.write(0, 0, "Cell").unwrap();
    let cells = [
        (3_217_654.0, "0#######", "03217654", "3217654"),
        (41.0, "[$-409]0000", "0041", "41"),
        (41.0, "\"AG-\"0", "AG-41", "41"),
        (41.0, "00000_)", "00041", "41"),
        (3_217_654.0, "[<=9999999]000\\-0000;0000\\-0000", "321-7654", "3217654"),
        (41.0, "General\"-B\"", "41-B", "41"),
        (4100.0, "#,##0", "4100", "4100"),
        (4100.5, "#,##0.00", "4100.5", "4100.5"),
        (0.18, "0%", "18%", "0.18"),
        (0.125, "0.00%", "12.5%", "0.125"),
    ];
    for (line, (number, code, ..)) in (1_u32..).zip(cells) {
        page.write_with_format(line, 0, number, &Format::new().set_num_format(code))
            .unwrap();
    }
    page.insert_note(1, 0, &rust_xlsxwriter::Note::new("ask Otieno 99"))
        .unwrap();
    written.save(at(&folder, "faces.xlsx")).unwrap();
    let xlsx = at(&folder, "faces.xlsx");
    for path in [converted(&folder, &xlsx, "xls"), converted(&folder, &xlsx, "ods"), xlsx] {
        let records = all(&book(path.clone()), &sheet(None)).await.unwrap();
        for (record, (_, code, shown, plain)) in records.iter().zip(cells) {
            let cell = record.cell("Cell").unwrap();
            assert_eq!(
                (cell.shown(), cell.plain()),
                (Some(shown), Some(plain)),
                "{code} of {}",
                path.display()
            );
        }
    }
}

/// Valid, and not as Excel writes it: parts under other names, and XML that is indented.
#[tokio::test]
async fn parts_are_found_wherever_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    sample(&at(&folder, "book.xlsx"));
    let xlsx = at(&folder, "book.xlsx");
    let ods = converted(&folder, &xlsx, "ods");
    let backslashes = |name: &str| name.replace('/', "\\");
    let slash = |name: &str| format!("/{name}");
    let strings = |name: &str| name.replace("xl/sharedStrings.xml", "xl/texts/all.xml");
    let same = |name: &str| name.to_owned();
    let elsewhere = |text: String| text.replace("\"sharedStrings.xml\"", "\"/xl/texts/all.xml\"");
    let indented = |text: String| {
        text.replace("<table:table-cell", "\n  <table:table-cell")
            .replace("</table:table-row>", "\n</table:table-row>")
    };
    let as_it_is = |text: String| text;
    repacked(&xlsx, &at(&folder, "backslashes.xlsx"), backslashes, as_it_is);
    repacked(&xlsx, &at(&folder, "slash.xlsx"), slash, as_it_is);
    repacked(&xlsx, &at(&folder, "elsewhere.xlsx"), strings, elsewhere);
    repacked(&ods, &at(&folder, "indented.ods"), same, indented);
    for name in ["backslashes.xlsx", "slash.xlsx", "elsewhere.xlsx", "indented.ods"] {
        reads_as_the_sheet_shows_it(at(&folder, name)).await;
    }
}

/// The archive with other names for its parts, and other texts in its XML.
fn repacked(from: &Path, to: &Path, name: impl Fn(&str) -> String, text: impl Fn(String) -> String) {
    use std::io::{Read as _, Write as _};
    let mut from = zip::ZipArchive::new(std::fs::File::open(from).unwrap()).unwrap();
    let mut to = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let name = name(&part.name().unwrap());
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        let bytes = String::from_utf8(bytes).map_or_else(|wrong| wrong.into_bytes(), |all| text(all).into_bytes());
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap();
}

/// The workbook, saying that its days are counted from 1904.
fn counting_from_1904(whole: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _};
    let mut from = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name == "xl/workbook.xml" {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains("<workbookPr "), "{text}");
            bytes = text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// A file of a few hundred bytes that says how large it is: its sheet, in XML.
fn said_large(path: &Path, row: &str) {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let names = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"{names}:office:1.0\" xmlns:table=\"{names}:table:1.0\" xmlns:text=\"{names}:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"Loans\">{row}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", content.as_str()),
    ] {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
}

#[tokio::test]
async fn a_workbook_that_unpacks_to_more_than_is_read_is_refused_with_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let cell = |attributes: &str, text: &str| {
        format!(
            "<table:table-row {attributes}><table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let header = cell("", "Loan");
    for (row, limit) in [
        (cell("", "<text:s text:c=\"2000000000\"/>"), "longer than 4 MB"),
        (
            cell("table:number-rows-repeated=\"4000000000\"", "A"),
            "8,000,000 cells",
        ),
        (
            cell("table:number-rows-repeated=\"1000000\"", &"A".repeat(1_000)),
            "longer than 512 MB",
        ),
        (cell("", &"<text:span>".repeat(300)), "256 marks deep"),
    ] {
        let path = at(&folder, "large.ods");
        said_large(&path, &format!("{header}{row}"));
        let error = all(&book(path), &sheet(None)).await.unwrap_err();
        assert!(chain(&error).contains(limit), "{}", chain(&error));
    }
    // What is well within all limits is read: the last row of a sheet, and a row that repeats.
    let path = at(&folder, "fine.ods");
    said_large(
        &path,
        &format!("{header}{}", cell("table:number-rows-repeated=\"3\"", "A")),
    );
    assert_eq!(all(&book(path), &sheet(None)).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_sheet_for_each_branch_can_be_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "branches.xlsx");
    let mut workbook = Workbook::new();
    for (branch, names, loan) in [("Kisumu", ["Loan", "Paid"], "L1"), ("Nairobi", ["Paid", "Loan"], "L2")] {
        let sheet = workbook.add_worksheet().set_name(branch).unwrap();
        sheet.write(0, 0, format!("Branch {branch}")).unwrap();
        for (column, name) in (0_u16..).zip(names) {
            sheet.write(2, column, name).unwrap();
            let value = if name == "Loan" { loan } else { "5" };
            sheet.write(3, column, value).unwrap();
        }
    }
    workbook.save(&path).unwrap();
    let wanted = [Field::column("Loan"), Field::column("Paid")];
    let place = book(path.clone()).wanting(&wanted);
    let how = place.how(&sheet(Some("Kisumu"))).unwrap().to_string();
    assert!(how.ends_with("sheet Kisumu is read, and not: Nairobi"), "{how}");
    let records = all(&place, &sheet(Some("*"))).await.unwrap();
    let read: Vec<String> = records
        .iter()
        .map(|record| format!("{}: {}", record.origin, record.get("Loan").flatten().unwrap()))
        .collect();
    assert_eq!(read, ["mis (Kisumu), row 4: L1", "mis (Nairobi), row 4: L2"]);

    workbook
        .add_worksheet()
        .set_name("Sum")
        .unwrap()
        .write(0, 0, "Loan")
        .unwrap();
    workbook.save(&path).unwrap();
    let said = chain(&all(&place, &sheet(Some("*"))).await.unwrap_err());
    assert!(said.contains("sheet Sum has no column Paid"), "{said}");
}

#[tokio::test]
async fn a_formula_without_its_result_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, cut) = (at(&folder, "whole.xlsx"), at(&folder, "cut.xlsx"));
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet().set_name("Loans").unwrap();
    for (column, name) in (0_u16..).zip(["Loan", "Paid", "Note"]) {
        page.write(0, column, name).unwrap();
        page.write(1, column, "7").unwrap();
    }
    page.write(1, 1, Formula::new("=2*3").set_result("6")).unwrap();
    page.write_blank(1, 2, &Format::new().set_bold()).unwrap();
    workbook.save(&whole).unwrap();
    let name = |name: &str| name.to_owned();
    repacked(&whole, &cut, name, |text| text.replace("<v>6</v>", ""));
    let wanted = [Field::column("Paid"), Field::column("Note")];
    let read = async |path: PathBuf| {
        let records = all(&book(path).wanting(&wanted), &sheet(None)).await.unwrap();
        let fault = |column: &str| records[0].cell(column).unwrap().fault().map(ToString::to_string);
        (fault("Paid"), fault("Note"))
    };
    assert_eq!(read(whole).await, (None, None));
    let (paid, note) = read(cut).await;
    assert!(paid.is_some_and(|fault| fault.contains("whose result is not stored")));
    assert_eq!(note, None);
}
