//! The four config routes.
