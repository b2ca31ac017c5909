//! CSV and TSV files as programs write them.

use fieldlink_link::config::{Source, SourceKind, TableRef};
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

    let error = read(b"Loan,Name\nL1,Smith, Ann\n").await.unwrap_err();
    assert!(
        chain(&error).contains("row 2 has 3 fields, the header has 2"),
        "{}",
        chain(&error)
    );
    let error = read(b"Loan,Loan\nL1,2\n").await.unwrap_err();
    assert!(
        chain(&error).contains("two columns are called \"Loan\""),
        "{}",
        chain(&error)
    );
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
    let how = place.how(&table).unwrap_or_default().english;
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
    let fault = records[2].fault("Story").unwrap().to_string();
    assert_eq!(fault, "the row ends before this column");
    assert_eq!(records[2].fault("Loan"), None);
}

#[tokio::test]
async fn what_swallows_rows_stops_the_reading() {
    let error = read(b"Loan,Story\nL1,\"never closed\nL2,x\nL3,y\n", |source| source)
        .await
        .0
        .unwrap_err();
    assert!(
        chain(&error).contains("in row 2 or after it a quote is opened and not closed"),
        "{}",
        chain(&error)
    );
    let error = read(b"", |source| source).await.0.unwrap_err();
    assert!(
        chain(&error).contains("empty; it may still be being written"),
        "{}",
        chain(&error)
    );
    let error = read(b"PK\x03\x04\0\0\0\0\x01", |source| source).await.0.unwrap_err();
    assert!(chain(&error).contains("kind = \"workbook\""), "{}", chain(&error));
}
