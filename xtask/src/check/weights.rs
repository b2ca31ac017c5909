//! What pages weigh on a slow line, by the test that opens each of them.

use super::{Verdict, must_pass};
use crate::workspace;

const TEST: &str = "site::weights::no_page_is_heavy::sqlite";

/// No page is heavier than it may be. The test is one of those that `cargo xtask test` runs, so whoever has run them
/// compiles nothing here; SQLite needs no server.
pub(super) fn check() -> Verdict {
    let mut command = workspace::cargo();
    command.args(["test", "--quiet", "--workspace", "--test", "web", "--", "--exact", TEST]);
    let said = must_pass(&mut command, "pages are too heavy, or do not build:")?;
    if said.contains("1 passed") {
        Ok("no page is too heavy".to_owned())
    } else {
        Err(format!("the test {TEST} is not there any more; name the one that weighs the pages").into())
    }
}
