//! Pictures: whatever a camera made becomes one kind of JPEG.
//!
//! The bytes say what a picture is, never its name or label. What comes out is made from the pixels alone: upright,
//! bounded in size, on white, without the place, time and device that cameras write into a file (they would tell where
//! a borrower lives).
//!
//! The code that decodes and encodes is generic and large. It is made here once, for a slice of bytes, and the crates
//! that use it do not compile it again.

mod drawn;
mod shape;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

pub use drawn::drawn;

/// The kinds of picture that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// GIF; of a moving one, the first picture.
    Gif,
    /// BMP.
    Bmp,
    /// TIFF; of several pictures, the first.
    Tiff,
}

impl Kind {
    /// What the bytes begin as; none if they are no picture that is read here.
    pub fn of(bytes: &[u8]) -> Option<Kind> {
        match image::guess_format(bytes).ok()? {
            ImageFormat::Jpeg => Some(Kind::Jpeg),
            ImageFormat::Png => Some(Kind::Png),
            ImageFormat::WebP => Some(Kind::WebP),
            ImageFormat::Gif => Some(Kind::Gif),
            ImageFormat::Bmp => Some(Kind::Bmp),
            ImageFormat::Tiff => Some(Kind::Tiff),
            _ => None,
        }
    }

    fn format(self) -> ImageFormat {
        match self {
            Kind::Jpeg => ImageFormat::Jpeg,
            Kind::Png => ImageFormat::Png,
            Kind::WebP => ImageFormat::WebP,
            Kind::Gif => ImageFormat::Gif,
            Kind::Bmp => ImageFormat::Bmp,
            Kind::Tiff => ImageFormat::Tiff,
        }
    }
}

/// What may be read, and what comes out.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The longest side of a picture that is read, in pixels; none for any that the memory allows.
    pub longest_read: Option<u32>,
    /// Pixels of a picture that is read; none for any that the memory allows.
    pub pixels_read: Option<u64>,
    /// Memory that decoding may take, in bytes.
    pub memory: u64,
    /// The longest side of what comes out, in pixels; 0 leaves the size as it is. A smaller picture is not enlarged.
    pub long_edge: u32,
    /// Quality of the JPEG, 1 to 100.
    pub quality: u8,
}

/// Why a picture cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No kind that is read here.
    #[error("no JPEG, PNG, WebP, GIF, BMP or TIFF")]
    UnknownKind,
    /// It would take more pixels or memory than it may.
    #[error("too large")]
    TooLarge,
    /// The bytes break off or make no sense.
    #[error("damaged")]
    Damaged,
    /// Whoever wanted it is gone.
    #[error("wanted by nobody any more")]
    Unwanted,
}

/// Reads the head of a picture: whether it is what its first bytes promise. The pixels are not read.
///
/// # Errors
/// [`Error`].
pub fn look(bytes: &[u8]) -> Result<Kind, Error> {
    let kind = Kind::of(bytes).ok_or(Error::UnknownKind)?;
    reader(bytes, kind).into_decoder().map_err(said)?;
    Ok(kind)
}

/// The picture as a JPEG: upright, bounded, with nothing but its pixels.
///
/// # Errors
/// [`Error`].
pub fn jpeg(bytes: &[u8], bounds: &Bounds) -> Result<Vec<u8>, Error> {
    jpeg_while(bytes, bounds, &|| true)
}

/// As [`jpeg`], for as long as somebody wants it: the question is asked before each step that takes a while.
///
/// # Errors
/// [`Error`]; [`Error::Unwanted`] when nobody does.
pub fn jpeg_while(bytes: &[u8], bounds: &Bounds, wanted: &dyn Fn() -> bool) -> Result<Vec<u8>, Error> {
    let go_on = || if wanted() { Ok(()) } else { Err(Error::Unwanted) };
    go_on()?;
    let picture = read(bytes, bounds)?;
    go_on()?;
    let picture = shape::on_white(picture);
    go_on()?;
    let picture = shape::shrunk(picture, bounds.long_edge);
    go_on()?;
    encoded(&picture, bounds.quality)
}

/// As [`jpeg`], in at most so many bytes: first with less quality, then with fewer pixels.
///
/// # Errors
/// [`Error`]; [`Error::TooLarge`] also when not even a very small picture fits.
pub fn jpeg_within(bytes: &[u8], bounds: &Bounds, most: usize) -> Result<Vec<u8>, Error> {
    /// Below this nobody sees the borrower any more.
    const LEAST_EDGE: u32 = 200;
    /// Below this a face falls apart.
    const LEAST_QUALITY: u8 = 60;
    let mut picture = shape::shrunk(shape::on_white(read(bytes, bounds)?), bounds.long_edge);
    let mut quality = bounds.quality;
    loop {
        let jpeg = encoded(&picture, quality)?;
        if jpeg.len() <= most {
            return Ok(jpeg);
        }
        let edge = picture.width().max(picture.height());
        if quality > LEAST_QUALITY {
            quality = quality.saturating_sub(8).max(LEAST_QUALITY);
        } else if edge > LEAST_EDGE {
            picture = shape::shrunk(picture, (edge / 4 * 3).max(LEAST_EDGE));
        } else {
            return Err(Error::TooLarge);
        }
    }
}

fn encoded(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, Error> {
    let mut jpeg = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, quality))
        .map_err(said)?;
    Ok(jpeg)
}

fn reader(bytes: &[u8], kind: Kind) -> ImageReader<Cursor<&[u8]>> {
    ImageReader::with_format(Cursor::new(bytes), kind.format())
}

fn read(bytes: &[u8], bounds: &Bounds) -> Result<DynamicImage, Error> {
    let mut limits = Limits::default();
    limits.max_image_width = bounds.longest_read;
    limits.max_image_height = bounds.longest_read;
    limits.max_alloc = Some(bounds.memory);
    let mut reader = reader(bytes, Kind::of(bytes).ok_or(Error::UnknownKind)?);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(said)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if decoder.total_bytes() > bounds.memory || bounds.pixels_read.is_some_and(|most| pixels > most) {
        return Err(Error::TooLarge);
    }
    // How the camera was held (EXIF); a picture that does not say is upright.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(said)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn said(error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => Error::TooLarge,
        _ => Error::Damaged,
    }
}

#[cfg(test)]
mod tests;
