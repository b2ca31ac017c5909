//! The configurations in the guide are real ones.

use std::path::Path;

use fieldlink_link::Config;

#[test]
fn the_page_of_keys_is_what_the_program_says() {
    let page = include_str!("../../../../docs/fieldlink-toml.md");
    let said = fieldlink_link::config::page();
    if page != said {
        let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fieldlink-toml.md");
        std::fs::write(&fresh, said).unwrap();
        panic!(
            "write it anew with `cargo run -- link-schema --markdown > docs/fieldlink-toml.md`, or copy {}",
            fresh.display()
        );
    }
}

/// The examples of the page of sources, each beside what every file needs.
#[test]
fn the_configurations_of_the_sources_are_read_without_an_error() {
    const HEAD: &str = r#"
[partner]
id = 1
[profile.sandbox]
token_url = "http://127.0.0.1:8080/oauth/token"
api_base = "http://127.0.0.1:8080"
client_id = "c"
client_secret_env = "S"
[source.loans]
kind = "sqlite"
path = "mis.db"
[loan_drafts]
source = "loans"
query = "SELECT * FROM loan"
columns = { loan_id = "no" }
"#;
    let page = include_str!("../../../../docs/sources.md");
    let examples = page
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next());
    let mut count = 0;
    for example in examples {
        count += 1;
        if let Err(error) = Config::parse(Path::new("fieldlink.toml"), &format!("{HEAD}{example}")) {
            panic!("{error:?}\nin\n{example}");
        }
    }
    assert_eq!(count, 4);
}

#[test]
fn the_configurations_in_the_guide_are_read_without_an_error() {
    let guide = include_str!("../../../../docs/using-the-link.md");
    let examples: Vec<&str> = guide
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        if let Err(error) = Config::parse(Path::new("fieldlink.toml"), example) {
            panic!("{error:?}\nin\n{example}");
        }
    }
}

#[test]
fn what_the_guide_to_sending_adds_to_a_configuration_is_read_without_an_error() {
    let guide = include_str!("../../../../docs/sending-safely.md");
    let base = "[partner]\nid = 1\n[source.s]\nkind = \"csv\"\npath = \".\"\n";
    let sandbox = "[profile.p]\ntoken_url = \"http://127.0.0.1/t\"\napi_base = \"http://127.0.0.1\"\nclient_id = \"c\"\nclient_secret_file = \"s\"\n";
    let added: Vec<&str> = guide
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .collect();
    assert_eq!(added.len(), 2);
    for added in added {
        if let Err(error) = Config::parse(Path::new("fieldlink.toml"), &format!("{base}{sandbox}{added}")) {
            panic!("{error:?}\nin\n{added}");
        }
    }
}

/// Each is a part of a file: here it stands below the guide's small workbook.
#[test]
fn the_parts_in_the_guide_to_running_are_read_without_an_error() {
    let of = |page: &'static str| -> Vec<&'static str> {
        let blocks = page.split("```toml\n").skip(1);
        blocks.filter_map(|rest| rest.split("\n```").next()).collect()
    };
    let book = of(include_str!("../../../../docs/using-the-link.md"))
        .into_iter()
        .find(|example| example.contains("[source.book]"))
        .unwrap();
    let parts = of(include_str!("../../../../docs/running-the-link.md"));
    assert_eq!(parts.len(), 5);
    for part in parts {
        // The book's example has no journals.
        let text = format!("{book}\n{part}\n");
        if let Err(error) = Config::parse(Path::new("fieldlink.toml"), &text) {
            panic!("{error:?}\nin\n{text}");
        }
    }
}

/// Every kind of notice stands in the guide's table.
#[test]
fn the_guide_names_every_notice() {
    let page = include_str!("../../../../docs/running-the-link.md");
    for name in [
        "run.failed",
        "run.recovered",
        "rows.held",
        "rows.waiting",
        "plan.waiting",
        "clock.set_back",
        "confirm.waiting",
    ] {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}
