//! Signing keys and revoked tokens.
