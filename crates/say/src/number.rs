//! Numbers as the person's language writes them. Spanish is that of Latin America.

use num_format::{Buffer, Locale};

use crate::{Language, Value};

fn locale(language: Language) -> Locale {
    match language {
        Language::En => Locale::en,
        Language::Es => Locale::es_419,
        Language::Fr => Locale::fr,
    }
}

/// `2,199`
pub(crate) fn grouped(n: i64, language: Language) -> String {
    let mut text = Buffer::default();
    text.write_formatted(&n, &locale(language));
    text.as_str().to_owned()
}

/// What stands between a whole number and its decimals.
pub(crate) fn decimal_mark(language: Language) -> &'static str {
    locale(language).decimal()
}

/// A number that is put into a text; nothing for what is no whole number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is whole, and within what a float holds exactly"
)]
pub(crate) fn shown(value: &Value<'_>, language: Language) -> Option<String> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.value.fract() == 0.0 && number.value.abs() < EXACT => {
            Some(grouped(number.value as i64, language))
        }
        _ => None,
    }
}
