//! What one backup holds: written last, so that a run without it never was.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::Fault;
use super::key::BackupKey;
use super::stream;
use crate::base::clock::Millis;
use crate::base::entropy::Entropy;

/// How backups are written; another number is another way.
pub const FORMAT: u32 = 1;

/// How the database lies in a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// A copy of the file.
    Sqlite,
    /// Rows of every table, one line each.
    Postgres,
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place under the data folder, or of the database under [`super::snapshot::ROWS`].
    pub path: String,
    /// How large it is.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
    /// Under which name it lies in the backup.
    pub object: String,
    /// Whether it is compressed there.
    #[serde(default)]
    pub packed: bool,
}

/// Where a tenant's audit chain had come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// Whose.
    pub tenant: String,
    /// The last number.
    pub seq: i64,
    /// The last link.
    pub hash: String,
}

/// One tenant on its way to another deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Its id.
    pub id: String,
    /// Its name in addresses.
    pub slug: String,
    /// A digest of the rows of every table, whatever their order.
    pub digests: BTreeMap<String, String>,
    /// The key of its tracking codes, in hexadecimal.
    pub code_key: String,
}

/// What one run wrote down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`]
    pub format: u32,
    /// Which run.
    pub run: String,
    /// The portal that wrote it.
    pub version: String,
    /// The schema's last migration.
    pub schema: i64,
    /// How the database lies in it.
    pub engine: Engine,
    /// The moment it shows.
    pub at: Millis,
    /// Rows of every table.
    pub counts: BTreeMap<String, i64>,
    /// Every chain's head.
    pub heads: Vec<ChainHead>,
    /// The database.
    pub database: Vec<Entry>,
    /// Everything else in the data folder.
    pub files: Vec<Entry>,
    /// Files that the database names and that were not on the disk.
    pub absent: Vec<String>,
    /// Files on the disk whose bytes are not what their name says.
    pub damaged: Vec<String>,
    /// The one tenant that it is about; none for a backup of everything.
    #[serde(default)]
    pub tenant: Option<Moved>,
}

impl Manifest {
    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.database.iter().chain(&self.files)
    }

    /// Compressed and sealed.
    ///
    /// # Errors
    /// Never in practice: it is made in memory.
    pub fn sealed(&self, key: &BackupKey, entropy: &Entropy) -> anyhow::Result<Vec<u8>> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        serde_json::to_writer(&mut packed, self)?;
        packed.flush()?;
        let mut target = Vec::new();
        stream::seal(key, entropy.bytes(), &mut packed.finish()?.as_slice(), &mut target)?;
        Ok(target)
    }

    /// Opens what [`Manifest::sealed`] made.
    ///
    /// # Errors
    /// [`Fault::DamagedManifest`] when it was changed, [`Fault::OtherFormat`] when a newer portal wrote it.
    pub fn opened(key: &BackupKey, run: &str, sealed: &[u8]) -> Result<Self, Fault> {
        let damaged = || Fault::DamagedManifest(run.to_owned());
        let mut packed = Vec::new();
        stream::open(key, &mut &sealed[..], &mut packed).map_err(|_| damaged())?;
        let mut text = Vec::new();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut text).map_err(|_| damaged())?;
        let value: serde_json::Value = serde_json::from_slice(&text).map_err(|_| damaged())?;
        if value["format"] != FORMAT {
            return Err(Fault::OtherFormat);
        }
        let manifest: Self = serde_json::from_value(value).map_err(|_| damaged())?;
        // One put in the place of another is not this run's.
        if manifest.run == run { Ok(manifest) } else { Err(damaged()) }
    }
}
