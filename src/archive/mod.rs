//! The archive copy ("Lưu: VT"): what a document's edition said when it went live, with its files, in one object under its
//! digest. It is made once, never changed, and looked at again; only a recorded purge takes it away.

mod build;
pub mod duties;
pub mod store;

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::{EditionId, ItemId, TenantId, fresh};
use crate::base::scope::Reach;
use crate::files;
use crate::items::{Content, store as items};

/// The change and the trail's word for one.
pub const SUBJECT: &str = "archive";

/// A copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Its id.
    pub id: String,
    /// Of which item.
    pub item: ItemId,
    /// Of which edition of it.
    pub edition: EditionId,
    /// The edition's heading, with the document's number; none any more once it was purged.
    pub title: String,
    /// The digest of the object.
    pub sha256: String,
    /// How large it is.
    pub bytes: i64,
    /// How many files lie in it.
    pub files: i64,
    /// When it was made.
    pub made_at: Millis,
    /// When it was last looked at.
    pub checked_at: Option<Millis>,
    /// What was wrong then, or "".
    pub fault: String,
    /// Whether a recorded purge took the object away.
    pub purged: bool,
}

/// The copy of an edition, made now if there is none.
///
/// # Errors
/// [`Error::NotFound`] for what is no edition of a document here; when the store or the database refuses.
pub async fn keep(app: &App, tenant: &TenantId, edition: &EditionId) -> Result<Copy> {
    let mut scope = app.db.read(tenant).await?;
    if let Some(copy) = store::of_edition(&mut scope, edition).await? {
        return Ok(copy);
    }
    let found = items::edition(&mut scope, edition).await?;
    let content = items::content(&mut scope, &found.revision).await?;
    if !matches!(content, Content::Document(_)) {
        return Err(Error::NotFound);
    }
    let mut attached = Vec::new();
    for id in content.file_ids() {
        attached.extend(files::find(&mut scope, &id).await?);
    }
    drop(scope);
    let object = build::object(&app.files, &found, &content, &attached).await?;
    app.files.put_file(&object.sha256, object.file.path()).await?;
    let copy = Copy {
        id: fresh(app.db.clock.now(), &app.db.entropy),
        item: found.item.clone(),
        edition: edition.clone(),
        title: content.title(),
        sha256: object.sha256,
        bytes: object.bytes,
        files: i64::try_from(attached.len()).unwrap_or(i64::MAX),
        made_at: app.db.clock.now(),
        checked_at: None,
        fault: String::new(),
        purged: false,
    };
    let mut scope = app.db.write(tenant, &Actor::system()).await?;
    if !store::insert(&mut scope, &copy).await? {
        // Another was first, and made the same of it.
        return store::of_edition(&mut scope, edition).await?.ok_or(Error::NotFound);
    }
    scope.changed(SUBJECT, &copy.id, Reach::Staff);
    scope.audit(
        "archive.keep",
        SUBJECT,
        &copy.id,
        json!({ "item": copy.item, "edition": copy.edition, "sha256": copy.sha256, "files": copy.files }),
    );
    scope.commit().await?;
    Ok(copy)
}
