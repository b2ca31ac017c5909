//! Field Partners.

use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::{Partner, PartnerConfig, Profile};
use fieldlink_domain::reference;
use fieldlink_store::partners::{self, Reporter};

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Permission, Result};

mod places;
mod profile;

pub use profile::OwnProfile;

/// A partner to be made.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// Its number; not taken yet.
    pub id: PartnerId,
    /// Its name.
    pub name: String,
    /// Settings.
    pub profile: Profile,
    /// Reference values.
    pub config: PartnerConfig,
}

impl NewPartner {
    /// A partner as a sandbox makes it when it is first named: with the sample config.
    pub fn sample(id: PartnerId) -> NewPartner {
        NewPartner {
            id,
            name: format!("Sample Partner {id}"),
            profile: reference::sample_profile(),
            config: reference::sample_config(),
        }
    }
}

impl Pa2 {
    /// Makes a partner. It reports from the month in which it is made.
    pub async fn create_partner(&self, actor: &Actor, new: NewPartner) -> Result<Partner> {
        actor.may(Permission::Operate, new.id)?;
        let name = new.name.trim();
        if name.is_empty() {
            return Err(Error::invalid("A partner needs a name."));
        }
        if new.id.0 < 1 {
            return Err(Error::invalid("A partner's number is 1 or more."));
        }
        let now = self.now().await?;
        let partner = Partner {
            id: new.id,
            name: name.to_owned(),
            profile: new.profile,
            config: new.config,
            first_period: Period::at(now),
        };
        let tx = self.store.begin().await?;
        partners::insert(&tx, &partner, now)
            .await
            .map_err(|error| match error {
                fieldlink_store::Error::Duplicate(_) => {
                    Error::conflict(format!("There is a partner {} already.", new.id))
                }
                other => other.into(),
            })?;
        let subject = partner.id.to_string();
        let deed = Deed {
            partner: Some(partner.id),
            action: "partner.create",
            subject: &subject,
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(partner)
    }

    /// The partner; in a sandbox one that is not there is made with the sample config, so that scripts can begin with
    /// an empty database.
    pub async fn partner_or_sample(&self, actor: &Actor, id: PartnerId) -> Result<Partner> {
        actor.may(Permission::Operate, id)?;
        if let Some(partner) = partners::get(&self.store, id).await? {
            return Ok(partner);
        }
        if !self.settings.sandbox {
            return Err(no_partner(id));
        }
        match self.create_partner(actor, NewPartner::sample(id)).await {
            // Another process was faster; theirs is as good.
            Err(error) if error.kind == crate::Kind::Conflict => self.partner(id).await,
            made => made,
        }
    }

    /// A partner. Not for callers to choose: the id comes from a token, a session or a check with [`Actor::may`].
    pub async fn partner(&self, id: PartnerId) -> Result<Partner> {
        partners::get(&self.store, id).await?.ok_or_else(|| no_partner(id))
    }

    /// A partner's name, as it was within the last second.
    pub async fn partner_name(&self, id: PartnerId) -> Result<String> {
        let now = self.system.read();
        let key = id.to_string();
        if let Some(name) = self.partner_names.get(&key, now) {
            return Ok(name);
        }
        let name = partners::name(&self.store, id).await?.ok_or_else(|| no_partner(id))?;
        self.partner_names.put(&key, name.clone(), now);
        Ok(name)
    }

    /// A partner as one that reports.
    pub(crate) async fn reporter(&self, id: PartnerId) -> Result<Reporter> {
        partners::reporter(&self.store, id).await?.ok_or_else(|| no_partner(id))
    }

    /// All partners, by number; for Kiva's people and the operator.
    pub async fn list_partners(&self, actor: &Actor) -> Result<Vec<Partner>> {
        actor.may(Permission::Operate, PartnerId(0))?;
        Ok(partners::all(&self.store).await?)
    }

    /// Up to `limit` partners, by number and only those behind `after`; with the number of the last, when there are
    /// more. For Kiva's people and the operator.
    pub async fn page_of_partners(
        &self,
        actor: &Actor,
        (after, limit): (Option<PartnerId>, usize),
    ) -> Result<(Vec<Partner>, Option<PartnerId>)> {
        actor.may(Permission::Operate, PartnerId(0))?;
        let mut found = partners::page(&self.store, after, limit as u64 + 1).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().map(|partner| partner.id).filter(|_| more);
        Ok((found, next))
    }
}

fn no_partner(id: PartnerId) -> Error {
    Error::not_found(&format!("Partner {id}"))
}
