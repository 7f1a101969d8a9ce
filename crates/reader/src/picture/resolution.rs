//! How many dots of a picture make an inch: what it says, or what a page of A4 would have.

use std::io::Read as _;
use std::path::Path;

/// The long side of A4 in inches.
const A4: f32 = 11.69;

/// Fewer are a default of cameras and programs, not a measure.
const LEAST: f32 = 96.5;

/// More is no scanner's.
const MOST: f32 = 2_400.0;

/// How far into a file its measures stand.
const HEAD: u64 = 64 << 10;

/// The dots an inch of a picture whose long side has so many.
pub fn of(path: &Path, long_side: u32) -> f32 {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let told = read.ok().and_then(|_| told(&head)).filter(|dpi| (LEAST..=MOST).contains(dpi));
    told.unwrap_or(long_side as f32 / A4).clamp(50.0, MOST)
}

fn told(head: &[u8]) -> Option<f32> {
    if head.starts_with(b"\x89PNG") { of_png(head) } else { of_jpeg(head) }
}

/// `pHYs`: pixels a metre.
fn of_png(head: &[u8]) -> Option<f32> {
    let at = memchr::memmem::find(head, b"pHYs")? + 4;
    let chunk = head.get(at..at + 9)?;
    let across = u32::from_be_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
    (chunk[8] == 1).then_some(across as f32 * 0.0254)
}

/// `JFIF`: dots an inch or a centimetre.
fn of_jpeg(head: &[u8]) -> Option<f32> {
    let at = memchr::memmem::find(head, b"JFIF\0")? + 7;
    let density = head.get(at..at + 3)?;
    let across = f32::from(u16::from_be_bytes([density[1], density[2]]));
    match density[0] {
        1 => Some(across),
        2 => Some(across * 2.54),
        _ => None,
    }
}
