//! Posts one journal: arguments are the Loan ID, the subject and the text.
//!
//! Settings: `FIELDLINK_ENVIRONMENT` (`stage`, `production` or the address of a PA2), `FIELDLINK_PARTNER_ID`,
//! `FIELDLINK_CLIENT_ID`, `FIELDLINK_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use fieldlink_client::{Client, Credentials, Effect, Post, Profile};
use fieldlink_contract::Journal;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let var = |name: &str| std::env::var(name).ok();
    let client = Client::new(Profile::from_vars(var)?, Credentials::from_vars(var)?)?;
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &'static str| arguments.next().ok_or(what);
    let journal = Journal {
        internal_loan_id: next("which Loan ID?")?,
        subject: next("which subject?")?,
        body: next("which text?")?,
        ..Journal::default()
    };
    match client.journals(&[journal], &Post::once()).await {
        Ok(reply) => reply
            .iter()
            .for_each(|archive| println!("open {} to publish", archive.confirm_url)),
        Err(error) if error.class().effect == Effect::Unknown => {
            println!("{error}: look in PA2 whether it arrived before sending it again");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
