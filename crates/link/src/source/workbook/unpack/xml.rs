//! Bytes of XML as they come: how long its marks, texts and cells are, how deep it is, and how much its reader would keep.
//!
//! A reader of XML waits for the end of a mark or a text, however long it is. So this looks at the bytes first.

use super::limits::{Limits, TooMuch, within, within_bytes};

/// What a workbook's reader keeps one of for each mark of this name.
const ITEMS: &[&[u8]] = &[
    b"xf",
    b"font",
    b"fill",
    b"border",
    b"numFmt",
    b"dxf",
    b"cellStyle",
    b"sheet",
    b"Relationship",
    b"Override",
    b"Default",
    b"mergeCell",
    b"definedName",
    b"named-range",
    b"named-expression",
    b"file-entry",
    b"table",
];
/// Names are told apart by so many letters.
const NAME: usize = 32;

/// Where in the XML the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    /// A mark; in its name at first; and the quote that is open in it.
    Mark {
        named: bool,
        quote: Option<u8>,
    },
    Comment,
    Data,
    Instruction,
    Declaration,
}

/// What was seen of a part so far.
#[derive(Debug)]
pub(super) struct Walk<'l> {
    limits: &'l Limits,
    within: Within,
    /// The name of the mark that is open, from its first sign on.
    name: Vec<u8>,
    /// The last three bytes.
    tail: [u8; 3],
    /// Bytes since the last mark began or ended.
    length: u64,
    depth: u64,
    /// Bytes of the cell that is open.
    cell: Option<u64>,
    bytes: u64,
    strings: u64,
    items: u64,
}

impl<'l> Walk<'l> {
    pub(super) fn new(limits: &'l Limits) -> Walk<'l> {
        Walk {
            limits,
            within: Within::Text,
            name: Vec::with_capacity(NAME),
            tail: [0; 3],
            length: 0,
            depth: 0,
            cell: None,
            bytes: 0,
            strings: 0,
            items: 0,
        }
    }

    /// Looks at the next bytes.
    pub(super) fn see(&mut self, mut bytes: &[u8]) -> Result<(), TooMuch> {
        while let Some(first) = bytes.first() {
            // Most bytes are in texts and quotes, where nothing but their end matters.
            let end = match self.within {
                Within::Text => Some(b'<'),
                Within::Mark { quote, .. } => quote,
                _ => None,
            };
            let plain = end.map_or(0, |end| {
                bytes.iter().position(|byte| *byte == end).unwrap_or(bytes.len())
            });
            if plain > 0 {
                self.grow(plain as u64)?;
                self.tail = [0; 3];
                bytes = &bytes[plain..];
            } else {
                self.grow(1)?;
                self.step(*first)?;
                bytes = &bytes[1..];
            }
        }
        Ok(())
    }

    fn grow(&mut self, bytes: u64) -> Result<(), TooMuch> {
        self.bytes += bytes;
        self.length += bytes;
        within_bytes(self.length, self.limits.cell, TooMuch::Cell)?;
        if let Some(cell) = &mut self.cell {
            *cell += bytes;
            within_bytes(*cell, self.limits.cell, TooMuch::Cell)?;
        }
        let kept = if self.strings > 0 { self.bytes } else { 0 };
        within_bytes(kept, self.limits.kept, TooMuch::Kept)
    }

    fn step(&mut self, byte: u8) -> Result<(), TooMuch> {
        let before = self.tail;
        self.tail = [before[1], before[2], byte];
        match self.within {
            Within::Text if byte == b'<' => self.begin(Within::Mark {
                named: false,
                quote: None,
            }),
            Within::Text => {}
            Within::Mark { named: false, .. } => self.named(byte)?,
            Within::Mark { quote: Some(open), .. } if byte == open => {
                self.within = Within::Mark {
                    named: true,
                    quote: None,
                };
            }
            Within::Mark { quote: Some(_), .. } => {}
            Within::Mark { .. } => match byte {
                b'"' | b'\'' => {
                    self.within = Within::Mark {
                        named: true,
                        quote: Some(byte),
                    };
                }
                b'>' => self.ended(before[2] == b'/')?,
                _ => {}
            },
            Within::Comment if self.tail == *b"-->" => self.begin(Within::Text),
            Within::Data if self.tail == *b"]]>" => self.begin(Within::Text),
            Within::Instruction if self.tail.ends_with(b"?>") => self.begin(Within::Text),
            // Where entities are defined.
            Within::Declaration if byte == b'[' => return Err(TooMuch::Entities(0)),
            Within::Declaration if byte == b'>' => self.begin(Within::Text),
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, within: Within) {
        self.within = within;
        self.length = 0;
        self.name.clear();
    }

    /// A byte of a mark's name, which tells what the mark is.
    fn named(&mut self, byte: u8) -> Result<(), TooMuch> {
        match byte {
            b'>' => return self.ended(self.name.last() == Some(&b'/')),
            byte if byte.is_ascii_whitespace() && !self.name.is_empty() => {
                self.within = Within::Mark {
                    named: true,
                    quote: None,
                };
            }
            byte if self.name.len() < NAME => self.name.push(byte),
            _ => {}
        }
        match self.name.as_slice() {
            b"!--" => self.within = Within::Comment,
            b"![CDATA[" => self.within = Within::Data,
            b"?" => self.within = Within::Instruction,
            b"!DOCTYPE" | b"!doctype" | b"!ENTITY" => self.within = Within::Declaration,
            _ => {}
        }
        Ok(())
    }

    /// A mark has ended.
    fn ended(&mut self, alone: bool) -> Result<(), TooMuch> {
        let name = std::mem::take(&mut self.name);
        let closes = name.first() == Some(&b'/');
        let plain = name.strip_prefix(b"/").unwrap_or(&name);
        let plain = plain.strip_suffix(b"/").unwrap_or(plain);
        let local = plain.rsplit(|byte| *byte == b':').next().unwrap_or(plain);
        let cell = matches!(local, b"c" | b"si" | b"table-cell" | b"covered-table-cell");
        if closes {
            self.depth = self.depth.saturating_sub(1);
            if cell {
                self.cell = None;
            }
        } else {
            self.strings += u64::from(local == b"si");
            within(self.strings, self.limits.strings, TooMuch::Strings)?;
            self.items += u64::from(ITEMS.contains(&local));
            within(self.items, self.limits.items, TooMuch::Items)?;
            if !alone {
                self.depth += 1;
                within(self.depth, self.limits.depth, TooMuch::Depth)?;
                if cell {
                    self.cell = Some(0);
                }
            }
        }
        self.name = name;
        self.begin(Within::Text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Limits = Limits {
        cell: 40,
        depth: 3,
        strings: 2,
        items: 2,
        kept: 60,
        ..Limits::OFFICE
    };

    fn walk(xml: &str) -> Result<(), TooMuch> {
        // Byte by byte and as a whole it is the same.
        let mut walk = Walk::new(&SMALL);
        let slowly = xml.as_bytes().chunks(1).try_for_each(|byte| walk.see(byte));
        assert_eq!(Walk::new(&SMALL).see(xml.as_bytes()), slowly, "{xml}");
        slowly
    }

    #[test]
    fn what_an_office_writes_passes() {
        for xml in [
            "<?xml version=\"1.0\"?>\r\n<!DOCTYPE a PUBLIC \"b\"><a><b c='>' d=\"/\"/><e>f</e></a>",
            "<a><!-- <b><b><b><b> --><![CDATA[<b><b><b><b>]]></a>",
            "<sst><si><t>a</t></si><si><t>b</t></si></sst>",
            "<x:row><x:c/><x:c/><x:c><x:v>1</x:v></x:c></x:row><x:c><x:v>1</x:v></x:c>",
        ] {
            assert_eq!(walk(xml), Ok(()), "{xml}");
        }
    }

    #[test]
    fn what_grows_without_end_is_told_at_its_limit() {
        let long = "a".repeat(50);
        for (xml, why) in [
            (format!("<a b=\"{long}\">"), TooMuch::Cell(1)),
            (format!("<a>{}</a>", " ".repeat(50)), TooMuch::Cell(1)),
            (format!("<a><![CDATA[{}]]></a>", "<".repeat(50)), TooMuch::Cell(1)),
            (format!("<a b='{}'", "<>".repeat(30)), TooMuch::Cell(1)),
            (format!("<!-- {long}"), TooMuch::Cell(1)),
            (format!("<c>{}</c>", "<r>a</r>".repeat(9)), TooMuch::Cell(1)),
            (String::from("<a><a><a><a>"), TooMuch::Depth(3)),
            (String::from("<si/><si/><si/>"), TooMuch::Strings(2)),
            (String::from("<xf/><xf/><xf/>"), TooMuch::Items(2)),
            (format!("<si/>{}", "<t>a</t>".repeat(9)), TooMuch::Kept(1)),
            (String::from("<!DOCTYPE a [<!ENTITY b \"c\">]>"), TooMuch::Entities(0)),
        ] {
            assert_eq!(walk(&xml), Err(why), "{xml}");
        }
    }
}
