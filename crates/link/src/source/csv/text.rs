//! Bytes of a CSV file to text.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding};
use fieldlink_say::{Message, message};

use super::coding::{Coding, Doubt, Page};

/// The text of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text, without a byte order mark.
    pub(crate) text: String,
}

/// The encoding of a text, and how it was known.
#[derive(Debug)]
pub(super) struct Found {
    /// The encoding.
    pub(super) coding: Coding,
    /// The bytes of its byte order mark, which are no text.
    pub(super) mark: usize,
    /// The encoding with the way it was known, for people: `windows-1252, guessed`.
    pub(super) how: Message,
}

/// How many bytes are looked at in one go.
const PIECE: usize = 64 * 1024;
/// So many bytes at the beginning show whether every other one is zero.
const HEAD: usize = 400;

/// Finds out the encoding of a text: by its byte order mark, else by what is configured, else UTF-16 or UTF-8 if it is
/// that, else the likeliest old encoding. All of it is looked at, piece by piece; none of it is kept.
///
/// # Errors
/// What cannot be read; and the inner error, a sentence, when it is no text.
pub(super) fn find(mut text: impl Read, configured: Option<&str>) -> io::Result<Result<Found, Message>> {
    let mut piece = vec![0; PIECE];
    let mut head = Vec::new();
    while head.len() < HEAD {
        match text.read(&mut piece)? {
            0 => break,
            length => head.extend_from_slice(&piece[..length]),
        }
    }
    if head.starts_with(&[0x1F, 0x8B]) {
        return Ok(Err(message!("file-gzip")));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&head) {
        return Ok(Ok(Found {
            coding: Coding::Web(encoding),
            mark,
            how: message!("encoding-mark", encoding = encoding.name()),
        }));
    }
    if let Some(label) = configured {
        let coding = Coding::of(label).ok_or_else(|| message!("csv-no-encoding", label = label));
        return Ok(coding.map(|coding| Found {
            coding,
            mark: 0,
            how: message!("encoding-configured", encoding = coding.name()),
        }));
    }
    let mut seen = Seen::default();
    seen.look(&head);
    loop {
        match text.read(&mut piece)? {
            0 => break,
            length => seen.look(&piece[..length]),
        }
    }
    Ok(seen.found(&head[..head.len().min(HEAD)]))
}

/// What was seen of a text so far.
struct Seen {
    length: usize,
    ascii: bool,
    zeros: Zeros,
    /// Lines so far.
    lines: u64,
    doubt: Doubt,
    /// Whether it is UTF-8 so far, and the bytes of a character that is not whole yet.
    utf8: bool,
    begun: Vec<u8>,
    detector: EncodingDetector,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen {
            length: 0,
            ascii: true,
            zeros: Zeros::default(),
            lines: 0,
            doubt: Doubt::default(),
            utf8: true,
            begun: Vec::new(),
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
        }
    }
}

impl Seen {
    fn look(&mut self, piece: &[u8]) {
        self.length += piece.len();
        self.ascii &= piece.is_ascii();
        self.zeros.look(piece, self.lines);
        self.lines += lines_in(piece);
        self.doubt.look(piece);
        self.detector.feed(piece, false);
        if self.utf8 {
            self.begun.extend_from_slice(piece);
            match std::str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(error) if error.error_len().is_none() => drop(self.begun.drain(..error.valid_up_to())),
                Err(_) => self.utf8 = false,
            }
        }
    }

    fn found(mut self, head: &[u8]) -> Result<Found, Message> {
        let found = |encoding: &'static Encoding, how| Found {
            coding: Coding::Web(encoding),
            mark: 0,
            how,
        };
        if let Some(encoding) = wide(head, self.length) {
            let how = message!("encoding-zeros", encoding = encoding.name());
            return Ok(found(encoding, how));
        }
        if let Some(line) = self.zeros.line {
            return Err(self.zeros.said(line));
        }
        if self.utf8 && self.begun.is_empty() {
            let how = if self.ascii { "ASCII" } else { "UTF-8" };
            return Ok(found(encoding_rs::UTF_8, Message::as_is(how)));
        }
        self.detector.feed(&[], true);
        let encoding = self.detector.guess(None, Utf8Detection::Deny);
        if self.doubt.is_there() && WESTERN.contains(&encoding.name()) {
            return Err(message!("encoding-uncertain"));
        }
        let how = message!("encoding-guessed", encoding = encoding.name());
        Ok(found(encoding, how))
    }
}

/// Encodings that a text of DOS or of an old Mac is easily taken for.
const WESTERN: [&str; 5] = [
    "windows-1252",
    "windows-1254",
    "windows-1250",
    "windows-1257",
    "ISO-8859-2",
];

/// The zero bytes of a text.
#[derive(Debug, Default)]
struct Zeros {
    /// The line of the first one.
    line: Option<u64>,
    /// Whether something else follows it.
    followed: bool,
}

impl Zeros {
    fn look(&mut self, piece: &[u8], lines: u64) {
        let mut rest = piece;
        if self.line.is_none() {
            let Some(at) = piece.iter().position(|byte| *byte == 0) else {
                return;
            };
            self.line = Some(lines + lines_in(&piece[..at]) + 1);
            rest = &piece[at..];
        }
        self.followed |= rest.iter().any(|byte| *byte != 0);
    }

    fn said(&self, line: u64) -> Message {
        if self.followed {
            message!("csv-zeros", line = line.to_string())
        } else {
            message!("csv-zero-tail", line = line.to_string())
        }
    }
}

fn lines_in(piece: &[u8]) -> u64 {
    let ends = piece.iter().filter(|byte| **byte == b'\n').count();
    u64::try_from(ends).unwrap_or(u64::MAX)
}

/// What is said of a text that is not in its encoding.
fn not_that(encoding: &'static Encoding) -> NotThat {
    let name = encoding.name();
    NotThat(message!("csv-other-encoding", encoding = name))
}

/// A text is not in its encoding: what an error of the kind `InvalidData` holds.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotThat(pub(super) Message);

/// The text of bytes that are all here. The error names the encoding that did not fit.
pub(crate) fn decode(bytes: Vec<u8>, configured: Option<&str>) -> Result<Decoded, Message> {
    let found = find(bytes.as_slice(), configured).map_err(|error| Message::as_is(error.to_string()))??;
    let bytes = &bytes[found.mark..];
    let text = match found.coding {
        Coding::Page(page) => bytes.iter().map(|byte| page.letter(*byte)).collect(),
        Coding::Web(encoding) => encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| not_that(encoding).0)?
            .into_owned(),
    };
    Ok(Decoded { text })
}

/// How bytes become letters, piece by piece.
enum Way {
    Web(Decoder),
    Page(&'static Page),
}

/// A text as UTF-8, decoded as it is read. Bytes that are not in its encoding are an error of the kind `InvalidData`, with
/// a sentence.
pub(super) struct Decoding<R> {
    inner: R,
    way: Way,
    raw: Vec<u8>,
    /// The part of `raw` that is still to be decoded.
    coded: Range<usize>,
    text: Vec<u8>,
    /// The part of `text` that is still to be given away.
    plain: Range<usize>,
    ended: bool,
}

impl<R: Read> Decoding<R> {
    /// A text whose byte order mark has been read already.
    pub(super) fn new(inner: R, coding: Coding) -> Decoding<R> {
        Decoding {
            inner,
            way: match coding {
                Coding::Web(encoding) => Way::Web(encoding.new_decoder_without_bom_handling()),
                Coding::Page(page) => Way::Page(page),
            },
            raw: vec![0; PIECE],
            coded: 0..0,
            text: vec![0; PIECE],
            plain: 0..0,
            ended: false,
        }
    }

    fn decode(&mut self) -> io::Result<()> {
        if self.coded.is_empty() {
            let length = self.inner.read(&mut self.raw)?;
            self.coded = 0..length;
            self.ended = length == 0;
        }
        let coded = &self.raw[self.coded.clone()];
        match &mut self.way {
            Way::Page(page) => {
                let text: String = coded.iter().map(|byte| page.letter(*byte)).collect();
                self.coded = 0..0;
                self.plain = 0..text.len();
                self.text = text.into_bytes();
                Ok(())
            }
            Way::Web(decoder) => {
                let (result, read, written) =
                    decoder.decode_to_utf8_without_replacement(coded, &mut self.text, self.ended);
                self.coded.start += read;
                self.plain = 0..written;
                match result {
                    DecoderResult::Malformed(..) => {
                        Err(io::Error::new(ErrorKind::InvalidData, not_that(decoder.encoding())))
                    }
                    _ => Ok(()),
                }
            }
        }
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.plain.is_empty() && !self.ended {
            self.decode()?;
        }
        let length = buffer.len().min(self.plain.len());
        let from = self.plain.start;
        buffer[..length].copy_from_slice(&self.text[from..from + length]);
        self.plain.start += length;
        Ok(length)
    }
}

/// UTF-16 without its mark: every other byte of Latin text is zero.
fn wide(head: &[u8], length: usize) -> Option<&'static Encoding> {
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 4;
    if many == 0 || length % 2 == 1 {
        None
    } else if odd > many && even == 0 {
        Some(encoding_rs::UTF_16LE)
    } else if even > many && odd == 0 {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_old_encodings_are_read() {
        let read = |bytes: &[u8], set: Option<&str>| decode(bytes.to_vec(), set).map(|decoded| decoded.text);
        assert_eq!(read(b"\xef\xbb\xbfloan", None), Ok(String::from("loan")));
        assert_eq!(read(b"\xff\xfel\0o\0", None), Ok(String::from("lo")));
        assert_eq!(read(b"l\0o\0a\0n\0", None), Ok(String::from("loan")));
        assert_eq!(read(b"\0l\0o\0a\0n", None), Ok(String::from("loan")));
        assert_eq!(
            read(b"Jos\xe9 Mu\xf1oz y Mar\xeda", None),
            Ok(String::from("José Muñoz y María"))
        );
        assert_eq!(read(b"caf\xe9", Some("windows-1252")), Ok(String::from("café")));
        assert_eq!(read(b"1250\x80", Some("ibm866")), Ok(String::from("1250А")));
        assert!(
            read(b"caf\xe9", Some("utf-8"))
                .unwrap_err()
                .to_string()
                .contains("UTF-8")
        );
        assert!(
            read(b"PK\x03\x04\0\0\0a", None)
                .unwrap_err()
                .to_string()
                .contains("workbook")
        );
    }

    #[test]
    fn how_the_encoding_was_known_is_told() {
        let how = |bytes: &[u8], set: Option<&str>| find(bytes, set).unwrap().unwrap().how.to_string();
        assert_eq!(how(b"loan", None), "ASCII");
        assert_eq!(how("José".as_bytes(), None), "UTF-8");
        assert_eq!(how(b"caf\xe9", Some("latin1")), "windows-1252, as configured");
        assert!(how(b"Jos\xe9 Mu\xf1oz y Mar\xeda", None).starts_with("windows-1252, guessed"));
    }
    /// Gives one byte at a time, so that every character is cut where it can be.
    struct Drop<'b>(&'b [u8]);

    impl Read for Drop<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(1).min(buffer.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    #[test]
    fn characters_that_are_cut_by_the_reading_are_whole_again() {
        let text = "loan,name\nL1,José 東京 🌾\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &utf16] {
            let found = find(Drop(bytes), None).unwrap().unwrap();
            let mut read = String::new();
            Decoding::new(Drop(bytes), found.coding)
                .read_to_string(&mut read)
                .unwrap();
            assert_eq!(read, text, "{}", found.how);
        }
        let cut = &text.as_bytes()[..text.len() - 3];
        assert!(!find(cut, None).unwrap().unwrap().how.to_string().starts_with("UTF-8"));
        let mut read = String::new();
        let error = Decoding::new(cut, Coding::Web(encoding_rs::UTF_8))
            .read_to_string(&mut read)
            .unwrap_err();
        assert!(error.to_string().contains("the file is not UTF-8"), "{error}");
    }
}
