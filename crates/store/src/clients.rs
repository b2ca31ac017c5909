//! OAuth clients and their secrets.
