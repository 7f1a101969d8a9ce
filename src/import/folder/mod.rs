//! A folder of files, with or without a table of what they are: each becomes a draft that a person looks at.

mod facts;
mod key;
mod looking;
mod sheet;
mod suggest;
mod table;
mod taking;
mod walk;

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::base::id::fresh;
use crate::base::scope::Db;
use crate::people::Action;
use crate::tenants::directory::Tenant;

use super::report::{Report, Standing};
use super::run::importer;
use super::site::files::Keeping;
use table::Table;
use taking::Taker;

/// What is imported, by whom, as what.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The login of who imports.
    pub imported_by: &'a str,
    /// The unit that supplies the documents.
    pub unit_key: &'a str,
    /// The source named on each.
    pub source: &'a str,
    /// Where the files lie.
    pub folder: &'a Path,
    /// A table of what they are.
    pub sheet: Option<&'a Path>,
    /// Whether to say only what would be done.
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Files that are done.
    pub done: u64,
    /// All of them.
    pub files: u64,
}

/// Makes drafts of the files of a folder; what was committed stays when it is interrupted, and running it again goes on.
///
/// # Errors
/// When the person may not do it, the folder or the table cannot be read, or the database refuses.
pub async fn run(
    db: &Db,
    tenant: &Tenant,
    keeping: Keeping<'_>,
    request: Request<'_>,
    mut progress: impl FnMut(Progress),
) -> Result<Report> {
    let (staff, actor) = importer(db, tenant, request.imported_by, Action::BatchImport).await?;
    if tenant.profile.unit(request.unit_key).is_none() {
        bail!("{} không có đơn vị {}", tenant.identity().full_name, request.unit_key);
    }
    let folder = request.folder;
    let files = walk::files(folder, request.sheet)
        .with_context(|| format!("không đọc được thư mục {}", folder.display()))?;
    let mut report = Report { standing: Standing::Drafts, ..Report::default() };
    let table = match request.sheet {
        Some(sheet) => {
            let sheet = sheet::read(&keeping.library.workers, sheet).await?;
            Table::of(sheet, &files, &mut report)
        }
        None => Table::default(),
    };
    if files.is_empty() {
        return Ok(report);
    }
    if !request.dry_run {
        report.batch = fresh(db.clock.now(), &db.entropy);
    }
    Taker::new(db, tenant, keeping, request, (&staff, &actor), report)
        .take(&files, &table, &mut progress)
        .await
}
