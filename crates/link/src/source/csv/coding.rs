//! The encodings of text files: those of the web, and the code pages of DOS that are still written by old programs.

use encoding_rs::Encoding;

/// How the bytes of a text become letters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Coding {
    /// One that the web knows.
    Web(&'static Encoding),
    /// A code page of DOS.
    Page(&'static Page),
}

/// A code page: bytes below 128 are ASCII, each of the others is a letter of its own.
#[derive(Debug)]
pub(super) struct Page {
    name: &'static str,
    high: &'static str,
}

const PAGES: [Page; 3] = [
    Page {
        name: "cp437",
        high: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
    },
    Page {
        name: "cp850",
        high: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
    },
    Page {
        name: "cp858",
        high: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
    },
];

impl Coding {
    /// The one with this name.
    pub(super) fn of(label: &str) -> Option<Coding> {
        let folded: String = label
            .trim()
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let page = folded
            .strip_prefix("ibm")
            .or_else(|| folded.strip_prefix("cp"))
            .or_else(|| folded.strip_prefix("dos"));
        let known = page.and_then(|number| PAGES.iter().find(|page| &page.name[2..] == number));
        match known {
            Some(page) => Some(Coding::Page(page)),
            None if folded == "macroman" => Some(Coding::Web(encoding_rs::MACINTOSH)),
            None => Encoding::for_label(label.as_bytes()).map(Coding::Web),
        }
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Coding::Web(encoding) => encoding.name(),
            Coding::Page(page) => page.name,
        }
    }
}

impl Page {
    /// The letter of a byte.
    pub(super) fn letter(&self, byte: u8) -> char {
        match byte.checked_sub(128) {
            None => char::from(byte),
            Some(high) => self
                .high
                .chars()
                .nth(usize::from(high))
                .unwrap_or(char::REPLACEMENT_CHARACTER),
        }
    }
}

/// What speaks against windows-1252: signs that are no letters stand within words, as when a text of DOS or of an old
/// Mac is read as one of Windows.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    /// The last two bytes.
    before: [u8; 2],
    found: bool,
}

impl Doubt {
    /// Looks at more of a text.
    pub(super) fn look(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().copied() {
            let [first, middle] = self.before;
            self.found |= first.is_ascii_alphabetic() && (byte.is_ascii_alphabetic() && is_sign(middle))
                || first.is_ascii_lowercase() && matches!(middle, 0x82 | 0x8A | 0x8C | 0x8E | 0x9F | 0xA2 | 0xA3);
            self.before = [middle, byte];
        }
    }

    /// Whether there is any.
    pub(super) fn is_there(&self) -> bool {
        self.found
    }
}

/// Whether a byte of windows-1252 is a sign that does not stand within a word. Apostrophes, dashes and blanks do.
fn is_sign(byte: u8) -> bool {
    let letter = matches!(
        byte,
        0x8A | 0x8C | 0x8E | 0x9A | 0x9C | 0x9E | 0x9F | 0xAA | 0xB5 | 0xBA
    );
    let between = matches!(byte, 0x85 | 0x91 | 0x92 | 0x96 | 0x97 | 0xA0 | 0xAD | 0xB4 | 0xB7);
    (0x80..=0xBF).contains(&byte) && !letter && !between
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_are_known_by_their_usual_names() {
        for (label, name) in [
            ("cp850", "cp850"),
            ("CP-437", "cp437"),
            ("ibm858", "cp858"),
            ("dos850", "cp850"),
            ("MacRoman", "macintosh"),
            ("ibm866", "IBM866"),
            ("latin1", "windows-1252"),
        ] {
            assert_eq!(Coding::of(label).map(Coding::name), Some(name), "{label}");
        }
        assert!(Coding::of("cp9999").is_none());
        for page in &PAGES {
            assert_eq!(page.high.chars().count(), 128, "{}", page.name);
            assert_eq!(
                [0x82, 0xA0, 0xA4, b'a'].map(|byte| page.letter(byte)),
                ['é', 'á', 'ñ', 'a']
            );
        }
    }

    #[test]
    fn a_text_of_dos_or_mac_is_not_taken_for_one_of_windows() {
        let doubtful = |bytes: &[u8]| {
            let mut doubt = Doubt::default();
            doubt.look(bytes);
            doubt.is_there()
        };
        assert!(doubtful(b"Potos\xA1 pag\xA2 el cr\x82dito"));
        assert!(doubtful(b"cr\x8Edit agricole"));
        assert!(!doubtful(
            b"Potos\xED, women\x92s group \x96 20 \xB0C, S\xE3o Jo\xE3o, \xBFqu\xE9?"
        ));
    }
}
