//! Bytes of a CSV file to text, and what stands between its fields.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// A delimiter as it is configured: one character of ASCII, or `tab`.
pub fn delimiter_of(configured: &str) -> Option<u8> {
    match configured.as_bytes() {
        b"tab" | b"\\t" => Some(b'\t'),
        [one] if one.is_ascii() => Some(*one),
        _ => None,
    }
}

/// The text of a file: by its byte order mark, else by the configured encoding, else UTF-8 if it is that, else the
/// likeliest old encoding. The error names the encoding that did not fit.
pub(crate) fn decode(bytes: &[u8], configured: Option<&str>) -> Result<String, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return exactly(encoding, &bytes[mark..]);
    }
    if let Some(label) = configured {
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| format!("`{label}` is no encoding"))?;
        return exactly(encoding, bytes);
    }
    if let Ok(text) = exactly(UTF_8, bytes) {
        return Ok(text);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    exactly(detector.guess(None, Utf8Detection::Deny), bytes)
}

fn exactly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| format!("the file is not {}; set `encoding` in its [source]", encoding.name()))
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
        assert_eq!(decode(b"\xef\xbb\xbfloan", None), Ok(String::from("loan")));
        assert_eq!(decode(b"\xff\xfel\0o\0", None), Ok(String::from("lo")));
        assert_eq!(
            decode(b"Jos\xe9 Mu\xf1oz y Mar\xeda", None),
            Ok(String::from("José Muñoz y María"))
        );
        assert_eq!(decode(b"caf\xe9", Some("windows-1252")), Ok(String::from("café")));
        assert!(decode(b"caf\xe9", Some("utf-8")).unwrap_err().contains("UTF-8"));
    }
}
