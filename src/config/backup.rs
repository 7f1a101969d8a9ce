//! Copies of everything: where they go, when, and how long they stay.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Result, bail, ensure};
use jiff::civil::Time;
use serde::Deserialize;

/// Copies of everything: where they go, when, and how long they stay.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// Where they go, best on another machine; without it none are made.
    pub place: Option<BackupPlace>,
    /// How an object store is reached, where the place is one.
    pub s3: S3,
    /// The file that holds the backup key (`portal backup key`).
    pub key_file: Option<PathBuf>,
    /// The key itself, from the variable `PORTAL_BACKUP_KEY`.
    #[serde(skip)]
    pub key: Option<String>,
    /// When each day, in Vietnam's time.
    pub at: Time,
    /// Of how many days the last copy stays.
    pub daily: usize,
    /// Of how many weeks.
    pub weekly: usize,
    /// Of how many months.
    pub monthly: usize,
    /// After so many days a copy is restored to prove it.
    pub drill_days: i64,
}

// Never with the key.
impl fmt::Debug for Backup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backup").field("place", &self.place).field("at", &self.at).finish_non_exhaustive()
    }
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            place: None,
            s3: S3::default(),
            key_file: None,
            key: None,
            at: Time::constant(1, 30, 0, 0),
            daily: 7,
            weekly: 5,
            monthly: 12,
            drill_days: 30,
        }
    }
}

impl Backup {
    pub(super) fn override_from(&mut self, variable: impl Fn(&str) -> Option<String>) -> Result<()> {
        if let Some(value) = variable("PORTAL_BACKUP_PLACE") {
            self.place = Some(value.parse()?);
        }
        self.key = variable("PORTAL_BACKUP_KEY").or(self.key.take());
        let s3 = &mut self.s3;
        s3.access_key_id = variable("PORTAL_BACKUP_S3_ACCESS_KEY_ID").or(s3.access_key_id.take());
        s3.endpoint = variable("PORTAL_BACKUP_S3_ENDPOINT").or(s3.endpoint.take());
        if let Some(region) = variable("PORTAL_BACKUP_S3_REGION") {
            s3.region = region;
        }
        let secret = variable("PORTAL_BACKUP_S3_SECRET_ACCESS_KEY").map(Secret);
        s3.secret_access_key = secret.or(s3.secret_access_key.take());
        Ok(())
    }

    pub(super) fn check(&self, data: &Path) -> Result<()> {
        if self.daily == 0 || self.drill_days < 1 {
            bail!("backup.daily and backup.drill_days must be 1 at least");
        }
        if matches!(&self.place, Some(BackupPlace::Folder(folder)) if folder.starts_with(data)) {
            bail!("backup.place must not lie in the data folder: it would be lost with it");
        }
        if let Some(endpoint) = &self.s3.endpoint
            && !["http://", "https://"].iter().any(|scheme| endpoint.starts_with(scheme))
        {
            bail!("backup.s3.endpoint must begin with https:// or http://");
        }
        if self.s3.lock_seconds < 3 {
            bail!("backup.s3.lock_seconds must be 3 at least");
        }
        Ok(())
    }
}

/// A folder, or a prefix in a bucket of an object store.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum BackupPlace {
    /// A folder, best of another machine, mounted here.
    Folder(PathBuf),
    /// `s3://bucket/prefix`
    Bucket {
        /// The bucket.
        bucket: String,
        /// What stands before every name in it, without slashes around; may be empty.
        prefix: String,
    },
}

impl FromStr for BackupPlace {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let Some(rest) = text.strip_prefix("s3://") else {
            ensure!(!text.is_empty(), "backup.place is empty");
            return Ok(Self::Folder(text.into()));
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_matches('/');
        ensure!(!bucket.is_empty(), "backup.place names no bucket: s3://bucket/prefix");
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        let steps = prefix.split('/').all(|step| prefix.is_empty() || !["", ".", ".."].contains(&step));
        ensure!(rest.chars().all(plain) && steps, "backup.place: {text} is no name of a bucket and a prefix");
        Ok(Self::Bucket { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

impl TryFrom<String> for BackupPlace {
    type Error = anyhow::Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<PathBuf> for BackupPlace {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }
}

impl fmt::Display for BackupPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket { bucket, prefix } if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::Bucket { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

/// What nobody reads by accident.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// How an object store that speaks S3 is reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct S3 {
    /// Its address, also from `PORTAL_BACKUP_S3_ENDPOINT`; Amazon's own for the region if absent.
    pub endpoint: Option<String>,
    /// Its region, also from `PORTAL_BACKUP_S3_REGION`; MinIO and Ceph take any.
    pub region: String,
    /// The access key's name; also from `PORTAL_BACKUP_S3_ACCESS_KEY_ID`.
    pub access_key_id: Option<String>,
    /// The access key's secret; also from `PORTAL_BACKUP_S3_SECRET_ACCESS_KEY`.
    pub secret_access_key: Option<Secret>,
    /// The file that holds the secret instead; read anew at every run.
    pub secret_file: Option<PathBuf>,
    /// Whether the bucket stands in the path, as MinIO and Ceph have it, or in front of the host.
    pub path_style: bool,
    /// One more certificate to trust, for a store with a private authority.
    pub ca: Option<PathBuf>,
    /// After so many seconds without a sign of life the lock of a run that died is no more.
    pub lock_seconds: u64,
}

impl Default for S3 {
    fn default() -> Self {
        Self {
            endpoint: None,
            region: "us-east-1".to_owned(),
            access_key_id: None,
            secret_access_key: None,
            secret_file: None,
            path_style: true,
            ca: None,
            lock_seconds: 120,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_place_is_a_folder_or_a_bucket() {
        let read = |text: &str| text.parse::<BackupPlace>();
        assert_eq!(read("/mnt/backup").unwrap(), BackupPlace::Folder("/mnt/backup".into()));
        for (text, shown) in
            [("s3://a/b/c/", "s3://a/b/c"), ("s3://a", "s3://a"), ("s3://a/", "s3://a"), ("x/y", "x/y")]
        {
            assert_eq!(read(text).unwrap().to_string(), shown);
        }
        for bad in ["", "s3://", "s3:///b", "s3://a/b//c", "s3://a/../c", "s3://a/b c", "s3://a/b?x=1"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_environment_brings_the_secret_and_nothing_shows_it() {
        let text = "[backup]\nplace = 's3://a/b'\n[backup.s3]\nendpoint = 'https://s3.example'\naccess_key_id = 'AK'";
        let mut config: Config = toml::from_str(text).unwrap();
        let secret = |name: &str| (name == "PORTAL_BACKUP_S3_SECRET_ACCESS_KEY").then(|| "geheim".to_owned());
        config.override_from(secret).unwrap();
        config.backup.check(Path::new("data")).unwrap();
        assert_eq!(config.backup.s3.secret_access_key, Some(Secret("geheim".to_owned())));
        assert_eq!(config.backup.s3.access_key_id.as_deref(), Some("AK"));
        assert!(!format!("{config:?} {:?}", config.backup.s3).contains("geheim"));
    }

    #[test]
    fn an_address_without_a_scheme_and_a_lock_without_time_are_refused() {
        for bad in ["endpoint = 's3.example'", "lock_seconds = 0"] {
            let config: Config = toml::from_str(&format!("[backup.s3]\n{bad}")).unwrap();
            assert!(config.backup.check(Path::new("data")).is_err(), "{bad}");
        }
        let inside: Config = toml::from_str("[backup]\nplace = 'data/backup'").unwrap();
        assert!(inside.backup.check(Path::new("data")).is_err());
    }
}
