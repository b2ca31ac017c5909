//! What is wrong with fieldlink.toml, in each language.

use fieldlink_link::Config;

use super::*;

const BEGINNING: &str = r#"
[partner]
id = 1

[profile.stage]
token_url = "https://auth.example.org/oauth/token"
api_base = "https://partner-api.example.org"
client_id = "c"
client_secret_env = "SECRET"
"#;

/// Ends of files, each wrong in another way, with a word of the English that says so.
const WRONG: [(&str, &str); 10] = [
    ("[source.mis]\nkind = \"cvs\"", "not known"),
    ("[source.mis]\nkind = \"csv\"", "needs"),
    ("[source.mis]\nkind = 5", "expected"),
    ("[source.mis]\nkind = \"csv\"\npath = \"a\"\nfolder = 1", "no such key"),
    ("[source.mis]\npath = \"a.csv\"", "missing"),
    (
        "[source.mis]\nkind = \"csv\"\npath = \"a\"\nencoding = \"utf-9\"",
        "no encoding",
    ),
    ("[journals]\nsource = \"mis\"\ncolumns = {}", "there is no"),
    (
        "[source.mis]\nkind = \"sqlite\"\npath = \"a\"\n[journals]\nsource = \"mis\"\nquery = \"DELETE FROM x\"\ncolumns = {}",
        "begins with",
    ),
    (
        "[source.mis]\nkind = \"sqlite\"\npath = \"a\"\n[journals]\nsource = \"mis\"\nquery = \"SELECT 'x\"\ncolumns = {}",
        "not closed",
    ),
    ("[[schedule]]\nname = \"night\"\ncron = \"often\"", "cannot be read"),
];

#[test]
fn what_is_wrong_with_a_key_is_said_in_every_language() {
    for (end, english) in WRONG {
        let text = format!("{BEGINNING}{end}\n");
        let error = Config::parse(Path::new("fieldlink.toml"), &text).expect_err(end);
        let said = Message::from(&error);
        assert!(Words(Language::En).said(&said).contains(english), "{end}: {said}");
        for language in [Language::Es, Language::Fr] {
            let said = Words(language).said(&said);
            assert!(!said.contains(english) && !said.contains("{$"), "{end}: {said}");
        }
    }
}
