use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fieldlink_link::daemon;
use fieldlink_link::record::Origin;
use fieldlink_say::{Message, message};
use fieldlink_testkit::texts;

use super::*;

fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    texts::texts(&language.identifier().to_string())
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

/// An error is said with what lies below it, in the system's words.
#[test]
fn an_error_is_said_in_every_language() {
    let said = Words(Language::Fr).said(&Message::from(&fieldlink_link::run::RunError::NothingToDo));
    assert!(said.contains("à traiter"), "{said}");
    let why = std::io::Error::other("the system's words");
    let error = fieldlink_link::run::PlanFileError::Unreadable {
        file: "plan.json".into(),
        source: why,
    };
    assert_eq!(
        Words(Language::Es).said(&Message::from(&error)),
        "no se puede leer el plan plan.json: the system's words"
    );
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
    let what = message!("sort-activity");
    let said = message!("reason-unknown-near", what = what, near = "Retail");
    let reason = Reason::of(&origin, "unknown_activity", &said).at(Some("Actividad"), Some("Tienda"));
    let said = Words(Language::Es).reason(&reason);
    assert_eq!(
        said,
        "mis (loans.csv), fila 1204, columna Actividad, valor \"Tienda\": el socio no tiene actividad con este nombre; ¿quiso decir «Retail»? (unknown_activity)"
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
