//! What the partner may use on its loans (`domain.md 1.4`). Safe to repeat, and repeated by themselves.

use fieldlink_contract::{ActivitiesReply, LocalesReply, LocationsReply, ThemesReply};

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::reply::Reply;

const NO_QUERY: [(&str, &str); 0] = [];

impl Client {
    /// Activities: the ids of a draft's `activity_id`.
    ///
    /// # Errors
    /// Those of any request, see [`Error`].
    pub async fn activities(&self) -> Result<Reply<ActivitiesReply>, Error> {
        self.get(
            Call::Activities,
            self.profile.route(&["config", "activities"])?,
            &NO_QUERY,
        )
        .await
    }

    /// Currencies with languages: a draft's `currency` and `description_language_id`.
    ///
    /// # Errors
    /// Those of any request, see [`Error`].
    pub async fn locales(&self) -> Result<Reply<LocalesReply>, Error> {
        self.get(Call::Locales, self.profile.route(&["config", "locales"])?, &NO_QUERY)
            .await
    }

    /// Loan themes: the ids of a draft's `theme_type_id`.
    ///
    /// # Errors
    /// Those of any request, see [`Error`].
    pub async fn themes(&self) -> Result<Reply<ThemesReply>, Error> {
        self.get(Call::Themes, self.profile.route(&["config", "themes"])?, &NO_QUERY)
            .await
    }

    /// Places: a draft's `location` is a `full_name` of these.
    ///
    /// # Errors
    /// Those of any request, see [`Error`].
    pub async fn locations(&self) -> Result<Reply<LocationsReply>, Error> {
        self.get(
            Call::Locations,
            self.profile.route(&["config", "locations"])?,
            &NO_QUERY,
        )
        .await
    }
}
