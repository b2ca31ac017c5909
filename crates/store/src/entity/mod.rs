//! One row type a table, as the migrations make them.

pub mod archive;
pub mod audit;
pub mod client;
pub mod client_secret;
pub mod draft;
pub mod idempotency;
pub mod journal;
pub mod loan;
pub mod loan_block;
pub mod loan_event;
pub mod loan_term;
pub mod partner;
pub mod person;
pub mod report;
pub mod report_line;
pub mod revoked_token;
pub mod session;
pub mod setting;
pub mod signing_key;
pub mod upload;
