//! Records that were pushed to the receiver and wait in the ledger's database.

pub mod columns;
pub mod read;
