//! Mapping through whole runs: rows that are borrowers, conditions, and how a row is explained.

use std::path::Path;
use std::sync::Arc;

use fieldlink_link::mapping::explain::Explanation;
use fieldlink_link::progress::Progress;
use fieldlink_link::run::{self, Job, Options, RunError, Survey};
use fieldlink_link::{Config, Kind};

use crate::support::{Partner, Standing};

/// A partner whose loans are rows of borrowers, some of them in groups.
async fn groups(rows: &str, more: &str) -> (Partner, Config) {
    let partner = Partner::new().await;
    partner.file(
        "rows.csv",
        &format!("group,group client,name,loan,client,first,sex,amount,activity,use,town,kiva,absent\n{rows}"),
    );
    let text = format!(
        r#"
[partner]
id = 1
[profile.test]
token_url = "{url}/oauth/token"
api_base = "{url}"
client_id = "c"
client_secret_file = "secret"
[source.files]
kind = "csv"
path = "."
[loan_drafts]
source = "files"
file = "rows.csv"
group_by = "group"
when = {{ column = "kiva", is = ["yes"] }}
send_incomplete = true
{more}
[loan_drafts.columns]
loan_id = "loan"
client_id = "client"
group_client_id = "group client"
group_name = {{ column = "name", when = {{ column = "group", empty = false }} }}
first_name = {{ column = "first", trim = "blanks" }}
gender = {{ column = "sex", values = {{ K = "female", M = "male" }} }}
amount = {{ column = "amount", remove = ["KES", "/-"], trim = "ends", format = "1,234.56" }}
activity = "activity"
location = "town"
currency = {{ value = "KES" }}
loan_use = "use"
not_pictured = "absent"
"#,
        url = partner.server.url
    );
    let config = Config::parse(&partner.folder.path().join("fieldlink.toml"), &text).unwrap();
    (partner, config)
}

const ROWS: &str = "G1,CG1,Umoja,G1-1,C1, Amina  Wanjiku ,K,\"KES 1,200/-\",Farming,Buy seeds.,Nairobi,yes,no
,,not a group,0007,C7,Juma,m,KES 500/-,Retail,to pay fees,Nairobi,Yes,
G1,CG1,,G1-2,C2,Joseph,M,\"KES 2,300/-\",,,,yes,yes
G2,CG2,Left out,G2-1,C3,Mary,K,100,Farming,x,Nairobi,no,
";

async fn explained(partner: &Partner, config: &Config, kind: Kind, wanted: &str) -> Result<Explanation, RunError> {
    let job = Job {
        config,
        options: &Options::default(),
        clock: Arc::new(Standing(partner.clock.clone())),
        watch: &|_: Progress| {},
    };
    run::explain(&job, kind, wanted).await
}

async fn surveyed(partner: &Partner, config: &Config) -> Result<Vec<Survey>, RunError> {
    let job = Job {
        config,
        options: &Options::default(),
        clock: Arc::new(Standing(partner.clock.clone())),
        watch: &|_: Progress| {},
    };
    run::survey(&job).await
}

#[tokio::test]
async fn rows_of_borrowers_become_groups_and_individuals() {
    let (partner, config) = groups(ROWS, "").await;
    let group = explained(&partner, &config, Kind::LoanDraft, "G1").await.unwrap();
    let json = group.json.unwrap();
    assert_eq!(json["internal_loan_id"], "G1");
    assert_eq!(json["internal_client_id"], "CG1");
    assert_eq!(json["group_name"], "Umoja");
    assert_eq!(json["not_pictured"], serde_json::json!([false, true]));
    assert_eq!(json["entreps"][0]["first_name"], "Amina Wanjiku");
    assert_eq!(json["entreps"][0]["gender"], "female");
    assert_eq!(json["entreps"][1]["loan_id"], "G1-2");
    assert_eq!(json["entreps"][1]["amount"].to_string(), "2300");
    assert_eq!(json["loanuse"], "to buy seeds");
    // Three rows of the file by the row of a borrower, too.
    let by_row = explained(&partner, &config, Kind::LoanDraft, "4").await.unwrap();
    assert_eq!(by_row.key.as_deref(), Some("G1"));

    let alone = explained(&partner, &config, Kind::LoanDraft, "0007").await.unwrap();
    let json = alone.json.unwrap();
    assert_eq!(json["entreps"][0]["loan_id"], "0007");
    assert!(
        json.get("group_name").is_none() && json.get("internal_loan_id").is_none(),
        "{json}"
    );

    let left_out = explained(&partner, &config, Kind::LoanDraft, "G2").await.unwrap_err();
    assert!(left_out.to_string().contains("column kiva is yes"), "{left_out}");
}

#[tokio::test]
async fn every_step_of_a_value_is_told() {
    let (partner, config) = groups(ROWS, "").await;
    let group = explained(&partner, &config, Kind::LoanDraft, "G1").await.unwrap();
    let steps = |row: usize, field: &str| -> Vec<(String, Option<String>)> {
        let found = group.rows[row].fields.iter().find(|one| one.field == field);
        let found = found.unwrap_or_else(|| panic!("{field} in {:?}", group.rows[row]));
        found
            .steps
            .iter()
            .map(|step| (step.what.to_string(), step.value.clone()))
            .collect()
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(group.rows[1].what.to_string(), "borrower 1");
    assert_eq!(
        steps(1, "gender"),
        [
            ("as it stands".into(), text("K")),
            ("values".into(), text("female")),
            ("gender".into(), text("female"))
        ]
    );
    assert_eq!(
        steps(1, "amount"),
        [
            ("as it stands".into(), text("KES 1,200/-")),
            ("trim, remove".into(), text("1,200")),
            ("amount".into(), text("1200"))
        ]
    );
    assert_eq!(steps(0, "activity").last().unwrap().1, text("31"));
    assert_eq!(steps(0, "currency")[0], ("always".into(), text("KES")));
    assert_eq!(steps(0, "loan_use").last().unwrap().1, text("to buy seeds"));
    let alone = explained(&partner, &config, Kind::LoanDraft, "0007").await.unwrap();
    let name = alone.rows[0]
        .fields
        .iter()
        .find(|one| one.field == "group_name")
        .unwrap();
    assert!(
        name.steps[1]
            .what
            .to_string()
            .starts_with("left out, since not: column group"),
        "{name:?}"
    );
}

#[tokio::test]
async fn rows_of_one_group_that_disagree_are_held() {
    let rows = ROWS.replace("KES 2,300/-\",,,,", "KES 2,300/-\",Retail,,,");
    let (partner, config) = groups(&rows, "").await;
    let group = explained(&partner, &config, Kind::LoanDraft, "G1").await.unwrap();
    assert_eq!(group.json, None);
    assert_eq!(group.reasons.len(), 1, "{:?}", group.reasons);
    let text = group.reasons[0].to_string();
    assert!(text.starts_with("files (rows.csv), row 4, column activity: "), "{text}");
    assert!(
        text.contains("row 2 says something else") && text.ends_with("(group_rows_disagree)"),
        "{text}"
    );
}

#[tokio::test]
async fn values_that_do_not_fit_are_counted_with_the_nearest_name() {
    let rows = ROWS.replace("Farming", "Framing").replace("Nairobi", "Nairoby");
    let (partner, config) = groups(&rows, "").await;
    let surveys = surveyed(&partner, &config).await.unwrap();
    assert_eq!((surveys[0].records, surveys[0].unfit), (2, 2));
    let first = &surveys[0].findings[0];
    assert_eq!((first.rows, first.first.column.as_deref()), (2, Some("town")));
    assert!(
        first.first.message.contains("did you mean \"Nairobi: Kenya\"?")
            || first.first.message.contains("did you mean \"Nairobi\"?")
    );
    assert!(
        surveys[0].findings[1]
            .first
            .message
            .contains("did you mean \"Farming\"?")
    );
}

#[tokio::test]
async fn rows_of_which_none_is_meant_stop_the_run_unless_that_is_fine() {
    let rows = ROWS.replace("yes", "si").replace("Yes", "si");
    let (partner, config) = groups(&rows, "").await;
    let error = surveyed(&partner, &config).await.unwrap_err();
    assert!(matches!(error, RunError::NoneMeant { rows: 4, .. }), "{error}");
    let (partner, config) = groups(&rows, "allow_empty = true").await;
    assert_eq!(surveyed(&partner, &config).await.unwrap()[0].records, 0);
    let missing = ROWS.to_owned();
    let (partner, config) = groups(&missing, "").await;
    let text = std::fs::read_to_string(partner.folder.path().join("rows.csv")).unwrap();
    partner.file("rows.csv", &text.replace("kiva", "for kiva"));
    let error = surveyed(&partner, &config).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no column \"kiva\" (did you mean \"for kiva\"?)"),
        "{error}"
    );
}

#[test]
fn a_condition_that_asks_for_nothing_is_an_error_of_the_file() {
    let text = r#"
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
[journals]
source = "mis"
when = { column = "ready" }
columns = { loan_id = "l", subject = "s", body = "b" }
"#;
    let error = Config::parse(Path::new("f.toml"), text).unwrap_err().to_string();
    assert!(
        error.starts_with("f.toml, line 14: journals.when: a condition needs"),
        "{error}"
    );
}
