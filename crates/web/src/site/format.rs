//! Numbers, money and days as people read them.

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::money::{Minor, to_decimal};
use iso_currency::Currency;
use num_format::{Buffer, Locale};

/// `2,199`
pub fn number(n: i64) -> String {
    let mut text = Buffer::default();
    text.write_formatted(&n, &Locale::en);
    text.as_str().to_owned()
}

/// `$141,060.75` from US cents.
pub fn usd(cents: Minor) -> String {
    let sign = if cents.0 < 0 { "-" } else { "" };
    let whole = number((cents.0 / 100).abs());
    format!("{sign}${whole}.{:02}", cents.0.unsigned_abs() % 100)
}

/// `1,500.00 GHS`
pub fn money(amount: Minor, currency: Currency) -> String {
    let text = to_decimal(amount, currency).to_string();
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let whole = whole.parse::<i64>().map_or_else(|_| whole.to_owned(), number);
    match fraction {
        Some(fraction) => format!("{whole}.{fraction} {}", currency.code()),
        None => format!("{whole} {}", currency.code()),
    }
}

/// `21 Nov 2026`
pub fn day(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// The Pacific day of an instant: `21 Nov 2026`.
pub fn day_of(at: DateTime<Utc>) -> String {
    day(pacific_day(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_exact() {
        assert_eq!(usd(Minor(14_106_075)), "$141,060.75");
        assert_eq!(usd(Minor(-5)), "-$0.05");
        assert_eq!(money(Minor(150_000), Currency::GHS), "1,500.00 GHS");
        assert_eq!(money(Minor(150_000), Currency::JPY), "150,000 JPY");
    }
}
