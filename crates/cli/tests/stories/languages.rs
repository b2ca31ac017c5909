//! The daily commands in Spanish and French: no English is left in what they print or write.

use std::process::Command;

use crate::records::{Partner, Size};
use crate::support::{fieldlink, path};

/// Words that no Spanish or French sentence has.
const ENGLISH: [&str; 40] = [
    "help",
    "the",
    "of",
    "and",
    "is",
    "are",
    "to",
    "with",
    "that",
    "not",
    "from",
    "by",
    "have",
    "was",
    "were",
    "which",
    "what",
    "row",
    "rows",
    "record",
    "column",
    "columns",
    "sent",
    "held",
    "would",
    "nothing",
    "next",
    "made",
    "ready",
    "new",
    "changed",
    "unchanged",
    "found",
    "wrote",
    "check",
    "run",
    "already",
    "there",
    "file",
    "it",
];

/// The lines with English words in them. What stands between backticks is typed as it is.
fn english_in(text: &str) -> Vec<String> {
    let english = |line: &&str| {
        let plain: String = line.split('`').step_by(2).collect();
        let mut words = plain.split(|c: char| c.is_whitespace() || ".,:;()[]¿?!\"<>".contains(c));
        words.any(|word| ENGLISH.contains(&word))
    };
    text.lines().filter(english).map(str::to_owned).collect()
}

/// Runs a command in a language; answers what it printed, after looking for English in it.
#[track_caller]
fn said(mut command: Command, language: &str, code: i32) -> String {
    let output = command.args(["--language", language]).output().unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(code), "{command:?}: {said}");
    assert!(!said.is_empty(), "{command:?} says nothing");
    let english = english_in(&said);
    assert!(english.is_empty(), "{command:?} says {english:#?}");
    said
}

/// The texts of a page, without its styles.
fn texts_of(page: &str) -> String {
    let body = page.split_once("</style>").unwrap().1;
    let texts = body.split('<').filter_map(|piece| Some(piece.split_once('>')?.1));
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_daily_commands_speak_one_language() {
    let partner = Partner::of(Size::SMALL, true);
    partner.add_to_config("\n[guards]\nmax_rows = 1\n");
    // A loan that PA2 has no activity for, so that something is held.
    let drafts = partner.folder().join("drafts.csv");
    let text = std::fs::read_to_string(&drafts).unwrap();
    std::fs::write(&drafts, text.replacen("Farming", "Farmng", 1)).unwrap();
    for language in ["es", "fr"] {
        let at = |name: &str| partner.folder().join(format!("{language}-{name}"));
        let (config, page, book) = (at("init.toml"), at("plan.html"), at("template.xlsx"));
        let records = at("balances.csv");
        std::fs::write(&records, "Account No;Principal repaid\n00017;250,50\n").unwrap();
        let init = [
            "init",
            "--source",
            path(&records),
            "--partner",
            "7",
            "--config",
            path(&config),
        ];
        said(fieldlink(&init), language, 0);
        said(fieldlink(&init), language, 1);

        said(partner.link_plain(&["doctor"]), language, 0);
        let map = said(partner.link_plain(&["map"]), language, 3);
        assert!(map.contains("Farming"), "{map}");
        let plan = said(partner.link_plain(&["plan", "--report", path(&page)]), language, 3);
        assert!(plan.contains("max_rows"), "{plan}");
        let page = std::fs::read_to_string(&page).unwrap();
        assert_eq!(english_in(&texts_of(&page)), Vec::<String>::new());
        said(
            partner.link_plain(&["plan", "--report", path(&at("plan.pdf"))]),
            language,
            1,
        );
        said(
            partner.link_plain(&["month", "--report", path(&at("month.xlsx"))]),
            language,
            0,
        );
        // What it prints after its own words is a part of fieldlink.toml.
        let template = partner
            .link_plain(&["template", path(&book), "--language", language])
            .output()
            .unwrap();
        let template = String::from_utf8(template.stdout).unwrap();
        let own = template.split("\n#").next().unwrap();
        assert!(own.contains(path(&book)) && english_in(own).is_empty(), "{own}");
        said(partner.link_plain(&["receive", "key", "new", language]), language, 0);
        said(partner.link_plain(&["receive", "key", "list"]), language, 0);
        let stopped = said(partner.link_plain(&["send"]), language, 1);
        assert!(stopped.contains("max_rows"), "{stopped}");
        said(partner.link_plain(&["status"]), language, 0);
        said(partner.link_plain(&["resolve", "1", "--arrived"]), language, 1);
        let help = said(fieldlink(&["send", "--help"]), language, 0);
        assert!(help.contains("--checked"), "{help}");
    }
    // Then one goes to PA2, and says so.
    let sent = ["send", "--override-guards", "--by", "Grace"];
    said(partner.link_plain(&sent), "es", 3);
    said(partner.link_plain(&["send"]), "fr", 3);
    said(partner.link_plain(&["inbox"]), "fr", 0);
}

/// Beside the daily commands: what an integrator and who runs a PA2 read.
#[test]
fn the_other_commands_speak_one_language_too() {
    let partner = Partner::of(Size::SMALL, true);
    for language in ["es", "fr"] {
        let at = |name: &str| partner.folder().join(format!("{language}-{name}"));
        let probe = said(partner.link_plain(&["probe"]), language, 0);
        assert!(probe.contains("token.lifetime") && probe.contains("43199"), "{probe}");

        // Arguments that cannot be read.
        for wrong in [
            &["plan", "--confg", "x"][..],
            &["plam"],
            &["approve"],
            &["plan", "--color", "sometimes"],
            &["resolve", "1", "--arrived", "--not-arrived"],
        ] {
            said(fieldlink(wrong), language, 2);
        }

        // A new fieldlink.toml: what is no key is said in the language.
        let config = at("new.toml");
        said(fieldlink(&["init", "--config", path(&config)]), language, 0);
        let text = std::fs::read_to_string(&config).unwrap();
        let sentences = text.lines().filter_map(|line| line.strip_prefix("# "));
        let sentences: Vec<&str> = sentences
            .filter(|line| {
                line.parse::<toml::Table>().is_err() && !line.starts_with("SELECT") && !line.starts_with("FROM")
            })
            .collect();
        assert!(sentences.len() > 10, "{text}");
        assert_eq!(english_in(&sentences.join("\n")), Vec::<String>::new());

        // PA2's own commands, on a PA2 of their own.
        let data = at("pa2");
        let pa2 = |args: &[&str]| fieldlink(&[&["pa2"], args, &["--data", path(&data)]].concat());
        said(
            pa2(&["partner", "create", "--id", "9", "--name", "Mikopo"]),
            language,
            0,
        );
        said(pa2(&["partner", "list"]), language, 0);
        said(pa2(&["client", "create", "--partner", "9"]), language, 0);
        said(pa2(&["client", "list", "--partner", "9"]), language, 0);
        let person = ["--partner", "9", "--email", "ana@example.org", "--role", "coordinator"];
        said(pa2(&[&["user", "create"][..], &person].concat()), language, 0);
        said(pa2(&["user", "list", "--partner", "9"]), language, 0);
        said(pa2(&["seed", "--partner", "9", "--loans", "3"]), language, 0);
        said(pa2(&["clock", "show"]), language, 0);
        said(pa2(&["clock", "advance", "2d"]), language, 0);
        said(pa2(&["key", "rotate"]), language, 0);
        said(pa2(&["sandbox", "snapshot", "save", "uno"]), language, 0);
        said(pa2(&["sandbox", "snapshot", "list"]), language, 0);
        said(pa2(&["sandbox", "fault", "list"]), language, 0);
        said(pa2(&["audit", "verify"]), language, 0);
        said(pa2(&["loan", "show", "L-1"]), language, 1);
        said(pa2(&["sandbox", "reset", "--yes"]), language, 0);
        said(fieldlink(&["pa2", "clock", "show"]), language, 1);

        // A file that is not what it should be.
        let broken = partner.folder().join("drafts.csv");
        let whole = std::fs::read_to_string(&broken).unwrap();
        let (header, rows) = whole.split_once('\n').unwrap();
        for (wrong, code) in [
            (String::new(), 1),
            // One row cannot be read, and is held; the others can.
            (format!("{header}\n\"{rows}"), 3),
            (format!("{header},{}\n{rows}", header.split(',').next().unwrap()), 1),
        ] {
            std::fs::write(&broken, wrong).unwrap();
            said(partner.link_plain(&["plan", "--only", "loan_drafts"]), language, code);
        }
        std::fs::write(&broken, whole).unwrap();
    }
}

#[test]
fn the_demo_tells_its_story_in_one_language() {
    let folder = tempfile::TempDir::new().unwrap();
    let demo = ["demo", "--once", "--data", path(folder.path())];
    let told = said(fieldlink(&demo), "es", 0);
    assert!(
        told.contains("Hace seis semanas") && told.contains("0 perdidos"),
        "{told}"
    );
    said(fieldlink(&demo), "fr", 0);
}
