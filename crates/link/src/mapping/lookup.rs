//! Looking names up, with the nearest one when there is none.

use fieldlink_contract::{Activity, Locale, Location, Theme};
use fieldlink_say::{Message, message};
use strsim::osa_distance;

/// What the partner may use: the answers of the four config routes (`domain.md 1.4`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// `config/activities`.
    pub activities: Vec<Activity>,
    /// `config/themes`.
    pub themes: Vec<Theme>,
    /// `config/locales`.
    pub locales: Vec<Locale>,
    /// `config/locations`.
    pub locations: Vec<Location>,
}

/// Why a name was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// The rule's stable name.
    pub rule: &'static str,
    /// What is wrong, with the nearest name or some that there are.
    pub message: Message,
}

impl Offers {
    /// An activity by name or id.
    ///
    /// # Errors
    /// [`NotFound`].
    pub fn activity(&self, text: &str) -> Result<i64, NotFound> {
        let entries = self.activities.iter().map(|a| (a.activity_id, a.activity.as_str()));
        by_id_or_name(Sort::ACTIVITY, text, entries)
    }

    /// A loan theme by name or id.
    ///
    /// # Errors
    /// [`NotFound`].
    pub fn theme(&self, text: &str) -> Result<i64, NotFound> {
        let entries = self.themes.iter().map(|t| (t.theme_type_id, t.theme_type.as_str()));
        by_id_or_name(Sort::THEME, text, entries)
    }

    /// A language by name, code or id.
    ///
    /// # Errors
    /// [`NotFound`].
    pub fn language(&self, text: &str) -> Result<i64, NotFound> {
        let by_code = self.locales.iter().find(|l| same(&l.language_code, text));
        if let Some(locale) = by_code {
            return Ok(locale.language_id);
        }
        let entries = self.locales.iter().map(|l| (l.language_id, l.language_name.as_str()));
        by_id_or_name(Sort::LANGUAGE, text, entries)
    }

    /// Whether a language is English, as far as is known.
    pub fn is_english(&self, id: i64) -> bool {
        let locale = self.locales.iter().find(|locale| locale.language_id == id);
        locale.is_none_or(|locale| locale.language_code.to_lowercase().starts_with("en"))
    }

    /// A location by its full name (`Town: Country`), or by the town alone where only one has that name.
    ///
    /// # Errors
    /// [`NotFound`].
    pub fn location(&self, text: &str) -> Result<String, NotFound> {
        if let Some(location) = self.locations.iter().find(|l| same(&l.full_name, text)) {
            return Ok(location.full_name.clone());
        }
        let mut towns = self.locations.iter().filter(|l| same(&l.location, text));
        match (towns.next(), towns.next()) {
            (Some(only), None) => Ok(only.full_name.clone()),
            (Some(one), Some(other)) => Err(NotFound {
                rule: "ambiguous_location",
                message: message!(
                    "reason-ambiguous-location",
                    one = &one.full_name,
                    other = &other.full_name
                ),
            }),
            (None, _) => {
                let names = self
                    .locations
                    .iter()
                    .flat_map(|l| [l.full_name.as_str(), l.location.as_str()]);
                Err(not_found(Sort::LOCATION, text, names))
            }
        }
    }

    /// A currency by its code.
    ///
    /// # Errors
    /// [`NotFound`].
    pub fn currency(&self, text: &str) -> Result<String, NotFound> {
        match self.locales.iter().find(|l| same(&l.currency, text)) {
            Some(locale) => Ok(locale.currency.clone()),
            None => {
                let mut codes: Vec<&str> = self.locales.iter().map(|l| l.currency.as_str()).collect();
                codes.sort_unstable();
                codes.dedup();
                Err(not_found(Sort::CURRENCY, text, codes.into_iter()))
            }
        }
    }
}

/// A sort of thing that is looked up.
#[derive(Debug)]
struct Sort {
    rule: &'static str,
    what: Message,
}

impl Sort {
    const ACTIVITY: Sort = Sort::of("unknown_activity", message!("sort-activity"));
    const THEME: Sort = Sort::of("unknown_theme", message!("sort-theme"));
    const LANGUAGE: Sort = Sort::of("unknown_language", message!("sort-language"));
    const LOCATION: Sort = Sort::of("unknown_location", message!("sort-location"));
    const CURRENCY: Sort = Sort::of("unknown_currency", message!("sort-currency"));

    const fn of(rule: &'static str, what: Message) -> Sort {
        Sort { rule, what }
    }
}

fn by_id_or_name<'a>(
    sort: Sort,
    text: &str,
    entries: impl Iterator<Item = (i64, &'a str)> + Clone,
) -> Result<i64, NotFound> {
    let id: Option<i64> = text.trim().parse().ok();
    let found = entries
        .clone()
        .find(|(number, name)| same(name, text) || id == Some(*number));
    found
        .map(|(number, _)| number)
        .ok_or_else(|| not_found(sort, text, entries.map(|(_, name)| name)))
}

fn not_found<'a>(sort: Sort, text: &str, names: impl Iterator<Item = &'a str> + Clone) -> NotFound {
    let Sort { rule, what } = sort;
    let message = match nearest(text, names.clone()) {
        Some(near) => message!("reason-unknown-near", what = what, near = near),
        None => {
            let known: Vec<&str> = names.take(6).collect();
            message!("reason-unknown", what = what, known = known.as_slice())
        }
    };
    NotFound { rule, message }
}

/// The same but for case and blanks.
fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The nearest of the names, if any is near: a third of the letters may differ, or one holds the other.
pub fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(text);
    if wanted.is_empty() {
        return None;
    }
    names
        .filter_map(|name| {
            let folded = fold(name);
            let distance = osa_distance(&wanted, &folded);
            let length = wanted.chars().count().max(folded.chars().count());
            let shorter = wanted.len().min(folded.len());
            let holds = shorter >= 4 && (wanted.contains(&folded) || folded.contains(&wanted));
            (holds || distance * 3 <= length).then_some((distance, name))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers() -> Offers {
        let activity = |activity_id, name: &str| Activity {
            activity_id,
            activity: name.into(),
        };
        let location = |town: &str, country: &str| Location {
            country: country.into(),
            location: town.into(),
            full_name: format!("{town}: {country}"),
        };
        let locale = |currency: &str, code: &str, id, name: &str| Locale {
            currency: currency.into(),
            language_code: code.into(),
            language_id: id,
            language_name: name.into(),
        };
        Offers {
            activities: vec![
                activity(31, "Farming"),
                activity(9001, "Retail"),
                activity(57, "General Store"),
            ],
            themes: vec![Theme {
                theme_type_id: 48,
                theme_type: "General".into(),
            }],
            locales: vec![
                locale("KES", "EN", 1, "English"),
                locale("USD", "EN", 1, "English"),
                locale("KES", "ES", 2, "Spanish"),
            ],
            locations: vec![
                location("Nairobi", "Kenya"),
                location("Kisumu", "Kenya"),
                location("Kisumu", "Elsewhere"),
            ],
        }
    }

    #[test]
    fn names_are_found_by_any_case_and_ids_too() {
        assert_eq!(offers().activity(" general  STORE "), Ok(57));
        assert_eq!(offers().activity("31"), Ok(31));
        assert_eq!(offers().language("es"), Ok(2));
        assert_eq!(offers().language("English"), Ok(1));
        assert_eq!(offers().location("nairobi").as_deref(), Ok("Nairobi: Kenya"));
        assert_eq!(offers().location("Kisumu: Kenya").as_deref(), Ok("Kisumu: Kenya"));
        assert_eq!(offers().currency("kes").as_deref(), Ok("KES"));
    }

    #[test]
    fn a_near_miss_is_named() {
        let message = |result: Result<i64, NotFound>| result.unwrap_err().message.to_string();
        assert!(message(offers().activity("Retail shop")).contains("did you mean \"Retail\"?"));
        assert!(message(offers().activity("Framing")).contains("did you mean \"Farming\"?"));
        assert!(message(offers().theme("Water")).contains("it has General"));
        assert_eq!(offers().location("Kisumu").unwrap_err().rule, "ambiguous_location");
        assert_eq!(offers().currency("EUR").unwrap_err().rule, "unknown_currency");
    }
}
