//! Bytes out of a backup, each proved by its digest.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use flate2::write::GzDecoder;

use super::manifest::Entry;
use super::shelf::Shelf;
use super::stream::{self, Hashed};
use super::{Fault, aside};

/// The most threads that read.
const THREADS: usize = 4;

/// Writes one entry of a backup to a file, proved.
///
/// # Errors
/// When it is missing, changed, or the disk does not take it.
pub fn write(shelf: &Shelf, entry: &Entry, target: &Path) -> Result<()> {
    let file = private(target).with_context(|| format!("cannot write {}", target.display()))?;
    let file = unpack(shelf, entry, BufWriter::with_capacity(1 << 20, file))?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(())
}

/// As [`write`], where others must not wait for it.
///
/// # Errors
/// As [`write`].
pub(super) async fn fetch(shelf: &Shelf, entry: &Entry, target: &Path) -> Result<()> {
    let (shelf, entry, target) = (shelf.clone(), entry.clone(), target.to_owned());
    aside(move || write(&shelf, &entry, &target)).await
}

/// A file that only its owner reads: keys are among them.
fn private(target: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(target)
}

/// The bytes of one entry, compared with its digest.
///
/// # Errors
/// [`Fault::Missing`] and [`Fault::Damaged`] by name; else when writing fails.
pub fn unpack<W: Write>(shelf: &Shelf, entry: &Entry, target: W) -> Result<W> {
    let damaged = || Fault::Damaged(entry.path.clone());
    let object = shelf.read(&entry.object)?;
    let mut object = object.ok_or_else(|| Fault::Missing(entry.path.clone()))?;
    let mut hashed = Hashed::new(target);
    let opened = if entry.packed {
        let mut unpacked = GzDecoder::new(&mut hashed);
        let opened = stream::open(shelf.key(), &mut object, &mut unpacked);
        opened.and_then(|()| unpacked.try_finish())
    } else {
        stream::open(shelf.key(), &mut object, &mut hashed)
    };
    match opened {
        Ok(()) if hashed.sha256() == entry.sha256 && hashed.bytes == entry.bytes => Ok(hashed.into_inner()),
        Ok(()) => Err(damaged().into()),
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => Err(damaged().into()),
        Err(cause) => Err(cause).context(entry.path.clone()),
    }
}

/// So many broken files are named; the others are counted.
const NAMED: usize = 10;

/// Proves every entry; all that are changed or missing are told together.
///
/// # Errors
/// [`Fault::Damaged`] or [`Fault::Missing`] for one, [`Fault::Several`] for more; else what stopped the reading.
pub(super) fn prove(shelf: &Shelf, entries: &[Entry]) -> Result<()> {
    let broken = Mutex::new(Vec::new());
    each(entries, |entry| {
        let Err(cause) = unpack(shelf, entry, io::sink()) else { return Ok(()) };
        match cause.downcast::<Fault>() {
            Ok(fault @ (Fault::Damaged(_) | Fault::Missing(_))) => {
                broken.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
                Ok(())
            }
            Ok(other) => Err(other.into()),
            Err(cause) => Err(cause),
        }
    })?;
    let mut broken = broken.into_inner().unwrap_or_else(PoisonError::into_inner);
    if broken.len() < 2 {
        return broken.pop().map_or(Ok(()), |fault| Err(fault.into()));
    }
    let mut named: Vec<String> = broken.iter().map(ToString::to_string).collect();
    named.sort_unstable();
    named.truncate(NAMED);
    Err(Fault::Several { count: broken.len(), named: named.join(" ") }.into())
}

/// Does something to every entry, several at a time; the first failure.
///
/// # Errors
/// What `work` fails with.
pub(super) fn each(entries: &[Entry], work: impl Fn(&Entry) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let turn = || {
        while let Some(entry) = entries.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(entry)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(turn)).collect();
        working
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a thread died"))))
    })
}
