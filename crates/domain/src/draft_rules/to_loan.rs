//! From a draft without errors to the loan it becomes.

use fieldlink_contract::loan_draft::{Entrep, Gender, LoanDraft};
use iso_currency::Currency;

use super::{Context, check_kept, filled, terms};
use crate::draft::{Draft, internal_ids};
use crate::finding::Finding;
use crate::loan::{Borrower, NewLoan};
use crate::money::{self, Minor};
use crate::partner::CurrencyLoss;

/// The loan that a draft becomes when it is posted, or everything that stands in its way. Warnings do not.
pub fn to_loan(draft: &Draft, context: &Context) -> Result<NewLoan, Vec<Finding>> {
    let found = check_kept(draft, context);
    if found.iter().any(Finding::blocks) {
        return Err(found);
    }
    // The rules have seen every part; this answers for a rule that one day forgets one.
    build(draft, context).ok_or_else(|| {
        vec![Finding::error(
            "draft_incomplete",
            "",
            "The draft is not complete. Please look at each step again.",
        )]
    })
}

fn build(draft: &Draft, context: &Context) -> Option<NewLoan> {
    let body = &draft.body;
    let currency = terms::read_currency(filled(&body.currency)?)?;
    let rate = context.config.rate(currency)?;
    let borrowers = body
        .entreps
        .iter()
        .map(|e| borrower(e, currency))
        .collect::<Option<Vec<_>>>()?;
    let principal: Minor = borrowers.iter().map(|b| b.amount).sum();
    let (loan_id, client_id) = internal_ids(body);
    Some(NewLoan {
        uuid: draft.uuid.clone(),
        partner_id: draft.partner_id,
        internal_loan_id: loan_id?.to_owned(),
        internal_client_id: client_id?.to_owned(),
        name: shown_name(body)?,
        location: filled(&body.location)?.to_owned(),
        activity_id: body.activity_id?,
        theme_type_id: body.theme_type_id?,
        language_id: body.description_language_id?,
        loanuse: filled(&body.loanuse)?.trim().to_owned(),
        description: filled(&body.description)?.trim().to_owned(),
        currency,
        principal,
        price_usd: money::price_usd(principal, currency, rate, context.settings.price_step_usd),
        rate,
        currency_loss: match currency {
            Currency::USD => CurrencyLoss::NotApplicable,
            _ => context.profile.currency_loss,
        },
        schedule: terms::read_schedule(body, principal, currency).ok()?,
        disburse_on: body.disburse_time?,
        flexible: false,
        photo: draft.photo.clone(),
        borrowers,
    })
}

fn borrower(entrep: &Entrep, currency: Currency) -> Option<Borrower> {
    Some(Borrower {
        loan_id: filled(&entrep.loan_id)?.to_owned(),
        client_id: filled(&entrep.client_id)?.to_owned(),
        first_name: filled(&entrep.first_name)?.trim().to_owned(),
        last_name: entrep.last_name.as_deref().unwrap_or_default().trim().to_owned(),
        gender: entrep.gender.filter(|g| *g != Gender::Unknown)?,
        amount: money::to_minor(entrep.amount?.decimal(), currency).ok()?,
    })
}

/// The group's name, or the borrower's given and family name.
fn shown_name(body: &LoanDraft) -> Option<String> {
    if let Some(name) = body.group_name() {
        return Some(name.trim().to_owned());
    }
    let entrep = body.entreps.first()?;
    let parts = [filled(&entrep.first_name), filled(&entrep.last_name)];
    Some(parts.into_iter().flatten().map(str::trim).collect::<Vec<_>>().join(" "))
}
