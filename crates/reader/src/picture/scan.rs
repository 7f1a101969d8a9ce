//! A page of a PDF as the scanner saw it: the pictures on it in their own resolution, nothing drawn over them.

use std::path::Path;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask, interpret_page,
};

use super::PIXELS;
use super::canvas::{Grey, grey};

/// The share of the page that a picture must cover to be part of the scan.
const LEAST: f64 = 0.02;

/// The bounds of a scan's dots an inch.
const DPI: (f64, f64) = (70.0, 600.0);

/// A page in grey, and how many pixels a point of it has across and down.
pub fn page(path: &Path, number: u32) -> Result<(Grey, (f32, f32)), String> {
    let pdf = crate::pdf::open(path).map_err(|refused| refused.note)?;
    let at = usize::try_from(number).unwrap_or_default().wrapping_sub(1);
    let page = pdf.pages().get(at).ok_or("Tệp không có trang này.")?;
    let (width, height) = page.render_dimensions();
    let size = (f64::from(width), f64::from(height));
    let mut looker = Looker { found: Vec::new(), size };
    follow(page, &mut looker);
    let scale = scale_of(&looker.found).ok_or("Trang không phải là ảnh quét.")?;
    let (across, down) = ((size.0 * scale.0).round(), (size.1 * scale.1).round());
    if across * down > PIXELS as f64 || !(across >= 1.0 && down >= 1.0) {
        return Err("Ảnh của trang quá lớn, không mở để đọc chữ.".to_owned());
    }
    let kept = kept(&looker.found);
    let canvas = Grey::white(across as u32, down as u32);
    let mut painter = Painter { canvas, scale, kept, seen: 0 };
    follow(page, &mut painter);
    Ok((painter.canvas, (scale.0 as f32, scale.1 as f32)))
}

fn follow<'a>(page: &Page<'a>, device: &mut impl Device<'a>) {
    let upright = Affine::new(page.initial_transform(true).as_coeffs());
    let (width, height) = page.render_dimensions();
    let settings =
        InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let cache = InterpreterCache::new();
    let mut context = Context::new(upright, bounds, &cache, page.xref(), settings);
    interpret_page(page, &mut context, device);
}

/// A picture on the page.
#[derive(Clone, Copy, Debug)]
struct Found {
    /// What it covers, in points.
    area: Rect,
    /// The share of the page it covers.
    share: f64,
    /// Its pixels across and down, as shown.
    pixels: (f64, f64),
}

/// Pixels for a point, as the largest picture has them.
fn scale_of(found: &[Found]) -> Option<(f64, f64)> {
    let largest =
        found.iter().max_by(|a, b| a.share.total_cmp(&b.share)).filter(|found| found.share >= LEAST)?;
    let (least, most) = (DPI.0 / 72.0, DPI.1 / 72.0);
    let scale = (largest.pixels.0 / largest.area.width(), largest.pixels.1 / largest.area.height());
    Some((scale.0.clamp(least, most), scale.1.clamp(least, most)))
}

/// Which pictures are the scan: those that lie beside one another, not a stamp that a program put onto them.
fn kept(found: &[Found]) -> Vec<bool> {
    let over = |at: usize, picture: &Found| {
        found[..at].iter().any(|under| {
            let shared = under.area.intersect(picture.area).area();
            under.share > 2.0 * picture.share && shared > 0.8 * picture.area.area()
        })
    };
    found.iter().enumerate().map(|(at, picture)| !over(at, picture)).collect()
}

/// Notes where pictures lie.
struct Looker {
    found: Vec<Found>,
    size: (f64, f64),
}

/// Puts the pictures that are the scan onto the canvas.
struct Painter {
    canvas: Grey,
    scale: (f64, f64),
    kept: Vec<bool>,
    seen: usize,
}

/// A device that looks at pictures alone.
trait Pictures {
    fn picture(&mut self, image: &Image<'_, '_>, place: Affine);
}

impl Pictures for Looker {
    fn picture(&mut self, image: &Image<'_, '_>, place: Affine) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let area = place.transform_rect_bbox(Rect::new(0.0, 0.0, width, height));
        let page = Rect::new(0.0, 0.0, self.size.0, self.size.1);
        let share = area.intersect(page).area() / page.area();
        let [a, b, ..] = place.as_coeffs();
        let pixels = if a.abs() >= b.abs() { (width, height) } else { (height, width) };
        let share = if share.is_finite() { share } else { 0.0 };
        self.found.push(Found { area, share, pixels });
    }
}

impl Pictures for Painter {
    fn picture(&mut self, image: &Image<'_, '_>, place: Affine) {
        let kept = self.kept.get(self.seen).copied().unwrap_or(false);
        self.seen += 1;
        let pixels = u64::from(image.width()) * u64::from(image.height());
        let fits = match image {
            Image::Raster(raster) => crate::pdf::fits(raster.stream()),
            Image::Stencil(stencil) => crate::pdf::fits(stencil.stream()),
        };
        if !kept || pixels > PIXELS || !fits {
            return;
        }
        let (width, height) = (image.width(), image.height());
        let place = Affine::scale_non_uniform(self.scale.0, self.scale.1) * place;
        match image {
            Image::Raster(raster) => raster.with_rgba(
                |data, alpha| {
                    let ink = alpha.map(|alpha| (alpha.width, alpha.data));
                    let picture = match data {
                        ImageData::Rgb(rgb) => Grey::of_rgb(rgb.width, rgb.height, &rgb.data),
                        ImageData::Luma(luma) => {
                            Grey { width: luma.width, height: luma.height, pixels: luma.data }
                        }
                    };
                    let same = ink.as_ref().is_some_and(|(across, ink)| {
                        *across == picture.width && ink.len() == picture.pixels.len()
                    });
                    let ink = ink.filter(|_| same).map(|(_, ink)| ink);
                    self.paint(&picture, ink.as_deref(), resized(place, (width, height), &picture));
                },
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(
                |ink, paint| {
                    let colour = match paint {
                        hayro_interpret::Paint::Color(colour) => {
                            let [red, green, blue, _] = colour.to_rgba().to_rgba8();
                            grey(red, green, blue)
                        }
                        hayro_interpret::Paint::Pattern(_) => 0,
                    };
                    let picture =
                        Grey { width: ink.width, height: ink.height, pixels: vec![colour; ink.data.len()] };
                    self.paint(&picture, Some(&ink.data), resized(place, (width, height), &picture));
                },
                None,
            ),
        }
    }
}

/// The place of a picture whose data have another size than it promised.
fn resized(place: Affine, (width, height): (u32, u32), picture: &Grey) -> Affine {
    let by = |promised: u32, has: u32| f64::from(promised) / f64::from(has.max(1));
    place * Affine::scale_non_uniform(by(width, picture.width), by(height, picture.height))
}

impl Painter {
    /// Every pixel of the canvas that the picture covers takes the nearest one of the picture: one for one where the
    /// picture is the page.
    fn paint(&mut self, picture: &Grey, ink: Option<&[u8]>, place: Affine) {
        let (width, height) = (f64::from(picture.width), f64::from(picture.height));
        let area = place.transform_rect_bbox(Rect::new(0.0, 0.0, width, height));
        let canvas = Rect::new(0.0, 0.0, f64::from(self.canvas.width), f64::from(self.canvas.height));
        let area = area.intersect(canvas);
        if place.determinant().abs() < 1e-9 || !area.is_finite() {
            return;
        }
        let back = place.inverse();
        let across = self.canvas.width as usize;
        for y in area.y0.floor() as usize..(area.y1.ceil() as usize).min(self.canvas.height as usize) {
            for x in area.x0.floor() as usize..(area.x1.ceil() as usize).min(across) {
                let from = back * Point::new(x as f64 + 0.5, y as f64 + 0.5);
                let inside = (0.0..width).contains(&from.x) && (0.0..height).contains(&from.y);
                if !inside {
                    continue;
                }
                let at = from.y as usize * picture.width as usize + from.x as usize;
                let Some(shade) = picture.pixels.get(at) else { continue };
                let cover = ink.and_then(|ink| ink.get(at)).copied().unwrap_or(255);
                let under = &mut self.canvas.pixels[y * across + x];
                let mixed = u32::from(*shade) * u32::from(cover) + u32::from(*under) * u32::from(255 - cover);
                *under = (mixed / 255) as u8;
            }
        }
    }
}

macro_rules! looks_at_pictures {
    ($($device:ty),*) => {$(
        impl<'a> Device<'a> for $device {
            fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
            fn push_clip_path(&mut self, _: &ClipPath) {}
            fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
            fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
            fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
                self.picture(&image, props.transform);
            }
            fn pop_clip(&mut self) {}
            fn pop_transparency_group(&mut self) {}
        }
    )*};
}

looks_at_pictures!(Looker, Painter);
