//! The help of the link's commands in the language of who asks. Its English stands beside each command and option, and
//! is known by its first words like every sentence without values.

mod expected;
mod wrong;

use clap::builder::{PossibleValue, Resettable, StyledStr};
use clap::{Arg, Command};
use fieldlink_say::Language;

use crate::words::Words;

pub use self::expected::{Expected, one_of};
pub use self::wrong::exit;

/// The command line with its help in a language.
pub fn spoken(mut command: Command, words: Words) -> Command {
    if words.0 == Language::En {
        return command;
    }
    // With what clap adds: `help`, `--help` and `--version`.
    command.build();
    dressed(command, &Labels::of(words), &mut |text| words.plain(text))
}

/// A text for clap, which keeps headings and names for as long as the program runs.
fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The words between the texts, made once.
#[derive(Debug, Clone, Copy)]
struct Labels {
    words: Words,
    usage: &'static str,
    commands: &'static str,
    options: &'static str,
    arguments: &'static str,
    values: &'static str,
    default: &'static str,
}

impl Labels {
    fn of(words: Words) -> Labels {
        Labels {
            words,
            usage: kept(words.get("help-usage")),
            commands: kept(words.get("help-commands")),
            options: kept(words.get("help-options")),
            arguments: kept(words.get("help-arguments")),
            values: kept(words.get("help-values")),
            default: kept(words.get("help-default")),
        }
    }
}

/// The language that is asked for on the command line, before anything else of it is read.
pub fn asked_for(mut arguments: impl Iterator<Item = String>) -> Option<Language> {
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--language") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(value) = value {
            return value.parse().ok();
        }
    }
    None
}

/// A command and all below it, with each text as `say` says it.
fn dressed(command: Command, labels: &Labels, say: &mut dyn FnMut(&str) -> String) -> Command {
    let about = command.get_about().map(|text| say(&text.to_string()));
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    let after = command.get_after_help().map(|text| after(text, say));
    let mut command = command.mut_args(|arg| option(arg, labels, say));
    let shown = command.render_usage().to_string();
    let shown = wrong::placeholders(shown.strip_prefix("Usage: ").unwrap_or(&shown), labels.words);
    let style = *command.get_styles().get_usage();
    let usage = labels.usage;
    let command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{style}{usage}{style:#} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .override_usage(shown)
        .subcommand_help_heading(labels.commands)
        .mut_subcommands(|below| dressed(below, labels, say));
    match after {
        Some(after) => command.after_help(after),
        None => command,
    }
}

/// An option or argument. What clap would add in English about its values is said here.
fn option(arg: Arg, labels: &Labels, say: &mut dyn FnMut(&str) -> String) -> Arg {
    let mut help = arg.get_help().map_or_else(String::new, |text| say(&text.to_string()));
    let mut names = Vec::new();
    if arg.get_action().takes_values() {
        let english = arg.get_value_names().unwrap_or_default().iter();
        let said = |word: &str| labels.words.get(&value_text(word));
        names = english.map(|name| kept(value_name(name, said))).collect();
        let values = arg.get_possible_values();
        let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        if !values.is_empty() {
            help.push_str(&format!(" [{}: {}]", labels.values, values.join(", ")));
        }
        let default = arg.get_default_values().iter();
        let default: Vec<_> = default.map(|value| value.to_string_lossy()).collect();
        if !default.is_empty() {
            help.push_str(&format!(" [{}: {}]", labels.default, default.join(" ")));
        }
    }
    let heading = if arg.is_positional() {
        labels.arguments
    } else {
        labels.options
    };
    // One text for `-h` and `--help`.
    let arg = arg.hide_possible_values(true).hide_default_value(true);
    let arg = if names.is_empty() { arg } else { arg.value_names(names) };
    arg.long_help(Resettable::Reset).help(help).help_heading(heading)
}

/// The name of a value, such as `FILE` or `NAME <ADDRESS>`: its words of capitals are said, the rest is typed as it
/// stands, and so is a letter that stands for a number.
fn value_name(name: &str, mut say: impl FnMut(&str) -> String) -> String {
    let capital = |c: char| c.is_ascii_uppercase() || c == '_';
    let mut said = String::new();
    for part in name.split_inclusive(|c| !capital(c)) {
        let word = part.trim_end_matches(|c| !capital(c));
        match word.len() {
            0 | 1 => said.push_str(word),
            _ => said.push_str(&say(word)),
        }
        said.push_str(&part[word.len()..]);
    }
    said
}

/// The id of the text for a word in the name of a value.
fn value_text(word: &str) -> String {
    format!("value-{}", word.to_lowercase().replace('_', "-"))
}

/// The examples and exit codes: what is typed stays, what is said of it is said.
fn after(text: &StyledStr, say: &mut dyn FnMut(&str) -> String) -> String {
    let text = text.to_string();
    let lines: Vec<String> = text.lines().map(|line| line_after(line, say)).collect();
    lines.join("\n")
}

fn line_after(line: &str, say: &mut dyn FnMut(&str) -> String) -> String {
    if line.is_empty() {
        return String::new();
    }
    if let Some(typed) = line.strip_prefix("  ") {
        let Some((command, about)) = typed.split_once("  ") else {
            return line.to_owned();
        };
        let about = about.trim_start();
        let gap = typed.len() - command.len() - about.len();
        return format!("  {command}{}{}", " ".repeat(gap), say(about));
    }
    let codes = line.strip_prefix("Exit codes: ");
    if codes.is_none() && !line.starts_with(|c: char| c.is_ascii_digit()) {
        return say(line);
    }
    let one = |code: &str, say: &mut dyn FnMut(&str) -> String| match code.trim().split_once(' ') {
        Some((number, means)) => format!("{number} {}", say(means)),
        None => code.trim().to_owned(),
    };
    let said: Vec<String> = codes.unwrap_or(line).split('·').map(|code| one(code, say)).collect();
    let said = said.join(" · ");
    match codes {
        Some(_) => format!("{} {said}", say("Exit codes:")),
        None => said,
    }
}

#[cfg(test)]
pub mod tests;
