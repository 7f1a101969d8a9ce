//! Packed office files: a zip of XML parts, unpacked only as far as a document people write would need.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::fault::Fault;
use crate::limits;

/// An open packed file.
pub struct Package {
    archive: ZipArchive<BufReader<File>>,
    unpacked: Rc<Cell<u64>>,
}

impl Package {
    /// Opens a packed file.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let archive = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(fault_of)?;
        if archive.len() > limits::ENTRIES {
            return Err(Fault::TooLarge);
        }
        Ok(Self { archive, unpacked: Rc::default() })
    }

    /// The names of its parts.
    pub fn names(&self) -> Vec<String> {
        let names = self.archive.file_names_raw();
        names.map(|name| String::from_utf8_lossy(name).replace('\\', "/")).collect()
    }

    /// Whether any of its parts needs a password.
    pub fn is_locked(&mut self) -> bool {
        (0..self.archive.len())
            .any(|place| self.archive.by_index_raw(place).is_ok_and(|file| file.encrypted()))
    }

    /// A part by its name, whatever its case; none where there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<impl BufRead + '_>, Fault> {
        let name = name.trim_start_matches('/');
        let place = self.archive.file_names_raw().position(|known| {
            let known = String::from_utf8_lossy(known);
            known.eq_ignore_ascii_case(name) || known.replace('\\', "/").eq_ignore_ascii_case(name)
        });
        let Some(place) = place else { return Ok(None) };
        let file = self.archive.by_index(place).map_err(fault_of)?;
        let allowed = (file.compressed_size().saturating_mul(limits::RATIO)).max(limits::SMALL_PART);
        let bounded = Bounded {
            inner: file,
            part: 0,
            allowed: allowed.min(limits::PART),
            whole: Rc::clone(&self.unpacked),
        };
        Ok(Some(BufReader::with_capacity(64 * 1024, bounded)))
    }

    /// A small part as text; none where there is no such part.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let Some(part) = self.part(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(1 << 20).read_to_end(&mut bytes)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

fn fault_of(error: ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => Fault::Locked,
        _ => Fault::Damaged,
    }
}

/// Counts what comes out, whatever the file says of itself, and stops where it is too much.
struct Bounded<R> {
    inner: R,
    part: u64,
    allowed: u64,
    whole: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.part += count as u64;
        self.whole.set(self.whole.get() + count as u64);
        if self.part > self.allowed || self.whole.get() > limits::UNPACKED {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(count)
    }
}
