//! What the sample partner of a sandbox is configured with.

use iso_currency::Currency;
use rust_decimal::Decimal;

use super::{LANGUAGES, THEMES, activity_named};
use crate::money::Minor;
use crate::partner::{CurrencyRate, Location, PartnerConfig, PartnerTheme, Profile};

/// Those that real loans use most, over all sectors.
const ACTIVITIES: &[&str] = &[
    "Agriculture",
    "Animal Sales",
    "Bakery",
    "Beauty Salon",
    "Bicycle Repair",
    "Butcher Shop",
    "Cattle",
    "Cereals",
    "Clothing Sales",
    "Construction Supplies",
    "Cosmetics Sales",
    "Dairy",
    "Electronics Sales",
    "Embroidery",
    "Farm Supplies",
    "Farming",
    "Fish Selling",
    "Fishing",
    "Food",
    "Food Market",
    "Food Production/Sales",
    "Food Stall",
    "Fruits & Vegetables",
    "Fuel/Firewood",
    "General Store",
    "Grocery Store",
    "Hardware",
    "Higher education costs",
    "Home Appliances",
    "Home Energy",
    "Livestock",
    "Medical Clinic",
    "Motorcycle Transport",
    "Personal Housing Expenses",
    "Pharmacy",
    "Pigs",
    "Poultry",
    "Primary/secondary school costs",
    "Restaurant",
    "Retail",
    "Services",
    "Sewing",
    "Shoe Sales",
    "Tailoring",
    "Used Clothing",
];

/// (town, country)
const LOCATIONS: &[(&str, &str)] = &[
    ("Nairobi", "Kenya"),
    ("Kisumu", "Kenya"),
    ("Kisii", "Kenya"),
    ("Machakos", "Kenya"),
    ("Nkubu", "Kenya"),
    ("Voi", "Kenya"),
    ("Webuye", "Kenya"),
    ("Accra", "Ghana"),
    ("Kasoa", "Ghana"),
    ("Kumasi", "Ghana"),
    ("Tamale", "Ghana"),
    ("Twifo Praso", "Ghana"),
];

/// The config of a partner in Kenya and Ghana: the reference values above, the theme Agriculture restricted to
/// 100,000 USD, plausible rates.
pub fn sample_config() -> PartnerConfig {
    let currency = |currency, hundredths| CurrencyRate {
        currency,
        rate: Decimal::new(hundredths, 2),
    };
    PartnerConfig {
        activities: ACTIVITIES
            .iter()
            .filter_map(|name| activity_named(name))
            .map(|a| a.id)
            .collect(),
        themes: THEMES
            .iter()
            .map(|t| PartnerTheme {
                id: t.id,
                limit: (t.name == "Agriculture").then_some(Minor(10_000_000)),
            })
            .collect(),
        currencies: vec![
            currency(Currency::KES, 12_950),
            currency(Currency::GHS, 1_540),
            currency(Currency::USD, 100),
        ],
        languages: LANGUAGES
            .iter()
            .filter(|l| ["EN", "ES", "FR"].contains(&l.code))
            .map(|l| l.id)
            .collect(),
        locations: LOCATIONS
            .iter()
            .map(|(location, country)| Location {
                country: (*country).into(),
                location: (*location).into(),
            })
            .collect(),
        retired_locations: Vec::new(),
    }
}

/// The profile of that partner: every choice at its default, and the limits that Kiva would have set.
pub fn sample_profile() -> Profile {
    Profile {
        credit_limit: Some(Minor(50_000_000)),
        group_max_usd: Some(Minor(1_000_000)),
        ..Profile::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_activity_is_a_known_one() {
        let missing: Vec<_> = ACTIVITIES
            .iter()
            .filter(|name| activity_named(name).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(sample_config().languages.len(), 3);
    }
}
