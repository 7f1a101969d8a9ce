//! Bytes on their way into a backup: hashed and sealed by some threads, made durable by others, each file once.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::bufread::GzEncoder;

use super::Fault;
use super::manifest::Entry;
use super::settler::Settler;
use super::shelf::{Locked, Shelf};
use super::sources::{Of, Source};
use super::stream::{self, Hashed, sealed_size};
use crate::base::entropy::Entropy;

/// The most threads that hash and seal.
const THREADS: usize = 4;

/// What the last run knew of files, so that they need not be read again.
pub(super) type Known = BTreeMap<String, Entry>;

pub(super) fn known(shelf: &Shelf) -> Result<Known, Fault> {
    let Some(last) = shelf.runs()?.pop() else { return Ok(Known::new()) };
    let manifest = match shelf.manifest(&last) {
        Ok(manifest) => manifest,
        // A former copy that is no good must not keep the next from being made.
        Err(Fault::DamagedManifest(_)) => return Ok(Known::new()),
        Err(other) => return Err(other),
    };
    Ok(manifest.files.into_iter().map(|entry| (entry.path.clone(), entry)).collect())
}

/// What came of copying.
#[derive(Debug, Default)]
pub(super) struct Copied {
    pub(super) database: Vec<Entry>,
    pub(super) files: Vec<Entry>,
    pub(super) damaged: Vec<String>,
    pub(super) new_files: i64,
    pub(super) new_bytes: i64,
}

/// What copies side by side share.
struct Copier<'a> {
    shelf: &'a Locked,
    settler: &'a Settler,
    there: HashMap<String, u64>,
    known: &'a Known,
    entropy: &'a Entropy,
    next: AtomicUsize,
    new_files: AtomicI64,
    new_bytes: AtomicI64,
    done: Mutex<Copied>,
}

/// Copies what is not there yet; all of it is durable and has its name when this returns.
pub(super) fn copy_all(
    shelf: &Locked,
    known: &Known,
    entropy: &Entropy,
    mut sources: Vec<Source>,
) -> Result<Copied> {
    // The large ones first, so that the threads end together.
    sources.sort_by_key(|source| std::cmp::Reverse(source.bytes));
    let settler = shelf.settler();
    let copier = Copier {
        shelf,
        settler: &settler,
        there: shelf.objects()?,
        known,
        entropy,
        next: AtomicUsize::new(0),
        new_files: AtomicI64::new(0),
        new_bytes: AtomicI64::new(0),
        done: Mutex::default(),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let copied = std::thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(|| copier.work(&sources))).collect();
        working.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a copying thread died")))
        })
    });
    let Copier { new_files, new_bytes, done, .. } = copier;
    settler.end()?;
    copied?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.database.sort_by(|a, b| a.path.cmp(&b.path));
    done.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Copied { new_files: new_files.into_inner(), new_bytes: new_bytes.into_inner(), ..done })
}

/// Seals bytes into the backup, compressed where that is worth it; they have their name once the settler has ended.
///
/// # Errors
/// When reading fails, or the place does not take them.
pub fn put(
    shelf: &Locked,
    entropy: &Entropy,
    settler: &Settler,
    path: &str,
    source: impl io::Read,
    packed: bool,
) -> Result<Entry> {
    let mut part = shelf.part(entropy)?;
    let salt = entropy.bytes();
    let mut hashed = Hashed::new(source);
    if packed {
        let buffered = io::BufReader::with_capacity(1 << 20, &mut hashed);
        stream::seal(shelf.key(), salt, &mut GzEncoder::new(buffered, Compression::fast()), &mut part)?;
    } else {
        stream::seal(shelf.key(), salt, &mut hashed, &mut part)?;
    }
    let (sha256, bytes) = (hashed.sha256(), hashed.bytes);
    let object = shelf.key().name_of(&sha256, bytes);
    settler.add(part.end(), &object);
    Ok(Entry { path: path.to_owned(), bytes, sha256, object, packed })
}

impl Copier<'_> {
    fn work(&self, sources: &[Source]) -> Result<()> {
        while let Some(source) = sources.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            self.one(source).with_context(|| source.path.clone())?;
        }
        Ok(())
    }

    fn one(&self, source: &Source) -> Result<()> {
        if let Some(entry) = self.there_already(source) {
            self.note(source, entry);
            return Ok(());
        }
        let file = match File::open(&source.file) {
            Ok(file) => file,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(cause) => return Err(cause.into()),
        };
        let packed = source.of == Of::Database;
        let entry = put(self.shelf, self.entropy, self.settler, &source.path, file, packed)?;
        self.new_files.fetch_add(1, Ordering::Relaxed);
        self.new_bytes.fetch_add(i64::try_from(entry.bytes).unwrap_or(0), Ordering::Relaxed);
        self.note(source, entry);
        Ok(())
    }

    /// The entry of a file whose bytes lie in the backup.
    fn there_already(&self, source: &Source) -> Option<Entry> {
        let sha256 = match source.of {
            Of::Database => return None,
            Of::Digest => {
                let known = self.known.get(&source.path).filter(|known| known.bytes == source.bytes);
                known.map_or_else(
                    || source.path.rsplit('/').next().unwrap_or_default().to_owned(),
                    |known| known.sha256.clone(),
                )
            }
            Of::Other => {
                let mut hashed = Hashed::new(File::open(&source.file).ok()?);
                io::copy(&mut hashed, &mut io::sink()).ok()?;
                hashed.sha256()
            }
        };
        let object = self.shelf.key().name_of(&sha256, source.bytes);
        let whole = self.there.get(&object) == Some(&sealed_size(source.bytes));
        let entry = Entry { path: source.path.clone(), bytes: source.bytes, sha256, object, packed: false };
        whole.then_some(entry)
    }

    fn note(&self, source: &Source, entry: Entry) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        if source.of == Of::Digest && !entry.path.ends_with(&entry.sha256) {
            done.damaged.push(entry.path.clone());
        }
        if source.of == Of::Database { &mut done.database } else { &mut done.files }.push(entry);
    }
}
