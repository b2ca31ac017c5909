//! Archives and their journals.
