//! A value of SQL Server's to text. Its protocol is binary, so the texts are made here.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use fieldlink_say::text;
use tiberius::{ColumnData, ColumnType, FromSql};

use crate::record::{Cell, CellValue, Fault};
use crate::source::number;

/// From here on the driver's binary float no longer holds every digit of a `money`.
const MOST_MONEY: f64 = 900_000_000_000.0;

/// A value with its type.
pub(super) fn cell(kind: ColumnType, data: &ColumnData<'static>) -> Cell {
    let text = match text(kind, data) {
        Ok(Some(text)) => text,
        Ok(None) => return Cell::default(),
        Err(fault) => return Cell::from(fault),
    };
    match data {
        ColumnData::F32(_) | ColumnData::F64(_) if !matches!(kind, ColumnType::Money | ColumnType::Money4) => {
            number::of_float_text(&text)
        }
        ColumnData::U8(_)
        | ColumnData::I16(_)
        | ColumnData::I32(_)
        | ColumnData::I64(_)
        | ColumnData::F32(_)
        | ColumnData::F64(_)
        | ColumnData::Bit(_)
        | ColumnData::Numeric(_) => Cell::number(text),
        ColumnData::Date(_) => Cell::from(CellValue::Day(text.into())),
        ColumnData::DateTime(_)
        | ColumnData::SmallDateTime(_)
        | ColumnData::DateTime2(_)
        | ColumnData::DateTimeOffset(_) => Cell::from(CellValue::Moment(text.into())),
        _ => Cell::from(Some(text)),
    }
}

/// The text of a value, none for NULL.
pub(super) fn text(kind: ColumnType, data: &ColumnData<'static>) -> Result<Option<String>, Fault> {
    fn shown<T: ToString>(value: &Option<T>) -> Result<Option<String>, Fault> {
        Ok(value.as_ref().map(ToString::to_string))
    }
    match data {
        ColumnData::U8(value) => shown(value),
        ColumnData::I16(value) => shown(value),
        ColumnData::I32(value) => shown(value),
        ColumnData::I64(value) => shown(value),
        ColumnData::Bit(value) => Ok(value.map(|bit| String::from(if bit { "1" } else { "0" }))),
        ColumnData::String(value) => shown(value),
        ColumnData::Guid(value) => shown(value),
        ColumnData::Xml(value) => shown(value),
        ColumnData::Numeric(value) => Ok(value.map(|number| decimal(number.value(), number.scale()))),
        // The driver makes floats of `money`; in this range their shortest text is the amount.
        ColumnData::F64(Some(value)) if matches!(kind, ColumnType::Money | ColumnType::Money4) => {
            if value.abs() < MOST_MONEY {
                Ok(Some(format!("{value}")))
            } else {
                Err(Fault::of(text!("fault-money")))
            }
        }
        ColumnData::F64(value) => shown(value),
        ColumnData::F32(value) => shown(value),
        ColumnData::Binary(None) => Ok(None),
        ColumnData::Binary(Some(_)) => Err(Fault::BYTES),
        ColumnData::Date(_) => moment::<NaiveDate>(data, |day| day.to_string()),
        ColumnData::Time(_) => moment::<NaiveTime>(data, |time| time.to_string()),
        ColumnData::DateTimeOffset(_) => {
            moment::<DateTime<FixedOffset>>(data, |at| at.format("%Y-%m-%dT%H:%M:%S%.f%:z").to_string())
        }
        // As many digits of a second as the type has: SQL Server takes no more of them back.
        ColumnData::DateTime(_) | ColumnData::SmallDateTime(_) => moment::<NaiveDateTime>(data, |at| written(at, 3)),
        ColumnData::DateTime2(_) => moment::<NaiveDateTime>(data, |at| written(at, 7)),
    }
}

/// The bytes of a value, none for NULL.
pub(super) fn bytes(data: &ColumnData<'static>) -> Result<Option<Vec<u8>>, Fault> {
    match data {
        ColumnData::Binary(value) => Ok(value.as_ref().map(|bytes| bytes.to_vec())),
        other => Ok(text(ColumnType::NVarchar, other)?.map(String::into_bytes)),
    }
}

fn moment<'d, T: FromSql<'d>>(
    data: &'d ColumnData<'static>,
    write: impl Fn(T) -> String,
) -> Result<Option<String>, Fault> {
    let value = T::from_sql(data).map_err(|_| Fault::NO_DATE)?;
    Ok(value.map(write))
}

/// A moment with at most so many digits of a second, and none when they are zeros.
fn written(at: NaiveDateTime, digits: usize) -> String {
    let second = at.format("%Y-%m-%d %H:%M:%S").to_string();
    let fraction = at.format("%9f").to_string();
    let fraction = fraction[..digits.min(fraction.len())].trim_end_matches('0');
    if fraction.is_empty() {
        second
    } else {
        format!("{second}.{fraction}")
    }
}

/// An exact decimal of up to 38 digits.
fn decimal(value: i128, scale: u8) -> String {
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if value < 0 { "-" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use tiberius::IntoSql as _;
    use tiberius::numeric::Numeric;

    use super::*;

    fn read(data: ColumnData<'static>) -> Option<String> {
        text(ColumnType::NVarchar, &data).unwrap()
    }

    #[test]
    fn values_keep_every_digit() {
        let numeric = |value, scale| read(ColumnData::Numeric(Some(Numeric::new_with_scale(value, scale))));
        assert_eq!(
            numeric(12_345_678_901_234_500_000, 6).as_deref(),
            Some("12345678901234.500000")
        );
        assert_eq!(numeric(-5, 2).as_deref(), Some("-0.05"));
        assert_eq!(numeric(17, 0).as_deref(), Some("17"));
        assert_eq!(
            read(ColumnData::I64(Some(9_007_199_254_740_993))).as_deref(),
            Some("9007199254740993")
        );
        assert_eq!(
            read(ColumnData::String(Some(Cow::Borrowed("000 17")))).as_deref(),
            Some("000 17")
        );
        assert_eq!(read(ColumnData::String(None)), None);
        assert_eq!(read(ColumnData::Bit(Some(true))).as_deref(), Some("1"));
    }

    #[test]
    fn money_is_exact_or_refused() {
        let money = |value: f64| text(ColumnType::Money, &ColumnData::F64(Some(value)));
        assert_eq!(money(480.55), Ok(Some(String::from("480.55"))));
        assert_eq!(
            money(899_999_999_999.999_9),
            Ok(Some(String::from("899999999999.9999")))
        );
        let fault = money(922_337_203_685_477.5).unwrap_err().to_string();
        assert!(fault.contains("decimal(19, 4)"), "{fault}");
    }

    #[test]
    fn days_and_moments_are_iso() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        assert_eq!(read(day.into_sql()).as_deref(), Some("2026-01-31"));
        let at = day.and_hms_opt(22, 30, 0).unwrap();
        assert_eq!(read(at.into_sql()).as_deref(), Some("2026-01-31 22:30:00"));
        let third = at + chrono::TimeDelta::nanoseconds(333_333_333);
        assert_eq!(written(third, 3), "2026-01-31 22:30:00.333");
        assert_eq!(written(third, 7), "2026-01-31 22:30:00.3333333");
    }

    #[test]
    fn bytes_are_no_text_but_may_be_a_photo() {
        let data = ColumnData::Binary(Some(Cow::Borrowed(&[0xFF, 0xD8, 0xFF][..])));
        assert!(text(ColumnType::BigVarBin, &data).is_err());
        assert_eq!(bytes(&data), Ok(Some(vec![0xFF, 0xD8, 0xFF])));
    }
}
