//! Questions on the terminal for what the arguments left out. An empty answer leaves it to be filled in later.

use std::io::Write as _;
use std::path::PathBuf;

use super::Args;
use crate::link::failure::Failure;

/// Asks for what is missing.
pub(super) fn for_missing(args: &mut Args) -> Result<(), Failure> {
    if args.partner.is_none() {
        args.partner = loop {
            let answer = ask("Your partner number at Kiva (empty: later)")?;
            if answer.is_empty() {
                break None;
            }
            match answer.parse() {
                Ok(number) if number > 0 => break Some(number),
                _ => println!("  a number above zero, please"),
            }
        };
    }
    if args.source.is_none() {
        println!("Where are your records?");
        println!("  a file (.csv, a workbook, .db), a postgres:// or mysql:// URL,");
        println!("  `push` for a plug-in or macro that sends them, `none` for a new workbook");
        let answer = ask("Source (empty: later)")?;
        args.source = (!answer.is_empty()).then_some(answer);
    }
    if args.client.is_none() {
        let answer = ask("File of the API client, as `fieldlink pa2 client create --json` prints it (empty: later)")?;
        args.client = (!answer.is_empty()).then(|| PathBuf::from(answer));
    }
    Ok(())
}

fn ask(question: &str) -> Result<String, Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(
            format!("the terminal cannot be read: {error}"),
            "give --partner, --source and --client as arguments",
        )
    };
    print!("{question}: ");
    std::io::stdout().flush().map_err(failed)?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(failed)?;
    Ok(answer.trim().to_owned())
}
