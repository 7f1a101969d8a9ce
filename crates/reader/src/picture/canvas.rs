//! Grey pixels: where a page is put together, halved, turned and written out.

use std::io::BufWriter;
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

/// A grey picture, white where nothing was drawn.
pub struct Grey {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Its pixels, row by row.
    pub pixels: Vec<u8>,
}

/// What paper is.
const WHITE: u8 = 255;

impl Grey {
    /// Paper.
    pub fn white(width: u32, height: u32) -> Self {
        Self { width, height, pixels: vec![WHITE; width as usize * height as usize] }
    }

    /// A coloured picture in grey.
    pub fn of_rgb(width: u32, height: u32, rgb: &[u8]) -> Self {
        Self { width, height, pixels: rgb.chunks_exact(3).map(|c| grey(c[0], c[1], c[2])).collect() }
    }

    /// The pixel at a place; white beside the picture.
    pub fn at(&self, x: i64, y: i64) -> u8 {
        let inside = (0..i64::from(self.width)).contains(&x) && (0..i64::from(self.height)).contains(&y);
        if inside { self.pixels[y as usize * self.width as usize + x as usize] } else { WHITE }
    }

    /// Half as wide and high.
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut half = Self::white(width, height);
        let across = self.width as usize;
        for (y, row) in half.pixels.chunks_exact_mut(width.max(1) as usize).enumerate() {
            let (upper, lower) = (&self.pixels[2 * y * across..], &self.pixels[(2 * y + 1) * across..]);
            for (x, pixel) in row.iter_mut().enumerate() {
                let sum = [upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]].map(u16::from);
                *pixel = (sum.iter().sum::<u16>() / 4) as u8;
            }
        }
        half
    }

    /// A little out of focus: the ragged edges of black and white scans cost the recogniser marks of letters.
    pub fn softened(&self) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let mut across = vec![WHITE; self.pixels.len()];
        for (to, row) in across.chunks_exact_mut(width.max(1)).zip(self.pixels.chunks_exact(width.max(1))) {
            for (x, pixel) in to.iter_mut().enumerate() {
                *pixel = weighted(|step| row[(x + step).saturating_sub(2).min(width - 1)]);
            }
        }
        let mut softened = Self::white(self.width, self.height);
        for (y, to) in softened.pixels.chunks_exact_mut(width.max(1)).enumerate() {
            let rows: [usize; 5] =
                std::array::from_fn(|step| (y + step).saturating_sub(2).min(height - 1) * width);
            for (x, pixel) in to.iter_mut().enumerate() {
                *pixel = weighted(|step| across[rows[step] + x]);
            }
        }
        softened
    }

    /// Turned clockwise about its middle, by degrees.
    pub fn turned(&self, degrees: f32) -> Self {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let mut turned = Self::white(self.width, self.height);
        for (y, row) in turned.pixels.chunks_exact_mut(self.width.max(1) as usize).enumerate() {
            let down = y as f32 - middle_y;
            for (x, pixel) in row.iter_mut().enumerate() {
                let right = x as f32 - middle_x;
                let from_x = cosine * right + sine * down + middle_x;
                let from_y = -sine * right + cosine * down + middle_y;
                *pixel = self.between(from_x, from_y);
            }
        }
        turned
    }

    /// The pixel between four.
    fn between(&self, x: f32, y: f32) -> u8 {
        let (left, top) = (x.floor(), y.floor());
        let (right, down) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let row =
            |y: i64| f32::from(self.at(left, y)) * (1.0 - right) + f32::from(self.at(left + 1, y)) * right;
        (row(top) * (1.0 - down) + row(top + 1) * down).round() as u8
    }

    /// Writes it as PNG.
    pub fn save(&self, to: &Path) -> image::ImageResult<()> {
        let file = BufWriter::new(std::fs::File::create(to)?);
        let encoder = PngEncoder::new_with_quality(file, CompressionType::Fast, FilterType::Up);
        encoder.write_image(&self.pixels, self.width, self.height, ExtendedColorType::L8)
    }
}

/// The mean of five neighbours, weighted like a bell of 0.7 pixels.
fn weighted(pixel: impl Fn(usize) -> u8) -> u8 {
    const BELL: [u32; 5] = [10, 205, 570, 205, 10];
    let sum: u32 = BELL.iter().enumerate().map(|(step, weight)| weight * u32::from(pixel(step))).sum();
    (sum / 1_000) as u8
}

/// The grey of a colour, for reading: the red ink of stamps is as good as paper, so that what was written under it
/// stays.
pub fn grey(red: u8, green: u8, blue: u8) -> u8 {
    const INK: u8 = 40;
    if red > green.saturating_add(INK) && red > blue.saturating_add(INK) {
        return red;
    }
    ((u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1_000) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn red_ink_is_paper_and_black_stays_black() {
        assert!(grey(220, 60, 70) > 200);
        assert!(grey(40, 30, 30) < 60);
        assert!(grey(60, 60, 180) < 100);
    }

    #[test]
    fn turning_there_and_back_keeps_a_line() {
        let mut page = Grey::white(101, 101);
        page.pixels[49 * 101..52 * 101].fill(0);
        let there = page.turned(5.0);
        assert!(there.at(5, 50) > 200 && there.at(50, 50) < 20);
        assert!(there.turned(-5.0).at(30, 50) < 60);
    }
}
