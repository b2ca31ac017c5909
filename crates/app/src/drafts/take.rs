//! A draft comes in: by the API with whatever is known, or empty for a person to fill.

use chrono::{DateTime, Utc};
use fieldlink_contract::codes;
use fieldlink_contract::loan_draft::{LoanDraft, LoanDraftReply};
use fieldlink_domain::draft::{Draft, DraftState, Unread};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::{Tx, drafts};

use super::origin;
use crate::idempotency::{self, IdempotencyKey};
use crate::photo::decode_base64;
use crate::{Actor, Error, Kind, Pa2, Permission, Result};

/// More borrowers or repayments than any loan has; bounds the work that one draft can ask for.
const MOST_ROWS: usize = 1_000;

impl Pa2 {
    /// Takes a draft from the API. Every part may be missing, and what this partner is not configured for is kept as it
    /// came: a person sees it and mends it before publishing (domain.md 1.6). A picture that cannot be read does not
    /// stop the draft either; why is kept beside it. `image_url` is kept and not opened.
    pub async fn take_draft(
        &self,
        actor: &Actor,
        partner: PartnerId,
        mut body: LoanDraft,
        key: Option<&IdempotencyKey>,
    ) -> Result<LoanDraftReply> {
        actor.may(Permission::EditDrafts, partner)?;
        bounded(&body)?;
        let now = self.now().await?;
        let sent = body.image_encoded.take().filter(|text| !text.trim().is_empty());
        let (photo, photo_error) = match sent {
            None => (None, None),
            // Before the transaction: it takes long. Photos are named by content, so a replayed post adds none.
            Some(text) => match self.keep_photo(partner, move || decode_base64(&text)).await? {
                Ok(key) => (Some(key), None),
                Err(error) => (None, Some(error.to_string())),
            },
        };
        let tx = self.store.begin().await?;
        if let Some(answer) = idempotency::replay(&tx, key).await? {
            return Ok(answer);
        }
        let draft = Draft {
            photo,
            photo_error,
            ..self.new_draft(actor, partner, body, now)
        };
        let id = self.add_draft(&tx, actor, &draft).await?;
        let answer = LoanDraftReply {
            code: codes::SUCCESS.to_owned(),
            message: "The loan draft was saved. A person has to review and publish it in PA2.".to_owned(),
            loan_draft_uuid: draft.uuid,
        };
        self.keep_answer(&tx, key, &answer).await?;
        tx.commit().await?;
        tracing::info!(partner = partner.0, draft = id, "loan draft taken");
        Ok(answer)
    }

    pub(super) async fn add_draft(&self, tx: &Tx, actor: &Actor, draft: &Draft) -> Result<i64> {
        let id = drafts::insert(tx, draft).await?;
        self.keep_act(tx, &super::change::act(actor, draft, id, "draft.create"))
            .await?;
        Ok(id)
    }

    /// Begins an empty draft for a person to fill; answers its number.
    pub async fn start_draft(&self, actor: &Actor, partner: PartnerId) -> Result<i64> {
        actor.may(Permission::EditDrafts, partner)?;
        let now = self.now().await?;
        let tx = self.store.begin().await?;
        let draft = self.new_draft(actor, partner, LoanDraft::default(), now);
        let id = self.add_draft(&tx, actor, &draft).await?;
        tx.commit().await?;
        Ok(id)
    }

    pub(super) fn new_draft(&self, actor: &Actor, partner: PartnerId, body: LoanDraft, now: DateTime<Utc>) -> Draft {
        Draft {
            id: 0,
            uuid: self.entropy.uuid(),
            partner_id: partner,
            origin: origin(actor),
            state: DraftState::Open,
            body,
            unread: Unread::default(),
            photo: None,
            photo_error: None,
            relists: None,
            created: now,
            updated: now,
            version: 1,
        }
    }
}

fn bounded(body: &LoanDraft) -> Result<()> {
    let ticks = body.not_pictured.as_ref().map_or(0, Vec::len);
    let repayments = body.schedule.as_ref().map_or(0, Vec::len);
    if body.entreps.len().max(ticks).max(repayments) <= MOST_ROWS {
        return Ok(());
    }
    let text = format!("A loan draft has at most {MOST_ROWS} borrowers and {MOST_ROWS} repayments.");
    Err(Error::new(Kind::TooLarge, codes::TOO_LARGE, text))
}
