//! Step 2: theme, disbursal, currency, amounts and schedule.

use chrono::{Duration, NaiveDate};
use fieldlink_contract::amount::Amount;
use fieldlink_contract::loan_draft::LoanDraft;
use iso_currency::Currency;
use rust_decimal::Decimal;

use super::{Context, filled, parameters};
use crate::draft::{LoanType, loan_type};
use crate::finding::Finding;
use crate::money::{self, Minor, MoneyError};
use crate::repayment::eligible::eligible_from;
use crate::schedule::{Installment, Schedule};

/// The terms of a draft as far as they can be worked out, for showing them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// The currency, when its code is one.
    pub currency: Option<Currency>,
    /// Sum of the borrowers' amounts.
    pub total: Option<Minor>,
    /// Price on Kiva in US cents, when the partner's rate is known.
    pub price_usd: Option<Minor>,
    /// The schedule, when it adds up.
    pub schedule: Option<Schedule>,
}

/// What a draft's terms come to.
pub fn terms(draft: &LoanDraft, context: &Context) -> Terms {
    let currency = filled(&draft.currency).and_then(read_currency);
    let total = amounts(draft, currency, &mut Vec::new()).filter(|total| *total > Minor::ZERO);
    let both = currency.zip(total);
    Terms {
        currency,
        total,
        price_usd: both.and_then(|(currency, total)| {
            let rate = context.config.rate(currency).filter(|rate| *rate > Decimal::ZERO)?;
            Some(money::price_usd(total, currency, rate, context.settings.price_step_usd))
        }),
        schedule: both.and_then(|(currency, total)| read_schedule(draft, total, currency).ok()),
    }
}

/// Checks the terms. Answers the price on Kiva, in US cents, when amounts and rate are known.
pub(super) fn check(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) -> Option<Minor> {
    theme(draft, context, found);
    disbursal(draft.disburse_time, context, found);
    let currency = currency(draft, context, found);
    let total = amounts(draft, currency, found);
    let rate = currency
        .and_then(|c| context.config.rate(c))
        .filter(|rate| *rate > Decimal::ZERO);
    size(draft, total, currency.zip(rate), context, found);
    let known = currency.zip(total).filter(|(_, total)| *total > Minor::ZERO);
    match known {
        Some((currency, total)) => match read_schedule(draft, total, currency) {
            Ok(schedule) => dates(draft, &schedule, context.profile.repay_after_months, found),
            Err(findings) => found.extend(findings),
        },
        // Without an amount there is nothing to hold the schedule against but whether there is one.
        None if draft.schedule.as_deref().unwrap_or_default().is_empty() && draft.schedule_parameters.is_none() => {
            found.push(no_schedule());
        }
        None => {}
    }
    let (currency, total) = known?;
    rate.map(|rate| money::price_usd(total, currency, rate, context.settings.price_step_usd))
}

fn theme(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) {
    match draft.theme_type_id {
        None => found.push(Finding::error(
            "theme_missing",
            "theme_type_id",
            "Please choose the loan theme.",
        )),
        Some(id) if !context.config.themes.iter().any(|t| t.id == id) => found.push(Finding::error(
            "theme_unknown",
            "theme_type_id",
            "This loan theme is not one of your organization's themes.",
        )),
        Some(_) => {}
    }
}

/// Without a date both texts stand on PA2's screen, so both are found.
fn disbursal(day: Option<NaiveDate>, context: &Context, found: &mut Vec<Finding>) {
    let (past, ahead) = (
        context.settings.disbursal_days_past,
        context.settings.disbursal_days_ahead,
    );
    if day.is_none() {
        found.push(Finding::error(
            "disbursal_invalid",
            "disburse_time",
            "The disbursal date you entered is invalid.",
        ));
    }
    let inside = day.is_some_and(|day| {
        let ago = context.today.signed_duration_since(day);
        ago < Duration::days(past) && ago >= Duration::days(-ahead)
    });
    if !inside {
        let text = format!(
            "The disbursal date must be less than {past} days in the past and no more than {ahead} days in the future."
        );
        found.push(
            Finding::error("disbursal_window", "disburse_time", text)
                .with("past", past)
                .with("ahead", ahead),
        );
    }
}

fn currency(draft: &LoanDraft, context: &Context, found: &mut Vec<Finding>) -> Option<Currency> {
    let Some(code) = filled(&draft.currency) else {
        found.push(Finding::error(
            "currency_missing",
            "currency",
            "Please choose the currency.",
        ));
        return None;
    };
    let currency = read_currency(code);
    if currency.is_none_or(|c| context.config.rate(c).is_none()) {
        found.push(Finding::error(
            "currency_unknown",
            "currency",
            "This currency is not one of your organization's currencies.",
        ));
    }
    currency
}

/// The amounts' sum; none while one of them cannot be read.
fn amounts(draft: &LoanDraft, currency: Option<Currency>, found: &mut Vec<Finding>) -> Option<Minor> {
    let mut total = Some(Minor::ZERO);
    let none_yet = draft.entreps.is_empty().then_some(None);
    for (at, amount) in draft.entreps.iter().map(|e| e.amount).chain(none_yet).enumerate() {
        let field = format!("entreps[{at}].amount");
        match amount {
            Some(amount) if amount.decimal() > Decimal::ZERO => {
                let minor = currency.map(|c| money::to_minor(amount.decimal(), c));
                if let Some(Err(error)) = minor {
                    let text = format!("The amount cannot be kept: {error}.");
                    found.push(Finding::error("amount_unreadable", field, text).with("decimals", decimals(&error)));
                }
                total = total.zip(minor.and_then(Result::ok)).map(|(sum, next)| sum + next);
            }
            _ => found.push(Finding::error(
                "amount_zero",
                field,
                "Each borrower must receive a non-zero disbursal amount. Please enter the loan amount.",
            )),
        }
    }
    total
}

fn size(
    draft: &LoanDraft,
    total: Option<Minor>,
    rated: Option<(Currency, Decimal)>,
    context: &Context,
    found: &mut Vec<Finding>,
) {
    let Some(total) = total else { return };
    let least = context.settings.min_amount_usd;
    let usd = rated.map(|(currency, rate)| money::to_decimal(total, currency) / rate);
    let enough = usd.map_or(total > Minor::ZERO, |usd| usd > money::to_decimal(least, Currency::USD));
    if !enough {
        let least = money::to_decimal(least, Currency::USD).normalize();
        let text = format!("The loan amount must be more than ${least} USD to post the loan on Kiva.");
        found.push(Finding::error("amount_too_small", "entreps.amount", text).with("least", least));
    }
    if let (LoanType::Group, Some(most), Some(usd)) = (loan_type(draft), context.profile.group_max_usd, usd)
        && usd > money::to_decimal(most, Currency::USD)
    {
        let most = money::to_decimal(most, Currency::USD).normalize();
        let text = format!("A group loan of your organization is for at most ${most} USD.");
        found.push(Finding::error("group_amount", "entreps.amount", text).with("most", most));
    }
}

fn dates(draft: &LoanDraft, schedule: &Schedule, months: Option<u32>, found: &mut Vec<Finding>) {
    let Some(day) = draft.disburse_time else { return };
    let field = |early: &dyn Fn(NaiveDate) -> bool| {
        let row = draft.schedule.iter().flatten().position(|i| early(i.date));
        match row {
            Some(at) => format!("schedule[{at}].date"),
            None => "schedule_parameters.firstRepaymentDate".into(),
        }
    };
    let before_disbursal = |due: NaiveDate| due <= day;
    if schedule.0.iter().any(|i| before_disbursal(i.date)) {
        found.push(Finding::error(
            "schedule_before_disbursal",
            field(&before_disbursal),
            "The first repayment must be after the disbursal date.",
        ));
        return;
    }
    let Some(months) = months else { return };
    let from = eligible_from(day, months);
    let too_early = |due: NaiveDate| due < from;
    if schedule.0.iter().any(|i| too_early(i.date)) {
        let text = format!(
            "A loan of your organization is eligible to be repaid {months} months after its disbursal: no repayment may be due before {from}."
        );
        found.push(
            Finding::error("schedule_too_early", field(&too_early), text)
                .with("months", months)
                .with("day", from),
        );
    }
}

/// Decimals that the currency has, where an amount has more; `none` where it is too large to be kept at all.
fn decimals(error: &MoneyError) -> String {
    match error {
        MoneyError::TooPrecise(decimals) => decimals.to_string(),
        MoneyError::TooLarge => "none".to_owned(),
    }
}

/// The currency of a code in any casing.
pub(super) fn read_currency(code: &str) -> Option<Currency> {
    Currency::from_code(&code.trim().to_ascii_uppercase())
}

/// The draft's schedule, from its rows or else from its parameters; what is wrong with it otherwise. Rows come out in
/// the order of their dates and hold exactly `total` of principal.
pub(super) fn read_schedule(draft: &LoanDraft, total: Minor, currency: Currency) -> Result<Schedule, Vec<Finding>> {
    let rows = draft.schedule.as_deref().unwrap_or_default();
    match (rows.is_empty(), &draft.schedule_parameters) {
        (false, _) => read_rows(rows, total, currency),
        (true, Some(parameters)) => parameters::schedule(parameters, total),
        (true, None) => Err(vec![no_schedule()]),
    }
}

fn no_schedule() -> Finding {
    Finding::error("schedule_missing", "schedule", "Please enter the repayment schedule.")
}

fn read_rows(
    rows: &[fieldlink_contract::loan_draft::Installment],
    total: Minor,
    currency: Currency,
) -> Result<Schedule, Vec<Finding>> {
    let mut found = Vec::new();
    let mut schedule = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let mut read = |amount: Amount, name: &str| match money::to_minor(amount.decimal(), currency) {
            Ok(minor) if minor >= Minor::ZERO => minor,
            Ok(_) => {
                let field = format!("schedule[{at}].{name}");
                found.push(Finding::error(
                    "schedule_negative",
                    field,
                    "A repayment cannot be below zero.",
                ));
                Minor::ZERO
            }
            Err(error) => {
                let field = format!("schedule[{at}].{name}");
                let text = format!("This cannot be kept: {error}.");
                found.push(Finding::error("schedule_unreadable", field, text).with("decimals", decimals(&error)));
                Minor::ZERO
            }
        };
        let (principal, interest) = (read(row.principal, "principal"), read(row.interest, "interest"));
        schedule.push(Installment {
            date: row.date,
            principal,
            interest,
        });
    }
    schedule.sort_by_key(|i| i.date);
    let schedule = Schedule(schedule);
    if found.is_empty() && schedule.principal() != total {
        let sum = money::to_decimal(schedule.principal(), currency);
        let total = money::to_decimal(total, currency);
        let text = format!("The principal of the schedule ({sum}) must be the loan amount ({total}).");
        found.push(
            Finding::error("schedule_sum", "schedule", text)
                .with("sum", sum)
                .with("total", total),
        );
    }
    if found.is_empty() { Ok(schedule) } else { Err(found) }
}
