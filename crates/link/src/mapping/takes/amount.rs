//! An amount of money, or another exact decimal.

use fieldlink_contract::Amount;
use fieldlink_say::message;

use super::{Found, Refused};
use crate::reading::Reading;
use crate::reading::number::{self, Money, Style};
use crate::record::CellValue;

/// An amount. A number is itself, whatever the source shows and whatever `format` says of texts.
pub(in super::super) fn amount(found: &Found<'_>, format: Option<&str>) -> Result<Money, Refused> {
    let exact = |text: &str| {
        let amount: Amount = text.trim().parse().ok()?;
        Some(Money { amount, currency: None })
    };
    match found.value() {
        Some(CellValue::Number(number)) => exact(number).ok_or_else(not_a_number),
        Some(CellValue::Text(_)) => of_text(&found.text, format),
        // What a person wrote in fieldlink.toml is plain, unless they say how it is written.
        None => match (format, exact(&found.text)) {
            (None, Some(money)) => Ok(money),
            _ => of_text(&found.text, format),
        },
        Some(_) => Err(not_a_number()),
    }
}

fn of_text(text: &str, format: Option<&str>) -> Result<Money, Refused> {
    let style: Option<Style> = match format {
        None => None,
        Some(format) => Some(format.parse().map_err(|_| unlike(format))?),
    };
    match (number::read(text, style), format) {
        (Reading::One(money), _) => Ok(money),
        (Reading::Two(thousands, decimals), _) => Err(ask(text, thousands, decimals)),
        (Reading::None, Some(format)) => Err(unlike(format)),
        (Reading::None, None) => Err(not_a_number()),
    }
}

/// The question that only a person can answer.
fn ask(text: &str, thousands: Money, decimals: Money) -> Refused {
    // The mark in question stands between thousands in one way of writing, and before the decimals in the other.
    let (between, before) = if text.contains(',') {
        ("1,234.56", "1.234,567")
    } else {
        ("1.234,56", "1,234.567")
    };
    let (thousands, decimals) = (thousands.amount, decimals.amount);
    let said = message!(
        "reason-amount-ambiguous",
        thousands = thousands.to_string(),
        decimals = decimals.to_string(),
        between = between,
        before = before,
    );
    Refused::new("amount_ambiguous", said)
}

fn unlike(format: &str) -> Refused {
    Refused::new("amount_invalid", message!("reason-amount-unlike", format = format))
}

fn not_a_number() -> Refused {
    Refused::new("amount_invalid", message!("reason-amount-invalid"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, of};
    use super::*;
    use crate::record::Cell;

    #[test]
    fn what_an_amount_takes() {
        let comma = Some("1.234,56");
        for (cell, format, taken) in [
            (Cell::number("1250.5"), None, Ok("1250.5")),
            (Cell::number("1250.5"), comma, Ok("1250.5")),
            (Cell::number("23.125"), comma, Ok("23.125")),
            (
                Cell::number("1250").shown_as(Some(String::from("1.250"))),
                None,
                Ok("1250"),
            ),
            (Cell::text("1250.50"), None, Ok("1250.50")),
            (Cell::text("KES 1.250,50"), None, Ok("1250.50")),
            (Cell::text("1.250"), None, Err("amount_ambiguous")),
            (Cell::text("1.250"), comma, Ok("1250")),
            (Cell::text("1,250"), comma, Err("amount_ambiguous")),
            (Cell::text("1,250.50"), comma, Err("amount_invalid")),
            (Cell::text("about 1250"), None, Err("amount_invalid")),
            (of(CellValue::Day("2026-01-31".into())), None, Err("amount_invalid")),
            (of(CellValue::Truth(true)), None, Err("amount_invalid")),
        ] {
            let got = amount(&found(&cell), format);
            let got = got
                .map(|money| money.amount.to_string())
                .map_err(|refused| refused.rule);
            assert_eq!(got.as_deref().map_err(|rule| *rule), taken, "{cell:?} {format:?}");
        }
    }

    #[test]
    fn the_question_names_both_readings_and_what_to_type() {
        let cell = Cell::text("87.000");
        let asked = amount(&found(&cell), None).unwrap_err().message;
        assert!(
            asked
                .to_string()
                .contains("`format = \"1.234,56\"` reads 87000, `format = \"1,234.567\"` reads 87.000"),
            "{asked}"
        );
        let answers =
            ["1.234,56", "1,234.567"].map(|format| amount(&found(&cell), Some(format)).unwrap().amount.to_string());
        assert_eq!(answers, ["87000", "87.000"]);
    }
}
