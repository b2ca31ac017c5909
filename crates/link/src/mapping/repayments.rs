//! A record to a repayment.

use chrono_tz::Tz;
use fieldlink_contract::Repayment;
use fieldlink_say::message;
use iso_currency::Currency;
use rust_decimal::Decimal;

use super::trace::Trace;
use super::{Mapped, Reader};
use crate::config::Repayments;
use crate::record::Record;

/// A repayment to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct RepaymentToSend {
    /// What the contract wants.
    pub repayment: Repayment,
    /// The MIS's own outstanding principal, when the source tells it.
    pub outstanding: Option<Decimal>,
    /// The currency that is written beside the amount, when it names one.
    pub currency: Option<Currency>,
}

/// Maps one record.
pub fn map(record: &Record, config: &Repayments, timezone: Tz) -> Mapped<RepaymentToSend> {
    map_traced(record, config, timezone, None)
}

/// The same, keeping each step of each value.
pub fn map_traced(
    record: &Record,
    config: &Repayments,
    timezone: Tz,
    trace: Option<&Trace>,
) -> Mapped<RepaymentToSend> {
    let columns = &config.columns;
    let mut reader = Reader::new(record, timezone).traced(trace);
    let loan_id = reader.id(columns.loan_id.as_ref(), "Loan ID");
    let client_id = reader.id_if_any(columns.client_id.as_ref());
    let money = reader.money(columns.amount.as_ref());
    let amount = money.map(|money| money.amount);
    // An empty amount must not become a zero by itself: it would report that nothing was ever repaid.
    if amount.is_none() && reader.is_empty(columns.amount.as_ref()) {
        let said = message!("reason-amount-missing");
        reader.refuse(columns.amount.as_ref(), None, "amount_missing", &said);
    }
    let outstanding = reader
        .amount(columns.outstanding.as_ref())
        .map(|amount| amount.decimal());
    let key = loan_id.clone();
    let repayment = Repayment {
        loan_id: loan_id.unwrap_or_default(),
        // Trailing zeros say nothing, and a row that differs only in them has not changed.
        amount: amount.unwrap_or_default().decimal().normalize().into(),
        client_id,
    };
    Mapped {
        origin: record.origin.clone(),
        key,
        outcome: reader.finish(RepaymentToSend {
            repayment,
            outstanding,
            currency: money.and_then(|money| money.currency),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::hash_of;
    use crate::record::{Cell, Origin};

    /// What the ledger knows a row by that was sent when records held texts alone.
    #[test]
    fn what_was_sent_before_cells_had_types_has_not_changed() {
        let config = "source = \"mis\"\n[columns]\nloan_id = \"loan\"\namount = \"paid\"";
        let config: Repayments = toml::from_str(config).unwrap();
        let before = serde_json::json!({ "loan_id": "00017", "amount": 1250.5 });
        let before: Repayment = serde_json::from_value(before).unwrap();
        let shown = Cell::number("17").shown_as(Some(String::from("00017")));
        for (loan, paid) in [
            (Cell::text("00017"), Cell::text("1250.50")),
            (Cell::text("00017"), Cell::number("1250.500000")),
            (shown, Cell::number("1250.5")),
        ] {
            let origin = Origin {
                source: "mis".into(),
                table: "loans".into(),
                row: 2,
            };
            let record = Record::of_cells(origin, [(String::from("loan"), loan), (String::from("paid"), paid)]);
            let mapped = map(&record, &config, Tz::UTC).outcome.unwrap();
            assert_eq!(hash_of(&mapped.repayment, b""), hash_of(&before, b""));
        }
    }
}
