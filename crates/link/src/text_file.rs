//! Small files that people write: secrets, settings.

use std::io::{self, ErrorKind};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8};

/// The text of a file, as editors write it: Notepad puts a mark before it, PowerShell writes UTF-16.
///
/// # Errors
/// When it cannot be read, or is no text.
pub fn read(file: &Path) -> io::Result<String> {
    let bytes = std::fs::read(file)?;
    let (encoding, mark) = Encoding::for_bom(&bytes).unwrap_or((UTF_8, 0));
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    let text = text.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, format!("it is not {}", encoding.name())))?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_editors_are_no_part_of_a_text() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let wide: Vec<u8> = "\u{feff}sé".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in ["sé".as_bytes(), "\u{feff}sé".as_bytes(), &wide] {
            std::fs::write(&file, bytes).unwrap();
            assert_eq!(read(file.path()).unwrap(), "sé");
        }
        std::fs::write(&file, b"s\xe9").unwrap();
        assert!(read(file.path()).unwrap_err().to_string().contains("not UTF-8"));
    }
}
