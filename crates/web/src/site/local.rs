//! Numbers, money and days as the person's language writes them. Spanish is that of Latin America.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_domain::money::{Minor, to_decimal};
use fieldlink_say::Language;
use iso_currency::Currency;
use rust_decimal::Decimal;

use crate::site::text::Text;

impl Text {
    fn is_french(&self) -> bool {
        self.language() == Language::Fr
    }

    /// An exact number with the decimals it has.
    pub fn decimal(&self, n: Decimal) -> String {
        let plain = n.abs().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let grouped = whole.parse().map_or_else(|_| whole.to_owned(), |n| self.number(n));
        let sign = if n.is_sign_negative() && !n.is_zero() { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { self.decimal_mark() };
        format!("{sign}{grouped}{point}{fraction}")
    }

    /// US cents: `$141,060.75`, in French `141 060,75 $`.
    pub fn usd(&self, cents: Minor) -> String {
        let amount = self.decimal(Decimal::new(cents.0, 2));
        if self.is_french() {
            return format!("{amount}\u{a0}$");
        }
        match amount.strip_prefix('-') {
            Some(amount) => format!("-${amount}"),
            None => format!("${amount}"),
        }
    }

    /// `1,500.00 GHS`
    pub fn money(&self, amount: Minor, currency: Currency) -> String {
        let amount = self.decimal(to_decimal(amount, currency));
        format!("{amount}\u{a0}{}", currency.code())
    }

    /// Hundredths of a per cent: `12.5 %` from 1250.
    pub fn percent(&self, basis_points: i64) -> String {
        let percent = self.decimal(Decimal::new(basis_points, 2).round_dp(1));
        format!("{percent}\u{a0}%")
    }

    /// `21 Nov 2026`
    pub fn day(&self, day: NaiveDate) -> String {
        let month = self.with("month-short", &[("n", day.month().into())]);
        self.with(
            "date-day",
            &[
                ("day", day.day().to_string().into()),
                ("month", month.into()),
                ("year", day.year().to_string().into()),
            ],
        )
    }

    /// The Pacific day of an instant.
    pub fn day_of(&self, at: DateTime<Utc>) -> String {
        self.day(pacific_day(at))
    }

    /// A month as its people call it: `November 2026`.
    pub fn month(&self, period: Period) -> String {
        let day = period.first_day();
        let month = self.with("month-name", &[("n", day.month().into())]);
        self.with(
            "date-month",
            &[("month", month.into()), ("year", day.year().to_string().into())],
        )
    }

    /// A text with a number in it: `count` chooses the form, `shown` is what is read.
    pub fn counted(&self, id: &str, count: u64) -> String {
        self.with(id, &[("count", count.into()), ("shown", self.whole(count).into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_all(say: impl Fn(&Text) -> String) -> Vec<String> {
        Text::all().map(|text| say(&text)).collect()
    }

    #[test]
    fn each_language_writes_numbers_its_own_way() {
        assert_eq!(
            in_all(|t| t.usd(Minor(14_106_075))),
            ["$141,060.75", "$141,060.75", "141\u{202f}060,75\u{a0}$"]
        );
        assert_eq!(in_all(|t| t.usd(Minor(-5))), ["-$0.05", "-$0.05", "-0,05\u{a0}$"]);
        assert_eq!(
            in_all(|t| t.money(Minor(150_000), Currency::JPY)),
            ["150,000\u{a0}JPY", "150,000\u{a0}JPY", "150\u{202f}000\u{a0}JPY"]
        );
        assert_eq!(in_all(|t| t.percent(1_250))[2], "12,5\u{a0}%");
    }

    #[test]
    fn each_language_writes_days_its_own_way() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        assert_eq!(in_all(|t| t.day(day)), ["1 Nov 2026", "1 nov 2026", "1 nov. 2026"]);
        assert_eq!(
            in_all(|t| t.month(Period::of(day))),
            ["November 2026", "noviembre de 2026", "novembre 2026"]
        );
    }
}
