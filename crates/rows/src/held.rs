//! A row that is held until its transaction ends.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use crate::Tx;

/// What was read under a lock that lasts as long as the transaction: saving it overwrites nobody's change. Functions that
/// save a whole row take one of these, so that what was read without a lock cannot be saved.
#[derive(Debug)]
pub struct Held<'tx, T> {
    value: T,
    tx: PhantomData<&'tx Tx>,
}

impl<'tx, T> Held<'tx, T> {
    /// Says that `value` was read under a lock of this transaction. Only for the function that took the lock.
    pub fn under(_: &'tx Tx, value: T) -> Held<'tx, T> {
        Held { value, tx: PhantomData }
    }
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Held<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
