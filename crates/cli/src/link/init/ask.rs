//! Questions on the terminal for what the arguments left out. An empty answer leaves it to be filled in later.

use std::io::Write as _;
use std::path::PathBuf;

use fieldlink_say::message;

use super::Args;
use crate::link::failure::Failure;
use crate::manner::words;

/// Asks for what is missing.
pub(super) fn for_missing(args: &mut Args) -> Result<(), Failure> {
    if args.partner.is_none() && args.client.is_none() {
        args.partner = loop {
            let answer = ask(&words().get("init-ask-partner"))?;
            if answer.is_empty() {
                break None;
            }
            match answer.parse() {
                Ok(number) if number > 0 => break Some(number),
                _ => println!("  {}", words().get("init-ask-number")),
            }
        };
    }
    if args.source.is_none() {
        println!("{}", words().get("init-ask-where"));
        let answer = ask(&words().get("init-ask-source"))?;
        args.source = (!answer.is_empty()).then_some(answer);
    }
    if args.client.is_none() {
        let answer = ask(&words().get("init-ask-client"))?;
        args.client = (!answer.is_empty()).then(|| PathBuf::from(answer));
    }
    Ok(())
}

fn ask(question: &str) -> Result<String, Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(
            message!("no-terminal", why = error.to_string()),
            message!("next-init-arguments"),
        )
    };
    print!("{question}: ");
    std::io::stdout().flush().map_err(failed)?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(failed)?;
    Ok(answer.trim().to_owned())
}
