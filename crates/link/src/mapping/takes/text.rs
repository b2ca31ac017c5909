//! A text: what a person reads.

use fieldlink_say::message;

use super::{Found, Refused};

/// So many digits of bytes in a row are no word of anybody's.
const HEX: usize = 32;

/// A name or a story.
pub(in super::super) fn text(found: &Found<'_>) -> Result<String, Refused> {
    let text = &*found.text;
    if text.contains('\0') {
        return Err(Refused::new(
            "text_with_zero_byte",
            message!("reason-text-with-zero-byte"),
        ));
    }
    if is_hex(text) {
        return Err(Refused::new("text_is_bytes", message!("reason-text-is-bytes")));
    }
    if is_encoded_twice(text) {
        return Err(Refused::new(
            "text_encoded_twice",
            message!("reason-text-encoded-twice"),
        ));
    }
    Ok(text.to_owned())
}

fn is_hex(text: &str) -> bool {
    let digits = text
        .strip_prefix("\\x")
        .or_else(|| text.strip_prefix("0x"))
        .or_else(|| text.strip_prefix("0X"));
    digits.is_some_and(|digits| digits.len() >= HEX && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether letters stand there that are the bytes of UTF-8 taken for signs of windows-1252 or Latin-1.
fn is_encoded_twice(text: &str) -> bool {
    // Signs of windows-1252 that were taken for Latin-1 on their way into UTF-8: no text has these.
    if text.contains(|sign| ('\u{80}'..='\u{9F}').contains(&sign)) {
        return true;
    }
    let runs = text.split(|sign: char| sign.is_ascii());
    runs.filter(|run| run.starts_with(['\u{C2}', '\u{C3}', '\u{E2}']))
        .any(|run| {
            let bytes: Option<Vec<u8>> = run.chars().map(byte).collect();
            // What it would be must be a letter or a sign of these languages: `É»` in quotes is none.
            let meant = bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
            meant.is_some_and(|meant| {
                meant
                    .chars()
                    .all(|sign| matches!(sign, '\u{A0}'..='\u{FF}' | '\u{2010}'..='\u{2026}' | '€'))
            })
        })
}

/// The byte that a sign is in windows-1252, or in Latin-1.
fn byte(sign: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(sign)) {
        return Some(byte);
    }
    let mut letters = [0; 4];
    let (bytes, _, failed) = encoding_rs::WINDOWS_1252.encode(sign.encode_utf8(&mut letters));
    (!failed).then(|| bytes.first().copied()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;
    use super::*;
    use crate::record::Cell;

    #[test]
    fn what_a_text_takes() {
        for (written, rule) in [
            ("Her sign says \"Fresh bread\"", None),
            ("¿Qué más? «CAFÉ» – 20 °C, MANHÃ", None),
            ("Comprou pão; São João", None),
            ("Mar\u{C3}\u{AD}a", Some("text_encoded_twice")),
            ("PagÃ³ el crÃ©dito", Some("text_encoded_twice")),
            ("Womenâ€™s group", Some("text_encoded_twice")),
            ("Women\u{92}s group \u{96} Kisumu", Some("text_encoded_twice")),
            ("a\0b", Some("text_with_zero_byte")),
            ("\\x89504e470d0a1a0a0000000d4948445200000001", Some("text_is_bytes")),
            ("0x89", None),
        ] {
            let cell = Cell::text(written);
            let taken = text(&found(&cell));
            assert_eq!(taken.as_ref().err().map(|refused| refused.rule), rule, "{written}");
            assert!(rule.is_some() || taken.as_deref() == Ok(written));
        }
        let number = Cell::number("17").shown_as(Some(String::from("00017")));
        assert_eq!(text(&found(&number)).as_deref(), Ok("00017"));
    }
}
