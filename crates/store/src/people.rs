//! Those who can sign in.
