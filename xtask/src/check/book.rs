//! The book of the guides has every guide.

use std::path::Path;

use super::{Verdict, sources, verdict};
use crate::workspace;

/// The table of contents that mdBook reads.
const CONTENTS: &str = "docs/SUMMARY.md";

/// Every guide in `docs` stands in the table of contents; the decisions stand in a list of their own.
pub(super) fn check() -> Verdict {
    let contents = std::fs::read_to_string(workspace::root().join(CONTENTS))?;
    let mut found = Vec::new();
    let mut count = 0_usize;
    for file in sources::files()? {
        let Ok(guide) = file.strip_prefix("docs") else { continue };
        let is_guide = guide.extension().is_some_and(|extension| extension == "md");
        if !is_guide || guide == Path::new("SUMMARY.md") || guide.starts_with("adr") {
            continue;
        }
        count += 1;
        if !contents.contains(&format!("]({})", guide.display())) {
            found.push(format!("{} does not stand in {CONTENTS}", file.display()));
        }
    }
    verdict(&found, format!("{count} guides stand in the book"))
}
