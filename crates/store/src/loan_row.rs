//! Between the `loan` table's rows and [`Loan`].

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::next_event_at;
use fieldlink_domain::loan::{Loan, LoanTimes};
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::CurrencyLoss;
use fieldlink_domain::schedule::{Installment, Schedule};
use fieldlink_domain::settings::Settings;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Error, Result, Row, Sql, Value};

/// An instant as the tables keep it: unix seconds.
pub(crate) fn seconds(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(|at| at.timestamp())
}

/// JSON of a part that always has one.
pub(crate) fn json(part: &impl Serialize) -> Result<String> {
    serde_json::to_string(part).map_err(|_| Error::corrupt("(new)", "(new)", "(json)"))
}

/// Rows of the `loan` table: the columns stand here once, for reading, for writing, and for what a database gathers as JSON.
macro_rules! loan_row {
    ($($(#[$meta:meta])* $column:ident: $type:ty),* $(,)?) => {
        #[derive(Debug, Clone, Deserialize)]
        pub(crate) struct LoanRow {
            $($(#[$meta])* pub(crate) $column: $type,)*
        }

        /// The columns of the table, in the order of [`LoanRow`].
        pub(crate) const COLUMNS: &[&str] = &[$(stringify!($column)),*];

        impl LoanRow {
            fn values(self) -> Vec<Value> {
                vec![$(self.$column.into()),*]
            }

            fn read(row: &Row) -> Result<LoanRow> {
                let row = row.of("loan", "id");
                Ok(LoanRow { $($column: row.get(stringify!($column))?),* })
            }
        }
    };
}

loan_row! {
    id: i64,
    uuid: String,
    partner_id: i64,
    seq: i64,
    internal_loan_id: String,
    internal_client_id: String,
    name: String,
    borrower_count: i64,
    borrowers: String,
    location: String,
    activity_id: i64,
    theme_type_id: i64,
    language_id: i64,
    loanuse: String,
    description: String,
    currency: String,
    principal: i64,
    price_usd: i64,
    rate: String,
    currency_loss: String,
    schedule: String,
    disburse_on: String,
    status: String,
    issue: Option<String>,
    funded_usd: i64,
    #[serde(deserialize_with = "truth")]
    flexible: bool,
    created_at: i64,
    reviewed_at: Option<i64>,
    listed_at: Option<i64>,
    planned_expiration_at: Option<i64>,
    planned_inactive_expire_at: Option<i64>,
    raised_at: Option<i64>,
    paying_back_at: Option<i64>,
    ended_at: Option<i64>,
    refunded_at: Option<i64>,
    expired_at: Option<i64>,
    defaulted_at: Option<i64>,
    repaid: i64,
    photo: Option<String>,
    journals: i64,
    last_journal_at: Option<i64>,
    next_event_at: Option<i64>,
    no_default_before: Option<String>,
}

/// A truth value in JSON: SQLite has only 0 and 1 for it.
fn truth<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Truth {
        Word(bool),
        Number(u8),
    }
    Ok(match Truth::deserialize(from)? {
        Truth::Word(word) => word,
        Truth::Number(number) => number != 0,
    })
}

/// The beginning of a statement that reads whole loans.
pub(crate) fn select() -> Sql {
    Sql::new(format!("SELECT {} FROM loan WHERE ", COLUMNS.join(", ")))
}

/// The loan of a row of such a statement.
pub(crate) fn read(row: &Row) -> Result<Loan> {
    from_row(LoanRow::read(row)?)
}

/// The statement that adds these loans.
pub(crate) fn insertion(loans: &[Loan], settings: &Settings) -> Result<Sql> {
    let rows = loans.iter().map(|loan| Ok(to_row(loan, settings)?.values()));
    let mut sql = Sql::new(format!("INSERT INTO loan ({}) VALUES ", COLUMNS.join(", ")));
    sql.rows(rows.collect::<Result<Vec<_>>>()?);
    Ok(sql)
}

/// The row of a loan.
fn to_row(loan: &Loan, settings: &Settings) -> Result<LoanRow> {
    let times = &loan.times;
    Ok(LoanRow {
        id: loan.id.0,
        uuid: loan.uuid.clone(),
        partner_id: loan.partner_id.0,
        seq: loan.seq,
        internal_loan_id: loan.internal_loan_id.clone(),
        internal_client_id: loan.internal_client_id.clone(),
        name: loan.name.clone(),
        borrower_count: i64::try_from(loan.borrowers.len()).unwrap_or(i64::MAX),
        borrowers: json(&loan.borrowers)?,
        location: loan.location.clone(),
        activity_id: loan.activity_id,
        theme_type_id: loan.theme_type_id,
        language_id: loan.language_id,
        loanuse: loan.loanuse.clone(),
        description: loan.description.clone(),
        currency: loan.currency.code().into(),
        principal: loan.principal.0,
        price_usd: loan.price_usd.0,
        rate: loan.rate.to_string(),
        currency_loss: currency_loss(loan.currency_loss).into(),
        schedule: schedule_text(&loan.schedule),
        disburse_on: loan.disburse_on.to_string(),
        status: loan.status.as_str().into(),
        issue: loan.issue.as_ref().map(json).transpose()?,
        funded_usd: loan.funded_usd.0,
        flexible: loan.flexible,
        created_at: times.created.timestamp(),
        reviewed_at: seconds(times.reviewed),
        listed_at: seconds(times.listed),
        planned_expiration_at: seconds(times.planned_expiration),
        planned_inactive_expire_at: seconds(times.planned_inactive_expire),
        raised_at: seconds(times.raised),
        paying_back_at: seconds(times.paying_back),
        ended_at: seconds(times.ended),
        refunded_at: seconds(times.refunded),
        expired_at: seconds(times.expired),
        defaulted_at: seconds(times.defaulted),
        repaid: loan.repaid.0,
        photo: loan.photo.clone(),
        journals: loan.journals,
        last_journal_at: seconds(loan.last_journal),
        no_default_before: loan.no_default_before.map(|day| day.to_string()),
        next_event_at: seconds(next_event_at(loan, settings)),
    })
}

/// The loan of a row.
pub(crate) fn from_row(row: LoanRow) -> Result<Loan> {
    let id = row.id;
    let bad = |column: &str| Error::corrupt("loan", id, column);
    let at = |seconds, column: &str| moment(seconds).ok_or_else(|| bad(column));
    let at_opt = |seconds: Option<i64>, column: &str| seconds.map(|s| at(s, column)).transpose();
    Ok(Loan {
        id: KivaId(row.id),
        partner_id: PartnerId(row.partner_id),
        seq: row.seq,
        borrowers: parse_json(&row.borrowers).ok_or_else(|| bad("borrowers"))?,
        activity_id: row.activity_id,
        theme_type_id: row.theme_type_id,
        language_id: row.language_id,
        currency: parse(&row.currency).ok_or_else(|| bad("currency"))?,
        principal: Minor(row.principal),
        price_usd: Minor(row.price_usd),
        rate: parse(&row.rate).ok_or_else(|| bad("rate"))?,
        currency_loss: parse_currency_loss(&row.currency_loss).ok_or_else(|| bad("currency_loss"))?,
        schedule: parse_schedule(&row.schedule).ok_or_else(|| bad("schedule"))?,
        disburse_on: parse(&row.disburse_on).ok_or_else(|| bad("disburse_on"))?,
        status: parse(&row.status).ok_or_else(|| bad("status"))?,
        issue: match &row.issue {
            Some(text) => Some(parse_json(text).ok_or_else(|| bad("issue"))?),
            None => None,
        },
        funded_usd: Minor(row.funded_usd),
        flexible: row.flexible,
        times: LoanTimes {
            created: at(row.created_at, "created_at")?,
            reviewed: at_opt(row.reviewed_at, "reviewed_at")?,
            listed: at_opt(row.listed_at, "listed_at")?,
            planned_expiration: at_opt(row.planned_expiration_at, "planned_expiration_at")?,
            planned_inactive_expire: at_opt(row.planned_inactive_expire_at, "planned_inactive_expire_at")?,
            raised: at_opt(row.raised_at, "raised_at")?,
            paying_back: at_opt(row.paying_back_at, "paying_back_at")?,
            ended: at_opt(row.ended_at, "ended_at")?,
            refunded: at_opt(row.refunded_at, "refunded_at")?,
            expired: at_opt(row.expired_at, "expired_at")?,
            defaulted: at_opt(row.defaulted_at, "defaulted_at")?,
        },
        repaid: Minor(row.repaid),
        no_default_before: match &row.no_default_before {
            Some(day) => Some(parse(day).ok_or_else(|| bad("no_default_before"))?),
            None => None,
        },
        journals: row.journals,
        last_journal: at_opt(row.last_journal_at, "last_journal_at")?,
        uuid: row.uuid,
        internal_loan_id: row.internal_loan_id,
        internal_client_id: row.internal_client_id,
        name: row.name,
        location: row.location,
        loanuse: row.loanuse,
        description: row.description,
        photo: row.photo,
    })
}

fn moment(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

pub(crate) fn parse<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn parse_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn currency_loss(loss: CurrencyLoss) -> &'static str {
    match loss {
        CurrencyLoss::Covered => "covered",
        CurrencyLoss::Possible => "possible",
        CurrencyLoss::NotApplicable => "not_applicable",
    }
}

pub(crate) fn parse_currency_loss(text: &str) -> Option<CurrencyLoss> {
    [
        CurrencyLoss::Covered,
        CurrencyLoss::Possible,
        CurrencyLoss::NotApplicable,
    ]
    .into_iter()
    .find(|loss| currency_loss(*loss) == text)
}

/// A schedule in few bytes, since every page reads twenty of them: `[["2026-01-31",principal,interest],…]`.
fn schedule_text(schedule: &Schedule) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(schedule.0.len() * 28 + 2);
    text.push('[');
    for (i, due) in schedule.0.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}[\"{}\",{},{}]", due.date, due.principal.0, due.interest.0);
    }
    text.push(']');
    text
}

pub(crate) fn parse_schedule(text: &str) -> Option<Schedule> {
    let rows: Vec<(NaiveDate, Minor, Minor)> = parse_json(text)?;
    let installments = rows.into_iter().map(|(date, principal, interest)| Installment {
        date,
        principal,
        interest,
    });
    Some(Schedule(installments.collect()))
}

/// Principal that has fallen due by a day, read off the text of a schedule: a month asks this of every loan, and reading
/// the whole of each schedule for it is the dearer half of the work.
pub(crate) fn principal_due_by(schedule: &str, day: NaiveDate) -> Option<Minor> {
    let day = day.to_string();
    let mut due = Minor::ZERO;
    for installment in schedule.split("[\"").skip(1) {
        let (date, rest) = installment.split_once("\",")?;
        let principal = rest.split(',').next()?.parse().ok()?;
        // Days written as they are compare as they follow each other.
        if date <= day.as_str() {
            due += Minor(principal);
        }
    }
    (schedule.starts_with('[') && schedule.ends_with(']')).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_reads_off_the_text_as_off_the_schedule() {
        let row = |date: &str, principal| Installment {
            date: date.parse().unwrap(),
            principal: Minor(principal),
            interest: Minor(7),
        };
        let schedule = Schedule(vec![
            row("2025-12-31", 100),
            row("2026-01-31", 20),
            row("2026-02-28", 3),
        ]);
        let text = schedule_text(&schedule);
        for day in [
            "2025-12-30",
            "2025-12-31",
            "2026-01-30",
            "2026-01-31",
            "2026-02-28",
            "2030-01-01",
        ] {
            let day = day.parse().unwrap();
            assert_eq!(
                principal_due_by(&text, day),
                Some(schedule.principal_due_by(day)),
                "{day}"
            );
        }
        assert_eq!(principal_due_by("[]", NaiveDate::MIN), Some(Minor::ZERO));
        assert_eq!(principal_due_by("", NaiveDate::MIN), None);
        assert_eq!(principal_due_by("[[\"2025-12-31\",x,7]]", NaiveDate::MIN), None);
    }
}
