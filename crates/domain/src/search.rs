//! How names and search words are made comparable.
