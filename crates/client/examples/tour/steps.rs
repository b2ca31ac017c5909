use fieldlink_client::{Client, Effect, Post, repayments_batches};
use fieldlink_contract::{Amount, Entrep, Gender, Journal, LoanDraft, LoanStatus, LoansQuery, Repayment};
use futures::TryStreamExt;

/// Answers what happened, line by line.
pub async fn tour(client: &Client) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut said = Vec::new();

    // A token comes by itself with the first call, and is renewed before it ends. Asking for it shows that the credentials work.
    let token = client.token().await?;
    said.push(format!("partner {}, scopes: {}", token.partner_id, token.scopes));

    // What the partner may use. Names become ids here.
    let activities = client.activities().await?.value.activities;
    let farming = activities
        .iter()
        .find(|one| one.activity == "Farming")
        .ok_or("no such activity")?;
    let themes = client.themes().await?.value.themes;
    let locales = client.locales().await?.value.locales;
    let locations = client.locations().await?.value.locations;

    // A loan draft. Everything may be left out; a person completes and publishes it in PA2.
    let draft = LoanDraft {
        activity_id: Some(farming.activity_id),
        theme_type_id: themes.first().map(|theme| theme.theme_type_id),
        currency: locales.first().map(|locale| locale.currency.clone()),
        description_language_id: locales.first().map(|locale| locale.language_id),
        location: locations.first().map(|location| location.full_name.clone()),
        description: Some("Amina farms two acres near the lake.".into()),
        loanuse: Some("to buy maize seed".into()),
        entreps: vec![Entrep {
            loan_id: Some("00017".into()),
            client_id: Some("C-17".into()),
            first_name: Some("Amina".into()),
            last_name: Some("Otieno".into()),
            gender: Some(Gender::Female),
            amount: Some("25000".parse()?),
        }],
        ..LoanDraft::default()
    };
    match client.loan_draft(&draft, &Post::once()).await {
        Ok(reply) => said.push(format!("loan draft {}", reply.value.loan_draft_uuid)),
        // The answer was lost: it may have arrived. Write that down, and look in PA2 before sending it again.
        Err(error) if error.class().effect == Effect::Unknown => said.push(format!("uncertain: {error}")),
        Err(error) => return Err(error.into()),
    }

    // Loans that take repayments, page after page.
    let paying = LoansQuery {
        status: Some(LoanStatus::PayingBack),
        ..LoansQuery::default()
    };
    let loans: Vec<_> = client.loans_stream(paying, 100).try_collect().await?;
    said.push(format!("{} loans are paying back", loans.len()));

    // What they have repaid so far, in batches that Kiva likes. A running total says the same when said twice.
    let nothing = "0".parse::<Amount>()?;
    let rows: Vec<Repayment> = loans
        .iter()
        .map(|loan| Repayment {
            loan_id: loan.internal_loan_id.clone(),
            amount: nothing,
            client_id: None,
        })
        .collect();
    for batch in repayments_batches(&rows) {
        for upload in client.repayments(batch, &Post::once().repeatable()).await?.value {
            said.push(format!(
                "upload {}: {} problems",
                upload.upload_id,
                upload.problems.len()
            ));
        }
    }

    // News of a borrower. A person opens the link and publishes it.
    if let Some(loan) = loans.first() {
        let journal = Journal {
            internal_loan_id: loan.internal_loan_id.clone(),
            subject: "A visit".into(),
            body: "The maize stands well, and the first payments were made on time.".into(),
            ..Journal::default()
        };
        for archive in client.journals(&[journal], &Post::once()).await?.value {
            said.push(format!("confirm at {}", archive.confirm_url));
        }
    }
    Ok(said)
}
