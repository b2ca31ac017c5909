//! A person corrects or throws away a draft.

use fieldlink_contract::loan_draft::LoanDraft;
use fieldlink_domain::draft::{Draft, IllegalDraftMove, Unread};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::{audit, drafts};

use super::{gone, not_found};
use crate::{Actor, Error, Pa2, Permission, Result};

impl Pa2 {
    /// Replaces what a draft holds, and what of it cannot be read yet, if it still is at `version`. The photo is not part
    /// of it.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (id, version): (i64, i64),
        (body, unread): (LoanDraft, Unread),
    ) -> Result<Draft> {
        let put = |draft: &mut Draft| {
            (draft.body, draft.unread) = (body, unread);
            Ok(())
        };
        self.change_draft(actor, partner, (id, version), "draft.save", put)
            .await
    }

    /// Puts a photo on a draft. A picture that cannot be read changes nothing and is refused in words.
    pub async fn save_draft_photo(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (id, version): (i64, i64),
        bytes: Vec<u8>,
    ) -> Result<Draft> {
        actor.may(Permission::EditDrafts, partner)?;
        let key = match self.keep_photo(partner, move || Ok(bytes)).await? {
            Ok(key) => key,
            Err(error) => return Err(Error::invalid(error.to_string()).said(error.text(), [])),
        };
        let put = |draft: &mut Draft| {
            draft.photo = Some(key);
            draft.photo_error = None;
            Ok(())
        };
        self.change_draft(actor, partner, (id, version), "draft.photo", put)
            .await
    }

    /// Throws a draft away.
    pub async fn delete_draft(&self, actor: &Actor, partner: PartnerId, (id, version): (i64, i64)) -> Result<()> {
        let delete = |draft: &mut Draft| draft.state.delete().map(|state| draft.state = state);
        self.change_draft(actor, partner, (id, version), "draft.delete", delete)
            .await?;
        Ok(())
    }

    async fn change_draft(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (id, version): (i64, i64),
        action: &str,
        change: impl FnOnce(&mut Draft) -> std::result::Result<(), IllegalDraftMove>,
    ) -> Result<Draft> {
        actor.may(Permission::EditDrafts, partner)?;
        let now = self.now().await?;
        let tx = self.store.begin().await?;
        let mut draft = drafts::get(&tx, partner, id).await?.ok_or_else(not_found)?;
        draft.state.open().map_err(gone)?;
        draft.version = version;
        draft.updated = now;
        change(&mut draft).map_err(gone)?;
        draft.version = drafts::save(&tx, &draft).await.map_err(super::stale)?;
        self.keep_act(&tx, &act(actor, &draft, id, action)).await?;
        tx.commit().await?;
        Ok(draft)
    }
}

pub(super) fn act(actor: &Actor, draft: &Draft, id: i64, action: &str) -> audit::Act {
    audit::Act {
        at: draft.updated,
        partner_id: Some(draft.partner_id),
        actor: actor.label(),
        action: action.to_owned(),
        subject: id.to_string(),
        detail: draft.uuid.clone(),
    }
}
