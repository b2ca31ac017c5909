//! Photos: found at the plan, read and made ready when they leave.
//!
//! What leaves is upright, a JPEG, no larger than wanted, and carries nothing but the picture: no place, no time, no
//! camera (they would tell where a borrower lives).

use std::io::{BufReader, Cursor};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage};
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
    let reader = reader(&bytes)?;
    reader
        .into_dimensions()
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
    let jpeg = prepare(&bytes, max_edge)?;
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

fn reader(bytes: &[u8]) -> Result<ImageReader<BufReader<Cursor<&[u8]>>>, String> {
    let reader = ImageReader::new(BufReader::new(Cursor::new(bytes)))
        .with_guessed_format()
        .map_err(|_| String::from("the photo cannot be read"))?;
    match reader.format() {
        Some(ImageFormat::Jpeg | ImageFormat::Png) => Ok(reader),
        _ => Err(String::from("the photo is neither JPEG nor PNG")),
    }
}

/// Upright, bounded, without metadata.
fn prepare(bytes: &[u8], max_edge: u32) -> Result<Vec<u8>, String> {
    let damaged = |_| String::from("the photo is damaged or too large to decode");
    let mut reader = reader(bytes)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    let picture = shrink(on_white(&picture), max_edge)?;
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .write_image(
            picture.as_raw(),
            picture.width(),
            picture.height(),
            image::ExtendedColorType::Rgb8,
        )
        .map_err(|_| String::from("the photo cannot be written as a JPEG"))?;
    Ok(jpeg)
}

/// Without transparency, which JPEG does not have: what shines through is white.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let clear = picture.to_rgba8();
    let mut solid = RgbImage::new(clear.width(), clear.height());
    for (from, to) in clear.pixels().zip(solid.pixels_mut()) {
        let alpha = u32::from(from[3]);
        for channel in 0..3 {
            let mixed = (u32::from(from[channel]) * alpha + 255 * (255 - alpha) + 127) / 255;
            to[channel] = u8::try_from(mixed).unwrap_or(255);
        }
    }
    solid
}

fn shrink(picture: RgbImage, max_edge: u32) -> Result<RgbImage, String> {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= max_edge || max_edge == 0 {
        return Ok(picture);
    }
    let scaled = |edge: u32| {
        let scaled = (u64::from(edge) * u64::from(max_edge) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(max_edge).max(1)
    };
    let (width, height) = (scaled(width), scaled(height));
    let failed = || String::from("the photo cannot be made smaller");
    let (from_width, from_height) = picture.dimensions();
    let source =
        Image::from_vec_u8(from_width, from_height, picture.into_raw(), PixelType::U8x3).map_err(|_| failed())?;
    let mut smaller = Image::new(width, height, PixelType::U8x3);
    Resizer::new()
        .resize(&source, &mut smaller, &ResizeOptions::new())
        .map_err(|_| failed())?;
    RgbImage::from_raw(width, height, smaller.into_vec()).ok_or_else(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg_with_exif(width: u32, height: u32, orientation: u8) -> Vec<u8> {
        let mut picture = RgbImage::from_pixel(width, height, image::Rgb([200, 200, 200]));
        // A dark corner at the top left shows how it was turned.
        for x in 0..width / 4 {
            for y in 0..height / 4 {
                picture.put_pixel(x, y, image::Rgb([0, 0, 0]));
            }
        }
        let mut plain = Vec::new();
        JpegEncoder::new_with_quality(&mut plain, 95)
            .write_image(picture.as_raw(), width, height, image::ExtendedColorType::Rgb8)
            .unwrap();
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let mut bytes = plain[..2].to_vec();
        bytes.extend([0xff, 0xe1]);
        bytes.extend(length);
        bytes.extend(exif);
        bytes.extend(&plain[2..]);
        bytes
    }

    #[test]
    fn what_leaves_is_upright_bounded_and_bare() {
        // 6: the camera was turned, the picture must be turned by a quarter clockwise.
        let ready = prepare(&jpeg_with_exif(400, 200, 6), 100).unwrap();
        let picture = image::load_from_memory(&ready).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (50, 100));
        assert!(
            picture.get_pixel(48, 2)[0] < 60,
            "the dark corner is at the top right now"
        );
        assert!(picture.get_pixel(2, 2)[0] > 150);
        assert!(!ready.windows(4).any(|window| window == b"Exif"));
    }

    #[test]
    fn a_png_becomes_a_jpeg_on_white() {
        let mut png = Vec::new();
        DynamicImage::new_rgba8(20, 10)
            .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
            .unwrap();
        let ready = prepare(&png, 2_000).unwrap();
        assert_eq!(image::guess_format(&ready).unwrap(), ImageFormat::Jpeg);
        assert!(image::load_from_memory(&ready).unwrap().to_rgb8().get_pixel(5, 5)[0] > 250);
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
        std::fs::write(&path, jpeg_with_exif(40, 40, 1)).unwrap();
        let photo = look(&path).unwrap();
        assert!(encode(&photo, 2_000).is_ok());
        std::fs::write(&path, jpeg_with_exif(48, 40, 1)).unwrap();
        assert!(encode(&photo, 2_000).unwrap_err().contains("plan again"));
    }
}
