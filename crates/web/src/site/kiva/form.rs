//! What Kiva's form for a partner holds, read back into a change.

use fieldlink_app::Error;
use fieldlink_app::kiva::PartnerChange;
use fieldlink_domain::money::{Minor, to_decimal, to_minor};
use fieldlink_domain::partner::{
    AmountMode, CsvUploadFormat, CurrencyLoss, CurrencyRate, Partner, PartnerConfig, PartnerTheme, Profile,
};
use fieldlink_domain::reference::THEMES;
use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::Deserialize;

/// The form as it was sent.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub name: String,
    pub amount_mode: AmountMode,
    pub csv_upload_format: CsvUploadFormat,
    pub currency_loss: CurrencyLoss,
    #[serde(default)]
    pub credit_limit: String,
    #[serde(default)]
    pub monthly_limit: String,
    #[serde(default)]
    pub group_max: String,
    /// Months from disbursal to the first repayment; empty for no such rule.
    #[serde(default)]
    pub repay_after: String,
    /// A currency and its rate on each line: `KES 129.50`.
    #[serde(default)]
    pub currencies: String,
    #[serde(default)]
    pub theme: Vec<i64>,
    /// One for each theme there is, in their order; empty for none.
    #[serde(default)]
    pub theme_limit: Vec<String>,
    #[serde(default)]
    pub activity: Vec<i64>,
    #[serde(default)]
    pub language: Vec<i64>,
}

impl Typed {
    /// The form of a partner as it is.
    pub(super) fn of(partner: &Partner) -> Typed {
        let (profile, config) = (&partner.profile, &partner.config);
        let held = |id: i64| config.themes.iter().find(|theme| theme.id == id);
        let rates = config.currencies.iter();
        let rates: Vec<String> = rates.map(|c| format!("{} {}", c.currency.code(), c.rate)).collect();
        Typed {
            name: partner.name.clone(),
            amount_mode: profile.amount_mode,
            csv_upload_format: profile.csv_upload_format,
            currency_loss: profile.currency_loss,
            credit_limit: shown(profile.credit_limit),
            monthly_limit: shown(profile.monthly_limit),
            group_max: shown(profile.group_max_usd),
            repay_after: profile
                .repay_after_months
                .map_or_else(String::new, |months| months.to_string()),
            currencies: rates.join("\n"),
            theme: config.themes.iter().map(|theme| theme.id).collect(),
            theme_limit: THEMES
                .iter()
                .map(|theme| shown(held(theme.id).and_then(|held| held.limit)))
                .collect(),
            activity: config.activities.clone(),
            language: config.languages.clone(),
        }
    }

    /// The change it asks for.
    pub(super) fn change(&self, before: &Partner) -> Result<PartnerChange, Error> {
        let mut themes = Vec::new();
        for (theme, limit) in THEMES.iter().zip(&self.theme_limit) {
            if self.theme.contains(&theme.id) {
                let limit = usd(limit)?;
                themes.push(PartnerTheme { id: theme.id, limit });
            }
        }
        Ok(PartnerChange {
            name: self.name.clone(),
            profile: Profile {
                amount_mode: self.amount_mode,
                csv_upload_format: self.csv_upload_format,
                currency_loss: self.currency_loss,
                credit_limit: usd(&self.credit_limit)?,
                monthly_limit: usd(&self.monthly_limit)?,
                group_max_usd: usd(&self.group_max)?,
                repay_after_months: months(&self.repay_after)?,
                ..before.profile.clone()
            },
            config: PartnerConfig {
                activities: self.activity.clone(),
                themes,
                currencies: currencies(&self.currencies)?,
                languages: self.language.clone(),
                ..before.config.clone()
            },
        })
    }
}

fn shown(amount: Option<Minor>) -> String {
    amount.map_or_else(String::new, |amount| to_decimal(amount, Currency::USD).to_string())
}

/// US dollars as typed; none where nothing is.
fn usd(text: &str) -> Result<Option<Minor>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let amount: Option<Decimal> = text.replace(',', "").parse().ok();
    let minor = amount.and_then(|amount| to_minor(amount, Currency::USD).ok());
    minor.map(Some).ok_or_else(|| {
        Error::invalid(format!("{text:?} is no amount in US dollars."))
            .said("error-partner-usd", [("amount", text.to_owned())])
    })
}

/// A number of months as typed; none where nothing is.
fn months(text: &str) -> Result<Option<u32>, Error> {
    /// Longer than any loan runs.
    const MOST: u32 = 120;
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let months = text.parse().ok().filter(|months| (1..=MOST).contains(months));
    months.map(Some).ok_or_else(|| {
        Error::invalid(format!("{text:?} is no number of months from 1 to {MOST}.")).said(
            "error-partner-months",
            [("text", text.to_owned()), ("most", MOST.to_string())],
        )
    })
}

fn currencies(text: &str) -> Result<Vec<CurrencyRate>, Error> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let currency = words
                .next()
                .and_then(|code| Currency::from_code(&code.to_ascii_uppercase()));
            let rate: Option<Decimal> = words.next().and_then(|rate| rate.parse().ok());
            match (currency, rate, words.next()) {
                (Some(currency), Some(rate), None) => Ok(CurrencyRate { currency, rate }),
                _ => Err(Error::invalid(format!(
                    "{line:?} is no currency with its rate; write it as KES 129.50."
                ))
                .said("error-partner-currency", [("line", line.to_owned())])),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_stand_one_on_a_line_with_their_rates() {
        let read = currencies(" kes 129.50 \n\nUSD 1\n").unwrap();
        let read: Vec<_> = read.iter().map(|c| (c.currency.code(), c.rate.to_string())).collect();
        assert_eq!(read, [("KES", "129.50".into()), ("USD", "1".into())]);
        for bad in ["KES", "129.5", "KES abc", "KES 1 2", "XXY 1"] {
            assert!(currencies(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn months_are_a_number_or_left_out() {
        assert_eq!((months(" ").unwrap(), months(" 38 ").unwrap()), (None, Some(38)));
        for bad in ["0", "121", "-1", "3.5", "three"] {
            assert!(months(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn dollars_are_exact_and_may_be_left_out() {
        assert_eq!(usd("  ").unwrap(), None);
        assert_eq!(usd("1,250.50").unwrap(), Some(Minor(125_050)));
        assert!(usd("12.345").is_err() && usd("a lot").is_err());
    }
}
