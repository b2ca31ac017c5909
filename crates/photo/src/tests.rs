use image::{ImageBuffer, Rgb, RgbImage, RgbaImage};

use super::*;

const BOUNDS: Bounds = Bounds {
    pixels_read: None,
    longest_read: Some(12_000),
    memory: 160 * 1024 * 1024,
    long_edge: 1_600,
    quality: 85,
};

fn made(bytes: &[u8]) -> Result<RgbImage, Error> {
    Ok(image::load_from_memory(&jpeg(bytes, &BOUNDS)?).unwrap().into_rgb8())
}

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

/// A JPEG whose EXIF says how the camera was held and carries a maker's name.
fn held(orientation: u8, width: u32, height: u32) -> Vec<u8> {
    let jpeg = encoded(ImageFormat::Jpeg, &picture(width, height));
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0\
        \x0f\x01\x02\0\x04\0\0\0Cam\0\
        \x12\x01\x03\0\x01\0\0\0"
        .to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn all_kinds_become_a_jpeg() {
    for (kind, format) in [
        (Kind::Jpeg, ImageFormat::Jpeg),
        (Kind::Png, ImageFormat::Png),
        (Kind::WebP, ImageFormat::WebP),
        (Kind::Gif, ImageFormat::Gif),
        (Kind::Bmp, ImageFormat::Bmp),
        (Kind::Tiff, ImageFormat::Tiff),
    ] {
        let sent = encoded(format, &picture(40, 30));
        assert_eq!(look(&sent), Ok(kind));
        let kept = jpeg(&sent, &BOUNDS).unwrap();
        assert_eq!(look(&kept), Ok(Kind::Jpeg), "{kind:?}");
    }
}

#[test]
fn a_picture_is_turned_upright_and_its_metadata_is_gone() {
    // 6: a quarter turn to the right brings the left half to the top; 8: to the left, to the bottom.
    for (orientation, top, bottom) in [(6, 0, 2), (8, 2, 0)] {
        let sent = held(orientation, 80, 40);
        assert!(sent.windows(3).any(|w| w == b"Cam"));
        let kept = jpeg(&sent, &BOUNDS).unwrap();
        assert!(!kept.windows(4).any(|w| w == b"Exif"));
        assert!(!kept.windows(3).any(|w| w == b"Cam"));
        let upright = made(&sent).unwrap();
        assert_eq!(upright.dimensions(), (40, 80));
        assert!(
            upright.get_pixel(20, 10).0[top] > 200,
            "{:?}",
            upright.get_pixel(20, 10)
        );
        assert!(upright.get_pixel(20, 70).0[bottom] > 200);
    }
}

#[test]
fn a_large_picture_is_made_smaller_and_a_small_one_is_left() {
    let bounds = Bounds {
        long_edge: 160,
        ..BOUNDS
    };
    for (width, height, wanted) in [(320, 100, (160, 50)), (480, 300, (160, 100)), (150, 100, (150, 100))] {
        let kept = jpeg(&encoded(ImageFormat::Jpeg, &picture(width, height)), &bounds).unwrap();
        let small = image::load_from_memory(&kept).unwrap().into_rgb8();
        assert_eq!(small.dimensions(), wanted);
        assert!(small.get_pixel(wanted.0 / 4, wanted.1 / 2).0[0] > 200);
        assert!(small.get_pixel(wanted.0 * 3 / 4, wanted.1 / 2).0[2] > 200);
    }
}

#[test]
fn transparent_pixels_become_white() {
    let clear = DynamicImage::ImageRgba8(RgbaImage::new(8, 8));
    let kept = made(&encoded(ImageFormat::Png, &clear)).unwrap();
    assert!(kept.get_pixel(4, 4).0.iter().all(|c| *c > 250));
}

#[test]
fn what_is_no_picture_is_told_from_one_that_is_damaged() {
    for nothing in [&b"%PDF-1.7"[..], b""] {
        assert_eq!(look(nothing), Err(Error::UnknownKind));
        assert_eq!(jpeg(nothing, &BOUNDS), Err(Error::UnknownKind));
    }
    let png = encoded(ImageFormat::Png, &picture(40, 30));
    assert_eq!(jpeg(&png[..png.len() / 2], &BOUNDS), Err(Error::Damaged));
    assert_eq!(look(b"\xff\xd8\xff\xe0broken"), Err(Error::Damaged));
}

#[test]
fn a_picture_that_would_fill_the_memory_is_refused() {
    // A PNG of a few bytes whose head promises 11,000 by 11,000 pixels of eight bytes each.
    let mut png = encoded(ImageFormat::Png, &DynamicImage::ImageRgba16(ImageBuffer::new(1, 1)));
    png[16..24].copy_from_slice(&[0, 0, 0x2a, 0xf8, 0, 0, 0x2a, 0xf8]);
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(jpeg(&png, &BOUNDS), Err(Error::TooLarge));
    let narrow = Bounds {
        longest_read: Some(30),
        ..BOUNDS
    };
    let wide = encoded(ImageFormat::Jpeg, &picture(40, 30));
    assert_eq!(jpeg(&wide, &narrow), Err(Error::TooLarge));
    // Each side may be, and the whole may not; every format says its size in its head.
    let few = Bounds {
        pixels_read: Some(40 * 30 - 1),
        ..BOUNDS
    };
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
    ] {
        assert_eq!(
            jpeg(&encoded(format, &picture(40, 30)), &few),
            Err(Error::TooLarge),
            "{format:?}"
        );
    }
}

#[test]
fn what_nobody_wants_is_given_up_before_the_next_step() {
    let png = encoded(ImageFormat::Png, &picture(40, 30));
    for steps in 0..4 {
        let left = std::cell::Cell::new(steps);
        let wanted = || left.replace(left.get() - 1) > 0;
        assert_eq!(jpeg_while(&png, &BOUNDS, &wanted), Err(Error::Unwanted), "{steps}");
    }
    assert_eq!(jpeg_while(&png, &BOUNDS, &|| true), jpeg(&png, &BOUNDS));
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }
        })
    })
}

#[test]
fn a_budget_of_bytes_is_kept_by_quality_first_and_by_size_last() {
    // Noise is the hardest to make small.
    let mut seed = 1_u32;
    let noise = RgbImage::from_fn(600, 400, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, red, green, blue] = seed.to_be_bytes();
        image::Rgb([red, green, blue])
    });
    let png = encoded(ImageFormat::Png, &DynamicImage::ImageRgb8(noise));
    let bounds = Bounds { long_edge: 0, ..BOUNDS };
    let free = jpeg(&png, &bounds).unwrap();
    assert_eq!(jpeg_within(&png, &bounds, free.len()).unwrap(), free);
    let edge = |jpeg: &[u8]| image::load_from_memory(jpeg).unwrap().width();
    let little = jpeg_within(&png, &bounds, free.len() * 9 / 10).unwrap();
    assert!(little.len() <= free.len() * 9 / 10 && edge(&little) == 600);
    let less = jpeg_within(&png, &bounds, free.len() / 6).unwrap();
    assert!(less.len() <= free.len() / 6 && edge(&less) < 600);
    assert_eq!(jpeg_within(&png, &bounds, 500), Err(Error::TooLarge));
}

/// A file of a few bytes that says of itself that it is very large costs nothing.
#[test]
fn a_picture_that_only_says_that_it_is_large_is_refused() {
    let mut bmp = encoded(ImageFormat::Bmp, &picture(4, 4));
    bmp[18..22].copy_from_slice(&11_000_u32.to_le_bytes());
    bmp[22..26].copy_from_slice(&11_000_u32.to_le_bytes());
    assert_eq!(jpeg(&bmp, &BOUNDS), Err(Error::TooLarge));
    let mut tiff = encoded(ImageFormat::Tiff, &picture(4, 4));
    let at = u32::from_le_bytes(tiff[4..8].try_into().unwrap()) as usize;
    let entries = usize::from(u16::from_le_bytes(tiff[at..at + 2].try_into().unwrap()));
    for entry in 0..entries {
        let place = at + 2 + entry * 12;
        let tag = u16::from_le_bytes(tiff[place..place + 2].try_into().unwrap());
        // Width, height and rows in a strip.
        if matches!(tag, 256 | 257 | 278) {
            tiff[place + 2..place + 4].copy_from_slice(&4_u16.to_le_bytes());
            tiff[place + 8..place + 12].copy_from_slice(&11_000_u32.to_le_bytes());
        }
    }
    assert!(matches!(jpeg(&tiff, &BOUNDS), Err(Error::TooLarge | Error::Damaged)));
}
