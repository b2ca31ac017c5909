//! Posts a loan draft with invented content. A person completes and publishes it in PA2.
//!
//! Settings: `FIELDLINK_ENVIRONMENT` (`stage`, `production` or the address of a PA2), `FIELDLINK_PARTNER_ID`,
//! `FIELDLINK_CLIENT_ID`, `FIELDLINK_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use fieldlink_client::{Client, Credentials, Post, Profile};
use fieldlink_contract::{Entrep, Gender, LoanDraft};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let var = |name: &str| std::env::var(name).ok();
    let client = Client::new(Profile::from_vars(var)?, Credentials::from_vars(var)?)?;
    let locale = client
        .locales()
        .await?
        .locales
        .first()
        .cloned()
        .ok_or("no locale is configured")?;
    let borrower = Entrep {
        amount: Some("50000".parse()?),
        client_id: Some("EXAMPLE-C1".to_owned()),
        loan_id: Some("EXAMPLE-L1".to_owned()),
        first_name: Some("Example".to_owned()),
        last_name: Some("Borrower".to_owned()),
        gender: Some(Gender::Female),
    };
    let draft = LoanDraft {
        currency: Some(locale.currency),
        description: Some("An example of a description.".to_owned()),
        description_language_id: Some(locale.language_id),
        loanuse: Some("to try the Partner API".to_owned()),
        activity_id: client
            .activities()
            .await?
            .activities
            .first()
            .map(|activity| activity.activity_id),
        theme_type_id: client.themes().await?.themes.first().map(|theme| theme.theme_type_id),
        location: client
            .locations()
            .await?
            .locations
            .first()
            .map(|location| location.full_name.clone()),
        entreps: vec![borrower],
        ..LoanDraft::default()
    };
    let reply = client.loan_draft(&draft, &Post::once()).await?;
    println!("draft {}", reply.loan_draft_uuid);
    Ok(())
}
