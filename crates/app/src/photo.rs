//! Photos of borrowers: read whatever a client or phone sends, keep one kind of file.
//!
//! The bytes say what a picture is, never its label (a client labels a JPEG as PNG, domain.md 1.6).

use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use fieldlink_domain::ids::PartnerId;
use fieldlink_photo::Bounds;
use sha2::{Digest as _, Sha256};

use crate::{Error, Pa2, Result};

/// The longest side of a picture that is read, in pixels.
const LONGEST_SIDE: u32 = 12_000;
/// Pixels of a picture that is read, in millions.
const MOST_MILLIONS: u64 = 40;
/// What is read, and what is kept.
const KEPT: Bounds = Bounds {
    longest_read: Some(LONGEST_SIDE),
    pixels_read: Some(MOST_MILLIONS * 1_000_000),
    memory: 160 * 1024 * 1024,
    long_edge: 1_600,
    quality: 85,
};
/// Pictures read at one time, by the cores of this machine: bounds memory, whatever arrives.
pub(crate) fn readers() -> usize {
    std::thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .min(4)
}

/// What a page shows of a photo within its own text: so small that it weighs less than another request.
const THUMBNAIL: Bounds = Bounds {
    long_edge: 112,
    quality: 45,
    ..KEPT
};
/// The most bytes of it.
const THUMBNAIL_MOST: usize = 2_600;

/// Why a picture cannot be kept; the text is for the person who sees the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The text is not base64.
    #[error("The photo could not be read: it is not valid base64.")]
    NotBase64,
    /// No format that is read here.
    #[error("The photo could not be read: it must be a JPEG, PNG, WebP, GIF, BMP or TIFF picture.")]
    UnknownFormat,
    /// What phones of one maker keep; it is written under patents and is not read here.
    #[error("The photo could not be read: it is a HEIC picture. Please save it as JPEG and try again.")]
    Heic,
    /// Too many pixels.
    #[error("The photo is too large: at most {LONGEST_SIDE} pixels on each side and {MOST_MILLIONS} million in all.")]
    TooLarge,
    /// The bytes break off or make no sense.
    #[error("The photo could not be read: the file is damaged.")]
    Damaged,
    /// Its sender is gone; nobody reads this.
    #[error("The photo was not read: its sender went away.")]
    Unwanted,
}

impl PhotoError {
    const ALL: [PhotoError; 6] = [
        PhotoError::NotBase64,
        PhotoError::UnknownFormat,
        PhotoError::Heic,
        PhotoError::TooLarge,
        PhotoError::Damaged,
        PhotoError::Unwanted,
    ];

    /// The site's text for it.
    pub fn text(self) -> &'static str {
        match self {
            PhotoError::NotBase64 => "drafts-photo-not-base64",
            PhotoError::UnknownFormat => "drafts-photo-unknown",
            PhotoError::Heic => "drafts-photo-heic",
            PhotoError::TooLarge => "drafts-photo-too-large",
            PhotoError::Damaged | PhotoError::Unwanted => "drafts-photo-damaged",
        }
    }

    /// The error that a draft keeps in English.
    pub fn kept(english: &str) -> Option<PhotoError> {
        PhotoError::ALL.into_iter().find(|error| error.to_string() == english)
    }
}

impl Pa2 {
    /// Keeps a picture for a partner and answers its key. The outer error is ours, the inner one the picture's. Partners
    /// take turns; a picture whose sender is gone is given up, before its turn or at the next step.
    pub(crate) async fn keep_photo(
        &self,
        partner: PartnerId,
        bytes: impl FnOnce() -> std::result::Result<Vec<u8>, PhotoError> + Send + 'static,
    ) -> Result<std::result::Result<String, PhotoError>> {
        let turn = self.readers.turn(partner).await;
        // Dropped with this future; the thread below goes on by itself.
        let sender = Arc::new(());
        let waits = Arc::downgrade(&sender);
        let work = tokio::task::spawn_blocking(move || {
            // The turn lasts as long as the work, not as long as somebody waits for it.
            let _turn = turn;
            let wanted = || waits.strong_count() > 0;
            if !wanted() {
                return Err(PhotoError::Unwanted);
            }
            prepare(&bytes()?, &wanted)
        });
        let made = work.await.map_err(Error::internal)?;
        drop(sender);
        let jpeg = match made {
            Ok(jpeg) => jpeg,
            Err(error) => return Ok(Err(error)),
        };
        // Named by its content: the same picture sent again is the same file.
        let key = format!("{partner}/{}.jpg", hex::encode(Sha256::digest(&jpeg)));
        self.photos.put(&key, jpeg).await?;
        Ok(Ok(key))
    }
}

/// The photo that is kept as a very small one; none where it has too many details to be that small.
pub(crate) fn thumbnail(jpeg: &[u8]) -> Option<Vec<u8>> {
    let mut bounds = THUMBNAIL;
    let mut small = fieldlink_photo::jpeg(jpeg, &bounds).ok()?;
    while small.len() > THUMBNAIL_MOST && bounds.long_edge > 32 {
        bounds.long_edge = bounds.long_edge * 3 / 4;
        small = fieldlink_photo::jpeg(&small, &bounds).ok()?;
    }
    Some(small).filter(|small| small.len() <= THUMBNAIL_MOST)
}

/// The bytes of `image_encoded`: base64, bare or after `data:…,`; blanks and missing padding are forgiven.
pub fn decode_base64(text: &str) -> std::result::Result<Vec<u8>, PhotoError> {
    let engine = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = text.trim_start();
    let data = match text.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("data:") => text
            .split_once(',')
            .map(|(_, data)| data)
            .ok_or(PhotoError::NotBase64)?,
        _ => text,
    };
    let clean: Vec<u8> = data
        .bytes()
        .filter(|b| !b.is_ascii_whitespace())
        .map(|b| match b {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    engine.decode(clean).map_err(|_| PhotoError::NotBase64)
}

/// The picture as it is kept: an upright JPEG of bounded size with nothing but its pixels.
///
/// # Errors
/// Why it cannot be kept; also when `wanted` says that nobody waits for it any more.
pub fn prepare(bytes: &[u8], wanted: &dyn Fn() -> bool) -> std::result::Result<Vec<u8>, PhotoError> {
    fieldlink_photo::jpeg_while(bytes, &KEPT, wanted).map_err(|error| match error {
        fieldlink_photo::Error::UnknownKind if is_heic(bytes) => PhotoError::Heic,
        fieldlink_photo::Error::UnknownKind => PhotoError::UnknownFormat,
        fieldlink_photo::Error::TooLarge => PhotoError::TooLarge,
        fieldlink_photo::Error::Damaged => PhotoError::Damaged,
        fieldlink_photo::Error::Unwanted => PhotoError::Unwanted,
    })
}

/// Whether the file says of itself that it is of the family of HEIC.
fn is_heic(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
    brand.is_some_and(|brand| {
        [b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1"]
            .iter()
            .any(|b| *b == brand)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_said_in_words() {
        let said = |bytes: &[u8]| prepare(bytes, &|| true).unwrap_err().to_string();
        assert!(said(b"%PDF-1.7").contains("must be a JPEG, PNG, WebP, GIF, BMP or TIFF"));
        assert!(said(b"\0\0\0\x18ftypheic\0\0\0\0").contains("save it as JPEG"));
        assert!(said(b"\xff\xd8\xff\xe0broken").contains("damaged"));
    }

    #[test]
    fn base64_comes_in_every_dress() {
        for text in [
            "aGk_Pg==",
            "aGk/Pg",
            " data:image/png;base64,aGk/Pg==",
            "DATA:image/jpeg;base64,aGk/\r\nPg==",
        ] {
            assert_eq!(decode_base64(text).unwrap(), b"hi?>", "{text}");
        }
        assert_eq!(decode_base64("data:image/png;base64"), Err(PhotoError::NotBase64));
        assert_eq!(decode_base64("###"), Err(PhotoError::NotBase64));
    }
}
