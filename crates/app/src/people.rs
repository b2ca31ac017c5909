//! People: make, sign in, lock out.
