//! Uploads, reported amounts and problems.
