//! The backups of one place: sealed objects by name, one manifest a run, and a lock; the same whether the place is a folder or
//! a bucket.

use std::collections::HashMap;
use std::io::{self, Read};
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::key::BackupKey;
use super::manifest::{FORMAT, Manifest};
use super::medium::{Guard, LOCK, Medium, PARTS, Part};
use super::settler::Settler;
use super::{Fault, Place, aside};
use crate::base::entropy::Entropy;

const HEADER: &str = "portal-backup.json";
const OBJECTS: &str = "objects";
const RUNS: &str = "runs";
const MANIFEST: &str = ".manifest";

/// Says which key belongs here, and how it is written; nothing about what is in it.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    check: String,
}

/// The backups of a place.
#[derive(Clone, Debug)]
pub struct Shelf {
    medium: Arc<dyn Medium>,
    key: BackupKey,
}

/// The same while nobody else writes; dropped, the next run may.
#[derive(Clone, Debug)]
pub struct Locked {
    shelf: Shelf,
    guard: Arc<dyn Guard>,
}

impl Deref for Locked {
    type Target = Shelf;

    fn deref(&self) -> &Shelf {
        &self.shelf
    }
}

impl Shelf {
    /// The backups of a place.
    ///
    /// # Errors
    /// When there are none, or they were made under another key.
    pub fn open(place: &Place) -> Result<Self, Fault> {
        let Some(mut header) = place.medium.read(HEADER)? else {
            return Err(Fault::NothingThere(place.medium.told()));
        };
        let header: Header = whole(&mut header)
            .map_err(|cause| Fault::Unreachable(format!("{}: {cause}", place.medium.told())))
            .and_then(|text| serde_json::from_slice(&text).map_err(|_| Fault::Damaged(HEADER.to_owned())))?;
        if header.format != FORMAT {
            return Err(Fault::OtherFormat);
        }
        if header.check != place.key.check() {
            return Err(Fault::WrongKey);
        }
        Ok(Self { medium: place.medium.clone(), key: place.key.clone() })
    }

    /// As [`Shelf::open`]; an empty place becomes one for backups.
    ///
    /// # Errors
    /// When it holds something else, cannot be written, or belongs to another key.
    pub fn begin(place: &Place) -> Result<Self, Fault> {
        match Self::open(place) {
            Err(Fault::NothingThere(_)) => {}
            other => return other,
        }
        let medium = place.medium.clone();
        // What an interrupted first run left there is ours.
        let foreign = |name: &String| ![OBJECTS, RUNS, PARTS, LOCK].contains(&name.as_str());
        if let Some(foreign) = medium.top()?.into_iter().find(foreign) {
            return Err(Fault::NotEmpty(format!("{}/{foreign}", medium.told())));
        }
        medium.prepare(&[OBJECTS, RUNS])?;
        let header = serde_json::to_vec(&Header { format: FORMAT, check: place.key.check() });
        medium.write(HEADER, header.unwrap_or_default())?;
        Ok(Self { medium, key: place.key.clone() })
    }

    /// The key it is sealed under.
    pub fn key(&self) -> &BackupKey {
        &self.key
    }

    /// Takes the lock.
    ///
    /// # Errors
    /// [`Fault::Busy`] while another run holds it.
    pub fn lock(&self) -> Result<Locked, Fault> {
        Ok(Locked { shelf: self.clone(), guard: self.medium.lock()?.into() })
    }

    /// Every object there is, with its size.
    ///
    /// # Errors
    /// When the place does not answer.
    pub fn objects(&self) -> Result<HashMap<String, u64>, Fault> {
        let found = self.medium.list(OBJECTS)?;
        Ok(found.into_iter().map(|(name, size)| (last(&name).to_owned(), size)).collect())
    }

    /// An object to read; none where it is not there.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, object: &str) -> Result<Option<Box<dyn Read + Send>>, Fault> {
        self.medium.read(&place_of(object))
    }

    /// Every run that was finished, the oldest first.
    ///
    /// # Errors
    /// When the place does not answer.
    pub fn runs(&self) -> Result<Vec<String>, Fault> {
        let found = self.medium.list(RUNS)?;
        let names = found.iter().filter_map(|(name, _)| last(name).strip_suffix(MANIFEST));
        let mut runs: Vec<String> = names.map(str::to_owned).collect();
        runs.sort();
        Ok(runs)
    }

    /// What a run wrote down.
    ///
    /// # Errors
    /// When it is not there or was changed.
    pub fn manifest(&self, run: &str) -> Result<Manifest, Fault> {
        let found = self.medium.read(&manifest_of(run))?;
        let mut found = found.ok_or_else(|| Fault::NoRun(run.to_owned()))?;
        let sealed = whole(&mut found)
            .map_err(|cause| Fault::Unreachable(format!("{}: {cause}", self.medium.told())))?;
        Manifest::opened(&self.key, run, &sealed)
    }
}

impl Locked {
    /// Gives the lock back, where others must not wait for it.
    ///
    /// # Errors
    /// Never in practice.
    pub async fn free(self) -> anyhow::Result<()> {
        aside(move || {
            drop(self);
            Ok::<_, Fault>(())
        })
        .await
    }

    /// Removes what an interrupted run had not finished.
    ///
    /// # Errors
    /// When the place does not answer.
    pub fn clear_parts(&self) -> Result<(), Fault> {
        self.medium.clear_parts()
    }

    /// Something to write to before it has its name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn part(&self, entropy: &Entropy) -> io::Result<Part> {
        self.medium.part(entropy)
    }

    /// What gives parts their names, beside those who write them.
    pub fn settler(&self) -> Settler {
        Settler::over(&self.medium)
    }

    /// Writes a run's manifest: from here on the run is there.
    ///
    /// # Errors
    /// When it cannot be written, or another run has taken over; then the run never was.
    pub fn finish(&self, manifest: &Manifest, entropy: &Entropy) -> anyhow::Result<()> {
        let sealed = manifest.sealed(&self.key, entropy)?;
        self.guard.holds()?;
        Ok(self.medium.write(&manifest_of(&manifest.run), sealed)?)
    }

    /// Forgets runs; their objects stay until [`Locked::sweep`].
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn forget<'r>(&self, runs: impl Iterator<Item = &'r str>) -> Result<(), Fault> {
        self.guard.holds()?;
        self.medium.remove(runs.map(manifest_of).collect())
    }

    /// Removes every object that `kept` does not name.
    ///
    /// # Errors
    /// When the place does not answer.
    pub fn sweep(&self, kept: impl Fn(&str) -> bool) -> Result<(), Fault> {
        let objects = self.medium.list(OBJECTS)?.into_iter().map(|(name, _)| name);
        let nobodys: Vec<String> = objects.filter(|name| !kept(last(name))).collect();
        self.guard.holds()?;
        self.medium.remove(nobodys)
    }
}

/// Where an object lies.
pub(super) fn place_of(object: &str) -> String {
    format!("{OBJECTS}/{}/{object}", &object[..2.min(object.len())])
}

fn manifest_of(run: &str) -> String {
    format!("{RUNS}/{run}{MANIFEST}")
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn whole(source: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    Ok(bytes)
}
