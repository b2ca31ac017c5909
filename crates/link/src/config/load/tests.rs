use super::*;

const TEXT: &str = r#"
[partner]
id = 7

[profile.Sandbox]
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

fn with(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let variables = variables
        .iter()
        .map(|(name, text)| (String::from(*name), String::from(*text)));
    settings(Path::new("f.toml"), text, variables).map_err(|error| error.to_string())
}

#[test]
fn the_environment_lies_over_the_file() {
    let settings = with(
        TEXT,
        &[
            ("FIELDLINK_PARTNER__ID", "12"),
            ("FIELDLINK_PARTNER__RATES", "{ KES = \"129.5\" }"),
            // Digits and words are text where a text is wanted.
            ("FIELDLINK_PROFILE__SANDBOX__CLIENT_ID", "12345"),
            ("FIELDLINK_LEDGER__PATH", "true"),
            ("FIELDLINK_PROFILE__SANDBOX__IDEMPOTENCY", "true"),
            ("FIELDLINK_SOURCE__MIS__PATH", "\"a b.db\""),
            ("fieldlink_source__mis__timeout_seconds", "9"),
            // In place of a column, and of a table.
            ("FIELDLINK_REPAYMENTS__COLUMNS__LOAN_ID__COLUMN", "account"),
            ("FIELDLINK_REPAYMENTS__COLUMNS__AMOUNT", "paid"),
            // Not ours.
            ("FIELDLINK_LOG", "debug"),
            ("FIELDLINÄ__X", "y"),
            ("OTHER_PARTNER__ID", "x"),
        ],
    )
    .unwrap();
    assert_eq!(settings.partner.id, 12);
    assert_eq!(settings.partner.rates["KES"].to_string(), "129.5");
    let profile = &settings.profile["Sandbox"];
    assert_eq!((profile.client_id.as_str(), profile.idempotency), ("12345", true));
    assert_eq!(settings.source["mis"].path.as_deref(), Some(Path::new("a b.db")));
    assert_eq!(settings.source["mis"].timeout_seconds, 9);
    assert_eq!(settings.ledger.path, Path::new("true"));
    let columns = &settings.repayments.as_ref().unwrap().columns;
    assert_eq!(columns.loan_id.as_ref().unwrap().0.column.as_deref(), Some("account"));
    let amount = &columns.amount.as_ref().unwrap().0;
    assert_eq!(
        (amount.column.as_deref(), amount.format.as_deref()),
        (Some("paid"), None)
    );
}

#[test]
fn a_table_of_the_environment_adds_to_that_of_the_file() {
    let settings = with(
        TEXT,
        &[
            ("FIELDLINK_SOURCE__MIS", "{ path = \"other.db\" }"),
            ("FIELDLINK_SOURCE__MIS__TIMEOUT_SECONDS", "5"),
        ],
    )
    .unwrap();
    let source = &settings.source["mis"];
    assert_eq!(source.path.as_deref(), Some(Path::new("other.db")));
    assert_eq!((source.kind.as_str(), source.timeout_seconds), ("sqlite", 5));
}

#[test]
fn an_error_names_the_variable_that_is_at_fault() {
    for (name, text, expected) in [
        (
            "FIELDLINK_PARTNER__ID",
            "seven",
            "partner.id: in the environment (FIELDLINK_PARTNER__ID): found string \"seven\", expected i64",
        ),
        (
            "FIELDLINK_PARTNER__IDD",
            "7",
            "partner.idd: in the environment (FIELDLINK_PARTNER__IDD): there is no such key here; did you mean `id`?",
        ),
        (
            "FIELDLINK_SOURCE__MIS__KIND",
            "oracle",
            "source.mis.kind: in the environment (FIELDLINK_SOURCE__MIS__KIND): `oracle` is not known here",
        ),
        (
            "FIELDLINK_SOURCE__OTHER__PATH",
            "x",
            "source.other: in the environment (FIELDLINK_SOURCE__OTHER): `kind` is missing; add `kind = …` here",
        ),
        (
            "FIELDLINK_REPAYMENTS__COLUMNS__AMOUNT",
            "[1, 2]",
            "repayments.columns.amount: in the environment (FIELDLINK_REPAYMENTS__COLUMNS__AMOUNT): found sequence",
        ),
        (
            "FIELDLINK_REPAYMENTS__COLUMNS__AMOUNT__COLUM",
            "x",
            "(FIELDLINK_REPAYMENTS__COLUMNS__AMOUNT__COLUM): there is no such key here; did you mean `column`?",
        ),
    ] {
        let error = with(TEXT, &[(name, text)]).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn an_error_of_the_file_names_its_line_whatever_the_environment_says() {
    let text = TEXT.replace("id = 7", "id = 7\nname = 1");
    let error = with(&text, &[("FIELDLINK_PARTNER__ID", "8")]).unwrap_err();
    assert!(
        error.starts_with("f.toml, line 4: partner.name: there is no such key here"),
        "{error}"
    );
}

#[test]
fn the_first_error_of_the_text_itself_is_shown_at_its_line() {
    let error = with("[partner]\nid = 7\nid = 8\n", &[]).unwrap_err();
    assert!(error.starts_with("f.toml, line 3: "), "{error}");
}
