//! Words that programs write where there is nothing.

/// Whether a whole text is such a word. It is nobody's name and no story.
pub(in super::super) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    let words = [
        "null",
        "(null)",
        "[null]",
        "<null>",
        "nil",
        "n/a",
        "(n/a)",
        "#n/a",
        "nan",
        "\\n",
        "undefined",
    ];
    // `None` is Python's word as it writes it; in other letters it may be somebody's.
    let is_word = words.iter().any(|word| text.eq_ignore_ascii_case(word)) || text == "None";
    let dashes = !text.is_empty() && text.chars().all(|sign| matches!(sign, '-' | '–' | '—' | '−'));
    is_word || dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_are_known() {
        for word in [
            "NULL", " null ", "N/A", "#N/A", "-", "--", "—", "\\N", "None", "(null)", "NaN",
        ] {
            assert!(is_nothing(word), "{word}");
        }
        for text in ["", "NULLA", "Na", "none", "0", "-5", "n", "N", "\\", "a - b"] {
            assert!(!is_nothing(text), "{text}");
        }
    }
}
