//! Every form carries the session's token; a post without it is refused.
