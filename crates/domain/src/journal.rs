//! The rules of journals and archives (domain.md 2.8).
