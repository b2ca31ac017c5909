//! The samples, run by the real programs against the real receiver.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use fieldlink_client::{Clock, SystemClock};
use fieldlink_link::ledger::{KeyHash, Place, Purpose, Pushed, Sheet};
use fieldlink_link::receive;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::office::Office;

const KEY: &str = "flk_sample";
const CSV: &str = "\u{feff}id,loan_id,subject,body\nV1,00017,\"A \"\"good\"\" visit\",\"José sold, and\npaid.\"\n\
                   V2,12345678901234567890,Second,\u{1f33d} maize\\\n";

struct Receiver {
    folder: TempDir,
    port: u16,
    pushed: Pushed,
}

async fn receiver() -> Receiver {
    let folder = tempfile::tempdir().unwrap();
    let pushed = Pushed::open(&Place::File(folder.path().join("ledger.db")).into())
        .await
        .unwrap();
    let key = KeyHash::of(KEY);
    pushed
        .add_key("sample", Purpose::Push, &key, SystemClock.now())
        .await
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let clock = Arc::new(fieldlink_client::SystemClock);
    tokio::spawn(receive::serve(listener, pushed.clone(), clock, std::future::pending()));
    std::fs::write(folder.path().join("journals.csv"), CSV).unwrap();
    Receiver { folder, port, pushed }
}

impl Receiver {
    async fn run(&self, program: &str, sample: &Path, key: &str) -> Output {
        Command::new(program)
            .arg(sample)
            .args(["journals", self.folder.path().join("journals.csv").to_str().unwrap()])
            .env("FIELDLINK_RECEIVER", format!("http://127.0.0.1:{}", self.port))
            .env("FIELDLINK_KEY", key)
            .output()
            .await
            .unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask test` installs it"))
    }

    async fn kept(&self, sheet: Sheet) -> Vec<Vec<(String, Option<String>)>> {
        let page = self.pushed.page(sheet, 0, 100).await.unwrap();
        page.into_iter()
            .map(|(_, _, row)| {
                let texts = row.fields.into_iter();
                texts
                    .map(|(name, cell)| (name, cell.plain().map(str::to_owned)))
                    .collect()
            })
            .collect()
    }
}

fn sample_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name)
}

/// A sample sends every value as it stands, the same file again makes nothing new, and a refusal is told in words.
async fn sends(program: &str, sample: &str) {
    file_sends(program, &sample_file(sample)).await;
}

async fn file_sends(program: &str, sample: &Path) {
    let receiver = receiver().await;
    let first = receiver.run(program, sample, KEY).await;
    let said = String::from_utf8_lossy(&first.stdout).into_owned();
    assert!(first.status.success(), "{first:?}");
    assert!(said.contains("2 records: 2 new, 0 changed, 0 as before"), "{said}");
    let text = |text: &str| Some(text.to_owned());
    let kept = receiver.kept(Sheet::Journals).await;
    assert_eq!(
        kept[0],
        [
            ("id".into(), text("V1")),
            ("loan_id".into(), text("00017")),
            ("subject".into(), text("A \"good\" visit")),
            ("body".into(), text("José sold, and\npaid."))
        ]
    );
    assert_eq!(kept[1][1].1, text("12345678901234567890"));
    assert_eq!(kept[1][3].1, text("\u{1f33d} maize\\"));
    let again = receiver.run(program, sample, KEY).await;
    assert!(
        String::from_utf8_lossy(&again.stdout).contains("0 new, 0 changed, 2 as before"),
        "{again:?}"
    );
    let refused = receiver.run(program, sample, "flk_wrong").await;
    assert!(!refused.status.success());
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("this key is not known"),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn python() {
    sends("python3", "python/push.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn javascript() {
    sends("node", "javascript/push.mjs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn php() {
    sends("php", "php/push.php").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn csharp() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("Program.exe");
    let compiled = Command::new("mcs")
        .args(["-nologo", "-r:System.Runtime.Serialization.dll"])
        .arg(format!("-out:{}", program.display()))
        .arg(sample_file("csharp/Program.cs"))
        .output()
        .await
        .unwrap_or_else(|error| panic!("mcs: {error}; `cargo xtask test` installs it"));
    assert!(compiled.status.success(), "{compiled:?}");
    file_sends("mono", &program).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn java() {
    sends("java", "java/Push.java").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn libreoffice_basic() {
    let receiver = receiver().await;
    let source = std::fs::read_to_string(sample_file("libreoffice-basic/Fieldlink.bas")).unwrap();
    let office = Office::with_macros(&source).await;
    let folder = receiver.folder.path();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Repayments").unwrap();
    let zeros = rust_xlsxwriter::Format::new().set_num_format("00000");
    let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    let money = rust_xlsxwriter::Format::new().set_num_format("#,##0.00");
    for (column, name) in (0_u16..).zip(["loan_id", "amount", "paid_on", "note"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_number_with_format(1, 0, 17, &zeros).unwrap();
    sheet.write_number_with_format(1, 1, 1480.5, &money).unwrap();
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 31).unwrap();
    sheet.write_datetime_with_format(1, 2, &date, &day).unwrap();
    sheet.write_string(1, 3, "José \"paid\" \u{1f33d}\\").unwrap();
    sheet.write_string(2, 0, "12345678901234567890").unwrap();
    sheet.write_formula(2, 1, "=100+0.25").unwrap();
    book.save(folder.join("kiva.xlsx")).unwrap();
    office.convert(&folder.join("kiva.xlsx"), "ods", folder).await;

    let (file, answer, port) = (
        folder.join("kiva.ods"),
        folder.join("answer.txt"),
        receiver.port.to_string(),
    );
    let arguments = |key: &'static str| {
        [
            file.to_str().unwrap(),
            "Repayments",
            "127.0.0.1",
            &port,
            key,
            answer.to_str().unwrap(),
        ]
    };
    let said = office.call("SendFile", &arguments(KEY)).await;
    assert!(said.contains("2 records: 2 new"), "{said}");
    let text = |text: &str| Some(text.to_owned());
    let kept = receiver.kept(Sheet::Repayments).await;
    assert_eq!(
        kept[0],
        [
            ("loan_id".into(), text("00017")),
            ("amount".into(), text("1480.5")),
            ("paid_on".into(), text("2026-01-31")),
            ("note".into(), text("José \"paid\" \u{1f33d}\\"))
        ]
    );
    assert_eq!(
        (kept[1][0].1.clone(), kept[1][1].1.clone()),
        (text("12345678901234567890"), text("100.25"))
    );
    let said = office.call("SendFile", &arguments(KEY)).await;
    assert!(said.contains("0 new, 0 changed, 2 as before"), "{said}");
    let said = office.call("SendFile", &arguments("flk_wrong")).await;
    assert!(said.starts_with("401 this key is not known"), "{said}");
}
