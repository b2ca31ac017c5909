//! Size and ground of a picture.

use image::imageops::FilterType;
use image::{DynamicImage, Rgb, RgbImage};

/// Three channels of a byte each; what shines through is white, for a JPEG has no transparency.
pub(crate) fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let clear = picture.into_rgba8();
    let mut solid = RgbImage::new(clear.width(), clear.height());
    for (from, to) in clear.pixels().zip(solid.pixels_mut()) {
        let [red, green, blue, alpha] = from.0;
        *to = Rgb([red, green, blue].map(|channel| over_white(channel, alpha)));
    }
    DynamicImage::ImageRgb8(solid)
}

fn over_white(channel: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    let mixed = (u32::from(channel) * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

/// With no side longer than `long_edge`; 0 means any size.
///
/// A large picture is first averaged to twice the size it gets, in whole numbers: the smooth filter after it works in
/// floating point, and would take sixteen bytes for each pixel of what a camera made.
pub(crate) fn shrunk(picture: DynamicImage, long_edge: u32) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let (wide, high) = fitted(width, height, long_edge);
    if (wide, high) == (width, height) {
        return picture;
    }
    let twice = |side: u32, whole: u32| side.saturating_mul(2).min(whole);
    let near = (twice(wide, width), twice(high, height));
    let picture = if near == (width, height) {
        picture
    } else {
        picture.thumbnail_exact(near.0, near.1)
    };
    picture.resize_exact(wide, high, FilterType::CatmullRom)
}

/// The size in the same proportions; no side vanishes.
fn fitted(width: u32, height: u32, long_edge: u32) -> (u32, u32) {
    /// Smaller than this nothing can be seen, and the sums of the averages would outgrow their integers.
    const LEAST: u32 = 16;
    let longest = width.max(height);
    let long_edge = if long_edge == 0 { longest } else { long_edge.max(LEAST) };
    if longest <= long_edge {
        return (width, height);
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * u64::from(long_edge) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(rounded).unwrap_or(long_edge).max(1)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proportions_are_kept_and_nothing_is_enlarged() {
        assert_eq!(fitted(4_000, 3_000, 1_600), (1_600, 1_200));
        assert_eq!(fitted(3_000, 4_000, 1_600), (1_200, 1_600));
        assert_eq!(fitted(300, 200, 1_600), (300, 200));
        assert_eq!(fitted(9_000, 2, 1_600), (1_600, 1));
        assert_eq!(fitted(9_000, 2, 0), (9_000, 2));
        assert_eq!(fitted(100, 100, 1), (16, 16));
    }

    #[test]
    fn what_shines_through_is_white() {
        assert_eq!(
            [over_white(9, 0), over_white(9, 255), over_white(0, 128)],
            [255, 9, 127]
        );
    }

    /// A fine pattern of black and white: whoever leaves pixels out sees stripes, an average is grey.
    #[test]
    fn a_fine_pattern_becomes_grey_whatever_the_factor() {
        for (side, long_edge) in [(900, 100), (300, 100), (200, 100), (180, 100)] {
            let fine = RgbImage::from_fn(side, side, |x, y| Rgb([if (x + y) % 2 == 0 { 0 } else { 255 }; 3]));
            let grey = shrunk(DynamicImage::ImageRgb8(fine), long_edge).into_rgb8();
            assert_eq!(grey.dimensions(), (long_edge, long_edge));
            let middle = grey.get_pixel(50, 50).0[0];
            assert!((90..=165).contains(&middle), "{side}: {middle}");
        }
    }

    #[test]
    fn sides_may_be_of_any_proportion() {
        for (width, height) in [(5_000, 1), (1, 5_000), (5_000, 40), (161, 160)] {
            let small = shrunk(DynamicImage::new_rgb8(width, height), 160);
            assert_eq!(small.width().max(small.height()), 160, "{width} x {height}");
        }
    }
}
