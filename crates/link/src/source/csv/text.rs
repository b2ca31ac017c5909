//! Bytes of a CSV file to text, and what stands between its fields.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// A delimiter as it is configured: one character of ASCII, or `tab`.
pub fn delimiter_of(configured: &str) -> Option<u8> {
    match configured.as_bytes() {
        b"tab" | b"\\t" => Some(b'\t'),
        [one] if one.is_ascii() => Some(*one),
        _ => None,
    }
}

/// The text of a file, and how its encoding was known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text, without a byte order mark.
    pub(crate) text: String,
    /// The encoding with the way it was known, for people: `windows-1252, guessed`.
    pub(crate) how: String,
}

/// The text of a file: by its byte order mark, else by the configured encoding, else UTF-16 or UTF-8 if it is that, else
/// the likeliest old encoding. The error names the encoding that did not fit.
pub(crate) fn decode(bytes: Vec<u8>, configured: Option<&str>) -> Result<Decoded, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return exactly(encoding, &bytes[mark..], "by its byte order mark");
    }
    if let Some(label) = configured {
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| format!("`{label}` is no encoding"))?;
        return exactly(encoding, &bytes, "as configured");
    }
    if let Some(encoding) = wide(&bytes) {
        return exactly(encoding, &bytes, "by its zero bytes");
    }
    if bytes.contains(&0) {
        return Err(String::from(
            "the file is no text: it holds zero bytes; is it a workbook? Then set kind = \"workbook\"",
        ));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            let how = String::from(if text.is_ascii() { "ASCII" } else { "UTF-8" });
            return Ok(Decoded { text, how });
        }
        Err(error) => error.into_bytes(),
    };
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    exactly(
        detector.guess(None, Utf8Detection::Deny),
        &bytes,
        "guessed; set `encoding` if names look wrong",
    )
}

/// UTF-16 without its mark: every other byte of Latin text is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(400))?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 4;
    if many == 0 || bytes.len() % 2 == 1 {
        None
    } else if odd > many && even == 0 {
        Some(encoding_rs::UTF_16LE)
    } else if even > many && odd == 0 {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

fn exactly(encoding: &'static Encoding, bytes: &[u8], known: &str) -> Result<Decoded, String> {
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| format!("the file is not {}; set `encoding` in its [source]", encoding.name()))?;
    Ok(Decoded {
        text: text.into_owned(),
        how: format!("{}, {known}", encoding.name()),
    })
}

/// The delimiter that cuts the first lines into the same number of fields, more than one; a comma when none does.
pub(crate) fn detect_delimiter(text: &str) -> u8 {
    let candidates = [b',', b';', b'\t', b'|'];
    let score = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let widths: Vec<usize> = reader
            .records()
            .take(20)
            .map_while(Result::ok)
            .map(|row| row.len())
            .collect();
        let header = widths.first().copied().unwrap_or(0);
        let same = widths.iter().filter(|width| **width == header).count();
        if header < 2 {
            (0, 0)
        } else {
            (same * 100 / widths.len().max(1), header)
        }
    };
    // The first of equals wins, so the order above is the order of preference.
    candidates
        .into_iter()
        .rev()
        .max_by_key(|delimiter| score(*delimiter))
        .filter(|d| score(*d) > (0, 0))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_found_even_when_amounts_hold_commas() {
        assert_eq!(detect_delimiter("loan;amount\nA1;1,5\nA2;2,5\n"), b';');
        assert_eq!(detect_delimiter("loan,amount\nA1,15\n"), b',');
        assert_eq!(detect_delimiter("loan\tname\nA1\tSmith, Ann; B\n"), b'\t');
        assert_eq!(detect_delimiter("loan\nA1\n"), b',');
    }

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
        assert!(read(b"caf\xe9", Some("utf-8")).unwrap_err().contains("UTF-8"));
        assert!(read(b"PK\x03\x04\0\0\0a", None).unwrap_err().contains("workbook"));
    }

    #[test]
    fn how_the_encoding_was_known_is_told() {
        let how = |bytes: &[u8], set: Option<&str>| decode(bytes.to_vec(), set).unwrap().how;
        assert_eq!(how(b"loan", None), "ASCII");
        assert_eq!(how("José".as_bytes(), None), "UTF-8");
        assert_eq!(how(b"caf\xe9", Some("latin1")), "windows-1252, as configured");
        assert!(how(b"Jos\xe9 Mu\xf1oz y Mar\xeda", None).starts_with("windows-1252, guessed"));
    }
}
