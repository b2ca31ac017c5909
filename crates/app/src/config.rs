//! The values configured for a partner: the four config routes (domain.md 1.4).

use fieldlink_contract::config::{
    ActivitiesReply, Activity, Locale, LocalesReply, Location, LocationsReply, Theme, ThemesReply,
};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::Partner;
use fieldlink_domain::reference;

use crate::{Actor, Pa2, Permission, Result};

impl Pa2 {
    /// The partner's activities. One whose name is not known shows its number.
    pub async fn activities(&self, actor: &Actor, partner: PartnerId) -> Result<ActivitiesReply> {
        let partner = self.configured(actor, partner).await?;
        let name = |id: i64| reference::activity(id).map_or_else(|| id.to_string(), |a| a.name.to_owned());
        let list = partner.config.activities.iter().map(|id| Activity {
            activity_id: *id,
            activity: name(*id),
        });
        Ok(ActivitiesReply::found(self.now().await?, list.collect()))
    }

    /// The partner's currencies joined with its languages.
    pub async fn locales(&self, actor: &Actor, partner: PartnerId) -> Result<LocalesReply> {
        let partner = self.configured(actor, partner).await?;
        Ok(LocalesReply::found(self.now().await?, locales(&partner)))
    }

    /// The partner's themes. One whose name is not known shows its number.
    pub async fn themes(&self, actor: &Actor, partner: PartnerId) -> Result<ThemesReply> {
        let partner = self.configured(actor, partner).await?;
        let name = |id: i64| reference::theme(id).map_or_else(|| id.to_string(), |t| t.name.to_owned());
        let list = partner.config.themes.iter().map(|t| Theme {
            theme_type_id: t.id,
            theme_type: name(t.id),
        });
        Ok(ThemesReply::found(self.now().await?, list.collect()))
    }

    /// The partner's places.
    pub async fn locations(&self, actor: &Actor, partner: PartnerId) -> Result<LocationsReply> {
        let partner = self.configured(actor, partner).await?;
        let list = partner.config.locations.iter().map(|l| Location {
            country: l.country.clone(),
            location: l.location.clone(),
            full_name: l.full_name(),
        });
        Ok(LocationsReply::found(self.now().await?, list.collect()))
    }

    async fn configured(&self, actor: &Actor, partner: PartnerId) -> Result<Partner> {
        actor.may(Permission::ReadConfig, partner)?;
        self.partner(partner).await
    }
}

fn locales(partner: &Partner) -> Vec<Locale> {
    let languages = &partner.config.languages;
    let pairs = partner
        .config
        .currencies
        .iter()
        .flat_map(|c| languages.iter().map(move |id| (c.currency, *id)));
    pairs
        .map(|(currency, id)| {
            let language = reference::language(id);
            Locale {
                currency: currency.code().to_owned(),
                language_code: language.map_or_else(String::new, |l| l.code.to_owned()),
                language_id: id,
                language_name: language.map_or_else(|| id.to_string(), |l| l.name.to_owned()),
            }
        })
        .collect()
}
