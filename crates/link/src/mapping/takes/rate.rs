//! A rate, in percent.

use fieldlink_contract::Amount;
use fieldlink_say::message;
use rust_decimal::Decimal;

use super::{Found, Refused, amount};
use crate::reading::Reading;
use crate::reading::number::{self, Style};
use crate::record::CellValue;

/// A rate in percent. A number that the source shows as a percentage is a hundred times what is kept: 24% is kept as 0.24.
pub(in super::super) fn rate(found: &Found<'_>, format: Option<&str>) -> Result<Amount, Refused> {
    if let Some(CellValue::Number(_)) = found.value() {
        let amount = amount(found, format)?.amount;
        if !found.text.trim_end().ends_with('%') {
            return Ok(amount);
        }
        let percent = amount.decimal().checked_mul(Decimal::ONE_HUNDRED);
        return percent
            .map(|percent| Amount::from(percent.normalize()))
            .ok_or_else(not_a_rate);
    }
    let text = found.text.trim();
    let text = text.strip_suffix('%').unwrap_or(text).trim_end();
    if found.is_text() {
        let style: Option<Style> = format.and_then(|format| format.parse().ok());
        return match number::read(text, style) {
            // Thousands of percent are nobody's rate.
            Reading::One(rate) | Reading::Two(_, rate) => Ok(rate.amount),
            Reading::None => Err(not_a_rate()),
        };
    }
    text.parse().map_err(|_| not_a_rate())
}

fn not_a_rate() -> Refused {
    Refused::new("amount_invalid", message!("reason-rate-invalid"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;
    use super::*;
    use crate::record::Cell;

    #[test]
    fn what_a_rate_takes() {
        let percent = |number: &str, face: &str| Cell::number(number).shown_as(Some(face.to_owned()));
        for (cell, taken) in [
            (percent("0.24", "24%"), Some("24")),
            (percent("0.185", "18.50%"), Some("18.5")),
            (percent("1.5", "150%"), Some("150")),
            (Cell::number("24"), Some("24")),
            (Cell::text("24%"), Some("24")),
            (Cell::text("24,5 %"), Some("24.5")),
            (Cell::text("12.125"), Some("12.125")),
            (Cell::text("flat"), None),
        ] {
            let got = rate(&found(&cell), None).ok().map(|rate| rate.to_string());
            assert_eq!(got.as_deref(), taken, "{cell:?}");
        }
    }
}
