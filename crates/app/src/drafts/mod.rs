//! Loan drafts: taken from the API, corrected and published by people.

mod change;
mod publish;
mod review;
mod take;

pub use fieldlink_store::drafts::{Filter, Maker, Stage};
pub use review::{DraftPage, Listed, Review};

use fieldlink_domain::draft::{Draft, IllegalDraftMove, Origin};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::drafts;

use crate::{Actor, Error, Pa2, Permission, Result};

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
    Error::conflict(error.to_string())
}

fn origin(actor: &Actor) -> Origin {
    match actor {
        Actor::Client(client) => Origin::Api(client.client_id.clone()),
        Actor::Person(person) => Origin::Person(person.id.to_string()),
        Actor::Operator | Actor::Clock => Origin::Person(actor.label()),
    }
}
