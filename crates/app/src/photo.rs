//! Photos of borrowers: read whatever a client or phone sends, keep one kind of file.
//!
//! The bytes say what a picture is, never its label (a client labels a JPEG as PNG, domain.md 1.6). What is kept is a
//! JPEG made from the pixels alone: upright, bounded in size, without the place and device that cameras write into it.

use std::io::Cursor;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, Resizer};
use fieldlink_domain::ids::PartnerId;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::{Error, Pa2, Result};

/// The longest side of a picture that is read, in pixels.
const MOST_PIXELS: u32 = 12_000;
/// Memory that reading one picture may take, in bytes.
const MOST_MEMORY: u64 = 160 * 1024 * 1024;
/// The longest side of a picture that is kept, in pixels.
const LONG_EDGE: u32 = 1_600;
/// Of 100.
const JPEG_QUALITY: u8 = 85;
/// Pictures read at one time: bounds memory, whatever arrives.
static READERS: Semaphore = Semaphore::const_new(2);

/// Why a picture cannot be kept; the text is for the person who sees the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The text is not base64.
    #[error("The photo could not be read: it is not valid base64.")]
    NotBase64,
    /// No format that is read here.
    #[error("The photo could not be read: it must be a JPEG, PNG, WebP or GIF picture.")]
    UnknownFormat,
    /// Too many pixels.
    #[error("The photo is too large: at most {MOST_PIXELS} pixels on each side and 40 million in all.")]
    TooLarge,
    /// The bytes break off or make no sense.
    #[error("The photo could not be read: the file is damaged.")]
    Damaged,
}

impl Pa2 {
    /// Keeps a picture for a partner and answers its key. The outer error is ours, the inner one the picture's.
    pub(crate) async fn keep_photo(
        &self,
        partner: PartnerId,
        bytes: impl FnOnce() -> std::result::Result<Vec<u8>, PhotoError> + Send + 'static,
    ) -> Result<std::result::Result<String, PhotoError>> {
        let _turn = READERS.acquire().await.map_err(Error::internal)?;
        let made = tokio::task::spawn_blocking(move || prepare(&bytes()?))
            .await
            .map_err(Error::internal)?;
        let jpeg = match made {
            Ok(jpeg) => jpeg,
            Err(error) => return Ok(Err(error)),
        };
        // Named by its content: the same picture sent again is the same file.
        let key = format!("{partner}/{}.jpg", hex(&Sha256::digest(&jpeg)));
        self.photos.put(&key, jpeg).await?;
        Ok(Ok(key))
    }
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
pub fn prepare(bytes: &[u8]) -> std::result::Result<Vec<u8>, PhotoError> {
    let picture = bounded(flatten(read(bytes)?))?;
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
        .encode_image(&picture)
        .map_err(|_| PhotoError::Damaged)?;
    Ok(jpeg)
}

fn read(bytes: &[u8]) -> std::result::Result<DynamicImage, PhotoError> {
    let format = image::guess_format(bytes).map_err(|_| PhotoError::UnknownFormat)?;
    if !matches!(
        format,
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif
    ) {
        return Err(PhotoError::UnknownFormat);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(said)?;
    if decoder.total_bytes() > MOST_MEMORY {
        return Err(PhotoError::TooLarge);
    }
    // How the camera was held (EXIF); a picture that does not say is upright.
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(said)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn said(error: ImageError) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooLarge,
        _ => PhotoError::Damaged,
    }
}

/// Three channels; what was transparent becomes white.
fn flatten(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let source = picture.into_rgba8();
    RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let [r, g, b, alpha] = source.get_pixel(x, y).0;
        let over = |c: u8| {
            let mixed = (u32::from(c) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([over(r), over(g), over(b)])
    })
}

fn bounded(picture: RgbImage) -> std::result::Result<RgbImage, PhotoError> {
    let (width, height) = picture.dimensions();
    let long = width.max(height);
    if long <= LONG_EDGE {
        return Ok(picture);
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(LONG_EDGE) / u64::from(long);
        u32::try_from(side).unwrap_or(LONG_EDGE).max(1)
    };
    let source = Image::from_vec_u8(width, height, picture.into_raw(), PixelType::U8x3);
    let source = source.map_err(|_| PhotoError::Damaged)?;
    let mut target = Image::new(scaled(width), scaled(height), PixelType::U8x3);
    Resizer::new()
        .resize(&source, &mut target, None)
        .map_err(|_| PhotoError::Damaged)?;
    RgbImage::from_raw(target.width(), target.height(), target.into_vec()).ok_or(PhotoError::Damaged)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(format: ImageFormat, picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Left half red, right half blue.
    fn picture(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 {
                Rgb([255, 0, 0])
            } else {
                Rgb([0, 0, 255])
            }
        }))
    }

    /// A JPEG whose EXIF says that the camera was held on its side (orientation 6) and carries a maker's name.
    fn sideways(width: u32, height: u32) -> Vec<u8> {
        let jpeg = encoded(ImageFormat::Jpeg, &picture(width, height));
        let tiff: &[u8] = b"II*\0\x08\0\0\0\x02\0\
            \x0f\x01\x02\0\x04\0\0\0Cam\0\
            \x12\x01\x03\0\x01\0\0\0\x06\0\0\0\
            \0\0\0\0";
        let mut exif = b"Exif\0\0".to_vec();
        exif.extend_from_slice(tiff);
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn all_four_formats_become_a_jpeg() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let jpeg = prepare(&encoded(format, &picture(40, 30))).unwrap();
            assert_eq!(image::guess_format(&jpeg).unwrap(), ImageFormat::Jpeg, "{format:?}");
        }
    }

    #[test]
    fn a_picture_is_turned_upright_and_its_metadata_is_gone() {
        let sent = sideways(80, 40);
        assert!(sent.windows(3).any(|w| w == b"Cam"));
        let kept = prepare(&sent).unwrap();
        let upright = image::load_from_memory(&kept).unwrap().to_rgb8();
        assert_eq!(upright.dimensions(), (40, 80));
        // A quarter turn to the right brings the left half to the top.
        assert!(upright.get_pixel(20, 10).0[0] > 200, "{:?}", upright.get_pixel(20, 10));
        assert!(upright.get_pixel(20, 70).0[2] > 200);
        assert!(!kept.windows(4).any(|w| w == b"Exif"));
        assert!(!kept.windows(3).any(|w| w == b"Cam"));
    }

    #[test]
    fn a_large_picture_is_made_smaller_and_a_small_one_is_left() {
        let size =
            |w, h| image::load_from_memory(&prepare(&encoded(ImageFormat::Png, &picture(w, h))).unwrap()).unwrap();
        let (large, small) = (size(3_200, 1_000), size(300, 200));
        assert_eq!((large.width(), large.height()), (1_600, 500));
        assert_eq!((small.width(), small.height()), (300, 200));
    }

    #[test]
    fn transparent_pixels_become_white() {
        let clear = DynamicImage::ImageRgba8(image::RgbaImage::new(8, 8));
        let kept = image::load_from_memory(&prepare(&encoded(ImageFormat::Png, &clear)).unwrap())
            .unwrap()
            .to_rgb8();
        assert!(kept.get_pixel(4, 4).0.iter().all(|c| *c > 250));
    }

    #[test]
    fn what_is_no_picture_is_said_in_words() {
        assert_eq!(prepare(b"%PDF-1.7"), Err(PhotoError::UnknownFormat));
        assert_eq!(prepare(b""), Err(PhotoError::UnknownFormat));
        let png = encoded(ImageFormat::Png, &picture(40, 30));
        assert_eq!(prepare(&png[..png.len() / 2]), Err(PhotoError::Damaged));
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused() {
        // A PNG of a few bytes whose head promises 11,000 by 11,000 pixels of eight bytes each.
        let mut png = encoded(
            ImageFormat::Png,
            &DynamicImage::ImageRgba16(image::ImageBuffer::new(1, 1)),
        );
        png[16..24].copy_from_slice(&[0, 0, 0x2a, 0xf8, 0, 0, 0x2a, 0xf8]);
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(prepare(&png), Err(PhotoError::TooLarge));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| {
                if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }
            })
        })
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
