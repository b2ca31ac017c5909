//! The sums of a month: counts, amounts by currency, and the account between the partner and Kiva.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::line::{Category, Line, MonthLoan};
use super::standing::{Book, Standing};
use crate::calendar::{Period, days_after};
use crate::money::Minor;
use crate::settings::Settings;

/// How many loans of a month are what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Loans with a repayment due that is not invoiced yet.
    pub expected: u64,
    /// Expected loans that something was reported of.
    pub reported: u64,
    /// Other loans that something was reported of: paid early, or recovered after a default.
    pub reported_beside: u64,
    /// Reported as scheduled.
    pub on_time: u64,
    /// Reported below the schedule.
    pub delinquent: u64,
    /// Reported above the schedule.
    pub prepaid: u64,
    /// Expected and not reported: billed as scheduled.
    pub not_reported: u64,
}

/// Amounts of one currency; the fields mean what they mean in [`Line`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencySums {
    /// Loans.
    pub loans: u64,
    /// In minor units of the currency; the others in US cents.
    pub repaid: Minor,
    /// Rate at billing, local currency per USD.
    pub rate_at_billing: Decimal,
    /// Kiva Round-Up.
    pub round_up_usd: Minor,
    /// Repayment in USD.
    pub repaid_usd: Minor,
    /// Currency loss absorbed by lenders.
    pub loss_absorbed_usd: Minor,
    /// Owed to Kiva.
    pub owed_usd: Minor,
    /// Exchange gained or (negative) lost.
    pub exchange_usd: Minor,
}

/// The lines of a month, summed up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// How many loans are what.
    pub counts: Counts,
    /// What is to be invoiced, US cents: reported amounts, and schedules where nothing was reported.
    pub owed_usd: Minor,
    /// What would be invoiced if every expected loan repaid as scheduled, US cents.
    pub owed_as_scheduled_usd: Minor,
    /// By ISO 4217 code.
    pub currencies: BTreeMap<String, CurrencySums>,
}

impl Sums {
    /// Adds a line.
    pub fn add(&mut self, line: &Line) {
        let counts = &mut self.counts;
        counts.expected += u64::from(line.expected);
        counts.reported += u64::from(line.expected && line.reported.is_some());
        counts.reported_beside += u64::from(!line.expected && line.reported.is_some());
        match line.category {
            Category::OnTime => counts.on_time += 1,
            Category::Delinquent => counts.delinquent += 1,
            Category::Prepaid => counts.prepaid += 1,
            Category::NotReported => counts.not_reported += 1,
        }
        self.owed_usd += line.owed_usd;
        self.owed_as_scheduled_usd += line.owed_as_scheduled_usd;
        let code = line.currency.code();
        if !self.currencies.contains_key(code) {
            self.currencies.insert(code.to_owned(), CurrencySums::default());
        }
        let Some(sums) = self.currencies.get_mut(code) else {
            return;
        };
        sums.loans += 1;
        sums.repaid += line.repaid;
        sums.rate_at_billing = line.rate_at_billing;
        sums.round_up_usd += line.round_up_usd;
        sums.repaid_usd += line.repaid_usd;
        sums.loss_absorbed_usd += line.loss_absorbed_usd;
        sums.owed_usd += line.owed_usd;
        sums.exchange_usd += line.exchange_usd;
    }
}

impl Counts {
    fn join(&mut self, other: &Counts) {
        self.expected += other.expected;
        self.reported += other.reported;
        self.reported_beside += other.reported_beside;
        self.on_time += other.on_time;
        self.delinquent += other.delinquent;
        self.prepaid += other.prepaid;
        self.not_reported += other.not_reported;
    }
}

impl CurrencySums {
    fn join(&mut self, other: &CurrencySums) {
        self.loans += other.loans;
        self.repaid += other.repaid;
        self.rate_at_billing = other.rate_at_billing;
        self.round_up_usd += other.round_up_usd;
        self.repaid_usd += other.repaid_usd;
        self.loss_absorbed_usd += other.loss_absorbed_usd;
        self.owed_usd += other.owed_usd;
        self.exchange_usd += other.exchange_usd;
    }
}

impl Sums {
    /// Adds the sums of lines that come after these.
    pub fn join(&mut self, other: &Sums) {
        self.counts.join(&other.counts);
        self.owed_usd += other.owed_usd;
        self.owed_as_scheduled_usd += other.owed_as_scheduled_usd;
        for (code, sums) in &other.currencies {
            self.currencies.entry(code.clone()).or_default().join(sums);
        }
    }
}

/// What some of a month's lines come to. The parts of a month, joined in the order of the lines, are the month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Counts and amounts.
    pub sums: Sums,
    /// By upload: loans that it reported on time and no later upload replaced.
    pub on_time: BTreeMap<i64, u64>,
    /// By theme type id: what is owed as scheduled, US cents.
    pub expected: BTreeMap<i64, Minor>,
    /// The loans in repayment, those without a line too.
    pub book: Book,
}

impl Part {
    /// Adds a loan that takes repayments, with its line where the month has one.
    pub fn add(&mut self, loan: &MonthLoan, line: Option<&Line>) {
        self.book.add(loan, line);
        if let Some(line) = line {
            self.add_line(line);
        }
    }

    /// Adds a line alone.
    pub fn add_line(&mut self, line: &Line) {
        self.sums.add(line);
        *self.expected.entry(line.theme_type_id).or_default() += line.owed_as_scheduled_usd;
        if let (Category::OnTime, Some(upload)) = (line.category, line.upload_id) {
            *self.on_time.entry(upload).or_default() += 1;
        }
    }

    /// Adds a part that comes after this one.
    pub fn join(&mut self, other: &Part) {
        self.sums.join(&other.sums);
        for (upload, n) in &other.on_time {
            *self.on_time.entry(*upload).or_default() += n;
        }
        for (theme, cents) in &other.expected {
            *self.expected.entry(*theme).or_default() += *cents;
        }
        self.book.join(&other.book);
    }
}

impl<'a> FromIterator<&'a Part> for Part {
    fn from_iter<I: IntoIterator<Item = &'a Part>>(parts: I) -> Part {
        let mut whole = Part::default();
        parts.into_iter().for_each(|part| whole.join(part));
        whole
    }
}

impl<'a> FromIterator<&'a Line> for Sums {
    fn from_iter<I: IntoIterator<Item = &'a Line>>(lines: I) -> Sums {
        let mut sums = Sums::default();
        lines.into_iter().for_each(|line| sums.add(line));
        sums
    }
}

/// What a statement takes from elsewhere than the month's lines. US cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Account {
    /// Raised from lenders for the partner's loans in the month.
    pub raised: Minor,
    /// To be given back to lenders, for loans refunded in the month after they were raised.
    pub refunded: Minor,
    /// What the statement before said was due, if the partner owed it.
    pub brought_forward: Minor,
    /// The day that was due on.
    pub brought_forward_due: Option<NaiveDate>,
    /// Wired by the partner in the month.
    pub wires_received: Minor,
    /// Wired to the partner in the month.
    pub wires_sent: Minor,
    /// How the partner's loans stand.
    pub standing: Standing,
}

/// A month's statement (domain.md 2.6). US cents where nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The month.
    pub period: Period,
    /// The day it is drawn up.
    pub on: NaiveDate,
    /// Counts and amounts.
    pub sums: Sums,
    /// Raised from lenders in the month.
    pub raised: Minor,
    /// Refunded to lenders in the month.
    pub refunded: Minor,
    /// Raised less repayments less refunds. Positive: Kiva pays the partner.
    pub net: Minor,
    /// What the statement before left to pay.
    pub brought_forward: Minor,
    /// The part of it whose due date has passed; wires cover it first.
    pub overdue: Minor,
    /// Wired by the partner in the month.
    #[serde(default)]
    pub wires_received: Minor,
    /// Wired to the partner in the month.
    #[serde(default)]
    pub wires_sent: Minor,
    /// What the partner owes Kiva in all; negative is what Kiva pays.
    pub total_due: Minor,
    /// The day on which the total is due.
    pub due_on: NaiveDate,
    /// How the partner's loans stand.
    #[serde(default)]
    pub standing: Standing,
}

impl Statement {
    /// The statement of a month, drawn up on a Pacific day.
    pub fn new(period: Period, on: NaiveDate, sums: Sums, account: &Account, settings: &Settings) -> Statement {
        let net = account.raised - sums.owed_usd - account.refunded;
        let brought_forward = account.brought_forward.max(Minor::ZERO);
        let late = account.brought_forward_due.is_some_and(|due| due < on);
        Statement {
            period,
            on,
            raised: account.raised,
            refunded: account.refunded,
            net,
            brought_forward,
            overdue: if late {
                (brought_forward - account.wires_received).max(Minor::ZERO)
            } else {
                Minor::ZERO
            },
            wires_received: account.wires_received,
            wires_sent: account.wires_sent,
            total_due: brought_forward - net - account.wires_received,
            due_on: days_after(on, settings.statement_due_days),
            standing: account.standing,
            sums,
        }
    }
}
