//! The caller of the Partner API: token, scope, partner.
