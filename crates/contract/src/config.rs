//! What a partner may use on its loans: `GET {api}/v3/partner/{id}/config/{activities|locales|themes|locations}`
//! (`domain.md 1.4`). Each reply holds what is configured for that partner only.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::read;

/// What the money is used for. The sector follows from it.
// Known from domain.md 1.4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Activity {
    /// Goes into a loan draft's `activity_id`.
    #[serde(alias = "activityId", deserialize_with = "read::int")]
    pub activity_id: i64,
    /// Its name, such as `Farming`.
    #[serde(alias = "activityName", alias = "activity_name", deserialize_with = "read::text")]
    pub activity: String,
}

/// A currency of the partner joined with a language it may write in.
// Known from domain.md 1.4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Locale {
    /// ISO 4217 code; goes into a loan draft's `currency`.
    #[serde(deserialize_with = "read::text")]
    pub currency: String,
    /// Two letters, such as `EN`.
    #[serde(alias = "languageCode", default, deserialize_with = "read::text_or_empty")]
    pub language_code: String,
    /// Goes into a loan draft's `description_language_id`.
    #[serde(alias = "languageId", deserialize_with = "read::int")]
    pub language_id: i64,
    /// Such as `English`.
    #[serde(alias = "languageName", default, deserialize_with = "read::text_or_empty")]
    pub language_name: String,
}

/// A kind of loan with its own terms or credit limit.
// Known from domain.md 1.4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Theme {
    /// Goes into a loan draft's `theme_type_id`.
    #[serde(alias = "themeTypeId", deserialize_with = "read::int")]
    pub theme_type_id: i64,
    /// Its name, such as `General`.
    #[serde(alias = "themeType", deserialize_with = "read::text")]
    pub theme_type: String,
}

/// A place where the partner lends.
// Known from domain.md 1.4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Location {
    /// The country's name.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub country: String,
    /// The town or region.
    #[serde(default, deserialize_with = "read::text_or_empty")]
    pub location: String,
    /// `Town: Country`; goes into a loan draft's `location`.
    #[serde(alias = "fullName", default, deserialize_with = "read::text_or_empty")]
    pub full_name: String,
}

macro_rules! envelope {
    ($(#[$doc:meta])* $name:ident, $list:ident: $item:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub struct $name {
            /// The moment that the list describes, in whole seconds of UTC.
            #[serde(alias = "asOfDateTime", with = "crate::time")]
            #[schema(value_type = String, format = DateTime, example = "2026-01-09T15:48:12Z")]
            pub as_of_date_time: DateTime<Utc>,
            /// The values; possibly none.
            #[serde(default, deserialize_with = "read::null_as_default")]
            pub $list: Vec<$item>,
            /// `api.success`.
            #[serde(default, deserialize_with = "read::text_or_empty")]
            pub code: String,
            /// A sentence that tells how many there are.
            #[serde(default, deserialize_with = "read::text_or_empty")]
            pub message: String,
        }

        impl $name {
            /// A successful reply, with the sentence that Kiva's has.
            // Known from domain.md 1.3.
            #[must_use]
            pub fn found(as_of_date_time: DateTime<Utc>, $list: Vec<$item>) -> Self {
                let message = format!("Found {} value(s) for configuration '{}'", $list.len(), stringify!($list));
                Self { as_of_date_time, $list, code: crate::codes::SUCCESS.to_owned(), message }
            }
        }
    };
}

envelope!(
    /// Reply of `config/activities`.
    ActivitiesReply, activities: Activity
);
envelope!(
    /// Reply of `config/locales`.
    LocalesReply, locales: Locale
);
envelope!(
    /// Reply of `config/themes`.
    ThemesReply, themes: Theme
);
envelope!(
    /// Reply of `config/locations`.
    LocationsReply, locations: Location
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_as_recorded_with_curl() {
        let json = r#"{"as_of_date_time":"2026-01-09T15:48:12Z","themes":[{"theme_type_id":1,"theme_type":"Green"},{"theme_type_id":48,"theme_type":"General"}],"code":"api.success","message":"Found 2 value(s) for configuration 'themes'"}"#;
        let reply: ThemesReply = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&reply).unwrap(), json);
        assert_eq!(ThemesReply::found(reply.as_of_date_time, reply.themes.clone()), reply);
    }

    #[test]
    fn fps_lib_spellings_are_read() {
        let activities: ActivitiesReply = serde_json::from_str(
            r#"{"code":"api.success","asOfDateTime":"2026-01-09T15:48:12Z","message":"","activities":[{"activityId":31,"activityName":"Farming"}]}"#,
        )
        .unwrap();
        assert_eq!(
            activities.activities[0],
            Activity {
                activity_id: 31,
                activity: "Farming".into()
            }
        );
        let locales: LocalesReply = serde_json::from_str(
            r#"{"asOfDateTime":"2026-01-09T15:48:12Z","locales":[{"currency":"KES","languageCode":"EN","languageName":"English","languageId":1}]}"#,
        )
        .unwrap();
        assert_eq!(
            (
                locales.locales[0].language_id,
                locales.locales[0].language_code.as_str()
            ),
            (1, "EN")
        );
        let themes: ThemesReply = serde_json::from_str(
            r#"{"asOfDateTime":"2026-01-09T15:48:12Z","themes":[{"themeType":"Green","themeTypeId":1}]}"#,
        )
        .unwrap();
        assert_eq!(themes.themes[0].theme_type, "Green");
        let locations: LocationsReply = serde_json::from_str(
            r#"{"asOfDateTime":"2026-01-09T15:48:12Z","locations":[{"country":"Brazil","location":"São Paulo","fullName":"São Paulo: Brazil"}]}"#,
        )
        .unwrap();
        assert_eq!(locations.locations[0].full_name, "São Paulo: Brazil");
    }

    #[test]
    fn what_we_write_is_snake_case() {
        let locale = Locale {
            currency: "KES".into(),
            language_code: "EN".into(),
            language_id: 1,
            language_name: "English".into(),
        };
        assert_eq!(
            serde_json::to_string(&locale).unwrap(),
            r#"{"currency":"KES","language_code":"EN","language_id":1,"language_name":"English"}"#
        );
    }
}
