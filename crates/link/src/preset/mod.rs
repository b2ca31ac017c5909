//! Configurations for systems that many partners use.

pub mod fineract;
