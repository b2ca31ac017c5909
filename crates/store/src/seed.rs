//! Bulk insert of made loans.
