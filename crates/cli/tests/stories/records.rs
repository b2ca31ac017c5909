//! A small partner's records in CSV files, and the `fieldlink.toml` that sends them to a PA2.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use image::{Rgb, RgbImage};
use tempfile::TempDir;

use crate::support::{Pa2, Tables, fieldlink, json, make_client, path};

/// How much there is, and how much of it goes into one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Loans that PA2 has; some two in three of them are repaid.
    pub loans: usize,
    /// Rows of a repayments call.
    pub repayments_batch: usize,
    /// Loan drafts in the records.
    pub drafts: usize,
    /// Journals in the records.
    pub journals: usize,
    /// Journals of a call.
    pub journals_batch: usize,
}

impl Size {
    /// Enough for several calls of each kind.
    pub const SMALL: Size = Size {
        loans: 240,
        repayments_batch: 10,
        drafts: 36,
        journals: 30,
        journals_batch: 6,
    };
}

/// A partner with records, a PA2 with loans of its own, and the way from one to the other.
pub struct Partner {
    folder: TempDir,
    pub pa2: Option<Pa2>,
    size: Size,
    idempotency: bool,
    client_id: String,
    repaying: BTreeSet<String>,
}

impl Partner {
    /// Makes a small one. `idempotency` says whether the link may rely on PA2 to know a request again.
    pub fn new(idempotency: bool) -> Partner {
        Partner::of(Size::SMALL, idempotency)
    }

    /// Makes all of it.
    pub fn of(size: Size, idempotency: bool) -> Partner {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("pa2");
        let database = ["--data", path(&data)];
        json(
            &[
                &[
                    "pa2",
                    "seed",
                    "--partner",
                    "1",
                    "--loans",
                    &size.loans.to_string(),
                    "--seed",
                    "5",
                    "--json",
                ],
                &database[..],
            ]
            .concat(),
        );
        let credentials = make_client("1", &database);
        std::fs::write(folder.path().join("secret"), &credentials.client_secret).unwrap();
        let pa2 = Pa2::serve_data(&data);
        let today = json(&["pa2", "clock", "show", "--json", "--data", path(&data)])["day"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        RgbImage::from_pixel(48, 36, Rgb([120, 160, 90]))
            .save(folder.path().join("photo.jpg"))
            .unwrap();
        let mut partner = Partner {
            folder,
            pa2: Some(pa2),
            size,
            idempotency,
            client_id: credentials.client_id,
            repaying: BTreeSet::new(),
        };
        partner.write(today);
        partner.point_to(&partner.url());
        partner
    }

    /// Where PA2 listens.
    pub fn address(&self) -> SocketAddr {
        self.pa2.as_ref().expect("it runs").address()
    }

    fn url(&self) -> String {
        self.pa2.as_ref().expect("it runs").url("")
    }

    /// Writes the `fieldlink.toml` that sends to this address, with a token for PA2 itself.
    pub fn point_to(&self, address: &str) {
        let text = config(self, address);
        std::fs::write(self.config_file(), text).unwrap();
    }

    /// Adds lines at the end of `fieldlink.toml`.
    pub fn add_to_config(&self, lines: &str) {
        let text = std::fs::read_to_string(self.config_file()).unwrap();
        std::fs::write(self.config_file(), text + lines).unwrap();
    }

    /// The same partner again as it is now, with a PA2 of its own. This one's PA2 ends.
    pub fn another(&mut self, idempotency: bool) -> Partner {
        self.pa2 = None;
        let folder = TempDir::new().unwrap();
        copy(self.folder.path(), folder.path());
        let partner = Partner {
            pa2: Some(Pa2::serve_data(&folder.path().join("pa2"))),
            folder,
            size: self.size,
            idempotency,
            client_id: self.client_id.clone(),
            repaying: self.repaying.clone(),
        };
        partner.point_to(&partner.url());
        partner
    }

    fn write(&mut self, today: NaiveDate) {
        let mut drafts = String::from("loan,client,given,family,sex,amount,activity,purpose,story,town,day,first\n");
        for n in 0..self.size.drafts {
            let (day, first) = (today - Days::new(3), today + Days::new(25));
            writeln!(
                drafts,
                "ST-{n:04},C-{n:04},Wanjiru,Odhiambo,F,{},Farming,to buy seed,She farms two acres.,Kisumu,{day},{first}",
                20_000 + 500 * (n % 60)
            )
            .unwrap();
        }
        std::fs::write(self.folder.path().join("drafts.csv"), drafts).unwrap();
        let mut tables = Tables::open(&self.pa2_file()).unwrap();
        let repaying = tables.texts(
            "SELECT internal_loan_id || ',' || (repaid / 100) || '.' || printf('%02d', repaid % 100) FROM loan
             WHERE status IN ('payingBack', 'defaulted') ORDER BY id",
        );
        let loan_id = |row: &String| row.split(',').next().unwrap_or_default().to_owned();
        self.repaying = repaying.iter().map(loan_id).collect();
        let rows = repaying.join("\n");
        std::fs::write(
            self.folder.path().join("repayments.csv"),
            format!("loan,repaid\n{rows}\n"),
        )
        .unwrap();
        let mut journals = String::from("visit,loan,headline,text\n");
        for (n, loan) in self.repaying.iter().cycle().take(self.size.journals).enumerate() {
            writeln!(
                journals,
                "V{n:03},{loan},A visit {n},The goods sell well and the first payments were made."
            )
            .unwrap();
        }
        std::fs::write(self.folder.path().join("journals.csv"), journals).unwrap();
    }

    /// The file of PA2's tables.
    pub fn pa2_file(&self) -> PathBuf {
        self.folder.path().join("pa2").join("pa2.db")
    }

    /// The file of the ledger.
    pub fn ledger_file(&self) -> PathBuf {
        self.folder.path().join("fieldlink-ledger.db")
    }

    /// A command of the link over these records.
    pub fn link(&self, args: &[&str]) -> std::process::Command {
        let mut command = fieldlink(args);
        command.arg("--config").arg(self.config_file()).arg("--json");
        command
    }

    /// The same, with an answer for people.
    pub fn link_plain(&self, args: &[&str]) -> std::process::Command {
        let mut command = fieldlink(args);
        command.arg("--config").arg(self.config_file());
        command
    }

    /// The folder of the records and of fieldlink.toml.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The configuration of the link.
    pub fn config_file(&self) -> PathBuf {
        self.folder.path().join("fieldlink.toml")
    }

    /// Everything of the records is at PA2, and nothing is there twice, not even in two uploads.
    #[track_caller]
    pub fn assert_all_there_once(&self) {
        self.assert_each_effect_once();
        let mut tables = Tables::open(&self.pa2_file()).unwrap();
        let mut rows: Vec<String> = tables
            .texts("SELECT rows_csv FROM upload")
            .iter()
            .flat_map(|csv| {
                csv.lines()
                    .map(|line| line.split(',').next().unwrap_or_default().to_owned())
            })
            .collect();
        rows.sort();
        assert_eq!(
            rows,
            self.repaying.iter().cloned().collect::<Vec<_>>(),
            "rows of uploads"
        );
    }

    /// Everything of the records is at PA2, and nothing has had its effect twice: the same amount of a loan said again
    /// changes nothing. Counted in PA2's tables, not in the ledger.
    #[track_caller]
    pub fn assert_each_effect_once(&self) {
        let mut tables = Tables::open(&self.pa2_file()).unwrap();
        let wanted: Vec<String> = (0..self.size.drafts).map(|n| format!("ST-{n:04}")).collect();
        assert_eq!(
            tables.texts("SELECT body ->> '$.entreps[0].loan_id' FROM draft ORDER BY 1"),
            wanted,
            "drafts"
        );
        let reported = tables.texts(
            "SELECT l.internal_loan_id FROM reported r JOIN loan l ON l.id = r.loan_id AND r.cumulative = l.repaid
             ORDER BY 1",
        );
        assert_eq!(
            reported,
            self.repaying.iter().cloned().collect::<Vec<_>>(),
            "reported loans, each with its amount"
        );
        let mut journals: Vec<String> = (0..self.size.journals).map(|n| format!("A visit {n}")).collect();
        journals.sort();
        assert_eq!(
            tables.texts("SELECT subject FROM journal ORDER BY 1"),
            journals,
            "journals"
        );
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn config(partner: &Partner, address: &str) -> String {
    let (audience, client_id, idempotency) = (partner.url(), &partner.client_id, partner.idempotency);
    let Size {
        repayments_batch,
        journals_batch,
        ..
    } = partner.size;
    format!(
        r#"
[partner]
id = 1
timezone = "Africa/Nairobi"
rates = {{ KES = "129.5" }}

[profile.sandbox]
token_url = "{address}/oauth/token"
api_base = "{address}"
audience = "{audience}"
client_id = "{client_id}"
client_secret_file = "secret"
idempotency = {idempotency}

[source.records]
kind = "csv"
path = "."

[loan_drafts]
source = "records"
file = "drafts.csv"
photo = "photo.jpg"

[loan_drafts.columns]
loan_id = "loan"
client_id = "client"
first_name = "given"
last_name = "family"
gender = {{ column = "sex", values = {{ F = "female", M = "male" }} }}
amount = "amount"
currency = {{ value = "KES" }}
activity = "activity"
theme = {{ value = "General" }}
location = "town"
language = {{ value = "English" }}
loan_use = "purpose"
description = "story"
disburse_date = "day"
waiver_signed = {{ value = "yes" }}
first_repayment_date = "first"
installments = {{ value = "8" }}
interest_type = {{ value = "flat" }}
annual_rate = {{ value = "18" }}

[repayments]
source = "records"
file = "repayments.csv"
batch = {repayments_batch}
columns = {{ loan_id = "loan", amount = "repaid" }}

[journals]
source = "records"
file = "journals.csv"
batch = {journals_batch}
columns = {{ id = "visit", loan_id = "loan", subject = "headline", body = "text" }}
"#
    )
}
