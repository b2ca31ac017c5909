use std::path::{Path, PathBuf};

use super::*;
use crate::config::Config;
use crate::record::Origin;

const CONFIG: &str = r#"
[partner]
id = 1
[profile.p]
token_url = "http://localhost/oauth/token"
api_base = "http://localhost"
client_id = "c"
client_secret_env = "S"
[source.mis]
kind = "csv"
path = "."
[loan_drafts]
source = "mis"
photo = "photos/{branch}/{loan_id}.jpg"
[loan_drafts.columns]
loan_id = "loan"
client_id = "client"
first_name = "first"
amount = "amount"
group_name = "group"
first_repayment_date = "first_due"
installments = "n"
[loan_drafts.members]
file = "members.csv"
key = "loan"
columns = { loan_id = "member", first_name = "first", amount = "amount", not_pictured = "absent" }
[loan_drafts.schedule]
file = "schedule.csv"
key = "loan"
columns = { date = "due", principal = "principal", interest = "interest" }
"#;

fn record(table: &str, row: u64, fields: &[(&str, &str)]) -> Record {
    let origin = Origin {
        source: "mis".into(),
        table: table.into(),
        row,
    };
    let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Record::new(
        origin,
        fields
            .iter()
            .map(|(name, text)| ((*name).to_owned(), value(text)))
            .collect(),
    )
}

fn group(name: &str) -> Record {
    let fields = [
        ("loan", "G1"),
        ("client", "CG"),
        ("first", "ignored"),
        ("amount", ""),
        ("group", name),
        ("branch", "west"),
        ("first_due", ""),
        ("n", ""),
    ];
    record("loans.csv", 2, &fields)
}

fn mapped(loan: &Record, members: Vec<Record>, schedule: Vec<Record>) -> Result<DraftToSend, Vec<Reason>> {
    let config = Config::parse(Path::new("fieldlink.toml"), CONFIG).unwrap();
    let mapping = DraftMapping {
        config: config.settings().loan_drafts.as_ref().unwrap(),
        offers: &Offers::default(),
        timezone: Tz::UTC,
        members: &Children::by_key(members, "loan").0,
        schedule: &Children::by_key(schedule, "loan").0,
    };
    mapping.map(loan).outcome
}

fn member(row: u64, loan_id: &str, absent: &str) -> Record {
    record(
        "members.csv",
        row,
        &[
            ("loan", "G1"),
            ("member", loan_id),
            ("first", "Amina"),
            ("amount", "100.50"),
            ("absent", absent),
        ],
    )
}

#[test]
fn a_group_has_its_members_its_ticks_and_its_own_ids() {
    let members = vec![member(2, "G1-1", "no"), member(3, "G1-2", "yes")];
    let due = |row, day, principal| {
        record(
            "schedule.csv",
            row,
            &[("loan", "G1"), ("due", day), ("principal", principal), ("interest", "")],
        )
    };
    // Two rows of the same day are added up; the days come out in order.
    let schedule = vec![
        due(2, "2026-06-01", "50.50"),
        due(3, "2026-05-01", "100"),
        due(4, "2026-06-01", "50.50"),
    ];
    let DraftToSend { draft, photo } = mapped(&group("Umoja"), members, schedule).unwrap();
    assert_eq!(draft.group_name(), Some("Umoja"));
    assert_eq!(
        (draft.internal_loan_id.as_deref(), draft.internal_client_id.as_deref()),
        (Some("G1"), Some("CG"))
    );
    assert_eq!(draft.not_pictured, Some(vec![false, true]));
    assert_eq!(draft.entreps[1].loan_id.as_deref(), Some("G1-2"));
    let days: Vec<_> = draft
        .schedule
        .unwrap()
        .iter()
        .map(|due| (due.date.to_string(), due.principal.to_string()))
        .collect();
    assert_eq!(
        days,
        [
            ("2026-05-01".into(), "100".into()),
            ("2026-06-01".into(), "101.00".into())
        ]
    );
    assert_eq!(photo, Some(PhotoPlace::File(PathBuf::from("photos/west/G1.jpg"))));
}

#[test]
fn a_group_without_borrowers_and_a_wrong_member_are_named() {
    let reasons = mapped(&group("Umoja"), Vec::new(), Vec::new()).unwrap_err();
    assert_eq!(reasons[0].rule, "members_missing");
    let reasons = mapped(
        &group("Umoja"),
        vec![member(2, "G1-1", ""), member(3, "G1-2", "perhaps")],
        Vec::new(),
    )
    .unwrap_err();
    assert_eq!(reasons.len(), 1);
    assert!(
        reasons[0]
            .to_string()
            .starts_with("mis (members.csv), row 3, column absent, value \"perhaps\""),
        "{}",
        reasons[0]
    );
}

#[test]
fn an_individual_has_no_group_fields_and_may_have_parameters() {
    let fields = [
        ("loan", "0012"),
        ("client", "7"),
        ("first", "Amina"),
        ("amount", "500"),
        ("group", " "),
        ("branch", "west"),
        ("first_due", "2026-05-01"),
        ("n", "12"),
    ];
    let draft = mapped(&record("loans.csv", 2, &fields), Vec::new(), Vec::new())
        .unwrap()
        .draft;
    assert_eq!(
        (draft.group_name, draft.internal_loan_id, draft.not_pictured),
        (None, None, None)
    );
    assert_eq!(draft.entreps[0].loan_id.as_deref(), Some("0012"));
    let parameters = draft.schedule_parameters.unwrap();
    assert_eq!(
        (parameters.n_installments, parameters.n_repeat_unit.as_deref()),
        (Some(12), Some("months"))
    );
}

#[test]
fn an_id_cannot_lead_the_photo_to_another_folder() {
    let mut fields = vec![
        ("loan", "L1"),
        ("client", "7"),
        ("first", "A"),
        ("amount", "5"),
        ("group", ""),
        ("branch", "../.."),
        ("first_due", ""),
        ("n", ""),
    ];
    let reasons = mapped(&record("loans.csv", 2, &fields), Vec::new(), Vec::new()).unwrap_err();
    assert_eq!(reasons[0].rule, "photo_path");
    fields[5].1 = "";
    let reasons = mapped(&record("loans.csv", 2, &fields), Vec::new(), Vec::new()).unwrap_err();
    assert!(reasons[0].message.contains("{branch}"));
}

#[test]
fn a_loan_use_begins_with_to() {
    assert_eq!(loan_use("buy seeds and fertiliser."), "to buy seeds and fertiliser");
    assert_eq!(loan_use("To buy a cow"), "to buy a cow");
    assert_eq!(loan_use("Buy a cow"), "to buy a cow");
    assert_eq!(loan_use("to  pay fees"), "to pay fees");
    assert_eq!(loan_use("NPK for the field"), "to NPK for the field");
    assert_eq!(loan_use("Último pago"), "to último pago");
}
