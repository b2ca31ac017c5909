//! `fieldlink man`: the manual pages, one for each command.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use fieldlink_say::{Language, message};

use super::Outcome;
use super::failure::Failure;
use crate::help::spoken;
use crate::manner::words;
use crate::words::Words;

const EXAMPLES: &str = "Examples:
  fieldlink man ./man && man -l ./man/fieldlink.1
  fieldlink man ./man/es --language es";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder for the pages; made when it is missing
    folder: PathBuf,
}

/// Runs the command.
pub fn run(args: Args) -> Outcome {
    let failed = |error: std::io::Error| {
        Failure::new(
            message!(
                "no-pages",
                folder = args.folder.display().to_string(),
                why = error.to_string()
            ),
            message!("next-other-folder"),
        )
    };
    std::fs::create_dir_all(&args.folder).map_err(failed)?;
    let mut command = spoken(crate::Cli::command(), words());
    command.build();
    let pages = write(&args.folder, &command, "fieldlink").map_err(failed)?;
    let values = [
        ("pages", pages.into()),
        ("folder", args.folder.display().to_string().into()),
    ];
    println!("{}", words().with("man-pages", &values));
    Ok(0)
}

/// The page of a command and those of the commands below it.
fn write(folder: &Path, command: &Command, name: &str) -> std::io::Result<usize> {
    let shown = command
        .clone()
        .display_name(name.to_owned())
        .bin_name(name.replace('-', " "));
    let mut page = Vec::new();
    Man::new(shown)
        .title(name.to_uppercase())
        .manual("Fieldlink")
        .render(&mut page)?;
    std::fs::write(
        folder.join(format!("{name}.1")),
        said(&String::from_utf8_lossy(&page), words()),
    )?;
    let mut pages = 1;
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        pages += write(folder, below, &format!("{name}-{}", below.get_name()))?;
    }
    Ok(pages)
}

/// A page with the headings that the writer of pages has in English only.
fn said(page: &str, words: Words) -> String {
    if words.0 == Language::En {
        return page.to_owned();
    }
    let headings = [
        "name",
        "synopsis",
        "description",
        "options",
        "subcommands",
        "extra",
        "version",
    ];
    let lines = page.lines().map(|line| {
        let heading = line.strip_prefix(".SH ").map(|heading| heading.trim_matches('"'));
        let known = heading.and_then(|heading| headings.iter().find(|known| heading.eq_ignore_ascii_case(known)));
        match known {
            Some(known) => format!(".SH \"{}\"", words.get(&format!("man-{known}"))),
            None => line.to_owned(),
        }
    });
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_in_one_language() {
        for language in [Language::Es, Language::Fr] {
            let mut command = spoken(crate::Cli::command(), Words(language));
            command.build();
            let below = command.find_subcommand("plan").unwrap().clone();
            let mut page = Vec::new();
            Man::new(below).render(&mut page).unwrap();
            let page = said(&String::from_utf8(page).unwrap(), Words(language));
            let english = [
                "NAME",
                "SYNOPSIS",
                "SUBCOMMANDS",
                "EXTRA",
                "specified",
                "environment variable",
                "Possible",
                "Examples:",
                "plain-",
                "man-",
            ];
            let left: Vec<_> = english
                .iter()
                .filter(|word| page.lines().any(|line| !line.contains("\\fI") && line.contains(*word)))
                .collect();
            assert!(left.is_empty(), "{left:?} in\n{page}");
            assert!(page.contains("\\-\\-config"), "{page}");
        }
    }
}
