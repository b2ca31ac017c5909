//! PA2 over HTTP, asked by actors against the real router, on both databases. Folders mirror the URL paths.
//! One binary for all of them: each further binary would link the whole tree once more.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

mod kept;
mod matrix;
mod oauth;
mod ops;
mod proxies;
mod refusals;
mod site;
mod statements;
mod support;
mod v3;
