//! Whether readers get their pages as quickly as ever while hundreds of files come in and are read.
//!
//! The server is this binary once more, over a deployment of its own: what is measured came over the network, and the
//! memory is that of the server and its workers alone.

mod asking;
mod varied;

use std::fmt;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::memory::{Peak, Watch};
use super::newsroom::{Agency, word};
use super::pages::{Ground, SignedIn};
use super::statistics::percentile;
use crate::base::scope::Db;
use crate::config::Config;
use crate::params;
use crate::people::Role;
use crate::tenants::SectionKey;
use asking::{Readers, Times};
use varied::varied;

/// News on the site that is asked.
const NEWS: usize = 20;
/// How long readers are watched before anything comes in.
const ALONE: Duration = Duration::from_secs(10);
/// How often it is looked whether all is read.
const LOOK: Duration = Duration::from_millis(250);
/// What is not read within this never is.
const PATIENCE: Duration = Duration::from_secs(3600);
/// The goal for the slowest page of a hundred, in milliseconds.
const GOAL: f64 = 100.0;
/// Who brings the files.
const LOGIN: &str = "bientap";

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The declared set of tenants.
    pub tenants: &'a Path,
    /// Files to bring, over and over.
    pub files: &'a Path,
    /// How many uploads.
    pub count: usize,
    /// Pages asked for in a second meanwhile.
    pub a_second: u32,
}

/// What was measured.
#[derive(Debug)]
pub struct Bulk {
    /// The pages before anything came in.
    alone: Times,
    /// The pages from the first upload until all was read.
    meanwhile: Times,
    taken: usize,
    refused: usize,
    megabytes: f64,
    uploading: Duration,
    until_read: Duration,
    read: i64,
    pages: i64,
    to_recognise: i64,
    peak: Peak,
}

impl Bulk {
    /// Whether readers noticed nothing.
    pub fn holds(&self) -> bool {
        self.meanwhile.failed == 0 && percentile(&self.meanwhile.sorted, 99) <= GOAL
    }
}

impl fmt::Display for Bulk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<34}{:>7}{:>8}{:>9}{:>9}{:>9}{:>9}",
            "milliseconds", "n", "failed", "p50", "p95", "p99", "max"
        )?;
        for (name, times) in
            [("pages, alone", &self.alone), ("pages, while files come and are read", &self.meanwhile)]
        {
            let [p50, p95, p99, max] = [50, 95, 99, 100].map(|share| percentile(&times.sorted, share));
            let (count, failed) = (times.sorted.len(), times.failed);
            writeln!(f, "{name:<34}{count:>7}{failed:>8}{p50:>9.1}{p95:>9.1}{p99:>9.1}{max:>9.1}")?;
        }
        let (uploading, until_read) = (self.uploading.as_secs_f64(), self.until_read.as_secs_f64());
        writeln!(
            f,
            "{} files taken, {} refused, {:.0} MB in {uploading:.1} s ({:.1} files/s)",
            self.taken,
            self.refused,
            self.megabytes,
            (self.taken + self.refused) as f64 / uploading
        )?;
        writeln!(
            f,
            "{} files read, {} pages, {until_read:.1} s after the first came; {} files wait for recognition",
            self.read, self.pages, self.to_recognise
        )?;
        writeln!(
            f,
            "peak memory: {} MiB of server and workers together, {} MiB of a worker",
            self.peak.together / 1024,
            self.peak.started / 1024
        )?;
        writeln!(
            f,
            "goal, p99 of at most {GOAL:.0} ms and no failure: {}",
            if self.holds() { "met" } else { "MISSED" }
        )
    }
}

/// Runs it on SQLite in a folder of its own.
///
/// # Errors
/// When the deployment cannot be made, the server does not come up, or what came in is never read.
pub async fn run(ask: Ask<'_>, note: impl Fn(&str)) -> Result<Bulk> {
    let files = files(ask.files)?;
    let ground = Ground::lay(Config::default(), ask.tenants).await?;
    ground.person(LOGIN, Role::Member).await?;
    let signed_in = ground.sign_in(LOGIN).await?;
    let paths = publish(&ground).await?;
    note("starting the server");
    let server = Server::start(&ground)?;
    let host = ground.tenant.url("/").replace("http://", "").trim_end_matches('/').to_owned();
    let readers = Readers { server: server.address, host, paths };
    readers.ready().await?;
    note("asking for pages");
    let alone = readers.ask_for(ask.a_second, ALONE).await;
    note("bringing files");
    let watch = Watch::of(server.child.id());
    let enough = CancellationToken::new();
    let asking = tokio::spawn(readers.clone().ask(ask.a_second, enough.clone()));
    let begun = Instant::now();
    let console = Console { server: server.address, ground: &ground, signed_in };
    let (mut taken, mut refused, mut bytes) = (0, 0, 0);
    for n in 0..ask.count {
        let file = &files[n % files.len()];
        let brought = varied(std::fs::read(file)?, n);
        bytes += brought.len();
        if console.bring(&name(file), &brought).await? { taken += 1 } else { refused += 1 }
    }
    let uploading = begun.elapsed();
    note("waiting until all are read");
    until_read(&ground.db).await?;
    let until_read = begun.elapsed();
    enough.cancel();
    let meanwhile = asking.await?;
    let peak = watch.end();
    let count = async |sql: &'static str| -> Result<i64> {
        let found: Option<i64> = ground.db.platform().await?.optional(sql, params![]).await?;
        Ok(found.unwrap_or_default())
    };
    Ok(Bulk {
        alone,
        meanwhile,
        taken,
        refused,
        megabytes: bytes as f64 / 1e6,
        uploading,
        until_read,
        read: count("SELECT COUNT(*) AS n FROM readings WHERE status <> ''").await?,
        pages: count("SELECT COUNT(*) AS n FROM reading_pages").await?,
        to_recognise: count("SELECT COUNT(*) AS n FROM readings WHERE work = 'recognising'").await?,
        peak,
    })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    ensure!(!files.is_empty(), "{} holds no file", folder.display());
    Ok(files)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Publishes news; the pages that readers ask for.
async fn publish(ground: &Ground) -> Result<Vec<String>> {
    let newsroom = Agency::open(&ground.db, "-tin").await?.newsroom(&ground.db, &ground.tenant).await?;
    let mut paths = vec!["/".to_owned(), "/tim-kiem?q=thong+bao".to_owned()];
    let sections = [SectionKey::News, SectionKey::Legislation, SectionKey::Questions];
    let slugs = sections.iter().filter_map(|key| ground.tenant.profile.section(*key));
    paths.extend(slugs.map(|section| format!("/{}", section.slug)));
    for n in 0..NEWS {
        paths.push(newsroom.publish(&ground.db, &ground.tenant, &word(n)).await?.1);
    }
    Ok(paths)
}

async fn until_read(db: &Db) -> Result<()> {
    let begun = Instant::now();
    loop {
        let sql = "SELECT COUNT(*) AS n FROM readings WHERE work = 'waiting'";
        let left: Option<i64> = db.platform().await?.optional(sql, params![]).await?;
        if left == Some(0) {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            bail!("{left:?} files are not read");
        }
        sleep(LOOK).await;
    }
}

/// The server in a process of its own; it ends with this.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(ground: &Ground) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let config = ground.config();
        let settings = config.data.join("portal.toml");
        let mut file = std::fs::File::create(&settings)?;
        writeln!(file, "listen = '{address}'\ndata = '{}'\ntrial_hosts = true", config.data.display())?;
        if let Some(profile) = &config.legal_profile {
            writeln!(file, "legal_profile = '{profile}'")?;
        }
        writeln!(file, "[mail]\nurl = 'folder:'")?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--config").arg(&settings).arg("serve");
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { child, address })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A signed-in person who brings files to the library.
struct Console<'a> {
    server: SocketAddr,
    ground: &'a Ground,
    signed_in: SignedIn,
}

impl Console<'_> {
    /// Whether the file was taken; a refusal is an answer too.
    async fn bring(&self, name: &str, bytes: &[u8]) -> Result<bool> {
        const BORDER: &str = "----portal-bench-8f2a";
        let field = |name: &str, value: &str| {
            format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let head = format!(
            "{}{}{}--{BORDER}\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            field("csrf", &self.signed_in.csrf),
            field("tac-gia", "Văn phòng"),
            field("nguon", "Để đo"),
        );
        let body = [head.as_bytes(), bytes, format!("\r\n--{BORDER}--\r\n").as_bytes()].concat();
        let request = format!(
            "POST /{}/thu-vien/them HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\n\
             Content-Type: multipart/form-data; boundary={BORDER}\r\nContent-Length: {}\r\n\r\n",
            self.ground.tenant.slug(),
            self.ground.console_host(),
            self.signed_in.cookie,
            body.len()
        );
        let answer = asking::exchange(self.server, Ipv4Addr::LOCALHOST, &[request.as_bytes(), &body]).await?;
        match asking::status(&answer) {
            Some(303) => Ok(true),
            Some(409 | 422 | 413) => Ok(false),
            other => bail!("{name}: the console answered {other:?}"),
        }
    }
}
