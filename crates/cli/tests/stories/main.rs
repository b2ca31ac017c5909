//! Whole stories, told by the binary as people and scripts run it. One test binary; a module for each kind of story.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

mod accessible;
mod approving;
mod audit;
mod browser;
mod demo;
mod faults;
mod full;
mod killed;
mod kills;
mod kiva_samples;
mod languages;
mod link_commands;
mod memory;
mod pa2_access;
mod pa2_life;
mod package;
mod processes;
mod prove;
mod records;
mod running;
mod sandbox;
mod servers;
mod smtp;
mod stopping;
mod support;
mod visit;
mod ways;
mod weather;
