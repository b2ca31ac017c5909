//! Access tokens: issue, verify, introspect, revoke.
