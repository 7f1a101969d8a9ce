//! The first look at an export: what can be taken, under which address, and what stands against the rest.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use crate::base::db::{FromRow, Row};
use crate::base::id::FileId;
use crate::base::scope::{Db, Scope};
use crate::import::report::Report;
use crate::import::run::judged;
use crate::items::addresses::{OldAddress, host};
use crate::items::store as items;
use crate::items::{Attachment, Content};
use crate::params;
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::body::{Shown, rewritten, wanted};
use super::content::content;
use super::files::{Shelf, address};
use super::old::{OldFile, OldItem};
use super::source::{Entry, Source};
use super::{Request, key};

/// What will be done with an export.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files of the export.
    pub shelf: Shelf,
    /// The addresses of the items to take, by their key.
    pub slugs: HashMap<String, String>,
    /// Where the old addresses lead, of what is taken and of what was taken before.
    pub targets: HashMap<OldAddress, String>,
    /// The hosts of the old site.
    pub hosts: HashSet<String>,
}

struct Known {
    slug: String,
    section: String,
}

impl FromRow for Known {
    fn from_row(row: &Row) -> crate::base::error::Result<Self> {
        Ok(Self { slug: row.get("slug")?, section: row.get("section_key")? })
    }
}

impl Plan {
    /// Looks an export through twice: its files first, which may stand behind the texts that show them.
    ///
    /// # Errors
    /// When the file cannot be read or the database does not answer.
    pub async fn make(db: &Db, tenant: &Tenant, request: &Request<'_>, report: &mut Report) -> Result<Self> {
        let mut plan = Self { shelf: Shelf::new(request.folder)?, ..Self::default() };
        let mut source = Source::open(request.format, request.file)?;
        while let Some(entry) = source.next()? {
            match entry {
                Entry::File(file) => plan.shelf.add(file),
                Entry::Item(item) => plan.hosts.extend(item.addresses.iter().filter_map(|one| host(one))),
                Entry::Nothing | Entry::Unread(..) => {}
            }
        }
        plan.hosts.extend(source.hosts().iter().cloned());
        let mut source = Source::open(request.format, request.file)?;
        let mut seen = HashMap::new();
        let mut taken = HashSet::new();
        let mut scope = db.read(tenant.id()).await?;
        while let Some(entry) = source.next()? {
            report.counts.read += 1;
            let number = source.read;
            match entry {
                Entry::Item(item) => {
                    let item = item.in_unicode();
                    if let Some(before) = seen.insert(item.id.clone(), number) {
                        let reason = format!("mã {} đã có ở mục thứ {before} của tệp", item.id);
                        report.refuse(number, &item.name(), reason);
                        continue;
                    }
                    plan.look(&mut scope, tenant, request, &item, number, &mut taken, report).await?;
                }
                Entry::Unread(name, reason) => report.refuse(number, &name, reason),
                Entry::File(_) | Entry::Nothing => {}
            }
        }
        Ok(plan)
    }

    async fn look(
        &mut self,
        scope: &mut Scope,
        tenant: &Tenant,
        request: &Request<'_>,
        item: &OldItem,
        number: u64,
        taken: &mut HashSet<String>,
        report: &mut Report,
    ) -> Result<()> {
        let key = key(request, &item.id);
        let known: Option<Known> = scope
            .optional(
                "SELECT slug, section_key FROM items WHERE tenant_id = $1 AND source_key = $2",
                params![&key],
            )
            .await?;
        if let Some(known) = known {
            report.counts.unchanged += 1;
            if let Some(section) = SectionKey::parse(&known.section) {
                self.lead(tenant, item, section, &known.slug);
            }
            return Ok(());
        }
        let content = match self.imagined(item, tenant, request, scope.db().clock.today()) {
            Ok(content) => content,
            Err(reason) => {
                report.refuse(number, &item.name(), reason);
                return Ok(());
            }
        };
        self.lacking(item, number, report);
        let slug = free(scope, &content.slug(), taken).await?;
        self.lead(tenant, item, content.common().section, &slug);
        taken.insert(slug.clone());
        self.slugs.insert(key, slug);
        Ok(())
    }

    /// The content as it would be with every file that lies in the folder.
    fn imagined(
        &self,
        item: &OldItem,
        tenant: &Tenant,
        request: &Request<'_>,
        today: jiff::civil::Date,
    ) -> Result<Content, String> {
        item.sound()?;
        let there = |file: &OldFile| self.shelf.place(file).is_some();
        let shown =
            wanted(&item.body).shown.into_iter().filter(|src| self.shelf.find(item, src).is_some_and(there));
        let shown: HashMap<_, _> =
            shown.map(|src| (src, Shown { src: address(&stand_in()), alt: String::new() })).collect();
        let body = rewritten(&item.body, &shown, &HashMap::new());
        let attachments = item.files.iter().filter(|file| there(file)).map(|_| stand_in()).collect();
        let content = content(item, &body, attachments, &tenant.profile, request, today)?;
        let refusals = judged(&content, tenant, today).1;
        if refusals.is_empty() {
            return Ok(content);
        }
        Err(refusals.into_iter().map(|refusal| refusal.message).collect::<Vec<_>>().join(" "))
    }

    /// Notes the files of an item that are not there.
    fn lacking(&self, item: &OldItem, number: u64, report: &mut Report) {
        let shown = wanted(&item.body).shown;
        let pictures = shown.iter().filter(|src| {
            let found = self.shelf.find(item, src).and_then(|file| self.shelf.place(file));
            found.is_none()
        });
        for src in pictures {
            let reason = format!("ảnh, tệp “{src}” trong bài không có trong thư mục xuất, đã bỏ khỏi bài");
            report.lack(number, &item.name(), reason);
        }
        for file in item.files.iter().filter(|file| self.shelf.place(file).is_none()) {
            let reason = format!("tệp “{}” không có trong thư mục xuất", file.path);
            report.lack(number, &item.name(), reason);
        }
    }

    fn lead(&mut self, tenant: &Tenant, item: &OldItem, section: SectionKey, slug: &str) {
        let Some(section) = tenant.profile.section(section) else { return };
        let url = tenant.section_url(section, slug);
        for address in item.old_addresses() {
            self.targets.entry(address).or_insert_with(|| url.clone());
        }
    }
}

/// A file that is not brought in yet.
fn stand_in() -> Attachment {
    Attachment {
        file_id: FileId::from("0".to_owned()),
        sha256: String::new(),
        name: "tep".into(),
        media_type: "application/octet-stream".into(),
        bytes: 0,
    }
}

/// A slug that neither the tenant nor an item before it in the export has.
async fn free(scope: &mut Scope, wanted: &str, taken: &HashSet<String>) -> Result<String> {
    let mut tried = items::free_slug(scope, wanted).await?;
    let mut n = 2_u32;
    while taken.contains(&tried) {
        tried = items::free_slug(scope, &format!("{wanted}-{n}")).await?;
        n += 1;
    }
    Ok(tried)
}
