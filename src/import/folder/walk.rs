//! The files of a folder and of those within it, in one order: neither hidden ones, nor what programs leave behind.

use std::io;
use std::path::{Path, PathBuf};

use crate::base::text::normalise;

/// How deep folders may lie in one another.
const DEPTH: usize = 32;
/// What systems and programs leave in folders, in small letters.
const LEFT_BEHIND: [&str; 3] = ["thumbs.db", "desktop.ini", "__macosx"];
/// Endings of files that are still being written.
const UNFINISHED: [&str; 4] = ["tmp", "part", "crdownload", "partial"];

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct File {
    /// Its path within the folder, in Unicode's composed form, parts apart by `/`.
    pub name: String,
    /// Where it lies.
    pub place: PathBuf,
}

impl File {
    /// The last part of its name.
    pub fn short(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// That without its ending.
    pub fn stem(&self) -> &str {
        self.short().rsplit_once('.').map_or(self.short(), |(stem, _)| stem)
    }
}

/// The files under a folder, sorted by name; links are not followed, the table of what they are is none of them.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(folder: &Path, but: Option<&Path>) -> io::Result<Vec<File>> {
    let but = but.and_then(|path| path.canonicalize().ok());
    let mut found = Vec::new();
    look(folder, "", DEPTH, &mut found)?;
    found.retain(|file| but.is_none() || file.place.canonicalize().ok() != but);
    found.sort();
    Ok(found)
}

fn look(folder: &Path, within: &str, depth: usize, found: &mut Vec<File>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = normalise(&entry.file_name().to_string_lossy());
        if is_left_behind(&name) {
            continue;
        }
        let name = format!("{within}{name}");
        if kind.is_file() {
            found.push(File { name, place: entry.path() });
        } else if kind.is_dir() && depth > 0 {
            look(&entry.path(), &format!("{name}/"), depth - 1, found)?;
        }
    }
    Ok(())
}

fn is_left_behind(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    lower.starts_with(['.', '~'])
        || lower.ends_with('~')
        || LEFT_BEHIND.contains(&lower.as_str())
        || UNFINISHED.contains(&ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization as _;

    #[test]
    fn files_are_found_in_one_order_and_what_is_left_behind_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str| {
            let place = folder.path().join(name);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, "x").unwrap();
        };
        let decomposed: String = "Năm 2016/Quyết định.pdf".nfd().collect();
        put(&decomposed);
        for name in ["b.pdf", "a.pdf", ".an/c.pdf", "~$a.docx", "Thumbs.db", "d.tmp", "e.doc~", "bang.csv"] {
            put(name);
        }
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("lien-ket.txt")).unwrap();
        let sheet = folder.path().join("bang.csv");
        let found = files(folder.path(), Some(&sheet)).unwrap();
        let names: Vec<&str> = found.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["Năm 2016/Quyết định.pdf", "a.pdf", "b.pdf"]);
        assert_eq!((found[0].short(), found[0].stem()), ("Quyết định.pdf", "Quyết định"));
    }
}
