//! The store's contract, on both engines: every public function of every repository, one module a repository.
//!
//! A new repository gets a module here, not another test binary: each binary links everything once more.

mod drafts;
mod loan_pages;
mod loans;
mod support;
mod usage;
