//! What lies in a data folder and belongs in a backup.

use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::Result;

use super::snapshot::{self, DATABASE, Snapshot};
use super::take::{RESTORING, WORK};

/// Not copied: the database is copied in its own way, the indexes are made anew, the rest lives for a moment.
const LEFT_OUT: [&str; 4] = ["index", "upload", WORK, RESTORING];
/// Folders in which a file's name is the digest of its bytes.
const BY_DIGEST: [&str; 2] = ["files", "questions"];

/// What a file is to the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Part of the database: compressed.
    Database,
    /// Named by its digest: once copied it never changes.
    Digest,
    /// Small and may change: the key, say.
    Other,
}

#[derive(Debug)]
pub(super) struct Source {
    pub(super) of: Of,
    pub(super) path: String,
    pub(super) file: PathBuf,
    pub(super) bytes: u64,
}

pub(super) fn sources(data: &Path, snapshot: &Snapshot) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for (path, file) in &snapshot.parts {
        let bytes = fs::metadata(file)?.len();
        sources.push(Source { of: Of::Database, path: path.clone(), file: file.clone(), bytes });
    }
    walk(data, String::new(), &mut sources)?;
    Ok(sources)
}

fn walk(folder: &Path, under: String, found: &mut Vec<Source>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let at_top = under.is_empty();
        if at_top && (LEFT_OUT.contains(&name.as_str()) || name.starts_with(DATABASE)) {
            continue;
        }
        let path = if at_top { name.clone() } else { format!("{under}/{name}") };
        // What goes away under our hands was not named by anything.
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_dir() {
            walk(&entry.path(), path, found)?;
        } else if meta.is_file() {
            let by_digest =
                name.len() == 64 && BY_DIGEST.iter().any(|store| path == snapshot::place_of(store, &name));
            // What is being written beside the files has no name yet.
            if !by_digest && BY_DIGEST.iter().any(|store| path.starts_with(&format!("{store}/"))) {
                continue;
            }
            let of = if by_digest { Of::Digest } else { Of::Other };
            found.push(Source { of, path, file: entry.path(), bytes: meta.len() });
        }
    }
    Ok(())
}
