//! Pictures of nobody, for samples and training.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageError, Rgb, RgbImage};

const WIDTH: u32 = 400;
const HEIGHT: u32 = 300;
/// Where the sky ends, from the top.
const HORIZON: u32 = HEIGHT * 3 / 5;
const PLANKS: u32 = 20;
const QUALITY: u8 = 75;
const SHIRTS: [[u8; 3]; 4] = [[181, 74, 59], [62, 110, 160], [222, 170, 62], [96, 72, 130]];

/// A JPEG of simple figures before a field: as many as there are people; `n` changes their clothes and the fence.
///
/// # Errors
/// When the picture cannot be encoded.
pub fn drawn(people: usize, n: u64) -> Result<Vec<u8>, ImageError> {
    let people = u32::try_from(people.max(1)).unwrap_or(1).min(WIDTH / 4);
    let mut jpeg = Cursor::new(Vec::new());
    draw(people, n).write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))?;
    Ok(jpeg.into_inner())
}

fn draw(people: u32, n: u64) -> RgbImage {
    let mut picture = RgbImage::from_fn(WIDTH, HEIGHT, |_, y| {
        if y < HORIZON {
            Rgb([196, 222, 238])
        } else {
            Rgb([134, 168, 96])
        }
    });
    fence(&mut picture, n);
    let step = WIDTH / (people + 1);
    let size = (step / 2).min(HEIGHT * 3 / 16);
    let first_shirt = usize::try_from(n % SHIRTS.len() as u64).unwrap_or(0);
    for i in 0..people {
        let x = step * (i + 1);
        let shirt = SHIRTS[(first_shirt + i as usize) % SHIRTS.len()];
        disc(&mut picture, (x, HEIGHT * 4 / 5), (size, size * 2), shirt);
        let head = (x, (HEIGHT * 4 / 5).saturating_sub(size * 2));
        disc(&mut picture, head, (size * 3 / 5, size * 3 / 4), [112, 74, 52]);
    }
    picture
}

/// A fence on the horizon whose planks are long or short as the bits of `n` say. Pictures are told apart by what they show,
/// and this is still there after they were made smaller and encoded again.
fn fence(picture: &mut RgbImage, n: u64) {
    for plank in 0..PLANKS {
        let height = if n >> plank & 1 == 1 { 48 } else { 16 };
        let left = plank * (WIDTH / PLANKS);
        for y in HORIZON - height..HORIZON {
            for x in left..left + WIDTH / PLANKS - 5 {
                picture.put_pixel(x, y, Rgb([121, 92, 66]));
            }
        }
    }
}

/// A filled ellipse.
fn disc(picture: &mut RgbImage, (cx, cy): (u32, u32), (rx, ry): (u32, u32), colour: [u8; 3]) {
    for y in cy.saturating_sub(ry)..(cy + ry).min(HEIGHT) {
        for x in cx.saturating_sub(rx)..(cx + rx).min(WIDTH) {
            let (dx, dy) = (u64::from(x.abs_diff(cx)), u64::from(y.abs_diff(cy)));
            let (rx, ry) = (u64::from(rx), u64::from(ry));
            if dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry {
                picture.put_pixel(x, y, Rgb(colour));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn a_drawn_picture_is_a_jpeg_and_another_one_for_another_number() {
        let one = drawn(1, 1).unwrap();
        assert_eq!(Kind::of(&one), Some(Kind::Jpeg));
        assert_eq!(drawn(1, 1).unwrap(), one);
        assert_ne!(drawn(1, 2).unwrap(), one);
        assert_ne!(drawn(1, 65).unwrap(), one);
        assert_ne!(drawn(5, 1).unwrap(), one);
        assert!(drawn(0, 0).is_ok() && drawn(10_000, 3).is_ok());
    }
}
