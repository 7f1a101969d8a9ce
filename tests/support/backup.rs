//! A deployment with a place for its backups, and the real binary over both.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portal::backup::Place;
use portal::backup::key::BackupKey;
use portal::base::entropy::Entropy;
use portal::base::scope::Db;
use portal::base::seal::sha256_hex;
use portal::config::{Backup, BackupPlace, Config, Database, S3, Secret};
use portal::deployment::testkit::{TestDeployment, empty, with_tenants};

use super::command::{Ended, run};

/// The district of 2016 with some files, and a place for its backups.
pub struct Kit {
    /// What is backed up.
    pub deployment: TestDeployment,
    /// The backup key.
    pub key: BackupKey,
    /// Keeps what a test writes.
    pub folder: tempfile::TempDir,
    bucket: Option<(BackupPlace, S3)>,
}

impl Kit {
    /// With a folder for its backups.
    pub async fn new(files: usize) -> Self {
        Self::with(files, None).await
    }

    /// With a bucket for its backups.
    pub async fn in_bucket(files: usize, place: &str, s3: S3) -> Self {
        Self::with(files, Some((place.parse().unwrap(), s3))).await
    }

    async fn with(files: usize, bucket: Option<(BackupPlace, S3)>) -> Self {
        let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let deployment = with_tenants(&set).await.unwrap();
        let entropy = Entropy::seeded(5);
        for _ in 0..files {
            add_file(&deployment.config.data, &entropy.bytes::<32>().repeat(1500));
        }
        let (key, folder) = (BackupKey::fresh(&Entropy::seeded(9)), tempfile::tempdir().unwrap());
        Self { deployment, key, folder, bucket }
    }

    /// Its database.
    pub fn db(&self) -> &Db {
        &self.deployment.db
    }

    /// The folder of its backups.
    pub fn place(&self) -> PathBuf {
        self.folder.path().join("place")
    }

    /// The same under a key.
    pub fn at(&self, key: &BackupKey) -> Place {
        Place::folder(self.place(), key.clone())
    }

    /// The settings for another data folder and database, with the same place of backups.
    pub fn config(&self, data: &Path, database: &Database) -> Config {
        let (place, s3) = self.bucket.clone().unwrap_or_else(|| (self.place().into(), S3::default()));
        let backup = Backup { place: Some(place), s3, key: Some(self.key.text()), ..Backup::default() };
        Config { data: data.to_owned(), database: database.clone(), backup, ..self.deployment.config.clone() }
    }

    /// Those of the deployment itself.
    pub fn own(&self) -> Config {
        self.config(&self.deployment.config.data, &self.deployment.config.database)
    }

    /// The same as a file for the binary.
    fn file(&self, config: &Config) -> PathBuf {
        let name = sha256_hex(config.data.as_os_str().as_encoded_bytes());
        let file = self.folder.path().join(format!("{name}.toml"));
        let line = |name: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{name} = '{value}'\n")).unwrap_or_default()
        };
        let backup = &config.backup;
        let text = format!(
            "data = '{}'\ntrial_hosts = true\n[database]\n{}{}{}[backup]\nplace = '{}'\n[backup.s3]\n{}{}lock_seconds = {}\n",
            config.data.display(),
            line("url", &config.database.url),
            line("platform_url", &config.database.platform_url),
            line("migrator_url", &config.database.migrator_url),
            backup.place.as_ref().unwrap(),
            line("endpoint", &backup.s3.endpoint),
            line("access_key_id", &backup.s3.access_key_id),
            backup.s3.lock_seconds,
        );
        std::fs::write(&file, text).unwrap();
        file
    }

    /// The binary under these settings.
    pub fn command(&self, config: &Config, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command.arg("--config").arg(self.file(config)).args(arguments);
        command.env("PORTAL_BACKUP_KEY", self.key.text());
        if let Some(Secret(secret)) = &config.backup.s3.secret_access_key {
            command.env("PORTAL_BACKUP_S3_SECRET_ACCESS_KEY", secret);
        }
        command
    }

    /// Runs it to its end.
    pub fn portal(&self, config: &Config, arguments: &[&str]) -> Ended {
        run(&mut self.command(config, arguments), b"")
    }

    /// Starts the binary and kills it after a while.
    pub fn killed(&self, config: &Config, arguments: &[&str], after: Duration) {
        let mut child = self.spawned(config, arguments);
        std::thread::sleep(after);
        let _ = child.kill();
        child.wait().unwrap();
    }

    /// Starts the binary.
    pub fn spawned(&self, config: &Config, arguments: &[&str]) -> Child {
        let mut command = self.command(config, arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// When the mark of a restoration was there; nothing when the process ended and left none.
    pub fn marked(there: &Config, running: &mut Child) -> Option<Instant> {
        loop {
            if there.data.join("restoring.json").exists() {
                return Some(Instant::now());
            }
            if running.try_wait().unwrap().is_some() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// An empty folder and an empty database.
    pub async fn elsewhere(&self, name: &str) -> Config {
        let database = empty().await.unwrap().config.database.clone();
        self.config(&self.folder.path().join(name), &database)
    }

    /// Every object in the folder.
    pub fn objects(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for folder in std::fs::read_dir(self.place().join("objects")).unwrap() {
            found.extend(std::fs::read_dir(folder.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
        }
        found.sort();
        found
    }
}

/// Puts bytes into the store of files.
pub fn add_file(data: &Path, bytes: &[u8]) -> PathBuf {
    let sha256 = sha256_hex(bytes);
    let folder = data.join("files").join(&sha256[..2]);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(sha256);
    std::fs::write(&file, bytes).unwrap();
    file
}

/// Every file of the stores, with its digest.
pub fn stored(data: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for folder in std::fs::read_dir(data.join("files")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            found.insert(name, sha256_hex(&std::fs::read(file.path()).unwrap()));
        }
    }
    found
}
