//! A recorded purge: the words of an item leave revisions, history and files for good; who did what and when stays.

use std::collections::BTreeSet;

use serde_json::json;

use crate::archive;
use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{EditionId, FileId, ItemId};
use crate::base::scope::{Db, Reach, WriteScope};
use crate::base::seal::sha256_hex;
use crate::extract;
use crate::files;
use crate::items::kinds::record::{Facts, Record};
use crate::items::rights::require;
use crate::items::{Content, Document, News, publishing, store};
use crate::media;
use crate::people::{Action, Staff};
use crate::tenants::directory::Tenant;

/// What stands in place of words that were removed.
pub const REMOVED: &str = "(nội dung đã xóa hẳn)";

/// Removes the content of what was withdrawn. `typed` is its heading, typed again: this cannot be undone.
///
/// Bytes and indexes follow: see [`super::purging`].
///
/// # Errors
/// [`Error::Refused`] without a reason or the heading, while something of it is live, or when it is purged already.
pub async fn purge(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    typed: &str,
    reason: &str,
) -> Result<()> {
    let reason = publishing::needed(reason, "Hãy nêu lý do xóa hẳn, không nhắc lại nội dung phải xóa.")?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemPurge, edition.state)?;
    let item = store::item(&mut scope, &edition.item).await?;
    let mut refusals = Vec::new();
    if typed.trim() != edition.title.trim() {
        refusals.push(Refusal::new("name", "Tiêu đề gõ lại không khớp.", ""));
    }
    if item.live.is_some() {
        refusals.push(Refusal::new("", "Nội dung này đang có một bản được đăng; hãy gỡ bản đó trước.", ""));
    }
    if store::is_purged(&mut scope, &item.id).await? {
        refusals.push(Refusal::new("", "Nội dung này đã được xóa hẳn.", ""));
    }
    Error::unless_empty(refusals)?;
    store::record_purge(&mut scope, &item.id, &sha256_hex(item.slug.as_bytes())).await?;
    let held = empty_revisions(&mut scope, &item.id).await?;
    let mut digests = release_files(&mut scope, &item.id, held).await?;
    digests.extend(release_copies(&mut scope, &item.id).await?);
    store::empty_item(&mut scope, &item.id, REMOVED).await?;
    scope.changed("item", item.id.as_str(), Reach::Public);
    scope.audit(
        Action::ItemPurge.as_str(),
        "item",
        item.id.as_str(),
        json!({ "reason": reason, "files": digests }),
    );
    scope.commit().await
}

/// Empties every revision; the files they held.
async fn empty_revisions(scope: &mut WriteScope, item: &ItemId) -> Result<BTreeSet<FileId>> {
    let mut held = BTreeSet::new();
    for revision in store::revisions(scope, item).await? {
        let content = store::content(scope, &revision.id).await?;
        held.extend(content.file_ids());
        store::empty_revision(scope, &revision.id, &emptied(&content)).await?;
    }
    Ok(held)
}

/// Empties the files that nothing else of this tenant holds; the digests of their bytes.
async fn release_files(
    scope: &mut WriteScope,
    item: &ItemId,
    held: BTreeSet<FileId>,
) -> Result<BTreeSet<String>> {
    let mut digests = BTreeSet::new();
    for id in held {
        if store::holds_elsewhere(scope, item, &id).await? {
            continue;
        }
        if let Some(file) = files::find(scope, &id).await? {
            let sizes = media::store::empty(scope, &id).await?;
            files::forget(scope, &id).await?;
            extract::store::forget_unheld_here(scope, &file.sha256).await?;
            for digest in std::iter::once(file.sha256).chain(sizes) {
                if digests.insert(digest.clone()) {
                    store::record_purged_file(scope, item, &id, &digest).await?;
                }
            }
        }
    }
    Ok(digests)
}

/// Lets go of the archive copies, which hold the same words; that they were made stays.
async fn release_copies(scope: &mut WriteScope, item: &ItemId) -> Result<Vec<String>> {
    let digests = archive::store::digests_of(scope, item).await?;
    for digest in &digests {
        store::record_purged_file(
            scope,
            item,
            &FileId::from(format!("{}{digest}", archive::SUBJECT)),
            digest,
        )
        .await?;
    }
    Ok(digests)
}

/// The same kind of content in the same place, without its words.
fn emptied(content: &Content) -> Content {
    let mut common = content.common().clone();
    common.author.clear();
    common.source.clear();
    common.attachments.clear();
    match content {
        Content::News(news) => Content::News(News {
            common,
            title: REMOVED.into(),
            summary: String::new(),
            topic: news.topic,
            body_html: String::new(),
            published_on: None,
            event_on: None,
            aspects: Box::default(),
        }),
        Content::Record(record) => Content::Record(Box::new(Record {
            common,
            register: record.register,
            title: REMOVED.into(),
            summary: String::new(),
            facts: Facts::default(),
            body_html: String::new(),
        })),
        Content::Document(_) => {
            Content::Document(Box::new(Document { summary: REMOVED.into(), ..Document::blank(common) }))
        }
    }
}
