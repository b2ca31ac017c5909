//! Files that the documents name exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Verdict, sources, verdict};
use crate::workspace;

/// Every path in backticks and every relative link of every document leads to a file or folder.
pub(super) fn check() -> Verdict {
    let files = sources::files()?;
    let mut existing: BTreeSet<PathBuf> = BTreeSet::new();
    for file in &files {
        existing.extend(file.ancestors().map(Path::to_path_buf));
    }
    let top: BTreeSet<String> = existing
        .iter()
        .filter_map(|path| path.iter().next()?.to_str().map(str::to_owned))
        .filter(|name| workspace::root().join(name).is_dir())
        .collect();
    let mut found = Vec::new();
    let mut count = 0_usize;
    for document in files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
    {
        let Some(text) = sources::text(document)? else { continue };
        let folder = document.parent().unwrap_or(Path::new(""));
        for (line, named) in named(&text, &top) {
            count += 1;
            let places = [
                Path::new("").join(&named),
                folder.join(&named),
                Path::new("crates").join(&named),
            ];
            if !places.iter().any(|place| existing.contains(&plain(place))) {
                found.push(format!("{}:{line}: there is no `{named}`", document.display()));
            }
        }
    }
    verdict(&found, format!("{count} paths in documents lead somewhere"))
}

/// The paths a document names, each with its line. Text between fences is somebody's terminal or file, not ours.
fn named(text: &str, top: &BTreeSet<String>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        let quoted = line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|word| is_path(word, top))
            .map(str::to_owned);
        let links = line
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
            .filter_map(local_link);
        found.extend(quoted.chain(links).map(|path| (index + 1, path)));
    }
    found
}

/// Whether a quoted word names a file of the repository: it has a slash, and it begins with one of our folders or ends as a
/// source or a document does. Routes (`/api/v3`), patterns and placeholders are none.
fn is_path(word: &str, top: &BTreeSet<String>) -> bool {
    let plain = word
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "._-/@".contains(letter));
    let Some((first, _)) = word.split_once('/') else {
        return false;
    };
    plain && !first.is_empty() && (top.contains(first) || word.ends_with(".rs") || word.ends_with(".md"))
}

/// The path of a link that stays in the repository.
fn local_link(target: &str) -> Option<String> {
    let path = target.split(['#', ' ']).next()?;
    let outside = path.is_empty() || path.contains(':') || path.starts_with('/');
    (!outside).then(|| path.to_owned())
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path {
        if part == ".." {
            plain.pop();
        } else if part != "." {
            plain.push(part);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_other_quoted_words() {
        let top = BTreeSet::from(["crates".to_owned(), "docs".to_owned()]);
        let text = "See `crates/web/src`, `/api/v3/x`, `a/b`, `src/main.rs` and [x](adr/0001.md#why), [y](https://z).\n\
                    ```\n`docs/never`\n```\n`docs/{name}.md`, `text/csv`";
        let found: Vec<String> = named(text, &top).into_iter().map(|(_, path)| path).collect();
        assert_eq!(found, ["crates/web/src", "src/main.rs", "adr/0001.md"]);
    }

    #[test]
    fn a_path_is_followed_upwards() {
        assert_eq!(
            plain(Path::new("docs/adr/../operator.md")),
            Path::new("docs/operator.md")
        );
    }
}
