//! Records between their source and the plan: what must be known of all of them before the first may leave is their keys,
//! so only those stay in memory, and the records themselves wait outside of it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::mapping::Reason;
use crate::mapping::loan_drafts::{Children, children_key};
use crate::plan::Repeated;
use crate::record::{Cell, Columns, Fault, Name, Origin, Record};
use crate::spool::{Spool, SpoolError};

/// Records that are looked at together, with what belongs to them.
pub(super) const PART: usize = 1_000;

/// Records in the order of their source.
#[derive(Debug)]
pub(super) struct Kept {
    spool: Spool,
    /// The columns that records have; nearly always the same ones.
    columns: Vec<Arc<Columns>>,
    /// Where records stand; nearly always one place.
    places: Vec<(Name, Name)>,
}

/// A record as it waits. Columns and place are named by number.
#[derive(Serialize)]
struct Written<'a> {
    columns: usize,
    place: usize,
    row: u64,
    cells: &'a [Cell],
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'a Fault>,
}

#[derive(Deserialize)]
struct Read {
    columns: usize,
    place: usize,
    row: u64,
    cells: Vec<Cell>,
    #[serde(default)]
    fault: Option<Fault>,
}

impl Kept {
    /// None yet.
    pub(super) fn new() -> Result<Kept, SpoolError> {
        Ok(Kept {
            spool: Spool::new()?,
            columns: Vec::new(),
            places: Vec::new(),
        })
    }

    /// Adds a record.
    pub(super) fn push(&mut self, record: &Record) -> Result<(), SpoolError> {
        let columns = record.shared_columns();
        let same = |known: &Arc<Columns>| Arc::ptr_eq(known, columns) || known == columns;
        let origin = &record.origin;
        let is = |(source, table): &(Name, Name)| *source == origin.source && *table == origin.table;
        let written = Written {
            columns: number_of(&mut self.columns, same, || columns.clone()),
            place: number_of(&mut self.places, is, || (origin.source.clone(), origin.table.clone())),
            row: origin.row,
            cells: record.cells(),
            fault: record.fault(),
        };
        let text = serde_json::to_vec(&written).map_err(|_| SpoolError::Broken)?;
        self.spool.push(&text)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.spool.len()
    }

    /// Some thousand of them at a time.
    pub(super) fn parts(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let all = self.len();
        (0..all).step_by(PART).map(move |first| first..(first + PART).min(all))
    }

    /// A record as it was added.
    pub(super) fn get(&mut self, at: usize) -> Result<Record, SpoolError> {
        let read: Read = serde_json::from_slice(&self.spool.get(at)?).map_err(|_| SpoolError::Broken)?;
        let columns = self.columns.get(read.columns).ok_or(SpoolError::Broken)?;
        let (source, table) = self.places.get(read.place).ok_or(SpoolError::Broken)?;
        let origin = Origin {
            source: source.clone(),
            table: table.clone(),
            row: read.row,
        };
        Ok(Record::of(origin, columns, read.cells).with_fault(read.fault))
    }
}

fn number_of<T>(known: &mut Vec<T>, same: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> usize {
    known.iter().rposition(same).unwrap_or_else(|| {
        known.push(new());
        known.len() - 1
    })
}

/// Records that belong to others, by the key that joins them.
#[derive(Debug)]
pub(super) struct KeptChildren {
    records: Kept,
    column: String,
    by_key: HashMap<Box<str>, Vec<u32>>,
}

impl KeptChildren {
    /// None yet. `column` holds the key.
    pub(super) fn new(column: &str) -> Result<KeptChildren, SpoolError> {
        Ok(KeptChildren {
            records: Kept::new()?,
            column: column.to_owned(),
            by_key: HashMap::new(),
        })
    }

    /// The key of a record.
    ///
    /// # Errors
    /// Why it belongs to nobody.
    pub(super) fn key_of(&self, record: &Record) -> Result<String, Box<Reason>> {
        children_key(record, &self.column).map(str::to_owned)
    }

    /// Adds a record under its key.
    pub(super) fn push(&mut self, key: &str, record: &Record) -> Result<(), SpoolError> {
        let at = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        self.records.push(record)?;
        match self.by_key.get_mut(key) {
            Some(all) => all.push(at),
            None => {
                self.by_key.insert(key.into(), vec![at]);
            }
        }
        Ok(())
    }

    /// Those of these keys, each in the order of the source.
    pub(super) fn of<'k>(&mut self, keys: impl IntoIterator<Item = &'k str>) -> Result<Children, SpoolError> {
        let mut found = Vec::new();
        for key in keys {
            for at in self.by_key.get(key).into_iter().flatten() {
                found.push(self.records.get(usize::try_from(*at).unwrap_or(usize::MAX))?);
            }
        }
        Ok(Children::by_key(found, &self.column).0)
    }
}

/// The keys of records, one after the other, until it is known which of them stand on several.
#[derive(Debug, Default)]
pub(super) struct Keys {
    text: String,
    ends: Vec<usize>,
}

impl Keys {
    /// Adds one.
    pub(super) fn push(&mut self, key: &str) {
        self.text.push_str(key);
        self.ends.push(self.text.len());
    }

    /// Those that stand on several records, each with how many.
    pub(super) fn repeated(&self) -> Repeated {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let mut keys: Vec<&str> = starts
            .zip(&self.ends)
            .map(|(start, end)| self.text.get(start..*end).unwrap_or_default())
            .collect();
        keys.sort_unstable();
        let several = keys.chunk_by(|one, other| one == other).filter(|same| same.len() > 1);
        several.map(|same| (same[0].to_owned(), same.len())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(table: &str, row: u64, columns: &Arc<Columns>, values: &[Option<&str>]) -> Record {
        let origin = Origin {
            source: "mis".into(),
            table: table.into(),
            row,
        };
        let values = values
            .iter()
            .map(|value| Cell::from(value.map(str::to_owned)))
            .collect();
        Record::of(origin, columns, values)
    }

    fn named(names: &[&str]) -> Arc<Columns> {
        Arc::new(Columns::named(names.iter().map(|name| (*name).to_owned())))
    }

    #[test]
    fn records_come_back_as_they_went_in() {
        let columns = named(&["loan", "story"]);
        let others = named(&["Préstamo"]);
        let all = [
            record(
                "loans",
                2,
                &columns,
                &[Some("00017"), Some("one\ntwo \"three\" \u{0} ñ")],
            ),
            record("loans", 3, &columns, &[None, Some("")]),
            record("more", u64::MAX, &others, &[Some(" 1,0 ")]).with_fault(Some(Fault::of("a row that breaks off"))),
            record("loans", 4, &columns, &[Some("12345678901234567890"), None]),
        ];
        let mut kept = Kept::new().unwrap();
        all.iter().for_each(|record| kept.push(record).unwrap());
        for (at, record) in all.iter().enumerate() {
            assert!(kept.get(at).unwrap() == *record, "{record:?}");
        }
        assert_eq!((kept.columns.len(), kept.places.len()), (2, 2));
        assert!(kept.parts().eq(std::iter::once(0..4)));
    }

    #[test]
    fn children_are_found_by_their_key_in_the_order_of_the_source() {
        let columns = named(&["loan", "due"]);
        let mut children = KeptChildren::new("loan").unwrap();
        for (row, loan) in [(1, "A"), (2, "B"), (3, "A"), (4, "C")] {
            let due = format!("2026-0{row}-01");
            let record = record("schedule", row, &columns, &[Some(loan), Some(&due)]);
            children.push(loan, &record).unwrap();
        }
        let found = children.of(["A", "C", "D"]).unwrap();
        let rows = |key: &str| -> Vec<u64> { found.of(key).iter().map(|record| record.origin.row).collect() };
        assert_eq!((rows("A"), rows("B"), rows("C")), (vec![1, 3], vec![], vec![4]));
    }

    #[test]
    fn keys_that_stand_on_several_records_are_counted() {
        let mut keys = Keys::default();
        for key in ["b", "a", "", "b", "ab", "", "b"] {
            keys.push(key);
        }
        let repeated = keys.repeated();
        assert_eq!(
            (repeated.get("b"), repeated.get(""), repeated.len()),
            (Some(&3), Some(&2), 2)
        );
        assert!(Keys::default().repeated().is_empty());
    }
}
