//! Kiva's side: the reviewers' queue, problems raised, and what a partner is configured for.

use std::collections::BTreeSet;

use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::Loan;
use fieldlink_domain::partner::{Partner, PartnerConfig, Profile};
use fieldlink_domain::reference;
use fieldlink_store::loan_queue::{self, Place, Waiting};
use fieldlink_store::partners;
use rust_decimal::Decimal;

use crate::audit::Deed;
use crate::life::{LoanRef, LoanStep};
use crate::{Actor, Error, Pa2, Permission, Result};

/// Loans on a page of the queue.
const PAGE: u64 = 50;
/// Longest code of a problem, and longest text, in characters.
const ISSUE_MOST: (usize, usize) = (20, 2_000);

/// What Kiva sets of a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerChange {
    /// Its name.
    pub name: String,
    /// Settings.
    pub profile: Profile,
    /// Reference values.
    pub config: PartnerConfig,
}

impl Pa2 {
    /// The loans that wait for a reviewer, those that wait longest first: a page after a place, and where the next one
    /// begins, if there is one.
    pub async fn review_queue(&self, actor: &Actor, after: Option<Place>) -> Result<(Vec<Waiting>, Option<Place>)> {
        actor.may(Permission::Review, PartnerId(0))?;
        let mut waiting = loan_queue::page(&self.store, after, PAGE + 1).await?;
        let more = waiting.len() as u64 > PAGE;
        waiting.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let next = waiting.last().filter(|_| more).map(|w| (w.posted.timestamp(), w.id.0));
        Ok((waiting, next))
    }

    /// Sends a loan back to its partner with a problem: a short code (domain.md 2.3) and words.
    pub async fn raise_issue(&self, actor: &Actor, loan: KivaId, code: &str, text: &str) -> Result<Loan> {
        actor.may(Permission::Review, PartnerId(0))?;
        let (code, text) = (code.trim(), text.trim());
        let fits = |text: &str, most| !text.is_empty() && text.chars().count() <= most;
        if !fits(code, ISSUE_MOST.0) || !fits(text, ISSUE_MOST.1) {
            return Err(
                Error::invalid("A problem needs a code and a text that says what to correct.")
                    .said("error-issue-words", []),
            );
        }
        let step = LoanStep::RaiseIssue(code.to_owned(), text.to_owned());
        self.step_loan(actor, &LoanRef::Kiva(loan), step).await
    }

    /// A partner, for those who may configure it.
    pub async fn partner_to_configure(&self, actor: &Actor, id: PartnerId) -> Result<Partner> {
        actor.may(Permission::Operate, id)?;
        self.partner(id).await
    }

    /// Changes what Kiva sets of a partner. Its places are its own and are left as they are.
    pub async fn configure_partner(&self, actor: &Actor, id: PartnerId, change: PartnerChange) -> Result<Partner> {
        actor.may(Permission::Operate, id)?;
        check(&change)?;
        let tx = self.store.begin().await?;
        let mut partner = partners::hold(&tx, id)
            .await?
            .ok_or_else(|| Error::not_found(&format!("Partner {id}")))?;
        partner.name = change.name.trim().to_owned();
        partner.profile = change.profile;
        partner.config = PartnerConfig {
            locations: std::mem::take(&mut partner.config.locations),
            retired_locations: std::mem::take(&mut partner.config.retired_locations),
            ..change.config
        };
        partners::save(&tx, &partner).await?;
        let configured = partner.clone();
        let subject = id.to_string();
        let deed = Deed {
            partner: Some(id),
            action: "partner.configure",
            subject: &subject,
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        self.partner_names.forget();
        Ok(configured)
    }
}

fn check(change: &PartnerChange) -> Result<()> {
    if change.name.trim().is_empty() {
        return Err(Error::invalid("A partner needs a name.").said("error-partner-name", []));
    }
    let config = &change.config;
    let bad = config.currencies.iter().find(|c| c.rate <= Decimal::ZERO);
    if let Some(bad) = bad {
        let code = bad.currency.code();
        return Err(Error::invalid(format!("The rate of {code} must be above zero."))
            .said("error-partner-rate", [("currency", code.to_owned())]));
    }
    let codes: BTreeSet<&str> = config.currencies.iter().map(|c| c.currency.code()).collect();
    if codes.len() < config.currencies.len() {
        return Err(Error::invalid("A currency stands twice.").said("error-partner-currency-twice", []));
    }
    let known = config.activities.iter().all(|id| reference::activity(*id).is_some())
        && config.themes.iter().all(|theme| reference::theme(theme.id).is_some())
        && config.languages.iter().all(|id| reference::language(*id).is_some());
    if !known {
        return Err(Error::invalid("An activity, theme or language is not known.").said("error-partner-unknown", []));
    }
    let limits = config.themes.iter().filter_map(|theme| theme.limit);
    let amounts = limits
        .chain(change.profile.credit_limit)
        .chain(change.profile.monthly_limit)
        .chain(change.profile.group_max_usd);
    if amounts.into_iter().any(|amount| amount.0 < 0) {
        return Err(Error::invalid("A limit is zero or more.").said("error-partner-limit", []));
    }
    Ok(())
}
