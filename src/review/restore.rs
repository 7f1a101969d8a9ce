//! Brings an earlier text back as the newest revision; what stands between stays in the history.

use serde_json::json;

use crate::base::error::{Error, Result};
use crate::base::id::{EditionId, RevisionId};
use crate::base::scope::{Reach, WriteScope};
use crate::items::rights::{require, require_hand, require_unit};
use crate::items::store as items;
use crate::people::{Action, Staff};
use crate::tenants::directory::Tenant;

/// Writes an earlier revision of the same item into a draft; the version after it.
///
/// # Errors
/// [`Error::NotFound`] for a revision of another item, [`Error::Conflict`] when the draft changed since.
pub async fn restore(
    scope: &mut WriteScope,
    tenant: &Tenant,
    staff: &Staff,
    id: &EditionId,
    version: i64,
    from: &RevisionId,
) -> Result<i64> {
    let db = scope.db().clone();
    let edition = items::edition(scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemSave, edition.state)?;
    require_hand(staff, &edition)?;
    let revisions = items::revisions(scope, &edition.item).await?;
    let source = revisions.into_iter().find(|revision| revision.id == *from).ok_or(Error::NotFound)?;
    let content = items::content(scope, from).await?;
    require_unit(staff, &content)?;
    let last = items::last_revision(scope, id).await?;
    if last.sha256 == source.sha256 {
        return Err(Error::refused("", "Bản này giống hệt bản đang soạn, không cần khôi phục.", ""));
    }
    let now = db.clock.now();
    let fresh = RevisionId::fresh(&db.clock, &db.entropy);
    items::insert_revision(scope, id, &fresh, last.no + 1, &content, Some(&staff.account), now).await?;
    items::point_to(scope, id, version, &fresh, &content, now).await?;
    items::place(scope, &edition.item, &content).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(
        Action::ItemSave.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "edition": id, "revision": last.no + 1, "restored": from }),
    );
    Ok(version + 1)
}
