//! Photos: found at the plan, read and made ready when they leave.
//!
//! What leaves is upright, a JPEG, no larger than wanted, and carries nothing but the picture: no place, no time, no
//! camera (they would tell where a borrower lives).

use std::path::{Path, PathBuf};

use base64::Engine as _;
use fieldlink_photo::{Bounds, Kind};
use sha2::{Digest, Sha256};

/// The largest file that is read: a photo of a telephone has a few megabytes.
const MAX_FILE: u64 = 32 * 1024 * 1024;
/// The most memory that decoding may take.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
/// Quality of the JPEG that leaves.
const QUALITY: u8 = 88;

/// A photo that has been looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoFile {
    /// The file.
    pub path: PathBuf,
    /// Hash of its bytes: another photo is another draft.
    pub sha256: Vec<u8>,
}

/// Looks at a photo's file: it is there, and is a JPEG or PNG by its bytes, whatever it is called.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn look(path: &Path) -> Result<PhotoFile, String> {
    let bytes = read(path)?;
    kind(&bytes)?;
    fieldlink_photo::look(&bytes)
        .map_err(|_| String::from("the photo is damaged: it says JPEG or PNG and is neither"))?;
    Ok(PhotoFile {
        path: path.to_owned(),
        sha256: Sha256::digest(&bytes).to_vec(),
    })
}

/// The photo as it leaves, in base64.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn encode(photo: &PhotoFile, max_edge: u32) -> Result<String, String> {
    let bytes = read(&photo.path)?;
    if Sha256::digest(&bytes).as_slice() != photo.sha256.as_slice() {
        return Err(String::from(
            "the photo was changed while it was being planned; plan again",
        ));
    }
    let bounds = Bounds {
        longest_read: None,
        memory: MAX_MEMORY,
        long_edge: max_edge,
        quality: QUALITY,
    };
    let jpeg = fieldlink_photo::jpeg(&bytes, &bounds)
        .map_err(|_| String::from("the photo is damaged or too large to decode"))?;
    Ok(base64::engine::general_purpose::STANDARD.encode(jpeg))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let length = std::fs::metadata(path)
        .map_err(|error| format!("the photo cannot be read: {}", error.kind()))?
        .len();
    if length > MAX_FILE {
        return Err(format!(
            "the photo has {} MB; at most {} are read",
            length / 1_048_576,
            MAX_FILE / 1_048_576
        ));
    }
    std::fs::read(path).map_err(|error| format!("the photo cannot be read: {}", error.kind()))
}

/// Only what PA2's own guide names; a WebP or GIF is made a JPEG by whoever keeps the photos.
fn kind(bytes: &[u8]) -> Result<(), String> {
    match Kind::of(bytes) {
        Some(Kind::Jpeg | Kind::Png) => Ok(()),
        _ => Err(String::from("the photo is neither JPEG nor PNG")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A PNG of one colour.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut png = Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(width, height)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        png.into_inner()
    }

    #[test]
    fn what_leaves_is_a_jpeg_in_base64_and_no_larger_than_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.png");
        std::fs::write(&path, png(200, 400)).unwrap();
        let sent = encode(&look(&path).unwrap(), 100).unwrap();
        let jpeg = base64::engine::general_purpose::STANDARD.decode(sent).unwrap();
        assert_eq!(Kind::of(&jpeg), Some(Kind::Jpeg));
        let picture = image::load_from_memory(&jpeg).unwrap();
        assert_eq!((picture.width(), picture.height()), (50, 100));
    }

    #[test]
    fn other_files_are_refused_with_a_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.jpg");
        assert!(look(&path).unwrap_err().contains("cannot be read"));
        std::fs::write(&path, "GIF89a or a letter").unwrap();
        assert!(look(&path).unwrap_err().contains("neither JPEG nor PNG"));
        std::fs::write(&path, b"\xff\xd8\xff\xe0broken").unwrap();
        assert!(look(&path).unwrap_err().contains("damaged"));
    }

    #[test]
    fn a_photo_changed_after_the_plan_is_not_sent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.jpg");
        std::fs::write(&path, png(40, 40)).unwrap();
        let photo = look(&path).unwrap();
        assert!(encode(&photo, 2_000).is_ok());
        std::fs::write(&path, png(48, 40)).unwrap();
        assert!(encode(&photo, 2_000).unwrap_err().contains("plan again"));
    }
}
