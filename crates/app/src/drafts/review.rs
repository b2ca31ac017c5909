//! Drafts with what the rules find in them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use fieldlink_domain::calendar::{Period, day_start, pacific_day};
use fieldlink_domain::draft::{Draft, DraftState, internal_ids};
use fieldlink_domain::draft_rules::{self, Context, LiveLoan, PhotoUse, Terms, Usage};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::partner::Partner;
use fieldlink_store::{Db, loans, usage};

use super::list::label;
use crate::names::{Names, Who};
use crate::{Actor, Error, Pa2, Result};

/// A draft as a person reviews it.
#[derive(Debug, Clone)]
pub struct Review {
    /// The draft.
    pub draft: Draft,
    /// Everything the rules find; nothing once the draft is published or deleted.
    pub findings: Vec<Finding>,
    /// What its terms come to.
    pub terms: Terms,
    /// The partner, for its values and limits.
    pub partner: Partner,
    /// How far the limits are used.
    pub usage: Usage,
    /// Who made it.
    pub made_by: Who,
}

impl Pa2 {
    /// A draft with everything a person needs to judge it.
    pub async fn review_draft(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<Review> {
        let draft = self.draft(actor, partner, id).await?;
        let partner = self.partner(partner).await?;
        let live = live_loans(&self.store, partner.id, std::slice::from_ref(&draft)).await?;
        let usage = self.usage_of(&partner).await?;
        let today = pacific_day(self.now().await?);
        let uses = photo_uses(&self.store, partner.id, std::slice::from_ref(&draft)).await?;
        let context = self.context(&partner, today, (&live, &uses), Some(&usage));
        let findings = match draft.state {
            DraftState::Open => draft_rules::check_kept(&draft, &context),
            DraftState::Published(_) | DraftState::Deleted => Vec::new(),
        };
        let terms = draft_rules::terms(&draft.body, &context);
        let maker = label(&draft.origin);
        let made_by = Names::of(&self.store, partner.id, &[maker.as_str()]).await?.who(&maker);
        Ok(Review {
            findings,
            terms,
            draft,
            partner,
            usage,
            made_by,
        })
    }

    /// How far a partner's limits are used, with what the month brings back.
    pub(super) async fn usage_of(&self, partner: &Partner) -> Result<Usage> {
        let mut usage = usage::of_partner(&self.store, partner.id).await?;
        if partner.profile.monthly_limit.is_some() {
            let month = Period::at(self.now().await?);
            usage.posted = usage::posted_since(&self.store, partner.id, day_start(month.first_day())).await?;
        }
        for (theme, cents) in self.expected_back(partner, self.now().await?).await? {
            usage.themes.entry(theme).or_default().expected = cents;
        }
        Ok(usage)
    }

    pub(super) fn context<'a>(
        &'a self,
        partner: &'a Partner,
        today: NaiveDate,
        (live, photo_uses): (&'a [LiveLoan], &'a [PhotoUse]),
        usage: Option<&'a Usage>,
    ) -> Context<'a> {
        Context {
            profile: &partner.profile,
            config: &partner.config,
            settings: &self.settings,
            today,
            live,
            usage,
            photo_uses,
        }
    }
}

/// Loans that the photos of these drafts stand on already.
pub(super) async fn photo_uses(db: &dyn Db, partner: PartnerId, drafts: &[Draft]) -> Result<Vec<PhotoUse>> {
    let photos: BTreeSet<&str> = drafts.iter().filter_map(|d| d.photo.as_deref()).collect();
    let photos: Vec<&str> = photos.into_iter().collect();
    if photos.is_empty() {
        return Ok(Vec::new());
    }
    Ok(loans::photo_uses(db, partner, &photos).await?)
}

/// Those of them that are of one draft's photo.
pub(super) fn uses_of(draft: &Draft, uses: &[PhotoUse]) -> Vec<PhotoUse> {
    let own = uses.iter().filter(|u| Some(&u.photo) == draft.photo.as_ref());
    own.cloned().collect()
}

/// Live loans that carry the loan ID of one of these drafts.
pub(super) async fn live_loans(db: &dyn Db, partner: PartnerId, drafts: &[Draft]) -> Result<Vec<LiveLoan>> {
    let ids: Vec<String> = drafts
        .iter()
        .filter_map(|d| internal_ids(&d.body).0)
        .map(str::to_owned)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = loans::by_internal_loan_ids(db, partner, &ids)
        .await
        .map_err(Error::from)?;
    let live = found.into_iter().filter(|loan| is_live(loan.status));
    Ok(live
        .map(|l| LiveLoan {
            loan_id: l.internal_loan_id,
            client_id: l.internal_client_id,
        })
        .collect())
}

fn is_live(status: LoanStatus) -> bool {
    use LoanStatus as S;
    !matches!(
        status,
        S::Ended | S::Expired | S::InactiveExpired | S::Refunded | S::Deleted
    )
}
