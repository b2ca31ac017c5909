//! The link from outside: sources on real databases, whole runs over real HTTP, and what happens when it dies half-way.
//! One binary, a module for each thing; see `support` for the small Partner API that can lose answers.

#[cfg(test)]
mod approved;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod claims;
mod config;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod drops_wait;
#[cfg(test)]
mod fineract;
#[cfg(test)]
mod go_live;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod incremental;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod ledger_troubles;
#[cfg(test)]
mod mapping;
#[cfg(test)]
mod office;
#[cfg(test)]
mod photos;
#[cfg(test)]
mod probe;
#[cfg(test)]
mod receive;
#[cfg(test)]
mod running;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod support;
#[cfg(test)]
mod template;
#[cfg(test)]
mod waiting;
#[cfg(test)]
mod workers;
