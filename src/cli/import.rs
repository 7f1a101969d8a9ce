//! `portal import documents`, `portal import procedures`, `portal import site`, `portal import files`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::base::scope::Db;
use crate::config::Config;
use crate::files::FileStore;
use crate::import::folder;
use crate::import::report::Report;
use crate::import::run::{self, Shape};
use crate::import::site::files::Keeping;
use crate::import::site::{self, Format};
use crate::media::Library;
use crate::tenants::SectionKey;
use crate::tenants::directory::{Directory, Reachability, Tenant};
use crate::worker::Pool;

/// Brings content in from a file of JSON Lines, plain or gzip; can be run again without duplicates.
#[derive(Subcommand)]
pub enum Import {
    /// Documents.
    Documents(File),
    /// Administrative procedures: title, summary, body, and facts by their keys (linh-vuc, co-quan, muc-do …).
    Procedures(File),
    /// Articles, pages and documents of the site before this one, into a batch that waits in the console; their old
    /// addresses lead to the new ones. docs/import.md describes both formats.
    Site(Site),
    /// Files of a folder, with or without a table of what they are: each becomes a draft. docs/import.md says how.
    Files(Files),
}

/// A folder of files, for whom and by whom.
#[derive(Args)]
pub struct Files {
    /// The tenant's slug.
    #[arg(long)]
    tenant: String,
    /// The login of the person who imports.
    #[arg(long)]
    imported_by: String,
    /// The key of the unit that supplies the documents.
    #[arg(long, default_value = "vanphong")]
    unit: String,
    /// The source to name on each.
    #[arg(long, default_value = "Kho văn bản của cơ quan")]
    source: String,
    /// A table of what the files are: CSV, XLSX, XLS or ODS.
    #[arg(long)]
    sheet: Option<PathBuf>,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// The folder.
    folder: PathBuf,
}

/// The export of a site, for whom and by whom.
#[derive(Args)]
pub struct Site {
    /// The tenant's slug.
    #[arg(long)]
    tenant: String,
    /// The login of the person who imports.
    #[arg(long)]
    imported_by: String,
    /// The key of the unit that supplies the content.
    #[arg(long, default_value = "vanphong")]
    unit: String,
    /// The source to name where an item or a picture names none.
    #[arg(long, default_value = "Trang thông tin điện tử trước đây")]
    source: String,
    /// What the old site is called, where several are imported into one tenant: ids are each site's own.
    #[arg(long, default_value = "trang-cu")]
    site: String,
    /// `lines` (JSON Lines) or `wordpress` (WXR); from the file's name if absent.
    #[arg(long)]
    format: Option<SiteFormat>,
    /// The folder in which the export's files lie: for WordPress its `uploads`. Nothing is fetched from the network.
    #[arg(long)]
    files: Option<PathBuf>,
    /// Which section stands for one of the old site, as `"Tên chuyên mục cũ=tin-tuc"`; can be given several times.
    #[arg(long = "section", value_parser = section)]
    sections: Vec<(String, SectionKey)>,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// The export, plain or gzip.
    file: PathBuf,
}

/// The two formats by name.
#[derive(Clone, Copy, clap::ValueEnum)]
enum SiteFormat {
    Lines,
    Wordpress,
}

fn section(text: &str) -> Result<(String, SectionKey), String> {
    let parts = text.rsplit_once('=');
    let (old, key) = parts.ok_or_else(|| "viết dạng \"Tên chuyên mục cũ=khóa chuyên mục\"".to_owned())?;
    let key = SectionKey::parse(key.trim()).ok_or_else(|| {
        let keys: Vec<&str> = SectionKey::ALL.iter().map(|key| key.as_str()).collect();
        format!("không có chuyên mục “{key}”; các chuyên mục: {}", keys.join(", "))
    })?;
    Ok((old.to_owned(), key))
}

/// The file, for whom and by whom.
#[derive(Args)]
pub struct File {
    /// The tenant's slug.
    #[arg(long)]
    tenant: String,
    /// The login of the person who imports.
    #[arg(long)]
    imported_by: String,
    /// The login of another person who approves; without it the batch waits in the console.
    #[arg(long)]
    approved_by: Option<String>,
    /// The key of the unit that supplies the content.
    #[arg(long, default_value = "vanphong")]
    unit: String,
    /// The source to name on each.
    #[arg(long, default_value = "Nhập từ tệp dữ liệu")]
    source: String,
    /// The file.
    file: PathBuf,
}

/// How far an import of files steps back behind a server on the same machine.
const NICE: i32 = 10;

impl Import {
    /// Lets a server beside go first, in all that this process and its workers do: before it has a second thread.
    pub fn step_back(&self) {
        if matches!(self, Self::Files(_)) {
            let _ = rustix::process::nice(NICE);
        }
    }

    /// Runs it.
    pub async fn run(self, config: Config) -> Result<()> {
        let (shape, file) = match self {
            Self::Documents(file) => (Shape::Documents, file),
            Self::Procedures(file) => (Shape::Procedures, file),
            Self::Site(site) => return site.run(config).await,
            Self::Files(files) => return files.run(config).await,
        };
        let File { tenant, imported_by, approved_by, unit, source, file } = file;
        let db = super::open(&config).await?;
        let tenant = tenant_of(&config, &db, &tenant).await?;
        let size =
            std::fs::metadata(&file).with_context(|| format!("không đọc được {}", file.display()))?.len();
        let bar = ProgressBar::new(size)
            .with_style(ProgressStyle::with_template("{bar:40} {percent}% {msg} {elapsed}")?);
        let request = run::Request {
            shape,
            imported_by: &imported_by,
            approved_by: approved_by.as_deref(),
            unit_key: &unit,
            source: &source,
            file: &file,
        };
        let report = run::run(&db, &tenant, request, |progress| {
            bar.set_position(progress.bytes);
            bar.set_message(format!("{} dòng", progress.read));
        })
        .await?;
        bar.finish_and_clear();
        println!("{report}");
        Ok(())
    }
}

async fn tenant_of(config: &Config, db: &Db, slug: &str) -> Result<std::sync::Arc<Tenant>> {
    let directory = Directory::new(Reachability::of(config));
    directory.reload(db).await?;
    directory.by_slug(slug).with_context(|| format!("không có đơn vị {slug}"))
}

/// The library of a deployment, and where files wait until it takes them.
fn library(config: &Config, db: &Db) -> Result<(Library, PathBuf)> {
    let upload = config.data.join("upload");
    let library = Library {
        db: db.clone(),
        files: FileStore::open(&config.data.join("files"))?,
        workers: Pool::new(config.worker.clone(), upload.clone()),
    };
    Ok((library, upload))
}

impl Files {
    async fn run(self, config: Config) -> Result<()> {
        let db = super::open(&config).await?;
        let tenant = tenant_of(&config, &db, &self.tenant).await?;
        let (library, upload) = library(&config, &db)?;
        let keeping = Keeping { library: &library, upload: &upload, limits: &config.uploads };
        let request = folder::Request {
            imported_by: &self.imported_by,
            unit_key: &self.unit,
            source: &self.source,
            folder: &self.folder,
            sheet: self.sheet.as_deref(),
            dry_run: self.dry_run,
        };
        let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
            "{bar:40} {pos}/{len} tệp, {per_sec}, còn {eta} {elapsed}",
        )?);
        let report = folder::run(&db, &tenant, keeping, request, |progress| {
            bar.set_length(progress.files);
            bar.set_position(progress.done);
        })
        .await?;
        bar.finish_and_clear();
        print(&report, self.dry_run, self.json)
    }
}

impl Site {
    async fn run(self, config: Config) -> Result<()> {
        let db = super::open(&config).await?;
        let tenant = tenant_of(&config, &db, &self.tenant).await?;
        let (library, upload) = library(&config, &db)?;
        let keeping = Keeping { library: &library, upload: &upload, limits: &config.uploads };
        let format = match self.format {
            Some(SiteFormat::Wordpress) => Format::WordPress,
            None if is_xml(&self.file) => Format::WordPress,
            Some(SiteFormat::Lines) | None => Format::Lines,
        };
        let request = site::Request {
            format,
            imported_by: &self.imported_by,
            unit_key: &self.unit,
            source: &self.source,
            site: &self.site,
            sections: self.sections,
            file: &self.file,
            folder: self.files.as_deref(),
            dry_run: self.dry_run,
        };
        let bar = ProgressBar::new_spinner();
        let report = site::run(&db, &tenant, keeping, &request, |read| {
            bar.set_message(format!("{read} mục"));
            bar.tick();
        })
        .await?;
        bar.finish_and_clear();
        print(&report, self.dry_run, self.json)
    }
}

fn is_xml(file: &std::path::Path) -> bool {
    let name = file.to_string_lossy().to_lowercase();
    name.ends_with(".xml") || name.ends_with(".xml.gz")
}

fn print(report: &Report, dry_run: bool, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(report)?);
    } else {
        if dry_run {
            println!("Chạy thử.");
        }
        println!("{report}");
    }
    Ok(())
}
