//! How the value of a field came about, step by step, for `fieldlink map --explain`.
//!
//! The steps are kept by the very code that maps, so what is explained is what is sent.

use std::cell::RefCell;

use fieldlink_say::Message;
use serde::Serialize;

use crate::config::Field;
use crate::record::{Origin, Record};

/// One step of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What was done: `as it stands`, `trim`, `values`, `date`.
    pub what: Message,
    /// What it was afterwards; none when there is nothing.
    pub value: Option<String>,
}

/// The steps of one field of one record.
#[derive(Debug)]
struct Seen {
    /// Which field: the place of its configuration in memory, which is the same for all that speak of it.
    field: *const Field,
    origin: Origin,
    steps: Vec<Step>,
}

/// Keeps the steps of the fields of a record and of the rows that belong to it.
#[derive(Debug, Default)]
pub struct Trace(RefCell<Vec<Seen>>);

impl Trace {
    /// The field is read from its beginning: what was kept of an earlier reading goes.
    pub(super) fn begin(&self, field: &Field, record: &Record) {
        let mut all = self.0.borrow_mut();
        all.retain(|seen| !(std::ptr::eq(seen.field, field) && seen.origin == record.origin));
        all.push(Seen {
            field,
            origin: record.origin.clone(),
            steps: Vec::new(),
        });
    }

    /// Adds a step of a field that was begun.
    pub(super) fn step(&self, field: &Field, record: &Record, what: impl Into<Message>, value: Option<String>) {
        let mut all = self.0.borrow_mut();
        let seen = all
            .iter_mut()
            .rev()
            .find(|seen| std::ptr::eq(seen.field, field) && seen.origin == record.origin);
        if let Some(seen) = seen {
            seen.steps.push(Step {
                what: what.into(),
                value,
            });
        }
    }

    /// The steps of a field for a record; empty when it was not read.
    pub fn steps(&self, field: &Field, origin: &Origin) -> Vec<Step> {
        let all = self.0.borrow();
        all.iter()
            .find(|seen| std::ptr::eq(seen.field, field) && seen.origin == *origin)
            .map(|seen| seen.steps.clone())
            .unwrap_or_default()
    }
}
