//! Routes of journals.
