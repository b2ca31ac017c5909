//! Pages of journals.
