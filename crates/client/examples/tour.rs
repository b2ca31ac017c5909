//! Every process of the Partner API once: token, configuration, a loan draft, loans page by page, repayments, a journal.
//!
//! Settings: `FIELDLINK_ENVIRONMENT` (`stage`, `production` or the address of a PA2), `FIELDLINK_PARTNER_ID`,
//! `FIELDLINK_CLIENT_ID`, `FIELDLINK_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use fieldlink_client::{Client, Credentials, Profile};

#[path = "tour/steps.rs"]
mod steps;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let var = |name: &str| std::env::var(name).ok();
    let client = Client::new(Profile::from_vars(var)?, Credentials::from_vars(var)?)?;
    for line in steps::tour(&client).await? {
        println!("{line}");
    }
    Ok(())
}
