//! The binary as people and scripts run it. One test binary; a module for each group of commands.

mod pa2_life;
