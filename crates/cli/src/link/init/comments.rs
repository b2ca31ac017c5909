//! The comments of a new fieldlink.toml in the language of who asked for it. Keys and values never change.

use fieldlink_say::Language;

use crate::words::Words;

/// The text with its comments said in a language, line by line. A line that is no sentence of ours, such as a key that is
/// commented out, stays.
pub fn said(text: &str, words: Words) -> String {
    if words.0 == Language::En {
        return text.to_owned();
    }
    let lines = text.lines().map(|line| match comment(line) {
        Some(at) => format!("{}{}", &line[..at], words.plain(&line[at..])),
        None => line.to_owned(),
    });
    lines.map(|line| line + "\n").collect()
}

/// Where the words of a comment begin.
fn comment(line: &str) -> Option<usize> {
    let behind = || line.find("  # ").map(|at| at + 4);
    line.starts_with("# ").then_some(2).or_else(behind)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use fieldlink_link::config::SourceKind;
    use fieldlink_link::preset::fineract::{Schema, config};

    use super::super::template;
    use super::*;
    use crate::words::known_by;

    /// The files that `init` and `template` write.
    fn files() -> [String; 4] {
        let known = template::Known {
            partner: None,
            server: "http://127.0.0.1:8080",
            client_id: None,
            secret: None,
            seen: None,
        };
        [
            template::text(&known),
            template::pushed(),
            config::database(SourceKind::Postgres, &Schema::newest(), "Kiva"),
            fieldlink_link::template::section(Path::new("kiva.xlsx")),
        ]
    }

    /// Whether a comment is a key or a query that is left out.
    fn is_typed(comment: &str) -> bool {
        let sql = [
            "SELECT", "FROM", "WHERE", "LEFT", "JOIN", "GROUP", "ORDER", "HAVING", "UNION", ")", " ",
        ];
        if sql.iter().any(|word| comment.starts_with(word)) {
            return true;
        }
        comment.parse::<toml::Table>().is_ok()
            || comment.ends_with("\"\"\"")
            || comment.chars().all(|c| c.is_ascii_uppercase() || "\"' ".contains(c))
    }

    #[test]
    fn every_comment_is_said_in_every_language_and_the_keys_stay() {
        let mut said_of = 0;
        for text in files() {
            for line in text.lines() {
                let Some(at) = comment(line) else { continue };
                let words = &line[at..];
                if is_typed(words) {
                    continue;
                }
                let id = known_by(words);
                for language in [Language::Es, Language::Fr] {
                    assert!(Words(language).has(&id), "{id} is missing for {words:?}");
                }
                said_of += 1;
            }
            for language in [Language::Es, Language::Fr] {
                let theirs = said(&text, Words(language));
                let keys = |text: &str| -> Vec<String> {
                    let plain = text.lines().filter(|line| !line.starts_with('#'));
                    plain
                        .map(|line| line.split("  # ").next().unwrap().to_owned())
                        .collect()
                };
                assert_eq!(keys(&theirs), keys(&text));
                assert_ne!(theirs, text);
            }
        }
        assert!(said_of > 25, "{said_of}");
    }
}
