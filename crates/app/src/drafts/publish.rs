//! A person publishes drafts: they become loans.

use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::draft_rules::{self, Usage, check_kept};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::Loan;
use fieldlink_store::{drafts, loans, partners};

use super::change::act;
use super::review::{live_loans, photo_uses};
use super::{gone, not_found};
use crate::{Actor, Error, Pa2, Permission, Result};

/// Most drafts that are published in one go.
const MOST_AT_ONCE: usize = 100;

/// How one of several drafts fared.
#[derive(Debug)]
pub struct Published {
    /// The draft's number.
    pub draft: i64,
    /// The loan that it became, or why it did not.
    pub outcome: Result<Loan>,
}

impl Pa2 {
    /// Publishes a draft that still is at `version`, unless a rule finds an error. Answers the Kiva ID of its loan.
    pub async fn publish_draft(&self, actor: &Actor, partner: PartnerId, (id, version): (i64, i64)) -> Result<KivaId> {
        let loan = self.post_draft(actor, partner, (id, version), None).await?;
        Ok(loan.id)
    }

    /// Publishes several drafts, each by itself and only where the rules find neither an error nor a warning: nobody
    /// looks at each of them. One that cannot be published does not stop the others.
    pub async fn publish_drafts(
        &self,
        actor: &Actor,
        partner: PartnerId,
        chosen: &[(i64, i64)],
    ) -> Result<Vec<Published>> {
        actor.may(Permission::PublishDrafts, partner)?;
        if chosen.len() > MOST_AT_ONCE {
            let text = format!("At most {MOST_AT_ONCE} drafts can be published in one go.");
            return Err(Error::invalid(text).said("drafts-too-many", [("most", MOST_AT_ONCE.to_string())]));
        }
        let mut usage = self.usage_of(&self.partner(partner).await?).await?;
        let mut done = Vec::with_capacity(chosen.len());
        for (draft, version) in chosen {
            let outcome = self.post_draft(actor, partner, (*draft, *version), Some(&usage)).await;
            if let Ok(loan) = &outcome {
                usage.themes.entry(loan.theme_type_id).or_default().pending += loan.price_usd;
                usage.posted += loan.price_usd;
            }
            done.push(Published { draft: *draft, outcome });
        }
        Ok(done)
    }

    /// Posts a draft. With the usage of the limits given, a warning stops it too.
    async fn post_draft(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (id, version): (i64, i64),
        strict: Option<&Usage>,
    ) -> Result<Loan> {
        actor.may(Permission::PublishDrafts, partner)?;
        let now = self.now().await?;
        let tx = self.store.begin().await?;
        // One at a time for a partner: two drafts of the same loan must not both find its loan ID free.
        drafts::lock_posting(&tx, partner).await?;
        let partner = partners::get(&tx, partner)
            .await?
            .ok_or_else(|| Error::not_found("The partner"))?;
        let mut draft = drafts::get(&tx, partner.id, id).await?.ok_or_else(not_found)?;
        draft.state.open().map_err(gone)?;
        let live = live_loans(&tx, partner.id, std::slice::from_ref(&draft)).await?;
        let uses = photo_uses(&tx, partner.id, std::slice::from_ref(&draft)).await?;
        let context = self.context(&partner, pacific_day(now), (&live, &uses), strict);
        let refused = |findings| {
            Error::refused("This draft cannot be published yet.", findings).said("drafts-cannot-be-published", [])
        };
        if strict.is_some() {
            let found = check_kept(&draft, &context);
            if !found.is_empty() {
                return Err(refused(found));
            }
        }
        let new = draft_rules::to_loan(&draft, &context).map_err(refused)?;
        let loan = loans::insert_published(&tx, new, &self.settings, &actor.label(), now).await?;
        self.tell_of_relisting(&tx, actor, (&draft, &loan), now).await?;
        draft.state = draft.state.publish(loan.id).map_err(gone)?;
        draft.version = version;
        draft.updated = now;
        drafts::save(&tx, &draft).await.map_err(super::stale)?;
        let mut done = act(actor, &draft, id, "draft.publish");
        done.detail = format!("{} became {}", draft.uuid, loan.id);
        self.keep_act(&tx, &done).await?;
        tx.commit().await?;
        tracing::info!(
            partner = partner.id.0,
            draft = id,
            loan = loan.id.0,
            "loan draft published"
        );
        Ok(loan)
    }
}
