//! What a file may cost: pages, glyphs, decoded bytes, time. A file beyond it was not written by people.

use std::cell::Cell;
use std::io::Read;
use std::time::{Duration, Instant};

use hayro_syntax::object::Stream;

/// The most pages that are read.
pub const PAGES: usize = 5_000;

/// The most bytes one stream may decode to: a page of 30 million pixels in three colours, and some more.
pub const STREAM: u64 = 128 << 20;

/// The most glyphs of a page.
const GLYPHS_OF_PAGE: usize = 200_000;

/// The most glyphs of a file.
const GLYPHS: usize = 20_000_000;

/// The most drawing instructions of a file.
const INSTRUCTIONS: usize = 200_000_000;

/// How long a file may be read.
const TIME: Duration = Duration::from_secs(12);

/// How many instructions pass between two looks at the clock.
const LOOK: usize = 4_096;

/// The most a byte of deflated data can grow to.
const GROWTH: u64 = 1_032;

/// What is left of the allowance of a file.
pub struct Allowance {
    glyphs: Cell<usize>,
    glyphs_of_page: Cell<usize>,
    instructions: Cell<usize>,
    until: Instant,
}

/// The allowance is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded;

impl Allowance {
    /// That of a file whose reading begins now.
    pub fn new() -> Self {
        Self {
            glyphs: Cell::new(GLYPHS),
            glyphs_of_page: Cell::new(0),
            instructions: Cell::new(INSTRUCTIONS),
            until: Instant::now() + TIME,
        }
    }

    /// A page begins.
    pub fn page(&self) -> Result<(), Exceeded> {
        self.glyphs_of_page.set(GLYPHS_OF_PAGE);
        self.in_time()
    }

    /// A glyph is shown.
    pub fn glyph(&self) -> Result<(), Exceeded> {
        spend(&self.glyphs)?;
        spend(&self.glyphs_of_page)
    }

    /// An instruction is followed.
    pub fn instruction(&self) -> Result<(), Exceeded> {
        spend(&self.instructions)?;
        if self.instructions.get().is_multiple_of(LOOK) { self.in_time() } else { Ok(()) }
    }

    fn in_time(&self) -> Result<(), Exceeded> {
        if Instant::now() < self.until { Ok(()) } else { Err(Exceeded) }
    }
}

fn spend(left: &Cell<usize>) -> Result<(), Exceeded> {
    left.set(left.get().checked_sub(1).ok_or(Exceeded)?);
    Ok(())
}

/// Whether a stream stays within [`STREAM`] when it is decoded.
pub fn fits(stream: &Stream<'_>) -> bool {
    use hayro_syntax::Filter;

    let filters = stream.filters();
    let growing = filters
        .iter()
        .filter(|filter| matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode));
    let data = stream.raw_data();
    match growing.count() {
        0 => true,
        1 if data.len() as u64 * GROWTH <= STREAM => true,
        1 if filters.first() == Some(&Filter::FlateDecode) => inflates_within(&data, STREAM),
        1 => data.len() as u64 * 2 <= STREAM,
        _ => (data.len() as u64).saturating_mul(GROWTH * GROWTH) <= STREAM,
    }
}

/// Whether deflated data stay within a bound.
pub fn inflates_within(data: &[u8], bound: u64) -> bool {
    let zlib = flate2::read::ZlibDecoder::new(data).take(bound + 1);
    let inflated = length_of(zlib);
    inflated <= bound
}

fn length_of(mut stream: impl Read) -> u64 {
    let mut buffer = vec![0; 64 << 10];
    let mut length = 0;
    while let Ok(read @ 1..) = stream.read(&mut buffer) {
        length += read as u64;
    }
    length
}

/// Whether a stream of the file, as its bytes lie there, unpacks beyond [`STREAM`].
///
/// Tables of objects are unpacked before anything of the file can be asked, so this looks at the bytes alone.
pub fn has_bomb(file: &[u8]) -> bool {
    let least = (STREAM / GROWTH) as usize;
    let mut rest = file;
    while let Some(at) = find(rest, b"stream") {
        let body = &rest[at + 6..];
        let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        let length = find(body, b"endstream").unwrap_or(body.len());
        let head = &rest[at.saturating_sub(400)..at];
        // Pictures are only unpacked when they are drawn, and measured then.
        let picture = find(head, b"/Image").is_some();
        if length > least && !picture && is_deflated(body) && !inflates_within(&body[..length], STREAM) {
            return true;
        }
        rest = &body[length..];
        rest = rest.strip_prefix(b"endstream").unwrap_or(rest);
    }
    false
}

fn is_deflated(data: &[u8]) -> bool {
    matches!(data, [method, check, ..] if method & 15 == 8 && (u16::from(*method) << 8 | u16::from(*check)).is_multiple_of(31))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}
