//! Money: integers of minor units, and the exact way from decimals to them and back.

use std::ops::{Add, AddAssign, Neg, Sub};

use iso_currency::Currency;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// An amount in the minor unit of its currency (cents for USD, whole yen for JPY). The currency stands beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minor(pub i64);

impl Minor {
    /// Nothing.
    pub const ZERO: Minor = Minor(0);
}

impl Add for Minor {
    type Output = Minor;
    fn add(self, other: Minor) -> Minor {
        Minor(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Minor {
    fn add_assign(&mut self, other: Minor) {
        *self = *self + other;
    }
}

impl Sub for Minor {
    type Output = Minor;
    fn sub(self, other: Minor) -> Minor {
        Minor(self.0.saturating_sub(other.0))
    }
}

impl Neg for Minor {
    type Output = Minor;
    fn neg(self) -> Minor {
        Minor(self.0.saturating_neg())
    }
}

impl std::iter::Sum for Minor {
    fn sum<I: Iterator<Item = Minor>>(items: I) -> Minor {
        items.fold(Minor::ZERO, Add::add)
    }
}

/// Why a decimal is no amount of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// It has more decimals than the currency's minor unit.
    #[error("the amount has more than {0} decimals")]
    TooPrecise(u32),
    /// It does not fit in 64 bits of minor units.
    #[error("the amount is too large")]
    TooLarge,
}

/// How many decimals the currency's minor unit has (ISO 4217); 2 where the standard gives none.
pub fn decimals(currency: Currency) -> u32 {
    currency.exponent().map_or(2, u32::from)
}

/// The exact amount in minor units. Trailing zeros are fine; a fraction of a minor unit is an error, never rounded.
pub fn to_minor(amount: Decimal, currency: Currency) -> Result<Minor, MoneyError> {
    let decimals = decimals(currency);
    let amount = amount.normalize();
    if amount.scale() > decimals {
        return Err(MoneyError::TooPrecise(decimals));
    }
    let scaled = amount
        .checked_mul(Decimal::from(10_i64.pow(decimals)))
        .ok_or(MoneyError::TooLarge)?;
    scaled.to_i64().map(Minor).ok_or(MoneyError::TooLarge)
}

/// The decimal with exactly the currency's number of decimals, as money is written.
pub fn to_decimal(amount: Minor, currency: Currency) -> Decimal {
    Decimal::new(amount.0, decimals(currency))
}

/// US cents for an amount in another currency, rounded half away from zero. `rate` is local currency per USD.
pub fn to_usd(amount: Minor, currency: Currency, rate: Decimal) -> Minor {
    if rate <= Decimal::ZERO {
        return Minor::ZERO;
    }
    let usd = (to_decimal(amount, currency) / rate * Decimal::ONE_HUNDRED)
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    usd.to_i64().map_or(Minor(i64::MAX), Minor)
}

/// The USD price of a loan on Kiva, in cents: local amount over the rate, rounded up to the next `step`
/// (25 USD; domain.md 2.2).
pub fn price_usd(principal: Minor, currency: Currency, rate: Decimal, step: Minor) -> Minor {
    if rate <= Decimal::ZERO || step <= Minor::ZERO {
        return Minor::ZERO;
    }
    let steps = to_decimal(principal, currency) / rate * Decimal::ONE_HUNDRED / Decimal::from(step.0);
    steps
        .ceil()
        .to_i64()
        .and_then(|n| n.checked_mul(step.0))
        .map_or(Minor(i64::MAX), Minor)
}

/// `whole × part ÷ of`, rounded half away from zero, without overflow. Zero where `of` is zero.
pub fn share(whole: Minor, part: Minor, of: Minor) -> Minor {
    if of.0 == 0 {
        return Minor::ZERO;
    }
    let product = i128::from(whole.0) * i128::from(part.0);
    let of = i128::from(of.0);
    let half = of.abs() / 2;
    let rounded = (product + if (product < 0) == (of < 0) { half } else { -half } * of.signum()) / of;
    i64::try_from(rounded).map_or(Minor(i64::MAX), Minor)
}

/// Decimals as text in our own JSON, so that no reader turns them into binary floats.
pub mod decimal_text {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the decimal as a string.
    pub fn serialize<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    /// Reads it back exactly.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn trailing_zeros_are_exact_and_a_fraction_of_a_cent_is_refused() {
        assert_eq!(to_minor(dec("480.000000"), Currency::USD), Ok(Minor(48_000)));
        assert_eq!(to_minor(dec("480.005"), Currency::USD), Err(MoneyError::TooPrecise(2)));
        assert_eq!(to_minor(dec("12.5"), Currency::JPY), Err(MoneyError::TooPrecise(0)));
    }

    #[test]
    fn the_price_goes_up_to_the_next_25_dollars() {
        // domain.md 2.2: three NGN loans fit one rate only when rounded up.
        let step = Minor(2_500);
        assert_eq!(
            price_usd(Minor(10_000_000), Currency::NGN, dec("361"), step),
            Minor(30_000)
        );
        assert_eq!(
            price_usd(Minor(9_025_000), Currency::NGN, dec("361"), step),
            Minor(25_000)
        );
        assert_eq!(
            price_usd(Minor(9_025_100), Currency::NGN, dec("361"), step),
            Minor(27_500)
        );
    }

    proptest! {
        #[test]
        fn minor_units_survive_the_way_to_decimal_and_back(n in any::<i64>()) {
            for currency in [Currency::USD, Currency::JPY, Currency::TND] {
                prop_assert_eq!(to_minor(to_decimal(Minor(n), currency), currency), Ok(Minor(n)));
            }
        }

        #[test]
        fn shares_of_all_parts_differ_from_the_whole_by_less_than_a_unit_each(
            whole in 0_i64..1_000_000_000, parts in proptest::collection::vec(1_i64..1_000_000, 1..20)
        ) {
            let of: i64 = parts.iter().sum();
            let sum: i64 = parts.iter().map(|p| share(Minor(whole), Minor(*p), Minor(of)).0).sum();
            prop_assert!((sum - whole).unsigned_abs() <= parts.len() as u64);
        }
    }
}
