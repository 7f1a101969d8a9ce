//! Articles, pages and documents of the site before this one: looked through, then taken into a waiting batch.

pub mod body;
mod content;
pub mod files;
mod jsonl;
mod old;
mod plan;
mod source;
mod split;
mod taking;
mod wxr;

use std::path::Path;

use anyhow::{Result, bail};

use crate::base::id::fresh;
use crate::base::scope::Db;
use crate::people::Action;
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::report::{Report, Standing};
use super::run::importer;

use files::Keeping;
use plan::Plan;
pub use source::Format;

/// What is imported, by whom, as what.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The export's format.
    pub format: Format,
    /// The login of who imports.
    pub imported_by: &'a str,
    /// The unit that supplies the items.
    pub unit_key: &'a str,
    /// The source named where an item or a picture names none.
    pub source: &'a str,
    /// What the old site is called among others imported into the same tenant: ids are its own.
    pub site: &'a str,
    /// Which section of ours stands for one of the old site.
    pub sections: Vec<(String, SectionKey)>,
    /// The export.
    pub file: &'a Path,
    /// Where its files lie.
    pub folder: Option<&'a Path>,
    /// Whether to say only what would be done.
    pub dry_run: bool,
}

/// What makes an item the same in the next run.
fn key(request: &Request<'_>, id: &str) -> String {
    format!("site:{}:{}", request.site, id.trim())
}

/// Imports an export into a batch that waits for another person; what was committed stays when it is interrupted, and
/// running it again takes what is not there yet and changes nothing else.
///
/// # Errors
/// When the person may not do it, the file cannot be read, or the database refuses.
pub async fn run(
    db: &Db,
    tenant: &Tenant,
    keeping: Keeping<'_>,
    request: &Request<'_>,
    mut progress: impl FnMut(u64),
) -> Result<Report> {
    let (staff, actor) = importer(db, tenant, request.imported_by, Action::BatchImport).await?;
    if tenant.profile.unit(request.unit_key).is_none() {
        bail!("{} không có đơn vị {}", tenant.identity().full_name, request.unit_key);
    }
    let mut report = Report { standing: Standing::Waiting, ..Report::default() };
    let plan = Plan::make(db, tenant, request, &mut report).await?;
    if request.dry_run {
        report.counts.created = plan.slugs.len() as u64;
        return Ok(report);
    }
    if !plan.slugs.is_empty() {
        report.batch = fresh(db.clock.now(), &db.entropy);
        taking::take(db, tenant, keeping, request, (&staff, &actor), &plan, &mut report, &mut progress)
            .await?;
    }
    Ok(report)
}
