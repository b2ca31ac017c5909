use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fieldlink_link::daemon;
use fieldlink_link::record::Origin;
use fieldlink_testkit::texts;

use super::*;

fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    texts::texts(&language.identifier().to_string())
}

/// The code of a file, without its tests and with one blank for many.
fn code_of(path: &Path) -> String {
    let code = fs::read_to_string(path).unwrap();
    let code = code.split("#[cfg(test)]").next().unwrap();
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn code_of_the_link(file: &str) -> String {
    code_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../link/src").join(file))
}

/// The files of Rust in a folder and below it.
fn files_below(folder: PathBuf) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    files
}

/// Sorts of sentences whose values do not stand right beside their names.
const SHARING: [&str; 9] = [
    "said-connect-",
    "said-guard-",
    "said-encoding-",
    "said-doctor-reachable",
    "said-source-query-there",
    "said-check-",
    "said-entry-",
    "said-rows-",
    "said-too-much-",
];

/// Every sentence of the link and its commands has a text in the other languages, and it puts in no value that the
/// sentence does not give.
#[test]
fn every_sentence_is_said_in_every_language() {
    let spanish = texts(Language::Es);
    let mut named = BTreeSet::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours = files_below(sources.join("src")).into_iter();
    for path in ours.chain(files_below(sources.join("../link/src"))) {
        let code = code_of(&path);
        for (at, _) in code.match_indices("\"said-") {
            let rest = &code[at + 1..];
            let (id, rest) = rest.split_once('"').unwrap();
            if id.ends_with('-') || id.contains('{') {
                continue;
            }
            // What it gives stands behind it, or right before it; what sentences of one sort share, elsewhere.
            let before = code[..at].rsplit("\"said-").next().unwrap();
            let given = format!("{before} {}", rest.split("\"said-").next().unwrap());
            let texts = spanish
                .get(id)
                .unwrap_or_else(|| panic!("{id} is in no language but English"));
            for value in texts {
                let shared = (value == "source" && given.contains("name(source_name)"))
                    || (value == "kinds" && given.contains("of_kind("))
                    || (value == "number" && code.contains("fn numbered("))
                    || SHARING.iter().any(|sort| id.starts_with(sort));
                let here = if shared { code.as_str() } else { given.as_str() };
                let known = given.contains("of_kind(") || here.contains(&format!("\"{value}\"")) || value == "source";
                assert!(known, "{id} of {path:?} puts in {value}");
            }
            named.insert(id.to_owned());
        }
    }
    assert!(named.len() > 150, "{}", named.len());
    // And none is there that nobody says any more.
    let stale: Vec<_> = spanish
        .keys()
        .filter(|id| id.starts_with("said-") && !id.starts_with("said-api-") && !named.contains(*id))
        .collect();
    assert!(stale.is_empty(), "{stale:?}");
}

/// The texts in quotes behind each of these calls in a piece of code.
fn quoted_after(code: &str, calls: &[&str]) -> Vec<String> {
    let starts = calls.iter().flat_map(|call| code.match_indices(*call));
    let rests = starts.filter_map(|(at, call)| code[at + call.len()..].trim_start().strip_prefix('"'));
    rests.map(first_text).collect()
}

/// The text that a piece of code begins with, up to its closing quote.
fn first_text(rest: &str) -> String {
    let mut text = String::new();
    let mut letters = rest.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    text
}

/// All texts in quotes of a file, without those in its comments; of a text of several lines each line, as a comment of
/// fieldlink.toml has it.
fn all_texts(path: &Path) -> Vec<String> {
    let code = fs::read_to_string(path).unwrap();
    let code = code.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    // A quote as a single letter would turn all behind it inside out.
    let code = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "' '");
    let (mut texts, mut rest) = (Vec::new(), code.as_str());
    while let Some((_, behind)) = rest.split_once('"') {
        let (bytes, mut end) = (behind.as_bytes(), 0);
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let text: String = behind[..end].split("\\\n").map(str::trim_start).collect();
        for line in text.replace("\\n", "\n").replace("\\\"", "\"").lines() {
            let said = line.rsplit("# ").next().unwrap_or(line);
            texts.push(said.trim_end().to_owned());
        }
        texts.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        rest = behind.get(end + 1..).unwrap_or_default();
    }
    texts
}

/// Every sentence without values that is said as such has a text in the other languages, and so has what `probe` assumes.
#[test]
fn every_plain_sentence_is_said_in_every_language() {
    let [spanish, french] = [Language::Es, Language::Fr].map(texts);
    // Names of settings and encodings, numbers, and what the receiver answers to programs.
    let typed = |text: &str| {
        !text.contains(' ') && text.contains(['`', '.', '-']) || text.chars().all(|c| !c.is_ascii_lowercase())
    };
    let calls = [
        "Said::from(",
        "Fault::of(",
        "differs(",
        "unasked(",
        "plain(voice,",
        "fact(",
        ".shape(",
        ".wrong(",
        "words.plain(",
    ];
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut missing, mut found) = (BTreeSet::new(), 0);
    for path in files_below(sources.join("src"))
        .into_iter()
        .chain(files_below(sources.join("../link/src")))
    {
        if path.ends_with("receive/body.rs") {
            continue;
        }
        let code = code_of(&path);
        let mut said = quoted_after(&code, &calls);
        if path.components().any(|part| part.as_os_str() == "probe") {
            // The name of a fact, and what is assumed of it.
            for sort in [
                "token",
                "api",
                "errors",
                "config",
                "loans",
                "repayments",
                "loan_draft",
                "journals",
            ] {
                for (at, _) in code.match_indices(&format!("\"{sort}")) {
                    let (name, rest) = code[at + 1..].split_once('"').unwrap();
                    let fact =
                        name == sort && ["token", "api"].contains(&sort) || name.starts_with(&format!("{sort}."));
                    if let Some(rest) = rest.strip_prefix(", \"").filter(|_| fact) {
                        said.push(first_text(rest));
                    }
                }
            }
        }
        for text in said.into_iter().filter(|text| !typed(text)) {
            let id = Said::known_by(&text);
            found += 1;
            if !spanish.contains_key(&id) || !french.contains_key(&id) {
                missing.insert(format!("{id} for {text:?} of {}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(found > 80, "{found}");
}

/// And none of them is there that nobody says any more.
#[test]
fn no_plain_sentence_is_stale() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = files_below(sources.join("src"))
        .into_iter()
        .chain(files_below(sources.join("../link/src")));
    let mut known: BTreeSet<String> = files
        .flat_map(|path| all_texts(&path))
        .map(|text| Said::known_by(&text))
        .collect();
    known.extend(crate::help::tests::english().iter().map(|text| Said::known_by(text)));
    let spanish = texts(Language::Es);
    let stale: Vec<_> = spanish
        .keys()
        .filter(|id| id.starts_with("plain-") && !known.contains(*id))
        // The name of a database stands in it.
        .filter(|id| !id.starts_with("plain-the-reports-type-table-with-these-texts"))
        .collect();
    assert!(stale.is_empty(), "{stale:#?}");
}

/// A text loses none of the values that its sentence gives.
#[test]
fn no_text_loses_a_value() {
    let spanish = texts(Language::Es);
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut lost, mut looked) = (Vec::new(), 0);
    for path in files_below(sources.join("src"))
        .into_iter()
        .chain(files_below(sources.join("../link/src")))
    {
        let code = code_of(&path);
        for (at, _) in code.match_indices("\"said-") {
            let (id, rest) = code[at + 1..].split_once('"').unwrap();
            let Some(list) = rest.strip_prefix(", &[").or_else(|| rest.strip_prefix(", & [")) else {
                continue;
            };
            let mut depth = 1;
            let end = list.find(|c| {
                depth += match c {
                    '[' => 1,
                    ']' => -1,
                    _ => 0,
                };
                depth == 0
            });
            let list = &list[..end.unwrap_or(list.len())];
            for (at, _) in list.match_indices("(\"") {
                let (name, rest) = list[at + 2..].split_once('"').unwrap();
                if !rest.starts_with(',') || name.contains(' ') {
                    continue;
                }
                looked += 1;
                if !spanish.get(id).is_some_and(|values| values.contains(name)) {
                    lost.push(format!("{id} loses {name}"));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
    assert!(looked > 150, "{looked}");
}

/// So has every advice, which is known by its first words.
#[test]
fn every_advice_is_said_in_every_language() {
    let spanish = texts(Language::Es);
    let code = code_of_the_link("run/error.rs");
    let advice = code
        .split_once("pub fn next(")
        .unwrap()
        .1
        .split_once("_ => None")
        .unwrap()
        .0;
    let mut known = BTreeMap::new();
    for said in advice.split('"').skip(1).step_by(2) {
        let id = Said::known_by(said);
        assert!(spanish.contains_key(&id), "{id} is missing for {said:?}");
        let twin = known.insert(id, said).filter(|twin| *twin != said);
        assert_eq!(twin, None, "begins as {said:?} does");
    }
    assert!(known.len() > 20, "{}", known.len());
    let said = Words(Language::Fr).said(&Said::from(&fieldlink_link::run::RunError::NothingToDo));
    assert!(said.contains("à traiter"), "{said}");
    let why = std::io::Error::other("the system's words");
    let error = fieldlink_link::run::PlanFileError::Unreadable {
        file: "plan.json".into(),
        source: why,
    };
    assert_eq!(
        Words(Language::Es).said(&Said::from(&error)),
        "no se puede leer el plan plan.json: the system's words"
    );
}

/// And what a command advises.
#[test]
fn every_advice_of_a_command_is_said_in_every_language() {
    let spanish = texts(Language::Es);
    let mut found = 0;
    for path in files_below(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/link")) {
        let code = code_of(&path);
        for call in ["Failure::new(", "Failure::unwritable(", "Failure::already_there("] {
            for rest in code.split(call).skip(1) {
                let advice = last_text(rest);
                // A call that is given its advice has none of its own.
                let Some(advice) = advice else { continue };
                let id = Said::known_by(&advice);
                assert!(spanish.contains_key(&id), "{path:?}: {id} is missing for {advice:?}");
                found += 1;
            }
        }
    }
    assert!(found > 25, "{found}");
}

/// The text that a call ends with, if it ends with one.
fn last_text(rest: &str) -> Option<String> {
    let (mut depth, mut end, mut quoted) = (1, 0, false);
    for (at, c) in rest.char_indices() {
        match c {
            '"' if !rest[..at].ends_with('\\') => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            end = at;
            break;
        }
    }
    let call = rest[..end].trim().trim_end_matches(',').trim_end();
    let inner = call.strip_suffix('"')?;
    Some(inner[inner.rfind('"')? + 1..].to_owned())
}

/// Ids that stand in the code as they are.
#[test]
fn every_text_that_the_commands_name_is_there() {
    let english = texts(Language::En);
    let mut named = 0;
    for path in files_below(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let code = fs::read_to_string(&path).unwrap();
        let flat: String = code.split_whitespace().collect();
        let calls = [
            "words.get(\"",
            "words.with(\"",
            "words().get(\"",
            "words().with(\"",
            "with(\"init-",
        ];
        for call in calls {
            for rest in flat.split(call).skip(1) {
                let begun = if call.ends_with('-') { "init-" } else { "" };
                let id = format!("{begun}{}", rest.split('"').next().unwrap());
                assert!(english.contains_key(&id), "{path:?} names {id:?}, which no file has");
                named += 1;
            }
        }
    }
    assert!(named > 100, "{named}");
}

#[test]
fn every_state_kind_and_outcome_has_a_name_in_every_language() {
    for language in Language::ALL {
        let words = Words(language);
        let states = State::ALL.map(|state| words.state(state));
        let kinds = Kind::ALL.map(|kind| words.kind(kind) + &words.kinds(kind));
        let outcomes =
            ["running", "done", "held", "failed", "stopped"].map(|name| words.get(&format!("outcome-{name}")));
        for text in states.iter().chain(&kinds).chain(&outcomes) {
            assert!(
                !text.contains("-loan") && !text.starts_with("state-") && !text.starts_with("outcome-"),
                "{text}"
            );
        }
    }
    // The module whose outcomes these are.
    let _: fn(&fieldlink_link::run::PlanSummary) -> daemon::Performed = daemon::Performed::planned;
}

#[test]
fn the_language_is_the_one_asked_for_or_the_systems() {
    let system = |name: &str| match name {
        "LC_ALL" => Some(String::new()),
        "LANG" => Some(String::from("fr_SN.UTF-8")),
        _ => None,
    };
    assert_eq!(Words::chosen(None, system), Words(Language::Fr));
    assert_eq!(Words::chosen(Some(Language::Es), system), Words(Language::Es));
    assert_eq!(Words::chosen(None, |_| Some(String::from("C"))), Words(Language::En));
}

#[test]
fn a_reason_is_said_with_its_place_in_every_language_and_an_unknown_rule_in_its_own_words() {
    let origin = Origin {
        source: "mis".into(),
        table: "loans.csv".into(),
        row: 1_204,
    };
    let reason = Reason::new(&origin, "unknown_activity", "the partner has no activity of this name")
        .at(Some("Actividad"), Some("Tienda"))
        .with_values([(String::from("near"), String::from("Retail"))]);
    let said = Words(Language::Es).reason(&reason);
    assert_eq!(
        said,
        "mis (loans.csv), fila 1204, columna Actividad, valor \"Tienda\": el socio no tiene ninguna actividad con este nombre; ¿quiso decir Retail? (unknown_activity)"
    );
    assert_eq!(Words(Language::En).reason(&reason), reason.to_string());
    // A rule that PA2 has too, with its values, in the site's words.
    let window = Reason::without_origin("disbursal_window", "English").with_values([
        (String::from("past"), String::from("30")),
        (String::from("ahead"), String::from("90")),
        (String::from("field"), String::from("disburse_time")),
    ]);
    let said = Words(Language::Fr).reason(&window);
    assert!(
        said.starts_with("disburse_time: ") && said.contains("30") && !said.contains("English"),
        "{said}"
    );
    let empty = Reason::without_origin("body_missing", "English");
    assert!(!Words(Language::Es).reason(&empty).contains("English"));
    let strange = Reason::without_origin("no_such_rule", "its own words");
    assert_eq!(Words(Language::Fr).reason(&strange), "its own words (no_such_rule)");
}

#[test]
fn a_reason_without_a_place_names_its_record_in_every_language() {
    let values = [("loan", "0000003"), ("kiva_id", "9000003"), ("status", "payingBack")];
    let missing = Reason::without_origin(
        "missing_in_source",
        "Kiva lists loan 0000003, but the source has no row for it",
    )
    .at(None, Some("0000003"))
    .with_values(values.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let photo = Reason::without_origin("photo_unusable", "it is too small").at(None, Some("0000003"));
    for language in Language::ALL {
        for reason in [&missing, &photo] {
            let said = Words(language).reason(reason);
            assert_eq!(said.matches("0000003").count(), 1, "{said}");
        }
        assert_eq!(
            Words(language).reason(&missing).contains("9000003"),
            language != Language::En
        );
    }
}

mod reports;
mod settings;
