//! Moments on the wire: `2026-01-09T15:48:12Z`, whole seconds, UTC (`domain.md 1.4`).

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Deserializer, Serializer, de};

/// Writes a moment with whole seconds and a `Z`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.format("%Y-%m-%dT%H:%M:%SZ"))
}

/// Reads a moment with any offset and any fraction of a second; one without an offset is UTC.
///
/// # Errors
/// When it is not such a moment.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if let Ok(at) = DateTime::parse_from_rfc3339(&text) {
        return Ok(at.to_utc());
    }
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f")
        .map(|at| at.and_utc())
        .map_err(|_| de::Error::custom("a moment as YYYY-MM-DDTHH:MM:SSZ is wanted here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize, Deserialize)]
    struct At(#[serde(with = "crate::time")] DateTime<Utc>);

    #[test]
    fn whole_seconds_and_z() {
        for text in [
            "2026-01-09T15:48:12Z",
            "2026-01-09T16:48:12.987+01:00",
            "2026-01-09T15:48:12",
        ] {
            let at: At = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            assert_eq!(serde_json::to_string(&at).unwrap(), "\"2026-01-09T15:48:12Z\"");
        }
        assert!(serde_json::from_str::<At>("\"yesterday\"").is_err());
    }
}
