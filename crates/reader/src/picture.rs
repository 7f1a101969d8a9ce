//! Pages that are pictures: what they are, and how they are drawn for the recogniser.

mod canvas;
mod resolution;
mod scan;
mod skew;

use std::path::Path;

use image::ImageDecoder as _;
use image::metadata::Orientation;
use image::{DynamicImage, ImageReader, Limits};

use crate::Format;
use crate::model::{Page, Reading, Source, Status};
use canvas::Grey;

/// The most pixels a picture may have: A4 at 600 dots an inch, and some more.
pub(crate) const PIXELS: u64 = 40_000_000;

/// The dots an inch from which on a page is halved: letters do not get clearer beyond it.
const DENSE: f32 = 450.0;

/// A page drawn for the recogniser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Dots an inch.
    pub dpi: f32,
    /// How far it was turned to stand straight, in degrees, clockwise.
    pub angle: f32,
    /// Pixels for a point of the page, across and down.
    pub scale: (f32, f32),
}

/// Reads a picture: one page, to be recognised.
pub fn read(path: &Path) -> Reading {
    let refuse = |status, note: &str| Reading::without_text(Some(Format::Picture), status, note);
    let (width, height, dpi) = match look(path) {
        Ok(look) => look,
        Err(refused) => return refuse(refused.status, &refused.note),
    };
    let size = (width as f32 * 72.0 / dpi, height as f32 * 72.0 / dpi);
    let page = Page {
        number: 1,
        name: String::new(),
        size: Some(size),
        source: Source::Picture,
        paragraphs: Vec::new(),
    };
    Reading {
        pages: vec![page],
        ..refuse(Status::NeedsRecognition, "Ảnh chụp hoặc ảnh quét, chưa có lớp chữ.")
    }
}

/// Draws a page of a PDF, counted from 1, or a picture: grey, upright, straight, in its own resolution.
///
/// # Errors
/// A Vietnamese sentence why it cannot be drawn.
pub fn draw(path: &Path, page: u32, to: &Path) -> Result<Drawn, String> {
    let is_pdf = std::fs::File::open(path).is_ok_and(|mut file| {
        let mut head = [0; 1_024];
        let length = std::io::Read::read(&mut file, &mut head).unwrap_or_default();
        head[..length].windows(5).any(|mark| mark == b"%PDF-")
    });
    let (grey, scale) = if is_pdf { scan::page(path, page)? } else { picture(path)? };
    let (grey, scale) = if 72.0 * scale.0.max(scale.1) > DENSE {
        (grey.halved(), (scale.0 / 2.0, scale.1 / 2.0))
    } else {
        (grey, scale)
    };
    let angle = skew::of(&grey).unwrap_or(0.0);
    let grey = if angle == 0.0 { grey } else { grey.turned(angle) };
    let grey = grey.softened();
    grey.save(to).map_err(|_| "Không ghi được ảnh trang.".to_owned())?;
    let dpi = 72.0 * f32::midpoint(scale.0, scale.1);
    Ok(Drawn { width: grey.width, height: grey.height, dpi, angle, scale })
}

struct Refused {
    status: Status,
    note: String,
}

/// The size of a picture as it is shown, and its dots an inch.
fn look(path: &Path) -> Result<(u32, u32, f32), Refused> {
    let refused = |status, note: &str| Refused { status, note: note.to_owned() };
    let foreign = || refused(Status::Foreign, "Tệp không phải là ảnh đọc được.");
    let reader = ImageReader::open(path).and_then(ImageReader::with_guessed_format).map_err(|_| foreign())?;
    let mut decoder = reader.into_decoder().map_err(|_| foreign())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(refused(Status::TooLarge, "Ảnh quá lớn, không mở để đọc chữ."));
    }
    let turned = decoder.orientation().is_ok_and(is_on_its_side);
    let dpi = resolution::of(path, width.max(height));
    Ok(if turned { (height, width, dpi) } else { (width, height, dpi) })
}

fn is_on_its_side(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

/// A picture in grey, upright.
fn picture(path: &Path) -> Result<(Grey, (f32, f32)), String> {
    let (_, _, dpi) = look(path).map_err(|refused| refused.note)?;
    let broken = || "Ảnh bị hỏng, không mở được.".to_owned();
    let mut reader =
        ImageReader::open(path).and_then(ImageReader::with_guessed_format).map_err(|_| broken())?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(PIXELS * 5);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| broken())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| broken())?;
    image.apply_orientation(orientation);
    let grey = Grey::of_rgb(image.width(), image.height(), image.into_rgb8().as_raw());
    Ok((grey, (dpi / 72.0, dpi / 72.0)))
}
