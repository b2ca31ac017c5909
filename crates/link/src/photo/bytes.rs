//! What databases and APIs answer for a picture, to the picture's own bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The bytes of a picture: as they are, out of a data URL, out of base64 with line breaks in it (as Java's MIME encoder
/// writes it), or out of PostgreSQL's hexadecimal text. Bytes that are none of these stay as they are.
pub(super) fn plain(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return bytes;
    };
    let text = text.trim().trim_matches('"');
    if let Some(hex) = text.strip_prefix("\\x") {
        return unhexed(hex).unwrap_or_default();
    }
    let encoded = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,").map(|(_, encoded)| encoded),
        // What JPEG, PNG, GIF and WebP begin with.
        None => ["/9j/", "iVBOR", "R0lGOD", "UklGR"]
            .iter()
            .any(|head| text.starts_with(head))
            .then_some(text),
    };
    let Some(encoded) = encoded else { return bytes };
    // Line breaks may also be written as `\n` and `\r` when the text stands in JSON.
    let packed = encoded.replace("\\r", "").replace("\\n", "").replace("\\/", "/");
    let packed: String = packed.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(packed).unwrap_or_default()
}

fn unhexed(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_picture_gives_its_bytes() {
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
        let base64 = STANDARD.encode(jpeg);
        let broken = format!("{}\r\n{}", &base64[..6], &base64[6..]);
        for text in [
            base64.clone(),
            broken.clone(),
            format!("data:image/jpeg;base64,{broken}"),
            format!("\"data:image/png;base64,{}\"", base64.replace('/', "\\/")),
            String::from("\\xffd8ffe0010203"),
        ] {
            assert_eq!(plain(text.clone().into_bytes()), jpeg, "{text}");
        }
        assert_eq!(plain(jpeg.to_vec()), jpeg);
        assert_eq!(plain(b"no picture".to_vec()), b"no picture");
    }
}
