//! The picture job: decoded once within limits, turned upright, written anew in the sizes that pages use.
//!
//! Writing anew is what drops EXIF, GPS, colour profiles, comments and whatever hides behind the picture.

use std::io::BufWriter;
use std::path::Path;

use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use serde::{Deserialize, Serialize};

/// The widths that pages use.
pub const WIDTHS: [u32; 4] = [320, 640, 1280, 1920];
/// The longest side of a picture that is taken, in pixels.
pub const LONGEST_SIDE: u32 = 12_000;
/// The most pixels of a picture that is taken.
pub const MOST_PIXELS: u64 = 50_000_000;
/// What decoding may need: the most pixels, in four bytes each, and something to work with.
const DECODED_BYTES: u64 = 224 * 1024 * 1024;
/// The qualities at which a photograph shows no difference on a page.
const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 82;

/// How a rendition is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// What phones of the last ten years read.
    Webp,
    /// What everything reads.
    Jpg,
    /// The same, for what lets the page shine through.
    Png,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Webp, Self::Jpg, Self::Png];

    /// The ending of its file, which is also how it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Jpg => "jpg",
            Self::Png => "png",
        }
    }

    /// The format of an ending.
    pub fn parse(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == ending)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Jpg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// One size in one format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How it is written.
    pub format: Format,
}

impl Size {
    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{}.{}", self.width, self.format.as_str())
    }
}

/// What the job found and wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Upright.
    pub width: u32,
    /// Upright.
    pub height: u32,
    /// What was written, smallest first.
    pub sizes: Vec<Size>,
}

/// The widths in which a picture is written: those that it reaches, and its own where that is below the largest.
pub fn widths(own: u32) -> Vec<u32> {
    let widest = own.min(WIDTHS[WIDTHS.len() - 1]);
    WIDTHS.into_iter().filter(|width| *width < widest).chain([widest]).collect()
}

/// Decodes and writes; the sentence says why a picture is not taken.
pub fn work(input: &Path, folder: &Path) -> Result<Picture, String> {
    let mut picture = decode(input)?;
    let (width, height) = (picture.width(), picture.height());
    let fallback = if lets_through(&picture) { Format::Png } else { Format::Jpg };
    let mut sizes = Vec::new();
    for width in widths(width).into_iter().rev() {
        picture = narrowed(picture, width)?;
        for format in [Format::Webp, fallback] {
            let size = Size { width, height: picture.height(), format };
            write(&picture, format, &folder.join(size.file())).map_err(|_| unwritten())?;
            sizes.push(size);
        }
    }
    sizes.reverse();
    Ok(Picture { width, height, sizes })
}

fn broken() -> String {
    "ảnh bị hỏng hoặc bị cắt giữa chừng, không đọc được. Hãy tải lại ảnh gốc.".to_owned()
}

fn unwritten() -> String {
    "không tạo được các cỡ ảnh. Hãy thử lại.".to_owned()
}

fn decode(input: &Path) -> Result<DynamicImage, String> {
    let mut reader =
        ImageReader::open(input).and_then(ImageReader::with_guessed_format).map_err(|_| broken())?;
    let format = reader.format().ok_or_else(broken)?;
    if format == ImageFormat::Jpeg {
        let bytes = std::fs::read(input).map_err(|_| broken())?;
        if !jpeg_ends(&bytes) {
            return Err(broken());
        }
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| broken())?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > LONGEST_SIDE || pixels > MOST_PIXELS {
        return Err(format!(
            "ảnh có {width} × {height} điểm ảnh; mức nhận là 12.000 điểm mỗi chiều và 50 triệu điểm cả ảnh. Hãy thu nhỏ ảnh rồi tải lại."
        ));
    }
    if pixels == 0 {
        return Err(broken());
    }
    if decoder.total_bytes() > DECODED_BYTES {
        return Err(
            "ảnh cần quá nhiều bộ nhớ để đọc. Hãy lưu lại ở 8 bit mỗi màu, hoặc thu nhỏ, rồi tải lại."
                .to_owned(),
        );
    }
    let orientation = decoder.orientation().map_err(|_| broken())?;
    let mut picture = plain(DynamicImage::from_decoder(decoder).map_err(|_| broken())?);
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Eight bits a colour, with transparency only where there may be some.
fn plain(picture: DynamicImage) -> DynamicImage {
    match picture {
        kept @ (DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_)) => kept,
        other if other.color().has_alpha() => DynamicImage::ImageRgba8(other.into_rgba8()),
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    }
}

fn lets_through(picture: &DynamicImage) -> bool {
    picture.as_rgba8().is_some_and(|pixels| pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX))
}

/// The picture at a width that is not above its own.
fn narrowed(picture: DynamicImage, width: u32) -> Result<DynamicImage, String> {
    if picture.width() <= width {
        return Ok(picture);
    }
    let ratio = f64::from(width) / f64::from(picture.width());
    let height = ((f64::from(picture.height()) * ratio).round() as u32).max(1);
    let mut small = DynamicImage::new(width, height, picture.color());
    Resizer::new().resize(&picture, &mut small, None).map_err(|_| unwritten())?;
    Ok(small)
}

fn write(picture: &DynamicImage, format: Format, path: &Path) -> anyhow::Result<()> {
    let (width, height) = (picture.width(), picture.height());
    match format {
        Format::Webp => {
            let encoder = match picture.as_rgb8() {
                Some(pixels) => webp::Encoder::from_rgb(pixels, width, height),
                None => webp::Encoder::from_rgba(picture.as_bytes(), width, height),
            };
            let written = encoder
                .encode_simple(false, WEBP_QUALITY)
                .map_err(|cause| anyhow::anyhow!("webp: {cause:?}"))?;
            std::fs::write(path, &*written)?;
        }
        Format::Jpg => {
            let out = BufWriter::new(std::fs::File::create(path)?);
            picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(out, JPEG_QUALITY))?;
        }
        Format::Png => {
            let out = BufWriter::new(std::fs::File::create(path)?);
            picture.write_with_encoder(PngEncoder::new(out))?;
        }
    }
    Ok(())
}

/// Whether the picture itself has its end mark; a small one within the head does not count.
fn jpeg_ends(bytes: &[u8]) -> bool {
    const SCAN: u8 = 0xDA;
    let mut at = 2;
    while let Some(&[mark, kind, high, low]) = bytes.get(at..at + 4).and_then(|four| four.first_chunk::<4>())
    {
        if mark != 0xFF {
            return false;
        }
        // Padding before a mark.
        if kind == 0xFF {
            at += 1;
            continue;
        }
        if kind == SCAN {
            return bytes[at..].windows(2).any(|pair| pair == [0xFF, 0xD9]);
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageBuffer, Rgb, Rgba};

    fn photograph(width: u32, height: u32) -> DynamicImage {
        let shade = |x: u32, y: u32| Rgb([(x % 256) as u8, (y % 256) as u8, ((x + y) % 256) as u8]);
        DynamicImage::ImageRgb8(ImageBuffer::from_fn(width, height, shade))
    }

    fn worked(name: &str, bytes: &[u8]) -> (Result<Picture, String>, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join(name);
        std::fs::write(&input, bytes).unwrap();
        (work(&input, folder.path()), folder)
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn sizes_stop_at_the_pictures_own() {
        assert_eq!(widths(4000), [320, 640, 1280, 1920]);
        assert_eq!(widths(1920), [320, 640, 1280, 1920]);
        assert_eq!(widths(1000), [320, 640, 1000]);
        assert_eq!(widths(320), [320]);
        assert_eq!(widths(7), [7]);
    }

    #[test]
    fn a_photograph_comes_in_webp_and_jpeg_and_is_never_made_larger() {
        let (picture, folder) = worked("a.jpg", &encoded(&photograph(700, 350), ImageFormat::Jpeg));
        let picture = picture.unwrap();
        assert_eq!((picture.width, picture.height), (700, 350));
        let names: Vec<String> = picture.sizes.iter().map(Size::file).collect();
        assert_eq!(names, ["320.jpg", "320.webp", "640.jpg", "640.webp", "700.jpg", "700.webp"]);
        for size in &picture.sizes {
            let read = image::open(folder.path().join(size.file())).unwrap();
            assert_eq!((read.width(), read.height()), (size.width, size.height));
        }
        assert_eq!(picture.sizes[0].height, 160);
    }

    #[test]
    fn what_lets_the_page_through_falls_back_to_png() {
        let pixels =
            ImageBuffer::from_fn(400, 300, |x, _| Rgba([200, 30, 30, if x < 200 { 0 } else { 255 }]));
        let logo = DynamicImage::ImageRgba8(pixels);
        let (picture, folder) = worked("logo.png", &encoded(&logo, ImageFormat::Png));
        assert!(picture.unwrap().sizes.iter().all(|size| size.format != Format::Jpg));
        let small = image::open(folder.path().join("320.png")).unwrap().into_rgba8();
        assert_eq!((small.get_pixel(0, 0).0[3], small.get_pixel(319, 0).0[3]), (0, 255));
        let opaque = DynamicImage::ImageRgba8(ImageBuffer::from_pixel(40, 30, Rgba([1, 2, 3, 255])));
        let (picture, _folder) = worked("full.png", &encoded(&opaque, ImageFormat::Png));
        assert!(picture.unwrap().sizes.iter().any(|size| size.format == Format::Jpg));
    }

    #[test]
    fn broken_pictures_are_refused_wherever_they_were_cut() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let whole = encoded(&photograph(120, 90), format);
            for tenth in 0..10 {
                let cut = &whole[..whole.len() * tenth / 10];
                assert!(worked("a", cut).0.is_err(), "{format:?} cut at {tenth}/10");
            }
            assert!(worked("a", &whole).0.is_ok(), "{format:?}");
        }
    }

    #[test]
    fn a_photograph_is_smaller_in_webp() {
        let (_, folder) = worked("a.jpg", &encoded(&photograph(1300, 900), ImageFormat::Jpeg));
        let bytes = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().len();
        assert!(bytes("1280.webp") < bytes("1280.jpg"));
    }
}
