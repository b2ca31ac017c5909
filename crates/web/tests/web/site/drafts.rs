//! Pages of drafts.
