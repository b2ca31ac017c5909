//! The link's commands as a person types them, against a PA2.

use std::process::Command;

use fieldlink_testkit::{Engine, TestDatabase};
use serde_json::Value;
use tempfile::TempDir;

use crate::records::{Partner, Size};
use crate::support::{ended, json, path};

/// Runs a command and answers its exit code and its JSON.
#[track_caller]
fn answer(mut command: Command) -> (i32, Value) {
    let output = command.output().unwrap();
    let value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (output.status.code().unwrap(), value)
}

#[test]
fn the_way_from_doctor_to_inbox() {
    let partner = Partner::new(true);
    let (code, doctor) = answer(partner.link(&["doctor"]));
    assert_eq!((code, &doctor["ok"]), (0, &Value::Bool(true)), "{doctor}");

    let (code, plan) = answer(partner.link(&["plan"]));
    assert_eq!(code, 0, "{plan}");
    assert_eq!(plan["loan_drafts"]["planned"], Size::SMALL.drafts);
    let (_, before) = answer(partner.link(&["status"]));
    assert_eq!(
        before["counts"],
        Value::Array(Vec::new()),
        "a plan leaves nothing behind"
    );

    let (code, sent) = answer(partner.link(&["send"]));
    assert_eq!(
        (code, &sent["loan_drafts"]["delivered"]["sent"]),
        (0, &Size::SMALL.drafts.into())
    );
    partner.assert_all_there_once();

    let (code, status) = answer(partner.link(&["status"]));
    assert_eq!(code, 0);
    let accepted: u64 = status["counts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|count| count["rows"].as_u64().unwrap())
        .sum();
    assert!(accepted > u64::try_from(Size::SMALL.drafts + Size::SMALL.journals).unwrap());

    let (_, inbox) = answer(partner.link(&["inbox"]));
    let links = inbox["links"].as_array().unwrap();
    let url = links[0]["url"].as_str().unwrap();
    let waiting: u64 = links.iter().map(|link| link["journals"].as_u64().unwrap()).sum();
    assert_eq!(usize::try_from(waiting).unwrap(), Size::SMALL.journals);
    let (_, emptier) = answer(partner.link(&["inbox", "done", url]));
    assert_eq!(emptier["links"].as_array().unwrap().len(), links.len() - 1);

    let (code, nothing) = answer(partner.link(&["resolve", "1", "--arrived"]));
    assert_eq!(code, 1);
    assert!(
        nothing["error"]["message"]
            .as_str()
            .unwrap()
            .contains("nothing to resolve"),
        "{nothing}"
    );
}

#[test]
fn init_proposes_columns_and_writes_over_nothing() {
    let folder = TempDir::new().unwrap();
    let records = folder.path().join("balances.csv");
    std::fs::write(&records, "Account No;Principal repaid;Outstanding\n00017;250,50;0\n").unwrap();
    let file = folder.path().join("fieldlink.toml");
    let init = [
        "init",
        "--config",
        path(&file),
        "--source",
        path(&records),
        "--partner",
        "7",
        "--json",
    ];
    let said = json(&init);
    assert_eq!(said["proposed"], serde_json::json!(["repayments"]));
    let text = std::fs::read_to_string(&file).unwrap();
    for line in [
        "id = 7",
        "loan_id = \"Account No\"",
        // As the amounts of the file are written.
        "amount = { column = \"Principal repaid\", format = \"1.234,56\" }",
        // It may be owed with interest, so a person decides.
        "# outstanding = \"Outstanding\"  # perhaps",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    let again = ended(&init);
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);

    // The file is a whole one: what doctor finds is only what a person must still fill in.
    let output = ended(&["doctor", "--config", path(&file), "--json"]);
    let doctor: Value = serde_json::from_slice(&output.stdout).unwrap();
    let wrong: Vec<_> = doctor["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["ok"] == false)
        .collect();
    assert_eq!(wrong.len(), 1, "{doctor}");
    assert_eq!(wrong[0]["name"], "secret");
}

/// Titles above the header, a section that is not certain, and a client that says where it belongs.
#[test]
fn init_finds_the_header_asks_about_money_and_takes_the_clients_own_address() {
    let folder = TempDir::new().unwrap();
    let (file, client) = (folder.path().join("fieldlink.toml"), folder.path().join("client.json"));
    std::fs::write(
        folder.path().join("creditos.csv"),
        "Cooperativa La Paz\n\nNo. Crédito;Nombres;Apellidos;Monto solicitado\n00017;Ana;Díaz;1.250,50\n",
    )
    .unwrap();
    std::fs::write(
        &client,
        r#"{"client_id":"c1","client_secret":"s1","partner_id":7,"server":"http://pa2.example:9000/"}"#,
    )
    .unwrap();
    let said = json(&[
        "init",
        "--config",
        path(&file),
        "--source",
        path(folder.path()),
        "--client",
        path(&client),
        "--json",
    ]);
    assert_eq!(said["proposed"], serde_json::json!([]));
    assert_eq!(said["seen"]["header_row"], 3);
    let fields = said["seen"]["sections"][0]["fields"].as_array().unwrap();
    let amount = fields.iter().find(|field| field["field"] == "amount").unwrap();
    assert_eq!(amount["column"], "Monto solicitado");
    assert_eq!(
        (&amount["certain"], &amount["values"][0]),
        (&Value::Bool(false), &"1.250,50".into())
    );
    let text = std::fs::read_to_string(&file).unwrap();
    for line in [
        "id = 7",
        "client_id = \"c1\"",
        "token_url = \"http://pa2.example:9000/oauth/token\"",
        "header_row = 3",
        "# loan_id = \"No. Crédito\"",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
}

/// A Fineract of one's own, looked at: what `init` writes is whole, and its queries run as they stand.
#[tokio::test(flavor = "multi_thread")]
async fn init_writes_the_preset_of_fineract_for_its_database_and_for_its_reports() {
    use sqlx::{Connection as _, Executor as _};
    let tables = include_str!("../../../link/tests/fixtures/fineract.sql");
    let database = TestDatabase::new(Engine::Postgres).await;
    let mut connection = sqlx::PgConnection::connect(database.url()).await.unwrap();
    connection.execute(sqlx::raw_sql(tables)).await.unwrap();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("fieldlink.toml");
    let init = |more: &[&str]| {
        let mut init = vec![
            "init",
            "--preset",
            "fineract",
            "--config",
            path(&file),
            "--partner",
            "7",
            "--json",
        ];
        init.extend(more);
        ended(&init)
    };
    let output = init(&["--source", database.url(), "--fund", "Kiva's"]);
    assert!(output.status.success(), "{output:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("m_loan") && text.contains("url_env"), "{text}");
    assert!(
        !text.contains(database.url()),
        "a URL with its password stands in the file"
    );

    // The variable that the text names, and the queries as they stand: every table is found.
    let table: toml::Table = toml::from_str(&text).unwrap();
    let variable = table["source"]["mis"]["url_env"].as_str().unwrap();
    let mut doctor = crate::support::fieldlink(&["doctor", "--config", path(&file), "--json"]);
    let (_, said) = answer({
        doctor.env(variable, database.url());
        doctor
    });
    let sources: Vec<&Value> = said["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["name"].as_str().unwrap().starts_with("source mis"))
        .collect();
    assert!(sources.len() >= 2, "{said}");
    for check in sources {
        assert_eq!(check["ok"], true, "{check}");
    }

    // Without a database to look at: its saved reports.
    std::fs::remove_file(&file).unwrap();
    let output = init(&["--source", "none"]);
    assert!(output.status.success(), "{output:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("runreports") && text.contains("kind = \"http\""),
        "{text}"
    );
    std::fs::remove_file(&file).unwrap();

    // A file is no Fineract, and so is a database of something else.
    let output = init(&["--source", "records.csv"]);
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("PostgreSQL or MariaDB"),
        "{output:?}"
    );
    let other = TestDatabase::new(Engine::Postgres).await;
    let output = init(&["--source", other.url()]);
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("no database of Fineract's"),
        "{output:?}"
    );
    assert!(!file.exists());
}

#[test]
fn a_wrong_configuration_is_shown_where_it_is_wrong() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("fieldlink.toml");
    json(&["init", "--config", path(&file), "--partner", "7", "--json"]);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("kind = \"postgres\"", "kind = \"postgress\"")).unwrap();
    let output = ended(&["plan", "--config", path(&file)]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("did you mean `postgres`?"), "{said}");
    assert!(said.contains("kind = \"postgress\""), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn the_schema_is_one_that_editors_read() {
    let output = ended(&["link-schema"]);
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(schema["properties"]["partner"]["$ref"], "#/$defs/Partner");
}
