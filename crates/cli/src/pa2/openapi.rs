//! `fieldlink pa2 openapi`: the description of the Partner API, as in `docs/openapi.json`.

use clap::Args as ClapArgs;
use miette::IntoDiagnostic;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {}

/// Prints it.
pub async fn run(_: Args) -> miette::Result<()> {
    println!("{}", fieldlink_web::openapi().to_pretty_json().into_diagnostic()?);
    Ok(())
}
