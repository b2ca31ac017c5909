//! An exact decimal number on the wire.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{RefOr, SchemaFormat};

/// An exact decimal amount. Its unit (which currency, or none for a rate) is said by the field that holds it.
///
/// Read from a JSON number or a JSON string; exponents are allowed (`1.5e3`). It holds what was written to the last
/// digit, or refuses it: nothing is rounded. Written as a JSON number with the scale it was read with. Of a JSON number
/// alone, decimals beyond the 28 digits are left out: most programs write one from a binary float, whose noise they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// Why a text is not an [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAmount {
    /// Not a decimal number: letters, separators, a second point, nothing at all.
    #[error("not a decimal number: digits with an optional point, sign and exponent are allowed")]
    Syntax,
    /// More digits than can be kept exactly.
    #[error("too many digits: at most 28 can be kept exactly")]
    Digits,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// How many digits can be kept exactly, before and after the point together.
    pub const MAX_DIGITS: usize = 28;
    /// Longest text that is looked at, so that a hostile one costs nothing.
    const MAX_TEXT: usize = 80;

    /// The amount as a decimal number.
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// A JSON number as it was written, without the decimals that 28 digits have no room for.
    pub(crate) fn of_number(text: &str) -> Result<Self, InvalidAmount> {
        read(text, Beyond::LeftOut)
    }

    /// Whether the amount is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }
}

impl From<Decimal> for Amount {
    fn from(value: Decimal) -> Self {
        Self(if value.is_zero() {
            Decimal::new(0, value.scale())
        } else {
            value
        })
    }
}

impl From<Amount> for Decimal {
    fn from(value: Amount) -> Self {
        value.0
    }
}

impl From<i64> for Amount {
    fn from(value: i64) -> Self {
        Self(Decimal::from(value))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Amount {
    type Err = InvalidAmount;

    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        read(text, Beyond::Refused)
    }
}

/// What becomes of decimals that 28 digits have no room for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beyond {
    Refused,
    LeftOut,
}

fn read(text: &str, beyond: Beyond) -> Result<Amount, InvalidAmount> {
    let text = text.trim();
    if text.len() > Amount::MAX_TEXT {
        return Err(InvalidAmount::Digits);
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (negative, mantissa) = match mantissa.as_bytes().first() {
        Some(b'-') => (true, &mantissa[1..]),
        Some(b'+') => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_only = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits_only(whole) || !digits_only(fraction) {
        return Err(InvalidAmount::Syntax);
    }
    assemble(negative, whole, fraction, exponent, beyond)
}

fn parse_exponent(text: &str) -> Result<i64, InvalidAmount> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InvalidAmount::Syntax);
    }
    // Longer exponents are numbers, only never ones that fit 28 digits.
    text.parse::<i16>().map(i64::from).map_err(|_| InvalidAmount::Digits)
}

/// Joins the digits and moves the point by `exponent`.
fn assemble(
    negative: bool,
    whole: &str,
    fraction: &str,
    exponent: i64,
    beyond: Beyond,
) -> Result<Amount, InvalidAmount> {
    let mut digits: String = format!("{whole}{fraction}").trim_start_matches('0').to_owned();
    let places = i64::try_from(fraction.len()).map_err(|_| InvalidAmount::Digits)? - exponent;
    let mut scale = places;
    while beyond == Beyond::LeftOut && (scale > 28 || (scale > 0 && digits.len() > Amount::MAX_DIGITS)) {
        if digits.pop().is_none() {
            break;
        }
        scale -= 1;
    }
    if digits.is_empty() {
        let scale = u32::try_from(scale.clamp(0, 28)).map_err(|_| InvalidAmount::Digits)?;
        return Ok(Amount(Decimal::new(0, scale)));
    }
    // Zeros at the end of a very long fraction carry nothing.
    while scale > 28 && digits.ends_with('0') {
        digits.pop();
        scale -= 1;
    }
    while scale < 0 && digits.len() <= Amount::MAX_DIGITS {
        digits.push('0');
        scale += 1;
    }
    while scale > 0 && digits.len() > Amount::MAX_DIGITS && digits.ends_with('0') {
        digits.pop();
        scale -= 1;
    }
    if digits.len() > Amount::MAX_DIGITS || !(0..=28).contains(&scale) {
        return Err(InvalidAmount::Digits);
    }
    let number: i128 = digits.parse().map_err(|_| InvalidAmount::Digits)?;
    let scale = u32::try_from(scale).map_err(|_| InvalidAmount::Digits)?;
    let signed = if negative { -number } else { number };
    Decimal::try_from_i128_with_scale(signed, scale)
        .map(Amount)
        .map_err(|_| InvalidAmount::Digits)
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = RawValue::from_string(self.0.to_string()).map_err(ser::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::read::amount(deserializer)
    }
}

impl utoipa::PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Array(vec![Type::Number, Type::String]))
            .format(Some(SchemaFormat::Custom("decimal".to_owned())))
            .description(Some(
                "An exact decimal amount: a JSON number, or the same number as a string. At most 28 digits.",
            ))
            .into()
    }
}

impl utoipa::ToSchema for Amount {
    fn name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
}

/// Writes an optional amount as a JSON string, for the fields that are strings on the wire
/// (`#[serde(serialize_with = "amount::as_text")]`). Reading needs no counterpart: an [`Amount`] reads strings.
///
/// # Errors
/// Those of the serializer.
pub fn as_text<S: Serializer>(amount: &Option<Amount>, serializer: S) -> Result<S::Ok, S::Error> {
    match amount {
        Some(amount) => serializer.collect_str(amount),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(json: &str) -> Result<Amount, String> {
        serde_json::from_str(json).map_err(|e| e.to_string())
    }

    #[test]
    fn number_and_string_are_the_same_amount() {
        assert_eq!(read("480.50").unwrap(), read("\"480.50\"").unwrap());
        assert_eq!(read("480.50").unwrap().to_string(), "480.50");
        assert_eq!(read("\" 12 \"").unwrap().to_string(), "12");
    }

    #[test]
    fn digits_that_a_float_would_lose_are_kept() {
        for text in [
            "0.1",
            "9007199254740993",
            "1234567890123456789.123456789",
            "79228162514264337593543950.33",
        ] {
            let amount = read(text).unwrap();
            assert_eq!(amount.to_string(), text);
            assert_eq!(serde_json::to_string(&amount).unwrap(), text);
        }
    }

    #[test]
    fn exponents_are_read_exactly() {
        assert_eq!(read("1.5e3").unwrap().to_string(), "1500");
        assert_eq!(read("15E-1").unwrap().to_string(), "1.5");
        assert_eq!(read("\"2e+2\"").unwrap().to_string(), "200");
        assert_eq!(read("0e9").unwrap(), Amount::ZERO);
        assert_eq!(read("-0").unwrap().to_string(), "0");
        assert!(!read("-0.00").unwrap().is_negative());
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        for text in [
            "1e400",
            "\"1e-29\"",
            "\"0.30000000000000000000000000004\"",
            "1e99999999999999999999",
            "12345678901234567890123456789",
        ] {
            assert!(read(text).unwrap_err().contains("too many digits"), "{text}");
        }
        assert!(read(&"9".repeat(5_000)).is_err());
        assert_eq!(read("1.00000000000000000000000000000000").unwrap(), Amount::from(1));
    }

    #[test]
    fn of_a_number_the_noise_of_a_float_is_left_out() {
        assert_eq!(read("0.30000000000000004").unwrap().to_string(), "0.30000000000000004");
        assert!(read("1.1125369292536007e-308").unwrap().is_zero());
        assert!(read("-5e-324").unwrap().is_zero());
        let long = read("123456789012345.12345678901234567890").unwrap();
        assert_eq!(long.to_string(), "123456789012345.1234567890123");
    }

    #[test]
    fn words_and_separators_are_refused() {
        for text in [
            "\"1,250\"",
            "\"12.5.1\"",
            "\"\"",
            "\"abc\"",
            "\"1e\"",
            "\"--1\"",
            "\".\"",
            "true",
            "null",
            "[1]",
            "\"NaN\"",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_absent_or_null_amount_is_none() {
        #[derive(Deserialize)]
        struct Holder {
            #[serde(default)]
            amount: Option<Amount>,
        }
        assert_eq!(serde_json::from_str::<Holder>("{}").unwrap().amount, None);
        assert_eq!(
            serde_json::from_str::<Holder>("{\"amount\":null}").unwrap().amount,
            None
        );
        assert_eq!(
            serde_json::from_str::<Holder>("{\"amount\":0}").unwrap().amount,
            Some(Amount::ZERO)
        );
    }

    proptest! {
        #[test]
        fn round_trip(mantissa in -9_999_999_999_999_999_999_999_999_999_i128..=9_999_999_999_999_999_999_999_999_999, scale in 0_u32..=28) {
            let amount = Amount::from(Decimal::from_i128_with_scale(mantissa, scale));
            let number = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(read(&number).unwrap().to_string(), amount.to_string());
            prop_assert_eq!(read(&format!("\"{number}\"")).unwrap(), amount);
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<Amount>();
        }

        #[test]
        fn exponent_form_says_the_same(whole in 0_u64..1_000_000_000, exponent in -9_i32..=9) {
            let text = format!("{whole}e{exponent}");
            let amount: Amount = text.parse().unwrap();
            let power = Decimal::from(10_u64.pow(exponent.unsigned_abs()));
            let expected = if exponent < 0 { Decimal::from(whole) / power } else { Decimal::from(whole) * power };
            prop_assert_eq!(amount.decimal(), expected);
        }
    }
}
