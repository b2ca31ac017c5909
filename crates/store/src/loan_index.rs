//! Block counts and search terms that keep the loan list quick.
