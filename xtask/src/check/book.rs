//! The book of the guides has every guide, and is built where mdBook is on the machine.

use std::path::Path;
use std::process::{Command, Stdio};

use super::{Verdict, must_pass, sources, verdict};
use crate::workspace;

/// The table of contents that mdBook reads.
const CONTENTS: &str = "docs/SUMMARY.md";

/// Every guide and every decision in `docs` stands in the table of contents.
pub(super) fn check() -> Verdict {
    let contents = std::fs::read_to_string(workspace::root().join(CONTENTS))?;
    let mut found = Vec::new();
    let mut count = 0_usize;
    for file in sources::files()? {
        let Ok(guide) = file.strip_prefix("docs") else { continue };
        let is_guide = guide.extension().is_some_and(|extension| extension == "md");
        if !is_guide || guide == Path::new("SUMMARY.md") {
            continue;
        }
        count += 1;
        if !contents.contains(&format!("]({})", guide.display())) {
            found.push(format!("{} does not stand in {CONTENTS}", file.display()));
        }
    }
    verdict(&found, format!("{count} guides stand in the book"))?;
    if !is_there() {
        return Ok(format!(
            "{count} guides stand in the book; mdBook is not on this machine"
        ));
    }
    let mut build = Command::new("mdbook");
    build.arg("build").current_dir(workspace::root());
    let said = must_pass(&mut build, "the book cannot be built:")?;
    match said
        .lines()
        .find(|line| line.contains("[WARN]") || line.contains("[ERROR]"))
    {
        Some(warning) => Err(format!("building the book says: {warning}").into()),
        None => Ok(format!("{count} guides stand in the book, which mdBook builds")),
    }
}

/// Whether mdBook can be called.
fn is_there() -> bool {
    let mut asked = Command::new("mdbook");
    asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    asked.status().is_ok_and(|status| status.success())
}
