//! Field Partners.
