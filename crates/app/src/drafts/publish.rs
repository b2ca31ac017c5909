//! A person publishes a draft: it becomes a loan.

use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::draft_rules;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_store::{audit, drafts, loans, partners};

use super::change::act;
use super::review::{live_loans, photo_uses};
use super::{gone, not_found};
use crate::{Actor, Error, Pa2, Permission, Result};

impl Pa2 {
    /// Publishes a draft that still is at `version`, unless a rule finds an error. Answers the Kiva ID of its loan.
    pub async fn publish_draft(&self, actor: &Actor, partner: PartnerId, (id, version): (i64, i64)) -> Result<KivaId> {
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
        let context = self.context(&partner, pacific_day(now), (&live, &uses), None);
        let new = draft_rules::to_loan(&draft, &context)
            .map_err(|findings| Error::refused("This draft cannot be published yet.", findings))?;
        let loan = loans::insert_published(&tx, new, &self.settings, &actor.label(), now).await?;
        draft.state = draft.state.publish(loan.id).map_err(gone)?;
        draft.version = version;
        draft.updated = now;
        drafts::save(&tx, &draft).await?;
        let mut done = act(actor, &draft, id, "draft.publish");
        done.detail = format!("{} became {}", draft.uuid, loan.id);
        audit::insert(&tx, &done).await?;
        tx.commit().await?;
        tracing::info!(
            partner = partner.id.0,
            draft = id,
            loan = loan.id.0,
            "loan draft published"
        );
        Ok(loan.id)
    }
}
