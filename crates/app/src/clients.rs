//! API clients and their secrets: make, list, retire.
