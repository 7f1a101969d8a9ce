//! The files of an export: found within its folder and nowhere else, and taken into the library with their credit.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::web::form::{Intake, Spooled};
use crate::config::Uploads;
use crate::files::most;
use crate::items::Attachment;
use crate::items::addresses::OldAddress;
use crate::items::markup::FILES;
use crate::media::{Arrival, Consent, Description, LONGEST_ALT, Library};
use crate::people::Staff;

use super::body::Shown;
use super::old::{OldFile, OldItem};

/// The longest name of an author or a source, in characters.
const LONGEST_NAME: usize = 200;
/// The longest caption, in characters.
const LONGEST_CAPTION: usize = 1_000;

/// Where files are kept and how large they may be.
#[derive(Clone, Copy, Debug)]
pub struct Keeping<'a> {
    /// The library.
    pub library: &'a Library,
    /// Where bytes wait until they are taken.
    pub upload: &'a Path,
    /// How large they may be.
    pub limits: &'a Uploads,
}

/// The files of an export by where they stood on the old site.
#[derive(Debug, Default)]
pub struct Shelf {
    folder: Option<PathBuf>,
    by_address: HashMap<OldAddress, OldFile>,
}

impl Shelf {
    /// A shelf over the export's folder, if it has one.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn new(folder: Option<&Path>) -> std::io::Result<Self> {
        let folder = folder.map(Path::canonicalize).transpose()?;
        Ok(Self { folder, by_address: HashMap::new() })
    }

    /// Notes a file of the old library.
    pub fn add(&mut self, file: OldFile) {
        if let Some(address) = OldAddress::read(&file.url) {
            self.by_address.entry(address).or_insert(file);
        }
    }

    /// Where a file lies, if it lies within the export's folder.
    pub fn place(&self, file: &OldFile) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        let relative = Path::new(file.path.trim_start_matches("./"));
        let plain = relative.components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let place = folder.join(relative).canonicalize().ok().filter(|_| plain)?;
        (place.starts_with(folder) && place.is_file()).then_some(place)
    }

    /// The file that an old text shows or links to by this address.
    pub fn find<'a>(&'a self, item: &'a OldItem, address: &str) -> Option<&'a OldFile> {
        let read = OldAddress::read(address);
        let own = item
            .pictures
            .iter()
            .chain(&item.files)
            .find(|file| file.path == address || (read.is_some() && OldAddress::read(&file.url) == read));
        let kept = || self.by_address.get(read.as_ref()?);
        // WordPress shows a picture in sizes: `cau-300x200.jpg` is `cau.jpg`.
        let whole = || self.by_address.get(&OldAddress::read(&without_size(address)?)?);
        own.or_else(kept).or_else(whole)
    }
}

fn without_size(address: &str) -> Option<String> {
    let (stem, ending) = address.rsplit_once('.')?;
    let (name, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(width) && digits(height)).then(|| format!("{name}.{ending}"))
}

/// Who brings files in, to where.
#[derive(Debug)]
pub struct Porter<'a> {
    /// Where they are kept.
    pub keeping: Keeping<'a>,
    /// Whose library.
    pub tenant: &'a TenantId,
    /// Who brings them.
    pub staff: &'a Staff,
    /// The same, as the trail knows them.
    pub actor: &'a Actor,
    /// What is said of a file of which nothing else is known.
    pub credit: &'a str,
    /// What was brought in already.
    pub brought: HashMap<PathBuf, Attachment>,
}

impl Porter<'_> {
    /// Brings a file in; the same file again is the same.
    ///
    /// # Errors
    /// [`Error::Refused`] with why it was not taken.
    pub async fn bring(&mut self, place: &Path, file: &OldFile) -> Result<Attachment> {
        if let Some(known) = self.brought.get(place) {
            return Ok(known.clone());
        }
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let entropy = &self.keeping.library.db.entropy;
        let limits = self.keeping.limits;
        let most = move |head: &[u8]| most(limits, head);
        let intake = Intake { folder: self.keeping.upload, entropy, most: Some(&most) };
        let spooled = Spooled::copy_of(place, &name, &intake, &most).await?;
        let arrival =
            Arrival { spooled: &spooled, name: &name, description: self.description(file), shared: true };
        let received = self.keeping.library.receive(self.tenant, self.staff, self.actor, arrival).await?;
        let attachment = received.into_attachment();
        self.brought.insert(place.to_owned(), attachment.clone());
        Ok(attachment)
    }

    fn description(&self, file: &OldFile) -> Description {
        let credited = |text: &str| if text.trim().is_empty() { self.credit } else { text }.to_owned();
        Description {
            author: short(&credited(&file.author), LONGEST_NAME),
            source: short(&credited(&file.source), LONGEST_NAME),
            alt: short(&file.alt, LONGEST_ALT),
            caption: short(&file.caption, LONGEST_CAPTION),
            consent: Consent::Unsaid,
        }
    }
}

fn short(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// A file as a text shows it.
pub fn shown(attachment: &Attachment, file: &OldFile) -> Shown {
    Shown { src: address(attachment), alt: short(&file.alt, LONGEST_ALT) }
}

/// A file's address in texts.
pub fn address(attachment: &Attachment) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name: String = attachment.name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    format!("{FILES}{}/{name}", attachment.file_id)
}

/// Why a file was not taken, in one sentence; none for what is no fault of the file.
pub fn why(cause: Error) -> Result<String> {
    match cause {
        Error::Refused(refusals) => {
            Ok(refusals.into_iter().map(|refusal| refusal.message).collect::<Vec<_>>().join(" "))
        }
        Error::TooLarge(why) | Error::BadRequest(why) => Ok(why),
        other => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_found() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("tep");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(outer.path().join("khoa"), "x").unwrap();
        std::fs::write(folder.join("a.jpg"), "x").unwrap();
        let shelf = Shelf::new(Some(&folder)).unwrap();
        let place = |path: &str| shelf.place(&OldFile { path: path.into(), ..OldFile::default() });
        assert!(place("a.jpg").is_some() && place("./a.jpg").is_some());
        for path in ["../khoa", "/etc/passwd", "khong-co", "", "b/../../khoa"] {
            assert!(place(path).is_none(), "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outer.path().join("khoa"), folder.join("lien-ket")).unwrap();
            assert!(place("lien-ket").is_none());
        }
    }

    #[test]
    fn sizes_lead_to_the_whole_picture() {
        assert_eq!(without_size("/a/cau-300x200.jpg").as_deref(), Some("/a/cau.jpg"));
        assert_eq!(without_size("/a/cau-moi.jpg"), None);
    }
}
