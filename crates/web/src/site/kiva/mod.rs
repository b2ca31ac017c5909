//! Kiva's side of PA2: what reviewers look at, and what a partner is configured for.

mod config;
mod form;
mod issue;
mod partners;
mod queue;

use crate::site::Pages;

pub use issue::section as issue_section;
pub(super) use queue::open_at;

/// The routes of Kiva's side.
pub fn routes() -> Pages {
    Pages::new()
        .merge(queue::routes())
        .merge(partners::routes())
        .merge(config::routes())
        .merge(issue::routes())
}
