use std::collections::{BTreeMap, BTreeSet};

use clap::CommandFactory as _;

use super::*;
use crate::Cli;
use crate::words::known_by;

/// Every text of the help, in English.
pub fn english() -> BTreeSet<String> {
    let mut command = Cli::command();
    command.build();
    let mut texts = BTreeSet::new();
    dressed(command, &Labels::of(Words(Language::En)), &mut |text| {
        texts.insert(text.to_owned());
        text.to_owned()
    });
    texts
}

#[test]
fn every_text_of_the_help_is_said_in_every_language() {
    let texts = english();
    assert!(texts.len() > 150, "{}", texts.len());
    let mut known = BTreeMap::new();
    let mut missing = Vec::new();
    for text in &texts {
        let id = known_by(text);
        if !Words(Language::Es).has(&id) || !Words(Language::Fr).has(&id) {
            missing.push(format!("{id} = {text}"));
        }
        let twin = known.insert(id, text);
        assert_eq!(twin, None, "begins as {text:?} does");
    }
    assert!(
        missing.is_empty(),
        "{} are missing:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

/// The ids of the texts for the names of all values.
fn value_texts(command: &Command, ids: &mut BTreeSet<String>) {
    for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
        for name in arg.get_value_names().unwrap_or_default() {
            value_name(name, |word| {
                ids.insert(value_text(word));
                String::new()
            });
        }
    }
    command.get_subcommands().for_each(|below| value_texts(below, ids));
}

#[test]
fn every_name_of_a_value_is_said_in_every_language_and_no_other() {
    let mut command = Cli::command();
    command.build();
    let mut used = BTreeSet::new();
    value_texts(&command, &mut used);
    assert!(used.len() > 20, "{used:?}");
    for (language, file) in [
        (Language::En, include_str!("../../../say/locales/en-US/values.ftl")),
        (Language::Es, include_str!("../../../say/locales/es/values.ftl")),
        (Language::Fr, include_str!("../../../say/locales/fr/values.ftl")),
    ] {
        let said = file.lines().filter_map(|line| line.split_once(" = "));
        let said: BTreeSet<String> = said.map(|(id, _)| id.to_owned()).collect();
        assert_eq!(said, used, "{language:?}");
    }
}

/// The help of a command, as it is printed.
fn help(words: Words, path: &[&str]) -> String {
    let mut command = spoken(Cli::command(), words);
    let mut shown = &mut command;
    shown.build();
    for name in path {
        shown = shown.find_subcommand_mut(name).unwrap();
    }
    shown.render_long_help().to_string()
}

#[test]
fn help_is_whole_and_in_one_language() {
    let mut looked = 0;
    let link = Cli::command();
    for command in link.get_subcommands() {
        let plain = help(Words(Language::En), &[command.get_name()]);
        for (language, usage) in [(Language::Es, "Uso:"), (Language::Fr, "Utilisation :")] {
            let said = help(Words(language), &[command.get_name()]);
            assert!(said.contains(usage), "{said}");
            let mut left = vec![
                "Usage:",
                "Commands:",
                "Examples:",
                "Exit codes",
                "[default",
                "plain-",
                "help-",
            ];
            if language == Language::Es {
                left.extend(["Options:", "Arguments:"]);
            }
            let left: Vec<_> = left.into_iter().filter(|english| said.contains(english)).collect();
            assert!(left.is_empty(), "{left:?} in\n{said}");
            // The same options and examples stand in it.
            let typed = |help: &str| -> BTreeSet<String> {
                let words = help.split(|c: char| c.is_whitespace() || ",`[]()".contains(c));
                words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
            };
            assert!(typed(&said).is_superset(&typed(&plain)), "{:?}\n{said}", typed(&plain));
            looked += 1;
        }
    }
    assert!(looked > 30, "{looked}");
}

#[test]
fn help_in_another_language_reads_the_same_commands() {
    let words = [
        "fieldlink",
        "send",
        "--only",
        "journals",
        "--language",
        "fr",
        "--checked",
        "L-1",
        "--yes",
    ];
    for language in Language::ALL {
        let matches = spoken(Cli::command(), Words(language))
            .try_get_matches_from(words)
            .unwrap();
        let (name, below) = matches.subcommand().unwrap();
        assert_eq!(name, "send");
        assert_eq!(below.get_many::<String>("checked").unwrap().count(), 1);
        assert!(below.get_flag("yes"));
    }
}

#[test]
fn the_language_is_heard_before_the_rest() {
    let of = |words: &[&str]| asked_for(words.iter().map(|word| (*word).to_owned()));
    assert_eq!(of(&["fieldlink", "--help", "--language", "es"]), Some(Language::Es));
    assert_eq!(
        of(&["fieldlink", "plan", "--language=fr_SN", "--help"]),
        Some(Language::Fr)
    );
    assert_eq!(of(&["fieldlink", "--languages", "es"]), None);
    assert_eq!(of(&["fieldlink", "--language"]), None);
}
