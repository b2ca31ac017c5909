//! The binary as people and scripts run it. One test binary; a module for each group of commands.

mod browser;
mod pa2_life;
