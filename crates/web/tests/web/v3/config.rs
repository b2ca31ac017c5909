//! Routes of config.
