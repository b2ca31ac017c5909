//! Photos for the sample MIS: drawn, of nobody.

use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};
use miette::{IntoDiagnostic, Result};

use super::records::Loan;

const WIDTH: u32 = 400;
const HEIGHT: u32 = 300;
const SHIRTS: [[u8; 3]; 4] = [[181, 74, 59], [62, 110, 160], [222, 170, 62], [96, 72, 130]];

/// A photo for every loan that has one; those that are there stay.
pub fn write(folder: &Path, loans: &[Loan]) -> Result<()> {
    std::fs::create_dir_all(folder).into_diagnostic()?;
    for (n, loan) in loans.iter().enumerate().filter(|(_, loan)| loan.photo) {
        let file = folder.join(format!("{}.jpg", loan.account));
        if !file.exists() {
            let people = u32::try_from(loan.members.len().max(1)).unwrap_or(1);
            // Under another name first: a run that is stopped here leaves no half of a photo behind.
            let new = file.with_extension("new");
            draw(people, n)
                .save_with_format(&new, ImageFormat::Jpeg)
                .into_diagnostic()?;
            std::fs::rename(&new, &file).into_diagnostic()?;
        }
    }
    Ok(())
}

/// Simple figures before a field.
fn draw(people: u32, n: usize) -> RgbImage {
    let mut picture = RgbImage::from_fn(WIDTH, HEIGHT, |_, y| {
        if y < HEIGHT * 3 / 5 {
            Rgb([196, 222, 238])
        } else {
            Rgb([134, 168, 96])
        }
    });
    let step = WIDTH / (people + 1);
    let size = (step / 2).min(HEIGHT * 3 / 16);
    for i in 0..people {
        let x = step * (i + 1);
        let shirt = SHIRTS[(n + i as usize) % SHIRTS.len()];
        disc(&mut picture, (x, HEIGHT * 4 / 5), (size, size * 2), shirt);
        disc(
            &mut picture,
            (x, HEIGHT * 4 / 5 - size * 2),
            (size * 3 / 5, size * 3 / 4),
            [112, 74, 52],
        );
    }
    picture
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
