//! The store's contract, on both engines: every public function of every repository, one module a repository.
//!
//! A new repository gets a module here, not another test binary: each binary links everything once more.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

#[macro_use]
mod support;

mod activity;
mod api_calls;
mod audit;
mod clients;
mod defaults;
mod drafts;
mod exercises;
mod idempotency;
mod journals;
mod keys;
mod loan_pages;
mod loan_past;
mod loan_queue;
mod loans;
mod mail;
mod mass_requests;
mod month_blocks;
mod names;
mod opening;
mod partners;
mod people;
mod repayments;
mod reports;
mod seed;
mod sessions;
mod settings;
mod snapshots;

mod usage;
mod wires;
