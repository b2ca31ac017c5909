//! A partner full of made loans, for tests and measurements.
