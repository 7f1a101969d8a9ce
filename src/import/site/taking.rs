//! The second look at an export: files into the library, items into the batch, old addresses remembered.

use std::collections::HashMap;

use anyhow::Result;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::Error;
use crate::base::id::FileId;
use crate::base::scope::{Db, WriteScope};
use crate::import::batches;
use crate::import::report::Report;
use crate::import::run::{judged, submit};
use crate::items::addresses::{OldAddress, host, store as addresses};
use crate::items::editing::begin_as;
use crate::items::{Attachment, Content};
use crate::params;
use crate::people::{Action, Staff};
use crate::tenants::directory::Tenant;

use super::body::{rewritten, wanted};
use super::content::content;
use super::files::{Keeping, Porter, address, shown, why};
use super::old::{OldFile, OldItem};
use super::plan::Plan;
use super::source::{Entry, Source};
use super::{Request, key};

/// Items in one transaction.
const CHUNK: usize = 20;

/// An item that is ready to be written down.
struct Ready {
    number: u64,
    name: String,
    key: String,
    slug: String,
    content: Content,
    addresses: Vec<OldAddress>,
    files: Vec<(OldAddress, FileId)>,
}

/// Takes what the plan says.
///
/// # Errors
/// When the file cannot be read or the database refuses.
pub(super) async fn take(
    db: &Db,
    tenant: &Tenant,
    keeping: Keeping<'_>,
    request: &Request<'_>,
    (staff, actor): (&Staff, &Actor),
    plan: &Plan,
    report: &mut Report,
    progress: &mut impl FnMut(u64),
) -> Result<()> {
    let brought = HashMap::new();
    let mut porter = Porter { keeping, tenant: tenant.id(), staff, actor, credit: request.source, brought };
    let mut source = Source::open(request.format, request.file)?;
    let mut chunk: Vec<Ready> = Vec::with_capacity(CHUNK);
    let mut left: HashMap<&str, &str> =
        plan.slugs.iter().map(|(key, slug)| (key.as_str(), slug.as_str())).collect();
    while let Some(entry) = source.next()? {
        let Entry::Item(item) = entry else { continue };
        let key = key(request, &item.id);
        // Only the first of an id was planned.
        let Some(slug) = left.remove(key.as_str()) else { continue };
        let item = item.in_unicode();
        let mut dresser =
            Dresser { plan, porter: &mut porter, number: source.read, report, files: Vec::new() };
        let (body, attachments) = dresser.dress(&item).await?;
        let files = dresser.files;
        match content(&item, &body, attachments, &tenant.profile, request, db.clock.today()) {
            Ok(content) => chunk.push(Ready {
                number: source.read,
                name: item.name(),
                key,
                slug: slug.to_owned(),
                content,
                addresses: item.old_addresses(),
                files,
            }),
            Err(reason) => report.refuse(source.read, &item.name(), reason),
        }
        if chunk.len() >= CHUNK {
            write(db, tenant, request, (staff, actor), std::mem::take(&mut chunk), report).await?;
            progress(source.read);
        }
    }
    write(db, tenant, request, (staff, actor), chunk, report).await?;
    progress(source.read);
    Ok(())
}

/// Puts what stands on this site into an old text.
struct Dresser<'a, 'b> {
    plan: &'a Plan,
    porter: &'a mut Porter<'b>,
    number: u64,
    report: &'a mut Report,
    /// Where the files that came along lay, and what they are now.
    files: Vec<(OldAddress, FileId)>,
}

impl Dresser<'_, '_> {
    /// The text with our pictures and links, and the files to fetch.
    async fn dress(&mut self, item: &OldItem) -> Result<(String, Vec<Attachment>)> {
        let wanted = wanted(&item.body);
        let (mut shows, mut links) = (HashMap::new(), HashMap::new());
        for src in wanted.shown {
            if let Some((file, brought)) = self.file(item, &src).await? {
                shows.insert(src, shown(&brought, &file));
            }
        }
        for href in wanted.links {
            if let Some(now) = self.link(item, &href).await? {
                links.insert(href, now);
            }
        }
        let mut attachments = Vec::new();
        for file in &item.files {
            let brought = self.bring(item, file).await?;
            attachments.extend(brought.filter(|new| !attachments.contains(new)));
        }
        Ok((rewritten(&item.body, &shows, &links), attachments))
    }

    /// Where an old link leads now; none for what leads elsewhere.
    async fn link(&mut self, item: &OldItem, href: &str) -> Result<Option<String>> {
        if host(href).is_some_and(|host| !self.plan.hosts.contains(&host)) {
            return Ok(None);
        }
        let target = OldAddress::read(href).and_then(|address| self.plan.targets.get(&address));
        if let Some(url) = target {
            return Ok(Some(url.clone()));
        }
        Ok(self.file(item, href).await?.map(|(_, brought)| address(&brought)))
    }

    async fn file(&mut self, item: &OldItem, old: &str) -> Result<Option<(OldFile, Attachment)>> {
        let Some(file) = self.plan.shelf.find(item, old) else { return Ok(None) };
        let Some(brought) = self.bring(item, file).await? else { return Ok(None) };
        // A picture may have been shown in a size of its own address.
        self.files.extend(OldAddress::read(old).map(|address| (address, brought.file_id.clone())));
        Ok(Some((file.clone(), brought)))
    }

    async fn bring(&mut self, item: &OldItem, file: &OldFile) -> Result<Option<Attachment>> {
        let Some(place) = self.plan.shelf.place(file) else { return Ok(None) };
        match self.porter.bring(&place, file).await {
            Ok(brought) => {
                self.files
                    .extend(OldAddress::read(&file.url).map(|address| (address, brought.file_id.clone())));
                Ok(Some(brought))
            }
            Err(cause) => {
                let reason = format!("tệp “{}”: {}", file.path, why(cause)?);
                self.report.lack(self.number, &item.name(), reason);
                Ok(None)
            }
        }
    }
}

async fn write(
    db: &Db,
    tenant: &Tenant,
    request: &Request<'_>,
    (staff, actor): (&Staff, &Actor),
    chunk: Vec<Ready>,
    report: &mut Report,
) -> Result<()> {
    if chunk.is_empty() {
        return Ok(());
    }
    let mut scope = db.write(tenant.id(), actor).await?;
    let count = chunk.len();
    for ready in chunk {
        let (number, name) = (ready.number, ready.name.clone());
        match one(&mut scope, tenant, staff, ready, report).await {
            Ok(()) => {}
            Err(Error::Refused(refusals)) => {
                let reasons: Vec<_> = refusals.into_iter().map(|refusal| refusal.message).collect();
                report.refuse(number, &name, reasons.join(" "));
            }
            Err(other) => return Err(other.into()),
        }
    }
    batches::put(&mut scope, report, request.source, &staff.account, None).await?;
    let detail = json!({ "items": count, "site": request.site });
    scope.audit(Action::BatchImport.as_str(), "batch", &report.batch, detail);
    scope.commit().await?;
    Ok(())
}

async fn one(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    ready: Ready,
    report: &mut Report,
) -> crate::base::error::Result<()> {
    let (waivers, refusals) = judged(&ready.content, tenant, scope.db().clock.today());
    Error::unless_empty(refusals)?;
    let known: i64 = scope
        .one("SELECT COUNT(*) AS n FROM items WHERE tenant_id = $1 AND source_key = $2", params![&ready.key])
        .await?;
    if known > 0 {
        report.counts.unchanged += 1;
        return Ok(());
    }
    let by = Some(staff.account.clone());
    let (item, edition) = begin_as(scope, &ready.content, by, Some(&ready.key), &ready.slug).await?;
    for address in &ready.addresses {
        if !addresses::remember(scope, address, &item).await? {
            report.lack(ready.number, &ready.name, "có địa chỉ cũ đã thuộc mục khác; giữ như trước".into());
        }
    }
    for (address, file) in &ready.files {
        addresses::remember_file(scope, address, file).await?;
    }
    report.counts.created += 1;
    report.waive(&waivers);
    submit(scope, &edition, &waivers, &report.batch, &staff.account).await
}
