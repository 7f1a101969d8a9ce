//! The folder of an index: generations beside each other, and one small file that names the complete one.
//!
//! A generation is built in a folder of its own and named in `current` only once it is complete. The name is
//! replaced by a rename, so a crash at any instant leaves the old index or the new one, never half of one.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The file that names the complete generation.
pub const POINTER: &str = "current";
/// Held by the one process that works here.
const LOCK: &str = "lock";
const PREFIX: &str = "g-";

/// The folder of one index, held by this process alone.
#[derive(Debug)]
pub struct Generations {
    folder: PathBuf,
    _lock: File,
}

impl Generations {
    /// Takes the folder, creating it where it is missing.
    ///
    /// # Errors
    /// When it cannot be written, or another process holds it.
    pub fn claim(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let lock = File::create(folder.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder: folder.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                let told = format!("another server works with the index in {}", folder.display());
                Err(io::Error::new(io::ErrorKind::WouldBlock, told))
            }
            Err(TryLockError::Error(cause)) => Err(cause),
        }
    }

    /// The complete generation, if one is named.
    pub fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.folder.join(POINTER)).ok()?;
        let generation = number(name.trim()).map(|_| self.folder.join(name.trim()))?;
        generation.is_dir().then_some(generation)
    }

    /// An empty folder for a new generation.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn fresh(&self) -> io::Result<PathBuf> {
        let last = self.names()?.iter().filter_map(|name| number(name)).max().unwrap_or(0);
        let folder = self.folder.join(format!("{PREFIX}{}", last + 1));
        fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// From now on this generation is the complete one, whatever happens.
    ///
    /// # Errors
    /// When the disk refuses; then the one before still is.
    pub fn adopt(&self, generation: &Path) -> io::Result<()> {
        let name = generation.file_name().unwrap_or_default();
        let draft = self.folder.join("current.new");
        let mut file = File::create(&draft)?;
        file.write_all(name.as_encoded_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, self.folder.join(POINTER))?;
        File::open(&self.folder)?.sync_all()
    }

    /// No generation is complete any more.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn disown(&self) -> io::Result<()> {
        match fs::remove_file(self.folder.join(POINTER)) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
            _ => File::open(&self.folder)?.sync_all(),
        }
    }

    /// Removes whatever is left over from earlier: everything but the pointer and the generations in use.
    ///
    /// # Errors
    /// When the folder cannot be read; what cannot be removed is left for the next start.
    pub fn sweep(&self, used: &[&Path]) -> io::Result<()> {
        for name in self.names()? {
            let path = self.folder.join(&name);
            if name == POINTER || name == LOCK || used.contains(&path.as_path()) {
                continue;
            }
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            if let Err(cause) = removed {
                tracing::warn!(path = %path.display(), %cause, "a leftover of the index stays");
            }
        }
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(&self.folder)?;
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_adopted_is_current_and_the_rest_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let place = Generations::claim(folder.path()).unwrap();
        assert_eq!(place.current(), None);
        let (first, second) = (place.fresh().unwrap(), place.fresh().unwrap());
        assert_ne!(first, second);
        place.adopt(&first).unwrap();
        assert_eq!(place.current().as_ref(), Some(&first));
        fs::write(folder.path().join("meta.json"), "{}").unwrap();
        place.sweep(&[&first]).unwrap();
        assert!(first.is_dir() && !second.exists() && !folder.path().join("meta.json").exists());
        place.disown().unwrap();
        place.disown().unwrap();
        assert_eq!(place.current(), None);
    }

    #[test]
    fn a_pointer_to_nowhere_or_elsewhere_names_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = Generations::claim(folder.path()).unwrap();
        for text in ["", "g-7", "..", "/tmp", "g-x", "g-1/.."] {
            fs::write(folder.path().join(POINTER), text).unwrap();
            assert_eq!(place.current(), None, "{text:?}");
        }
    }

    #[test]
    fn a_second_server_is_refused_while_the_first_lives() {
        let folder = tempfile::tempdir().unwrap();
        let place = Generations::claim(folder.path()).unwrap();
        assert!(Generations::claim(folder.path()).is_err());
        drop(place);
        assert!(Generations::claim(folder.path()).is_ok());
    }
}
