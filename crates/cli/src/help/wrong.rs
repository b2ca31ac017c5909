//! What is said of arguments that cannot be read. clap speaks English only, so its errors are said here from what they
//! hold; who asks in English reads clap's own words.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use fieldlink_say::Language;

use super::expected::Expected;
use crate::words::Words;

/// Ends the program with what is wrong with its arguments, or with the help that was asked for.
pub fn exit(error: &Error, words: Words) -> ! {
    match said(error, words).filter(|_| words.0 != Language::En) {
        Some(said) => {
            eprint!("{said}");
            std::process::exit(error.exit_code())
        }
        None => error.exit(),
    }
}

/// The error in a language; none for help, which is no error.
fn said(error: &Error, words: Words) -> Option<String> {
    let help = ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion, help].contains(&error.kind()) {
        return None;
    }
    let parts = [
        Some(format!("{} {}", words.get("wrong-error"), what(error, words))),
        tips(error, words),
        usage(error, words),
        Some(words.get("wrong-more")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(format!("{}\n", parts.join("\n\n")))
}

/// What is wrong, in a sentence.
fn what(error: &Error, words: Words) -> String {
    let text = |kind| one(error, kind).unwrap_or_default();
    let argument = one(error, ContextKind::InvalidArg).or_else(|| one(error, ContextKind::InvalidSubcommand));
    let argument = argument.unwrap_or_default();
    let with = |id: &str| {
        let (wanted, least) = (
            number(error, ContextKind::ExpectedNumValues),
            number(error, ContextKind::MinValues),
        );
        let values = [
            ("argument", argument.as_str().into()),
            ("value", text(ContextKind::InvalidValue).into()),
            ("other", several(error, ContextKind::PriorArg).join(", ").into()),
            ("wanted", wanted.or(least).unwrap_or_default().into()),
            (
                "given",
                number(error, ContextKind::ActualNumValues).unwrap_or_default().into(),
            ),
        ];
        words.with(id, &values)
    };
    match error.kind() {
        ErrorKind::UnknownArgument => with("wrong-unknown"),
        ErrorKind::InvalidSubcommand => with("wrong-command"),
        ErrorKind::MissingSubcommand => with("wrong-no-command") + &list(error, words, ContextKind::ValidSubcommand),
        ErrorKind::MissingRequiredArgument => {
            let missing = several(error, ContextKind::InvalidArg).into_iter();
            let missing: String = missing.map(|name| format!("\n  {name}")).collect();
            words.get("wrong-missing") + &missing
        }
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_empty() => {
            with("wrong-no-value") + &list(error, words, ContextKind::ValidValue)
        }
        ErrorKind::InvalidValue => with("wrong-value") + &list(error, words, ContextKind::ValidValue),
        ErrorKind::ValueValidation => match error.source() {
            Some(why) => {
                let expected = Expected::instead_of(why).filter(|_| words.0 != Language::En);
                let why = expected.map_or_else(|| why.to_string(), |expected| expected.said(words));
                format!("{}: {why}", with("wrong-value"))
            }
            None => with("wrong-value"),
        },
        ErrorKind::ArgumentConflict if several(error, ContextKind::PriorArg) == [argument.clone()] => {
            with("wrong-twice")
        }
        ErrorKind::ArgumentConflict => with("wrong-together"),
        ErrorKind::TooManyValues => with("wrong-too-many"),
        ErrorKind::TooFewValues => with("wrong-too-few"),
        ErrorKind::WrongNumberOfValues => with("wrong-number"),
        ErrorKind::NoEquals => with("wrong-no-equals"),
        ErrorKind::InvalidUtf8 => words.get("wrong-no-text"),
        kind => kind.to_string(),
    }
}

/// Names that are much like the one that was typed.
fn tips(error: &Error, words: Words) -> Option<String> {
    let kinds = [
        ("wrong-near-command", ContextKind::SuggestedSubcommand),
        ("wrong-near-argument", ContextKind::SuggestedArg),
        ("wrong-near-value", ContextKind::SuggestedValue),
    ];
    let near = kinds.into_iter().filter_map(|(id, kind)| {
        let names: Vec<String> = several(error, kind).iter().map(|name| format!("'{name}'")).collect();
        let values = [("names", names.join(", ").into()), ("count", names.len().into())];
        (!names.is_empty()).then(|| words.with(id, &values))
    });
    let mut tips: Vec<String> = near.collect();
    // What stands in clap's other tips besides names is what was typed.
    let typed = one(error, ContextKind::InvalidArg).or_else(|| one(error, ContextKind::InvalidSubcommand));
    if let (Some(ContextValue::StyledStrs(others)), Some(typed)) = (error.get(ContextKind::Suggested), typed) {
        for other in others {
            let other = other.to_string();
            let quoted: Vec<&str> = other.split('\'').skip(1).step_by(2).collect();
            let id = match quoted.as_slice() {
                [name, instead] if *name == typed && instead.contains("-- ") => "wrong-as-value",
                [_, "--"] => "wrong-remove",
                [_] => "wrong-exists",
                _ => continue,
            };
            let name = quoted.first().copied().unwrap_or_default();
            let instead = quoted.get(1).copied().unwrap_or_default();
            tips.push(words.with(id, &[("name", name.into()), ("instead", instead.into())]));
        }
    }
    let tip = words.get("wrong-tip");
    let tips: Vec<String> = tips.iter().map(|text| format!("  {tip} {text}")).collect();
    (!tips.is_empty()).then(|| tips.join("\n"))
}

/// How the command is used.
fn usage(error: &Error, words: Words) -> Option<String> {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else {
        return None;
    };
    let usage = usage.to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    Some(format!("{} {}", words.get("help-usage"), placeholders(usage, words)))
}

/// The words that clap puts for options and commands into a line that shows how a command is used.
pub(super) fn placeholders(usage: &str, words: Words) -> String {
    let (options, command) = (words.get("help-some-options"), words.get("help-some-command"));
    usage
        .replace("[OPTIONS]", &format!("[{options}]"))
        .replace("[COMMAND]", &format!("[{command}]"))
        .replace("<COMMAND>", &format!("<{command}>"))
        .replace(
            "\n       ",
            &format!("\n{}", " ".repeat(words.get("help-usage").chars().count() + 1)),
        )
}

/// What may stand there, if clap says it.
fn list(error: &Error, words: Words, kind: ContextKind) -> String {
    let id = match kind {
        ContextKind::ValidSubcommand => "wrong-commands",
        _ => "help-values",
    };
    let names = several(error, kind);
    if names.is_empty() {
        return String::new();
    }
    format!("\n  [{}: {}]", words.get(id), names.join(", "))
}

fn one(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn several(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    }
}

fn number(error: &Error, kind: ContextKind) -> Option<isize> {
    match error.get(kind)? {
        ContextValue::Number(number) => Some(*number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::Cli;
    use crate::help::spoken;

    /// Command lines that cannot be read, each in another way.
    const WRONG: [&str; 23] = [
        "plan --confg x",
        "plan extra",
        "plam",
        "go-live --nonsense",
        "ledger",
        "approve",
        "plan --config",
        "plan --color sometimes",
        "plan --color",
        "plan --period October",
        "plan --period 2026-10 --period 2026-11",
        "resolve 1 --arrived --not-arrived",
        "ledger show many",
        "ledger list --kind loans",
        "ledger list --state sent",
        "plan --language de",
        "pa2 clock advance far",
        "pa2 clock set tomorrow",
        "pa2 serve --listen here",
        "pa2 client create --partner 1 --scope read",
        "pa2 user create --email a@example.org --role clerk",
        "pa2 loan default 1 --reason none",
        "pa2 sandbox reset",
    ];

    fn refused(line: &str, words: Words) -> Error {
        let typed = std::iter::once("fieldlink").chain(line.split(' '));
        spoken(Cli::command(), words)
            .try_get_matches_from(typed)
            .expect_err(line)
    }

    #[test]
    fn in_english_it_is_what_clap_says() {
        let mut kinds = std::collections::BTreeSet::new();
        for line in WRONG {
            let error = refused(line, Words(Language::En));
            if let Some(ours) = said(&error, Words(Language::En)) {
                assert_eq!(ours, error.render().to_string(), "{line}");
                kinds.insert(format!("{:?}", error.kind()));
            }
        }
        assert!(kinds.len() >= 6, "{kinds:?}");
    }

    #[test]
    fn in_other_languages_no_word_of_clap_is_left_and_the_exit_code_is_the_same() {
        let english = [
            "found",
            "tip:",
            "similar",
            "exists",
            "value for",
            "required",
            "provided",
            "Usage:",
            "For more",
            "[COMMAND]",
            "<COMMAND>",
            "possible values",
            "cannot be used",
            "subcommand",
            "unexpected",
            "unrecognized",
            "is no month",
            "invalid digit",
            "there are",
            "no kind of record",
            "not a language",
            "length of time",
            "is wanted",
            "write it as",
            "socket address",
            "<FILE>",
            "<KIND>",
            "<ADDRESS>",
        ];
        for language in [Language::Es, Language::Fr] {
            for line in WRONG {
                let error = refused(line, Words(language));
                assert_eq!(error.exit_code(), 2, "{line}");
                let Some(said) = said(&error, Words(language)) else {
                    continue;
                };
                assert!(!said.contains("wrong-") && !said.contains("{$"), "{said}");
                let left: Vec<_> = english.iter().filter(|word| said.contains(*word)).collect();
                assert!(left.is_empty(), "{line}: {left:?} in\n{said}");
            }
            let error = refused("plan --confg x", Words(language));
            let said = said(&error, Words(language)).unwrap();
            assert!(said.contains("'--confg'") && said.contains("'--config'"), "{said}");
        }
    }
}
