//! `fieldlink man`: the manual pages, one for each command.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use fieldlink_link::said::Said;

use super::Outcome;
use super::failure::Failure;

const EXAMPLES: &str = "Examples:
  fieldlink man ./man && man -l ./man/fieldlink.1";

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
            Said::new(
                "said-no-pages",
                &[
                    ("folder", args.folder.display().to_string()),
                    ("why", error.to_string()),
                ],
                format!("the pages cannot be written to {}: {error}", args.folder.display()),
            ),
            "choose a folder that can be written",
        )
    };
    std::fs::create_dir_all(&args.folder).map_err(failed)?;
    let mut command = crate::Cli::command();
    command.build();
    let pages = write(&args.folder, &command, "fieldlink").map_err(failed)?;
    println!("{pages} pages in {}", args.folder.display());
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
    std::fs::write(folder.join(format!("{name}.1")), page)?;
    let mut pages = 1;
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        pages += write(folder, below, &format!("{name}-{}", below.get_name()))?;
    }
    Ok(pages)
}
