//! ACCOUNT > Locations: where a partner works. What stands here is what the config route answers and a draft may name.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::{Location, PartnerConfig};
use fieldlink_store::partners;

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Permission, Result};

/// Longest name of a town or a country, in characters.
const LONGEST: usize = 100;
/// Most places of a partner.
const MOST: usize = 5_000;

impl Pa2 {
    /// Adds a place; one that was retired comes back.
    pub async fn add_location(&self, actor: &Actor, partner: PartnerId, place: Location) -> Result<()> {
        let place = clean(place)?;
        let detail = place.full_name();
        self.change_places(actor, partner, ("location.add", &detail), |config| {
            if config.has_location(&place.full_name()) {
                return Err(there_already());
            }
            if config.locations.len() >= MOST {
                let most = [("most", MOST.to_string())];
                return Err(
                    Error::conflict(format!("There are {MOST} places already.")).said("error-places-many", most)
                );
            }
            config.retired_locations.retain(|retired| *retired != place);
            config.locations.push(place);
            Ok(())
        })
        .await
    }

    /// Gives a place another name. Loans keep the name they were posted with; drafts that name the old one must be
    /// changed.
    pub async fn rename_location(
        &self,
        actor: &Actor,
        partner: PartnerId,
        full_name: &str,
        place: Location,
    ) -> Result<()> {
        let place = clean(place)?;
        let detail = format!("{full_name} to {}", place.full_name());
        self.change_places(actor, partner, ("location.rename", &detail), |config| {
            if place.full_name() == full_name {
                return Ok(());
            }
            if config.has_location(&place.full_name()) {
                return Err(there_already());
            }
            let known = config.locations.iter_mut().find(|l| l.full_name() == full_name);
            *known.ok_or_else(|| Error::not_found("The place"))? = place;
            Ok(())
        })
        .await
    }

    /// Takes a place out of use. Loans keep it.
    pub async fn retire_location(&self, actor: &Actor, partner: PartnerId, full_name: &str) -> Result<()> {
        self.change_places(actor, partner, ("location.retire", full_name), |config| {
            let at = config.locations.iter().position(|l| l.full_name() == full_name);
            let place = config
                .locations
                .remove(at.ok_or_else(|| Error::not_found("The place"))?);
            config.retired_locations.push(place);
            Ok(())
        })
        .await
    }

    async fn change_places(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (action, detail): (&'static str, &str),
        change: impl FnOnce(&mut PartnerConfig) -> Result<()>,
    ) -> Result<()> {
        actor.may(Permission::ManageProfile, partner)?;
        let tx = self.store.begin().await?;
        let mut kept = partners::hold(&tx, partner)
            .await?
            .ok_or_else(|| super::no_partner(partner))?;
        change(&mut kept.config)?;
        kept.config.locations.sort_by_key(Location::full_name);
        kept.config.retired_locations.sort_by_key(Location::full_name);
        partners::save(&tx, &kept).await?;
        let subject = partner.to_string();
        let deed = Deed {
            partner: Some(partner),
            action,
            subject: &subject,
            detail,
        };
        self.note(&tx, actor, deed).await?;
        Ok(tx.commit().await?)
    }
}

/// A colon parts town and country (domain.md 1.4), so neither has one.
fn clean(place: Location) -> Result<Location> {
    let one = |text: &str| text.split_whitespace().collect::<Vec<&str>>().join(" ");
    let place = Location {
        country: one(&place.country),
        location: one(&place.location),
    };
    for text in [&place.country, &place.location] {
        let fits = !text.is_empty() && text.chars().count() <= LONGEST;
        if !fits || text.contains(':') || text.chars().any(char::is_control) {
            let values = [("most", LONGEST.to_string())];
            let wanted =
                format!("A place has a town and a country, each of at most {LONGEST} characters without a colon.");
            return Err(Error::invalid(wanted).said("error-place", values));
        }
    }
    Ok(place)
}

fn there_already() -> Error {
    Error::conflict("There is a place of this name already.").said("error-place-there", [])
}
