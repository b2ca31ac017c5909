//! Field Partners: make and look up.
