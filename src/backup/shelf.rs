//! The folder where backups lie: sealed objects by name, one manifest a run, and a lock. Best on another machine's disk,
//! mounted here.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock, syncfs};
use serde::{Deserialize, Serialize};

use super::Fault;
use super::key::BackupKey;
use super::manifest::{FORMAT, Manifest};
use crate::base::entropy::Entropy;
use crate::base::id::fresh;

const HEADER: &str = "portal-backup.json";
const LOCK: &str = "lock";
const OBJECTS: &str = "objects";
const RUNS: &str = "runs";
const PARTS: &str = "part";
const MANIFEST: &str = ".manifest";
/// So many bytes are written before they are made durable and get their names.
const BATCH_BYTES: u64 = 256 << 20;
/// So many files, where they are small.
const BATCH_FILES: usize = 4_000;

/// Says which key belongs here, and how it is written; nothing about what is in it.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    check: String,
}

/// A folder of backups.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
    key: BackupKey,
}

/// Held while a run writes; given back by the system when its process dies.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code, reason = "closing the file gives the lock back")] File);

impl Shelf {
    /// The backups in a folder.
    ///
    /// # Errors
    /// When there are none, or they were made under another key.
    pub fn open(folder: &Path, key: &BackupKey) -> Result<Self, Fault> {
        let text = match fs::read(folder.join(HEADER)) {
            Ok(text) => text,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(Fault::NothingThere(folder.display().to_string()));
            }
            Err(cause) => return Err(Fault::unreachable(folder, cause)),
        };
        let header: Header = serde_json::from_slice(&text).map_err(|_| Fault::Damaged(HEADER.to_owned()))?;
        if header.format != FORMAT {
            return Err(Fault::OtherFormat);
        }
        if header.check != key.check() {
            return Err(Fault::WrongKey);
        }
        Ok(Self { folder: folder.to_owned(), key: key.clone() })
    }

    /// As [`Shelf::open`]; an empty folder becomes one for backups.
    ///
    /// # Errors
    /// When it holds something else, cannot be written, or belongs to another key.
    pub fn begin(folder: &Path, key: &BackupKey) -> Result<Self, Fault> {
        match Self::open(folder, key) {
            Err(Fault::NothingThere(_)) => {}
            other => return other,
        }
        let failed = |cause| Fault::unreachable(folder, cause);
        fs::create_dir_all(folder).map_err(failed)?;
        // What an interrupted first run left there is ours.
        let foreign = fs::read_dir(folder).map_err(failed)?.flatten().find(|entry| {
            let name = entry.file_name();
            ![OBJECTS, RUNS, PARTS, LOCK].iter().any(|known| name == *known)
        });
        if let Some(foreign) = foreign {
            return Err(Fault::NotEmpty(foreign.path().display().to_string()));
        }
        let shelf = Self { folder: folder.to_owned(), key: key.clone() };
        for name in [OBJECTS, RUNS, PARTS] {
            fs::create_dir_all(folder.join(name)).map_err(failed)?;
        }
        let header = serde_json::to_vec(&Header { format: FORMAT, check: key.check() });
        shelf.write_whole(&folder.join(HEADER), &header.unwrap_or_default()).map_err(failed)?;
        Ok(shelf)
    }

    /// The key it is sealed under.
    pub fn key(&self) -> &BackupKey {
        &self.key
    }

    /// Takes the lock.
    ///
    /// # Errors
    /// [`Fault::Busy`] while another run holds it.
    pub fn lock(&self) -> Result<Lock, Fault> {
        let file = File::options().create(true).truncate(false).write(true).open(self.folder.join(LOCK));
        let file = file.map_err(|cause| Fault::unreachable(&self.folder, cause))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock(file)),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(Fault::Busy),
            Err(cause) => Err(Fault::unreachable(&self.folder, cause.into())),
        }
    }

    /// Removes what an interrupted run had not finished. Only under the lock.
    ///
    /// # Errors
    /// When the folder does not answer.
    pub fn clear_parts(&self) -> Result<(), Fault> {
        let failed = |cause| Fault::unreachable(&self.folder, cause);
        let parts = self.folder.join(PARTS);
        fs::create_dir_all(&parts).map_err(failed)?;
        for part in fs::read_dir(&parts).map_err(failed)?.flatten() {
            fs::remove_file(part.path()).map_err(failed)?;
        }
        Ok(())
    }

    /// A place to write to before it has its name.
    pub fn part(&self, entropy: &Entropy) -> PathBuf {
        self.folder.join(PARTS).join(fresh(0, entropy))
    }

    fn object(&self, name: &str) -> PathBuf {
        self.folder.join(OBJECTS).join(&name[..2.min(name.len())]).join(name)
    }

    /// How large the object of a name is, if it is there.
    pub fn size(&self, name: &str) -> Option<u64> {
        fs::metadata(self.object(name)).ok().map(|found| found.len())
    }

    /// An object to read.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn read(&self, name: &str) -> io::Result<File> {
        File::open(self.object(name))
    }

    /// Every run that was finished, the oldest first.
    ///
    /// # Errors
    /// When the folder does not answer.
    pub fn runs(&self) -> Result<Vec<String>, Fault> {
        let found = fs::read_dir(self.folder.join(RUNS));
        let found = found.map_err(|cause| Fault::unreachable(&self.folder, cause))?;
        let mut runs: Vec<String> = found
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(MANIFEST).map(str::to_owned))
            .collect();
        runs.sort();
        Ok(runs)
    }

    fn manifest_file(&self, run: &str) -> PathBuf {
        self.folder.join(RUNS).join(format!("{run}{MANIFEST}"))
    }

    /// What a run wrote down.
    ///
    /// # Errors
    /// When it is not there or was changed.
    pub fn manifest(&self, run: &str) -> Result<Manifest, Fault> {
        let sealed = match fs::read(self.manifest_file(run)) {
            Ok(sealed) => sealed,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(Fault::NoRun(run.to_owned()));
            }
            Err(cause) => return Err(Fault::unreachable(&self.folder, cause)),
        };
        Manifest::opened(&self.key, run, &sealed)
    }

    /// Writes a run's manifest: from here on the run is there.
    ///
    /// # Errors
    /// When it cannot be written; then the run never was.
    pub fn finish(&self, manifest: &Manifest, entropy: &Entropy) -> anyhow::Result<u64> {
        let sealed = manifest.sealed(&self.key, entropy)?;
        self.write_whole(&self.manifest_file(&manifest.run), &sealed)?;
        Ok(sealed.len() as u64)
    }

    /// Forgets a run; its objects stay until [`Shelf::sweep`].
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn forget(&self, run: &str) -> io::Result<()> {
        fs::remove_file(self.manifest_file(run))
    }

    /// Removes every object that `kept` does not name. Only under the lock.
    ///
    /// # Errors
    /// When the folder does not answer.
    pub fn sweep(&self, kept: impl Fn(&str) -> bool) -> io::Result<u64> {
        let mut removed = 0;
        for folder in fs::read_dir(self.folder.join(OBJECTS))? {
            for object in fs::read_dir(folder?.path())? {
                let object = object?;
                if object.file_name().to_str().is_some_and(|name| !kept(name)) {
                    fs::remove_file(object.path())?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    fn write_whole(&self, target: &Path, bytes: &[u8]) -> io::Result<()> {
        let part = self.folder.join(PARTS).join(target.file_name().unwrap_or_default());
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, target)?;
        target.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
    }
}

/// Objects that are written and wait for their names: made durable together, since the disk takes its time for each.
#[derive(Debug)]
pub struct Batch<'a> {
    shelf: &'a Shelf,
    waiting: Vec<(PathBuf, String)>,
    bytes: u64,
}

impl<'a> Batch<'a> {
    /// An empty one.
    pub fn new(shelf: &'a Shelf) -> Self {
        Self { shelf, waiting: Vec::new(), bytes: 0 }
    }

    /// Takes a written part in; it has its name once the batch is settled.
    ///
    /// # Errors
    /// As [`Batch::settle`], when there are enough.
    pub fn add(&mut self, part: PathBuf, name: String, bytes: u64) -> io::Result<()> {
        self.waiting.push((part, name));
        self.bytes += bytes;
        if self.bytes >= BATCH_BYTES || self.waiting.len() >= BATCH_FILES { self.settle() } else { Ok(()) }
    }

    /// Makes what waits durable, and gives it its names.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn settle(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        syncfs(File::open(&self.shelf.folder)?)?;
        for (part, name) in self.waiting.drain(..) {
            let object = self.shelf.object(&name);
            if let Some(folder) = object.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(part, object)?;
        }
        self.bytes = 0;
        Ok(())
    }
}
