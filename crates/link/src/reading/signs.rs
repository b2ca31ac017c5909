//! Signs that nobody sees: they change what a text is, and not what a person reads.

/// Whether a sign takes no room, or is a blank that looks like any other.
pub fn is_unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}'
    ) || (sign.is_control() && !matches!(sign, '\n' | '\r' | '\t'))
}

/// The text as a person reads it: without unseen signs, and without blanks at its ends.
pub fn seen(text: &str) -> String {
    let seen: String = text.chars().filter(|sign| !is_unseen(*sign)).collect();
    seen.trim().to_owned()
}

/// What a person does not see of a text, by name: `U+00A0`. Blanks count where they stand at the ends.
pub fn unseen_in(text: &str) -> Vec<String> {
    let body = text.trim().len();
    let start = text.len() - text.trim_start().len();
    let hidden = |(at, sign): (usize, char)| {
        let inside = (start..start + body).contains(&at);
        (is_unseen(sign) || (sign.is_whitespace() && (!inside || sign == '\u{00A0}' || sign == '\u{202F}')))
            .then(|| format!("U+{:04X}", u32::from(sign)))
    };
    let mut names: Vec<String> = text.char_indices().filter_map(hidden).collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_named() {
        for (text, names, read) in [
            ("00017", &[][..], "00017"),
            ("00017\u{A0}", &["U+00A0"], "00017"),
            ("\u{200E}00017 ", &["U+200E", "U+0020"], "00017"),
            ("LN 17", &[], "LN 17"),
            ("\u{1F}17", &["U+001F"], "17"),
        ] {
            assert_eq!(
                (unseen_in(text).as_slice(), seen(text).as_str()),
                (
                    names
                        .iter()
                        .map(|name| (*name).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                    read
                )
            );
        }
    }
}
