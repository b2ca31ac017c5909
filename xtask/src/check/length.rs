//! How long the source files are. One idea a file: most are short, and a long one says why.

use super::{Verdict, sources, verdict};

/// Above this many lines, tests not counted, a file needs its reason.
const LIMIT: usize = 600;
/// How a reason begins.
const REASON: &str = "// Long because";

/// No file is long without a reason.
pub(super) fn check() -> Verdict {
    let mut found = Vec::new();
    let mut lengths = Vec::new();
    for path in sources::with_extension("rs")? {
        if sources::is_for_tests(&path) {
            continue;
        }
        let Some(text) = sources::text(&path)? else { continue };
        let length = sources::lines_before_tests(&text);
        lengths.push(length);
        if length > LIMIT && !text.contains(REASON) {
            found.push(format!(
                "{}: {length} lines; split it, or add a comment `{REASON} …`",
                path.display()
            ));
        }
    }
    lengths.sort_unstable();
    let at = |percent: usize| lengths.get(lengths.len() * percent / 100).copied().unwrap_or(0);
    verdict(
        &found,
        format!(
            "{} files, median {}, nine of ten below {}, longest {} lines (aim: 120, 350, {LIMIT})",
            lengths.len(),
            at(50),
            at(90),
            lengths.last().unwrap_or(&0)
        ),
    )
}
