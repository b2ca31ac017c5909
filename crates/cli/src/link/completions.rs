//! `fieldlink completions`: what a shell needs to complete our commands.

use clap::CommandFactory as _;
use clap_complete::Shell;
use fieldlink_say::message;

use super::Outcome;
use super::failure::Failure;

const EXAMPLES: &str = "Examples:
  fieldlink completions bash > /etc/bash_completion.d/fieldlink
  fieldlink completions zsh > ~/.zfunc/_fieldlink
  fieldlink completions fish > ~/.config/fish/completions/fieldlink.fish";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs the command.
pub fn run(args: Args) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut crate::Cli::command(), "fieldlink", &mut text);
    let text = String::from_utf8(text)
        .map_err(|error| Failure::new(message!("not-json", why = error.to_string()), message!("word-report")))?;
    print!("{text}");
    Ok(0)
}
