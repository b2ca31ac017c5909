//! Kiva's reference values: sectors, activities, languages, themes, countries (domain.md 3).
//!
//! Names come from public sources. Where no source gives a number, ours is 9000 or above and the value is marked
//! `synthetic`: good for a sandbox, never to be sent to Kiva.

mod activities;
mod countries;
mod issues;
mod languages;
mod sample;
mod sectors;
mod themes;

pub use activities::{ACTIVITIES, Activity};
pub use countries::{COUNTRIES, Country};
pub use issues::ISSUES;
pub use languages::{LANGUAGES, Language};
pub use sample::{sample_config, sample_profile};
pub use sectors::{SECTORS, Sector};
pub use themes::{THEMES, ThemeType};

/// The lowest number that we made up.
pub const FIRST_SYNTHETIC_ID: i64 = 9_000;

/// All activities.
pub fn activities() -> &'static [Activity] {
    ACTIVITIES
}

/// The activity with this number.
pub fn activity(id: i64) -> Option<&'static Activity> {
    ACTIVITIES.iter().find(|a| a.id == id)
}

/// The activity with exactly this English name.
pub fn activity_named(name: &str) -> Option<&'static Activity> {
    ACTIVITIES.iter().find(|a| a.name == name)
}

/// The sector with this number.
pub fn sector(id: i64) -> Option<&'static Sector> {
    SECTORS.iter().find(|s| s.id == id)
}

/// The language with this number.
pub fn language(id: i64) -> Option<&'static Language> {
    LANGUAGES.iter().find(|l| l.id == id)
}

/// The theme with this number.
pub fn theme(id: i64) -> Option<&'static ThemeType> {
    THEMES.iter().find(|t| t.id == id)
}

/// The country with this ISO code.
pub fn country(iso_code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|c| c.iso_code == iso_code)
}

impl Activity {
    /// The sector it belongs to, where known.
    pub fn sector(&self) -> Option<&'static Sector> {
        self.sector_id.and_then(sector)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn check(ids: impl Iterator<Item = (i64, bool)>) {
        let mut seen = HashSet::new();
        for (id, synthetic) in ids {
            assert!(seen.insert(id), "{id} stands twice");
            assert_eq!(id >= FIRST_SYNTHETIC_ID, synthetic, "{id}");
        }
    }

    #[test]
    fn numbers_are_unique_and_made_up_ones_are_marked() {
        check(SECTORS.iter().map(|v| (v.id, v.synthetic)));
        check(ACTIVITIES.iter().map(|v| (v.id, v.synthetic)));
        check(LANGUAGES.iter().map(|v| (v.id, v.synthetic)));
        check(THEMES.iter().map(|v| (v.id, v.synthetic)));
    }

    #[test]
    fn every_named_sector_exists_and_currencies_are_iso() {
        assert!(ACTIVITIES.iter().all(|a| a.sector_id.is_none() || a.sector().is_some()));
        for country in COUNTRIES {
            for code in country.currencies {
                assert!(iso_currency::Currency::from_code(code).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn the_ids_seen_in_recorded_traffic_keep_their_names() {
        let names = |ids: &[i64]| -> Vec<&str> { ids.iter().filter_map(|id| activity(*id)).map(|a| a.name).collect() };
        assert_eq!(names(&[31, 32, 120]), ["Farming", "Tailoring", "Agriculture"]);
        assert_eq!(theme(105).map(|t| t.name), Some("Water and Sanitation"));
        assert_eq!(language(1).map(|l| l.code), Some("EN"));
        assert_eq!(
            activity_named("Medical Clinic")
                .and_then(Activity::sector)
                .map(|s| s.name),
            Some("Health")
        );
        assert_eq!(country("KE").map(|c| c.currencies), Some(&["KES", "USD"][..]));
    }
}
