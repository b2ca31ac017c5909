//! CSV and TSV files as programs write them.

use fieldlink_link::config::{Field, Source, SourceKind, TableRef};
use fieldlink_link::mapping::doubled_columns;
use fieldlink_link::record::Record;
use fieldlink_link::source::{Place, SourceError};

use super::{all, chain, fields, place, row};
use crate::support::at;

#[tokio::test]
async fn csv_files_of_all_sorts() {
    let folder = tempfile::tempdir().unwrap();
    let read = async |bytes: &[u8]| {
        std::fs::write(at(&folder, "loans.csv"), bytes).unwrap();
        let place = place(SourceKind::Csv, None, Some(folder.path().to_owned()));
        let table = TableRef {
            section: "repayments",
            source: "mis",
            query: None,
            sheet: None,
            file: Some("loans.csv"),
            since: None,
        };
        all(&place, &table).await
    };
    let records = read(b"\xef\xbb\xbfLoan;Name;Amount\r\n00017;\"M\xc3\xbcller; A\";1.250,50\r\n\r\n;;\r\nL2;;0\r\n")
        .await
        .unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(
        row(&records[0]),
        fields(&[
            ("Loan", Some("00017")),
            ("Name", Some("Müller; A")),
            ("Amount", Some("1.250,50"))
        ])
    );
    assert_eq!(row(&records[1])[1].1, None);
    assert_eq!(records[0].origin.to_string(), "mis (loans.csv), row 2");
    assert_eq!(records[1].origin.row, 5);

    let records = read(
        "Loan\tName\nL1\tJosé Muñoz y su compañía\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .fold(vec![0xff, 0xfe], |mut all, b| {
                all.push(b);
                all
            })
            .as_slice(),
    )
    .await
    .unwrap();
    assert_eq!(records[0].get("Name"), Some(Some("José Muñoz y su compañía")));

    // A row that nobody can read is held; the others go on.
    let records = read(b"Loan,Name\nL1,Smith, Ann\nL2,Grace\nLoan,Name\nL3,\"Mama \"Duka\n")
        .await
        .unwrap();
    let faults: Vec<String> = records
        .iter()
        .map(|record| record.fault().map(ToString::to_string).unwrap_or_default())
        .collect();
    for (fault, said) in faults.iter().zip([
        "more fields than the header",
        "",
        "repeats the header",
        "must be doubled",
    ]) {
        assert!(fault.contains(said) && fault.is_empty() == said.is_empty(), "{fault}");
    }
    // A table with other columns below it is no part of it.
    let records = read(b"Loan,Name,Paid\nL1,Ann,5\n\nLoan,Name,Paid,Note\nL2,Bo,6,\nL3,Cy,7,\n")
        .await
        .unwrap();
    let faults: Vec<bool> = records.iter().map(|record| record.fault().is_some()).collect();
    assert_eq!(faults, [false, true, true, true]);
    // Two columns of one name trouble only who asks for them.
    let records = read(b"Loan,Name,Name\nL1,A,B\n").await.unwrap();
    assert_eq!(records[0].get("Loan"), Some(Some("L1")));
    let doubled = |column: &str| doubled_columns(&records[0], [Field::column(column)].iter());
    assert_eq!((doubled("Loan"), doubled("Name")), (vec![], vec![String::from("Name")]));
}

/// The lines and first fields of a file, or what is said of it.
async fn lines(bytes: &[u8], set: impl FnOnce(Source) -> Source) -> Result<Vec<(u64, String)>, String> {
    let read = read(bytes, set).await.0.map_err(|error| chain(&error))?;
    let first = |record: &Record| record.get("Loan").flatten().unwrap_or_default().to_owned();
    Ok(read.iter().map(|record| (record.origin.row, first(record))).collect())
}

#[tokio::test]
async fn what_programs_put_around_a_table_is_no_record() {
    let one = |line: u64| Ok(vec![(line, String::from("L1"))]);
    for (text, lines_of) in [
        (&b"sep=;\r\nLoan;Paid\r\nL1;5\r\n"[..], 3),
        (b"\xEF\xBB\xBFSEP=,\nLoan,Paid\nL1,5\n", 3),
        (b"Loan,Paid\r\nL1,5\r\n\x1A", 2),
        (b"Loan,Paid\rL1,5\r", 2),
        (b"Loan,Paid,,\nL1,5,,\n", 2),
    ] {
        assert_eq!(lines(text, |source| source).await, one(lines_of), "{text:?}");
    }
    let titled = b"Our Bank\n\"Printed, on a day\n\nLoan,Paid\nL1,5\n";
    let below = |source| Source {
        header_row: Some(4),
        ..source
    };
    assert_eq!(lines(titled, below).await, one(5));
    for (text, said) in [
        (&b"Loan,Paid\nL1,5\n\0\0\0\0\0"[..], "from line 3 to its end"),
        (b"Loan,Paid\nL\x001,5\n", "the first in line 2"),
        (b"\x1F\x8B\x08\0Loan", "packed with gzip"),
        (
            b"Loan,\"Paid \"\" up\" to\nL1,5\n",
            "in row 1 a quote stands inside a field",
        ),
        (
            b"Loan,Paid\nL1,\"a \"b, c\", d\"\n",
            "in row 2 a quote stands inside a field",
        ),
    ] {
        let why = lines(text, |source| source).await.unwrap_err();
        assert!(why.contains(said), "{why}");
    }
}

#[tokio::test]
async fn a_row_is_short_where_something_stands_in_others() {
    let fault = async |text: &[u8], at: usize| {
        let records = read(text, |source| source).await.0.unwrap();
        records[at].fault().is_some()
    };
    assert!(fault(b"Loan,Name,Paid\nL1,A,5\nL2,7\n", 1).await);
    assert!(!fault(b"Loan,Paid,Note\nL1,5,\nL2,7\n", 1).await, "there are no notes");
    assert!(
        fault(b"Loan,Paid,Note\nL1,5,\nL27,\n", 1).await,
        "a delimiter is missing"
    );
    assert!(!fault(b"Loan,Paid,Note\nL1,5\nL2,7\n", 1).await, "all are alike");
    assert!(fault(b"Loan,Paid,Note\nL1,5,\nL2,,7,\n", 1).await, "7 was shifted");
    assert!(
        fault(b"Loan,,Paid,Note\nL1,5,x\nL2,7,y\n", 0).await,
        "the header was shifted"
    );
    assert!(fault(b"Loan,Story\nL1,one\\\ntwo,three\n", 0).await);
    assert!(!fault(b"Loan,Story\nL1,C:\\photos\\\nL2,x\n", 0).await);
}

#[tokio::test]
async fn a_text_of_dos_is_asked_for_its_code_page() {
    let bytes = b"Loan,Name\nL1,Potos\xA1\nL2,Nu\xA4ez\n";
    let why = lines(bytes, |source| source).await.unwrap_err();
    assert!(why.contains("\"cp850\" or \"cp437\""), "{why}");
    for page in ["cp850", "cp437"] {
        let set = |source| Source {
            encoding: Some(page.to_owned()),
            ..source
        };
        let (records, how) = read(bytes, set).await;
        let records = records.unwrap();
        assert_eq!(records[0].get("Name"), Some(Some("Potosí")));
        assert_eq!(records[1].get("Name"), Some(Some("Nuñez")));
        assert!(how.contains(page), "{how}");
    }
}

async fn read(bytes: &[u8], set: impl FnOnce(Source) -> Source) -> (Result<Vec<Record>, SourceError>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "loans.csv");
    std::fs::write(&path, bytes).unwrap();
    let source = Source {
        path: Some(path),
        ..Source::of(SourceKind::Csv)
    };
    let place = Place::new("mis", set(source));
    let table = TableRef {
        section: "repayments",
        source: "mis",
        query: None,
        sheet: None,
        file: None,
        since: None,
    };
    let how = place.how(&table).map(|how| how.to_string()).unwrap_or_default();
    (all(&place, &table).await, how)
}

#[tokio::test]
async fn the_encoding_is_found_shown_and_can_be_set() {
    let (records, how) = read(b"Loan;Name\nL1;Jos\xe9 Mu\xf1oz\nL2;Mar\xeda P\xe9rez\n", |source| {
        source
    })
    .await;
    assert_eq!(records.unwrap()[1].get("Name"), Some(Some("María Pérez")));
    assert!(
        how.starts_with("encoding windows-1252, guessed") && how.ends_with("delimiter `;`"),
        "{how}"
    );

    let cyrillic = encoding_rs::WINDOWS_1251
        .encode("Loan\tName\nL1\tАйгуль\n")
        .0
        .into_owned();
    let set = |source| Source {
        encoding: Some(String::from("windows-1251")),
        ..source
    };
    let (records, how) = read(&cyrillic, set).await;
    assert_eq!(records.unwrap()[0].get("Name"), Some(Some("Айгуль")));
    assert_eq!(how, "encoding windows-1251, as configured; delimiter tab");

    let wrong = |source| Source {
        encoding: Some(String::from("utf-8")),
        ..source
    };
    let error = read(&cyrillic, wrong).await.0.unwrap_err();
    assert!(
        chain(&error).contains("the file is not UTF-8; set `encoding`"),
        "{}",
        chain(&error)
    );
}

#[tokio::test]
async fn line_ends_in_quotes_belong_to_the_value_and_rows_keep_their_line() {
    let (records, _) = read(
        b"Loan,Story\r\nL1,\"one\r\ntwo, \"\"three\"\"\"\r\nL2,x,\r\nL3\r\n",
        |source| source,
    )
    .await;
    let records = records.unwrap();
    assert_eq!(records[0].get("Story"), Some(Some("one\r\ntwo, \"three\"")));
    assert_eq!(
        records.iter().map(|record| record.origin.row).collect::<Vec<_>>(),
        [2, 4, 5]
    );
    let fault = records[2].cell("Story").unwrap().fault().unwrap().to_string();
    assert_eq!(fault, "the row ends before this column");
    assert_eq!(records[2].cell("Loan").unwrap().fault(), None);
}

#[tokio::test]
async fn a_quote_too_many_swallows_no_other_row() {
    for (text, held, said) in [
        (
            &b"Loan,Story\nL1,\"never closed\nL2,x\nL3,y\n"[..],
            2,
            "opened in this row and not closed",
        ),
        (
            b"Loan,Story\nL1,\"one\nL2,\"two, three\"\nL3,\"four, five\"\n",
            2,
            "opened in this row and not closed",
        ),
        (
            b"Loan,Story\nL1,5\" pipe\nL2,a\"b,c\"\nL3,\"one \"\"x\"\"\ntwo\"\n",
            3,
            "must be doubled",
        ),
    ] {
        let records = read(text, |source| source).await.0.unwrap();
        let faults: Vec<(u64, String)> = records
            .iter()
            .filter_map(|record| Some((record.origin.row, record.fault()?.to_string())))
            .collect();
        assert_eq!(records.len(), 3, "{text:?}");
        assert!(faults.len() == 1 && faults[0].0 == held, "{faults:?}");
        assert!(faults[0].1.contains(said), "{faults:?}");
    }
}

#[tokio::test]
async fn backslashes_that_escape_are_read_where_nothing_else_makes_sense() {
    let story = async |text: &[u8]| {
        let records = read(text, |source| source).await.0.unwrap();
        let record = &records[0];
        assert_eq!(record.fault(), None, "{text:?}");
        record.get("Story").flatten().unwrap_or_default().to_owned()
    };
    assert_eq!(story(b"Loan,Story\nL1,\"a \\\"b\\\", c\"\n").await, "a \"b\", c");
    assert_eq!(story(b"Loan,Story\nL1,a\\, b\n").await, "a, b");
    assert_eq!(story(b"Loan\tStory\nL1\tone\\\ntwo\n").await, "one\ntwo");
    assert_eq!(story(b"Loan,Story\nL1,C:\\new\n").await, "C:\\new");
}

#[tokio::test]
async fn what_is_no_text_stops_the_reading() {
    let error = read(b"", |source| source).await.0.unwrap_err();
    assert!(
        chain(&error).contains("empty; it may still be being written"),
        "{}",
        chain(&error)
    );
    let error = read(b"PK\x03\x04\0\0\0\0\x01", |source| source).await.0.unwrap_err();
    assert!(chain(&error).contains("kind = \"workbook\""), "{}", chain(&error));
}
