//! Lists every loan that takes repayments: paying back and defaulted.
//!
//! Settings: `FIELDLINK_ENVIRONMENT` (`stage`, `production` or the address of a PA2), `FIELDLINK_PARTNER_ID`,
//! `FIELDLINK_CLIENT_ID`, `FIELDLINK_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use fieldlink_client::{Client, Credentials, Profile};
use fieldlink_contract::{LoanStatus, LoansQuery};
use futures::TryStreamExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let var = |name: &str| std::env::var(name).ok();
    let client = Client::new(Profile::from_vars(var)?, Credentials::from_vars(var)?)?;
    for status in LoanStatus::ALL.into_iter().filter(|status| status.takes_repayments()) {
        let query = LoansQuery {
            status: Some(status),
            ..LoansQuery::default()
        };
        let mut loans = std::pin::pin!(client.loans_stream(query, 300));
        while let Some(loan) = loans.try_next().await? {
            println!("{status} Kiva ID {}, Loan ID {}", loan.kiva_id, loan.internal_loan_id);
        }
    }
    Ok(())
}
