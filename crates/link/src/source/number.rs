//! Numbers that a source has as binary floats, which know no tenths.

use fieldlink_say::text;

use crate::record::{Cell, Fault};

/// A binary float holds so many decimal digits for certain.
pub(super) const CERTAIN: usize = 15;

/// The number that was meant: the shortest decimal that stands for the float. A sum such as 0.1 + 0.2 has a tail behind
/// that which nobody typed.
pub(super) fn of_float(number: f64) -> Cell {
    if !number.is_finite() {
        return Cell::from(Fault::of(text!("fault-not-number")));
    }
    let text = format!("{number}");
    if digits(&text) <= CERTAIN || !text.contains('.') {
        return Cell::number(text);
    }
    let rounded = format!("{number:.*e}", CERTAIN - 1);
    Cell::number(rounded.parse::<f64>().map_or(text, |rounded| format!("{rounded}")))
}

/// The same of a float that a database wrote as text.
pub(super) fn of_float_text(text: &str) -> Cell {
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
        && digits(text) <= CERTAIN
    {
        return Cell::number(text);
    }
    text.parse()
        .map_or_else(|_| Cell::from(Fault::of(text!("fault-not-number"))), of_float)
}

/// A number of JSON: exact as it is written, but without the tail that a program's binary float has left behind many
/// decimals. One of more digits than a float has was none.
pub(crate) fn of_json(text: &str) -> Cell {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if plain && decimals > 6 && (CERTAIN + 1..=CERTAIN + 3).contains(&digits(text)) {
        of_float_text(text)
    } else {
        Cell::number(text)
    }
}

/// How many digits of a number, written plainly, say something.
pub(super) fn digits(text: &str) -> usize {
    let from_first = text.trim_start_matches(['-', '0', '.']);
    from_first.bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_json_is_exact_but_for_the_tail_of_a_float() {
        for (text, number) in [
            ("300.29999999999995", "300.3"),
            ("0.30000000000000004", "0.3"),
            ("123456789012345.67", "123456789012345.67"),
            ("12345678901234567890", "12345678901234567890"),
            ("1.123456789012345678901", "1.123456789012345678901"),
            ("500.000000", "500.000000"),
            ("1e3", "1e3"),
        ] {
            assert_eq!(of_json(text), Cell::number(number));
        }
    }

    #[test]
    fn numbers_have_no_tail_that_nobody_typed() {
        for (float, number) in [
            (1234.0, "1234"),
            (0.1, "0.1"),
            (480.55, "480.55"),
            (0.1 + 0.2, "0.3"),
            (1_250.499_999_999_999_8, "1250.5"),
            (1e14, "100000000000000"),
        ] {
            assert_eq!(of_float(float), Cell::number(number));
            assert_eq!(of_float_text(&format!("{float:e}")), Cell::number(number));
        }
        assert_eq!(of_float_text("1250.50"), Cell::number("1250.50"));
        assert!(of_float(f64::NAN).fault().is_some() && of_float_text("Infinity").fault().is_some());
    }
}
