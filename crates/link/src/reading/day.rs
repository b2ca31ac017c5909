//! A text as a day.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;

use super::Reading;
use super::signs::seen;

/// Years that a record can speak of; `0026` is one that was written with two digits.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// The months in English, Spanish, French and Portuguese, each by the letters that tell it from the others, without
/// accents. The names in full come first, so that they are not taken for the short ones with something behind them.
const MONTHS: [&[&str]; 12] = [
    &["january", "enero", "janvier", "janeiro", "janv", "ene", "jan"],
    &["february", "febrero", "fevrier", "fevereiro", "fevr", "feb", "fev"],
    &["march", "marzo", "mars", "marco", "mar"],
    &["april", "abril", "avril", "avr", "abr", "apr"],
    &["may", "mayo", "mai", "maio"],
    &["june", "junio", "juin", "junho", "jun"],
    &["july", "julio", "juillet", "julho", "juil", "jul"],
    &["august", "agosto", "aout", "aug", "ago", "aou"],
    &[
        "september",
        "septiembre",
        "setiembre",
        "septembre",
        "setembro",
        "sept",
        "sep",
        "set",
    ],
    &["october", "octubre", "octobre", "outubro", "oct", "out"],
    &["november", "noviembre", "novembre", "novembro", "nov"],
    &["december", "diciembre", "decembre", "dezembro", "dic", "dec", "dez"],
];

/// Why a text is not a day of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotThat {
    /// It is not written like that.
    Format,
    /// The year has two digits, and the format has four.
    ShortYear,
}

/// What a text means as a day when nobody says how days are written: ISO, with a time and an offset or without; eight
/// digits; the moments of programs (`/Date(1780272000000)/`, seconds or milliseconds since 1970); and any of [`FORMATS`]
/// with four digits of a year. Moments become days of the time zone.
pub fn read(text: &str, timezone: Tz) -> Reading<NaiveDate> {
    let text = seen(text);
    if let Some(day) = iso(&text, timezone).or_else(|| epoch(&text, timezone)) {
        return Reading::One(day).within();
    }
    let text = without_time(&text);
    // Two digits of a year could as well be a day, so they are read only where somebody says so.
    let days: Vec<NaiveDate> = FORMATS
        .iter()
        .filter(|format| format.contains("%Y"))
        .filter_map(|format| with_format(text, format).ok())
        .collect();
    match days.as_slice() {
        [] => Reading::None,
        [first, rest @ ..] => match rest.iter().find(|day| *day != first) {
            None => Reading::One(*first),
            Some(other) => Reading::Two(*first, *other),
        },
    }
}

impl Reading<NaiveDate> {
    fn within(self) -> Reading<NaiveDate> {
        match self {
            Reading::One(day) if !YEARS.contains(&day.year()) => Reading::None,
            other => other,
        }
    }
}

/// The formats that are tried on a column. The day comes before the month, as most of the world writes.
pub const FORMATS: [&str; 16] = [
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%m.%d.%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%d.%m.%y",
    "%d %b %Y",
    "%b %d, %Y",
    "%d %b %y",
];

/// The day of a text that is written like this. Where the format speaks of no time of day, one behind the day is passed
/// over; names of months may be in any of the four languages; two digits of a year are 1969 to 2068.
///
/// # Errors
/// [`NotThat`].
pub fn with_format(text: &str, format: &str) -> Result<NaiveDate, NotThat> {
    let text = seen(text);
    let text = text.as_str();
    let has_time = ["%H", "%I", "%T", "%R", "%X", "%r", "%c", "%s", "%k", "%l", "%+"]
        .iter()
        .any(|part| format.contains(part));
    let named = ["%b", "%B", "%h"].iter().any(|part| format.contains(part));
    let text = if has_time { text } else { without_time(text) };
    let (text, format) = if named {
        let format = format.replace("%B", "%b").replace("%h", "%b");
        (words(&english(text)), words(&format))
    } else {
        (text.to_owned(), format.to_owned())
    };
    let day = NaiveDate::parse_from_str(&text, &format)
        .or_else(|_| NaiveDateTime::parse_from_str(&text, &format).map(|moment| moment.date()))
        .map_err(|_| NotThat::Format)?;
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else if day.year() < 100 {
        Err(NotThat::ShortYear)
    } else {
        Err(NotThat::Format)
    }
}

/// The text without what stands between the words of a day: `5 de diciembre, 2026`.
fn words(text: &str) -> String {
    let parts = text.split([' ', ',', '.', '-', '/']);
    parts
        .filter(|part| !part.is_empty() && !matches!(*part, "de" | "del" | "of"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text with the name of its month in three letters of English.
fn english(text: &str) -> String {
    let folded: String = text.to_lowercase().chars().map(without_accent).collect();
    let parts = folded.split_inclusive(|sign: char| !sign.is_alphabetic());
    parts
        .map(|part| {
            let word = part.trim_end_matches(|sign: char| !sign.is_alphabetic());
            let month = MONTHS.iter().position(|names| names.contains(&word));
            match month.and_then(|at| MONTHS[at].first()) {
                Some(name) => format!("{}{}", &name[..3], &part[word.len()..]),
                None => part.to_owned(),
            }
        })
        .collect()
}

fn without_accent(sign: char) -> char {
    match sign {
        'é' | 'è' | 'ê' => 'e',
        'û' | 'ú' | 'ù' => 'u',
        'ç' => 'c',
        other => other,
    }
}

/// The text without a time of day behind a blank or a `T`: `12/05/2026 10:30:00 AM`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let head = &text[..colon];
    let hour = head.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let day = hour.strip_suffix([' ', 'T', '\u{A0}', '\u{202F}']);
    day.map_or(text, |day| day.trim_end_matches([' ', ',']))
}

fn iso(text: &str, timezone: Tz) -> Option<NaiveDate> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    // A database writes the offset in hours alone, `2026-01-31 10:00:00+00`.
    for format in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z"] {
        if let Ok(moment) = DateTime::parse_from_str(text, format) {
            return Some(moment.with_timezone(&timezone).date_naive());
        }
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.with_timezone(&timezone).date_naive());
    }
    for format in [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
    ] {
        if let Ok(moment) = NaiveDateTime::parse_from_str(text, format) {
            return Some(moment.date());
        }
    }
    let eight = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    eight.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

/// Moments as programs count them: `/Date(1780272000000+0300)/`, seconds (ten digits) or milliseconds (thirteen).
fn epoch(text: &str, timezone: Tz) -> Option<NaiveDate> {
    let digits = match text.strip_prefix("/Date(").and_then(|text| text.strip_suffix(")/")) {
        Some(inner) => {
            let end = inner.char_indices().skip(1).find(|(_, sign)| matches!(sign, '+' | '-'));
            &inner[..end.map_or(inner.len(), |(at, _)| at)]
        }
        None if matches!(text.len(), 10 | 13) && text.bytes().all(|byte| byte.is_ascii_digit()) => text,
        None => return None,
    };
    let number: i64 = digits.parse().ok()?;
    let millis = if text.len() == 10 {
        number.checked_mul(1_000)?
    } else {
        number
    };
    timezone
        .timestamp_millis_opt(millis)
        .single()
        .map(|moment| moment.date_naive())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn days_are_those_of_the_partner() {
        let nairobi: Tz = "Africa/Nairobi".parse().unwrap();
        for (text, read_as) in [
            ("2026-01-31", Reading::One(day(2026, 1, 31))),
            ("2026-01-31 22:30:00+00", Reading::One(day(2026, 2, 1))),
            ("2026-01-31T22:30:00.5Z", Reading::One(day(2026, 2, 1))),
            ("2026-01-31 22:30:00", Reading::One(day(2026, 1, 31))),
            ("20260131", Reading::One(day(2026, 1, 31))),
            ("/Date(1769898600000)/", Reading::One(day(2026, 2, 1))),
            ("1769898600", Reading::One(day(2026, 2, 1))),
            ("1769898600000", Reading::One(day(2026, 2, 1))),
            ("31/01/2026", Reading::One(day(2026, 1, 31))),
            ("31/01/2026 22:30", Reading::One(day(2026, 1, 31))),
            ("05/12/2026", Reading::Two(day(2026, 12, 5), day(2026, 5, 12))),
            ("05/05/2026", Reading::One(day(2026, 5, 5))),
            ("46361", Reading::None),
            ("46361.5", Reading::None),
            ("0000-00-00", Reading::None),
            ("0026-12-05", Reading::None),
            ("soon", Reading::None),
        ] {
            assert_eq!(read(text, nairobi), read_as, "{text}");
        }
    }

    #[test]
    fn a_format_is_followed() {
        let fifth = Ok(day(2026, 12, 5));
        for (text, format, read_as) in [
            ("05/12/2026", "%d/%m/%Y", fifth),
            ("12/05/2026 10:30:00 AM", "%m/%d/%Y", fifth),
            ("12/05/2026 10:30:00 AM", "%m/%d/%Y %I:%M:%S %p", fifth),
            ("05/12/26", "%d/%m/%y", fifth),
            ("05/12/26", "%d/%m/%Y", Err(NotThat::ShortYear)),
            ("5 Dec 2026", "%d %b %Y", fifth),
            ("5 dic. 2026", "%d %b %Y", fifth),
            ("5 de diciembre de 2026", "%d %B %Y", fifth),
            ("5 de diciembre de 2026", "%d de %B de %Y", fifth),
            ("5 décembre 2026", "%d %B %Y", fifth),
            ("05-dez-2026", "%d-%b-%Y", fifth),
            ("December 5, 2026", "%B %d, %Y", fifth),
            ("32/12/2026", "%d/%m/%Y", Err(NotThat::Format)),
            ("05/12/2026", "%d-%m-%Y", Err(NotThat::Format)),
        ] {
            assert_eq!(with_format(text, format), read_as, "{text} as {format}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(days in 0_i64..70_000, format in 0_usize..FORMATS.len()) {
            let day = day(1970, 1, 1) + chrono::TimeDelta::days(days);
            prop_assume!(FORMATS[format].contains("%Y") || (1970..2068).contains(&day.year()));
            let text = day.format(FORMATS[format]).to_string();
            prop_assert_eq!(with_format(&text, FORMATS[format]), Ok(day), "{}", text);
            let among = match read(&text, Tz::UTC) {
                Reading::One(one) => one == day,
                Reading::Two(one, other) => one == day || other == day,
                Reading::None => false,
            };
            prop_assert!(among || !FORMATS[format].contains("%Y"), "{}", text);
        }
    }
}
