//! Lists what the partner may use on its loans.
//!
//! Settings: `FIELDLINK_ENVIRONMENT` (`stage`, `production` or the address of a PA2), `FIELDLINK_PARTNER_ID`,
//! `FIELDLINK_CLIENT_ID`, `FIELDLINK_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use fieldlink_client::{Client, Credentials, Profile};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let var = |name: &str| std::env::var(name).ok();
    let client = Client::new(Profile::from_vars(var)?, Credentials::from_vars(var)?)?;
    for activity in &client.activities().await?.activities {
        println!("activity {}: {}", activity.activity_id, activity.activity);
    }
    for locale in &client.locales().await?.locales {
        println!(
            "locale {} in {} (language {})",
            locale.currency, locale.language_name, locale.language_id
        );
    }
    for theme in &client.themes().await?.themes {
        println!("theme {}: {}", theme.theme_type_id, theme.theme_type);
    }
    for location in &client.locations().await?.locations {
        println!("location {}", location.full_name);
    }
    Ok(())
}
