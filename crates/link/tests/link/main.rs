//! The link from outside: sources on real databases, whole runs over real HTTP, and what happens when it dies half-way.
//! One binary, a module for each thing; see `support` for the small Partner API that can lose answers.

mod config;
mod crash;
mod ledger;
mod runs;
mod sources;
mod support;
