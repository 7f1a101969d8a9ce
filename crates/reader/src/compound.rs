//! Compound files: the streams in which Office kept its documents until 2007.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use cfb::CompoundFile;

use crate::fault::Fault;
use crate::limits;

/// An open compound file.
pub struct Compound(CompoundFile<BufReader<File>>);

impl Compound {
    /// Opens a compound file.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let file = BufReader::new(File::open(path)?);
        CompoundFile::open(file).map(Self).map_err(|_| Fault::Damaged)
    }

    /// Whether there is a stream of this name at its root.
    pub fn has(&self, name: &str) -> bool {
        self.0.is_stream(format!("/{name}"))
    }

    /// A stream by its name, as much of it as can be read; none where there is no such stream.
    pub fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let stream = self.0.open_stream(format!("/{name}")).ok()?;
        let mut bytes = Vec::new();
        // What can be read of a broken chain is still text.
        let _ = stream.take(limits::STREAM).read_to_end(&mut bytes);
        Some(bytes)
    }
}

/// Numbers out of bytes, none where they end before.
pub trait Bytes {
    /// A byte.
    fn u8_at(&self, place: usize) -> Option<u8>;
    /// Two bytes, the lesser first.
    fn u16_at(&self, place: usize) -> Option<u16>;
    /// Four bytes, the least first.
    fn u32_at(&self, place: usize) -> Option<u32>;
    /// Four bytes as a place or a length.
    fn size_at(&self, place: usize) -> Option<usize> {
        self.u32_at(place).map(|value| value as usize)
    }
    /// So many bytes from a place on.
    fn slice(&self, place: usize, length: usize) -> Option<&[u8]>;
}

impl Bytes for [u8] {
    fn u8_at(&self, place: usize) -> Option<u8> {
        self.get(place).copied()
    }

    fn u16_at(&self, place: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.slice(place, 2)?.try_into().ok()?))
    }

    fn u32_at(&self, place: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.slice(place, 4)?.try_into().ok()?))
    }

    fn slice(&self, place: usize, length: usize) -> Option<&[u8]> {
        self.get(place..place.checked_add(length)?)
    }
}

/// Bytes of Windows-1252 as text: how old encodings are shown.
pub fn windows_text(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// UTF-16, the lesser byte first, as text.
pub fn utf16_text(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|read| read.unwrap_or('\u{FFFD}')).collect()
}
