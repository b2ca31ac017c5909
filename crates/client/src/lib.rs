//! The Partner API client.
