//! What a wrong configuration is answered with.

use std::path::Path;

use fieldlink_link::Config;

const GOOD: &str = r#"[partner]
id = 7
timezone = "Africa/Nairobi"

[profile.sandbox]
token_url = "http://127.0.0.1:8080/oauth/token"
api_base = "http://127.0.0.1:8080"
client_id = "c"
client_secret_env = "SECRET"

[source.mis]
kind = "sqlite"
path = "mis.db"

[repayments]
source = "mis"
query = "SELECT loan, repaid FROM loans"

[repayments.columns]
loan_id = "loan"
amount = { column = "repaid", format = "1.234,56" }
"#;

fn wrong(from: &str, to: &str) -> String {
    let text = GOOD.replacen(from, to, 1);
    assert_ne!(text, GOOD, "{from} is there");
    Config::parse(Path::new("/p/fieldlink.toml"), &text)
        .expect_err("something wrong")
        .to_string()
}

#[test]
fn a_good_one_is_read_and_paths_count_from_its_folder() {
    let config = Config::parse(Path::new("/p/fieldlink.toml"), GOOD).unwrap();
    assert_eq!(config.path(Path::new("mis.db")), Path::new("/p/mis.db"));
    assert_eq!(config.profile(None).unwrap().0, "sandbox");
    assert_eq!(config.profile(None).unwrap().1.audience(), "http://127.0.0.1:8080");
    let error = config.profile(Some("live")).unwrap_err().to_string();
    assert!(error.contains("no profile `live`; the file has sandbox"), "{error}");
}

#[test]
fn errors_name_the_line_and_what_is_expected() {
    for (from, to, expected) in [
        (
            "id = 7",
            "id = \"seven\"",
            "line 2: partner.id: found string \"seven\", expected i64",
        ),
        (
            "amount = {",
            "amuont = {",
            "line 21: repayments.columns.amuont: there is no such key here; did you mean `amount`?",
        ),
        (
            "kind = \"sqlite\"",
            "kind = \"oracle\"",
            "line 12: source.mis.kind: `oracle` is not known here; expected one of: postgres, mysql, sqlite, mssql, odbc, csv, workbook, http, push",
        ),
        (
            "Africa/Nairobi",
            "Nairobi",
            "line 3: partner.timezone: \"Nairobi\" is no time zone; expected a name such as \"Africa/Nairobi\"",
        ),
        (
            "source = \"mis\"",
            "source = \"msi\"",
            "line 16: repayments.source: there is no [source.msi]; the file has mis",
        ),
        (
            "SELECT loan, repaid FROM loans",
            "DELETE FROM loans",
            "line 17: repayments.query: a query begins with SELECT or WITH; this one begins with DELETE",
        ),
        ("path = \"mis.db\"", "", "kind = \"sqlite\" needs `path`"),
        (
            "client_secret_env = \"SECRET\"",
            "client_secret = \"s\"",
            "the secret itself does not belong in this file",
        ),
        ("client_secret_env = \"SECRET\"", "", "say where the secret is"),
        (
            "column = \"repaid\", ",
            "",
            "a field needs `column` (where it stands) or `value` (a constant)",
        ),
        ("id = 7", "id = ", "line 2: "),
        (
            "[source.mis]\n",
            "[source.mis]\nfoo = 1\n",
            "source.mis.foo: there is no such key here",
        ),
        ("[partner]\nid = 7", "[partner]", "`id` is missing"),
    ] {
        let error = wrong(from, to);
        assert!(error.contains(expected), "{to}: {error}");
        assert!(error.starts_with("/p/fieldlink.toml"), "{error}");
        assert!(!error.contains("\"s\""), "a secret is not repeated: {error}");
    }
}

#[test]
fn the_schema_has_every_section_and_a_word_for_each_key() {
    let schema = serde_json::to_value(fieldlink_link::config::schema()).unwrap();
    for section in [
        "partner",
        "profile",
        "ledger",
        "source",
        "loan_drafts",
        "repayments",
        "journals",
    ] {
        assert!(schema["properties"][section].is_object(), "{section}");
    }
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        for (key, property) in definition["properties"].as_object().into_iter().flatten() {
            assert!(property["description"].is_string(), "{name}.{key} has no description");
        }
    }
}

#[test]
fn debug_shows_no_url_and_no_secret() {
    let text = GOOD
        .replace(
            "kind = \"sqlite\"\npath = \"mis.db\"",
            "kind = \"postgres\"\nurl = \"postgres://u:hidden1@h/d\"",
        )
        .replace(
            "client_secret_env = \"SECRET\"",
            "client_secret = \"hidden2\"\nsecret_in_config = true",
        );
    let config = Config::parse(Path::new("fieldlink.toml"), &text).unwrap();
    let shown = format!("{config:?}");
    assert!(!shown.contains("hidden"), "{shown}");
}
