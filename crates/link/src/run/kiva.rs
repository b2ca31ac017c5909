//! What the Partner API is asked for a plan.

use std::collections::{BTreeMap, BTreeSet};

use fieldlink_client::{Client, Error};
use fieldlink_contract::{Loan, LoanStatus, LoansQuery, LoansReply};
use fieldlink_domain::draft_rules::LiveLoan;
use fieldlink_domain::journal::ELIGIBLE;
use fieldlink_domain::partner::{CurrencyRate, Location, PartnerConfig, PartnerTheme};
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use iso_currency::Currency;
use rust_decimal::Decimal;

use crate::mapping::lookup::Offers;
use crate::plan::loans::KivaLoans;

/// Loans per page: a compromise between many calls and Kiva's advice (`domain.md 1.5`).
const PAGE: u64 = 300;
/// Up to so many loans are asked for one by one; for more the whole list is read.
const ONE_BY_ONE: usize = 200;
/// Questions at a time.
const AT_ONCE: usize = 4;

/// What the partner may use.
///
/// # Errors
/// Those of the client.
pub async fn offers(client: &Client) -> Result<Offers, Error> {
    let (activities, themes, locales, locations) = futures::try_join!(
        client.activities(),
        client.themes(),
        client.locales(),
        client.locations()
    )?;
    Ok(Offers {
        activities: activities.value.activities,
        themes: themes.value.themes,
        locales: locales.value.locales,
        locations: locations.value.locations,
    })
}

/// The same as the rules want it. The routes tell no rates: those that are not configured are zero, which the rules
/// take as unknown.
pub(super) fn partner_config(offers: &Offers, rates: &BTreeMap<String, Decimal>) -> PartnerConfig {
    let codes: BTreeSet<&str> = offers.locales.iter().map(|locale| locale.currency.as_str()).collect();
    let currencies = codes.into_iter().filter_map(|code| {
        let rate = rates.get(code).copied().unwrap_or_default();
        Some(CurrencyRate {
            currency: Currency::from_code(code)?,
            rate,
        })
    });
    let languages: BTreeSet<i64> = offers.locales.iter().map(|locale| locale.language_id).collect();
    let locations = offers
        .locations
        .iter()
        .map(|place| match place.full_name.rsplit_once(": ") {
            // The full name is what drafts carry, so it is what must compare equal.
            Some((town, country)) => Location {
                country: country.to_owned(),
                location: town.to_owned(),
            },
            None => Location {
                country: place.country.clone(),
                location: place.location.clone(),
            },
        });
    PartnerConfig {
        activities: offers.activities.iter().map(|activity| activity.activity_id).collect(),
        themes: offers
            .themes
            .iter()
            .map(|theme| PartnerTheme {
                id: theme.theme_type_id,
                limit: None,
            })
            .collect(),
        currencies: currencies.collect(),
        languages: languages.into_iter().collect(),
        locations: locations.collect(),
        retired_locations: Vec::new(),
    }
}

/// All loans that take repayments (`domain.md 1.5`: paying back and defaulted).
pub(super) async fn repayable(client: &Client) -> Result<KivaLoans, Error> {
    let mut loans = KivaLoans::default();
    for status in [LoanStatus::PayingBack, LoanStatus::Defaulted] {
        listed(client, status, |loan| loans.push(&loan)).await?;
    }
    Ok(loans.complete())
}

/// Loans on Kiva that carry one of these Loan IDs and are not over.
pub(super) async fn live(client: &Client, loan_ids: &BTreeSet<&str>) -> Result<Vec<LiveLoan>, Error> {
    let loans = by_loan_id(client, loan_ids).await?;
    let over = |status| {
        use LoanStatus::{Deleted, Ended, Expired, InactiveExpired, Refunded};
        matches!(status, Ended | Expired | InactiveExpired | Refunded | Deleted)
    };
    Ok(loans
        .into_iter()
        .filter(|loan| loan.loan_status().is_ok_and(|status| !over(status)))
        .map(|loan| LiveLoan {
            loan_id: loan.internal_loan_id,
            client_id: loan.internal_client_id,
        })
        .collect())
}

/// Loans that journals with these Loan IDs may be about.
pub(super) async fn of_journals(client: &Client, loan_ids: &BTreeSet<String>) -> Result<KivaLoans, Error> {
    if loan_ids.len() <= ONE_BY_ONE {
        let loan_ids: BTreeSet<&str> = loan_ids.iter().map(String::as_str).collect();
        return Ok(by_loan_id(client, &loan_ids).await?.iter().collect());
    }
    let mut loans = KivaLoans::default();
    for status in ELIGIBLE {
        listed(client, status, |loan| {
            if loan_ids.contains(loan.internal_loan_id.as_str()) {
                loans.push(&loan);
            }
        })
        .await?;
    }
    Ok(loans.complete())
}

/// Loans with one of these Loan IDs, in whatever status. A server that takes no question without a status is asked for the
/// lists of all of them (domain.md 7.1: Kiva's newest sample says that the status is required, its guide that it is not).
async fn by_loan_id(client: &Client, loan_ids: &BTreeSet<&str>) -> Result<Vec<Loan>, Error> {
    match in_any_status(client, loan_ids).await {
        Err(error) if wants_status(&error) => {
            let mut loans = Vec::new();
            for status in LoanStatus::ALL {
                listed(client, status, |loan| {
                    if loan_ids.contains(loan.internal_loan_id.as_str()) {
                        loans.push(loan);
                    }
                })
                .await?;
            }
            Ok(loans)
        }
        found => found,
    }
}

/// Whether a question without a status was refused for what it says.
fn wants_status(error: &Error) -> bool {
    matches!(error, Error::Refused(answer) if matches!(answer.status, 400 | 422))
}

async fn in_any_status(client: &Client, loan_ids: &BTreeSet<&str>) -> Result<Vec<Loan>, Error> {
    let found: Vec<Vec<Loan>> = stream::iter(loan_ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>())
        .map(|loan_id| async move {
            let query = LoansQuery {
                query: Some(loan_id.clone()),
                ..LoansQuery::default()
            };
            let loans: Vec<Loan> = client.loans_stream(query, PAGE).try_collect().await?;
            // The search box also finds names and Kiva IDs.
            Ok::<_, Error>(
                loans
                    .into_iter()
                    .filter(|loan| loan.internal_loan_id == loan_id)
                    .collect(),
            )
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Tells all loans in a status, in Kiva's order. After the first page the others are asked for a few at a time.
async fn listed(client: &Client, status: LoanStatus, mut tell: impl FnMut(Loan)) -> Result<(), Error> {
    let first = page(client, status, 0, PAGE).await?;
    // Servers may give fewer than asked.
    let step = u64::try_from(first.data.len()).unwrap_or(u64::MAX);
    let total = u64::try_from(first.total_records).unwrap_or(0);
    first.data.into_iter().for_each(&mut tell);
    if step == 0 || step >= total {
        return Ok(());
    }
    let pages =
        (1..total.div_ceil(step)).map(|at| pages(client.clone(), status, at * step, step.min(total - at * step)));
    let pages: Vec<BoxFuture<'static, _>> = pages.collect();
    let mut pages = stream::iter(pages).buffered(AT_ONCE);
    while let Some(page) = pages.next().await {
        page?.into_iter().for_each(&mut tell);
    }
    Ok(())
}

/// So many loans from there on, in as many pages as the server makes of them.
fn pages(client: Client, status: LoanStatus, first: u64, count: u64) -> BoxFuture<'static, Result<Vec<Loan>, Error>> {
    async move {
        let mut loans = Vec::new();
        let mut left = count;
        while left > 0 {
            let more = page(&client, status, first + (count - left), left).await?.data;
            if more.is_empty() {
                break;
            }
            left = left.saturating_sub(u64::try_from(more.len()).unwrap_or(u64::MAX));
            loans.extend(more);
        }
        Ok(loans)
    }
    .boxed()
}

async fn page(client: &Client, status: LoanStatus, offset: u64, limit: u64) -> Result<LoansReply, Error> {
    let query = LoansQuery {
        status: Some(status),
        offset: Some(offset),
        limit: Some(limit),
        ..LoansQuery::default()
    };
    Ok(client.loans(&query).await?.value)
}
