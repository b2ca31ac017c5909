//! The files of the repository, as git knows them, and where the tests begin in one.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Outcome, workspace};

/// Every file that is or could be committed: tracked, or new and not ignored. Paths are relative to the top folder.
pub(super) fn files() -> Outcome<Vec<PathBuf>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "--deduplicate",
        ])
        .current_dir(workspace::root())
        .output()
        .map_err(|error| format!("git, which lists the repository's files, cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    let list = String::from_utf8(output.stdout)?;
    let mut files: Vec<PathBuf> = list
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .collect();
    files.retain(|path| workspace::root().join(path).is_file());
    files.sort();
    Ok(files)
}

/// The files with this extension.
pub(super) fn with_extension(extension: &str) -> Outcome<Vec<PathBuf>> {
    let mut files = files()?;
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    Ok(files)
}

/// A file's text, or none when it is not text.
pub(super) fn text(path: &Path) -> Outcome<Option<String>> {
    Ok(String::from_utf8(std::fs::read(workspace::root().join(path))?).ok())
}

/// Whether a whole file is for tests: in a `tests`, `benches` or `examples` folder, a `tests.rs`, or the helpers' crate.
pub(super) fn is_for_tests(path: &Path) -> bool {
    path.starts_with("crates/testkit")
        || path.file_name().is_some_and(|name| name == "tests.rs")
        || path
            .iter()
            .any(|part| part == "tests" || part == "benches" || part == "examples")
}

/// How many lines come before the file's own test module.
pub(super) fn lines_before_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let begin = lines.iter().zip(lines.iter().skip(1)).position(|(attribute, module)| {
        attribute.trim_end() == "#[cfg(test)]" && module.starts_with("mod ") && module.trim_end().ends_with('{')
    });
    begin.unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_module_is_not_counted() {
        assert_eq!(lines_before_tests("fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n"), 2);
        assert_eq!(lines_before_tests("#[cfg(test)]\nmod tests;\nfn a() {}\n"), 3);
    }

    #[test]
    fn test_files_are_told_apart() {
        assert!(is_for_tests(Path::new("crates/web/tests/it/token.rs")));
        assert!(!is_for_tests(Path::new("crates/app/src/tokens.rs")));
    }
}
