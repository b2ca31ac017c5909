//! Reports repayments: pairs of Loan ID and amount given as arguments, `0001=480.50 0002=0`.
//!
//! Settings: `FIELDLINK_ENVIRONMENT` (`stage`, `production` or the address of a PA2), `FIELDLINK_PARTNER_ID`,
//! `FIELDLINK_CLIENT_ID`, `FIELDLINK_CLIENT_SECRET`.
#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use fieldlink_client::{Client, Credentials, Post, Profile, repayments_batches};
use fieldlink_contract::Repayment;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let var = |name: &str| std::env::var(name).ok();
    let client = Client::new(Profile::from_vars(var)?, Credentials::from_vars(var)?)?;
    let mut rows = Vec::new();
    for argument in std::env::args().skip(1) {
        let (loan_id, amount) = argument.split_once('=').ok_or("write LOAN_ID=AMOUNT")?;
        rows.push(Repayment {
            loan_id: loan_id.to_owned(),
            amount: amount.parse()?,
            client_id: None,
        });
    }
    for batch in repayments_batches(&rows) {
        // Cumulative amounts say the same when said twice. Drop `repeatable` if yours are the month's only.
        let reply = client.repayments(batch, &Post::once().repeatable()).await?;
        for upload in &reply.value {
            println!(
                "upload {}: {} rows, {} problems",
                upload.upload_id,
                batch.len(),
                upload.problems.len()
            );
            for problem in &upload.problems {
                println!(
                    "  {} {}: {} ({})",
                    problem.severity, problem.loan_id, problem.details, problem.code
                );
            }
        }
    }
    Ok(())
}
