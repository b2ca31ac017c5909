//! Words that may not stay in the repository.

use std::path::Path;

use super::{Verdict, sources, verdict};

/// A word, where it is wrong, and why. The words are put together from halves so that this file is not found by itself.
struct Banned {
    word: &'static str,
    place: Place,
    reason: &'static str,
}

#[derive(PartialEq)]
enum Place {
    /// Every file.
    Anywhere,
    /// Rust sources.
    Code,
    /// Rust sources for tests, and test modules.
    Tests,
}

const BANNED: &[Banned] = &[
    Banned {
        word: concat!("/wo", "rk/"),
        place: Place::Anywhere,
        reason: "a path of one machine",
    },
    Banned {
        word: concat!("/Us", "ers/"),
        place: Place::Anywhere,
        reason: "a path of one machine",
    },
    Banned {
        word: concat!("/ro", "ot/"),
        place: Place::Anywhere,
        reason: "a path of one machine",
    },
    Banned {
        word: concat!("to", "do!("),
        place: Place::Code,
        reason: "unfinished",
    },
    Banned {
        word: concat!("unimple", "mented!("),
        place: Place::Code,
        reason: "unfinished",
    },
    Banned {
        word: concat!("FIX", "ME"),
        place: Place::Code,
        reason: "finish it or file an issue",
    },
    Banned {
        word: concat!("#[ig", "nore"),
        place: Place::Code,
        reason: "a test that does not run says nothing",
    },
    Banned {
        word: concat!("thread::sl", "eep"),
        place: Place::Tests,
        reason: "wait for the event itself: a sleep is too short on a busy machine and wasted on a quiet one",
    },
    Banned {
        word: concat!("time::sl", "eep"),
        place: Place::Tests,
        reason: "wait for the event itself: a sleep is too short on a busy machine and wasted on a quiet one",
    },
];

/// No file holds a word that is wrong there.
pub(super) fn check() -> Verdict {
    let mut found = Vec::new();
    let mut count = 0_usize;
    for path in sources::files()? {
        if let Some(text) = sources::text(&path)? {
            count += 1;
            found.extend(words(&path, &text));
        }
    }
    verdict(&found, format!("{count} files read"))
}

fn words(path: &Path, text: &str) -> Vec<String> {
    let is_code = path.extension().is_some_and(|extension| extension == "rs");
    let tests_begin = if sources::is_for_tests(path) {
        0
    } else {
        sources::lines_before_tests(text)
    };
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for banned in BANNED {
            let wrong_here = match banned.place {
                Place::Anywhere => true,
                Place::Code => is_code,
                Place::Tests => is_code && index >= tests_begin,
            };
            if wrong_here && line.contains(banned.word) {
                found.push(format!(
                    "{}:{}: `{}`: {}",
                    path.display(),
                    index + 1,
                    banned.word,
                    banned.reason
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_wrong_only_in_its_place() {
        let sleep = concat!("std::thread::sl", "eep(step);\n");
        assert_eq!(words(Path::new("crates/a/tests/b.rs"), sleep).len(), 1);
        assert!(words(Path::new("crates/a/src/b.rs"), sleep).is_empty());
        let in_module = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{sleep}}}\n");
        assert_eq!(words(Path::new("crates/a/src/b.rs"), &in_module).len(), 1);
        assert_eq!(words(Path::new("README.md"), concat!("see /wo", "rk/x\n")).len(), 1);
        assert!(words(Path::new("README.md"), concat!("to", "do!()\n")).is_empty());
    }
}
