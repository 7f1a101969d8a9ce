//! Backups in a folder, best on another machine's disk, mounted here.

use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Advice, FlockOperation, fadvise, fdatasync, flock, syncfs};

use super::{From, Guard, LOCK, Medium, PARTS, Pace, Part, To, Written};
use crate::backup::Fault;
use crate::base::entropy::Entropy;
use crate::base::id::fresh;

/// What counts as a large part, by the mean of those settled together.
const LARGE: u64 = 1 << 20;

/// A folder.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// This one.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn failed(&self, cause: io::Error) -> Fault {
        Fault::Unreachable(format!("{}: {cause}", self.0.display()))
    }

    /// Large parts one by one, so that nobody waits for what others write on the same disk; small ones all at once, since the
    /// disk takes its time for each time it is asked.
    fn make_durable(&self, parts: &[(Written, String)]) -> io::Result<()> {
        let bytes: u64 = parts.iter().map(|(part, _)| part.bytes).sum();
        if bytes < LARGE * parts.len() as u64 {
            return Ok(syncfs(File::open(&self.0)?)?);
        }
        parts.iter().try_for_each(|(part, _)| match &part.from {
            From::File(path) => Ok(fdatasync(File::open(path)?)?),
            From::Spool(_) => Ok(()),
        })
    }
}

impl Medium for Folder {
    fn told(&self) -> String {
        self.0.display().to_string()
    }

    fn top(&self) -> Result<Vec<String>, Fault> {
        let found = match fs::read_dir(&self.0) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            found => found.map_err(|cause| self.failed(cause))?,
        };
        Ok(found.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    }

    fn prepare(&self, under: &[&str]) -> Result<(), Fault> {
        let mut names = under.iter().chain([&PARTS]);
        names.try_for_each(|name| fs::create_dir_all(self.0.join(name))).map_err(|cause| self.failed(cause))
    }

    fn read(&self, name: &str) -> Result<Option<Box<dyn Read + Send>>, Fault> {
        match File::open(self.0.join(name)) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(self.failed(cause)),
        }
    }

    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        let target = self.0.join(name);
        let part = self.0.join(PARTS).join(target.file_name().unwrap_or_default());
        let written = || {
            let mut file = File::create(&part)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&part, &target)?;
            target.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
        };
        written().map_err(|cause| self.failed(cause))
    }

    fn remove(&self, names: Vec<String>) -> Result<(), Fault> {
        let mut removing = names.iter().map(|name| fs::remove_file(self.0.join(name)));
        removing.try_for_each(|removed| removed).map_err(|cause| self.failed(cause))
    }

    fn list(&self, under: &str) -> Result<Vec<(String, u64)>, Fault> {
        let mut found = Vec::new();
        walk(&self.0.join(under), under, &mut found).map_err(|cause| self.failed(cause))?;
        Ok(found)
    }

    fn part(&self, entropy: &Entropy) -> io::Result<Part> {
        let path = self.0.join(PARTS).join(fresh(0, entropy));
        let file = File::create(&path)?;
        Ok(Part { to: To::File(path, file), bytes: 0 })
    }

    fn clear_parts(&self) -> Result<(), Fault> {
        let parts = self.0.join(PARTS);
        let cleared = || {
            fs::create_dir_all(&parts)?;
            fs::read_dir(&parts)?.flatten().try_for_each(|part| fs::remove_file(part.path()))
        };
        cleared().map_err(|cause| self.failed(cause))
    }

    fn settle(&self, parts: Vec<(Written, String)>) -> Result<(), Fault> {
        let settled = || {
            self.make_durable(&parts)?;
            for (part, name) in parts {
                let From::File(part) = part.from else { continue };
                // Nobody reads it soon: the memory is for what the portal serves, and for the parts that come.
                fadvise(File::open(&part)?, 0, None, Advice::DontNeed)?;
                give(&part, &self.0.join(name))?;
            }
            Ok(())
        };
        settled().map_err(|cause| self.failed(cause))
    }

    /// In lots small enough that the disk is always writing.
    fn pace(&self) -> Pace {
        Pace { threads: 1, bytes: 64 << 20, parts: 4_000, waiting: 256 }
    }

    fn lock(&self) -> Result<Box<dyn Guard>, Fault> {
        let file = File::options().create(true).truncate(false).write(true).open(self.0.join(LOCK));
        let file = file.map_err(|cause| self.failed(cause))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Box::new(Flock(file))),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(Fault::Busy),
            Err(cause) => Err(self.failed(cause.into())),
        }
    }
}

fn give(part: &Path, target: &Path) -> io::Result<()> {
    match fs::rename(part, target) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            target.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::rename(part, target)
        }
        given => given,
    }
}

fn walk(folder: &Path, under: &str, found: &mut Vec<(String, u64)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{under}/{name}")) else { continue };
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &name, found)?;
        } else {
            found.push((name, entry.metadata()?.len()));
        }
    }
    Ok(())
}

/// Given back by the system when its process dies.
#[derive(Debug)]
struct Flock(#[allow(dead_code, reason = "closing the file gives the lock back")] File);

impl Guard for Flock {
    fn holds(&self) -> Result<(), Fault> {
        Ok(())
    }
}
