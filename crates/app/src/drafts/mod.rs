//! Loan drafts: taken from the API, corrected and published by people.

mod change;
mod list;
mod publish;
mod relist;
mod review;
mod take;
mod upload;

pub use fieldlink_store::drafts::{Filter, Maker, Stage};
pub use list::{DraftPage, Listed, Standing, Wanted};
pub use publish::Published;
pub use review::Review;
pub use upload::{Arrived, LARGEST_PHOTO, LARGEST_PIECE};

use chrono::{DateTime, Utc};
use fieldlink_domain::draft::{Draft, IllegalDraftMove, Origin};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::{audit, drafts};

use crate::names::{Names, Who};
use crate::{Actor, Error, Pa2, Permission, Result};

/// A change of a draft.
#[derive(Debug, Clone)]
pub struct Change {
    /// Who made it.
    pub by: Who,
    /// When.
    pub at: DateTime<Utc>,
}

impl Pa2 {
    /// One draft.
    pub async fn draft(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<Draft> {
        actor.may(Permission::ReadLoans, partner)?;
        drafts::get(&self.store, partner, id).await?.ok_or_else(not_found)
    }

    /// The photo of a draft, a JPEG.
    pub async fn draft_photo(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<Vec<u8>> {
        let draft = self.draft(actor, partner, id).await?;
        let missing = || Error::not_found("The photo");
        let key = draft.photo.ok_or_else(missing)?;
        self.photos.get(&key).await?.ok_or_else(missing)
    }

    /// The photo of a draft as a JPEG of at most 2,600 bytes, to stand within a page; none where it has no photo, or one
    /// that cannot be made so small.
    pub async fn draft_thumbnail(&self, actor: &Actor, draft: &Draft) -> Result<Option<Vec<u8>>> {
        actor.may(Permission::ReadLoans, draft.partner_id)?;
        let Some(key) = &draft.photo else {
            return Ok(None);
        };
        let Some(jpeg) = self.photos.get(key).await? else {
            return Ok(None);
        };
        let made = tokio::task::spawn_blocking(move || crate::photo::thumbnail(&jpeg)).await;
        made.map_err(Error::internal)
    }

    /// Who last changed a draft, and when.
    pub async fn last_change_of_draft(&self, actor: &Actor, partner: PartnerId, id: i64) -> Result<Option<Change>> {
        actor.may(Permission::ReadLoans, partner)?;
        // Things of other kinds may have the same number.
        let acts = audit::of_subject(&self.store, partner, &id.to_string(), 50).await?;
        let Some(act) = acts.into_iter().find(|act| act.action.starts_with("draft.")) else {
            return Ok(None);
        };
        let names = Names::of(&self.store, partner, &[act.actor.as_str()]).await?;
        Ok(Some(Change {
            by: names.who(&act.actor),
            at: act.at,
        }))
    }

    /// How many drafts wait to be published.
    pub async fn count_open_drafts(&self, actor: &Actor, partner: PartnerId) -> Result<u64> {
        actor.may(Permission::ReadLoans, partner)?;
        Ok(drafts::count(&self.store, partner, Filter::default()).await?)
    }
}

fn not_found() -> Error {
    Error::not_found("The draft")
}

fn gone(error: IllegalDraftMove) -> Error {
    let text = match error {
        IllegalDraftMove::Published => "drafts-is-published",
        IllegalDraftMove::Deleted => "drafts-is-deleted",
    };
    Error::conflict(error.to_string()).said(text, [])
}

/// Somebody else was quicker: said in words of the site.
fn stale(error: fieldlink_store::Error) -> Error {
    match error {
        error @ fieldlink_store::Error::Stale { .. } => Error::from(error).said("drafts-changed", []),
        other => other.into(),
    }
}

fn origin(actor: &Actor) -> Origin {
    match actor {
        Actor::Client(client) => Origin::Api(client.client_id.clone()),
        Actor::Person(person) => Origin::Person(person.id.to_string()),
        Actor::Operator | Actor::Clock => Origin::Person(actor.label()),
    }
}
