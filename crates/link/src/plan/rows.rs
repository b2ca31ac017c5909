//! The rows of a repayments report between their source and the ledger, as small as they can be kept: what must be known
//! of all of them before the first may leave is which loans they are for.

use fieldlink_contract::Repayment;
use iso_currency::Currency;
use rust_decimal::Decimal;

use super::Repeated;
use super::short::{long, short};
use crate::mapping::repayments::RepaymentToSend;
use crate::mapping::{Mapped, Reason};
use crate::record::{Name, Origin};

/// Rows in the order of their source.
#[derive(Debug, Default)]
pub struct Rows {
    /// Loan ID and Client ID of each row.
    ids: String,
    rows: Vec<Row>,
    /// Where rows stand; nearly always one place.
    places: Vec<(Name, Name)>,
    /// What the source says is outstanding, for the rows of which it says so.
    outstanding: Vec<(u32, Decimal)>,
    /// The currency that is written beside the amount, for the rows where one is.
    currencies: Vec<(u32, Currency)>,
    /// What is wrong with rows that cannot be sent.
    wrong: Vec<Vec<Reason>>,
    /// The rows with a Loan ID, by it.
    order: Vec<u32>,
    /// Loan IDs that stand on several rows.
    repeated: Repeated,
}

#[derive(Debug)]
struct Row {
    start: usize,
    loan_id: Option<u32>,
    client_id: Option<u32>,
    place: u32,
    line: u64,
    /// The amount, or which of the wrong ones it is.
    what: Result<Decimal, u32>,
}

impl Rows {
    /// Adds a row.
    pub fn push(&mut self, row: Mapped<RepaymentToSend>) {
        let Mapped { origin, key, outcome } = row;
        let start = self.ids.len();
        let mut keep = |text: &str| {
            self.ids.push_str(text);
            short(text.len())
        };
        let loan_id = key.as_deref().map(&mut keep);
        let (client_id, what) = match outcome {
            Ok(row) => {
                let place = short(self.rows.len());
                self.outstanding.extend(row.outstanding.map(|amount| (place, amount)));
                self.currencies.extend(row.currency.map(|currency| (place, currency)));
                (
                    row.repayment.client_id.as_deref().map(&mut keep),
                    Ok(row.repayment.amount.decimal()),
                )
            }
            Err(reasons) => {
                self.wrong.push(reasons);
                (None, Err(short(self.wrong.len() - 1)))
            }
        };
        let is = |(source, table): &(Name, Name)| *source == origin.source && *table == origin.table;
        let place = self.places.iter().rposition(is).unwrap_or_else(|| {
            self.places.push((origin.source.clone(), origin.table.clone()));
            self.places.len() - 1
        });
        self.rows.push(Row {
            start,
            loan_id,
            client_id,
            place: short(place),
            line: origin.row,
            what,
        });
    }

    /// All rows are here: finds out which loans they are for.
    #[must_use]
    pub fn complete(mut self) -> Rows {
        self.ids.shrink_to_fit();
        self.rows.shrink_to_fit();
        let mut order: Vec<u32> = (0..short(self.rows.len()))
            .filter(|at| self.loan_id(long(*at)).is_some())
            .collect();
        order.sort_by_key(|at| self.loan_id(long(*at)));
        let same = |one: &u32, other: &u32| self.loan_id(long(*one)) == self.loan_id(long(*other));
        let several = order.chunk_by(same).filter(|rows| rows.len() > 1);
        let repeated = several
            .filter_map(|rows| Some((self.loan_id(long(*rows.first()?))?.to_owned(), rows.len())))
            .collect();
        self.order = order;
        self.repeated = repeated;
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Loan IDs that stand on several rows.
    pub fn repeated(&self) -> &Repeated {
        &self.repeated
    }

    /// Whether a row is about a loan.
    pub fn has(&self, loan_id: &str) -> bool {
        self.order
            .binary_search_by(|at| self.loan_id(long(*at)).cmp(&Some(loan_id)))
            .is_ok()
    }

    fn text(&self, start: usize, length: u32) -> &str {
        self.ids.get(start..start + long(length)).unwrap_or_default()
    }

    /// The Loan ID of a row.
    pub fn loan_id(&self, at: usize) -> Option<&str> {
        let row = self.rows.get(at)?;
        row.loan_id.map(|length| self.text(row.start, length))
    }

    /// Where a row stands.
    pub fn origin(&self, at: usize) -> Option<Origin> {
        let row = self.rows.get(at)?;
        let (source, table) = self.places.get(long(row.place))?;
        Some(Origin {
            source: source.clone(),
            table: table.clone(),
            row: row.line,
        })
    }

    /// What would be sent of a row; none when it cannot be.
    pub fn repayment(&self, at: usize) -> Option<Repayment> {
        let row = self.rows.get(at)?;
        let amount = row.what.ok()?;
        let start = row.start + row.loan_id.map_or(0, long);
        Some(Repayment {
            loan_id: self.loan_id(at)?.to_owned(),
            amount: amount.into(),
            client_id: row.client_id.map(|length| self.text(start, length).to_owned()),
        })
    }

    /// What is known of some rows only, of this one.
    fn of_some<T: Copy>(known: &[(u32, T)], at: usize) -> Option<T> {
        let found = known.binary_search_by_key(&short(at), |(place, _)| *place);
        found.ok().and_then(|found| Some(known.get(found)?.1))
    }

    /// A row as it was added.
    pub fn get(&self, at: usize) -> Option<Mapped<RepaymentToSend>> {
        let outcome = match self.rows.get(at)?.what {
            Ok(_) => Ok(RepaymentToSend {
                repayment: self.repayment(at)?,
                outstanding: Rows::of_some(&self.outstanding, at),
                currency: Rows::of_some(&self.currencies, at),
            }),
            Err(wrong) => Err(self.wrong.get(long(wrong)).cloned().unwrap_or_default()),
        };
        Some(Mapped {
            origin: self.origin(at)?,
            key: self.loan_id(at).map(str::to_owned),
            outcome,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn row(line: u64, loan_id: Option<&str>, client_id: Option<&str>, amount: Option<&str>) -> Mapped<RepaymentToSend> {
        let origin = Origin {
            source: "mis".into(),
            table: if line > 3 { "other".into() } else { "repayments".into() },
            row: line,
        };
        let outcome = match amount {
            Some(amount) => Ok(RepaymentToSend {
                repayment: Repayment {
                    loan_id: loan_id.unwrap_or_default().to_owned(),
                    amount: amount.parse().unwrap(),
                    client_id: client_id.map(str::to_owned),
                },
                outstanding: amount.parse().ok(),
                currency: client_id.map(|_| Currency::KES),
            }),
            None => Err(vec![Reason::of(
                &origin,
                "amount_missing",
                &fieldlink_say::message!("reason-amount-missing"),
            )]),
        };
        Mapped {
            origin,
            key: loan_id.map(str::to_owned),
            outcome,
        }
    }

    #[test]
    fn rows_come_out_as_they_went_in() {
        let all = [
            row(1, Some("0017"), Some("C 1"), Some("250.50")),
            row(2, None, None, None),
            row(3, Some("ñandú"), None, Some("0")),
            row(4, Some("0017"), Some(""), None),
        ];
        let mut rows = Rows::default();
        all.iter().for_each(|row| rows.push(row.clone()));
        let rows = rows.complete();
        assert_eq!(rows.len(), 4);
        for (at, row) in all.iter().enumerate() {
            assert_eq!(rows.get(at).as_ref(), Some(row));
        }
        assert_eq!(rows.get(4), None);
        assert_eq!(rows.repeated(), &HashMap::from([(String::from("0017"), 2)]));
        assert!(rows.has("ñandú") && rows.has("0017") && !rows.has("17") && !rows.has(""));
    }
}
